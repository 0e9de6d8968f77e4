"""The promises of the test suite itself: named skips, figures, no network."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

CASES = """
import socket

import pytest


def test_needs_a_tool(require):
    require("teapot", False, "apt-get install teapot")


def test_has_a_figure(figure):
    figure("answer: 42")


@pytest.mark.parametrize("swallow", [(), OSError, Exception], ids=["a", "b", "c"])
def test_goes_out(swallow):
    try:
        socket.create_connection(("192.0.2.1", 9), timeout=0.1)
    except swallow:
        pass


def test_stays_in():
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        socket.create_connection(server.getsockname(), timeout=5).close()
"""


def _run(folder: Path, *arguments: str, required: str = "") -> list[str]:
    shutil.copy(Path(__file__).with_name("conftest.py"), folder)
    (folder / "test_cases.py").write_text(CASES, encoding="utf-8")
    command = [sys.executable, "-m", "pytest", "-p", "no:randomly", "-p", "no:cacheprovider"]
    done = subprocess.run(
        [*command, *arguments],
        cwd=folder,
        env={**os.environ, "KB_REQUIRE": required, "PYTEST_ADDOPTS": ""},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    return done.stdout.splitlines()


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """Return what a run of the cases in a worker process prints."""
    return _run(tmp_path_factory.mktemp("suite"), "-n", "1")


def test_a_missing_tool_is_listed_among_the_last_lines(log: list[str]) -> None:
    """What a machine lacks stands, with how to install it, right above the closing lines."""
    place = log.index("teapot: apt-get install teapot (1)")
    assert "skipped on this machine" in log[place - 1]
    assert "short test summary" in log[place + 1]


def test_a_required_tool_fails_the_run(tmp_path: Path) -> None:
    """`KB_REQUIRE` turns the skip into a failure that names the tool."""
    log = _run(tmp_path, "test_cases.py::test_needs_a_tool", required="browser, teapot")
    assert "1 failed" in log[-1]
    assert any("KB_REQUIRE names teapot" in line for line in log)


def test_figures_reach_the_log(log: list[str]) -> None:
    """A figure is printed at the end, also when a worker process measured it."""
    assert "answer: 42" in log


@pytest.mark.parametrize("case", ["a", "b", "c"])
def test_no_test_reaches_another_host(log: list[str], case: str) -> None:
    """An outbound connection fails its test even when the code swallows every exception."""
    assert any(line.startswith(f"ERROR test_cases.py::test_goes_out[{case}]") for line in log)


def test_loopback_is_allowed(log: list[str]) -> None:
    """A server on this machine can be asked."""
    assert not any(line.startswith(("FAILED", "ERROR")) and "stays_in" in line for line in log)
    assert "3 passed" in log[-1]
