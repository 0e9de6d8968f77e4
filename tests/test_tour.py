"""The README's five minutes are true: its commands run over the sample reports and print what it shows."""

import shutil
from pathlib import Path

import pytest

from kb.cli import root
from tests.tour import Step, missing, steps

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder with the sample reports, as it is in a fresh clone."""
    shutil.copytree(ROOT / "corpus", tmp_path / "corpus")
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("KB_HOME", raising=False)
    return tmp_path


@pytest.mark.slow
@pytest.mark.usefixtures("folder")
def test_the_tour_prints_what_the_readme_shows(capfd: pytest.CaptureFixture[str]) -> None:
    """Each command ends well, and every line shown below it is one that it printed."""
    wrong: list[tuple[object, ...]] = []
    for step in steps():
        code = root.run(step.words)
        printed = "".join(capfd.readouterr())
        wrong += [(step.words, line) for line in missing(step, printed)]
        wrong += [(step.words, code, printed)] if code else []
    assert not wrong


def test_the_tour_has_its_steps() -> None:
    """The reader of the README finds commands there; an empty tour would prove nothing."""
    assert {step.words[0] for step in steps()} >= {"index", "cite", "search", "report", "explain"}


@pytest.mark.parametrize(
    ("shown", "printed", "absent"),
    [
        pytest.param("a b", "a b  \n", [], id="whole-line"),
        pytest.param("a b", "a b c\n", ["a b"], id="line-goes-on"),
        pytest.param("a …", "a b c\n", [], id="beginning"),
        pytest.param("b …", "a b c\n", ["b …"], id="no-beginning"),
        pytest.param("…", "", [], id="anything"),
    ],
)
def test_a_shown_line_is_compared_whole_or_up_to_the_cut(
    shown: str, printed: str, absent: list[str]
) -> None:
    """A line that the program doesn't print is noticed."""
    assert missing(Step(words=("x",), shown=(shown,)), printed) == absent
