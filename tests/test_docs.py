"""The documents tell the truth: commands, targets and links exist; nothing of one machine is in."""

import re
import subprocess
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from typer.core import TyperCommand, TyperGroup
from typer.main import get_command

import kb.cli

ROOT = Path(__file__).resolve().parents[1]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *ROOT.glob("*/**/README.md")])
PAGES = [page for page in PAGES if ".venv" not in page.parts]
DECISIONS = sorted((ROOT / "docs/decisions").glob("*.md"))
SHELL_BLOCK = re.compile(r"^```(?:sh|bash|console)\n(.*?)^```", re.MULTILINE | re.DOTALL)
INLINE = re.compile(r"`((?:kb|make) [^`\n]+)`")
LINK = re.compile(r"\]\((?!\w+:|#)([^)#\s]+)")
# Put together from parts, so that this file doesn't find itself.
FORBIDDEN = re.compile(
    "|".join(
        (
            r"(?<![\w.])/" + r"(?:root|work|home/\w+)/",
            "py" + r"pi\.org",
            "python" + "hosted",
        )
    )
)

Command = TyperGroup | TyperCommand


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One command line that a page shows."""

    page: str
    words: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.page}: {' '.join(self.words)}"


def _lines(program: str) -> Iterator[Line]:
    for page in PAGES:
        text = page.read_text(encoding="utf-8")
        shown = [line for block in SHELL_BLOCK.findall(text) for line in block.splitlines()]
        for line in (*shown, *INLINE.findall(text)):
            words = line.removeprefix("$ ").split(" #")[0].split()
            if words[:1] == [program] and len(words) > 1:
                yield Line(page=str(page.relative_to(ROOT)), words=tuple(words))


def _root() -> TyperGroup:
    root = get_command(kb.cli.app)
    assert isinstance(root, TyperGroup)
    return root


def _find(group: TyperGroup, words: tuple[str, ...]) -> tuple[Command, tuple[str, ...]]:
    """Follow `words` down the groups; return the command and the words left over."""
    inner = group.commands.get(words[0]) if words else None
    if isinstance(inner, TyperGroup):
        return _find(inner, words[1:])
    return (inner, words[1:]) if isinstance(inner, TyperCommand) else (group, words)


def _options(command: Command) -> set[str]:
    named = {name for parameter in command.params for name in parameter.opts}
    return named | {name for parameter in command.params for name in parameter.secondary_opts}


def test_every_command_shown_exists() -> None:
    """A page shows only commands that `kb` has."""
    unknown = [
        str(line)
        for line in _lines("kb")
        for command, rest in [_find(_root(), line.words[1:])]
        if isinstance(command, TyperGroup) and rest and not rest[0].startswith(("-", "…", "<"))
    ]
    assert not unknown, "\n".join(unknown)


def test_every_option_shown_exists() -> None:
    """A page shows only options that the command, or `kb` itself, has."""
    common = _options(_root()) | {"--help"}
    unknown = [
        f"{line} ({word})"
        for line in _lines("kb")
        for command, rest in [_find(_root(), line.words[1:])]
        for word in rest
        if word.startswith("--") and word.split("=")[0] not in _options(command) | common
    ]
    assert not unknown, "\n".join(unknown)


def test_every_make_target_shown_exists() -> None:
    """A page shows only targets that the Makefile has."""
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z]+):", makefile, re.MULTILINE))
    unknown = [
        str(line)
        for line in _lines("make")
        for word in line.words[1:2]
        if "=" not in word and word not in targets
    ]
    assert not unknown, "\n".join(unknown)


def test_every_link_leads_somewhere() -> None:
    """A link inside the documents names a file that is there."""
    broken = [
        f"{page.relative_to(ROOT)}: {target}"
        for page in PAGES
        for target in LINK.findall(page.read_text(encoding="utf-8"))
        if not (page.parent / target).exists()
    ]
    assert not broken, "\n".join(broken)


def test_every_command_is_documented() -> None:
    """The README names every command of `kb`."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert [name for name in sorted(_root().commands) if f"kb {name}" not in readme] == []


@pytest.mark.parametrize("page", DECISIONS, ids=lambda page: page.stem)
def test_a_decision_is_complete(page: Path) -> None:
    """Each decision says why, what, what follows and what was measured, under its own number."""
    text = page.read_text(encoding="utf-8")
    headings = re.findall(r"^#+ (.*)$", text, re.MULTILINE)
    assert headings[0].startswith(f"{page.stem[:4]}. ")
    assert headings[1:] == ["Context", "Decision", "Consequences", "Measured"]


def test_decisions_are_numbered_without_a_gap() -> None:
    """Decisions count from 0001."""
    assert [page.stem[:4] for page in DECISIONS] == [
        f"{number:04}" for number in range(1, len(DECISIONS) + 1)
    ]


def test_the_changelog_knows_the_version() -> None:
    """What comes next is on top of the changelog, or the released version is in it."""
    text = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert "## [Unreleased]" in text or f"## [{project['version']}]" in text


def test_nothing_of_one_machine_is_in_the_repository() -> None:
    """No file carries a path of a machine or the address of a package host."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    found = [
        f"{name}: {hit.group()}"
        for name in filter(None, listed.split("\0"))
        if (ROOT / name).is_file()
        for hit in FORBIDDEN.finditer((ROOT / name).read_text(encoding="utf-8", errors="replace"))
    ]
    assert not found, "\n".join(found)
