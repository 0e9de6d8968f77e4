"""Connections to the catalogue's SQLite file: settings, transactions, version check.

SQLAlchemy's own transaction control is kept; the driver's is switched off, since it would begin late and
commit in the middle of schema changes.
"""

from __future__ import annotations

import errno
import os
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TypeVar
from urllib.parse import quote

from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import NullPool, QueuePool

from kb.errors import StoreError
from kb.store.tables import HEAD

BUSY_MS = 5000
"""Milliseconds to wait for a locked database."""


GROUP = 500
"""Values that one statement asks for."""

T = TypeVar("T", str, int)

_FORBIDDEN = (errno.EACCES, errno.EPERM, errno.EROFS)


def writing_engine(path: Path) -> Engine:
    """Return the engine of the one writer; `begin` takes the write lock at once."""
    engine = create_engine("sqlite://", creator=partial(_open_writing, path), poolclass=NullPool)
    return _with_begin(engine, "BEGIN IMMEDIATE")


def reading_engine(path: Path) -> Engine:
    """Return an engine of read-only connections; `begin` opens one consistent view."""
    engine = create_engine(
        "sqlite://", creator=partial(_open_reading, path), poolclass=QueuePool, max_overflow=-1
    )
    return _with_begin(engine, "BEGIN")


def driver(connection: Connection) -> sqlite3.Connection:
    """Return the driver's connection below an open transaction.

    Raises:
        TypeError: the driver is another one (a programmer's error).
    """
    found: object = connection.connection.dbapi_connection
    if not isinstance(found, sqlite3.Connection):
        raise TypeError(found)
    return found


def chunks(values: Iterable[T]) -> Iterator[tuple[T, ...]]:
    """Yield values in order and in groups that fit into one statement."""
    ordered = sorted(values)
    for start in range(0, len(ordered), GROUP):
        yield tuple(ordered[start : start + GROUP])


def revision_of(connection: Connection) -> str | None:
    """Return the revision of the schema in the file, `None` for an empty one."""
    found = connection.execute(
        text("SELECT 1 FROM sqlite_master WHERE name = 'alembic_version'")
    ).scalar()
    if not found:
        return None
    revision = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return None if revision is None else str(revision)


def check_revision(connection: Connection, home: Path) -> None:
    """Refuse to read a file whose schema is not the present one.

    Raises:
        StoreError: nothing was ever indexed, or another version wrote the file.
    """
    revision = revision_of(connection)
    if revision is None:
        raise StoreError("store-empty", home=home)
    if revision < HEAD:
        raise StoreError("store-older", home=home, revision=revision)
    if revision > HEAD:
        raise StoreError("store-newer", home=home, revision=revision)


@contextmanager
def mended(home: Path) -> Iterator[None]:
    """Turn failures of disk and database into the one error that a user is told.

    Raises:
        StoreError: what the system said, and the data directory.
    """
    try:
        yield
    except SQLAlchemyError as error:
        reason = getattr(error, "orig", None) or error
        raise StoreError("store-database", home=home, reason=reason) from error
    except sqlite3.Error as error:
        raise StoreError("store-database", home=home, reason=error) from error
    except OSError as error:
        code = "store-read-only" if error.errno in _FORBIDDEN else "store-disk"
        raise StoreError(code, home=home, reason=error.strerror or error) from error


def _with_begin(engine: Engine, statement: str) -> Engine:
    event.listen(engine, "begin", _Begin(statement))
    return engine


class _Begin:
    """Starts transactions with one fixed statement."""

    def __init__(self, statement: str) -> None:
        self._statement = statement

    def __call__(self, connection: Connection) -> None:
        connection.exec_driver_sql(self._statement)


def _open_writing(path: Path) -> sqlite3.Connection:
    connection = _connect(path, "rwc")
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA foreign_keys = ON")
    return connection


def _open_reading(path: Path) -> sqlite3.Connection:
    try:
        return _opened(partial(_connect, path, "ro"))
    except sqlite3.OperationalError:
        if os.access(path.parent, os.W_OK) or path.with_name(path.name + "-wal").exists():
            raise
        # WAL needs a file beside the database even to read; on read-only media there is no writer to mind.
        return _opened(partial(_connect, path, "ro&immutable=1"))


def _opened(connect: Callable[[], sqlite3.Connection]) -> sqlite3.Connection:
    connection = connect()
    try:
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except sqlite3.Error:
        connection.close()
        raise
    return connection


def _connect(path: Path, mode: str) -> sqlite3.Connection:
    address = f"file:{quote(str(path.absolute()))}?mode={mode}"
    connection = sqlite3.connect(
        address, uri=True, isolation_level=None, check_same_thread=False, timeout=BUSY_MS / 1000
    )
    connection.execute(f"PRAGMA busy_timeout = {BUSY_MS}")
    return connection
