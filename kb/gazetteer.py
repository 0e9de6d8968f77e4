"""Instruments known beforehand: laws by name, plenum resolutions, aliases, and the registry of numbered instruments."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from kb.errors import TableError
from kb.identity import InstrumentKey, parse_key
from kb.model import Instrument
from kb.text import collapse, fold, normalise
from kb.vocabulary import Vocabulary, rows_of, toml_of


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedLaw:
    """One edition of a law, code, ordinance or constitution, known by its name."""

    kind: str
    name: str
    """Without the kind word: `Đất đai`."""
    names: tuple[str, ...]
    """All written names, the official one first."""
    key: InstrumentKey
    """Partial (`~slug`) where the number is not known."""
    date: str | None
    effective_from: str | None
    confidence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Plenum:
    """The resolutions of a plenum (hội nghị) of the Central Committee."""

    plenum: int
    term: int
    keys: tuple[InstrumentKey, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Alias:
    """A name that everybody uses for one instrument (`Đề án 06`)."""

    name: str
    key: InstrumentKey


@dataclass(frozen=True, slots=True, kw_only=True)
class Gazetteer:
    """Everything that is known by name or number before the first report is read."""

    laws: Mapping[str, tuple[NamedLaw, ...]]
    """Folded name with kind word (`luat dat dai`) → editions, oldest first."""
    plenums: tuple[Plenum, ...]
    aliases: Mapping[str, Alias]
    """Folded name → alias."""
    registry: Mapping[InstrumentKey, Instrument]


@cache
def load_registry() -> Mapping[InstrumentKey, Instrument]:
    """Return the known instruments, laws included, by key.

    Raises:
        TableError: a row has no readable key.
    """
    rows: dict[InstrumentKey, Instrument] = {}
    for name in ("laws.csv", "instruments.csv"):
        for number, row in enumerate(rows_of(name), start=2):
            if row["key"] and "~" not in row["key"]:
                instrument = _instrument(name, number, row)
                rows[instrument.key] = instrument
    return MappingProxyType(rows)


def law_name(text: str) -> str:
    """Return the form under which law names are compared: folded, one blank, no quotes."""
    return fold(collapse(normalise(text).text))


def read_key(table: str, row: int, text: str) -> InstrumentKey:
    """Return the key in a table's cell.

    Raises:
        TableError: it is none.
    """
    key = parse_key(text)
    if key is None:
        raise TableError("table-bad-key", file=table, row=row, key=text)
    return key


def _instrument(table: str, number: int, row: Mapping[str, str]) -> Instrument:
    key = read_key(table, number, row["key"])
    written_number, year, symbol = split_id(row["id"])
    title = row.get("short_title") or row.get("name") or ""
    return Instrument(
        key=key,
        kind=row["kind"] or None,
        number=written_number,
        year=year,
        symbol=symbol,
        issuer=row.get("issuer") or None,
        date=row["date"] or None,
        titles=((title, 0),) if title else (),
        status=row.get("status") or ("replaced" if row["replaced_by"] else None),
        effective_from=row["effective_from"] or None,
        effective_to=row["effective_to"] or None,
        replaced_by=_keys(table, number, row["replaced_by"]),
        amended_by=_keys(table, number, row.get("amended_by", "")),
        confidence=row["confidence"],
    )


def _keys(table: str, number: int, cell: str) -> Sequence[InstrumentKey]:
    return tuple(read_key(table, number, part.strip()) for part in cell.split(";") if part.strip())


def split_id(written: str) -> tuple[str | None, int | None, str | None]:
    """Split `61/2018/NĐ-CP` into number, year and symbol; `120-KL/TW` into number, None and symbol."""
    parts = written.replace("-", "/", 1).split("/", 1) if written else []
    if len(parts) < 2:
        return (written or None), None, None
    number, rest = parts
    year, _, letters = rest.partition("/")
    if year.isdigit() and len(year) == 4:
        return number, int(year), letters
    return number, None, rest
