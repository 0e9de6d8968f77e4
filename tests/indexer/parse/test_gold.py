"""Header and headings against the gold annotations, where they are at hand."""

import json
import os
import re
import unicodedata
from pathlib import Path
from typing import Any

import pytest

from indexer.parse import ParsedReport, parse
from indexer.read import load, read

GOLD = Path(os.environ.get("KB_GOLD", Path(__file__).parents[3].parent / "shared" / "gold"))
NAMES = sorted(str(p.relative_to(GOLD)) for p in GOLD.glob("*/*.json"))
FIELDS = ("number", "symbol", "date", "place", "kind", "issuer", "subject")
SEED = "seed/report.json"

needs_gold = pytest.mark.skipif(not NAMES, reason="gold: no annotations at hand (KB_GOLD)")


def gold(name: str) -> dict[str, Any]:
    """Return an annotation."""
    found: dict[str, Any] = json.loads((GOLD / name).read_text("utf-8"))
    return found


def parsed(name: str) -> ParsedReport:
    """Return the annotated document, parsed."""
    path = (GOLD / name).with_suffix(".txt")
    return parse(read(load(path), path.name))


def folded(value: str | None) -> str | None:
    """Return a value as the scorer compares it."""
    words = unicodedata.normalize("NFC", value or "").replace("Ð", "Đ").casefold()
    return re.sub(r"\s+", " ", words.replace("–", "-")).strip() or None


@needs_gold
@pytest.mark.parametrize("name", NAMES)
def test_header_equals_gold(name: str) -> None:
    """The seven scored fields, letters folded as the scorer folds them."""
    header = parsed(name).header
    assert {f: folded(getattr(header, f)) for f in FIELDS} == {
        f: folded(gold(name)["header"][f]) for f in FIELDS
    }


@needs_gold
def test_header_of_the_seed_equals_gold_in_every_field() -> None:
    """Addressee, signer, recipients, period and jurisdiction to the letter."""
    header = parsed(SEED).header
    expected = {**gold(SEED)["header"], "recipients": tuple(gold(SEED)["header"]["recipients"])}
    assert {name: getattr(header, name) for name in expected} == expected


@needs_gold
def test_headings_of_the_seed_equal_gold() -> None:
    """All 37 headings with level, number, title and span, and no other."""
    found = [(s.level, s.number, s.title, s.span.start, s.span.end) for s in parsed(SEED).sections]
    assert found == [
        (s["level"], s["number"], s["title"], s["start"], s["end"]) for s in gold(SEED)["sections"]
    ]


@needs_gold
def test_citations_of_the_seed_lie_in_the_sections_that_gold_names() -> None:
    """The innermost section around each citation bears the label of the gold."""
    sections = parsed(SEED).sections
    around = [
        [s.label for s in sections if s.span.start <= c["start"] < s.end]
        for c in gold(SEED)["citations"]
    ]
    assert [(labels or [""])[-1] for labels in around] == [
        c["section"] for c in gold(SEED)["citations"]
    ]
