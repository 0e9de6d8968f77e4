"""The sample documents: every mistake planted on purpose is found, and the others raise no alarm."""

import tomllib
import unicodedata
from pathlib import Path
from typing import Any

import pytest

from indexer.pipeline import read_report, tools
from kb.model import Report, Severity, Span

CORPUS = Path(__file__).resolve().parents[2] / "corpus"
DOCUMENTS: list[dict[str, Any]] = tomllib.loads((CORPUS / "manifest.toml").read_text("utf-8"))[
    "documents"
]
PLANTS = [(d["file"], p["code"], p["quote"]) for d in DOCUMENTS for p in d["plants"]]
CLEAN = [d["file"] for d in DOCUMENTS if not d["plants"]]


@pytest.fixture(scope="module")
def reports() -> dict[str, Report]:
    """Return every sample document as the pipeline reads it."""
    return {d["file"]: _read(d["file"]) for d in DOCUMENTS}


def _read(name: str) -> Report:
    return read_report((CORPUS / name).read_bytes(), name, tools())


def _place(text: str, quote: str) -> Span:
    """Return where a quote stands, in whatever normal form the text is."""
    forms = [unicodedata.normalize(form, quote) for form in ("NFC", "NFD")]
    written = next(form for form in forms if form in text)
    start = text.index(written)
    return Span(start=start, end=start + len(written))


@pytest.mark.parametrize(("name", "code", "quote"), PLANTS, ids=[f"{n}-{c}" for n, c, _ in PLANTS])
def test_a_planted_mistake_is_found(
    reports: dict[str, Report], name: str, code: str, quote: str
) -> None:
    """A finding with the code of the plant touches its quote."""
    place = _place(reports[name].text, quote)
    spans = [f.span for f in reports[name].findings if f.code == code and f.span]
    assert any(span.start < place.end and place.start < span.end for span in spans)


@pytest.mark.parametrize("name", CLEAN)
def test_a_faultless_document_raises_no_alarm(reports: dict[str, Report], name: str) -> None:
    """No error and no warning where nothing was planted."""
    loud = [f for f in reports[name].findings if f.severity is not Severity.INFO]
    assert loud == []


def test_plants_bring_few_others_with_them(reports: dict[str, Report]) -> None:
    """All documents together have hardly more errors and warnings than planted mistakes."""
    loud = [f for r in reports.values() for f in r.findings if f.severity is not Severity.INFO]
    assert len(loud) <= len(PLANTS)
