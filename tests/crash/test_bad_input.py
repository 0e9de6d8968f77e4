"""Whatever the command line is given, it answers with one clear line and its exit code."""

from __future__ import annotations

import os
import shutil
import socket
from collections.abc import Callable
from pathlib import Path

import pytest

from kb.store.lock import writer_lock
from tests.conftest import Require
from tests.crash.command import MAIN, ROOT, Kb, write_reports

pytestmark = pytest.mark.slow
NOBODY = 65534
AS_NOBODY = f"""
import os, sys
from kb.cli.root import run
good, *arguments = sys.argv[1:]
with open(os.devnull, "w") as quiet:
    kept, sys.stderr = sys.stderr, quiet
    run(["index", good, "--workers", "1", "--home", good + ".home"])
    sys.stderr = kept
os.setegid({NOBODY})
os.seteuid({NOBODY})
sys.exit(run(arguments))
"""
"""Loads everything by a first run, since another user may be unable to read the clone."""


@pytest.fixture
def kb(tmp_path: Path) -> Kb:
    """Return `kb` with no data yet."""
    return Kb(home=tmp_path / "home")


@pytest.fixture
def good(tmp_path: Path) -> Path:
    """Return a report that can be read."""
    (path,) = write_reports(tmp_path / "good", 1)
    return path


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Kb:
    """Return `kb` with a report in its data."""
    folder = tmp_path_factory.mktemp("filled")
    write_reports(folder / "good", 1)
    kb = Kb(home=folder / "home")
    assert kb("index", folder / "good", "--quiet").code == 0
    return kb


BAD = {
    "archive.md": (b"PK\x03\x04" + b"\0" * 99, "không phải văn bản thuần"),
    "binary.txt": (bytes(range(256)) * 20, "nhị phân"),
    "blank.txt": (b" \r\n\t", "không có chữ nào"),
    "broken.txt": ("Báo cáo".encode() + b"\xff\xfe\xfd", "không phải"),
    "empty.txt": (b"", "không có chữ nào"),
    "nul.txt": ("Báo cáo\0 quý".encode(), "NUL"),
    "picture.txt": (b"\x89PNG\r\n\x1a\n" + b"\0" * 99, "không phải văn bản thuần"),
    "report.docx": (b"PK\x03\x04", "Chưa đọc được loại tệp"),
}


def test_bad_files_are_named_with_their_reasons(kb: Kb, tmp_path: Path, good: Path) -> None:
    """Each bad file is one line with its reason, the good one is read, and the exit code is 1."""
    for name, (data, _) in BAD.items():
        (tmp_path / name).write_bytes(data)
    done = kb("index", *(tmp_path / name for name in BAD), good, "--workers", "1", "--quiet")
    lines = done.err.splitlines()
    assert (done.code, done.out, len(lines)) == (1, "", len(BAD))
    for line, (name, (_, told)) in zip(lines, BAD.items(), strict=True):
        assert line.startswith(f"kb: {tmp_path / name}: ")
        assert told in line
    assert kb("verify", "--quiet").code == 0
    assert good.name in kb("search", '"bộ thử nghiệm"', "--json").out


@pytest.fixture
def as_nobody(kb: Kb, good: Path, require: Require) -> Callable[..., tuple[int, str]]:
    """Return `kb` run by a user without rights on the test's files, with code and what it said."""
    require("root", os.geteuid() == 0, "run as root, which can take another user's place")

    def run(*arguments: str | Path) -> tuple[int, str]:
        done = kb(good, *arguments, program=AS_NOBODY)
        assert done.out == ""
        assert done.is_one_line(), done.err
        return done.code, done.err

    return run


def test_an_unreadable_file_is_named(
    as_nobody: Callable[..., tuple[int, str]], for_all: Path
) -> None:
    """A file that the user may not read is a failed file: exit code 1."""
    secret = for_all / "secret.txt"
    secret.write_text("Báo cáo", "utf-8")
    secret.chmod(0o600)
    code, told = as_nobody("extract", secret)
    assert (code, "secret.txt" in told, "quyền đọc" in told) == (1, True, True)


@pytest.mark.parametrize("command", [("index", "{good}"), ("rebuild",)])
def test_a_read_only_home_is_named(
    as_nobody: Callable[..., tuple[int, str]],
    kb: Kb,
    good: Path,
    for_all: Path,
    command: tuple[str, ...],
) -> None:
    """A data directory that the user may not write to is told with the way out: exit code 2."""
    assert kb("index", good).code == 0
    for path in (kb.home, *kb.home.rglob("*")):
        path.chmod(0o755 if path.is_dir() else 0o644)
    code, told = as_nobody(*(word.format(good=good) for word in command))
    assert code == 2
    assert str(for_all / "home") in told


def test_a_bad_rule_row_is_named_by_file_and_row(tmp_path: Path, good: Path) -> None:
    """A row that is no rule stops the program with file, row and columns: exit code 2."""
    for package in ("kb", "indexer", "web"):
        shutil.copytree(ROOT / package, tmp_path / package)
    rules = tmp_path / "indexer/rules/heads.jsonl"
    rows = rules.read_text("utf-8").splitlines()
    rules.write_text("\n".join((*rows, '{"id": "x"}', "")), "utf-8")
    done = Kb(home=tmp_path / "home", extra={"PYTHONPATH": str(tmp_path)})("index", good)
    assert (done.code, done.out, done.is_one_line()) == (2, "", True)
    assert "heads.jsonl" in done.err
    assert str(len(rows) + 1) in done.err


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("index", "--worker", "2", "x"), "--workers"),
        (("index",), "PATH"),
        (("index", "nowhere"), "nowhere"),
        (("serve", "--port", "x"), "--port"),
        (("search", "x" * 100_000), "512"),
        (("search", "(" * 5_000), "512"),
        (("cite", "(" * 5_000), "kb search"),
    ],
    ids=lambda value: " ".join(value)[:24] if isinstance(value, tuple) else "",
)
def test_wrong_use_is_one_line(filled: Kb, arguments: tuple[str, ...], told: str) -> None:
    """A wrong option, a missing path, a query beyond all bounds: one line and exit code 2."""
    done = filled(*arguments)
    assert (done.code, done.out, done.is_one_line()) == (2, "", True), done.err[-300:]
    assert told in done.err


def test_a_port_in_use_is_named(filled: Kb) -> None:
    """A server whose port is taken says which: exit code 2."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        done = filled("serve", "--port", port)
    assert (done.code, done.is_one_line(), port in done.err) == (2, True, True)


def test_a_second_indexer_is_told_who_is_at_work(filled: Kb, good: Path) -> None:
    """While one process writes, another ends with 75 and the number of the first; later it works."""
    with writer_lock(filled.home / "lock"):
        done = filled("index", good)
    assert (done.code, done.is_one_line(), str(os.getpid()) in done.err) == (75, True, True)
    assert filled("index", good).code == 0


def test_the_program_is_started_as_people_start_it() -> None:
    """What the tests start is what the command `kb` starts."""
    script = (ROOT / "pyproject.toml").read_text("utf-8")
    assert 'kb = "kb.cli:main"' in script
    assert "from kb.cli import main" in MAIN
