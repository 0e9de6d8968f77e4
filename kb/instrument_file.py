"""Read a CSV of known instruments that staff bring: registry rows with their effect status.

Columns as in `tables/instruments.csv`; the printed number may stand under `id` or `number`, the
separator may be a comma, a semicolon or a tab, as office programs write it. What a table has no column
for stays as it is known; an empty cell clears it.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from kb import vocabulary
from kb.decisions import is_day
from kb.errors import WrongUse, message
from kb.gazetteer import split_id
from kb.identity import InstrumentKey, canonical_number, parse_key
from kb.model import Instrument
from kb.ports import InstrumentRow
from kb.symbols import beside, read_letters, tidy
from kb.text import fold

_NEEDED = frozenset({"key"})
_KNOWN = frozenset(
    {
        *("kind", "id", "number", "date", "issuer", "short_title", "confidence", "key", "status"),
        *("effective_from", "effective_to", "replaced_by", "amended_by"),
    }
)
_ALLOWED = {
    "status": ("in_force", "replaced", "expired"),
    "confidence": ("high", "medium", "seed-only"),
}
_DATES = ("date", "effective_from", "effective_to")
_KEYS = ("replaced_by", "amended_by")


def instruments_of(name: str, data: bytes) -> tuple[InstrumentRow, ...]:
    """Return the rows of the CSV file `name` with the bytes `data`.

    Raises:
        WrongUse: it is no such file, or a row is faulty; file, row and column are named. What contradicts
            only what is known beside the row is told when the row is laid over it.
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise WrongUse("instruments-encoding", file=name) from error
    rows: dict[InstrumentKey, InstrumentRow] = {}
    for number, row in _rows(name, text):
        if row.key in rows:
            raise WrongUse("instruments-twice", file=name, row=number, key=row.key)
        rows[row.key] = row
    return tuple(rows.values())


def _rows(name: str, text: str) -> Iterator[tuple[int, InstrumentRow]]:
    head = text.split("\n", 1)[0]
    separator = max(",;\t", key=head.count)
    reader = csv.DictReader(text.splitlines(), delimiter=separator, strict=True)
    columns = {column.strip() for column in reader.fieldnames or ()}
    if not columns >= _NEEDED or not columns <= _KNOWN:
        wrong = sorted(columns - _KNOWN) or sorted(_NEEDED - columns)
        raise WrongUse("instruments-columns", file=name, columns=", ".join(wrong))
    try:
        for row in reader:
            if any(value and value.strip() for value in row.values() if isinstance(value, str)):
                yield reader.line_num, _row(name, reader.line_num, row)
    except csv.Error as error:
        raise WrongUse("instruments-csv", file=name, row=reader.line_num) from error


def _row(name: str, number: int, row: Mapping[str | None, str | None]) -> InstrumentRow:
    if None in row:
        raise WrongUse("instruments-csv", file=name, row=number)
    cells = {(column or "").strip(): (cell or "").strip() for column, cell in row.items()}
    where = _Place(name, number)
    _check(where, cells)
    key = _key(where, "key", cells["key"])
    over = partial(_laid, where, key, _facts(where, cells))
    over(None)
    return InstrumentRow(key=key, over=over)


class _Place:
    """A row of a file, to refuse what stands in it."""

    def __init__(self, file: str, row: int) -> None:
        self._file, self._row = file, row

    def value(self, column: str, value: str, allowed: str) -> WrongUse:
        """Return the refusal of a value that this column cannot hold."""
        place = {"file": self._file, "row": self._row, "column": column}
        return WrongUse("instruments-value", **place, value=value, allowed=allowed)

    def against(self, column: str, value: str, other: str) -> WrongUse:
        """Return the refusal of a value that contradicts another."""
        place = {"file": self._file, "row": self._row, "column": column}
        return WrongUse("instruments-against", **place, value=value, other=other)


def _check(where: _Place, cells: Mapping[str, str]) -> None:
    for column, values in _ALLOWED.items():
        if cells.get(column) and cells[column] not in values:
            allowed = message("instruments-one-of", values=", ".join(values))
            raise where.value(column, cells[column], allowed)
    for column in _DATES:
        if cells.get(column) and not is_day(cells[column]):
            raise where.value(column, cells[column], message("instruments-a-day"))


def _key(where: _Place, column: str, text: str) -> InstrumentKey:
    key = parse_key(text)
    if key is None or (column == "key" and key.is_partial):
        raise where.value(column, text, message("instruments-a-key"))
    return key


def _facts(where: _Place, cells: Mapping[str, str]) -> dict[str, Any]:
    """Return field of an instrument → what the columns of the row say, `None` for an empty cell."""
    same = ("kind", "issuer", "status", *_DATES)
    facts: dict[str, Any] = {name: cells[name] or None for name in same if name in cells}
    if "id" in cells or "number" in cells:
        written = split_id(cells.get("id") or cells.get("number") or "")
        facts |= dict(zip(("number", "year", "symbol"), written, strict=True))
    if "short_title" in cells:
        facts["titles"] = ((cells["short_title"], 0),) if cells["short_title"] else ()
    if "confidence" in cells:
        facts["confidence"] = cells["confidence"] or "high"
    for name in _KEYS:
        if name in cells:
            parts = (part.strip() for part in cells[name].split(";"))
            facts[name] = tuple(_key(where, name, part) for part in parts if part)
    # A row that says “in force” takes back an end that it has no column for.
    ended: dict[str, Any] = {"effective_to": None, "replaced_by": ()}
    return ended | facts if facts.get("status") == "in_force" else facts


def _laid(
    where: _Place, key: InstrumentKey, facts: Mapping[str, Any], known: Instrument | None
) -> Instrument:
    """Return what is known of an instrument with what a row says of it.

    Raises:
        WrongUse: the parts contradict each other.
    """
    new = Instrument(
        key=key, kind=None, number=None, symbol=None, issuer=None, date=None, confidence="high"
    )
    made = replace(known or new, **facts)
    _check_identity(where, made)
    if made.effective_from and made.effective_to and made.effective_to < made.effective_from:
        other = f"effective_from {made.effective_from}"
        raise where.against("effective_to", made.effective_to, other)
    for column in _KEYS:
        if key in getattr(made, column):
            raise where.against(column, str(key), message("instruments-itself"))
    return made


def _check_identity(where: _Place, made: Instrument) -> None:
    """Refuse number, letters, year and kind that are not those of the key."""
    key, other = made.key, message("instruments-its-key", key=made.key)
    written = "/".join(str(part) for part in (made.number, made.year, made.symbol) if part)
    number = made.number is not None and canonical_number(made.number) != key.number
    yeared = key.period.isdigit()
    if number or (yeared and made.year is not None and str(made.year) != key.period):
        raise where.against("id", written, other)
    kind = vocabulary.load().kind_by_name.get((made.kind or "").lower())
    if kind is not None and key.type not in _types(kind, (*kind.codes, *kind.party)):
        raise where.against("kind", made.kind or "", other)
    if made.symbol and key.type not in _types_of(made.symbol, kind, key):
        raise where.against("id", written, other)
    if yeared and made.year is None and made.date and made.date[:4] != key.period:
        raise where.against("date", made.date, other)


def _types_of(symbol: str, word: vocabulary.Kind | None, key: InstrumentKey) -> frozenset[str]:
    """Return the type slots that the letters of a symbol may give; that of the key where they give none."""
    known = vocabulary.load()
    read = beside(read_letters(tidy(symbol), known, party_mark=key.is_party), word, known)
    return _types(read.kind, (read.code or "",)) if read.kind else frozenset({key.type})


def _types(kind: vocabulary.Kind, codes: Iterable[str]) -> frozenset[str]:
    """Return the type slots of a kind: its own, and those that its letters make (`QĐi` beside `QyĐ`)."""
    letters = {re.sub(r"[^a-z0-9]", "", fold(code)) for code in codes}
    return frozenset({kind.slot, *letters})
