"""Write the rows of a commit into an open transaction."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Table, bindparam, delete, func, insert, select, update
from sqlalchemy.dialects.sqlite import insert as upsert

from kb.model import Citation
from kb.store import tables
from kb.store.codec import dumps, key_of, loads
from kb.store.database import chunks
from kb.store.plan import Plan
from kb.store.projection import Projection
from kb.store.tally import Tally

GROUP = 100
"""Reports whose rows go into the tables together."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """What the catalogue holds of a report: enough to tell whether it changes."""

    digest: str
    content_hash: str | None


def held_reports(connection: Connection) -> dict[str, Held]:
    """Return report id → what is held of it."""
    table = tables.reports
    rows = connection.execute(select(table.c.id, table.c.digest, table.c.content_hash))
    return {row.id: Held(digest=row.digest, content_hash=row.content_hash) for row in rows}


def write_reports(connection: Connection, projections: Iterable[Projection]) -> None:
    """Replace the rows of reports, and keep the counts over all citations."""
    tally = Tally()
    for group in _groups(projections):
        _write_group(connection, group, tally)
    _write_tally(connection, tally)


def remove_reports(connection: Connection, ids: Iterable[str]) -> None:
    """Remove reports with all their rows, and keep the counts over all citations."""
    tally = Tally()
    for part in chunks(ids):
        _count_out(connection, part, tally)
        connection.execute(delete(tables.reports).where(tables.reports.c.id.in_(part)))
    _write_tally(connection, tally)


def clear_projections(connection: Connection) -> None:
    """Empty every table that is made from the stored reports, and drop contents without one."""
    for table in (*tables.OF_REPORT, tables.cited, tables.facts):
        connection.execute(delete(table))
    known = select(tables.reports.c.id)
    connection.execute(delete(tables.contents).where(tables.contents.c.report_id.not_in(known)))


def write_paths(connection: Connection, plan: Plan, generation: int) -> None:
    """Write which file holds which report."""
    table = tables.paths
    _put(
        connection,
        table,
        [{"path": p, "report_id": i, "since": generation} for p, i in sorted(plan.paths.items())],
    )


def forget_paths(connection: Connection, plan: Plan) -> None:
    """Remove the paths that are gone."""
    table = tables.paths
    for path in sorted(plan.forgotten):
        connection.execute(delete(table).where(table.c.path == path))


def write_knowledge(connection: Connection, plan: Plan) -> None:
    """Write decisions and registry rows."""
    decided = [
        {"id": d.id, "report_id": d.report_id, "decided_at": d.when, "body": dumps(d)}
        for d in plan.decisions
    ]
    _put(connection, tables.decisions, decided)
    imported = [{"key": str(i.key), "body": dumps(i)} for i in plan.instruments]
    _put(connection, tables.instruments, imported)
    for key in sorted(plan.withdrawn):
        connection.execute(delete(tables.instruments).where(tables.instruments.c.key == str(key)))


def write_meta(connection: Connection, values: Mapping[str, object]) -> None:
    """Name the generation, last of all, and seal what the catalogue holds."""
    connection.execute(update(tables.meta).values(**values))
    connection.execute(update(tables.meta).values(seal=seal_of(connection)))


def seal_of(connection: Connection) -> str:
    """Return the SHA-256 over everything that no report's own digest covers."""
    seal = hashlib.sha256()
    for statement in _SEALED:
        for row in connection.execute(statement):
            seal.update(json.dumps(list(row), ensure_ascii=True).encode() + b"\n")
        seal.update(b"\n")
    return seal.hexdigest()


_META, _PATHS = tables.meta.c, tables.paths.c
_SEALED = (
    select(_META.generation, _META.engine, _META.manifest, _META.link),
    select(func.hex(_PATHS.path), _PATHS.report_id, _PATHS.since).order_by(_PATHS.path),
    select(tables.reports.c.id, tables.reports.c.digest).order_by(tables.reports.c.id),
    select(tables.decisions).order_by(tables.decisions.c.id),
    select(tables.instruments).order_by(tables.instruments.c.key),
)
_OLD = select(tables.citations.c.report_id, tables.citations.c.body).where(
    tables.citations.c.report_id.in_(bindparam("ids", expanding=True))
)


def _groups(projections: Iterable[Projection]) -> Iterator[list[Projection]]:
    group: list[Projection] = []
    for projection in projections:
        group.append(projection)
        if len(group) == GROUP:
            yield group
            group = []
    if group:
        yield group


def _write_group(connection: Connection, group: Sequence[Projection], tally: Tally) -> None:
    ids = tuple(projection.id for projection in group)
    _count_out(connection, ids, tally)
    for table in tables.OF_REPORT:
        connection.execute(delete(table).where(table.c.report_id.in_(ids)))
    _put(connection, tables.reports, [projection.report for projection in group])
    _put(connection, tables.contents, [projection.content for projection in group])
    for table in tables.OF_REPORT:
        rows = [row for projection in group for row in projection.rows[table.name]]
        if rows:
            connection.execute(insert(table), rows)
    for projection in group:
        tally.add(projection.citations, 1)


def _count_out(connection: Connection, ids: Sequence[str], tally: Tally) -> None:
    by_report: dict[str, list[Citation]] = {}
    for report_id, body in connection.execute(_OLD, {"ids": ids}):
        by_report.setdefault(report_id, []).append(loads(Citation, body))
    for citations in by_report.values():
        tally.add(citations, -1)


def _write_tally(connection: Connection, tally: Tally) -> None:
    _add(connection, tables.cited, ("reports", "mentions"), list(_cited_rows(tally)))
    facts = (
        {"instrument_key": key, "field": name, "value": value, "mentions": count}
        for (key, name, value), count in sorted(tally.facts.items())
        if count
    )
    _add(connection, tables.facts, ("mentions",), list(facts))
    for part in chunks(key for key, count in tally.mentions.items() if count <= 0):
        cited = tables.cited.c
        gone = (cited.instrument_key.in_(part)) & (cited.mentions == 0)
        connection.execute(delete(tables.cited).where(gone))
    for part in chunks({key for (key, _, _), count in tally.facts.items() if count < 0}):
        facts_ = tables.facts.c
        gone = (facts_.instrument_key.in_(part)) & (facts_.mentions == 0)
        connection.execute(delete(tables.facts).where(gone))


def _cited_rows(tally: Tally) -> Iterator[dict[str, Any]]:
    for key, mentions in sorted(tally.mentions.items()):
        reports = tally.reports[key]
        if mentions or reports:
            parsed = key_of(key)
            yield {
                "instrument_key": key,
                "type": parsed.type,
                "number": parsed.number,
                "reports": reports,
                "mentions": mentions,
            }


def _put(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows, or replace their values where the primary key is there."""
    if not rows:
        return
    statement = upsert(table)
    values = {c.name: statement.excluded[c.name] for c in table.c if not c.primary_key}
    connection.execute(
        statement.on_conflict_do_update(index_elements=list(table.primary_key), set_=values),
        [dict(row) for row in rows],
    )


def _add(
    connection: Connection, table: Table, names: Sequence[str], rows: list[dict[str, Any]]
) -> None:
    """Insert rows, or add their counts to those that are there."""
    if not rows:
        return
    statement = upsert(table)
    values = {name: table.c[name] + statement.excluded[name] for name in names}
    connection.execute(
        statement.on_conflict_do_update(index_elements=list(table.primary_key), set_=values), rows
    )
