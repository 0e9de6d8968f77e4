"""The period that a report reports on and the province that it speaks for."""

from __future__ import annotations

import re
from collections import Counter

from indexer.parse.issuer import is_central
from indexer.parse.layout import layout
from indexer.parse.pieces import Piece, as_written
from indexer.read import SourceText
from kb.text import LOWER, UPPER, lower
from kb.vocabulary import Province, load

_SEARCHED = 50_000
"""Positions in which phrases like “tỉnh Trà Vinh” are counted."""
_IN_DATE = re.compile(r"(?i)ngày \d{1,2}(?: tháng \d{1,2})? ?\Z")
_PHRASE = re.compile(
    rf"(?:tỉnh|thành phố|TP\.?) (?P<name>[{UPPER}][{LOWER}]+(?:(?: - | |-)[{UPPER}][{LOWER}]+){{0,3}})"
)


def period(source: SourceText, start: int, end: int) -> Piece | None:
    """Return the reporting period named between `start` and `end`, most precise form first."""
    text = source.matching.text
    for pattern in layout().periods:
        for match in pattern.finditer(text, start, end):
            if not _IN_DATE.search(text[max(0, match.start() - 30) : match.start()]):
                value = as_written(source, *match.span())
                return Piece(start=match.start(), end=match.end(), value=value)
    return None


def jurisdiction(
    source: SourceText,
    *,
    place: Piece | None,
    bodies: list[Piece],
    issuer: Piece | None,
    symbol: str | None,
) -> str | None:
    """Return the province by majority of place, bodies and phrases “tỉnh X”.

    A tie goes to the parent body, then to the place.

    `None` for a central body, and where nothing names a province.
    """
    if is_central(issuer.value if issuer else None, symbol):
        return None
    named = [_province_in(body.value) for body in bodies]
    stated = [*named, _province(place.value) if place else None]
    phrases = (
        _longest(match["name"]) for match in _PHRASE.finditer(source.matching.text[:_SEARCHED])
    )
    votes = Counter(p for p in (*stated, *(phrases if issuer or place else ())) if p)
    if not votes:
        return None
    most = max(votes.values())
    tied = [province for province, count in votes.items() if count == most]
    return next((p for p in stated if p in tied), tied[0])


def _province(words: str) -> str | None:
    name = re.sub(r"^(?:tỉnh|thành phố|tp\.?) ?", "", lower(words))
    found: Province | None = load().province_by_name.get(name)
    return found.name if found else None


def _longest(words: str) -> str | None:
    """Return the province that `words` begin with."""
    parts = words.split(" ")
    found = (_province(" ".join(parts[:n])) for n in range(len(parts), 0, -1))
    return next((name for name in found if name), None)


def _province_in(body: str) -> str | None:
    """Return the province that ends a body's name (`UBND TỈNH TRÀ VINH`)."""
    parts = body.split()
    found = (_province(" ".join(parts[i:])) for i in range(1, len(parts)))
    return next((name for name in found if name), None)
