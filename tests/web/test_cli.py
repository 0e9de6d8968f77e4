"""`kb serve` as people start and stop it."""

import http.client
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.web import office
from web.cli import address_of


def start(home: Path, *options: str) -> "subprocess.Popen[str]":
    """Start `kb serve` over a store."""
    code = "from kb.cli import main; main()"
    return subprocess.Popen(
        [sys.executable, "-c", code, "serve", "--home", str(home), *options],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    )


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a data directory with the office's reports."""
    path = tmp_path_factory.mktemp("served")
    office.opened(path).close()
    return path


@pytest.fixture
def served(home: Path) -> Iterator["subprocess.Popen[str]"]:
    """Return a running server on a free port."""
    process = start(home, "--port", "0")
    yield process
    process.kill()
    process.communicate()


@pytest.mark.slow
def test_serve_tells_its_address_answers_and_stops(
    home: Path, served: "subprocess.Popen[str]"
) -> None:
    """The address is printed when it answers; the longest query gets a page; Ctrl-C ends it without noise."""
    assert served.stdout is not None
    line = served.stdout.readline()
    port = int(line.split("127.0.0.1:")[1].split("/")[0])
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    connection.request("GET", "/search?q=" + "x" * 100_000)
    response = connection.getresponse()
    page = response.read().decode()
    connection.close()
    second = start(home, "--port", str(port))
    _, complaint = second.communicate(timeout=60)
    served.send_signal(signal.SIGINT)
    _, noise = served.communicate(timeout=30)
    assert (response.status, "Địa chỉ quá dài" in page) == (414, True)
    assert response.getheader("server") is None
    assert (second.returncode, complaint.count("\n")) == (2, 1)
    assert f"Cổng {port}" in complaint
    assert "Traceback" not in noise
    assert served.returncode in {0, 130}


@pytest.mark.slow
def test_serve_without_data_is_one_line(tmp_path: Path) -> None:
    """Without a data directory there is one line that says so, and exit code 2."""
    process = start(tmp_path / "none", "--port", "0")
    _, complaint = process.communicate(timeout=60)
    assert (process.returncode, complaint.count("\n")) == (2, 1)


@pytest.mark.parametrize(
    ("host", "shown"), [("127.0.0.1", "http://127.0.0.1:"), ("0.0.0.0", "http://127.0.0.1:")]
)
def test_address_is_one_that_a_browser_opens(host: str, shown: str) -> None:
    """A server that listens everywhere names an address of this machine."""
    with socket.create_server((host, 0)) as listener:
        assert address_of(listener).startswith(shown)
