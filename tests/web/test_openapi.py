"""The description of the API for programs, kept in the documents, is the one that the site serves.

`.venv/bin/python -m tests.web.test_openapi` writes docs/reference/openapi.json anew; a change that
breaks a client belongs in the changelog.
"""

import json
import tempfile
from pathlib import Path

from starlette.testclient import TestClient

from tests.web import office

SNAPSHOT = Path(__file__).resolve().parents[2] / "docs/reference/openapi.json"
ADDRESS = "/api/v1/openapi.json"


def _described(client: TestClient) -> str:
    """Return what the site says of its API, one line for each value, so that changes can be read."""
    return json.dumps(client.get(ADDRESS).json(), ensure_ascii=False, indent=1, sort_keys=True)


def test_the_documents_hold_the_api_that_the_site_serves(client: TestClient) -> None:
    """Who changes the API sees the change beside the code, and writes the snapshot anew."""
    kept = SNAPSHOT.read_text(encoding="utf-8")
    assert kept == f"{_described(client)}\n", "python -m tests.web.test_openapi"


def test_every_operation_has_a_name_of_its_own(client: TestClient) -> None:
    """Names are what generated clients call; two alike would hide one another."""
    paths = json.loads(_described(client))["paths"]
    names = [action["operationId"] for path in paths.values() for action in path.values()]
    assert sorted(set(names)) == sorted(names)


def _write() -> None:
    with tempfile.TemporaryDirectory() as folder:
        library = office.opened(Path(folder))
        SNAPSHOT.write_text(f"{_described(office.client_of(library))}\n", encoding="utf-8")
        library.close()


if __name__ == "__main__":
    _write()
