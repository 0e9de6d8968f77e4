"""Instruments known beforehand: laws by name, plenum resolutions, aliases, numbered instruments."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from functools import cache
from types import MappingProxyType

from kb.errors import TableError
from kb.identity import InstrumentKey, parse_key
from kb.model import Instrument
from kb.text import fold, normalise, one_line, slug
from kb.vocabulary import rows_of, toml_of


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedLaw:
    """One edition of a law, code, ordinance or constitution, known by its name."""

    kind: str
    name: str
    """Without the kind word: `Đất đai`."""
    names: tuple[str, ...]
    """All written names, the official one first; each without its commas too."""
    key: InstrumentKey
    """Partial (`~slug`) where the number is not known."""
    date: str | None
    effective_from: str | None
    confidence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Alias:
    """A name that everybody uses for one instrument (`Đề án 06`)."""

    name: str
    key: InstrumentKey


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Gazetteer:
    """Everything that is known by name or number before the first report is read."""

    laws: Mapping[str, tuple[NamedLaw, ...]]
    """Folded name with kind word (`luat dat dai`) → editions, oldest first."""
    plenums: Mapping[tuple[int, int], tuple[InstrumentKey, ...]]
    """(plenum, term) → resolutions."""
    aliases: Mapping[str, Alias]
    """Folded name → alias."""
    registry: Mapping[InstrumentKey, Instrument]
    law_phrases: tuple[str, ...]
    """Names of laws as they are looked for in text, kind word included, normalised."""
    alias_phrases: tuple[str, ...]


@cache
def load() -> Gazetteer:
    """Load the tables.

    Raises:
        TableError: a row is malformed.
    """
    laws = [_law(number, row) for number, row in enumerate(rows_of("laws.csv"), start=2)]
    by_name: dict[str, list[NamedLaw]] = {}
    for law in sorted(laws, key=lambda law: (law.date or "", str(law.key))):
        for name in law.names:
            by_name.setdefault(law_name(name), []).append(law)
    aliases = _aliases()
    return Gazetteer(
        laws=MappingProxyType({name: tuple(editions) for name, editions in by_name.items()}),
        plenums=MappingProxyType(_plenums()),
        aliases=MappingProxyType({law_name(alias.name): alias for alias in aliases}),
        registry=load_registry(),
        law_phrases=_phrases(law for law in laws if not _holds_a_law(law.name)),
        alias_phrases=tuple(sorted({normalise(alias.name).text for alias in aliases})),
    )


def _law(number: int, row: Mapping[str, str]) -> NamedLaw:
    kind, name = row["kind"], row["name"]
    others = [alias.strip() for alias in row["aliases"].split(";") if alias.strip()]
    written = [f"{kind} {name}", *(_with_kind(kind, other) for other in others)]
    key = row["key"] or f"vn:qh:luat:~{slug(name)}:?"
    return NamedLaw(
        kind=kind,
        name=name,
        names=tuple(dict.fromkeys((*written, *(words.replace(",", "") for words in written)))),
        key=read_key("laws.csv", number, key),
        date=row["date"] or None,
        effective_from=row["effective_from"] or None,
        confidence=row["confidence"],
    )


def _with_kind(kind: str, name: str) -> str:
    """Return a written name with its kind word; abbreviations such as BLHS hold it already."""
    return name if name.startswith((f"{kind} ", "BL")) else f"{kind} {name}"


_COLLECTIVE = re.compile(r"(?:\d+|các|một số) (?:Luật|luật)")


def _holds_a_law(name: str) -> bool:
    """Whether the name amends laws by name: those are found by their inner laws."""
    amended = re.search(r"(?:Luật|Bộ luật|Pháp lệnh) [^\W\d_]", name)
    return name.startswith("sửa đổi") and amended is not None and not _COLLECTIVE.search(name)


def _phrases(laws: Iterable[NamedLaw]) -> tuple[str, ...]:
    return tuple(sorted({normalise(name).text for law in laws for name in law.names}))


def _plenums() -> dict[tuple[int, int], tuple[InstrumentKey, ...]]:
    rows = toml_of("plenums.toml")["plenum"]
    return {
        (row["plenum"], row["term"]): tuple(
            read_key("plenums.toml", number, key) for key in row["keys"]
        )
        for number, row in enumerate(rows, start=1)
    }


def _aliases() -> tuple[Alias, ...]:
    rows = toml_of("aliases.toml")["alias"]
    return tuple(
        Alias(name=name, key=read_key("aliases.toml", number, row["key"]))
        for number, row in enumerate(rows, start=1)
        for name in (row["name"], *row.get("variants", ()))
    )


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
                known = rows.get(instrument.key)
                rows[instrument.key] = _merged(known, instrument) if known else instrument
    return MappingProxyType(rows)


_CONFIDENCE = ("seed-only", "medium", "high")
"""From weak to strong."""


def _merged(first: Instrument, second: Instrument) -> Instrument:
    """Return what two tables say of one instrument: each field from the surer row that has it.

    Of two equally sure rows the second is taken, and its title in any case: `laws.csv` leaves out the
    kind word. How sure the whole is follows the date, which is what reports are held against.
    """
    better, other = sorted((second, first), key=_sureness, reverse=True)
    filled = {
        name: getattr(better, name) or getattr(other, name)
        for name in (field.name for field in fields(Instrument))
    }
    ended = filled["status"] == "in_force" and filled["replaced_by"]
    changes = {
        "titles": second.titles or first.titles,
        "confidence": (better if better.date else other).confidence,
        "status": "replaced" if ended else filled["status"],
    }
    return Instrument(**{**filled, **changes})


def _sureness(row: Instrument) -> int:
    return _CONFIDENCE.index(row.confidence) if row.confidence in _CONFIDENCE else -1


def law_name(text: str) -> str:
    """Return the form under which law names are compared: folded, one blank, no quotes."""
    return fold(one_line(text))


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


def _keys(table: str, number: int, cell: str) -> tuple[InstrumentKey, ...]:
    return tuple(read_key(table, number, part.strip()) for part in cell.split(";") if part.strip())


def split_id(written: str) -> tuple[str | None, int | None, str | None]:
    """Split `61/2018/NĐ-CP` into number, year and symbol; `120-KL/TW` into number, None and symbol."""
    parts = re.split("[/-]", written, maxsplit=1) if written else []
    if len(parts) < 2:
        return (written or None), None, None
    number, rest = parts
    year, _, letters = rest.partition("/")
    if year.isdigit() and len(year) == 4:
        return number, int(year), letters
    return number, None, rest
