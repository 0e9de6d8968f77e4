"""Read what stands around a head: date and issuer after it; date, issuer, provision before it."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from indexer.issuers import Range, adverbs, alternatives, filled, issuer_behind, tail_rules
from kb.symbols import Symbol
from kb.text import collapse
from kb.vocabulary import Vocabulary


@dataclass(frozen=True, slots=True, kw_only=True)
class Tail:
    """What follows a head, as far as it belongs to the citation without doubt."""

    date: str | None = None
    """ISO date or bare year; `None` also for an impossible date, whose range is kept."""
    date_range: Range | None = None
    inferred_year: bool = False
    issuer: str | None = None
    issuer_range: Range | None = None
    end: int
    """Where the parts read end and the subject may begin."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class TailGrammar:
    """Compiled patterns of `rules/tails.toml` but those about issuers."""

    date: re.Pattern[str]
    spoilt: tuple[re.Pattern[str], ...]
    """A date whose day a scan has split (“ngày 3 1/5/2007”), or that fills in dots."""
    body: re.Pattern[str]
    """The abbreviation of a body between symbol and date."""
    implied: re.Pattern[str]
    cells: tuple[re.Pattern[str], ...]
    """The next cell of a table, where it holds a date only."""
    quoted_number: re.Pattern[str]
    """What announces the number in the head of a paper that is quoted."""
    quoted: re.Pattern[str]
    """Place and date behind such a number."""
    years: tuple[re.Pattern[str], ...]
    """Dates of which only the year is told or can be read."""
    before: re.Pattern[str]
    subject: re.Pattern[str]
    verbs: re.Pattern[str]
    """The beginning of a subject that no “về” announces."""
    subject_end: re.Pattern[str]
    subject_rest: re.Pattern[str]
    """What stands at the end of a subject and is none of it."""
    provision: re.Pattern[str]
    provision_last: re.Pattern[str]
    amends: re.Pattern[str]
    """What stands between the provision that amends and the one amended."""
    amending_title: re.Pattern[str]
    behind: re.Pattern[str]
    """A provision right behind the head."""
    elsewhere: re.Pattern[str]
    """What shows that such a provision is not the head's."""
    note_head: re.Pattern[str]
    note: re.Pattern[str]
    """An abbreviated provision behind an abbreviated head: “NĐ 356 Đ21”."""
    page: re.Pattern[str]
    """The number of a page inside a provision."""
    follow: re.Pattern[str]


@cache
def grammar(vocabulary: Vocabulary) -> TailGrammar:
    """Compile the patterns."""
    rows = tail_rules()
    date, provision = rows["date"], rows["provision"]
    kinds = {name for kind in vocabulary.kinds for name in (kind.name, *kind.also)}
    codes = {body.code for body in vocabulary.bodies if body.is_central and len(body.code) > 1}
    full_date = vocabulary.grammar.patterns["date"]
    value, join, page = provision["value"], provision["join"], provision["page"]
    unit = rf"{provision['unit']}(?:{page}|[ \n]{{1,2}}){value}(?:{join}{value})*"
    remark = {"{remark}": provision["remark"]}
    joint = filled(provision["joint"], {**remark, "{page}": page})
    return TailGrammar(
        date=re.compile(rf"{date['lead']}(?:{date['day']})?(?i:{full_date})(?![\d/])"),
        cells=(
            re.compile(filled(date["cell"], {"{date}": full_date})),
            re.compile(date["year_first"]),
        ),
        quoted_number=re.compile(date["quoted_number"]),
        quoted=re.compile(filled(date["quoted"], {"{date}": full_date})),
        spoilt=tuple(re.compile(rf"{date['lead']}{date[form]}") for form in ("split", "dotted")),
        body=re.compile(filled(date["body"], {"{body}": alternatives(codes)})),
        implied=re.compile(rf"{date['lead']}{date['implied']}"),
        years=(
            re.compile(rf"{date['lead']}{date['month']}"),
            re.compile(rf"[ \n]{{1,2}}{date['year']}"),
            re.compile(date["bracketed"]),
            re.compile(rf"{date['lead']}{date['damaged']}"),
        ),
        before=re.compile(rf"(?i:{filled(date['before'], {'{adverb}': adverbs()})})"),
        subject=re.compile(rows["subject"]["lead"]),
        verbs=re.compile(
            rf"(?:{alternatives(kinds | set(rows['subject']['verbs']))})(?!\w)", re.IGNORECASE
        ),
        subject_end=re.compile("|".join(rows["subject"]["ends"])),
        subject_rest=re.compile(rows["subject"]["rest"]),
        provision=re.compile(rf"(?<!\w){unit}(?:{joint}{unit})*+"),
        provision_last=re.compile(filled(provision["last"], remark)),
        amends=re.compile(provision["amends"]),
        amending_title=re.compile(provision["amending_title"]),
        behind=re.compile(provision["behind"]),
        elsewhere=re.compile(filled(provision["elsewhere"], {"{unit}": provision["unit"]})),
        note_head=re.compile(provision["note_head"]),
        note=re.compile(provision["note"]),
        page=re.compile(page),
        follow=re.compile(
            r"[ \n]?(?:$|[.,;:)\]”\"“(]|(?:"
            + "|".join(map(re.escape, rows["short"]["follow"]))
            + r")(?!\w))"
        ),
    )


def read_tail(
    text: str,
    start: int,
    limit: int,
    vocabulary: Vocabulary,
    *,
    today: str | None,
    symbol: Symbol | None = None,
) -> Tail:
    """Read date and issuer from `start`, never past `limit`.

    `today` is the ISO date of the document, which implies a year; `symbol` tells whether several
    bodies issued the instrument.
    """
    forms = grammar(vocabulary)
    if doubled := forms.body.match(text, start, limit):
        start = doubled.end()
    date, date_range, inferred, end = _date(text, start, limit, forms, today)
    issued = issuer_behind(text, end, limit, symbol, vocabulary)
    if issued:
        end = issued.end
        if date_range is None:
            date, date_range, inferred, end = _date(text, end, limit, forms, today)
    return Tail(
        date=date,
        date_range=date_range,
        inferred_year=inferred,
        issuer=collapse(text[slice(*issued.span)]) if issued else None,
        issuer_range=issued.span if issued else None,
        end=end,
    )


def _date(
    text: str, start: int, limit: int, forms: TailGrammar, today: str | None
) -> tuple[str | None, Range | None, bool, int]:
    """Return date, its range, whether the year is inferred, and where reading goes on."""
    for pattern in (forms.date, *forms.spoilt):
        if match := pattern.match(text, start, limit):
            end = match.end()
            closed = text[end : end + 1] == ")" and "(" in match.group()
            return _written(match), (_first(match), end), False, end + closed
    for pattern in forms.cells:
        if match := pattern.match(text, start):
            return _written(match), (_first(match), match.end()), False, start
    if match := forms.implied.match(text, start, limit):
        date = _implied(match["d"], match["m"], today)
        return date, (match.start("d"), match.end()), True, match.end()
    for pattern in forms.years:
        if match := pattern.match(text, start, limit):
            return match["y"], match.span("y"), False, match.end()
    return None, None, False, start


def _written(match: re.Match[str]) -> str | None:
    """Return the ISO date of a match of the date pattern, in either of its forms."""
    groups: Mapping[str, Any] = match.groupdict()
    return iso(*(_digits(groups[part] or groups[part + "2"]) for part in ("d", "m", "y")))


def _first(match: re.Match[str]) -> int:
    if match["d"] is None:
        return match.start("d2")
    return min(match.start("d"), match.start("y"))


def _implied(day: str, month: str, today: str | None) -> str | None:
    """Return the last such day that is not after the document's own date."""
    if today is None:
        return None
    date = iso(day, month, today[:4])
    return date if date is None or date <= today else iso(day, month, str(int(today[:4]) - 1))


def _digits(written: str) -> str:
    """Return the digits that a scan turned into letters: `ll` → `11`, `ó` → `6`."""
    return written.replace(" ", "").translate(_SCANNED)


_SCANNED = str.maketrans("lI]Oó", "11106")


def iso(day: str, month: str, year: str) -> str | None:
    """Return the ISO date, `None` when the calendar has no such day or the year is none of ours."""
    if year[:2] not in ("19", "20"):
        return None
    try:
        return datetime.date(int(year), int(month), int(day)).isoformat()
    except ValueError:
        return None


def date_before(
    text: str, start: int, floor: int, vocabulary: Vocabulary
) -> tuple[str, Range] | None:
    """Return the date of “Ngày 08/10/2024, Chính phủ ban hành Nghị định …”."""
    forms = grammar(vocabulary)
    match = forms.before.search(text, max(floor, start - 150), start)
    if match is None:
        return None
    written = re.compile(vocabulary.grammar.patterns["date"], re.IGNORECASE).match(match["date"])
    date = _written(written) if written else None
    return (date, match.span("date")) if date else None


def date_quoted(
    text: str, head: Range, limit: int, vocabulary: Vocabulary
) -> tuple[str | None, Range, int] | None:
    """Return the date of “Số: 5/QĐ-X Hà Nội, ngày 2 tháng 3 năm 2024”, and where the quotation ends."""
    forms = grammar(vocabulary)
    announced = forms.quoted_number.search(text, max(0, head[0] - len("số : ")), head[0])
    match = forms.quoted.match(text, head[1], limit) if announced else None
    if match is None:
        return None
    end = match.end()
    return _written(match), (_first(match), end), end + (text[end : end + 1] in ("”", '"'))


def _provision_to(
    text: str, start: int, floor: int, last: re.Pattern[str], forms: TailGrammar
) -> Range | None:
    """Return the provision from which `last` leads to `start`: “khoản 1 Điều 3” of “… Nghị định”.

    However long the list is, it is read to its beginning: while it fills the window, the window grows.
    """
    between = last.search(text, max(floor, start - _LEADING), start)
    if between is None:
        return None
    reach = _WINDOW
    while True:
        window = max(floor, between.start() - reach)
        found = _ending(forms.provision, text, window, between.start())
        if found is None or window == floor or found[0] >= window + reach // 2:
            return found
        reach *= 2


def _ending(pattern: re.Pattern[str], text: str, start: int, end: int) -> Range | None:
    """Return the first match behind `start` that goes on to `end`."""
    for match in pattern.finditer(text, start, end):
        if match.end() == end:
            return match.span()
    return None


_LEADING = 240
"""Characters in which a provision leads to its head, a remark in brackets included."""
_WINDOW = 800
"""Characters before a head in which its provision is looked for first; more than two of its parts."""


def provision_of(text: str, head: Range, reach: Range, vocabulary: Vocabulary) -> Range | None:
    """Return the provision of a head within its reach, before it or right behind it.

    In “khoản 2 Điều 1 sửa đổi Điều 35 của Luật …” the last article is one of the law amended: where
    the title of the head says that it amends, the first is the head's; else neither is sure.
    """
    forms = grammar(vocabulary)
    found = _provision_to(text, head[0], reach[0], forms.provision_last, forms)
    if found is None:
        return _provision_behind(text, head, reach[1], forms)
    amending = _provision_to(text, found[0], reach[0], forms.amends, forms)
    if amending is None:
        return found
    return amending if forms.amending_title.match(text, head[1]) else None


def without_pages(provision: str, vocabulary: Vocabulary) -> str:
    """Return the words of a provision on one line, without the numbers of pages between its lines."""
    return collapse(grammar(vocabulary).page.sub(" ", provision))


def _provision_behind(text: str, head: Range, limit: int, forms: TailGrammar) -> Range | None:
    """Return the provision of “Luật Đường bộ 35/2024/QH15 Điều 85 khoản 2”, unless it leads elsewhere."""
    start, end = head
    if forms.note_head.fullmatch(text, start, end):
        note = forms.note.match(text, end, limit)
        if note is not None:
            return note.span("provision")
    match = forms.behind.match(text, end, limit)
    if match is None or forms.elsewhere.match(text, match.end()):
        return None
    leads_on = forms.provision_last.fullmatch(text, match.end(), limit)
    return None if leads_on else match.span("provision")
