"""The catalogue on SQLite: opens snapshots and the one writer, verifies, rebuilds, exports."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from importlib.metadata import version
from types import TracebackType
from typing import Self

from sqlalchemy import Engine, select

from kb.errors import StoreError, WrongUse
from kb.identity import InstrumentKey
from kb.link import VERSION as LINKING
from kb.link import link as link_report
from kb.model import Instrument
from kb.ports import Committed, Link, SearchEngine
from kb.settings import Settings
from kb.store import tables
from kb.store.codec import dumps
from kb.store.database import (
    check_revision,
    mended,
    reading_engine,
    revision_of,
    writing_engine,
)
from kb.store.disk import make_directory, remove_tree, size_of, sync
from kb.store.export import export_lines
from kb.store.layout import Home
from kb.store.lock import writer_lock
from kb.store.publish import remove_other_generations
from kb.store.snapshot import CatalogueSnapshot, Memo
from kb.store.verify import Checked, Difference, differences, leftovers
from kb.store.writer import CatalogueWriter, Parts

RESERVE = 256 << 20
"""Bytes that must be free, beside twice the size of the index, before a writer starts."""


class Store:
    """The port `Catalogue` over one data directory. Safe to share between threads."""

    def __init__(
        self,
        home: Home,
        engine: SearchEngine,
        *,
        registry: Mapping[InstrumentKey, Instrument],
        link: Link,
    ) -> None:
        """Open nothing yet."""
        self._home = home
        self._search = engine
        self._registry = registry
        self._link = link
        self._memo = Memo()
        self._reading: Engine = reading_engine(home.catalogue)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    @contextmanager
    def snapshot(self) -> Iterator[CatalogueSnapshot]:
        """Open one read transaction.

        Raises:
            StoreError: nothing was indexed here yet, another version wrote it, or it is damaged.
        """
        if not self._home.catalogue.is_file():
            raise StoreError("store-missing", home=self._home.root)
        with mended(self._home.root), self._reading.begin() as connection:
            check_revision(connection, self._home.root)
            yield CatalogueSnapshot(
                self._home,
                connection,
                engine=self._search,
                registry=self._registry,
                memo=self._memo,
            )

    @contextmanager
    def writer(self) -> Iterator[CatalogueWriter]:
        """Take the lock, tidy up after a killed writer, and write; makes the data directory when missing.

        Raises:
            Busy: another writer is at work.
            StoreError: the data directory cannot be written.
        """
        root = self._home.root
        with ExitStack() as held:
            with mended(root):
                make_directory(root)
                held.enter_context(writer_lock(self._home.lock))
                database = self._prepared()
            held.callback(database.dispose)
            yield CatalogueWriter(self._parts(database))

    def rebuild(self) -> Committed:
        """Make rows and index anew from what was read of every report; the originals are not needed.

        Raises:
            Busy: another writer is at work.
            StoreError: the data directory cannot be written.
        """
        with self.writer() as writer:
            return writer.rebuild()

    def verify(self, *, quick: bool = False) -> tuple[Difference, ...]:
        """Return what does not agree, nothing when all is well; `quick` leaves out the hashing.

        Raises:
            StoreError: there is nothing to check, or it cannot be opened.
        """
        with self._checked(quick=quick) as checked:
            return differences(checked)

    def leftovers(self) -> dict[str, int]:
        """Count what a killed writer left behind: `originals`, `generations`, `tmp`."""
        with self._checked(quick=True) as checked:
            return leftovers(checked.home, checked.connection)

    def export(self) -> Iterator[str]:
        """Yield the whole catalogue as sorted JSON lines; one read transaction.

        Raises:
            StoreError: there is nothing to export, or it cannot be opened.
        """
        with self.snapshot() as snapshot:
            yield from export_lines(snapshot)

    def close(self) -> None:
        """Close all connections that are not in use."""
        self._reading.dispose()

    @contextmanager
    def _checked(self, *, quick: bool) -> Iterator[Checked]:
        with self.snapshot(), mended(self._home.root), self._reading.begin() as connection:
            yield Checked(home=self._home, connection=connection, search=self._search, quick=quick)

    def _parts(self, database: Engine) -> Parts:
        return Parts(
            home=self._home,
            reading=self._reading,
            writing=database,
            search=self._search,
            registry=self._registry,
            link=self._link,
            stamp=_stamp(self._registry),
        )

    def _prepared(self) -> Engine:
        database = writing_engine(self._home.catalogue)
        try:
            _migrate(database, self._home)
            _recover(database, self._home)
        except BaseException:
            database.dispose()
            raise
        return database


def open_catalogue(
    settings: Settings,
    engine: SearchEngine,
    *,
    registry: Mapping[InstrumentKey, Instrument],
    link: Link = link_report,
) -> Store:
    """Return the catalogue that the settings name; nothing is opened or written yet.

    Raises:
        WrongUse: the URL of the catalogue names no engine.
    """
    if settings.catalogue != "sqlite:":
        raise WrongUse("store-url", url=settings.catalogue)
    return Store(Home(root=settings.home), engine, registry=registry, link=link)


def _stamp(registry: Mapping[InstrumentKey, Instrument]) -> str:
    """Return what links depend on beside the reports: this version, its way to link, and its registry."""
    known = dumps([registry[key] for key in sorted(registry)])
    told = f"{version('danchieu')}\n{LINKING}\n{known}"
    return hashlib.sha256(told.encode()).hexdigest()


def _migrate(database: Engine, home: Home) -> None:
    with database.begin() as connection:
        revision = revision_of(connection)
        if revision == tables.HEAD:
            return
        if revision is not None and revision > tables.HEAD:
            raise StoreError("store-newer", home=home.root, revision=revision)
        # Alembic takes most of a second to load, and almost every start has nothing to migrate.
        from kb.store.migrate import upgrade  # noqa: PLC0415

        upgrade(connection)
    sync(home.root)


def _recover(database: Engine, home: Home) -> None:
    """Remove what a killed writer left half done, and look for room on the disk."""
    with database.connect() as connection:
        generation = connection.execute(select(tables.meta.c.generation)).scalar_one()
    remove_other_generations(home, generation)
    make_directory(home.tmp)
    for path in home.tmp.iterdir():
        remove_tree(path)
    needed = RESERVE + 2 * size_of(home.generation(generation))
    free = shutil.disk_usage(home.root).free
    if free < needed:
        raise StoreError("store-full", home=home.root, free=free >> 20, needed=needed >> 20)
