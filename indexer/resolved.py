"""What resolution looks things up in and what it answers."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from kb.gazetteer import Gazetteer, law_name
from kb.identity import InstrumentKey
from kb.model import Instrument, Mention, Resolution
from kb.text import one_line
from kb.vocabulary import Vocabulary, toml_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Resolved:
    """What a mention means, and why."""

    key: InstrumentKey
    resolution: Resolution
    reason: str
    candidates: tuple[InstrumentKey, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Tables:
    """What resolution looks things up in."""

    vocabulary: Vocabulary
    gazetteer: Gazetteer
    by_number: Mapping[str, tuple[Instrument, ...]]
    """The registry by the number slot of its keys."""


def make_tables(vocabulary: Vocabulary, gazetteer: Gazetteer) -> Tables:
    """Return the tables with their look-ups."""
    by_number: dict[str, list[Instrument]] = {}
    for key, instrument in gazetteer.registry.items():
        by_number.setdefault(key.number, []).append(instrument)
    return Tables(
        vocabulary=vocabulary,
        gazetteer=gazetteer,
        by_number={number: tuple(found) for number, found in by_number.items()},
    )


@cache
def _reasons() -> Mapping[str, str]:
    return toml_of("reasons.toml")


def because(code: str, /, **values: object) -> str:
    """Return the reason `code` in words."""
    return _reasons()[code].format(**values)


def day_month_year(iso: str) -> str:
    """Return an ISO date as it is written: `31/3/2020` stands as 31/03/2020."""
    year, month, day = iso.split("-")
    return f"{day}/{month}/{year}"


def words_of(mention: Mention) -> str:
    """Return the words of a mention normalised, on one line: what tables are asked with."""
    return one_line(mention.surface)


def bare_name(mention: Mention) -> str:
    """Return the folded name of a law without its number or year."""
    return law_name(_NUMBER.sub("", words_of(mention)))


_NUMBER = re.compile(r"(?: năm)? (?:19|20)\d\d$|(?: số:?)? \d+/.*$", re.IGNORECASE)
"""What stands behind the name of a law: its year, or its number with the letters."""


def law_of(mention: Mention, tables: Tables) -> str:
    """Return the folded official name of a law, of which an abbreviation may stand there: BLHS."""
    return official_name(bare_name(mention), tables)


def official_name(name: str, tables: Tables) -> str:
    """Return the folded official name of the law that a folded name belongs to; itself where it is unsure."""
    official = {law_name(law.names[0]) for law in tables.gazetteer.laws.get(name, ())}
    return official.pop() if len(official) == 1 else name
