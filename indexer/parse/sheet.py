"""The sheet that law sites set above a text: labelled fields (`Số hiệu`, `Ngày ban hành` …).

It tells number, date, kind, issuer and signer where the text below has lost its own head. A sheet is
believed where it stands first in the text, a whole number and symbol is in it, and another field is;
a text with several sheets of different numbers is a list of documents, and none of them is its own.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from indexer.parse.layout import NAME, layout
from indexer.parse.number import OwnNumber, identity, written_number
from indexer.parse.pieces import Line, Piece, lines, piece, trim
from indexer.parse.titles import kind_of_name
from indexer.read import SourceText

_HIGHEST = 1200
"""Positions before which a sheet begins: under the title that the site gives."""
_LONGEST = 4000
_LONGEST_NUMBER = 100
_MISSES = 2
"""Lines without a label that may stand within a sheet: a value broken over lines, rules of a table."""
_MARKS = " *_|#:+•-"
_DATE = re.compile(
    r"(?:(?i:ngày) )?(?:(?P<d>\d{1,2})(?:(?P<joint>[/.-])|\s(?i:tháng)\s)(?P<m>\d{1,2})"
    r"(?:(?P=joint)|\s(?i:năm)\s)|(?P<y2>\d{4})-(?P<m2>\d{2})-(?P<d2>\d{2}))(?(d)(?P<y>\d{4}))(?!\d)"
)
_SIGNER = re.compile(rf"(?P<name>{NAME})(?= ?(?:[,;(–—]|- |\Z))")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """The fields as labelled, `None` where a label is missing or its value is of another kind."""

    start: int
    end: int
    number: OwnNumber
    date: Piece | None = None
    kind: Piece | None = None
    issuer: Piece | None = None
    signer: Piece | None = None
    subject: Piece | None = None


class _Entry(NamedTuple):
    """A label and where its value stands."""

    field: str
    start: int
    value: tuple[int, int]
    parted: bool
    """Whether a colon or a column parts value and label."""


def sheet(source: SourceText) -> Sheet | None:
    """Return the sheet at the head of a text."""
    text = source.matching.text
    if not _numbers(text, 0, _HIGHEST):
        return None
    for entries in _blocks(text):
        found = _sheet(source, entries)
        if found:
            alone = {identity(found.number)} >= {identity(n) for n in _numbers(text, 0, len(text))}
            return found if alone else None
    return None


def _numbers(text: str, start: int, end: int) -> list[OwnNumber]:
    """Return the numbers that stand behind the label of a number at the head of a line."""
    labels = layout().sheet_number.finditer(text, start, end)
    return [number for label in labels if (number := _whole_number(text, label.end()))]


def _blocks(text: str) -> Iterator[list[_Entry]]:
    """Yield the runs of labelled lines that begin at the head of the text."""
    found: list[_Entry] = []
    misses = 0
    rows = list(lines(text, 0, _HIGHEST + _LONGEST))
    for line, below in zip(rows, [*rows, None][1:], strict=True):
        entries = _entries(line, below)
        misses = 0 if entries else misses + 1
        if found and misses > _MISSES:
            yield found
            found = []
        if entries and (found or line.start < _HIGHEST):
            found += entries
    if found:
        yield found


def _entries(line: Line, below: Line | None) -> list[_Entry]:
    """Return the labels of a line: the first word of the line or of a column, or before a colon."""
    found = [
        label
        for label in layout().sheet_label.finditer(line.text)
        if _begins(line.text[: label.start()]) or ":" in label["joint"]
    ]
    entries = []
    for label, following in pairwise([*found, None]):
        if label is None:
            break
        first = label.end()
        stop = following.start() if following else len(line.text)
        column = line.text.find("|", first, stop)
        span = trim(line.text, first, column if column >= 0 else stop, _MARKS)
        value = (line.start + span[0], line.start + span[1])
        if span[0] == span[1] and len(found) == 1 and below and _is_value(below):
            value = trim(below.text, 0, len(below.text), _MARKS)
            value = (below.start + value[0], below.start + value[1])
        parted = ":" in label["joint"] or "|" in label["joint"]
        entries.append(
            _Entry(layout().sheet_fields[label["label"]], line.start + label.start(), value, parted)
        )
    return entries


def _begins(before: str) -> bool:
    return not before.strip(" *_#+•-|") or before.rstrip(" *_").endswith("|")


def _is_value(line: Line) -> bool:
    """Whether a line below an empty label is its value, and no label or row of its own."""
    return "|" not in line.text.strip(_MARKS) and not layout().sheet_label.search(line.text)


def _sheet(source: SourceText, entries: list[_Entry]) -> Sheet | None:
    text = source.matching.text
    fields: dict[str, Piece] = {}
    number: OwnNumber | None = None
    for entry in entries:
        if entry.field == "number":
            number = number or _whole_number(text, *entry.value)
        elif entry.field not in fields and (value := _value(source, entry)):
            fields[entry.field] = value
    if number is None or not {"date", "kind", "issuer"} & fields.keys():
        return None
    start = entries[0].start
    above = text[:start]
    if layout().motto_in(above) or layout().addressee.search(above):
        return None
    return Sheet(
        start=start,
        end=max(*(entry.value[1] for entry in entries), number.end),
        number=number,
        **{name: value for name, value in fields.items() if name != "other"},
    )


def _whole_number(text: str, start: int, end: int | None = None) -> OwnNumber | None:
    """Return a number that is the whole of a value, which ends at `end`, or with its column or line."""
    stop = text.find("\n", start) if end is None else end
    stop = stop if stop >= 0 else len(text)
    number = written_number(text, start, min(stop, start + _LONGEST_NUMBER))
    if number is None:
        return None
    rest = text[number.end : stop].partition("|")[0].strip(_MARKS)
    return number if not rest or layout().sheet_label.match(rest) else None


def _value(source: SourceText, entry: _Entry) -> Piece | None:
    """Return the value of a field where it is of the kind that the label says."""
    found = piece(source, *entry.value, _MARKS)
    if found is None:
        return None
    if entry.field == "kind":
        return found if kind_of_name(found.value) else None
    if entry.field == "issuer":
        return found if layout().body.match(_words(source, found).upper()) else None
    if entry.field == "date":
        return _dated(source, found)
    if entry.field == "signer":
        name = _SIGNER.match(_words(source, found))
        return piece(source, found.start, found.start + name.end("name")) if name else None
    return found if entry.field == "subject" and entry.parted else None


def _words(source: SourceText, found: Piece) -> str:
    return source.matching.text[found.start : found.end]


def _dated(source: SourceText, found: Piece) -> Piece | None:
    match = _DATE.match(_words(source, found))
    if not match:
        return None
    day, month, year = (int(match[n] or match[f"{n}2"]) for n in "dmy")
    try:
        date = datetime.date(year, month, day)
    except ValueError:
        return None
    return Piece(start=found.start, end=found.start + match.end(), value=date.isoformat())
