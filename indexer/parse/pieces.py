"""A value and where it stands, in positions of the normalised text."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from indexer.read import SourceText
from kb.model import Span

_INVISIBLE = re.compile("[\xad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]")
_MARKUP = " \n\t*_#|"


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A value read from the normalised positions `[start, end)`, which may hold more than the value."""

    start: int
    end: int
    value: str


class Line(NamedTuple):
    """A line of the normalised text that holds words; a tuple, since a long text has very many."""

    start: int
    end: int
    text: str
    after_blank: bool
    """Whether an empty line stands before it."""


def lines(text: str, start: int = 0, end: int | None = None) -> Iterator[Line]:
    """Yield the lines with words of `text[start:end]`."""
    limit = len(text) if end is None else min(end, len(text))
    blank = start == 0
    while start < limit:
        stop = text.find("\n", start, limit)
        stop = limit if stop < 0 else stop
        words = text[start:stop]
        if words:
            yield Line(start, stop, words, blank)
        blank = not words
        start = stop + 1


def raw_span(source: SourceText, start: int, end: int) -> Span:
    """Return the raw span of the normalised span."""
    first, last = source.matching.to_raw(start, end)
    return Span(start=first, end=last)


def as_written(source: SourceText, start: int, end: int) -> str:
    """Return the words as written: composed, Ð as Đ, white space collapsed, tone marks where they stood."""
    raw = raw_span(source, start, end).of(source.raw)
    composed = unicodedata.normalize("NFC", _INVISIBLE.sub("", raw))
    return " ".join(composed.replace("Ð", "Đ").replace("ð", "đ").split())


def trim(text: str, start: int, end: int, strip: str = _MARKUP) -> tuple[int, int]:
    """Return `[start, end)` without the characters `strip` (blanks and markup) at its ends."""
    while start < end and text[start] in strip:
        start += 1
    while end > start and text[end - 1] in strip:
        end -= 1
    return start, end


def piece(source: SourceText, start: int, end: int, strip: str = _MARKUP) -> Piece | None:
    """Return the trimmed words as a piece, `None` when nothing is left."""
    start, end = trim(source.matching.text, start, end, strip)
    value = as_written(source, start, end)
    return Piece(start=start, end=end, value=value) if value else None


def joined(pieces: list[Piece], by: str = " ") -> Piece | None:
    """Return one piece that spans `pieces`, `None` for none."""
    if not pieces:
        return None
    return Piece(
        start=pieces[0].start, end=pieces[-1].end, value=by.join(part.value for part in pieces)
    )
