"""One writer at a time: a kernel lock that dies with its holder."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from kb.errors import Busy

PATIENCE = 2.0
"""Seconds to wait for another writer to end."""


@contextmanager
def writer_lock(path: Path) -> Iterator[None]:
    """Hold the lock file; it keeps the holder's process number and is never removed.

    Raises:
        Busy: another writer holds it, named by its process number.
    """
    lock = FileLock(path, timeout=PATIENCE, mode=0o600)
    try:
        lock.acquire(poll_interval=0.05)
    except Timeout:
        raise Busy("store-busy", home=path.parent, pid=_holder(path)) from None
    try:
        path.write_text(f"{os.getpid()}\n", "ascii")
        yield
    finally:
        lock.release()


def _holder(path: Path) -> str:
    return path.read_text("ascii", errors="replace").strip() or "?"
