"""The gold set beside the clone: the thresholds that extraction must not fall below."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from indexer.evaluate import read_gold, score
from indexer.pipeline import read_report
from indexer.wire import document
from tests.indexer.papers import tools


def _predict(folder: Path) -> dict[str, dict[str, Any]]:
    """Return what is read out of each annotated document, by its name."""
    texts = sorted(path.with_suffix(".txt") for path in folder.glob("*.json"))
    return {
        path.stem: dict(document(str(path), read_report(path.read_bytes(), path.name, tools())))
        for path in texts
    }


def _scored(gold: Path, part: str, tmp_path: Path) -> dict[str, Any]:
    """Return the figures that the scorer of the gold set prints."""
    lines = tmp_path / "predictions.jsonl"
    shapes = _predict(gold / part).values()
    lines.write_text("\n".join(json.dumps(s, ensure_ascii=False) for s in shapes), "utf-8")
    command = [sys.executable, str(gold / "score.py"), str(gold / part), str(lines), "--json"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return dict(json.loads(done.stdout))


def test_seed_report_is_read_without_a_fault(
    gold: Path, tmp_path: Path, figure: Callable[[str], None]
) -> None:
    """Every citation of the seed report, its fields, its identity; nothing that is none."""
    found = _scored(gold, "seed", tmp_path)
    figure(f"gold seed: F1 {found['f1']}, identity {found['identity_b3']}, side {found['side']}")
    assert found["f1"] == 1.0
    assert set(found["fields"].values()) == {1.0}
    assert found["identity_b3"] == 1.0
    assert found["side"]["header"] == 1.0
    assert min(found["side"].values()) >= 0.95
    assert found["hard_negatives"] == 0


def test_other_documents_are_read_nearly_without_a_fault(
    gold: Path, tmp_path: Path, figure: Callable[[str], None]
) -> None:
    """Ten documents of other genres."""
    found = _scored(gold, "dev", tmp_path)
    figure(f"gold dev: F1 {found['f1']}, identity {found['identity_b3']}, side {found['side']}")
    assert found["f1"] >= 0.97
    assert min(found["fields"].values()) >= 0.97
    assert found["identity_b3"] >= 0.97
    assert found["side"]["header"] >= 0.95


def test_seed_report_has_the_annotated_sections(gold: Path) -> None:
    """Headings, their levels and their places in the tree."""
    annotated = json.loads((gold / "seed" / "report.json").read_text("utf-8"))["sections"]
    found = _predict(gold / "seed")["report"]["sections"]
    assert [(s["start"], s["level"]) for s in found] == [
        (s["start"], s["level"]) for s in annotated
    ]


def test_seed_report_cites_none_of_what_only_looks_like_a_citation(gold: Path) -> None:
    """The hard negatives, each by its own words."""
    annotated = json.loads((gold / "seed" / "report.json").read_text("utf-8"))
    spans = [(c["start"], c["end"]) for c in annotated["citations"]]
    found = _predict(gold / "seed")["report"]["citations"]
    strays = [c["surface"] for c in found if (c["start"], c["end"]) not in spans]
    assert strays == []


@pytest.mark.parametrize("part", ["seed", "dev"])
def test_own_scorer_agrees_with_that_of_the_gold_set(gold: Path, tmp_path: Path, part: str) -> None:
    """`kb eval` and the scorer beside the gold count the same; ours asks for identity within a document."""
    theirs = _scored(gold, part, tmp_path)
    mine = score(read_gold(gold / part), _predict(gold / part))
    assert round(mine.f1, 4) == theirs["f1"]
    assert (mine.gold, mine.predicted, mine.exact) == (
        theirs["gold"],
        theirs["predicted"],
        theirs["exact"],
    )
    assert {name: round(rate, 4) for name, rate in mine.fields.items()} == theirs["fields"]
    assert mine.identity is not None
    assert round(mine.identity, 4) >= theirs["identity_b3"]
