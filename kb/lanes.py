"""Timeline lanes: where each node of a neighbourhood stands (x = date, y = issuer or kind).

Plain arithmetic on sorted values, so that the same neighbourhood always gives the same picture.
Lengths are pixels of the drawing; text widths are estimates for a 12-pixel system font.
"""

from __future__ import annotations

import calendar
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from math import sqrt
from typing import Literal

from kb.answers import EgoGraph, Node
from kb.text import collapse, fold

LaneBy = Literal["issuer", "kind"]
"""What makes a lane."""
Href = Callable[[Node], str | None]
"""Where a node of the drawing links to; `None` for nowhere."""

WIDTH = 1120
GUTTER = 190
"""Room for the lanes' names."""
LEFT, RIGHT = GUTTER + 14.0, WIDTH - 18.0
ROW = 34
PILL = 24
"""Height of a node."""
_PAD = 7
_GAP = 10.0
_LABEL_LIMIT = 30
_MOST_LANES = 14


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """A node and its pill; the date stands at the left end, or right end if `flipped`."""

    node: Node
    label: str
    left: float
    right: float
    y: float
    """Middle of the pill."""
    flipped: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Lane:
    """A horizontal band; `label` is `None` for what belongs to no named lane."""

    kind: Literal["named", "unnamed", "rest", "undated"]
    label: str | None
    top: float
    height: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Tick:
    """The first day of a year on the time axis."""

    year: int
    x: float
    labelled: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """The finished places; `bottom` is where the last lane ends."""

    placed: tuple[Placed, ...]
    lanes: tuple[Lane, ...]
    ticks: tuple[Tick, ...]
    bottom: float


def lay_out(ego: EgoGraph, *, by: LaneBy = "issuer", top: float = 0.0) -> Layout:
    """Place every node: dated ones on their lane's time axis, undated ones in their own lane."""
    dated = [node for node in ego.nodes if _day(node.date) is not None]
    undated = [node for node in ego.nodes if _day(node.date) is None]
    axis = _Axis.over([day for node in dated if (day := _day(node.date))])
    placed: list[Placed] = []
    lanes: list[Lane] = []
    y = top
    for kind, label, nodes in _bands(dated, by):
        rows = _pack([_pill(node, axis.x(_day(node.date))) for node in nodes])
        lanes.append(_lane(kind, label, y, rows))
        placed += _settle(rows, y)
        y += lanes[-1].height
    if undated:
        rows = _flow(undated)
        lanes.append(_lane("undated", None, y, rows))
        placed += _settle(rows, y)
        y += lanes[-1].height
    return Layout(placed=tuple(placed), lanes=tuple(lanes), ticks=axis.ticks(), bottom=y)


# --- time


@dataclass(frozen=True, slots=True)
class _Axis:
    """Years from left to right; a year with more nodes gets more room, one without stays narrow."""

    edges: tuple[tuple[int, float], ...]
    """(year, x of its first day), and the year after the last."""

    @classmethod
    def over(cls, days: Sequence[date]) -> _Axis:
        """Make room for these days."""
        if not days:
            return cls(())
        counts = dict.fromkeys(range(min(days).year, max(days).year + 1), 0)
        for day in days:
            counts[day.year] += 1
        weights = {year: 0.3 + sqrt(count) for year, count in counts.items()}
        unit = (RIGHT - LEFT) / sum(weights.values())
        x, edges = LEFT, []
        for year, weight in weights.items():
            edges.append((year, x))
            x += weight * unit
        return cls((*edges, (max(counts) + 1, x)))

    def x(self, day: date | None) -> float:
        """Return where a day stands."""
        if day is None or not self.edges:
            return LEFT
        at = day.year - self.edges[0][0]
        start, end = self.edges[at][1], self.edges[at + 1][1]
        days = 366 if calendar.isleap(day.year) else 365
        return start + (end - start) * (day.timetuple().tm_yday - 1) / days

    def ticks(self) -> tuple[Tick, ...]:
        """Return the years, labelled where there is room for the label."""
        ticks: list[Tick] = []
        free = LEFT - 1
        for year, x in self.edges[:-1]:
            ticks.append(Tick(year=year, x=x, labelled=x >= free))
            free = x + 38 if x >= free else free
        return tuple(ticks)


def _day(text: str | None) -> date | None:
    """Return the day, the middle of a year that stands alone, `None` for anything else."""
    if not text:
        return None
    try:
        return date(int(text), 7, 1) if len(text) == 4 else date.fromisoformat(text)
    except ValueError:
        return None


# --- lanes


_Band = tuple[Literal["named", "unnamed", "rest"], str | None, list[Node]]


def _bands(nodes: Sequence[Node], by: LaneBy) -> list[_Band]:
    """Group nodes, earliest lanes on top; beyond a number of lanes the smallest share one."""
    groups: dict[str, list[Node]] = {}
    names: dict[str, str] = {}
    for node in sorted(nodes, key=lambda node: (node.date or "", node.id)):
        name = collapse((node.issuer if by == "issuer" else node.kind) or "")
        groups.setdefault(fold(name), []).append(node)
        names.setdefault(fold(name), name)
    unnamed = groups.pop("", [])
    by_size = sorted(groups, key=lambda lane: (-len(groups[lane]), lane))
    shown = sorted(by_size[:_MOST_LANES], key=lambda lane: (_mean(groups[lane]), lane))
    bands: list[_Band] = [("named", names[lane], groups[lane]) for lane in shown]
    rest = [node for lane in by_size[_MOST_LANES:] for node in groups[lane]]
    bands += [("rest", None, rest)] if rest else []
    bands += [("unnamed", None, unnamed)] if unnamed else []
    return bands


def _mean(nodes: Sequence[Node]) -> float:
    days = [day.toordinal() for node in nodes if (day := _day(node.date))]
    return sum(days) / len(days)


def _lane(
    kind: Literal["named", "unnamed", "rest", "undated"],
    label: str | None,
    top: float,
    rows: Sequence[Sequence[Placed]],
) -> Lane:
    return Lane(kind=kind, label=label, top=top, height=max(len(rows) * ROW, 40) + 2 * _PAD)


# --- rows


def text_width(text: str, size: float = 12) -> float:
    """Estimate how wide a text is, generously, so that nothing overlaps in other system fonts."""
    wide = sum(1.0 for letter in text if letter.isupper() or letter in "mw@%&")
    narrow = sum(1.0 for letter in text if letter in "ijltfr.,:;/()-| '’")
    rest = len(text) - wide - narrow
    return size * (0.74 * wide + 0.36 * narrow + 0.585 * rest)


def shorten(text: str, limit: int = _LABEL_LIMIT) -> str:
    """Cut a text at `limit` characters, an ellipsis at its end."""
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"


def _pill(node: Node, x: float) -> Placed:
    label = shorten(node.label)
    width = pill_width(label, centre=node.distance == 0)
    flipped = x + width > RIGHT + 6 and x - width > LEFT - 6
    left = x - width if flipped else min(x, RIGHT + 6 - width)
    return Placed(node=node, label=label, left=left, right=left + width, y=0, flipped=flipped)


def pill_width(label: str, *, centre: bool) -> float:
    """Return the width of a node with this label."""
    return text_width(label, 14.6 if centre else 12) + (38 if centre else 34)


def _pack(pills: Sequence[Placed]) -> list[list[Placed]]:
    """Put each pill into the first row where it touches no other."""
    rows: list[list[Placed]] = []
    for pill in sorted(pills, key=lambda pill: (pill.left, pill.node.id)):
        row = next((row for row in rows if _fits(pill, row)), None)
        if row is None:
            rows.append([pill])
        else:
            row.append(pill)
    return rows


def _fits(pill: Placed, row: Sequence[Placed]) -> bool:
    return all(pill.left >= other.right + _GAP or other.left >= pill.right + _GAP for other in row)


def _flow(nodes: Sequence[Node]) -> list[list[Placed]]:
    """Set undated nodes like words, most mentioned first."""
    rows: list[list[Placed]] = [[]]
    x = LEFT
    for node in sorted(nodes, key=lambda node: (node.distance, -node.mention_count, node.id)):
        pill = _pill(node, LEFT)
        width = pill.right - pill.left
        if rows[-1] and x + width > RIGHT:
            rows.append([])
            x = LEFT
        rows[-1].append(_moved(pill, left=x, y=0))
        x += width + _GAP
    return rows


def _settle(rows: Sequence[Sequence[Placed]], top: float) -> list[Placed]:
    slack = max(40 - len(rows) * ROW, 0) / 2
    first = top + _PAD + slack + ROW / 2
    return [
        _moved(pill, left=pill.left, y=first + at * ROW)
        for at, row in enumerate(rows)
        for pill in row
    ]


def _moved(pill: Placed, *, left: float, y: float) -> Placed:
    width = pill.right - pill.left
    return Placed(
        node=pill.node, label=pill.label, left=left, right=left + width, y=y, flipped=pill.flipped
    )
