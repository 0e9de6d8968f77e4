"""The text of one document as its reader gives it: the raw text and what the rules match on."""

from __future__ import annotations

from dataclasses import dataclass

from indexer.read.furniture import furniture
from kb.model import Quality
from kb.text import Normalised, normalise


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceText:
    """A decoded document. Offsets everywhere count code points of `raw`."""

    raw: str
    """Decoded text, line ends and byte order mark kept: what people see."""
    encoding: str
    """Of the bytes: `utf-8`, `utf-16-le` …"""
    reader: str
    """Name of the reader that decoded it."""
    quality: Quality
    sha256: str
    """Of the bytes, 64 hex digits."""
    matching: Normalised
    """`raw` normalised, page furniture left out: what the rules run on."""


def source_text(
    raw: str, *, encoding: str, reader: str, sha256: str, quality: Quality = Quality.TEXT
) -> SourceText:
    """Build the source text of `raw`: find its page furniture and normalise the rest."""
    return SourceText(
        raw=raw,
        encoding=encoding,
        reader=reader,
        quality=quality,
        sha256=sha256,
        matching=normalise(raw, furniture(raw)),
    )
