"""What lists and the query box need of one generation, read once: cards, instruments, graph."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from threading import Lock
from typing import TypeGuard

from kb import fitting, lookup, vocabulary
from kb.answers import FoundFinding, InstrumentCard, Recognised, Totals
from kb.graph import CitationGraph, build_graph
from kb.identity import InstrumentKey
from kb.lookup import Sought
from kb.model import Instrument, Status
from kb.naming import label_of, name_of
from kb.ports import ReportCard, Snapshot
from kb.text import fold

Names = Mapping[str, Sequence[InstrumentKey]]
"""Folded name (`luat luu tru`, `de an 06`) → the instruments that it may mean."""


class Overview:
    """Everything small of one generation; graph and findings are made when first asked for."""

    def __init__(self, snapshot: Snapshot, names: Names) -> None:
        """Read `snapshot`; `names` are the names known beforehand."""
        self.generation = snapshot.generation
        self.cards = tuple(snapshot.cards())
        self.mentions = dict(snapshot.keys())
        self._card_by_id = {card.id: card for card in self.cards}
        self._rank = {card.id: rank for rank, card in enumerate(self.cards)}
        self._report_of = {card.key: card for card in reversed(self.cards) if _settled(card.key)}
        known = dict(snapshot.instruments())
        borne = (key for key in self._report_of if key not in known)
        cited = (key for key in self.mentions if key not in known)
        known.update({key: _bare(key) for key in (*cited, *borne)})
        self._instruments = {key: _filled(instrument) for key, instrument in known.items()}
        self._by_number = _grouped((key.number, key) for key in self._instruments)
        self._names = _grouped((*_pairs(names), *_registry_names(self._instruments.values())))
        self._lock = Lock()
        self._graph: CitationGraph | None = None
        self._findings: tuple[FoundFinding, ...] | None = None

    # --- reports

    def card(self, report_id: str) -> ReportCard | None:
        """Return a report as lists show it."""
        return self._card_by_id.get(report_id)

    def newest_first(self, report_ids: Iterable[str]) -> list[str]:
        """Return report ids in the order of `cards`."""
        return sorted(report_ids, key=self._rank.__getitem__)

    # --- instruments

    def instrument(self, key: InstrumentKey) -> InstrumentCard | None:
        """Return an instrument that registry or reports know."""
        return self.described(key) if key in self._instruments else None

    def described(self, key: InstrumentKey) -> InstrumentCard:
        """Return the card of any key; of an unknown one only what the key itself tells."""
        instrument = self._instruments.get(key) or _filled(_bare(key))
        report = self._report_of.get(key)
        header = report.header if report else None
        reports, mentions = self.mentions.get(key, (0, 0))
        return InstrumentCard(
            instrument=instrument,
            name=name_of(key, instrument, header) or str(key),
            report_count=reports,
            mention_count=mentions,
        )

    def cited(self) -> tuple[InstrumentCard, ...]:
        """Return every cited instrument, most cited first, then by key; no partial keys among them."""
        settled = filter(_settled, self.mentions)
        order = sorted(settled, key=lambda key: (*(-n for n in self.mentions[key]), key))
        return tuple(map(self.described, order))

    def siblings(self, key: InstrumentKey) -> tuple[InstrumentCard, ...]:
        """Return the other instruments of the same number and type."""
        same = (other for other in self._by_number.get(key.number, ()) if other.type == key.type)
        return self._listed(other for other in same if other != key)

    # --- recognition

    def recognise(self, text: str) -> Recognised:
        """Tell which instruments a typed text means; none where it is no citation."""
        sought = lookup.read(text)
        if sought is None:
            return Recognised(query=text, matches=(), spelled=None)
        matches = self._listed(self._meant(sought))
        return Recognised(query=text, matches=matches, spelled=self._spelled(sought, matches))

    def _meant(self, sought: Sought) -> frozenset[InstrumentKey]:
        if sought.key is not None and sought.key in self._instruments and not sought.key.is_partial:
            return frozenset({sought.key})
        number = sought.key.number if sought.key else sought.number
        numbered = self._by_number.get(number, ()) if number else ()
        found = {key for key in numbered if fitting.fits(sought, self._instruments[key])}
        return frozenset(found) or frozenset(self._named(sought))

    def _named(self, sought: Sought) -> Iterator[InstrumentKey]:
        for name, year in lookup.name_forms(sought.name) if sought.name else ():
            for key in self._names.get(name, ()):
                if year is None or fitting.in_year(self.described(key).instrument, year):
                    yield key

    def _spelled(self, sought: Sought, matches: Sequence[InstrumentCard]) -> str | None:
        labels = {label_of(card.instrument.key, card.instrument) for card in matches}
        if len(labels) == 1 and None not in labels:
            return labels.pop()
        if matches:
            return sought.spelled or sought.name
        return sought.spelled if sought.firm else None

    def _listed(self, keys: Iterable[InstrumentKey]) -> tuple[InstrumentCard, ...]:
        """Return cards, sure keys first, then by date, undated last."""
        cards = [self.described(key) for key in set(keys)]
        return tuple(sorted(cards, key=_known_then_date))

    # --- made when first asked for

    def graph(self, snapshot: Snapshot) -> CitationGraph:
        """Return the citation graph, built from a snapshot of this generation."""
        with self._lock:
            if self._graph is None:
                self._graph = build_graph(snapshot)
            return self._graph

    def findings(self, snapshot: Snapshot) -> tuple[FoundFinding, ...]:
        """Return all findings, newest report first."""
        with self._lock:
            if self._findings is None:
                found = [(self._rank[report_id], f) for report_id, f in snapshot.findings()]
                found.sort(key=lambda pair: pair[0])
                cards = self.cards
                self._findings = tuple(FoundFinding(card=cards[n], finding=f) for n, f in found)
            return self._findings

    def totals(self) -> Totals:
        """Count what there is."""
        return Totals(
            reports=len(self.cards),
            failed=sum(card.status is Status.FAILED for card in self.cards),
            instruments=sum(map(_settled, self.mentions)),
            citations=sum(mentions for _, mentions in self.mentions.values()),
            findings=sum(card.finding_count for card in self.cards),
            generation=self.generation,
        )


def _settled(key: InstrumentKey | None) -> TypeGuard[InstrumentKey]:
    """Tell whether a key names one instrument, whichever report says it."""
    return key is not None and not key.is_partial


def _known_then_date(card: InstrumentCard) -> tuple[bool, bool, str, InstrumentKey]:
    instrument = card.instrument
    return (
        instrument.key.is_partial,
        instrument.date is None,
        instrument.date or "",
        instrument.key,
    )


def _grouped(pairs: Iterable[tuple[str, InstrumentKey]]) -> dict[str, tuple[InstrumentKey, ...]]:
    groups: dict[str, list[InstrumentKey]] = {}
    for name, key in pairs:
        groups.setdefault(name, []).append(key)
    return {name: tuple(dict.fromkeys(keys)) for name, keys in groups.items()}


def _pairs(names: Names) -> Iterator[tuple[str, InstrumentKey]]:
    return ((name, key) for name, keys in names.items() for key in keys)


def _registry_names(instruments: Iterable[Instrument]) -> Iterator[tuple[str, InstrumentKey]]:
    """Yield the names of what is called by name: titles that open with the kind word, `~` slugs."""
    for instrument in instruments:
        kind = fold(instrument.kind or "")
        if instrument.key.number.startswith("~"):
            words = instrument.key.number.removeprefix("~").replace("-", " ")
            yield f"{kind} {words}".strip(), instrument.key
        for title, _ in instrument.titles if kind else ():
            for name, _ in lookup.name_forms(title):
                if name.startswith(f"{kind} "):
                    yield name, instrument.key


def _bare(key: InstrumentKey) -> Instrument:
    """Return what the key alone tells."""
    number = key.number if key.number[:1].isdigit() else None
    return Instrument(key=key, kind=None, number=number, symbol=None, issuer=None, date=None)


def _filled(instrument: Instrument) -> Instrument:
    """Return the instrument with its kind word, from the key where nothing else says it."""
    if instrument.kind is not None:
        return instrument
    key = instrument.key
    kind = vocabulary.load().kind_of_slot(key.type, party=key.is_party)
    return replace(instrument, kind=kind.name) if kind else instrument
