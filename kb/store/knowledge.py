"""What the catalogue knows of instruments beyond one report, and which reports asked for it.

Only what a report says by itself counts (`exact` mentions and its own header), never a linked key: so the
knowledge is a function of the set of reports, whatever the order in which they arrive.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby

from kb.identity import UNKNOWN, InstrumentKey
from kb.model import Instrument, Mention, Report, Resolution
from kb.naming import label_of
from kb.ports import Decision
from kb.store.tally import most_frequent

DAY_PRECISION = 10
"""Characters of an ISO date that names a day."""


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Series:
    """Instruments that differ only in jurisdiction and period; `?` stands for any body or type."""

    number: str
    type: str
    body: str

    def holds(self, other: Series) -> bool:
        """Whether a question for this series is also one for `other`."""
        return (
            self.number == other.number
            and self.type in (other.type, UNKNOWN)
            and self.body in (other.body, UNKNOWN)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Sighting:
    """A full key that a report names by itself, with the words beside it."""

    key: InstrumentKey
    date: str | None = None
    kind: str | None = None
    number: str | None = None
    year: int | None = None
    symbol: str | None = None
    issuer: str | None = None
    subject: str | None = None
    own: str | None = None
    """Id of the report, where the report itself is the instrument."""
    label: str | None = None
    """How people call the report that names it."""
    report_id: str = ""
    """Id of the report that names it."""


def series_of(key: InstrumentKey) -> Series:
    """Return the series that a key belongs to."""
    return Series(number=key.number, type=key.type, body=key.body)


def sightings_of(report: Report) -> tuple[Sighting, ...]:
    """Return the sure namings of instruments in a report resolved within itself, in order."""
    sure = (
        c for c in report.citations if c.resolution is Resolution.EXACT and not c.key.is_partial
    )
    found = {_cited(citation.key, citation.mention) for citation in sure}
    label = label_of(report.key, None, report.header)
    told = (replace(s, label=label, report_id=report.id) for s in {*found, *_own(report)})
    return tuple(sorted(told, key=_order))


def _order(sighting: Sighting) -> tuple[str, ...]:
    parts = (sighting.date, sighting.kind, sighting.number, sighting.year, sighting.symbol)
    words = (str(part or "") for part in (*parts, sighting.issuer, sighting.subject, sighting.own))
    return (str(sighting.key), *words)


def _cited(key: InstrumentKey, mention: Mention) -> Sighting:
    return Sighting(
        key=key,
        date=_day(mention.date),
        kind=mention.kind,
        number=mention.number,
        year=mention.year,
        symbol=mention.symbol,
        issuer=mention.issuer,
        subject=mention.subject,
    )


def _own(report: Report) -> Iterator[Sighting]:
    if report.key and not report.key.is_partial:
        header = report.header
        yield Sighting(
            key=report.key,
            date=_day(header.date),
            kind=header.kind,
            number=header.number,
            year=header.year,
            symbol=header.symbol,
            issuer=header.issuer,
            subject=header.subject,
            own=report.id,
        )


def _day(date: str | None) -> str | None:
    return date if date and len(date) == DAY_PRECISION else None


def instrument_of(key: InstrumentKey, seen: Sequence[Sighting]) -> Instrument | None:
    """Return what several reports say of one instrument; `None` when none says its date.

    Each field is the value that most sightings give, the smallest of equals. Titles stand once each, by text:
    how often each was seen would change with every report and have all its neighbours linked anew.
    """
    date = _most(s.date for s in seen)
    if date is None:
        return None
    titles = sorted({s.subject for s in seen if s.subject})
    return Instrument(
        key=key,
        kind=_most(s.kind for s in seen),
        number=_most(s.number for s in seen),
        symbol=_most(s.symbol for s in seen),
        year=max((s.year for s in seen if s.year), default=None),
        issuer=_most(s.issuer for s in seen),
        date=date,
        titles=tuple((title, 1) for title in titles),
        report_ids=tuple(sorted({s.own for s in seen if s.own})),
        told_by=_teller(s for s in seen if s.date == date),
    )


def _teller(seen: Iterable[Sighting]) -> str:
    """Return how the first report that gives the date is called; always the same one of several."""
    report_id, label = min((s.report_id, s.label or "") for s in seen)
    return f"{label} ({report_id})" if label else report_id


def _most(values: Iterable[str | None]) -> str | None:
    return most_frequent(Counter(value for value in values if value))


Fetch = Callable[[Series], Sequence[Sighting]]
"""All sightings of a series, `?` meaning any."""


@dataclass(slots=True, kw_only=True)
class Known:
    """The registry and all sightings, by series; answers are kept for the length of one commit."""

    registry: Mapping[str, Sequence[Instrument]]
    """Known instruments by number."""
    fetch: Fetch
    _answers: dict[Series, tuple[Instrument, ...]] = field(default_factory=dict)

    def instruments(self, series: Series) -> tuple[Instrument, ...]:
        """Return the dated instruments of a series by key, the registry's first."""
        if series not in self._answers:
            self._answers[series] = tuple(self._instruments(series))
        return self._answers[series]

    def record(self, key: InstrumentKey) -> Instrument | None:
        """Return the registry's own row of an instrument."""
        return next((i for i in self.registry.get(key.number, ()) if i.key == key), None)

    def _instruments(self, series: Series) -> Iterator[Instrument]:
        known = [i for i in self.registry.get(series.number, ()) if series.holds(series_of(i.key))]
        seen = _by_key(self.fetch(series))
        for instrument in known:
            if instrument.date:
                yield _with_titles(instrument, seen.get(instrument.key, ()))
        registered = {instrument.key for instrument in known}
        for key in sorted(seen.keys() - registered):
            instrument_seen = instrument_of(key, seen[key])
            if instrument_seen:
                yield instrument_seen


def _by_key(seen: Sequence[Sighting]) -> dict[InstrumentKey, tuple[Sighting, ...]]:
    ordered = sorted(seen, key=_key)
    return {key: tuple(group) for key, group in groupby(ordered, key=_key)}


def _key(sighting: Sighting) -> InstrumentKey:
    return sighting.key


def _with_titles(instrument: Instrument, seen: Sequence[Sighting]) -> Instrument:
    known = {title for title, _ in instrument.titles}
    met = sorted({s.subject for s in seen if s.subject} - known)
    own = tuple(sorted({s.own for s in seen if s.own}))
    return replace(
        instrument,
        titles=(*instrument.titles, *((title, 1) for title in met)),
        report_ids=own or instrument.report_ids,
    )


def by_number(instruments: Iterable[Instrument]) -> dict[str, tuple[Instrument, ...]]:
    """Return instruments by their number, each group by key."""
    ordered = sorted(instruments, key=lambda i: (i.key.number, i.key))
    groups = groupby(ordered, key=lambda i: i.key.number)
    return {number: tuple(group) for number, group in groups}


@dataclass(slots=True, kw_only=True)
class Asked:
    """The knowledge for one report: remembers what was asked, leaves the report itself out."""

    known: Known
    own: InstrumentKey | None
    decided: Sequence[Decision]
    """Those that hold in this report."""
    questions: set[Series] = field(default_factory=set)

    def instruments(self, *, body: str, type: str, number: str) -> Sequence[Instrument]:
        """Return dated instruments of one series and number, by key: registry first, then seen in reports."""
        series = Series(number=number, type=type, body=body)
        self.questions.add(series)
        return tuple(i for i in self.known.instruments(series) if i.key != self.own)

    def record(self, key: InstrumentKey) -> Instrument | None:
        """Return the registry's own row of an instrument."""
        return self.known.record(key)

    def decisions(self, report_id: str) -> Sequence[Decision]:
        """Return every decision that holds in the report."""
        del report_id
        return self.decided
