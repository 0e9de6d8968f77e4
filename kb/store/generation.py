"""Generations of an index that lies in files: built beside the old one, synced, listed, then named.

Every file is written once: a new generation shares the unchanged files of the old one by hard links.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from kb.store.disk import make_directory, remove_tree, sync
from kb.store.layout import Home

MANIFEST = "MANIFEST.json"
_PASSING = ("LOCK", ".lock", ".tmp")
"""Ends of names that engines use while they write; such files are no part of a generation."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A file of a generation as its manifest lists it."""

    size: int
    """Bytes."""
    sha256: str


Stamp = tuple[int, int, int]
"""What tells that a file was not written to: inode, bytes, time of change in nanoseconds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Started:
    """A generation under construction and the files that it took over."""

    place: Path
    taken: Mapping[str, tuple[Stamp, Entry]]


def start(home: Home, number: int, source: int | None) -> Started:
    """Make the directory of a generation, with the files of generation `source` in it.

    Raises:
        OSError: the disk refuses.
    """
    place = home.generation(number)
    remove_tree(place)
    make_directory(place.parent)
    place.mkdir(mode=0o700)
    if source is None:
        return Started(place=place, taken={})
    old = home.generation(source)
    return Started(
        place=place,
        taken={
            name: (_take(old / name, place / name), entry)
            for name, entry in read_manifest(old).items()
        },
    )


def seal(started: Started) -> str:
    """Sync and list the files of a finished generation; return the SHA-256 of its manifest.

    Raises:
        OSError: the disk refuses.
        ValueError: the engine wrote into a file that it shares with the old generation.
    """
    place = started.place
    for name in _names(place):
        if name.endswith(_PASSING):
            (place / name).unlink()
    entries = {name: _entry(started, name) for name in _names(place)}
    sha256 = _write_manifest(place, entries)
    for directory in (*(p for p in place.rglob("*") if p.is_dir()), place, place.parent):
        sync(directory)
    return sha256


def read_manifest(place: Path) -> dict[str, Entry]:
    """Return file name → entry of a generation.

    Raises:
        OSError: there is no manifest.
        ValueError: it is damaged.
    """
    data = json.loads((place / MANIFEST).read_bytes())
    try:
        return {name: Entry(size=size, sha256=sha256) for name, size, sha256 in data["files"]}
    except (KeyError, TypeError) as error:
        raise ValueError(place) from error


def files_of(place: Path) -> frozenset[str]:
    """Return the names of the files of a generation, manifest excluded."""
    return frozenset(_names(place)) - {MANIFEST}


def hash_of(path: Path) -> str:
    """Return the SHA-256 of a file."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _names(place: Path) -> list[str]:
    found = (path for path in place.rglob("*") if not path.is_dir())
    return sorted(path.relative_to(place).as_posix() for path in found)


def _take(source: Path, target: Path) -> Stamp:
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        os.link(source, target)
    except OSError:
        # Other devices, FAT, too many links: a copy serves as well, and a full disk will say so again.
        shutil.copyfile(source, target)
        sync(target)
    return _stamp(target)


def _stamp(path: Path) -> Stamp:
    status = path.stat()
    return status.st_ino, status.st_size, status.st_mtime_ns


def _entry(started: Started, name: str) -> Entry:
    path = started.place / name
    stamp, known = started.taken.get(name, (None, None))
    if known and stamp == _stamp(path):
        return known
    if stamp and stamp[0] == path.stat().st_ino and path.stat().st_nlink > 1:
        raise ValueError(f"index file written twice: {path}")
    sync(path)
    path.chmod(0o400)
    return Entry(size=path.stat().st_size, sha256=hash_of(path))


def _write_manifest(place: Path, entries: Mapping[str, Entry]) -> str:
    rows = [[name, entry.size, entry.sha256] for name, entry in sorted(entries.items())]
    data = json.dumps({"files": rows}, ensure_ascii=False, indent=0).encode()
    (place / MANIFEST).write_bytes(data)
    sync(place / MANIFEST)
    return hashlib.sha256(data).hexdigest()
