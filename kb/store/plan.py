"""What a commit has to do: the difference between what was asked for and what the catalogue holds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import Connection, LargeBinary, Row, Select, cast, select

from kb.identity import InstrumentKey
from kb.model import Instrument, Report, Status
from kb.ports import Decision
from kb.standing import Place, is_placed, placed, spelled
from kb.store import tables
from kb.store.codec import dumps, key_of, loads
from kb.store.database import chunks
from kb.store.projection import source_hash, unpack


@dataclass(frozen=True, slots=True, kw_only=True)
class Put:
    """A report to store; `original` says whether its bytes are among the originals."""

    report: Report
    original: bool


@dataclass(slots=True, kw_only=True)
class Pending:
    """What was asked of a writer since its last commit; the last word on a path counts."""

    paths: dict[str, str | None] = field(default_factory=dict)
    """Path → report id, `None` to forget it."""
    puts: dict[str, Put] = field(default_factory=dict)
    decisions: dict[str, Decision] = field(default_factory=dict)
    instruments: dict[InstrumentKey, Instrument | None] = field(default_factory=dict)
    """Rows of the registry by key, `None` to take one back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What differs from the catalogue; reports are named by id."""

    paths: Mapping[str, str]
    """Paths to write, with their report."""
    forgotten: frozenset[str]
    """Paths to remove."""
    puts: Mapping[str, Put]
    """Reports that are new or read anew."""
    removed: frozenset[str]
    """Reports that no path holds any more."""
    decisions: Sequence[Decision]
    """Decisions to write: new ones, and older ones whose report can be told by more than its id now."""
    decided: int
    """How many of them are new."""
    instruments: Sequence[Instrument]
    withdrawn: frozenset[InstrumentKey]
    """Imported rows to take back."""
    added_paths: int
    changed_paths: int
    failed_paths: int

    @property
    def is_empty(self) -> bool:
        """Whether nothing differs."""
        return not (
            self.paths
            or self.forgotten
            or self.puts
            or self.removed
            or self.decisions
            or self.instruments
            or self.withdrawn
        )


def make_plan(connection: Connection, pending: Pending) -> Plan:
    """Return what `pending` changes in the catalogue that `connection` reads."""
    held = held_paths(connection)
    wanted = {path: id_ for path, id_ in pending.paths.items() if id_ is not None}
    forgotten = frozenset(p for p, id_ in pending.paths.items() if id_ is None and p in held)
    live = {**{p: id_ for p, id_ in held.items() if p not in forgotten}, **wanted}
    known, alive = set(held.values()), set(live.values())
    changed = _changed(connection, {i: put for i, put in pending.puts.items() if i in alive})
    moved = {path: id_ for path, id_ in wanted.items() if held.get(path) != id_}
    new = _new_decisions(connection, pending.decisions)
    return Plan(
        paths=moved,
        forgotten=forgotten,
        puts=changed,
        removed=frozenset(known - alive),
        decisions=_with_places(connection, new, changed, (held, live)),
        decided=len(new),
        instruments=_new_instruments(connection, pending.instruments),
        withdrawn=_withdrawn(connection, pending.instruments),
        added_paths=sum(path not in held for path in moved),
        changed_paths=sum(
            path in held and (path in moved or id_ in changed) for path, id_ in wanted.items()
        ),
        failed_paths=sum(
            pending.puts[id_].report.status is Status.FAILED for id_ in wanted.values()
        ),
    )


def places(
    connection: Connection, ids: Iterable[str], puts: Mapping[str, Put], paths: Mapping[str, str]
) -> dict[str, Place]:
    """Return what reports are known by, by id; `puts` are read anew, `paths` are path → report."""
    wanted = set(ids)
    keys = {id_: puts[id_].report.key for id_ in wanted & puts.keys()}
    table = tables.reports
    for part in chunks(wanted - keys.keys()):
        rows = connection.execute(select(table.c.id, table.c.key).where(table.c.id.in_(part)))
        keys |= {row.id: key_of(row.key) if row.key else None for row in rows}
    found: dict[str, set[str]] = {id_: set() for id_ in keys}
    for path, id_ in paths.items():
        if id_ in found:
            found[id_].add(spelled(path))
    return {id_: Place(id=id_, key=keys[id_], paths=frozenset(found[id_])) for id_ in found}


def stored_decisions(connection: Connection) -> dict[str, Decision]:
    """Return every stored decision by its id."""
    rows = connection.execute(select(tables.decisions.c.body)).scalars()
    return {decision.id: decision for decision in (loads(Decision, body) for body in rows)}


def held_paths(connection: Connection) -> dict[str, str]:
    """Return path → report id as stored."""
    rows = connection.execute(select(tables.paths.c.path, tables.paths.c.report_id))
    return {path: report_id for path, report_id in rows}  # noqa: C416 - rows are no pairs


def stored_reports(connection: Connection, ids: Iterable[str]) -> dict[str, Put]:
    """Return reports as resolved within themselves, by id; unknown and damaged ones are left out."""
    found: dict[str, Put] = {}
    for part in chunks(ids):
        for row in connection.execute(_STORED.where(tables.contents.c.report_id.in_(part))):
            if _is_whole(row):
                report = unpack(row.resolved, row.text.decode())
                found[row.report_id] = Put(report=report, original=bool(row.original))
    return found


def damaged_paths(connection: Connection) -> tuple[str, ...]:
    """Return the paths whose report can't be made anew from what is stored of it."""
    whole = {row.report_id for row in connection.execute(_STORED) if _is_whole(row)}
    held = held_paths(connection)
    return tuple(sorted(path for path, report_id in held.items() if report_id not in whole))


def _is_whole(row: Row[Any]) -> bool:
    return bool(row.source == source_hash(row.resolved, row.text))


_STORED: Select[Any] = select(
    tables.contents.c.report_id,
    # As bytes: damaged text may be no text at all.
    cast(tables.contents.c.text, LargeBinary).label("text"),
    tables.contents.c.resolved,
    tables.contents.c.source,
    tables.reports.c.original,
).join(tables.reports)


def _changed(connection: Connection, puts: Mapping[str, Put]) -> dict[str, Put]:
    stored = stored_reports(connection, puts)
    merged = {id_: _merged(stored.get(id_), put) for id_, put in puts.items()}
    return {id_: put for id_, put in merged.items() if put != stored.get(id_)}


def _merged(stored: Put | None, put: Put) -> Put:
    """Keep the original of a report whose file can't be read at one of its paths."""
    return replace(put, original=put.original or bool(stored and stored.original))


def _new_decisions(
    connection: Connection, decisions: Mapping[str, Decision]
) -> tuple[Decision, ...]:
    known = set(connection.execute(select(tables.decisions.c.id)).scalars())
    return tuple(decisions[id_] for id_ in sorted(decisions.keys() - known))


def _with_places(
    connection: Connection,
    new: Sequence[Decision],
    puts: Mapping[str, Put],
    paths: Sequence[Mapping[str, str]],
) -> tuple[Decision, ...]:
    """Return the new decisions, and older ones that lacked it, with what their report is known by here.

    `paths` are those before and after: a report that this commit retires is known by where it was.
    """
    bare = tuple(d for d in stored_decisions(connection).values() if not is_placed(d))
    ids = {d.report_id for d in (*bare, *new) if d.report_id}
    before, after = (places(connection, ids, puts, each) for each in paths) if ids else ({}, {})
    known = {**after, **{id_: place for id_, place in before.items() if place.paths}}
    told = {d: placed(d, known[d.report_id]) for d in (*new, *bare) if d.report_id in known}
    return (*(told.get(d, d) for d in new), *(told[d] for d in bare if d in told))


def _new_instruments(
    connection: Connection, instruments: Mapping[InstrumentKey, Instrument | None]
) -> tuple[Instrument, ...]:
    stored = _imported(connection)
    ordered = (row for _, row in sorted(instruments.items(), key=_by_key) if row is not None)
    return tuple(row for row in ordered if stored.get(str(row.key)) != dumps(row))


def _withdrawn(
    connection: Connection, instruments: Mapping[InstrumentKey, Instrument | None]
) -> frozenset[InstrumentKey]:
    stored = _imported(connection)
    return frozenset(key for key, row in instruments.items() if row is None and str(key) in stored)


def _by_key(pair: tuple[InstrumentKey, Instrument | None]) -> InstrumentKey:
    return pair[0]


def _imported(connection: Connection) -> dict[str, str]:
    table = tables.instruments
    rows = connection.execute(select(table.c.key, table.c.body))
    return {key: body for key, body in rows}  # noqa: C416 - rows are no pairs
