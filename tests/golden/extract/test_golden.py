"""Own documents of each genre, with the citations that a careful reader marks in them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from indexer.pipeline import read_report, tools
from indexer.wire import document

FOLDER = Path(__file__).parent
NAMES = sorted(path.stem for path in FOLDER.glob("*.txt"))
FIELDS = (
    "start",
    "end",
    "surface",
    "class",
    "kind",
    "number",
    "year",
    "symbol",
    "date",
    "issuer",
    "provision",
    "parent",
    "distributed",
)


def _read(name: str) -> list[dict[str, Any]]:
    path = FOLDER / f"{name}.txt"
    shape = document(path.name, read_report(path.read_bytes(), path.name, tools()))
    return [{field: citation[field] for field in FIELDS} for citation in shape["citations"]]


@pytest.mark.parametrize("name", NAMES)
def test_document_gives_the_citations_that_a_reader_marks(name: str, rewrite_golden: bool) -> None:
    """Span, class and every field agree with what was annotated by hand, and nothing more is found."""
    expected = FOLDER / f"{name}.expected.json"
    found = _read(name)
    if rewrite_golden:
        shape = json.dumps({"citations": found}, ensure_ascii=False, indent=1)
        expected.write_text(f"{shape}\n", encoding="utf-8")
    assert found == json.loads(expected.read_text("utf-8"))["citations"]


@pytest.mark.parametrize("name", NAMES)
def test_annotation_quotes_its_document(name: str) -> None:
    """A slip of the annotator shows as such, not as a fault of the code."""
    text = (FOLDER / f"{name}.txt").read_bytes().decode()
    rows = json.loads((FOLDER / f"{name}.expected.json").read_text("utf-8"))["citations"]
    assert [text[row["start"] : row["end"]] for row in rows] == [row["surface"] for row in rows]
