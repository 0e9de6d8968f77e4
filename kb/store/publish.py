"""Publish one generation: index first, beside the old one; then one transaction, the only commit point.

An engine whose index lies inside the catalogue writes within that transaction.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass

from sqlalchemy import Connection, Engine, select, text
from sqlalchemy.exc import SQLAlchemyError

from kb.ports import IndexWriter, SearchEngine
from kb.store import rows, tables
from kb.store.database import driver
from kb.store.disk import remove_tree
from kb.store.generation import Started, seal, start
from kb.store.layout import Home
from kb.store.plan import Plan
from kb.store.projection import Projection
from kb.store.rows import Held

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Publication:
    """One commit about to happen."""

    home: Home
    database: Engine
    search: SearchEngine
    plan: Plan
    held: Mapping[str, Held]
    generation: int
    """The new one."""
    fresh: bool
    """Make the index anew instead of changing it."""
    everything: bool
    """Make all rows anew instead of changing them."""
    link: str
    """Stamp of what linking depends on."""


def publish(publication: Publication, projections: Iterable[Projection]) -> None:
    """Write index and rows, and name the generation; on any error nothing has changed.

    Raises:
        OSError: the disk refuses.
        SQLAlchemyError: the database refuses.
    """
    if publication.search.inside_catalogue:
        _publish_inside(publication, projections)
    else:
        _publish_beside(publication, projections)


def tidy(publication: Publication) -> None:
    """Remove what the new generation makes superfluous; what fails here is left to the next writer."""
    with suppress(OSError):
        remove_other_generations(publication.home, publication.generation)
    with suppress(SQLAlchemyError):
        _checkpoint(publication.database)


def remove_other_generations(home: Home, generation: int) -> None:
    """Keep a generation and the one before it, for readers that still hold it open."""
    for number, place in home.generations().items():
        if number not in {generation, generation - 1}:
            remove_tree(place)


def _publish_inside(publication: Publication, projections: Iterable[Projection]) -> None:
    with publication.database.begin() as connection:
        place = driver(connection)
        if publication.fresh:
            _drop_foreign_tables(connection)
            publication.search.create(place)
        writer = publication.search.writer(place)
        _write(publication, connection, _fed(publication, writer, projections))
        writer.commit()
        if not place.in_transaction:
            raise RuntimeError(f"{publication.search.name} ended the catalogue's transaction")
        _name(publication, connection, manifest=None)


def _publish_beside(publication: Publication, projections: Iterable[Projection]) -> None:
    source = None if publication.fresh else publication.generation - 1
    with _removed_on_error(publication):
        started = start(publication.home, publication.generation, source)
        if publication.fresh:
            publication.search.create(started.place)
        writer = publication.search.writer(started.place)
        fed = _fed(publication, writer, projections)
        if publication.everything:
            # Too much to hold in memory: rows and documents are written as they are made.
            _publish_stream(publication, started, writer, fed)
        else:
            _publish_batch(publication, started, writer, tuple(fed))


def _publish_batch(
    publication: Publication,
    started: Started,
    writer: IndexWriter,
    projections: tuple[Projection, ...],
) -> None:
    manifest = _finish(started, writer)
    with publication.database.begin() as connection:
        _write(publication, connection, projections)
        _name(publication, connection, manifest)


def _publish_stream(
    publication: Publication,
    started: Started,
    writer: IndexWriter,
    projections: Iterable[Projection],
) -> None:
    with publication.database.begin() as connection:
        _write(publication, connection, projections)
        _name(publication, connection, _finish(started, writer))


def _finish(started: Started, writer: IndexWriter) -> str:
    writer.commit()
    return seal(started)


def _fed(
    publication: Publication, writer: IndexWriter, projections: Iterable[Projection]
) -> Iterator[Projection]:
    """Yield projections after handing to the index what it doesn't hold yet."""
    if not publication.fresh:
        for report_id in sorted(publication.plan.removed):
            if publication.held[report_id].content_hash:
                writer.delete(report_id)
    for projection in projections:
        held = publication.held.get(projection.id)
        _feed(writer, projection, None if held is None or publication.fresh else held.content_hash)
        yield projection


def _feed(writer: IndexWriter, projection: Projection, indexed: str | None) -> None:
    document = projection.document
    if document is None:
        if indexed:
            writer.delete(projection.id)
    elif document.content_hash != indexed:
        writer.put(document)


def _write(
    publication: Publication, connection: Connection, projections: Iterable[Projection]
) -> None:
    plan = publication.plan
    if publication.everything:
        rows.clear_projections(connection)
    rows.write_reports(connection, projections)
    rows.forget_paths(connection, plan)
    rows.write_paths(connection, plan, publication.generation)
    rows.remove_reports(connection, plan.removed)
    rows.write_knowledge(connection, plan)


def _name(publication: Publication, connection: Connection, manifest: str | None) -> None:
    values = {
        "generation": publication.generation,
        "engine": publication.search.stamp,
        "manifest": manifest,
        "link": publication.link,
    }
    rows.write_meta(connection, values)


@contextmanager
def _removed_on_error(publication: Publication) -> Iterator[None]:
    try:
        yield
    except BaseException:
        if not _is_named(publication):
            with suppress(OSError):
                remove_tree(publication.home.generation(publication.generation))
        raise


def _is_named(publication: Publication) -> bool:
    """Whether the transaction was committed after all; in doubt yes, and the next writer tidies."""
    try:
        with publication.database.connect() as connection:
            found = connection.execute(select(tables.meta.c.generation)).scalar_one()
            return bool(found == publication.generation)
    except SQLAlchemyError:
        logger.warning("cannot tell whether generation %d was named", publication.generation)
        return True


_TABLES = text(
    "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
    " ORDER BY sql LIKE 'CREATE VIRTUAL%' DESC, name"
)


def _drop_foreign_tables(connection: Connection) -> None:
    """Drop what another engine or version left in the catalogue; virtual tables take theirs with them."""
    ours = {*tables.metadata.tables, "alembic_version"}
    for name in connection.execute(_TABLES).scalars().all():
        if name not in ours:
            connection.exec_driver_sql(f'DROP TABLE IF EXISTS "{name}"')


def _checkpoint(database: Engine) -> None:
    """Move the log into the database file, so that the next opening has nothing to do."""
    connection = database.raw_connection()
    try:
        connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    finally:
        connection.close()
