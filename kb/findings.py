"""The table of findings (`kb/tables/findings.toml`): severity, wording, and the limits of the rules."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from string import Formatter
from types import MappingProxyType
from typing import Any

from kb.errors import TableError
from kb.model import Severity
from kb.vocabulary import toml_of

FILE = "findings.toml"
_REQUIRED = ("code", "severity", "message", "suggestion", "gloss", "note")
_OPTIONAL = ("on", "otherwise")


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One code: how bad it is and what people read."""

    code: str
    severity: Severity
    message: str
    """What is the matter, Vietnamese, with named placeholders."""
    suggestion: str
    """What to do about it, Vietnamese."""
    gloss: str
    """English."""
    note: str
    """The source of the rule."""
    on: bool = True
    """Whether it is given without being asked for."""
    otherwise: str | None = None
    """The suggestion where a value of `suggestion` is not known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Garbled:
    """A phrase that is no body, and what it may be; written for folded-case normalised text."""

    pattern: re.Pattern[str]
    suggestion: str


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Table:
    """Rows by code, words for placeholders, and the settings of the rules by section."""

    rows: Mapping[str, Row]
    words: Mapping[str, str]
    settings: Mapping[str, Mapping[str, Any]]
    garbled: tuple[Garbled, ...]

    @property
    def usual(self) -> frozenset[str]:
        """The codes that are given without being asked for."""
        return frozenset(code for code, row in self.rows.items() if row.on)


@cache
def load() -> Table:
    """Load the table.

    Raises:
        TableError: a row lacks a column, has an unknown one, a wrong severity or a placeholder without a
            name, or repeats a code.
    """
    return table_of(toml_of(FILE))


def table_of(data: Mapping[str, Any]) -> Table:
    """Build the table from parsed TOML.

    Raises:
        TableError: as in `load`.
    """
    rows: dict[str, Row] = {}
    for number, raw in enumerate(data["finding"], start=1):
        row = _row(number, raw)
        if row.code in rows:
            raise _bad(number, f"code “{row.code}” lặp lại")
        rows[row.code] = row
    sections = ("limits", "issuer", "separator", "year", "historical", "period")
    return Table(
        rows=MappingProxyType(rows),
        words=MappingProxyType(data["words"]),
        settings=MappingProxyType({name: MappingProxyType(data[name]) for name in sections}),
        garbled=tuple(_garbled(n, raw) for n, raw in enumerate(data["garbled"], start=1)),
    )


def _bad(number: int, detail: str) -> TableError:
    return TableError("table-bad-row", file=FILE, row=number, detail=detail)


def _row(number: int, raw: Mapping[str, Any]) -> Row:
    missing = [name for name in _REQUIRED if not raw.get(name)]
    unknown = [name for name in raw if name not in (*_REQUIRED, *_OPTIONAL)]
    if missing or unknown:
        raise _bad(number, ", ".join((*missing, *unknown)))
    if raw["severity"] not in set(Severity):
        raise _bad(number, f"severity “{raw['severity']}”")
    for name in ("message", "suggestion", "otherwise"):
        _check_placeholders(number, raw.get(name, ""))
    return Row(**{**raw, "severity": Severity(raw["severity"])})


def _check_placeholders(number: int, text: str) -> None:
    try:
        names = [name for _, name, _, _ in Formatter().parse(text) if name is not None]
    except ValueError as error:
        raise _bad(number, str(error)) from error
    for name in names:
        if not name.isidentifier():
            raise _bad(number, f"{{{name}}}")


def _garbled(number: int, raw: Mapping[str, str]) -> Garbled:
    try:
        pattern = re.compile(raw["pattern"])
    except (KeyError, re.error) as error:
        raise _bad(number, f"garbled: {error}") from error
    return Garbled(pattern=pattern, suggestion=raw["suggestion"])
