"""Files on disk: which ones a folder offers, and their bytes, read once."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator
from pathlib import Path

from indexer.read.registry import has_reader
from kb.errors import Unreadable

LIMIT = 64 * 1024 * 1024
"""Most bytes of one file."""

_NO_FOLLOW = (
    getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
)


def find_files(paths: Iterable[Path]) -> list[Path]:
    """Return the files to read, each once, in the order given.

    A named file is always among them; a folder gives, by path, the files in it and below that have
    a reader. In folders, dot-names and `README*` are passed over; links are listed, not followed.
    """
    found: dict[Path, None] = {}
    for path in paths:
        is_folder = path.is_dir() and not path.is_symlink()
        found.update(dict.fromkeys(_folder(path) if is_folder else [path]))
    return list(found)


def _folder(folder: Path) -> Iterator[Path]:
    for parent, folders, names in os.walk(folder, followlinks=False):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        yield from (Path(parent, name) for name in sorted(names) if _is_offered(name))


def _is_offered(name: str) -> bool:
    return not name.startswith((".", "README")) and has_reader(name)


def load(path: Path) -> bytes:
    """Return the bytes of a regular file of at most `LIMIT` bytes; links are not followed.

    Raises:
        Unreadable: missing, a link, not a regular file, not allowed, or too large.
    """
    name = str(path)
    try:
        handle = os.open(path, os.O_RDONLY | _NO_FOLLOW)
    except OSError as error:
        raise _cannot_open(path, error) from error
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        os.close(handle)
        raise Unreadable("read-not-a-file", name=name)
    with os.fdopen(handle, "rb") as file:
        return _bounded(file.read(LIMIT + 1), name)


def _bounded(data: bytes, name: str) -> bytes:
    if len(data) > LIMIT:
        raise Unreadable("read-too-large", name=name, limit=LIMIT // 1024 // 1024)
    return data


def _cannot_open(path: Path, error: OSError) -> Unreadable:
    if path.is_symlink():
        return Unreadable("read-link", name=path)
    if not path.exists():
        return Unreadable("read-missing", name=path)
    return Unreadable("read-refused", name=path, reason=error.strerror)
