"""The sample papers cite exactly the instruments that their manifest, made by hand, says."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from indexer.pipeline import read_report, tools
from kb.model import Report
from kb.text import collapse, normalise

CORPUS = Path(__file__).parents[2] / "corpus"
PAPERS: list[dict[str, Any]] = tomllib.loads((CORPUS / "manifest.toml").read_text("utf-8"))[
    "documents"
]


def _read(paper: dict[str, Any]) -> Report:
    path = CORPUS / paper["file"]
    return read_report(path.read_bytes(), str(path), tools())


@pytest.mark.parametrize("paper", PAPERS, ids=lambda paper: paper["file"])
def test_each_paper_cites_what_its_manifest_says(paper: dict[str, Any]) -> None:
    """The keys of a paper are those of the manifest, but for the words it calls undecidable."""
    undecidable = {collapse(normalise(words).text) for words in paper["unkeyed"]}
    found = {
        str(citation.key)
        for citation in _read(paper).citations
        if collapse(normalise(citation.mention.surface).text) not in undecidable
    }
    assert found == set(paper["cites"])


@pytest.mark.parametrize("paper", PAPERS, ids=lambda paper: paper["file"])
def test_each_paper_is_the_instrument_its_manifest_names(paper: dict[str, Any]) -> None:
    """A paper's own key is the one of the manifest, where the manifest decides it."""
    own = _read(paper).key
    assert str(own) == (paper["key"] or str(own))


@pytest.mark.parametrize("paper", PAPERS, ids=lambda paper: paper["file"])
def test_no_citation_is_without_proof_or_of_the_paper_itself(paper: dict[str, Any]) -> None:
    """Every citation's words stand where it says, whole, and none is the paper's own number."""
    report = _read(paper)
    for citation in report.citations:
        span = citation.mention.span
        assert span.of(report.text) == citation.mention.surface
        assert not report.text[span.end : span.end + 1].isalnum()
        assert citation.key != report.key
