"""The citation graph: neighbourhoods, what is cited together, and the files it is written to."""

import json
from io import BytesIO
from pathlib import Path

import networkx as nx
import pytest

from kb.answers import EgoGraph
from kb.graph import CitationGraph, build_graph, to_dot, to_gexf, to_graphml
from kb.model import Report, Resolution, Role
from kb.wire import to_json
from tests.kb.shelf import Cite, fill, open_store, report

DECREE, DIRECTIVE, OLDER = "vn:cp:nd:61:2018", "vn:ttg:ct:16:2016", "vn:ttg:qd:9:2015"
ONE, TWO = "vn-travinh:stttt:bc:1:2018", "vn-travinh:stttt:bc:2:2018"


def decree(role: Role = Role.MENTIONS) -> Cite:
    """Return a citation of the decree."""
    return Cite(surface="Nghị định 61/2018/NĐ-CP", key=DECREE, role=role)


def directive() -> Cite:
    """Return a citation of the directive."""
    return Cite(surface="Chỉ thị 16/CT-TTg", key=DIRECTIVE)


def graph_of(home: Path, *reports: Report, registry: bool = False) -> CitationGraph:
    """Return the graph of a fresh store with these reports."""
    with open_store(home, registry=registry) as store:
        fill(store, reports)
        with store.snapshot() as snapshot:
            return build_graph(snapshot)


@pytest.fixture
def graph(tmp_path: Path) -> CitationGraph:
    """Return the graph of three reports: two with a number, one without."""
    return graph_of(
        tmp_path,
        report(decree(Role.IMPLEMENTS), decree(Role.IMPLEMENTS), directive(), number="1"),
        report(decree(Role.BASIS), directive(), number="2"),
        report(decree(), number=None, date=None, issuer=None),
    )


def test_edges_point_from_what_cites_to_what_is_cited(graph: CitationGraph) -> None:
    """A report cites; an instrument is cited by."""
    assert graph.cites(ONE) == (DECREE, DIRECTIVE)
    assert graph.cited_by(DIRECTIVE) == (TWO, ONE)[::-1]
    assert graph.cites("vn:cp:nd:1:1999") == graph.cited_by("vn:cp:nd:1:1999") == ()


def test_a_report_without_a_number_still_cites(graph: CitationGraph) -> None:
    """A report whose header gives no key stands in the graph under its id."""
    keyless = [node for node in graph.cited_by(DECREE) if ":" not in node]
    assert len(keyless) == 1
    assert graph.cites(keyless[0]) == (DECREE,)


def test_an_edge_counts_its_mentions(graph: CitationGraph) -> None:
    """Two citations in one role are one edge with count 2."""
    counts = {(e.source, e.role): e.count for e in graph.ego(DECREE).edges if e.target == DECREE}
    assert counts[ONE, Role.IMPLEMENTS] == 2
    assert counts[TWO, Role.BASIS] == 1


def test_the_nearest_and_most_mentioned_are_kept(graph: CitationGraph) -> None:
    """The cap keeps the centre, then the neighbour with the most mentions, and says how many there are."""
    ego = graph.ego(DECREE, limit=2)
    assert [node.id for node in ego.nodes] == [DECREE, ONE]
    assert ego.total == 4
    assert {(edge.source, edge.target) for edge in ego.edges} == {(ONE, DECREE)}


@pytest.mark.parametrize(("depth", "total"), [(0, 1), (1, 4), (2, 5), (6, 5)])
def test_depth_counts_steps_either_way(graph: CitationGraph, depth: int, total: int) -> None:
    """From the decree one step leads to its reports, two to what else they cite."""
    ego = graph.ego(DECREE, depth=depth)
    assert ego.total == len(ego.nodes) == total
    assert max(node.distance for node in ego.nodes) <= depth


def test_an_unknown_centre_has_no_neighbourhood(graph: CitationGraph) -> None:
    """Nothing is made up around what nobody knows."""
    assert graph.ego("vn:cp:nd:1:1999") == EgoGraph(
        centre="vn:cp:nd:1:1999", nodes=(), edges=(), total=0
    )


def test_cited_together(graph: CitationGraph) -> None:
    """Two reports cite the decree and the directive both."""
    assert graph.co_cited(DECREE) == ((DIRECTIVE, 2),)


def test_similar_reports_share_what_they_cite(graph: CitationGraph) -> None:
    """The report that shares both instruments comes before the one that shares one."""
    assert [shared for _, shared in graph.similar(ONE)] == [2, 1]
    assert graph.similar(ONE)[0][0] == TWO


def test_a_report_that_cites_itself_makes_no_loop(tmp_path: Path) -> None:
    """A report never cites itself in the graph."""
    own = Cite(surface="Báo cáo 1/BC-STTTT", key=ONE)
    graph = graph_of(tmp_path, report(own, decree(), number="1"))
    assert graph.cites(ONE) == (DECREE,)


def test_relations_between_instruments_carry_their_evidence(tmp_path: Path) -> None:
    """What a title says of another instrument is a relation; the report's own citing is none."""
    inner = Cite(surface="Quyết định 09/2015/QĐ-TTg", key=OLDER, role=Role.REPLACES, parent=0)
    paper = report(decree(), inner, number="1")
    graph = graph_of(tmp_path, paper)
    (said,) = graph.relations(OLDER)
    assert (said.role, said.outgoing, said.other) == (Role.REPLACES, False, DECREE)
    assert said.evidence == ((paper.id, 1),)
    assert not said.registry


def test_relation_told_by_several_reports_counts_them(tmp_path: Path) -> None:
    """Each report that says who replaced what is one more piece of evidence; none of them replaced it."""
    older = Cite(surface="Quyết định 09/2015/QĐ-TTg", key=OLDER, role=Role.REPLACES, agent=0)
    keyless = report(decree(), older, number=None, date=None, issuer=None)
    papers = [*(report(decree(), older, number=n) for n in "12"), keyless]
    graph = graph_of(tmp_path, *papers)
    (said,) = graph.relations(OLDER)
    assert (said.role, said.outgoing, said.other) == (Role.REPLACES, False, DECREE)
    assert {report_id for report_id, _ in said.evidence} == {paper.id for paper in papers}
    cited = [edge for edge in graph.ego(OLDER).edges if edge.target == OLDER]
    assert {edge.role for edge in cited if edge.source != DECREE} == {Role.MENTIONS}


def test_the_registry_adds_what_no_report_says(tmp_path: Path) -> None:
    """Replacement and amendment known beforehand are edges without mentions."""
    graph = graph_of(tmp_path, report(decree(), number="1"), registry=True)
    said = {(row.role, row.other): row for row in graph.relations(DECREE)}
    assert said[Role.REPLACES, "vn:cp:nd:118:2025"].registry
    assert said[Role.AMENDS, "vn:cp:nd:107:2021"].evidence == ()


def test_a_node_is_described_from_header_and_key(graph: CitationGraph) -> None:
    """A report is called by its number and title, an instrument as it is printed."""
    nodes = {node.id: node for node in graph.ego(DECREE).nodes}
    assert nodes[ONE].label == "1/BC-STTTT"
    assert nodes[ONE].title == "Báo cáo 1/BC-STTTT · Kết quả cải cách hành chính"
    assert nodes[ONE].kind == "report"
    assert nodes[DECREE].label == "61/2018/NĐ-CP"
    assert (nodes[DECREE].issuer, nodes[DECREE].mention_count) == ("Chính phủ", 4)


def test_the_same_reports_in_any_order_give_the_same_graph(tmp_path: Path) -> None:
    """The order of arrival leaves no trace."""
    papers = [report(decree(), directive(), number=str(n)) for n in range(1, 6)]
    one = graph_of(tmp_path / "one", *papers)
    other = graph_of(tmp_path / "other", *reversed(papers))
    assert one.whole() == other.whole()


# --- files


@pytest.fixture
def ego(graph: CitationGraph) -> EgoGraph:
    """Return everything, with odd characters in a title."""
    return graph.whole()


def test_graphml_reads_back(ego: EgoGraph) -> None:
    """The library reads the same nodes, edges and values; dates are strings and nothing is None."""
    read = nx.read_graphml(BytesIO(to_graphml(ego).encode()), force_multigraph=True)
    assert set(read.nodes) == {node.id for node in ego.nodes}
    assert read.number_of_edges() == len(ego.edges)
    assert read.nodes[ONE]["date"] == "2018-09-05"
    assert all(value is not None for _, data in read.nodes(data=True) for value in data.values())


def test_gexf_reads_back(ego: EgoGraph) -> None:
    """The library reads the same nodes and edges, and the day for a timeline."""
    read = nx.read_gexf(BytesIO(to_gexf(ego).encode()))
    assert set(read.nodes) == {node.id for node in ego.nodes}
    assert read.number_of_edges() == len(ego.edges)
    assert read.nodes[ONE]["start"] == "2018-09-05"
    assert "date" not in next(data for node, data in read.nodes(data=True) if ":" not in node)


@pytest.mark.parametrize("write", [to_graphml, to_gexf, to_dot, to_json])
def test_files_are_the_same_each_time(graph: CitationGraph, write: object) -> None:
    """No clock and no order of sets enters a file."""
    assert callable(write)
    assert write(graph.whole()) == write(graph.whole())


def test_gexf_bears_no_time_of_writing(ego: EgoGraph) -> None:
    """The day of the export is not part of the data."""
    assert "lastmodified" not in to_gexf(ego)


def test_dot_quotes_what_titles_hold(tmp_path: Path) -> None:
    """Quotes, backslashes and line ends cannot break out of a label."""
    odd = report(decree(), number=None, own=None, issuer='A "b" \\')
    text = to_dot(graph_of(tmp_path, odd).whole())
    assert text.count("{") == text.count("}") == 1
    assert f'"{DECREE}" [label="61/2018/NĐ-CP"' in text


def test_control_characters_stay_out_of_xml(graph: CitationGraph) -> None:
    """A title with characters that XML forbids still makes files that can be read."""
    node = graph.whole().nodes[0]
    odd = type(node)(
        **{f: getattr(node, f) for f in type(node).__dataclass_fields__ if f != "title"},
        title="a\x0bb\x00c\ud800<&>",
    )
    ego = EgoGraph(centre=node.id, nodes=(odd,), edges=(), total=1)
    read = nx.read_graphml(BytesIO(to_graphml(ego).encode()))
    assert read.nodes[node.id]["title"] == "abc<&>"
    assert nx.read_gexf(BytesIO(to_gexf(ego).encode())).nodes[node.id]["title"] == "abc<&>"


def test_json_holds_the_answer_field_by_field(graph: CitationGraph) -> None:
    """The JSON of a neighbourhood has the fields of the answer, roles as words."""
    told = json.loads(to_json(graph.ego(DECREE)))
    assert list(told) == ["centre", "nodes", "edges", "total"]
    assert {edge["role"] for edge in told["edges"]} == {"basis", "implements", "mentions"}


# --- partial keys

OPEN = "vn-travinh:ubnd:qd:12:?"


def undecided() -> Cite:
    """Return a citation that leaves the year open."""
    return Cite(surface="Quyết định 12/QĐ-UBND", key=OPEN, resolution=Resolution.PARTIAL)


PAIR = (report(undecided(), decree(), number="1"), report(undecided(), undecided(), number="2"))


@pytest.fixture
def open_graph(tmp_path: Path) -> CitationGraph:
    """Return the graph of two reports that write the same partial key."""
    return graph_of(tmp_path, *PAIR)


def test_a_partial_key_is_a_node_of_each_report(open_graph: CitationGraph) -> None:
    """Two reports that leave the year open may mean two decisions: two nodes, each marked."""
    nodes = {node.id: node for node in open_graph.whole().nodes if node.partial}
    assert sorted(nodes) == sorted(f"{OPEN}@{each.id}" for each in PAIR)
    assert [nodes[f"{OPEN}@{each.id}"].mention_count for each in PAIR] == [1, 2]


def test_a_partial_key_links_no_reports(open_graph: CitationGraph) -> None:
    """Sharing a partial key makes two reports neither similar nor things cited together."""
    assert open_graph.similar(ONE) == open_graph.similar(TWO) == ()
    assert open_graph.co_cited(DECREE) == open_graph.co_cited(OPEN) == ()


def test_the_neighbourhood_of_a_partial_key_keeps_its_reports_apart(
    open_graph: CitationGraph,
) -> None:
    """Asked for by its key, each report's own node is a centre, joined to that report alone."""
    ego = open_graph.ego(OPEN)
    centres = [node.id for node in ego.nodes if node.distance == 0]
    assert sorted(centres) == sorted(f"{OPEN}@{each.id}" for each in PAIR)
    assert len(ego.edges) == 2


def test_reports_with_one_partial_number_stay_two(tmp_path: Path) -> None:
    """Two reports whose own keys are alike and open are two nodes, and settled ones as reports."""
    own = "vn-travinh:?pnv:bc:{number}:{year}"
    pair = (report(decree(), own=own), report(directive(), own=own))
    nodes = [n for n in graph_of(tmp_path, *pair).whole().nodes if n.kind == "report"]
    assert {node.report_id for node in nodes} == {each.id for each in pair}
    assert not any(node.partial for node in nodes)
