"""Findings: what a reader should check."""

from __future__ import annotations

from collections.abc import Sequence

from indexer.parse import ParsedReport
from indexer.resolve import Tables
from kb.model import Citation, Finding


def check(
    parsed: ParsedReport, citations: Sequence[Citation], tables: Tables
) -> tuple[Finding, ...]:
    """Return the findings of a document."""
    del parsed, citations, tables
    return ()
