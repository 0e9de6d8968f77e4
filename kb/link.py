"""Link a report with what is known beyond it: the registry, other reports' sure citations, staff decisions."""

from __future__ import annotations

from kb.model import Report
from kb.ports import Knowledge


def link(report: Report, knowledge: Knowledge) -> Report:
    """Return `report` with its open citations decided as far as `knowledge` gives a reason."""
    del knowledge
    return report
