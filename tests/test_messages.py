"""Every message that the code raises exists, with the same placeholders, and none lies idle."""

import ast
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from string import Formatter

import pytest

import kb.errors

ROOT = Path(__file__).resolve().parents[1]
RAISERS = frozenset(
    name
    for name, value in vars(kb.errors).items()
    if isinstance(value, type) and issubclass(value, kb.errors.KbError)
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Use:
    """One place that names a message; `values` is `None` where it can't be read off the code."""

    place: str
    code: str
    values: frozenset[str] | None
    is_error: bool


def listed(places: list[str]) -> str:
    """Return `places` one a line, as the message of an assertion."""
    return "\n".join(("", *places))


def _sources() -> Iterator[tuple[str, ast.Module]]:
    for package in ("kb", "indexer", "web"):
        for path in sorted((ROOT / package).rglob("*.py")):
            yield str(path.relative_to(ROOT)), ast.parse(path.read_text(encoding="utf-8"))


def _speaks(tree: ast.Module) -> frozenset[str]:
    """Return the names by which a module says a message: the errors, and `message` if imported."""
    imported = {
        alias.asname or alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module == "kb.errors"
        for alias in node.names
    }
    return RAISERS | (imported & {"message"})


def _values(call: ast.Call) -> frozenset[str] | None:
    names = [keyword.arg for keyword in call.keywords]
    return None if None in names else frozenset(filter(None, names))


def _uses() -> Iterator[Use]:
    for path, tree in _sources():
        speakers = _speaks(tree)
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
                name = ast.unparse(node.func).split(".")[-1]
                if name in speakers and isinstance(node.args[0].value, str):
                    yield Use(
                        place=f"{path}:{node.lineno}",
                        code=node.args[0].value,
                        values=_values(node),
                        is_error=name in RAISERS,
                    )


def _words() -> frozenset[str]:
    """Return every string constant of the packages; a code may pass through a variable."""
    return frozenset(
        node.value
        for _, tree in _sources()
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    )


def _starts() -> Iterator[str]:
    """Yield what stands before the first value of each f-string such as `role-{role}`."""
    for _, tree in _sources():
        for node in ast.walk(tree):
            if isinstance(node, ast.JoinedStr) and isinstance(node.values[0], ast.Constant):
                start = str(node.values[0].value)
                if re.fullmatch(r"[a-z]+(-[a-z]+)*-", start):
                    yield start


def _placeholders(text: str) -> frozenset[str]:
    return frozenset(name for _, name, _, _ in Formatter().parse(text) if name is not None)


@pytest.fixture(scope="module")
def messages() -> dict[str, str]:
    """Return the messages by code."""
    text = (ROOT / "kb/tables/messages.toml").read_text(encoding="utf-8")
    return {code: str(value) for code, value in tomllib.loads(text).items()}


def test_every_message_raised_exists(messages: dict[str, str]) -> None:
    """No error is raised with a code that has no text."""
    missing = [f"{use.place} {use.code}" for use in _uses() if use.code not in messages]
    assert not missing, listed(missing)


def test_every_placeholder_is_given(messages: dict[str, str]) -> None:
    """A message gets exactly the values that its text names."""
    wrong = [
        f"{use.place} {use.code}: {sorted(use.values)} ≠ {sorted(named)}"
        for use in _uses()
        if use.values is not None and use.code in messages
        if use.values != (named := _placeholders(messages[use.code]))
    ]
    assert not wrong, listed(wrong)


def test_every_message_is_used(messages: dict[str, str]) -> None:
    """No text waits for an error that is no longer raised."""
    words, starts = _words(), tuple(_starts())
    idle = [code for code in messages if code not in words and not code.startswith(starts)]
    assert not idle, listed(idle)


def test_messages_are_polite(messages: dict[str, str]) -> None:
    """A message addresses nobody, doesn't shout, and keeps to one line."""
    odd = [
        code
        for code, text in messages.items()
        if "!" in text or "bạn" in text.lower().split() or "\n" in text
    ]
    assert not odd, listed(odd)


def test_errors_are_whole_sentences(messages: dict[str, str]) -> None:
    """What an error says ends with a full stop."""
    cut = [
        f"{use.place} {use.code}"
        for use in _uses()
        if use.is_error and not messages.get(use.code, ".").endswith(".")
    ]
    assert not cut, listed(cut)
