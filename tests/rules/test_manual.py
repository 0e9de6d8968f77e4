"""The worked example of the manual for lawyers does what the page says."""

import json
import re
from pathlib import Path

import pytest

from indexer import ruleset
from indexer.pipeline import Tools, read_report
from indexer.pipeline import tools as load_tools
from indexer.tokenise import lexer
from kb.vocabulary import load
from tests.indexer import papers
from tests.rules.test_mutation import fits, survivors

ROOT = Path(__file__).resolve().parents[2]
RULES = ROOT / "indexer/rules"
MANUAL = (RULES / "README.md").read_text(encoding="utf-8")
SENTENCE = "Sở đã rà soát việc thực hiện Nghị định mang số 61 ngày 23/4/2018 của Chính phủ."


@pytest.fixture
def extended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Tools:
    """Return the rules with the manual's row at their end."""
    (row,) = re.findall(r"^```json\n(.*)\n```", MANUAL, re.MULTILINE)
    (tmp_path / "rules").mkdir()
    rows = (RULES / "heads.jsonl").read_text(encoding="utf-8")
    (tmp_path / "rules/heads.jsonl").write_text(f"{rows}{row}\n", encoding="utf-8")
    monkeypatch.setattr(ruleset, "files", lambda _package: tmp_path)
    return load_tools.__wrapped__()


def test_the_row_of_the_manual_finds_its_sentence(extended: Tools) -> None:
    """What the lawyer reads there is what happens."""
    data = f"{papers.HEAD}{SENTENCE}\n".encode()
    (found,) = read_report(data, "thu.txt", extended).citations
    assert (found.mention.surface, str(found.key)) == ("Nghị định mang số 61", "vn:cp:nd:61:2018")
    assert found.mention.rule == "number-only.mang-so"


def test_the_row_of_the_manual_passes_the_tests_of_rows(extended: Tools) -> None:
    """Who copies the row sees no test fail."""
    row = extended.ruleset.rules[-1]
    assert fits(row, row.pattern)
    assert survivors(row) == []


def test_without_the_row_the_sentence_holds_no_citation() -> None:
    """The counterpart: the example teaches a rule that isn't there."""
    assert SENTENCE[:-1] in MANUAL
    assert papers.cited(SENTENCE) == ()


def test_the_manual_names_every_tag_of_the_tokens() -> None:
    """A lawyer finds each tag that a pattern may ask for."""
    tags = {*lexer(load()).groupindex, "LAWID"}
    assert [tag for tag in sorted(tags) if f"`{tag}`" not in MANUAL] == []


def test_the_manual_names_every_way_to_ask_for_a_word() -> None:
    """A lawyer who reads an existing row finds each attribute and each comparison in the table."""
    rows = (RULES / "heads.jsonl").read_text(encoding="utf-8").splitlines()
    words = [word for row in rows for word in json.loads(row)["pattern"]]
    asked = {name for word in words for name in word}
    asked |= {
        name
        for word in words
        for value in word.values()
        if isinstance(value, dict)
        for name in value
    }
    assert [name for name in sorted(asked) if f'"{name}"' not in MANUAL] == []
    repeats = {word["OP"] for word in words if "OP" in word}
    assert [repeat for repeat in sorted(repeats) if f'"{repeat}"' not in MANUAL] == []


def test_the_manual_names_every_column_of_a_row() -> None:
    """A lawyer finds what to write into each column."""
    columns = json.loads((RULES / "heads.jsonl").read_text(encoding="utf-8").splitlines()[0])
    assert [name for name in sorted(columns) if f"| `{name}` |" not in MANUAL] == []
