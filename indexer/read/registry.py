"""The readers there are, one a format, and which of them reads a file."""

from __future__ import annotations

from functools import cache
from importlib.metadata import entry_points
from typing import Protocol

from indexer.read.source import SourceText
from indexer.read.text import TextReader
from kb.errors import Unreadable

GROUP = "danchieu.readers"
"""Entry point group; each entry is called without arguments and gives a `Reader`."""
HEAD = 4096
"""Bytes of a file that a reader may look at to score it."""


class Reader(Protocol):
    """Reads one format. Holds no state."""

    @property
    def name(self) -> str:
        """Name of the reader, stored with each report: `text`."""
        ...

    def score(self, name: str, head: bytes) -> float:
        """Return how well this reader reads such a file, 0–1; 0 is not at all.

        `name` is the file's name, `head` its first bytes, empty where they are not known yet.
        """
        ...

    def read(self, data: bytes, name: str) -> SourceText:
        """Return the text of the whole file.

        Raises:
            Unreadable: `data` is not what the format says.
        """
        ...


@cache
def readers() -> tuple[Reader, ...]:
    """Return all readers, by name; an entry point may replace the built-in."""
    found: dict[str, Reader] = {"text": TextReader()}
    for entry in sorted(entry_points(group=GROUP), key=lambda entry: entry.name):
        reader: Reader = entry.load()()
        found[reader.name] = reader
    return tuple(found[name] for name in sorted(found))


def has_reader(name: str, head: bytes = b"") -> bool:
    """Return whether some reader reads such a file."""
    return any(reader.score(name, head) > 0 for reader in readers())


def read(data: bytes, name: str) -> SourceText:
    """Read `data` with the reader that scores it highest (the first by name, if several do).

    Raises:
        Unreadable: no reader for it, or the reader could not read it.
    """
    head = data[:HEAD]
    best = max(readers(), key=lambda reader: reader.score(name, head))
    if best.score(name, head) <= 0:
        raise Unreadable("read-no-reader", name=name)
    return best.read(data, name)
