"""The one writer: collects what was read, links it, and publishes it as one generation."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, Engine, RowMapping, select

from kb.identity import InstrumentKey
from kb.model import Instrument, Report, Status
from kb.ports import Committed, Decision, InstrumentRow, KnownFile, Link, SearchEngine
from kb.store import tables
from kb.store.database import mended
from kb.store.disk import store_blob
from kb.store.layout import Home
from kb.store.linking import Sources, affected, known_after, known_before, link_all
from kb.store.plan import Pending, Plan, Put, damaged_paths, make_plan
from kb.store.projection import Projection
from kb.store.publish import Publication, publish, tidy
from kb.store.rows import Held, held_reports

logger = logging.getLogger(__name__)

_FILES = select(
    tables.paths.c.path, tables.reports.c.sha256, tables.reports.c.ruleset, tables.reports.c.status
).join(tables.reports)
_GENERATION = select(tables.meta.c.generation)


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """What a writer works with."""

    home: Home
    reading: Engine
    writing: Engine
    search: SearchEngine
    registry: Mapping[InstrumentKey, Instrument]
    link: Link
    stamp: str
    """Stamp of what linking depends on beyond the reports."""


class CatalogueWriter:
    """The port `Writer`; the lock is its maker's business."""

    def __init__(self, parts: Parts) -> None:
        """Start with nothing to do."""
        self._parts = parts
        self._pending = Pending()

    def known_files(self) -> Mapping[str, KnownFile]:
        """Return what the catalogue holds of each path."""
        with mended(self._parts.home.root), self._parts.reading.begin() as connection:
            return {row["path"]: _known(row) for row in connection.execute(_FILES).mappings()}

    def put(self, path: str, data: bytes | None, report: Report) -> None:
        """Store the original at once, and what was read of it at `commit`.

        Raises:
            StoreError: the disk refuses.
            ValueError: the report is not of these bytes (a programmer's error).
        """
        sha256 = report.sha256 if data is None else hashlib.sha256(data).hexdigest()
        if sha256 != report.sha256 or not sha256.startswith(report.id):
            raise ValueError(f"report {report.id} is not of these bytes")
        if data is not None:
            with mended(self._parts.home.root):
                store_blob(self._parts.home, sha256, data)
        self._pending.paths[path] = report.id
        before = self._pending.puts.get(report.id)
        original = data is not None or bool(before and before.original)
        self._pending.puts[report.id] = Put(report=report, original=original)

    def forget(self, path: str) -> None:
        """Drop a path; its report is retired when no other path holds it."""
        self._pending.paths[path] = None

    def decide(self, decisions: Sequence[Decision]) -> None:
        """Add decisions; one that is known already stays as it was."""
        for decision in decisions:
            self._pending.decisions.setdefault(decision.id, decision)

    def import_instruments(self, rows: Sequence[InstrumentRow]) -> None:
        """Lay rows over what the registry knows of their instruments.

        Raises:
            WrongUse: a row contradicts what is known beside it; none is taken.
        """
        with mended(self._parts.home.root), self._parts.reading.begin() as connection:
            plan = make_plan(connection, self._pending)
            sources = Sources(connection=connection, registry=self._parts.registry, plan=plan)
            known = {**self._parts.registry, **sources.imported}
        self._pending.instruments.update({row.key: row.over(known.get(row.key)) for row in rows})

    def withdraw_instruments(self, keys: Collection[InstrumentKey]) -> None:
        """Take imported rows back; a built-in row of the same key holds again."""
        self._pending.instruments.update(dict.fromkeys(keys))

    def commit(self) -> Committed:
        """Link, project and publish one generation; with nothing to do, write nothing.

        Raises:
            StoreError: disk or database refuse; the catalogue is as before.
        """
        return self._commit(everything=False)

    def rebuild(self) -> Committed:
        """Link all reports anew and make every projection again from what was read of them.

        A report that is damaged itself is dropped with its paths, so that indexing reads it again.

        Raises:
            StoreError: disk or database refuse; the catalogue is as before.
        """
        with mended(self._parts.home.root), self._parts.reading.begin() as connection:
            for path in damaged_paths(connection):
                logger.info("dropping a damaged report, to be indexed again: %s", path)
                self._pending.paths.setdefault(path, None)
        return self._commit(everything=True)

    def _commit(self, *, everything: bool) -> Committed:
        with mended(self._parts.home.root):
            with self._parts.reading.begin() as connection:
                publication = self._publication(connection, everything=everything)
                relinked = _Relinked()
                if publication is not None:
                    made = self._projections(connection, publication)
                    publish(publication, relinked.counted(made, publication))
                plan = publication.plan if publication else make_plan(connection, self._pending)
                generation = connection.execute(_GENERATION).scalar_one()
            if publication is not None:
                generation = publication.generation
                tidy(publication)
        self._pending = Pending()
        return _committed(generation, plan, relinked.count)

    def _publication(self, connection: Connection, *, everything: bool) -> Publication | None:
        """Return what is to be published, `None` when nothing differs."""
        parts = self._parts
        plan = make_plan(connection, self._pending)
        meta = connection.execute(select(tables.meta)).mappings().one()
        fresh = everything or meta["engine"] != parts.search.stamp
        stale = fresh or meta["link"] != parts.stamp
        if plan.is_empty and not stale:
            return None
        if fresh and meta["engine"] and not everything:
            logger.warning("the index is made anew with %s", parts.search.stamp)
        return Publication(
            home=parts.home,
            database=parts.writing,
            search=parts.search,
            plan=plan,
            held=held_reports(connection),
            generation=meta["generation"] + 1,
            fresh=fresh,
            everything=stale,
            link=parts.stamp,
        )

    def _projections(
        self, connection: Connection, publication: Publication
    ) -> Iterable[Projection]:
        """Return the projections that differ; all of them, made one by one, when all is made anew."""
        plan, held = publication.plan, publication.held
        sources = Sources(connection=connection, registry=self._parts.registry, plan=plan)
        after = known_after(sources)
        if publication.everything:
            ids = frozenset((held.keys() - plan.removed) | plan.puts.keys())
            return link_all(sources, after, ids, self._parts.link)
        ids = affected(sources, known_before(sources), after) | plan.puts.keys()
        made = link_all(sources, after, ids, self._parts.link)
        return tuple(
            projection
            for projection in made
            if projection.id in plan.puts or _differs(projection, held)
        )


class _Relinked:
    """Counts the reports that show something else although their files are untouched."""

    count = 0

    def counted(
        self, projections: Iterable[Projection], publication: Publication
    ) -> Iterator[Projection]:
        """Yield the projections as they are made."""
        for projection in projections:
            if projection.id not in publication.plan.puts:
                self.count += _differs(projection, publication.held)
            yield projection


def _differs(projection: Projection, held: Mapping[str, Held]) -> bool:
    before = held.get(projection.id)
    return before is None or before.digest != projection.report["digest"]


def _known(row: RowMapping) -> KnownFile:
    return KnownFile(
        path=row["path"],
        sha256=row["sha256"],
        ruleset=row["ruleset"],
        status=Status(row["status"]),
    )


def _committed(generation: int, plan: Plan, relinked: int) -> Committed:
    return Committed(
        generation=generation,
        added=plan.added_paths,
        changed=plan.changed_paths,
        removed=len(plan.forgotten),
        failed=plan.failed_paths,
        relinked=relinked,
        decided=plan.decided,
    )
