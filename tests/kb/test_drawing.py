"""The picture of a neighbourhood: timeline lanes as SVG."""

import re
from itertools import combinations
from xml.etree import ElementTree

import pytest

from kb.answers import Edge, EgoGraph, Node
from kb.drawing import style_sheet, to_svg
from kb.errors import message
from kb.lanes import GUTTER, RIGHT, lay_out
from kb.model import Role

SVG = "{http://www.w3.org/2000/svg}"
ISSUERS = ("Chính phủ", "Thủ tướng Chính phủ", "Sở Nội vụ tỉnh Trà Vinh", None)


def node(name: str, **facts: object) -> Node:
    """Return a node with what matters to a picture."""
    values = {
        "label": name,
        "title": f"Văn bản {name}",
        "kind": "nd",
        "date": "2018-04-23",
        "issuer": "Chính phủ",
        "mention_count": 3,
        "distance": 1,
    }
    return Node(id=name, **{**values, **facts})  # type: ignore[arg-type] # a table of facts


def crowd(count: int) -> EgoGraph:
    """Return a neighbourhood of `count` nodes, many of them on the same days."""
    nodes = [node("vn:cp:nd:61:2018", distance=0)]
    nodes += [
        node(
            f"{n}/BC-STTTT-VP" if n % 2 else f"dcsvn:tu:{n}",
            date=f"20{10 + n % 9}-0{1 + n % 9}-15" if n % 7 else None,
            issuer=ISSUERS[n % 4],
            kind="report" if n % 2 else "ct",
        )
        for n in range(1, count)
    ]
    roles = list(Role)
    edges = [
        Edge(source=each.id, target=nodes[0].id, role=roles[at % len(roles)], count=at % 5)
        for at, each in enumerate(nodes[1:])
    ]
    return EgoGraph(centre=nodes[0].id, nodes=tuple(nodes), edges=tuple(edges), total=612)


def parsed(ego: EgoGraph, **options: object) -> ElementTree.Element:
    """Return the drawing, read as XML."""
    return ElementTree.fromstring(to_svg(ego, **options))  # type: ignore[arg-type] # handed on


@pytest.mark.parametrize("by", ["issuer", "kind"])
@pytest.mark.parametrize("count", [1, 2, 40, 150])
def test_no_node_covers_another(count: int, by: str) -> None:
    """However many nodes share a day, each can be read."""
    placed = lay_out(crowd(count), by=by).placed  # type: ignore[arg-type] # parametrised
    assert len(placed) == count
    overlapping = [
        (one.label, other.label)
        for one, other in combinations(placed, 2)
        if abs(one.y - other.y) < 24 and one.left < other.right and other.left < one.right
    ]
    assert overlapping == []


@pytest.mark.parametrize("count", [1, 40, 150])
def test_every_node_stands_in_its_picture(count: int) -> None:
    """Nodes stay right of the lanes' names and left of the edge."""
    placed = lay_out(crowd(count)).placed
    assert min(each.left for each in placed) >= GUTTER
    assert max(each.right for each in placed) <= RIGHT + 8


def test_time_runs_from_left_to_right() -> None:
    """A later date never stands left of an earlier one."""
    ego = EgoGraph(
        centre="a",
        nodes=tuple(node(f"n{m}", date=f"20{m:02}-06-01") for m in range(8, 26)),
        edges=(),
        total=18,
    )
    dates = [
        (each.node.date, each.right if each.flipped else each.left) for each in lay_out(ego).placed
    ]
    assert [x for _, x in sorted(dates)] == sorted(x for _, x in dates)


def test_undated_nodes_have_a_lane_of_their_own() -> None:
    """What bears no date, or none that the calendar has, is set apart at the bottom."""
    nodes = (node("a", distance=0), node("b", date=None), node("c", date="2018-02-30"))
    layout = lay_out(EgoGraph(centre="a", nodes=nodes, edges=(), total=3))
    assert [lane.kind for lane in layout.lanes] == ["named", "undated"]
    low = {each.node.id for each in layout.placed if each.y > layout.lanes[1].top}
    assert low == {"b", "c"}


def test_spellings_of_one_issuer_share_a_lane() -> None:
    """Case, marks and blanks make no second lane."""
    nodes = (node("a", distance=0), node("b", issuer="CHÍNH  PHỦ"), node("c", issuer="Chính phủ"))
    layout = lay_out(EgoGraph(centre="a", nodes=nodes, edges=(), total=3))
    assert len(layout.lanes) == 1


def test_many_issuers_share_the_last_lane() -> None:
    """Beyond a number of lanes the smallest are put together, and nothing is lost."""
    nodes = tuple(node(f"n{m}", issuer=f"Cơ quan {m}") for m in range(40))
    layout = lay_out(EgoGraph(centre="n0", nodes=nodes, edges=(), total=40))
    assert [lane.kind for lane in layout.lanes[-1:]] == ["rest"]
    assert (len(layout.lanes), len(layout.placed)) == (15, 40)


def test_the_picture_is_the_same_each_time() -> None:
    """Nodes in another order give the same bytes."""
    ego = crowd(60)
    shuffled = EgoGraph(centre=ego.centre, nodes=ego.nodes[::-1], edges=ego.edges, total=ego.total)
    assert to_svg(ego) == to_svg(ego)
    assert lay_out(ego).lanes == lay_out(shuffled).lanes


def test_nodes_are_links_with_titles() -> None:
    """Each node leads to its page and tells its title, date and mentions."""
    drawing = parsed(crowd(5), href=lambda each: f"/instruments/{each.id}")
    links = drawing.findall(f".//{SVG}a")
    assert {link.get("href") for link in links} >= {"/instruments/vn:cp:nd:61:2018"}
    titles = [link.findtext(f"{SVG}title") or "" for link in links]
    assert "Văn bản vn:cp:nd:61:2018 · 23/04/2018 · số lần nhắc: 3" in titles


def test_the_picture_tells_what_it_is() -> None:
    """Title and description come first, are referred to, and the cap is stated."""
    drawing = parsed(crowd(5), ident="ego")
    assert drawing.get("aria-labelledby") == "ego-title ego-desc"
    assert [child.get("id") for child in drawing][:2] == ["ego-title", "ego-desc"]
    assert "Đang hiển thị 5/612" in "".join(drawing.itertext())


def test_without_a_cap_nothing_is_said_to_be_missing() -> None:
    """A whole neighbourhood shows no “n of m”."""
    ego = crowd(5)
    whole = EgoGraph(centre=ego.centre, nodes=ego.nodes, edges=ego.edges, total=5)
    assert "5/5" not in to_svg(whole)


def test_nothing_runs_and_nothing_is_fetched() -> None:
    """No script, no handler, no style attribute, no address of another host."""
    text = to_svg(crowd(40), href=lambda each: f"/x/{each.id}")
    assert not re.search(r"<script|\son\w+=|\sstyle=|https?://(?!www\.w3\.org/2000/svg)", text)


def test_a_page_may_serve_the_styles_itself() -> None:
    """Inside a page there is no style element; every colour has a plain fallback."""
    text = to_svg(crowd(5), standalone=False)
    assert "<style" not in text
    assert 'stroke="currentColor"' in text
    assert style_sheet() not in text


def test_hostile_titles_stay_text() -> None:
    """Markup, quotes and control characters in a title cannot leave their place."""
    odd = node('"><script>x</script>\x00', title="<&\ud800>", distance=0)
    drawing = parsed(EgoGraph(centre=odd.id, nodes=(odd,), edges=(), total=1))
    assert drawing.find(f".//{SVG}script") is None


def test_edge_roles_differ_by_line_not_by_colour_alone() -> None:
    """Each group of roles has its own dashes or head, and stands in the legend."""
    text = to_svg(crowd(40))
    for group in ("implements", "basis", "changes", "details", "mentions"):
        assert message(f"lanes-group-{group}") in text
    assert len(set(re.findall(r'class="edge \w+[^>]*stroke-dasharray="([^"]+)"', text))) == 4


def test_an_empty_neighbourhood_is_still_a_picture() -> None:
    """No node at all gives a small, valid drawing."""
    assert parsed(EgoGraph(centre="x", nodes=(), edges=(), total=0)).tag == f"{SVG}svg"
