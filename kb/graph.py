# Longer than most: only this module knows networkx, so all that needs it stands here.
"""The citation graph: who cites whom, what acts on what, and what is cited together.

A projection of one catalogue snapshot. Nodes are instruments (by key) and reports that bear no
key (by id); a report that bears a key is that instrument. A partial key is one instrument only
inside one report, so each report has its own node for it (`key@report id`). Edges point from what
cites to what is cited, one for each role. Only this module knows networkx.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from io import BytesIO
from typing import Any

import networkx as nx

from kb.answers import Edge, EgoGraph, Node
from kb.identity import InstrumentKey, parse_key
from kb.model import Header, Instrument, Role
from kb.naming import issuer_of, label_of, name_of
from kb.ports import ReportCard, Snapshot

_NOT_XML = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_ISO_DAY = len("2018-04-23")
_AT = "@"
_MODIFIED = re.compile(r' lastmodifieddate="[^"]*"')


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """One relation of an instrument to another, with the words that say so."""

    role: Role
    outgoing: bool
    """True when the instrument at hand acts on `other`."""
    other: str
    evidence: tuple[tuple[str, int], ...]
    """(report id, citation index), in that order."""
    registry: bool
    """Whether the registry of known instruments says it too."""


class CitationGraph:
    """The whole graph of one generation; never changed once built, so threads may share it."""

    def __init__(self, graph: nx.MultiDiGraph[str], reports: Mapping[str, str]) -> None:
        self._graph = graph
        self._node_of_report = reports
        self._nodes_of_partial: dict[str, list[str]] = defaultdict(list)
        for node in sorted(graph):
            if _AT in node:
                self._nodes_of_partial[node.partition(_AT)[0]].append(node)

    def __contains__(self, node: str) -> bool:
        return node in self._graph

    def node_of(self, report_id: str) -> str | None:
        """Return the node that stands for a report, `None` when there is no such report."""
        return self._node_of_report.get(report_id)

    def report_id_of(self, node: str) -> str | None:
        """Return the report of the collection that a node is, `None` for any other node."""
        return self._node(node).report_id if node in self._graph else None

    def nodes_of(self, name: str) -> tuple[str, ...]:
        """Return the nodes of a key, a node id or a report id; a partial key has one in each report."""
        node = self._node_of_report.get(name, name)
        found = (node,) if node in self._graph else ()
        return found or tuple(self._nodes_of_partial.get(node, ()))

    def cites(self, node: str) -> tuple[str, ...]:
        """Return what a node cites or acts on, by node id."""
        return tuple(sorted(self._graph.succ[node])) if node in self._graph else ()

    def cited_by(self, node: str) -> tuple[str, ...]:
        """Return what cites or acts on a node, by node id."""
        return tuple(sorted(self._graph.pred[node])) if node in self._graph else ()

    def ego(self, centre: str, *, depth: int = 1, limit: int = 150) -> EgoGraph:
        """Return the neighbourhood of a node up to `depth` steps either way, at most `limit` nodes.

        A partial key has as many centres as it has nodes: they stay apart.
        Nearer nodes come first, then those with more mentions between them and what is nearer;
        `total` counts the nodes that there would be without the limit. An unknown centre gives an
        empty neighbourhood.
        """
        distance = self._distances(self.nodes_of(centre), max(depth, 0))
        kept = sorted(distance, key=lambda node: self._rank(node, distance))[: max(limit, 1)]
        nodes = tuple(replace(self._node(node), distance=distance[node]) for node in kept)
        edges = tuple(self._edges(frozenset(kept)))
        return EgoGraph(centre=centre, nodes=nodes, edges=edges, total=len(distance))

    def _distances(self, centres: Iterable[str], depth: int) -> dict[str, int]:
        """Return the steps from the nearest centre, for what is within `depth` of one."""
        distance: dict[str, int] = {}
        either_way = self._graph.to_undirected(as_view=True)
        for centre in centres:
            near = nx.single_source_shortest_path_length(either_way, centre, cutoff=depth)
            distance |= {node: min(n, distance.get(node, n)) for node, n in near.items()}
        return distance

    def whole(self) -> EgoGraph:
        """Return every node and edge, for export; there is no centre and all distances are 0."""
        nodes = tuple(self._node(node) for node in sorted(self._graph))
        edges = tuple(self._edges(frozenset(self._graph)))
        return EgoGraph(centre="", nodes=nodes, edges=edges, total=len(nodes))

    def co_cited(self, node: str, limit: int = 10) -> tuple[tuple[str, int], ...]:
        """Return what the same reports cite, with the number of shared reports, most first.

        Partial keys take no part: nobody knows what two reports share there.
        """
        if node not in self._graph or _AT in node:
            return ()
        shared: Counter[str] = Counter()
        for source in self._graph.pred[node]:
            if self._is_report(source):
                shared.update(other for other in self._graph.succ[source] if _AT not in other)
        del shared[node]
        return _most(shared, limit)

    def similar(self, node: str, limit: int = 10) -> tuple[tuple[str, int], ...]:
        """Return the reports that cite the same instruments, with how many they share, most first.

        Of two that share as many the one that cites less besides comes first.
        """
        if node not in self._graph:
            return ()
        shared: Counter[str] = Counter()
        for target in self._graph.succ[node]:
            shared.update(filter(self._is_report, self._graph.pred[target]))
        del shared[node]
        size = {other: len(self._graph.succ[other]) for other in shared}
        order = sorted(shared, key=lambda other: (-shared[other], size[other], other))
        return tuple((other, shared[other]) for other in order[:limit])

    def relations(self, node: str) -> tuple[Said, ...]:
        """Return what acts on an instrument and what it acts on, as others or the registry say.

        What a report of the collection says of itself is its own citation, and not repeated here.
        Of a partial key the relations in each report are told, each with its own evidence.
        """
        graph = self._graph
        said = [
            row
            for one in self.nodes_of(node)
            for row in (
                *self._said(one, graph.out_edges(one, keys=True, data=True), outgoing=True),
                *self._said(one, graph.in_edges(one, keys=True, data=True), outgoing=False),
            )
        ]
        return tuple(sorted(said, key=lambda row: (row.role, not row.outgoing, row.other)))

    def _said(
        self, node: str, edges: Iterable[tuple[str, str, str, dict[str, Any]]], *, outgoing: bool
    ) -> Iterator[Said]:
        for source, target, role, data in edges:
            evidence = tuple(sorted(e for e in data["evidence"] if self.node_of(e[0]) != source))
            if evidence or data["registry"]:
                yield Said(
                    role=Role(role),
                    outgoing=outgoing,
                    other=target if source == node else source,
                    evidence=evidence,
                    registry=data["registry"],
                )

    def _is_report(self, node: str) -> bool:
        return bool(self._graph.nodes[node]["reports"])

    def _rank(self, node: str, distance: Mapping[str, int]) -> tuple[int, int, int, str]:
        near = distance[node]
        neighbours = {*self._graph.succ[node], *self._graph.pred[node]}
        mentions = sum(
            self._mentions(node, other) for other in neighbours if distance.get(other, near) < near
        )
        return near, -mentions, -self._graph.nodes[node]["node"].mention_count, node

    def _mentions(self, one: str, other: str) -> int:
        pairs = ((one, other), (other, one))
        return sum(
            data["count"]
            for source, target in pairs
            if self._graph.has_edge(source, target)
            for data in self._graph[source][target].values()
        )

    def _node(self, node: str) -> Node:
        stored: Node = self._graph.nodes[node]["node"]
        return stored

    def _edges(self, kept: frozenset[str]) -> Iterator[Edge]:
        for source in sorted(kept):
            for target in sorted(kept.intersection(self._graph.succ[source])):
                for role, data in sorted(self._graph[source][target].items()):
                    yield Edge(source=source, target=target, role=Role(role), count=data["count"])


def _most(shared: Counter[str], limit: int) -> tuple[tuple[str, int], ...]:
    return tuple(sorted(shared.items(), key=lambda item: (-item[1], item[0]))[:limit])


# --- building


def build_graph(snapshot: Snapshot) -> CitationGraph:
    """Build the graph of a snapshot: reports, instruments, relations, the registry's word."""
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    reports: dict[str, str] = {}
    cards = snapshot.cards()
    instruments = snapshot.instruments()
    for card in cards:
        _add_report(graph, reports, card)
    acts = _acts(snapshot, cards)
    for (source, target, role), evidence in acts.items():
        if source != target:
            graph.add_edge(
                source, target, role.value, count=len(evidence), evidence=evidence, registry=False
            )
    for instrument in instruments.values():
        _add_registry(graph, instrument)
    mentions = snapshot.keys()
    for node in list(graph):
        _describe(graph, node, instruments, mentions)
    return CitationGraph(graph, reports)


def _add_report(graph: nx.MultiDiGraph[str], reports: dict[str, str], card: ReportCard) -> None:
    node = _node_id(card.key, card.id) if card.key else card.id
    reports[card.id] = node
    earlier = graph.nodes[node]["reports"] if node in graph else ()
    graph.add_node(node, reports=(*earlier, card))


def _acts(
    snapshot: Snapshot, cards: Iterable[ReportCard]
) -> dict[tuple[str, str, Role], list[tuple[str, int]]]:
    """Return (source, target, role) → where it is said, reports without a key included."""
    spelled = cache(_node_id)
    acts: dict[tuple[str, str, Role], list[tuple[str, int]]] = defaultdict(list)
    for relation in snapshot.relations():
        said_by = relation.report_id
        ends = spelled(relation.source, said_by), spelled(relation.target, said_by)
        acts[*ends, relation.role].append((said_by, relation.citation))
    for card in cards:
        if card.key is None and card.citation_count:
            # Relations have no source for a report whose header gives it no key.
            report = snapshot.report(card.id)
            for index, citation in enumerate(report.citations if report else ()):
                target = spelled(citation.key, card.id)
                acts[card.id, target, citation.own_role].append((card.id, index))
    return acts


def _node_id(key: InstrumentKey, report_id: str) -> str:
    """Return the node that stands for `key` in a report; a partial key is that report's own."""
    return f"{key}{_AT}{report_id}" if key.is_partial else str(key)


def key_of_node(node: str) -> InstrumentKey | None:
    """Return the key that a node stands for, `None` for a report without one."""
    return parse_key(node.partition(_AT)[0])


def _add_registry(graph: nx.MultiDiGraph[str], instrument: Instrument) -> None:
    node = str(instrument.key)
    acts = [(key, Role.REPLACES) for key in instrument.replaced_by]
    acts += [(key, Role.AMENDS) for key in instrument.amended_by]
    for key, role in acts:
        source = str(key)
        if source == node or not (node in graph or source in graph):
            continue
        if not graph.has_edge(source, node, role.value):
            graph.add_edge(source, node, role.value, count=0, evidence=[])
        graph.edges[source, node, role.value]["registry"] = True


def _describe(
    graph: nx.MultiDiGraph[str],
    node: str,
    instruments: Mapping[InstrumentKey, Instrument],
    mentions: Mapping[InstrumentKey, tuple[int, int]],
) -> None:
    cards: tuple[ReportCard, ...] = graph.nodes[node].setdefault("reports", ())
    key = key_of_node(node)
    instrument = instruments.get(key) if key else None
    count = mentions.get(key, (0, 0))[1] if key else 0
    if _AT in node:
        said = [data["evidence"] for *_, data in graph.in_edges(node, data=True)]
        count = len({place for places in said for place in places})
    graph.nodes[node]["node"] = _node_of(node, key, instrument, cards, count)


def _node_of(
    node: str,
    key: InstrumentKey | None,
    instrument: Instrument | None,
    cards: tuple[ReportCard, ...],
    count: int,
) -> Node:
    header = cards[0].header if cards else None
    return Node(
        id=node,
        label=label_of(key, instrument, header) or node,
        title=name_of(key, instrument, header, titled=True) or node,
        kind="report" if cards or key is None else key.type,
        date=_date_of(key, instrument, header),
        issuer=_issuer_of(key, instrument, header),
        mention_count=count,
        distance=0,
        report_id=cards[0].id if cards else None,
        partial=not cards and _AT in node,
    )


def _date_of(
    key: InstrumentKey | None, instrument: Instrument | None, header: Header | None
) -> str | None:
    """Return the day, else the year that the key tells, else nothing."""
    day = (header.date if header else None) or (instrument.date if instrument else None)
    return day or (key.period if key and key.period.isdigit() else None)


def _issuer_of(
    key: InstrumentKey | None, instrument: Instrument | None, header: Header | None
) -> str | None:
    """Return one name for one body, whatever each report calls it; else what is written."""
    full = issuer_of(key) if key else None
    return (
        full or (header.issuer if header else None) or (instrument.issuer if instrument else None)
    )


# --- files


def to_graphml(ego: EgoGraph) -> str:
    """Write GraphML; dates are strings and what is unknown is left out."""
    out = BytesIO()
    nx.write_graphml_xml(_plain(ego), out, encoding="utf-8", prettyprint=True)
    return out.getvalue().decode("utf-8") + "\n"


def to_gexf(ego: EgoGraph) -> str:
    """Write GEXF 1.2 with `start` dates for timelines; the same graph gives the same bytes."""
    graph = _plain(ego)
    for _, data in graph.nodes(data=True):
        if len(data.get("date", "")) == _ISO_DAY:
            data["start"] = data["date"]
    out = BytesIO()
    nx.write_gexf(graph, out, encoding="utf-8", prettyprint=True)
    return _MODIFIED.sub("", out.getvalue().decode("utf-8"), count=1) + "\n"


def to_dot(ego: EgoGraph) -> str:
    """Write Graphviz DOT: nodes with label and tooltip, edges with their role."""
    nodes = [
        f"  {_quoted(node.id)} [label={_quoted(node.label)}, tooltip={_quoted(node.title)}"
        f"{_dot_style(node, ego.centre)}];"
        for node in ego.nodes
    ]
    edges = [
        f"  {_quoted(edge.source)} -> {_quoted(edge.target)}"
        f" [label={_quoted(edge.role.value)}, weight={max(edge.count, 1)}];"
        for edge in ego.edges
    ]
    return "\n".join(["digraph danchieu {", "  node [shape=box];", *nodes, *edges, "}"]) + "\n"


def _dot_style(node: Node, centre: str) -> str:
    styles = [*["bold"] * (node.id == centre), *["dashed"] * node.partial]
    return (
        f", style={_quoted(','.join(styles)) if len(styles) > 1 else styles[0]}" if styles else ""
    )


def _quoted(text: str) -> str:
    cleaned = " ".join(_NOT_XML.sub("", text).split())
    return '"' + cleaned.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _plain(ego: EgoGraph) -> nx.MultiDiGraph[str]:
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for node in ego.nodes:
        values = {name: getattr(node, name) for name in Node.__dataclass_fields__ if name != "id"}
        graph.add_node(node.id, **_known(values))
    for number, edge in enumerate(ego.edges):
        graph.add_edge(
            edge.source, edge.target, str(number), role=edge.role.value, count=edge.count
        )
    return graph


def _known(values: Mapping[str, object]) -> dict[str, object]:
    return {
        name: _NOT_XML.sub("", value) if isinstance(value, str) else value
        for name, value in values.items()
        if value is not None
    }
