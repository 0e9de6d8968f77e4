"""Draw a neighbourhood as SVG: timeline lanes that print, e-mail and need no script.

Every shape carries plain presentation attributes, so that the picture also reads without a style
sheet; the colours are classes of `tables/lanes.css`, which a page serves and a file embeds.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from importlib.resources import files
from math import log2

from kb.answers import Edge, EgoGraph, Node
from kb.errors import message
from kb.lanes import (
    GUTTER,
    LEFT,
    PILL,
    RIGHT,
    WIDTH,
    Href,
    Lane,
    LaneBy,
    Layout,
    Placed,
    Tick,
    lay_out,
    shorten,
    text_width,
)
from kb.markup import number, tag, text_of
from kb.model import Role
from kb.text import written_date

_GROUPS: Mapping[str, tuple[tuple[Role, ...], str | None]] = {
    "implements": ((Role.IMPLEMENTS,), None),
    "basis": ((Role.BASIS, Role.ACCORDING_TO), "9 3"),
    "changes": ((Role.AMENDS, Role.REPLACES, Role.REPEALS), "5 4"),
    "details": ((Role.DETAILS, Role.PROMULGATES), "10 3 2 3"),
    "mentions": ((Role.MENTIONS, Role.REPLIES, Role.PROPOSES), "2 4"),
}
"""Line of the edges: roles drawn alike, and their dashes."""
_HEADS = {
    "implements": "M0 0.5L10 5L0 9.5z",
    "basis": "M0 0.5L10 5L0 9.5z",
    "changes": "M0 0.5L10 5L0 9.5zM10 0.5V9.5",
    "details": "M0 5L5 1L10 5L5 9z",
    "mentions": "M1 1L9 5L1 9",
}
_TOP = 92.0
"""Where the first lane starts, below heading, note and years."""


def to_svg(
    ego: EgoGraph,
    *,
    by: LaneBy = "issuer",
    href: Href | None = None,
    standalone: bool = True,
    ident: str = "lanes",
) -> str:
    """Draw timeline lanes; `href` makes nodes links, `ident` keeps ids apart on one page.

    `standalone` embeds the style sheet; without it the page has to serve `style_sheet()`.
    """
    layout = lay_out(ego, by=by, top=_TOP)
    legend, height = _legend(ego, layout.bottom + 16)
    places = {placed.node.id: placed for placed in layout.placed}
    body = [
        _described(ego, ident),
        *([tag("style", {}, style_sheet())] if standalone else []),
        tag("defs", {}, *(_head(ident, group) for group in _present(ego))),
        tag("rect", {"class": "lanes-paper", "width": WIDTH, "height": height, "fill": "Canvas"}),
        *_headings(ego),
        *_frame(layout),
        *_edges(ego, places, ident),
        *(_node(placed, href) for placed in layout.placed),
        legend,
    ]
    root = {
        "xmlns": "http://www.w3.org/2000/svg",
        "class": "lanes",
        "viewBox": f"0 0 {WIDTH} {number(height)}",
        "width": WIDTH,
        "height": height,
        "role": "group",
        "aria-labelledby": f"{ident}-title {ident}-desc",
        "font-family": "system-ui, sans-serif",
        "font-size": 12,
    }
    return tag("svg", root, *body) + "\n"


def style_sheet() -> str:
    """Return the CSS of the drawing, for a page that may not embed styles."""
    return files("kb").joinpath("tables/lanes.css").read_text("utf-8")


# --- head and frame


def _centre(ego: EgoGraph) -> str:
    return next((node.title for node in ego.nodes if node.id == ego.centre), ego.centre)


def _described(ego: EgoGraph, ident: str) -> str:
    told = message("lanes-desc", nodes=len(ego.nodes), edges=len(ego.edges))
    return tag(
        "title", {"id": f"{ident}-title"}, text_of(message("lanes-title", name=_centre(ego)))
    ) + tag("desc", {"id": f"{ident}-desc"}, text_of(told))


def _headings(ego: EgoGraph) -> Iterable[str]:
    heading = shorten(message("lanes-title", name=_centre(ego)), 110)
    code = "lanes-capped" if ego.total > len(ego.nodes) else "lanes-all"
    note = message(code, shown=len(ego.nodes), total=ego.total)
    place = {"x": 18, "fill": "currentColor"}
    yield tag(
        "text",
        {**place, "class": "heading", "y": 30, "font-size": 17, "font-weight": 650},
        text_of(heading),
    )
    yield tag("text", {**place, "class": "note", "y": 52}, text_of(note))


def _frame(layout: Layout) -> Iterable[str]:
    for at, lane in enumerate(layout.lanes):
        yield _lane(lane, shaded=at % 2 == 0)
    dated = [lane for lane in layout.lanes if lane.kind != "undated"]
    bottom = dated[-1].top + dated[-1].height if dated else _TOP
    for tick in layout.ticks:
        yield _tick(tick, bottom)


def _lane(lane: Lane, *, shaded: bool) -> str:
    box = {"x": 0, "y": lane.top, "width": WIDTH, "height": lane.height}
    band = {**box, "class": "band", "fill": "currentColor", "opacity": 0.05}
    name = lane.label or message(f"lanes-{lane.kind}")
    lines = _wrap(name, GUTTER - 30)
    first = lane.top + lane.height / 2 + 4.5 - 7.5 * (len(lines) - 1)
    text = "".join(
        tag("tspan", {"x": 18, "y": first + 15 * at}, text_of(line))
        for at, line in enumerate(lines)
    )
    label = tag(
        "text",
        {"class": "lane", "fill": "currentColor", "font-weight": 600},
        tag("title", {}, text_of(name)),
        text,
    )
    return (tag("rect", band) if shaded else "") + label


def _tick(tick: Tick, bottom: float) -> str:
    line = {
        "class": "rule",
        "x1": tick.x,
        "x2": tick.x,
        "y1": _TOP - 8,
        "y2": bottom,
        "stroke": "currentColor",
        "opacity": 0.2,
    }
    place = {"class": "year", "x": tick.x + 1, "y": _TOP - 14, "fill": "currentColor"}
    label = tag("text", place, str(tick.year)) if tick.labelled else ""
    return tag("line", line) + label


def _wrap(text: str, width: float, most: int = 3) -> list[str]:
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if text_width(longer) <= width or not lines[-1]:
            lines[-1] = longer
        elif len(lines) == most:
            lines[-1] += "…"
            break
        else:
            lines.append(word)
    return [shorten(line, 26) for line in lines]


# --- edges


def _group(role: Role) -> str:
    return next(group for group, (roles, _) in _GROUPS.items() if role in roles)


def _present(ego: EgoGraph) -> list[str]:
    met = {_group(edge.role) for edge in ego.edges}
    return [group for group in _GROUPS if group in met]


def _head(ident: str, group: str) -> str:
    marker = {
        "id": f"{ident}-{group}",
        "class": group,
        "viewBox": "-1 -1 12 12",
        "refX": 9,
        "refY": 5,
        "markerWidth": 9,
        "markerHeight": 9,
        "markerUnits": "userSpaceOnUse",
        "orient": "auto",
    }
    fill = "none" if group == "mentions" else "currentColor"
    shape = {"d": _HEADS[group], "fill": fill, "stroke": "currentColor", "stroke-width": 1.2}
    return tag("marker", marker, tag("path", shape))


def _edges(ego: EgoGraph, places: Mapping[str, Placed], ident: str) -> Iterable[str]:
    """Yield the lines, those of the centre last, so that they lie on top."""
    near = [edge for edge in ego.edges if ego.centre in {edge.source, edge.target}]
    far = [edge for edge in ego.edges if ego.centre not in {edge.source, edge.target}]
    for edge in (*far, *near):
        source, target = places[edge.source], places[edge.target]
        yield _edge(edge, source, target, ident, near=ego.centre in {edge.source, edge.target})


def _edge(edge: Edge, source: Placed, target: Placed, ident: str, *, near: bool) -> str:
    group = _group(edge.role)
    line = {
        "class": f"edge {group}{' near' if near else ''}",
        "d": _curve(source, target),
        "fill": "none",
        "stroke": "currentColor",
        "stroke-width": round(min(1.2 + 0.5 * log2(max(edge.count, 1)), 3.2), 2),
        "stroke-dasharray": _GROUPS[group][1],
        "marker-end": f"url(#{ident}-{group})",
        "opacity": 0.85 if near else 0.4,
    }
    code = "lanes-edge" if edge.count else "lanes-edge-registry"
    told = message(
        code,
        source=source.node.label,
        role=message(f"role-{edge.role.value}"),
        target=target.node.label,
        count=edge.count,
    )
    return tag("path", line, tag("title", {}, text_of(told)))


def _curve(source: Placed, target: Placed) -> str:
    """Leave and enter at the sides that face each other; above one another, at top and bottom."""
    if target.right + 8 <= source.left:
        return _sideways(source.left, source.y, target.right + 2, target.y)
    if source.right + 8 <= target.left:
        return _sideways(source.right, source.y, target.left - 2, target.y)
    down = 1 if target.y >= source.y else -1
    x1, x2 = (_anchor(source), _anchor(target))
    y1, y2 = source.y + down * PILL / 2, target.y - down * (PILL / 2 + 2)
    bend = max(abs(y2 - y1) * 0.45, 10) * down
    return _path(x1, y1, x1, y1 + bend, x2, y2 - bend, x2, y2)


def _sideways(x1: float, y1: float, x2: float, y2: float) -> str:
    bend = max(abs(x2 - x1) * 0.45, 16) * (1 if x2 > x1 else -1)
    return _path(x1, y1, x1 + bend, y1, x2 - bend, y2, x2, y2)


def _anchor(placed: Placed) -> float:
    return placed.right - 14 if placed.flipped else placed.left + 14


def _path(*points: float) -> str:
    x1, y1, x2, y2, x3, y3, x4, y4 = (number(point) for point in points)
    return f"M{x1} {y1}C{x2} {y2} {x3} {y3} {x4} {y4}"


# --- nodes


def _family(node: Node) -> str:
    if node.kind == "report":
        return "report"
    return "party" if node.id.startswith("dcsvn") else "state"


def _node(placed: Placed, href: Href | None) -> str:
    node = placed.node
    family = _family(node)
    centre = node.distance == 0
    half = PILL / 2 + (2 if centre else 0)
    box = {
        "x": placed.left,
        "y": placed.y - half,
        "width": placed.right - placed.left,
        "height": 2 * half,
    }
    pill = {**box, "class": "pill", "rx": 5 if family == "report" else half, "fill": "Canvas"}
    if node.partial:
        pill["stroke-dasharray"] = "3 2"
    parts = [
        tag("title", {}, text_of(_told(node))),
        *([_halo(box)] if centre else []),
        tag("rect", {**pill, "stroke": "currentColor", "stroke-width": 2 if centre else 1.3}),
        _mark(family, _anchor(placed), placed.y),
        _label(placed, centre=centre),
    ]
    address = href(node) if href else None
    name = "a" if address else "g"
    classes = f"node {family}{' centre' if centre else ''}"
    return tag(name, {"class": classes, "href": address}, *parts)


def _label(placed: Placed, *, centre: bool) -> str:
    place = {
        "x": placed.left + 10 if placed.flipped else placed.left + 24,
        "y": placed.y + 4.2,
        "fill": "currentColor",
        "font-size": 13 if centre else 12,
        "font-weight": 700 if centre else None,
    }
    return tag("text", place, text_of(placed.label))


def _halo(box: Mapping[str, float]) -> str:
    grown = {
        "x": box["x"] - 4,
        "y": box["y"] - 4,
        "width": box["width"] + 8,
        "height": box["height"] + 8,
    }
    line = {"class": "halo", "rx": grown["height"] / 2, "fill": "none", "stroke": "currentColor"}
    return tag("rect", {**grown, **line, "stroke-width": 1.5, "opacity": 0.45})


def _mark(family: str, x: float, y: float) -> str:
    """Draw a family's sign: a sheet for reports, a disc for the State, a lozenge for the Party."""
    paint = {"class": "mark", "fill": "currentColor"}
    if family == "report":
        sheet = f"M{number(x - 4)} {number(y - 5.5)}h5l3 3v8h-8z"
        return tag("path", {**paint, "d": sheet})
    if family == "party":
        lozenge = f"M{number(x)} {number(y - 5.5)}l5.5 5.5l-5.5 5.5l-5.5 -5.5z"
        return tag("path", {**paint, "d": lozenge})
    return tag("circle", {**paint, "cx": x, "cy": y, "r": 4.5})


def _told(node: Node) -> str:
    shown = written_date(node.date) if node.date else message("lanes-undated")
    code = "lanes-node-open" if node.partial else "lanes-node"
    return message(code, title=node.title, date=shown, count=node.mention_count)


# --- legend


def _legend(ego: EgoGraph, top: float) -> tuple[str, float]:
    """Return the legend of what is in the picture, and where the picture ends."""
    families = [f for f in ("report", "state", "party") if f in {_family(n) for n in ego.nodes}]
    items = [(_mark_sample(family), message(f"lanes-family-{family}")) for family in families]
    items += [(_line_sample(group), message(f"lanes-group-{group}")) for group in _present(ego)]
    x, y, parts = 18.0, top + 14, []
    for sample, label in items:
        width = 50 + text_width(label)
        if x + width > RIGHT and x > LEFT - GUTTER:
            x, y = 18.0, y + 24
        parts.append(_item(sample, label, x, y))
        x += width + 14
    return tag("g", {"class": "legend"}, *parts), y + 20


def _item(sample: str, label: str, x: float, y: float) -> str:
    shift = {"transform": f"translate({number(x)} {number(y)})"}
    text = tag("text", {"x": 44, "y": 4, "fill": "currentColor"}, text_of(label))
    return tag("g", shift, sample, text)


def _mark_sample(family: str) -> str:
    box = {"x": 2, "y": -10, "width": 34, "height": 20, "rx": 4 if family == "report" else 10}
    pill = tag("rect", {**box, "class": "pill", "fill": "none", "stroke": "currentColor"})
    return tag("g", {"class": f"node {family}"}, pill, _mark(family, 19, 0))


def _line_sample(group: str) -> str:
    line = {"d": "M2 0H34", "fill": "none", "stroke": "currentColor", "stroke-width": 1.8}
    dashes = {"class": group, "stroke-dasharray": _GROUPS[group][1]}
    head = {
        "d": _HEADS[group],
        "transform": "translate(28 -5)",
        "class": group,
        "stroke-width": 1.2,
    }
    fill = "none" if group == "mentions" else "currentColor"
    return tag("path", {**line, **dashes}) + tag(
        "path", {**head, "fill": fill, "stroke": "currentColor"}
    )
