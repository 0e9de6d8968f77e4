"""The head of a citation: what its span covers, read into fields."""

from __future__ import annotations

from dataclasses import dataclass

from kb.model import MentionClass
from kb.symbols import Symbol


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """The part of a citation that its span covers; `[start, end)` in normalised text."""

    start: int
    end: int
    rule: str
    mention_class: MentionClass
    kind: str | None
    """As written, in title form; `None` where no type word stands there."""
    number: str | None = None
    year: str | None = None
    """As written: five digits in a mistyped one."""
    symbol: Symbol | None = None
    party_mark: bool = False
    """Whether a hyphen follows the number."""
    name: str | None = None
    """Words of a name, kind word included, without the year: `Luật Đất đai`."""
    name_year: str | None = None
    distributed: bool = False
    antecedent: bool = False
    """Whether the document cites the number elsewhere with its symbol."""
    amending_until: int | None = None
    """For a law that amends laws: where its span will reach at least."""
