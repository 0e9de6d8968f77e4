"""Numbers of one series rise with their dates."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from indexer.checks.case import Case, Reading, called
from indexer.checks.dates import outside_term
from kb.model import Finding
from kb.naming import shown

_EVERYWHERE = ("ubnd", "hdnd", "hu", "qu", "thu", "du")
"""Bodies of several levels: without an issuer their level is a guess."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """A number and its day in a series."""

    day: str
    number: int
    reading: Reading


@dataclass(frozen=True, slots=True, kw_only=True)
class Against:
    """Why a point is suspect: a point that contradicts it, and how many do (counted up to two a side)."""

    other: Point
    count: int


def number_regress(case: Case) -> Iterator[Finding]:
    """A number that contradicts the order of two others, or lies far from another of the same day."""
    slack, apart = (case.table.settings["limits"][n] for n in ("number_slack", "same_day_apart"))
    for points in _series(case):
        for point, other in suspects(points, slack, apart):
            yield case.finding(
                "number-regress",
                point.reading.mention.span,
                ground="other-mention",
                key=point.reading.key,
                id=called(point.reading),
                n1=str(point.number),
                d1=shown(point.day),
                n2=str(other.number),
                d2=shown(other.day),
            )


def _series(case: Case) -> Iterator[Sequence[Point]]:
    """Yield the points of each series: one body, type and period, with or without the year in the symbol."""
    found: dict[tuple[object, ...], list[Point]] = {}
    for key, mentions in case.by_key.items():
        reading = next((r for r in mentions if _counts(case, r)), None)
        if reading is None or len(case.days[key]) != 1:
            continue
        day = reading.day
        number = re.match(r"\d+(?!\.\d)", reading.mention.number or "")
        if number and day:
            series = (key.realm, key.body, key.type, key.period, reading.mention.year is None)
            found.setdefault(series, []).append(
                Point(day=day, number=int(number[0]), reading=reading)
            )
    yield from (sorted(p, key=lambda p: (p.day, p.number)) for p in found.values() if len(p) > 1)


def _counts(case: Case, reading: Reading) -> bool:
    """Whether number and date of a mention are sure enough to compare with others."""
    own = case.header.date or "9999"
    late = reading.day is not None and reading.day > own
    guessed = (
        reading.key.body in _EVERYWHERE
        and reading.mention.issuer is None
        and bool(case.place.units)
    )
    faulty = (
        reading.date_fault or reading.symbol_fault or reading.year_clash or outside_term(reading)
    )
    wanted = reading.is_numbered and reading.day is not None and not reading.key.is_partial
    session = reading.symbol is not None and reading.symbol.legislature is not None
    return wanted and not (late or guessed or faulty or session)


def suspects(points: Sequence[Point], slack: int, apart: int) -> Iterator[tuple[Point, Point]]:
    """Yield each point out of order with a point that contradicts it; `points` are sorted by day and number.

    What lies on the longest rising run is right; time grows with n log n.
    """
    rising = _longest_rising([point.number for point in points])
    before, after = _earlier(points, slack), _later(points, slack)
    told: set[int] = set()
    for index, point in enumerate(points):
        found = [against for against in (before[index], after[index]) if against]
        if index not in rising and sum(against.count for against in found) > 1:
            told.add(index)
            yield point, found[0].other
    for index in range(1, len(points)):
        pair = (index - 1, index)
        if not told.intersection(pair) and _far_apart(points[index - 1], points[index], apart):
            odd, other = pair if pair[0] not in rising else pair[::-1]
            yield points[odd], points[other]


def _far_apart(lower: Point, higher: Point, apart: int) -> bool:
    return lower.day == higher.day and higher.number - lower.number > apart


def _longest_rising(numbers: Sequence[int]) -> frozenset[int]:
    """Return the indexes of a longest run of numbers that never falls."""
    tails: list[int] = []
    ends: list[int] = []
    previous: list[int | None] = []
    for index, number in enumerate(numbers):
        place = bisect_right(tails, number)
        previous.append(ends[place - 1] if place else None)
        if place == len(tails):
            tails.append(number)
            ends.append(index)
        else:
            tails[place], ends[place] = number, index
    chosen: set[int] = set()
    at: int | None = ends[-1] if ends else None
    while at is not None:
        chosen.add(at)
        at = previous[at]
    return frozenset(chosen)


def _earlier(points: Sequence[Point], slack: int) -> list[Against | None]:
    """For each point: the largest number of an earlier day, if it is larger, and whether a second is too."""
    return _extremes(points, slack, sign=1)


def _later(points: Sequence[Point], slack: int) -> list[Against | None]:
    """For each point: the smallest number of a later day, if it is smaller, and whether a second is too."""
    return _extremes(points[::-1], slack, sign=-1)[::-1]


def _extremes(points: Sequence[Point], slack: int, *, sign: int) -> list[Against | None]:
    best: list[Point] = []
    waiting: list[Point] = []
    found: list[Against | None] = []
    for point in points:
        if waiting and waiting[0].day != point.day:
            best = sorted([*best, *waiting], key=lambda p: -sign * p.number)[:2]
            waiting = []
        worse = [p for p in best if sign * (p.number - point.number) > slack]
        found.append(Against(other=worse[0], count=len(worse)) if worse else None)
        waiting.append(point)
    return found
