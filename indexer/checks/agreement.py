"""One instrument named twice: dates, titles and places in a list must agree."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence

from indexer.checks.case import Case, Reading, called
from indexer.checks.dates import outside_term
from indexer.sentences import sentence_ends
from kb.model import Finding
from kb.naming import shown
from kb.text import collapse, fold

_LEAD = re.compile(
    r"[ \n,]*(?:(?:về việc|về|v/v)[ \n:]{1,3}[“\"*‘]{0,3})|[ ,]*[“\"*‘]{1,3}", re.IGNORECASE
)
_BESIDE = re.compile(r"[ \n]*")
_TITLE_VERB = re.compile(
    r"(?:về(?: việc)?|quy định|ban hành|phê duyệt|hướng dẫn|sửa đổi|công bố|thực hiện|triển khai"
    r"|tăng cường|đẩy mạnh)(?!\w)",
    re.IGNORECASE,
)
_WORD = re.compile(r"\w+")
_SHOWN = 120
"""How many characters of a title a message repeats."""
_ITEM = re.compile(r"(?:[;,]|[ \n]và)[ \n]{1,2}(?:và[ \n])?$")
_DEFINED = re.compile(r"(?:gọi|viết)[ \n](?:tắt[ \n])?(?:là|chung)|viết[ \n]tắt", re.IGNORECASE)


def conflicting_dates(case: Case) -> Iterator[Finding]:
    """One instrument with two dates; where a registry knows better, that becomes another finding."""
    for mentions in case.by_key.values():
        dated = [r for r in mentions if r.day and _is_comparable(r)]
        yield from _deviating(case, dated)
    yield from _same_title(case)


def _is_comparable(reading: Reading) -> bool:
    faulty = reading.date_fault or reading.symbol_fault or reading.year_clash
    return reading.is_numbered and not (faulty or outside_term(reading) or reading.key.is_partial)


def _deviating(case: Case, dated: Sequence[Reading]) -> Iterator[Finding]:
    """Yield the first mention of each date other than the usual one, the first where none is usual."""
    counts = Counter(reading.day for reading in dated)
    if len(counts) < 2:
        return
    usual = counts.most_common(1)[0][0]
    seen = {usual}
    reference = next(r for r in dated if r.day == usual)
    for reading in dated:
        if reading.day not in seen:
            seen.add(reading.day)
            yield _two_dates(case, reference, reading)


def _two_dates(case: Case, first: Reading, second: Reading) -> Finding:
    return case.finding(
        "conflicting-dates",
        case.field_span(second, "date"),
        ground="other-mention",
        key=second.key,
        id=called(second),
        date1=shown(first.day or ""),
        date2=shown(second.day or ""),
    )


def _same_title(case: Case) -> Iterator[Finding]:
    """Yield the second of two mentions that differ in the year alone: same number, title, day and month."""
    seen: dict[tuple[object, ...], Reading] = {}
    for reading in case.readings:
        words = _title(case, reading)
        if (
            not reading.day
            or not _is_comparable(reading)
            or len(words) < _limit(case, "title_words")
        ):
            continue
        first = seen.setdefault((reading.base, words, reading.day[5:]), reading)
        if first.key != reading.key:
            yield _two_dates(case, first, reading)


def _limit(case: Case, name: str) -> int:
    return int(case.table.settings["limits"][name])


def conflicting_titles(case: Case) -> Iterator[Finding]:
    """One instrument with two clearly different titles; once for each instrument."""
    for mentions in case.by_key.values():
        if len(mentions) < 2 or mentions[0].is_law or mentions[0].symbol_fault:
            continue
        titled = [(reading, words) for reading in mentions if (words := _title(case, reading))]
        first = next(iter(titled), None)
        other = next(
            (pair for pair in titled[1:] if first and _differ(case, first[1], pair[1])), None
        )
        if first and other:
            yield case.finding(
                "conflicting-titles",
                case.field_span(other[0], "subject"),
                ground="other-mention",
                key=other[0].key,
                id=called(other[0]),
                title1=_short(first[0].mention.subject or ""),
                title2=_short(other[0].mention.subject or ""),
            )


def _short(title: str) -> str:
    return title if len(title) <= _SHOWN else f"{title[:_SHOWN].rpartition(' ')[0]} …"


def _title(case: Case, reading: Reading) -> tuple[str, ...]:
    """Return the folded words of a subject introduced as a title, none of what goes on the sentence."""
    mention, span = reading.mention, reading.mention.field_span("subject")
    if span is None or mention.subject is None or not reading.is_numbered:
        return ()
    start = case.text.from_raw(span.start)
    before = case.text.text[reading.tail : start]
    verb = mention.date and _BESIDE.fullmatch(before) and _TITLE_VERB.match(mention.subject)
    if not verb and not _LEAD.fullmatch(before):
        return ()
    words = tuple(_WORD.findall(fold(mention.subject)))
    return words[1:] if words[:1] == ("ve",) else words


def _differ(case: Case, first: Sequence[str], second: Sequence[str]) -> bool:
    """Tell two titles apart: nothing in common, or other words inside one sentence, not a shorter one."""
    length = min(len(first), len(second))
    common = next((i for i in range(length) if first[i] != second[i]), length)
    if common == length or length < _limit(case, "short_title_words"):
        return False
    shared = len(set(first) & set(second))
    if shared * 3 <= length:
        return True
    if length < _limit(case, "title_words") or shared * 3 < length * 2:
        return False
    return bool(_triples(first[common:]) & _triples(second[common:]))


def _triples(words: Sequence[str]) -> set[tuple[str, ...]]:
    return {tuple(words[i : i + 3]) for i in range(len(words) - 2)}


def duplicate_in_sentence(case: Case) -> Iterator[Finding]:
    """The same instrument twice in one list, at one level and in one role."""
    ends = sentence_ends(case.text.text, 0, len(case.text.text))
    seen: set[tuple[object, ...]] = set()
    for reading in case.readings:
        mention = reading.mention
        if not reading.is_numbered or mention.provision or mention.distributed:
            continue
        if _is_definition(case.text.text, reading):
            continue
        before = case.text.text[max(0, reading.start - 12) : reading.start]
        sentence = bisect_right(ends, reading.start)
        place = (reading.key, sentence, mention.parent, reading.citation.role)
        if place in seen and _ITEM.search(before):
            yield case.finding(
                "duplicate-in-sentence",
                mention.span,
                ground="other-mention",
                key=reading.key,
                id=collapse(called(reading)),
            )
        seen.add(place)


def _is_definition(text: str, reading: Reading) -> bool:
    """Whether the mention only says how the one before is called: “(gọi tắt là …)”, “(Kế hoạch số 7)”."""
    enclosed = (
        text[reading.start - 1 : reading.start] == "("
        and text[reading.end : reading.end + 1] == ")"
    )
    return enclosed or _DEFINED.search(text[max(0, reading.start - 30) : reading.start]) is not None
