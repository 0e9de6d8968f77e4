"""The option that writes the golden documents anew, for review in the diff."""

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add `--rewrite-golden`; it counts where this folder is named on the command line."""
    parser.addoption(
        "--rewrite-golden",
        action="store_true",
        help="write the expected citations of the golden documents from what is read now",
    )


@pytest.fixture
def rewrite_golden(request: pytest.FixtureRequest) -> bool:
    """Return whether the golden files are to be written anew."""
    return bool(request.config.getoption("--rewrite-golden", default=False))
