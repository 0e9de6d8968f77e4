"""The commands that the README shows, and what it says that they print."""

import re
import shlex
from dataclasses import dataclass
from pathlib import Path

README = Path(__file__).resolve().parents[1] / "README.md"
CUT = "…"
_BLOCK = re.compile(r"^```console\n(.*?)^```", re.MULTILINE | re.DOTALL)
_STEP = re.compile(r"^\$ (.+)\n((?:(?!\$ ).*\n)*)", re.MULTILINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A command line without its `kb`, and the lines that are shown below it."""

    words: tuple[str, ...]
    shown: tuple[str, ...]


def steps() -> tuple[Step, ...]:
    """Return the steps of the tour in their order."""
    text = README.read_text(encoding="utf-8")
    return tuple(
        Step(words=tuple(shlex.split(line)[1:]), shown=tuple(below.splitlines()))
        for block in _BLOCK.findall(text)
        for line, below in _STEP.findall(block)
    )


def missing(step: Step, printed: str) -> list[str]:
    """Return the shown lines that were not printed; one that ends with `…` shows a beginning only."""
    lines = printed.splitlines()
    compared = (shown for shown in step.shown if shown.strip() != CUT)
    return [shown for shown in compared if not any(_is_shown(shown, line) for line in lines)]


def _is_shown(shown: str, line: str) -> bool:
    return line.startswith(shown[:-1]) if shown.endswith(CUT) else line.rstrip() == shown.rstrip()
