"""Headers and headings of papers in very different layouts, one text a layout in `headers.toml`."""

import tomllib
import unicodedata
from pathlib import Path
from typing import Any

import pytest

from indexer.parse import ParsedReport, parse
from indexer.read import read
from kb.model import Header

CASES: list[dict[str, Any]] = tomllib.loads(
    Path(__file__).with_name("headers.toml").read_text("utf-8")
)["case"]
FIELDS = (
    "number",
    "year",
    "symbol",
    "date",
    "place",
    "kind",
    "issuer",
    "subject",
    "addressee",
    "signer",
    "signer_role",
    "period",
    "jurisdiction",
)


def parsed(text: str) -> ParsedReport:
    """Read and parse a text."""
    return parse(read(text.encode(), "a.txt"))


def values(header: Header) -> dict[str, object]:
    """Return the fields of a header by name."""
    found = {name: getattr(header, name) for name in FIELDS}
    return {**found, "recipients": list(header.recipients)}


def expected(case: dict[str, Any]) -> dict[str, object]:
    """Return the fields that a case expects, the others empty."""
    return {**dict.fromkeys(FIELDS), "recipients": [], **case["expect"]}


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_header_says_what_the_paper_says(case: dict[str, Any]) -> None:
    """Every field is read as printed, and what the paper does not say stays empty."""
    assert values(parsed(case["text"]).header) == expected(case)


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_headings_are_told_from_list_items(case: dict[str, Any]) -> None:
    """Level, path and title of every heading, and no list item among them."""
    found = parsed(case["text"]).sections
    assert [f"{s.level} {s.label} | {s.title}" for s in found] == case["sections"]


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
@pytest.mark.parametrize("form", ["NFD", "CRLF", "NBSP"])
def test_unicode_form_and_line_ends_do_not_matter(case: dict[str, Any], form: str) -> None:
    """Decomposed letters, CR LF and no-break spaces give the same header."""
    variants = {
        "NFD": unicodedata.normalize("NFD", case["text"]),
        "CRLF": case["text"].replace("\n", "\r\n"),
        "NBSP": case["text"].replace(", ngày ", ",\xa0ngày\xa0"),
    }
    assert values(parsed(variants[form]).header) == values(parsed(case["text"]).header)


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_spans_hold_the_words_they_stand_for(case: dict[str, Any]) -> None:
    """The first and last word of a value stand in the span that it was read from."""
    report = parsed(case["text"])
    kept = [
        (getattr(report.header, name).split(), span.of(report.source.raw))
        for name, span in report.header.spans
        if name in ("number", "place", "issuer", "subject", "signer", "period")
    ]
    assert [(v, w) for v, w in kept if v[0] not in w or v[-1].strip(",") not in w] == []
