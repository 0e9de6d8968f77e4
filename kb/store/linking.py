"""Link the reports that a commit touches: those that changed, and those that asked for what changed.

Every question that linking asks is stored with the report that asked it; when the answer changes, the report
is linked anew. So the catalogue is the same whatever the order in which reports arrive.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import BindParameter, Connection, RowMapping, Select, bindparam, select

from kb.errors import StoreError
from kb.identity import UNKNOWN, InstrumentKey
from kb.model import Instrument, Status
from kb.ports import Decision, Link
from kb.standing import Place, holds_in, made_at, spelled
from kb.store import tables
from kb.store.codec import from_plain, loads
from kb.store.database import chunks
from kb.store.knowledge import Asked, Known, Series, Sighting, by_number, series_of, sightings_of
from kb.store.plan import Plan, Put, held_paths, places, stored_decisions, stored_reports
from kb.store.projection import Projection, project

_SEEN = select(tables.sightings).where(tables.sightings.c.number == bindparam("number"))
_SEEN_BY = select(tables.sightings).where(
    tables.sightings.c.report_id.in_(bindparam("ids", expanding=True))
)
_ASKED = select(tables.dependencies).where(
    tables.dependencies.c.number.in_(bindparam("numbers", expanding=True))
)
_KEYS: BindParameter[Any] = bindparam("keys", expanding=True)
_CITING = select(tables.citations.c.report_id).where(tables.citations.c.instrument_key.in_(_KEYS))
_BEARING = select(tables.reports.c.id).where(tables.reports.c.key.in_(_KEYS))
BATCH = 200
"""Reports that are linked from one reading of the catalogue."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sources:
    """Where the knowledge of one commit comes from."""

    connection: Connection
    registry: Mapping[InstrumentKey, Instrument]
    """The built-in rows."""
    plan: Plan

    @property
    def imported(self) -> dict[InstrumentKey, Instrument]:
        """The imported rows after the commit."""
        before = _imported(self.connection)
        kept = {key: row for key, row in before.items() if key not in self.plan.withdrawn}
        return {**kept, **{row.key: row for row in self.plan.instruments}}

    @property
    def moved(self) -> frozenset[InstrumentKey]:
        """Keys of rows that come, change or go."""
        return frozenset({*self.plan.withdrawn, *(row.key for row in self.plan.instruments)})


def known_before(sources: Sources) -> Known:
    """Return what was known before the commit."""
    imported = _imported(sources.connection)
    registry = by_number({**sources.registry, **imported}.values())
    return Known(registry=registry, fetch=_Fetch(sources.connection, frozenset(), ()))


def known_after(sources: Sources) -> Known:
    """Return what is known after the commit."""
    plan = sources.plan
    registry = by_number({**sources.registry, **sources.imported}.values())
    added = tuple(s for put in plan.puts.values() for s in sightings_of(put.report))
    hidden = plan.removed | plan.puts.keys()
    return Known(registry=registry, fetch=_Fetch(sources.connection, hidden, added))


def affected(sources: Sources, before: Known, after: Known) -> frozenset[str]:
    """Return the ids of stored reports, untouched themselves, that what is known now may change."""
    plan = sources.plan
    touched = _touched(sources)
    by_question = _questions(sources.connection, touched)
    concerned = {
        report_id
        for question, report_ids in by_question.items()
        if any(question.holds(series) for series in touched)
        and before.instruments(question) != after.instruments(question)
        for report_id in report_ids
    }
    told = concerned | _decided(sources) | _compared(sources, before, after)
    return frozenset(told) - plan.removed - plan.puts.keys()


def _paths_after(sources: Sources) -> dict[str, str]:
    plan, held = sources.plan, held_paths(sources.connection)
    return {**{p: id_ for p, id_ in held.items() if p not in plan.forgotten}, **plan.paths}


def link_all(
    sources: Sources, after: Known, ids: Iterable[str], link: Link
) -> Iterator[Projection]:
    """Yield the linked and projected reports `ids`, in their order."""
    decided = _decisions(sources)
    paths = _paths_after(sources) if any(d.report_id for d in decided) else {}
    for part in _groups(sorted(ids)):
        known = places(sources.connection, part, sources.plan.puts, paths) if paths else {}
        stored = stored_reports(sources.connection, set(part) - sources.plan.puts.keys())
        for id_ in part:
            put = sources.plan.puts.get(id_) or stored.get(id_)
            if put is None:
                raise StoreError("store-report-damaged", report=id_)
            place = known.get(id_) or Place(id=id_, key=put.report.key, paths=frozenset())
            holding = tuple(d for d in decided if holds_in(d, place))
            yield _linked(put, after, holding, link)


def _linked(put: Put, after: Known, decided: Sequence[Decision], link: Link) -> Projection:
    report = put.report
    knowledge = Asked(known=after, own=report.key, decided=decided)
    linked = link(report, knowledge) if report.status is Status.OK else report
    return project(report, linked, knowledge.questions, original=put.original)


def _groups(ids: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(ids), BATCH):
        yield ids[start : start + BATCH]


def _touched(sources: Sources) -> frozenset[Series]:
    plan = sources.plan
    new = (series_of(s.key) for put in plan.puts.values() for s in sightings_of(put.report))
    imported = map(series_of, sources.moved)
    gone = _series_seen_by(sources.connection, plan.removed | plan.puts.keys())
    return frozenset({*new, *imported, *gone})


def _series_seen_by(connection: Connection, ids: Iterable[str]) -> Iterator[Series]:
    for part in chunks(ids):
        for row in connection.execute(_SEEN_BY, {"ids": part}):
            yield Series(number=row.number, type=row.type, body=row.body)


def _compared(sources: Sources, before: Known, after: Known) -> set[str]:
    """Return the reports that name an instrument whose row, or whose successor's row, is another one now."""
    moved = sources.moved
    if not moved:
        return set()
    rows = (row for known in (before, after) for same in known.registry.values() for row in same)
    named = moved | {row.key for row in rows if not moved.isdisjoint(row.replaced_by)}
    found: set[str] = set()
    for part in chunks(map(str, named)):
        for statement in (_CITING, _BEARING):
            found.update(sources.connection.execute(statement, {"keys": part}).scalars())
    return found


def _questions(connection: Connection, touched: Iterable[Series]) -> dict[Series, set[str]]:
    asked: dict[Series, set[str]] = {}
    for part in chunks({series.number for series in touched}):
        for row in connection.execute(_ASKED, {"numbers": part}):
            series = Series(number=row.number, type=row.type, body=row.body)
            asked.setdefault(series, set()).add(row.report_id)
    return asked


def _decided(sources: Sources) -> set[str]:
    """Return the reports that new decisions hold in, and those that came to a place decided about."""
    plan, every = sources.plan, {d.id: d for d in _decisions(sources)}
    if not every:
        return set()
    meant = [_meant(decision, every) for decision in plan.decisions]
    moved = {spelled(path) for path in (*plan.paths, *plan.forgotten)}
    meant += [decision for decision in every.values() if decision.report_path in moved]
    if not meant:
        return set()
    ids = set(sources.connection.execute(select(tables.reports.c.id)).scalars())
    if any(decision.report_id is None for decision in meant):
        return ids
    known = places(sources.connection, ids, {}, _paths_after(sources))
    before = places(sources.connection, ids, {}, held_paths(sources.connection))
    return {
        id_
        for id_ in ids
        if any(holds_in(d, place) for d in meant for place in (known[id_], before[id_]))
    }


def _meant(decision: Decision, every: Mapping[str, Decision]) -> Decision:
    """Return the decision that a decision to take one back is about in the end."""
    seen = {decision.id}
    while decision.action == "undo" and decision.value in every and decision.value not in seen:
        decision = every[decision.value]
        seen.add(decision.id)
    return decision


def _decisions(sources: Sources) -> tuple[Decision, ...]:
    planned = {decision.id: decision for decision in sources.plan.decisions}
    every = {**stored_decisions(sources.connection), **planned}
    return tuple(sorted(every.values(), key=made_at))


def _imported(connection: Connection) -> dict[InstrumentKey, Instrument]:
    rows = connection.execute(select(tables.instruments.c.body)).scalars()
    found = (loads(Instrument, body) for body in rows)
    return {instrument.key: instrument for instrument in found}


class _Fetch:
    """Sightings of a series: those stored but for the hidden reports', and those added."""

    def __init__(
        self, connection: Connection, hidden: frozenset[str], added: Sequence[Sighting]
    ) -> None:
        self._connection = connection
        self._hidden = hidden
        self._added: dict[str, list[Sighting]] = {}
        for sighting in added:
            self._added.setdefault(sighting.key.number, []).append(sighting)

    def __call__(self, series: Series) -> Sequence[Sighting]:
        rows = self._connection.execute(_seen(series), {"number": series.number}).mappings()
        stored = [_sighting(row) for row in rows if row["report_id"] not in self._hidden]
        added = self._added.get(series.number, ())
        return (*stored, *(s for s in added if series.holds(series_of(s.key))))


def _seen(series: Series) -> Select[Any]:
    table, wanted = tables.sightings, _SEEN
    if series.type != UNKNOWN:
        wanted = wanted.where(table.c.type == series.type)
    if series.body != UNKNOWN:
        wanted = wanted.where(table.c.body == series.body)
    return wanted


def _sighting(row: RowMapping) -> Sighting:
    return from_plain(
        Sighting, {"key": row["key"], "report_id": row["report_id"], **json.loads(row["seen"])}
    )
