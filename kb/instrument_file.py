"""Read a CSV of known instruments that staff bring: registry rows with their effect status.

Columns as in `tables/instruments.csv`; the printed number may stand under `id` or `number`, the
separator may be a comma, a semicolon or a tab, as office programs write it.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping

from kb.decisions import is_day
from kb.errors import WrongUse
from kb.gazetteer import split_id
from kb.identity import InstrumentKey, parse_key
from kb.model import Instrument

_NEEDED = frozenset({"key"})
_KNOWN = frozenset(
    {
        *("kind", "id", "number", "date", "issuer", "short_title", "confidence", "key", "status"),
        *("effective_from", "effective_to", "replaced_by", "amended_by"),
    }
)
_STATUS = frozenset({"", "in_force", "replaced", "expired"})
_CONFIDENCE = frozenset({"", "high", "medium", "seed-only"})
_DATES = ("date", "effective_from", "effective_to")


def instruments_of(name: str, data: bytes) -> tuple[Instrument, ...]:
    """Return the instruments in the CSV file `name` with the bytes `data`.

    Raises:
        WrongUse: it is no such file, or a row is faulty; file, row and column are named.
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise WrongUse("instruments-encoding", file=name) from error
    rows = tuple(_rows(name, text))
    keys: dict[InstrumentKey, int] = {}
    for number, row in rows:
        if row.key in keys:
            raise WrongUse("instruments-twice", file=name, row=number, key=row.key)
        keys[row.key] = number
    return tuple(row for _, row in rows)


def _rows(name: str, text: str) -> Iterator[tuple[int, Instrument]]:
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
                yield reader.line_num, _instrument(name, reader.line_num, row)
    except csv.Error as error:
        raise WrongUse("instruments-csv", file=name, row=reader.line_num) from error


def _instrument(name: str, number: int, row: Mapping[str | None, str | None]) -> Instrument:
    if None in row:
        raise WrongUse("instruments-csv", file=name, row=number)
    cells = {(column or "").strip(): (cell or "").strip() for column, cell in row.items()}
    _check(name, number, cells)
    written, year, symbol = split_id(cells.get("id") or cells.get("number") or "")
    title = cells.get("short_title")
    return Instrument(
        key=_key(name, number, "key", cells["key"]),
        kind=cells.get("kind") or None,
        number=written,
        year=year,
        symbol=symbol,
        issuer=cells.get("issuer") or None,
        date=cells.get("date") or None,
        titles=((title, 0),) if title else (),
        status=cells.get("status") or None,
        effective_from=cells.get("effective_from") or None,
        effective_to=cells.get("effective_to") or None,
        replaced_by=_keys(name, number, "replaced_by", cells.get("replaced_by", "")),
        amended_by=_keys(name, number, "amended_by", cells.get("amended_by", "")),
        confidence=cells.get("confidence") or "high",
    )


def _check(name: str, number: int, cells: Mapping[str, str]) -> None:
    allowed = {"status": _STATUS, "confidence": _CONFIDENCE}
    for column, values in allowed.items():
        if cells.get(column, "") not in values:
            _refuse(name, number, column, cells[column])
    for column in _DATES:
        if cells.get(column) and not is_day(cells[column]):
            _refuse(name, number, column, cells[column])


def _refuse(name: str, number: int, column: str, value: str) -> None:
    raise WrongUse("instruments-value", file=name, row=number, column=column, value=value)


def _key(name: str, number: int, column: str, text: str) -> InstrumentKey:
    key = parse_key(text)
    if key is None or (column == "key" and key.is_partial):
        raise WrongUse("instruments-value", file=name, row=number, column=column, value=text)
    return key


def _keys(name: str, number: int, column: str, cell: str) -> tuple[InstrumentKey, ...]:
    parts = (part.strip() for part in cell.split(";"))
    return tuple(_key(name, number, column, part) for part in parts if part)
