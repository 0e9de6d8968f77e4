"""The site over a small office, and a client that talks to it without a network."""

from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from kb.library import Library
from tests.web import office
from tests.web.office import client_of


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
