"""Type words that a scan has damaged beyond the rules: “Thông íư số 54/2014/TT-BQP”.

The symbol says which word must stand before it; it is taken into the citation where only a letter or
two differ. Positions are those of the normalised text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from kb.text import fold
from kb.vocabulary import Kind

_ANNOUNCED = re.compile(r"[ \n]{0,2}[^\w\s]?[ \n]{0,2}(?:[sS][oôơồổỗộốóòỏõọ][.,:]{0,2}[ \n]?)?$")
"""What may stand between a type word and a number: “số”, a stray mark."""
_WORD = re.compile(r"(?<!\w)\w|(?<=[^\W\d_])[A-ZĐ]")
"""Where a word begins, also one glued to the word before."""
_LETTERS_PER_ERROR = 5
"""Letters of a type word for each that may be wrong."""


def damaged_kind(text: str, start: int, kind: Kind) -> int | None:
    """Return where the damaged name of `kind` begins that ends before a number at `start`, if one does."""
    name = _plain(kind.name)
    announced = _ANNOUNCED.search(text, max(0, start - 8), start)
    if announced is None:
        return None
    end = announced.start()
    if end == 0 or not text[end - 1].isalpha():
        return None
    floor = max(0, end - len(kind.name) - 4)
    starts = [match.start() for match in _WORD.finditer(text, floor, end)]
    found = [begin for begin in starts if _is_near(_plain(text[begin:end]), name)]
    return min(found, key=lambda begin: _distance(_plain(text[begin:end]), name), default=None)


def _plain(words: str) -> str:
    return re.sub(r"[^a-z]", "", fold(words))


def _is_near(words: str, name: str) -> bool:
    errors = len(name) // _LETTERS_PER_ERROR
    return abs(len(words) - len(name)) <= errors and _distance(words, name) <= errors


def _distance(one: str, other: str) -> int:
    """Return how many letters must be changed, added or removed (Levenshtein)."""
    row = list(range(len(other) + 1))
    for letter in one:
        row = list(_next_row(row, letter, other))
    return row[-1]


def _next_row(row: list[int], letter: str, other: str) -> Iterator[int]:
    left = row[0] + 1
    yield left
    for index, there in enumerate(other):
        left = min(left + 1, row[index + 1] + 1, row[index] + (letter != there))
        yield left
