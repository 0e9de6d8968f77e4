"""Durable files: nothing is named before it is whole and synced."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from kb.store.layout import Home


def sync(path: Path) -> None:
    """Force a file's bytes, or a directory's names, to the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def make_directory(path: Path) -> None:
    """Create a directory with its parents, readable by the owner only, and make its name durable."""
    if path.is_dir():
        return
    make_directory(path.parent)
    path.mkdir(mode=0o700, exist_ok=True)
    sync(path.parent)


def store_blob(home: Home, sha256: str, data: bytes) -> None:
    """Store an original under its hash; a damaged copy of it is replaced.

    Raises:
        OSError: the disk refuses.
    """
    target = home.blob(sha256)
    if not (target.is_file() and target.read_bytes() == data):
        make_directory(target.parent)
        written = home.tmp / sha256
        written.write_bytes(data)
        sync(written)
        Path(written).replace(target)
    # An earlier run may have died between the rename and this sync.
    sync(target.parent)


def remove_tree(path: Path) -> None:
    """Remove a directory or file; what is gone already is well."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def size_of(directory: Path) -> int:
    """Return the bytes of all files below a directory."""
    return sum(path.lstat().st_size for path in directory.rglob("*") if path.is_file())
