"""Sums that tell whether an FTS5 index still holds what was put into it.

SQLite checks the shape of its pages, not what stands in them: a flipped byte in a posting list goes
unnoticed. So each document keeps a sum over its tokens with their places and over its filter values,
and `damage` adds up anew what the index finds. Sums don't mind the order of entries.
"""

from __future__ import annotations

import sqlite3
import zlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from operator import mul

from kb.search import analysis

_WIDTH = (1 << 63) - 1
"""Sums are kept to what an SQLite integer holds."""
_FACTOR = {"exact": 1, "fold": 3}
"""By column, so that an entry that comes to stand in the other one changes the sum."""
_DATE = 5
_AVERAGES = 1
"""Row of FTS5's own data table with the numbers of documents and of tokens in each column."""


def sum_of(exact: Sequence[str], values: Iterable[tuple[str, str]], date: int | None) -> int:
    """Return the sum of a document: its tokens as written, (filter, value) pairs, date as yyyymmdd."""
    texts = _text(exact, "exact") + _text(analysis.folded(exact), "fold")
    return _whole(texts, values, date)


def _whole(texts: int, values: Iterable[tuple[str, str]], date: int | None) -> int:
    return (texts + sum(map(_value, values)) + _DATE * (date or 0)) & _WIDTH


def _text(tokens: Sequence[str], column: str) -> int:
    weights = {token: _token(token, column) for token in set(tokens)}
    places = range(1, 2 * len(tokens), 2)
    return sum(map(mul, map(weights.__getitem__, tokens), places))


def _token(token: str, column: str) -> int:
    return _FACTOR[column] * zlib.crc32(token.encode())


def _value(pair: tuple[str, str]) -> int:
    return zlib.crc32("\x1f".join(pair).encode())


@dataclass(frozen=True, slots=True)
class _Found:
    """What the index finds of its documents, by their numbers."""

    texts: Counter[int] = field(default_factory=Counter)
    lengths: dict[str, Counter[int]] = field(default_factory=lambda: defaultdict(Counter))
    """Column → number → tokens."""
    values: dict[int, list[tuple[str, str]]] = field(default_factory=lambda: defaultdict(list))


def damage(connection: sqlite3.Connection) -> Iterator[str]:
    """Yield ids of documents of which the index holds something else than was put in, and parts of it.

    Raises:
        sqlite3.Error: the index can't be read to its end.
    """
    found = _Found()
    yield from _read_terms(connection, found)
    for name, value, number in connection.execute(
        "SELECT field, value, number FROM search_keyword"
    ):
        found.values[number].append((name, value))
    yield from _documents(connection, found)
    yield from _lengths(connection, found)


def _read_terms(connection: sqlite3.Connection, found: _Found) -> Iterator[str]:
    """Look every term up as a search does, and compare with a reading from start to end."""
    counts: Counter[str] = Counter()
    for term, count in connection.execute("SELECT term, cnt FROM search_terms"):
        counts[term] += count
    for term, count in counts.items():
        rows = connection.execute(
            "SELECT doc, col, count(*), sum(offset) FROM search_places WHERE term = ?"
            " GROUP BY doc, col",
            (term,),
        )
        for number, column, times, offsets in rows:
            found.texts[number] += _token(term, column) * (2 * offsets + times)
            found.lengths[column][number] += times
            count -= times  # noqa: PLW2901 - what is left of it is the difference
        if count:
            yield f"search_text: {term}"


def _documents(connection: sqlite3.Connection, found: _Found) -> Iterator[str]:
    rows = connection.execute(
        "SELECT number, id, date, total, tokens FROM search_document LEFT JOIN search_kept USING (number)"
    )
    known = set()
    for number, report_id, date, total, packed in rows:
        known.add(number)
        values = found.values.get(number, [])
        exact = _unpacked(packed)
        indexed = _whole(found.texts[number], values, date)
        if exact is None or not indexed == total == sum_of(exact, values, date):
            yield report_id
    for number in sorted((found.texts.keys() | found.values.keys()) - known):
        yield f"search_text: {number}"


def _unpacked(packed: bytes | None) -> list[str] | None:
    try:
        return zlib.decompress(packed or b"").decode().split()
    except (zlib.error, ValueError):
        return None


def _lengths(connection: sqlite3.Connection, found: _Found) -> Iterator[str]:
    """Compare the lengths that FTS5 weighs with; they stand in its own tables, as `_varint`s."""
    sizes = dict(connection.execute("SELECT id, sz FROM search_text_docsize"))
    numbers = {number for (number,) in connection.execute("SELECT number FROM search_document")}
    columns = [found.lengths[name] for name in _FACTOR]
    for number in sorted(numbers | sizes.keys()):
        if sizes.get(number) != b"".join(_varint(column[number]) for column in columns):
            yield f"search_text: {number}"
    held = connection.execute("SELECT block FROM search_text_data WHERE id = ?", (_AVERAGES,))
    totals = [len(numbers), *(column.total() for column in columns)]
    if numbers and held.fetchone() != (b"".join(map(_varint, totals)),):
        yield "search_text"


def _varint(number: int) -> bytes:
    """Write a number as SQLite does: seven bits a byte, highest first, the last byte below 128."""
    last, rest = number & 0x7F, number >> 7
    higher = []
    while rest:
        higher.append(rest & 0x7F | 0x80)
        rest >>= 7
    return bytes([*reversed(higher), last])
