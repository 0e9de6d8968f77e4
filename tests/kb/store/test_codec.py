"""Values as stored: what an earlier version wrote can still be read."""

import json

from kb.model import Act, Citation, Role
from kb.store.codec import dumps, loads
from tests.kb.store.samples import citation

SIXTEEN = "vn:ttg:ct:16:2016"


def test_citation_with_agent_and_acts_comes_back() -> None:
    """Who acts on an instrument is stored with the citation."""
    acted = citation(SIXTEEN, agent=0, acts=(Act(role=Role.AMENDS, agent=3),))
    assert loads(Citation, dumps(acted)) == acted


def test_citation_of_an_earlier_version_has_no_agent() -> None:
    """A stored citation without the fields was the document's own."""
    older = json.loads(dumps(citation(SIXTEEN)))
    older.pop("acts")
    assert "agent" not in older
    assert loads(Citation, json.dumps(older)) == citation(SIXTEEN)
