"""The period that a report reports on and the province that it speaks for."""

from __future__ import annotations

import re
from collections import Counter

from indexer.parse.issuer import is_central, is_local, small
from indexer.parse.layout import layout
from indexer.parse.pieces import Piece, as_written
from indexer.read import SourceText
from kb.text import LOWER, UPPER, lower
from kb.vocabulary import Province, load

_SEARCHED = 50_000
"""Positions in which phrases like “tỉnh Trà Vinh” are counted."""
_CAPITAL = "Hà Nội"
_PERSON = "Hồ Chí Minh"
_CITY = re.compile(r"(?<!\w)(?:thành phố|thành ủy|tp\.?)\Z")
_BELOW_PROVINCE = re.compile(r"(?<!\w)(?:huyện|quận|thị xã|xã|phường|thị trấn|huyện ủy|quận ủy)\Z")
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
    """Return the province that the issuer or its parent names; else by majority of place and phrases.

    A tie goes to the place. `None` for a central body, and where nothing names a province. Hà Nội is
    the seat of central bodies: as a mere place it says nothing of an issuer that is not local.
    """
    named = next((p for body in reversed(bodies) if (p := _province_in(body.value))), None)
    issued = _province_in(issuer.value) if issuer else None
    if issued or is_central(bodies, issuer, symbol):
        return issued
    if named:
        return named
    seat = _province(place.value) if place else None
    if seat == _CAPITAL and not is_local(bodies, issuer, symbol):
        return None
    phrases = (
        _longest(match["name"]) for match in _PHRASE.finditer(source.matching.text[:_SEARCHED])
    )
    votes = Counter(p for p in (seat, *(phrases if issuer or place else ())) if p)
    if not votes:
        return None
    most = max(votes.values())
    tied = [province for province, count in votes.items() if count == most]
    return seat if seat in tied else tied[0]


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
    """Return the province that ends a body's name (`UBND TỈNH TRÀ VINH`).

    A ward or district may bear the name of a province that it does not lie in (phường Trà Vinh), and a
    city named after a person counts only as a city (`ĐOÀN TNCS HỒ CHÍ MINH` is no place).
    """
    words = small(body).split()
    for first in range(1, len(words)):
        name = " ".join(words[first:])
        found = load().province_by_name.get(name)
        if found is None:
            continue
        before = " ".join(words[:first])
        is_city = _CITY.search(before) is not None or name.startswith("tp")
        below = _BELOW_PROVINCE.search(before) or (is_city and found.kind != "thành phố")
        person = found.name == _PERSON and not is_city
        return None if below or person else found.name
    return None
