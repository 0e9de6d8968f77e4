"""Counts over all citations: how often a key is cited, and what is said of it how often.

Kept by differences, so that a commit costs what it changes and not what there is.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from kb.identity import InstrumentKey
from kb.model import Citation, Header, Instrument

FIELDS = ("kind", "number", "year", "symbol", "issuer", "date", "subject")
"""What mentions say of an instrument."""


_SHARED = ("kind", "number", "symbol")
"""Fields that all mentions under one partial key have in common."""


@dataclass(slots=True, kw_only=True)
class Tally:
    """Differences of counts; a report is taken in or out as a whole."""

    reports: Counter[str] = field(default_factory=Counter)
    """Key → reports that cite it."""
    mentions: Counter[str] = field(default_factory=Counter)
    """Key → citations."""
    facts: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    """(key, field, value) → citations that say so."""

    def add(self, citations: Iterable[Citation], sign: int) -> None:
        """Count the citations of one report in (`sign` 1) or out (-1)."""
        met = set()
        for citation in citations:
            key = str(citation.key)
            met.add(key)
            self.mentions[key] += sign
            for name, value in _facts(citation):
                self.facts[key, name, value] += sign
        for key in met:
            self.reports[key] += sign


def _facts(citation: Citation) -> Iterator[tuple[str, str]]:
    for name in FIELDS:
        value = getattr(citation.mention, name)
        if value is not None and value != "":
            yield name, str(value)


Facts = Mapping[str, Mapping[str, int]]
"""Field → value → citations that say so."""


def instrument_from(key: InstrumentKey, facts: Facts) -> Instrument:
    """Return what the citations say of an instrument: each field as most of them have it.

    Under a partial key several instruments may stand: only what the key itself fixes is told.
    """
    if key.is_partial:
        facts = {name: facts[name] for name in _SHARED if name in facts}
    year = most_frequent(facts.get("year", {}))
    titles = facts.get("subject", {}).items()
    return Instrument(
        key=key,
        kind=most_frequent(facts.get("kind", {})),
        number=most_frequent(facts.get("number", {})),
        symbol=most_frequent(facts.get("symbol", {})),
        issuer=most_frequent(facts.get("issuer", {})),
        date=most_frequent(facts.get("date", {})),
        year=int(year) if year else None,
        titles=tuple(sorted(titles, key=_by_count)),
    )


def borne(
    key: InstrumentKey, header: Header, report_id: str, seen: Instrument | None
) -> Instrument:
    """Return a report of the collection as an instrument: its own header, and titles that others give it."""
    own = header.subject
    others = tuple(t for t in (seen.titles if seen else ()) if t[0] != own)
    return Instrument(
        key=key,
        kind=header.kind,
        number=header.number,
        symbol=header.symbol,
        issuer=header.issuer,
        date=header.date,
        year=header.year,
        titles=((own, 0), *others) if own else others,
        report_ids=(*(seen.report_ids if seen else ()), report_id),
    )


def registered(known: Instrument, seen: Instrument | None) -> Instrument:
    """Return a registry row with the titles and reports that were met beside it."""
    if seen is None:
        return known
    titles = {title for title, _ in known.titles}
    met = tuple(t for t in seen.titles if t[0] not in titles)
    return replace(known, titles=(*known.titles, *met), report_ids=seen.report_ids)


def most_frequent(counts: Mapping[str, int]) -> str | None:
    """Return the value that is met most, the first in order among equals; `None` of nothing."""
    return min(counts, key=lambda value: (-counts[value], value), default=None)


def _by_count(title: tuple[str, int]) -> tuple[int, str]:
    return -title[1], title[0]
