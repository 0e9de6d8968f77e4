"""The site over a small office, and a client that talks to it without a network."""

import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from starlette.testclient import TestClient

sys.path.insert(0, str(Path(__file__).parent))

import office

from kb.library import Library
from kb.settings import Settings
from web.app import create_app

TODAY = date(2026, 1, 15)


def client_of(library: Library) -> TestClient:
    """Return a client of the site over `library`."""
    app = create_app(library, Settings(), today=lambda: TODAY)
    return TestClient(
        app, base_url="http://127.0.0.1", follow_redirects=False, raise_server_exceptions=False
    )


@pytest.fixture(scope="session")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    """Return the library of the office."""
    made = office.opened(tmp_path_factory.mktemp("office"), failed=("quet/hong.txt",))
    yield made
    made.close()


@pytest.fixture(scope="session")
def client(library: Library) -> TestClient:
    """Return a client of the office's site."""
    return client_of(library)


@pytest.fixture(scope="session")
def report_id() -> str:
    """Return the id of the report of Trà Vinh."""
    return office.read(office.PAPERS[0]).id
