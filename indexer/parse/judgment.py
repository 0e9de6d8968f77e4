"""The head of a judgment: court, `Bản án số: 19/2021/HS-ST`, `Ngày: 10 - 3 - 2021`, perhaps `V/v …`.

A judgment is no instrument that is cited; its number tells the paper, and nothing else.
"""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass

from indexer.parse.dateline import DateLine
from indexer.parse.issuer import bodies_above
from indexer.parse.layout import layout
from indexer.parse.number import HEAD, MARKS, OwnNumber, opening, written_number
from indexer.parse.pieces import Piece
from indexer.parse.subjects import letter_subject
from indexer.read import SourceText

_DATED = re.compile(
    r"(?P<line>(?:^|(?<=\n))[ *_|#]*)(?P<whole>(?i:ngày) ?:? ?(?P<d>\d{1,2})(?: ?[/.-] ?| (?i:tháng) )"
    r"(?P<m>\d{1,2})(?: ?[/.-] ?| (?i:năm) )(?P<y>\d{4}))[ *_|.]*(?=\n|\Z)"
)
_REACH = 1500
"""Positions from the number to the words “Nhân danh” that end the head."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgment:
    """The parts of the head as read."""

    kind: Piece
    number: OwnNumber
    dated: DateLine | None
    bodies: list[Piece]
    subject: Piece | None


def judgment(source: SourceText) -> Judgment | None:
    """Return the head of a judgment, `None` for another paper, one that cites a judgment too."""
    text = source.matching.text
    for word in layout().judgment.finditer(text, 0, HEAD):
        stop = text.find("\n", word.end())
        number = written_number(text, word.end(), stop if stop >= 0 else len(text))
        if number and _is_own(text, word.start(), number):
            return _read(source, word, number)
    return None


def _is_own(text: str, start: int, number: OwnNumber) -> bool:
    """Whether the number is that of a court, stands alone on its line, and parts of the head around it."""
    rest = text[number.end :].partition("\n")[0].strip(MARKS)
    court = number.year is not None and number.letters.endswith(layout().instances)
    if not court or (rest and not layout().motto_begins(rest)):
        return False
    above = text[:start]
    named = layout().motto_in(above) or layout().body_line.search(above)
    return bool(named or layout().in_the_name.search(text, number.end, number.end + _REACH))


def _read(source: SourceText, word: re.Match[str], number: OwnNumber) -> Judgment:
    text = source.matching.text
    named = layout().in_the_name.search(text, number.end, number.end + _REACH)
    end = named.start() if named else min(opening(text, number.end), number.end + _REACH)
    first, last = word.span("kind")
    dated = _date_line(text, number.end, end)
    return Judgment(
        kind=Piece(start=first, end=last, value=layout().judgment_kind),
        number=number,
        dated=dated,
        bodies=bodies_above(source, 0, word.start()),
        subject=letter_subject(source, dated.end if dated else number.end, None, end)
        if named
        else None,
    )


def _date_line(text: str, start: int, end: int) -> DateLine | None:
    match = _DATED.search(text, start, end)
    if not match:
        return None
    try:
        date = datetime.date(int(match["y"]), int(match["m"]), int(match["d"]))
    except ValueError:
        return None
    first, last = match.span("whole")
    piece = Piece(start=first, end=last, value=date.isoformat())
    return DateLine(start=first, end=last, place=None, date=piece)
