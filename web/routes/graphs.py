"""Ask for the neighbourhood of a page."""

from __future__ import annotations

from kb.answers import EgoGraph
from kb.errors import NotFound
from kb.identity import InstrumentKey
from web.site import Site, bound
from web.views.diagram import CAP


async def ask_graph(
    site: Site, centre: InstrumentKey | str, *, depth: int = 1, limit: int = CAP
) -> EgoGraph:
    """Return a neighbourhood; a known instrument that nothing cites yet has an empty one."""
    question = bound(site.library.graph, centre, depth=depth, limit=limit)
    try:
        return await site.lookups.ask(question)
    except NotFound:
        return EgoGraph(centre=str(centre), nodes=(), edges=(), total=0)
