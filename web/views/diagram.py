"""The neighbourhood of a page: the drawing and its table twin, from the same data."""

from __future__ import annotations

from kb.answers import EgoGraph, Node
from kb.drawing import to_svg
from web.drawing import checked_svg
from web.links import graph_url, node_url, report_url
from web.pages import Diagram, EdgeLine, NodeLine

CAP = 150
"""Nodes that a drawing shows at most."""


def node_address(node: Node) -> str:
    """Return where a node leads: the report's own page where it is one of the collection."""
    return report_url(node.report_id) if node.report_id else node_url(node.id)


def diagram(ego: EgoGraph) -> Diagram:
    """Return the drawing with its table; no drawing for a node that stands alone."""
    labels = {node.id: node.label for node in ego.nodes}
    return Diagram(
        svg=checked_svg(to_svg(ego, href=node_address, standalone=False))
        if len(ego.nodes) > 1
        else None,
        nodes=tuple(_node(node, ego.centre) for node in ego.nodes),
        edges=tuple(
            EdgeLine(
                source=labels.get(edge.source, edge.source),
                target=labels.get(edge.target, edge.target),
                role=edge.role.value,
                count=edge.count,
            )
            for edge in ego.edges
        ),
        total=ego.total,
        data_url=graph_url(ego.centre),
    )


def _node(node: Node, centre: str) -> NodeLine:
    return NodeLine(
        url=node_address(node),
        label=node.label,
        title=node.title,
        kind=node.kind,
        date=node.date,
        issuer=node.issuer,
        mention_count=node.mention_count,
        centre=node.id == centre,
        partial=node.partial,
    )
