"""The reader of plain text and Markdown; markup stays as it is, the rules look past it."""

from __future__ import annotations

import hashlib
from pathlib import PurePath

from indexer.read.decode import decode
from indexer.read.source import SourceText, source_text

_SUFFIXES = frozenset({".txt", ".md"})


class TextReader:
    """Reads `.txt` and `.md` in any form of Unicode."""

    name = "text"

    def score(self, name: str, head: bytes) -> float:
        """Return 1 for a name that ends in `.txt` or `.md`, else 0; `head` does not matter."""
        del head
        return float(PurePath(name).suffix.lower() in _SUFFIXES)

    def read(self, data: bytes, name: str) -> SourceText:
        """Decode `data`.

        Raises:
            Unreadable: not a text in UTF-8 or UTF-16.
        """
        raw, encoding = decode(data, name)
        return source_text(
            raw, encoding=encoding, reader=self.name, sha256=hashlib.sha256(data).hexdigest()
        )


def reader() -> TextReader:
    """Make the reader, for the entry point."""
    return TextReader()
