"""What every test shares: named skips, figures for the log, no network, the gold set."""

import os
import shutil
import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Protocol

import hypothesis
import pytest

ROOT = Path(__file__).resolve().parents[1]
REQUIRED = frozenset(filter(None, os.environ.get("KB_REQUIRE", "").replace(" ", "").split(",")))
CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome")

hypothesis.settings.register_profile("ci", derandomize=True, deadline=None, print_blob=True)
hypothesis.settings.register_profile("dev", deadline=None)
hypothesis.settings.load_profile("ci" if os.environ.get("CI") else "dev")


# --- what a machine lacks is skipped by name, never silently


class Require(Protocol):
    """Skip the test unless something is there; fail it when `KB_REQUIRE` names it."""

    def __call__(self, name: str, available: object, how_to_install: str) -> None: ...


def _require(name: str, available: object, how_to_install: str) -> None:
    if available:
        return
    reason = f"{name}: {how_to_install}"
    if name in REQUIRED:
        pytest.fail(f"KB_REQUIRE names {reason}", pytrace=False)
    pytest.skip(reason)


@pytest.fixture(scope="session")
def require() -> Require:
    """Return the function that skips by name: `require("browser", shutil.which("chromium"), how)`."""
    return _require


@pytest.fixture(scope="session")
def chromium(require: Require) -> Path:
    """Return the machine's own Chromium; a downloaded one would be a second, unpinned browser."""
    found = next(filter(None, map(shutil.which, CHROMIUM_NAMES)), None)
    require("browser", found, "apt-get install chromium")
    return Path(str(found))


@pytest.fixture(scope="session")
def gold(require: Require) -> Path:
    """Return the folder of the gold set, which is kept beside the clone and not in it."""
    path = Path(os.environ.get("KB_GOLD", ROOT.parent / "shared" / "gold"))
    require("gold", path.is_dir(), "put the gold set beside the clone or name it in KB_GOLD")
    return path


@pytest.fixture
def for_all(tmp_path: Path, require: Require) -> Path:
    """Return the test's folder, opened to other users; pytest keeps its folders to itself."""
    for folder in (tmp_path, *tmp_path.parents):
        if folder.stat().st_uid == os.geteuid() and not folder.stat().st_mode & 0o002:
            folder.chmod(folder.stat().st_mode | 0o055)
        if folder.name.startswith("pytest-of-"):
            break
    closed = [str(folder) for folder in tmp_path.parents if not folder.stat().st_mode & 0o001]
    require("open folders", not closed, f"let other users enter {', '.join(closed)}")
    return tmp_path


# --- figures are printed at the end of every run, also of a parallel one


@pytest.fixture
def figure(request: pytest.FixtureRequest) -> Callable[[str], None]:
    """Return a function that hands one line to the end of the run's log."""

    def note(line: str) -> None:
        request.node.user_properties.append(("figure", line))

    return note


@pytest.hookimpl(trylast=True)
def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print the figures and, last, what was skipped."""
    reports = [
        report
        for outcome in terminalreporter.stats.values()
        for report in outcome
        if isinstance(report, pytest.TestReport)
    ]
    _section(terminalreporter, "figures", _figures(reports))
    _section(terminalreporter, "skipped on this machine", _skipped(reports))


def _section(terminal: pytest.TerminalReporter, title: str, lines: list[str]) -> None:
    if lines:
        terminal.section(title)
        for line in lines:
            terminal.write_line(line)


def _figures(reports: list[pytest.TestReport]) -> list[str]:
    lines = [
        str(value)
        for report in reports
        if report.when == "teardown" or report.failed
        for name, value in report.user_properties
        if name == "figure"
    ]
    return sorted(set(lines))


def _skipped(reports: list[pytest.TestReport]) -> list[str]:
    counts: dict[str, int] = {}
    for report in reports:
        if report.skipped and not hasattr(report, "wasxfail"):
            reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else "?"
            counts[reason] = counts.get(reason, 0) + 1
    return [f"{reason.removeprefix('Skipped: ')} ({n})" for reason, n in sorted(counts.items())]


# --- nothing leaves the machine


class OutboundError(RuntimeError):
    """The code under test tried to reach another host."""


_attempts: list[str] = []


def _is_local(address: object) -> bool:
    if not isinstance(address, tuple):
        return True  # AF_UNIX and the like
    host = str(address[0])
    return host in {"localhost", "::1", ""} or host.startswith("127.")


def _check(address: object) -> None:
    if not _is_local(address):
        _attempts.append(repr(address))
        raise OutboundError(f"outbound connection to {address!r}")


def _guarded(original: Callable[..., Any], position: int) -> Callable[..., Any]:
    def call(*args: Any, **options: Any) -> Any:  # noqa: ANN401 (stands in for any socket call)
        _check(args[position])
        return original(*args, **options)

    return call


def _guarded_lookup(original: Callable[..., Any]) -> Callable[..., Any]:
    def look_up(host: object, *args: Any, **options: Any) -> Any:  # noqa: ANN401 (as above)
        name = host.decode() if isinstance(host, bytes) else host
        _check((name or "", 0))
        return original(host, *args, **options)

    return look_up


@pytest.fixture(scope="session", autouse=True)
def _no_network() -> Iterator[None]:
    """Refuse every connection and name look-up that leaves the machine."""
    with pytest.MonkeyPatch.context() as patch:
        for name, position in (("connect", 1), ("connect_ex", 1), ("sendto", -1)):
            original = getattr(socket.socket, name)
            patch.setattr(socket.socket, name, _guarded(original, position))
        patch.setattr(socket, "getaddrinfo", _guarded_lookup(socket.getaddrinfo))
        yield


@pytest.fixture(autouse=True)
def _nothing_went_out() -> Iterator[None]:
    """Fail a test whose code swallowed the refusal."""
    _attempts.clear()
    yield
    assert not _attempts, f"outbound connections tried: {_attempts}"
