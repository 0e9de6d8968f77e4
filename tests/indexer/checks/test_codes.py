"""Every code of the table: a text that earns the finding, and a twin that does not."""

import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from indexer.checks import CHECKS
from kb.findings import load
from kb.model import Finding
from kb.records import CODES

Examine = Callable[..., list[tuple[str, Finding]]]

CASES: list[dict[str, Any]] = tomllib.loads(
    Path(__file__).with_name("cases.toml").read_text("utf-8")
)["case"]
NAMES = [f"{number}-{case['code']}" for number, case in enumerate(CASES)]


@pytest.mark.parametrize("case", CASES, ids=NAMES)
def test_a_mistake_is_found_where_it_stands(examine: Examine, case: dict[str, Any]) -> None:
    """The finding points at the faulty words and says in Vietnamese what to do."""
    found = examine(case["text"], codes=[case["code"]], **case.get("parts", {}))
    assert [(words, finding.suggestion) for words, finding in found] == [
        (case["quote"], case["suggestion"])
    ]


@pytest.mark.parametrize("case", [c for c in CASES if c["twin"]], ids=lambda c: str(c["code"]))
def test_its_twin_is_left_alone(examine: Examine, case: dict[str, Any]) -> None:
    """Nearly the same words without the mistake earn nothing."""
    assert examine(case["twin"], codes=[case["code"]], **case.get("parts", {})) == []


def test_every_code_has_a_case() -> None:
    """No code of the table goes untested, and each has its check."""
    assert {case["code"] for case in CASES} == set(load().rows) == {*CHECKS, *CODES}


@pytest.mark.parametrize("case", CASES, ids=NAMES)
def test_a_finding_is_whole(examine: Examine, case: dict[str, Any]) -> None:
    """Code, severity of the table, a message with every value filled in, and its ground."""
    for _, finding in examine(case["text"], codes=[case["code"]], **case.get("parts", {})):
        row = load().rows[case["code"]]
        assert (finding.code, finding.severity) == (row.code, row.severity)
        assert finding.message.endswith(".")
        assert not {"{", "}", "None"} & {*finding.message, *finding.message.split()}
        assert finding.ground in {
            "symbol",
            "calendar",
            "registry",
            "other-mention",
            "header",
            "text",
            "date",
        }
