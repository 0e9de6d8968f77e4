"""How a citation is written: capitals, blanks, a type word too many."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator

from indexer.checks.case import Case, Reading
from indexer.sentences import sentence_ends
from kb.model import Finding, Quality
from kb.text import collapse, fold

_PLURAL = re.compile(r"(?:các|những|một số|\d+)\s+$", re.IGNORECASE)
_YEARS = re.compile(
    r"(?<!\d)(?P<first>(?:19|20)\d\d)(?: -(?! )|(?<! )- )(?P<last>(?:19|20)\d\d)(?!\d)"
)
_GLUED = re.compile(r"(?i:(?P<word>số)[ \n]?:)(?P<number>\d\S*)")
_GLUED_INSIDE = re.compile(r"(?P<word>(?i:số)):$")
_ITEM = re.compile(r"(?:[;,]|[ \n]và)[ \n]{1,2}(?:và[ \n])?$")
_BULLET = re.compile(r"(?:^|\n)[ ]?[-+*•–][ ]$")
_BLANK = re.compile(r"[ \n]+")


def lowercase_kind(case: Case) -> Iterator[Finding]:
    """A type word with number and symbol, in small letters in a list; “văn bản” is a common noun."""
    for reading in _listed(case):
        word = reading.type_word
        small = word[:1].islower() and reading.is_numbered and reading.id is not None
        if not small or (reading.word and reading.word.id == "document"):
            continue
        if _PLURAL.search(case.text.text[max(0, reading.start - 12) : reading.start]):
            continue
        yield case.finding(
            "lowercase-kind",
            case.word_span(reading),
            ground="text",
            key=reading.key,
            kind=collapse(word),
            suggestion=collapse(word[:1].upper() + reading.words[1:]),
        )


def _listed(case: Case) -> Iterator[Reading]:
    """Yield the citations that stand in a list: behind a bullet, or beside another item of the sentence."""
    text = case.text.text
    ends = sentence_ends(text, 0, len(text))
    sentence = [bisect_right(ends, reading.start) for reading in case.readings]
    heads = [text[max(0, reading.start - 8) : reading.start] for reading in case.readings]
    last = len(sentence) - 1
    for n, reading in enumerate(case.readings):
        follows = n > 0 and sentence[n - 1] == sentence[n] and _ITEM.search(heads[n])
        leads = n < last and sentence[n + 1] == sentence[n] and _ITEM.search(heads[n + 1])
        if follows or leads or _BULLET.search(heads[n]):
            yield reading


def duplicate_type_word(case: Case) -> Iterator[Finding]:
    """The type word again between date or issuer and title; in small letters it is a verb."""
    for reading in case.readings:
        kind, subject = reading.mention.kind, reading.mention.field_span("subject")
        if kind is None or subject is None:
            continue
        about = reading.mention.subject or ""
        if not fold(about).startswith(fold(kind)) or about[:1].islower():
            continue
        start = case.text.from_raw(subject.start)
        gap = case.text.text[reading.tail : start]
        again = re.match(
            rf"{re.escape(kind)}(?=\s+(?!số\s))",
            collapse(about),
            re.IGNORECASE,
        )
        if again and gap in (" ", "\n") and not _is_heading(case, start, kind):
            yield case.finding(
                "duplicate-type-word",
                case.span(start, start + len(kind)),
                ground="text",
                key=reading.key,
                kind=kind,
            )


def _is_heading(case: Case, start: int, kind: str) -> bool:
    """Whether the repeated word is a title line in capitals, as before the articles of a decision."""
    return case.text.text[start : start + len(kind)].isupper()


def spacing(case: Case) -> Iterator[Finding]:
    """Blanks inside a symbol, none after “Số:”, one beside a dash between years; wrapped lines are right."""
    if case.parsed.source.quality is not Quality.TEXT:
        return
    yield from _own_number(case)
    for reading in case.readings:
        yield from _inside(case, reading)
    for match in _YEARS.finditer(case.text.text):
        yield case.finding(
            "spacing",
            case.span(*match.span()),
            ground="text",
            text=match.group(),
            suggestion=f"{match['first']}-{match['last']}",
        )


def _own_number(case: Case) -> Iterator[Finding]:
    """Yield the document's own number where it is glued to its colon."""
    raw = case.parsed.source.raw
    for span in case.parsed.own_number:
        words = collapse(span.of(raw))
        if glued := _GLUED.match(words):
            meant = f"{glued['word']}: {glued['number']}{words[glued.end() :]}"
            yield case.finding("spacing", span, ground="text", text=words, suggestion=meant)


def _inside(case: Case, reading: Reading) -> Iterator[Finding]:
    """Yield a citation with a blank beside a separator, or none before its number.

    The Party's “369 - CV/ĐU” is usual.
    """
    written = reading.id
    if written is None or reading.symbol_fault:
        return
    glued = _GLUED_INSIDE.search(reading.words, 0, reading.id_at)
    if glued:
        start = reading.start + glued.start()
        stop = reading.start + reading.id_at + len(written)
        yield case.finding(
            "spacing",
            case.span(start, stop),
            ground="text",
            key=reading.key,
            text=collapse(case.text.text[start:stop]),
            suggestion=f"{glued['word']} {reading.whole}",
        )
    plain = (
        re.sub(r"^(\d+[a-zđ]?) - (?=[A-ZĐ])", r"\1-", written) if reading.key.is_party else written
    )
    wrapped = _BLANK.sub(lambda match: "" if "\n" in match.group() else " ", plain)
    if " " in wrapped:
        yield case.finding(
            "spacing",
            case.id_span(reading),
            ground="text",
            key=reading.key,
            text=collapse(written),
            suggestion=reading.whole,
        )
