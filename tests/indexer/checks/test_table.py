"""The table of findings: what it holds, and what a wrong row says."""

from string import Formatter
from typing import Any

import pytest

from kb.errors import TableError
from kb.findings import FILE, Row, load, table_of
from kb.model import Severity
from kb.vocabulary import toml_of

ROWS = list(load().rows.values())
OFF = {"weekend-date", "first-mention-incomplete"}


def changed(**values: Any) -> dict[str, Any]:  # noqa: ANN401 (any wrong cell)
    """Return the table with other cells in its first row."""
    data = toml_of(FILE)
    first = {
        name: value for name, value in {**data["finding"][0], **values}.items() if value is not None
    }
    return {**data, "finding": [first, *data["finding"][1:]]}


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.code)
def test_wording_is_official(row: Row) -> None:
    """Whole sentences, no shouting, nobody addressed."""
    for text in (row.message, row.suggestion, row.otherwise or "."):
        assert text.endswith(".")
        assert "!" not in text
        assert "bạn" not in text.lower().split()


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.code)
def test_the_shorter_suggestion_needs_fewer_values(row: Row) -> None:
    """`otherwise` asks for nothing that `suggestion` doesn't have."""
    named = [
        {n for _, n, _, _ in Formatter().parse(t) if n}
        for t in (row.suggestion, row.otherwise or "")
    ]
    assert named[1] < named[0] or not row.otherwise


def test_two_codes_are_off() -> None:
    """What only strengthens others, and what is style alone, must be asked for."""
    assert set(load().rows) - load().usual == OFF


@pytest.mark.parametrize(
    "values",
    [
        {"severity": "fatal"},
        {"gloss": None},
        {"note": ""},
        {"advice": "x"},
        {"message": "{}"},
        {"suggestion": "{0}"},
        {"message": "{symbol"},
        {"code": "spacing"},
    ],
    ids=str,
)
def test_a_wrong_row_is_named(values: dict[str, Any]) -> None:
    """File and row stand in the message."""
    with pytest.raises(TableError, match=FILE):
        table_of(changed(**values))


def test_severity_is_typed() -> None:
    """The severities of the model."""
    assert {row.severity for row in ROWS} == set(Severity)
