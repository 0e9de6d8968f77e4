"""The rows of rules/heads.jsonl: each matches its examples as a whole, none of its counter-examples."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from indexer import ruleset
from indexer.pipeline import tools
from indexer.ruleset import Rule, read_rules
from indexer.windows import windows
from kb.errors import TableError
from kb.model import MentionClass
from kb.text import normalise

RULES = read_rules()
ROW = {
    "id": "numbered.bare",
    "class": "numbered",
    "pattern": [{"TAG": "ID"}],
    "requires": ["@id"],
    "examples": ["45/2016/QĐ-TTg"],
    "counter_examples": ["24/7"],
    "note": "Một dòng thử.",
}


def _matched(rule: Rule, text: str) -> list[str]:
    """Return the texts that `rule` matches in `text`."""
    rules, read = tools().ruleset, normalise(text).text
    tokens = rules.tokenizer.tokens(read, 0, len(read))
    found = [m for m in rules.match(tokens) if m.rule == rule.id]
    return [read[tokens[m.start].start : tokens[m.end - 1].end] for m in found]


def _cases(column: str) -> list[object]:
    return [
        pytest.param(rule, text, id=f"{rule.id}-{text}")
        for rule in RULES
        for text in getattr(rule, column)
    ]


@pytest.mark.parametrize(("rule", "example"), _cases("examples"))
def test_rule_matches_each_of_its_examples_as_a_whole(rule: Rule, example: str) -> None:
    """An example is one citation head, from its first letter to its last."""
    assert normalise(example).text in _matched(rule, example)


@pytest.mark.parametrize(("rule", "counter_example"), _cases("counter_examples"))
def test_rule_matches_no_counter_example(rule: Rule, counter_example: str) -> None:
    """What a row names as no citation of its kind, it does not match, nor the whole of it in part."""
    assert normalise(counter_example).text not in _matched(rule, counter_example)


@pytest.mark.parametrize(("rule", "example"), _cases("examples"))
def test_trigger_scan_opens_a_window_on_each_example(rule: Rule, example: str) -> None:
    """The scan over the whole text may not overlook what a rule would match."""
    loaded = tools()
    text = f"Trong năm đơn vị nhận được {normalise(example).text} và đã làm."
    opened = list(windows(text, loaded.ruleset, loaded.tables.vocabulary))
    start = text.index(normalise(example).text)
    assert any(w.start <= start and start + len(example) <= w.end for w in opened), rule.id


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_rule_says_what_it_is_for(rule: Rule) -> None:
    """A row without a note teaches nobody."""
    assert rule.note


def test_every_class_of_mention_has_a_rule() -> None:
    """Numbered, number-only and named citations each have rows of their own."""
    assert {rule.mention_class for rule in RULES} == set(MentionClass)


# --- rows that cannot be loaded


def _rules_of(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *lines: str) -> tuple[Rule, ...]:
    folder = tmp_path / "rules"
    folder.mkdir()
    (folder / "heads.jsonl").write_text("\n".join(lines), encoding="utf-8")
    monkeypatch.setattr(ruleset, "files", lambda _package: tmp_path)
    return read_rules()


def _line(**changes: object) -> str:
    return json.dumps({**ROW, **changes}, ensure_ascii=False)


def test_sound_rows_load_and_empty_lines_are_passed_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The counterpart of the refusals below: these rows are fine."""
    rules = _rules_of(tmp_path, monkeypatch, _line(), "", _line(id="numbered.other"))
    assert [rule.id for rule in rules] == ["numbered.bare", "numbered.other"]


@pytest.mark.parametrize(
    ("bad", "row"),
    [
        pytest.param("{not json", 2, id="no-json"),
        pytest.param("[]", 2, id="no-object"),
        pytest.param(_line(id="b", extra=1), 2, id="unknown-column"),
        pytest.param(json.dumps({"id": "b"}), 2, id="missing-columns"),
        pytest.param(_line(), 2, id="repeated-id"),
    ],
)
def test_bad_row_is_refused_by_file_and_row(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, bad: str, row: int
) -> None:
    """Who maintains the rules learns where to look."""
    with pytest.raises(TableError) as refused:
        _rules_of(tmp_path, monkeypatch, _line(), bad)
    assert "heads.jsonl" in str(refused.value)
    assert str(row) in str(refused.value)


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"id": "b", "class": "nonsense"}, id="unknown-class"),
        pytest.param({"id": "b", "pattern": 7}, id="pattern-is-no-list"),
        pytest.param({"id": "b", "examples": None}, id="examples-are-no-list"),
        pytest.param({"id": "b", "requires": []}, id="no-trigger"),
        pytest.param({"id": "b", "counter_examples": []}, id="no-counter-example"),
    ],
)
def test_wrong_value_in_a_row_is_refused_by_file_and_row(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, changes: dict[str, object]
) -> None:
    """A value of the wrong kind, or none at all, is the maintainer's slip too, not a crash."""
    with pytest.raises(TableError, match=r"heads\.jsonl"):
        _rules_of(tmp_path, monkeypatch, _line(), _line(**changes))
