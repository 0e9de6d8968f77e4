"""Posting lists of one Whoosh segment, read in whole blocks, and phrases over them by integer sets.

Sets of whole lists are several times faster than Whoosh's matchers for texts of report length, and
an exact total needs the whole list anyhow. The blocks and positions are in Whoosh's stock format.
"""
# ruff: noqa: SLF001  # blocks are private to Whoosh, which is pinned

from __future__ import annotations

import pickle
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from operator import sub
from struct import Struct
from typing import Any

from kb.search.tree import Phrase

Counts = dict[int, float]
"""Number of a document over all segments → how often it holds what was asked for."""
_COUNT = Struct("!I")
_Block = tuple[Sequence[int], Sequence[float], Sequence[bytes]]


@dataclass(frozen=True, slots=True)
class Segment:
    """One of the index' parts; its documents are numbered from `base`."""

    reader: Any
    base: int
    deleted: frozenset[int]

    def postings(self, field: str, token: str) -> Iterator[_Block]:
        """Yield (numbers in the segment, weights, encoded positions), deleted ones included."""
        term = (field, token.encode())
        if term not in self.reader:
            return
        matcher = self.reader.postings(*term)
        matcher = getattr(matcher, "child", matcher)
        matcher.reset()
        while not matcher._atend:
            matcher._read_ids()
            matcher._read_weights()
            matcher._read_values()
            yield matcher._ids, matcher._weights, matcher._values
            matcher._next_block()

    def counts(self, field: str, token: str) -> Counts:
        """Return the documents with a token and how often it stands there."""
        base, gone = self.base, self.deleted
        found: Counts = {}
        for numbers, weights, _ in self.postings(field, token):
            found.update(zip(map(base.__add__, numbers), weights, strict=True))
        for number in gone:
            found.pop(base + number, None)
        return found

    def values(self, field: str, token: str) -> dict[int, bytes]:
        """Return the documents with a token and the encoded positions there."""
        found: dict[int, bytes] = {}
        for numbers, _, values in self.postings(field, token):
            found.update(zip(numbers, values, strict=True))
        for number in self.deleted.intersection(found):
            del found[number]
        return found

    def phrase(self, phrase: Phrase) -> Counts:
        """Return the documents with these tokens in a row and how often."""
        values: dict[str, dict[int, bytes]] = {}
        for token in phrase.tokens:
            if token not in values:
                values[token] = self.values(phrase.field, token)
            if not values[token]:
                return {}
        found = _adjacent([values[token] for token in phrase.tokens])
        return {self.base + number: count for number, count in found.items()}

    def terms(self, field: str, start: str) -> Iterator[str]:
        """Yield tokens in use that begin with `start`, in byte order."""
        if field not in self.reader.indexed_field_names():
            return
        for token in self.reader.expand_prefix(field, start.encode()):
            if not self.deleted or self.counts(field, token.decode()):
                yield token.decode()


def _adjacent(postings: Sequence[Mapping[int, bytes]]) -> dict[int, float]:
    """Return the documents where the words stand in a row, and how often.

    `postings` holds for each word of the phrase, in order: document → encoded positions.
    """
    order = sorted(range(len(postings)), key=lambda word: len(postings[word]))
    rarest, *others = ((word, postings[word]) for word in order)
    found: dict[int, float] = {}
    for number in set(rarest[1]).intersection(*(values for _, values in others)):
        starts = [position - rarest[0] for position in _positions(rarest[1][number])]
        for word, values in others:
            held = set(_positions(values[number]))
            starts = [start for start in starts if start + word in held]
            if not starts:
                break
        else:
            found[number] = float(len(starts))
    return found


def encoded(positions: Sequence[int]) -> bytes:
    """Encode ascending positions as `whoosh.formats.Positions.encode` does, three times as fast."""
    steps = [positions[0], *map(sub, positions[1:], positions)]
    return _COUNT.pack(len(steps)) + pickle.dumps(steps, 2)


def _positions(value: bytes) -> Iterator[int]:
    """Decode `whoosh.formats.Positions`: a four-byte count and a pickled list of differences."""
    return accumulate(pickle.loads(value[4:]))  # noqa: S301  # only from a directory of our own
