"""The site on a free port of this machine, and the machine's own browser."""

import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import uvicorn
from playwright.sync_api import Browser, BrowserContext, Page, Route, sync_playwright

from kb.settings import Settings
from tests.web import office
from web.app import create_app


@pytest.fixture(scope="session")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve the office's site; one server for the whole run."""
    library = office.opened(tmp_path_factory.mktemp("browser"), failed=("quet/hong.txt",))
    app = create_app(library, Settings(), today=lambda: office.TODAY)
    listener = socket.create_server(("127.0.0.1", 0))
    config = uvicorn.Config(
        app, log_level="warning", server_header=False, lifespan="off", http="h11"
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    server.should_exit = True
    thread.join(10)
    library.close()


@pytest.fixture(scope="session")
def chromium_browser(chromium: Path) -> Iterator[Browser]:
    """Launch the machine's Chromium once; as root it has no sandbox to use."""
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield browser
        browser.close()


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """A page as a person sees it, and the addresses of other hosts that it asked for."""

    page: Page
    outside: list[str]
    complaints: list[str]


class Visitor:
    """Open pages of the site in fresh contexts; everything meant for another host is stopped and noted."""

    def __init__(self, browser: Browser, address: str) -> None:
        self._browser = browser
        self._address = address
        self._contexts: list[BrowserContext] = []

    def open(
        self, path: str, *, width: int = 1440, dark: bool = False, scripts: bool = False
    ) -> Visit:
        """Return the page at `path`."""
        context = self._browser.new_context(
            viewport={"width": width, "height": 900},
            color_scheme="dark" if dark else "light",
            java_script_enabled=scripts,
            bypass_csp=False,
            base_url=self._address,
        )
        self._contexts.append(context)
        visit = Visit(page=context.new_page(), outside=[], complaints=[])

        def watch(route: Route) -> None:
            if urlsplit(route.request.url).hostname in {"127.0.0.1", None}:
                route.continue_()
            else:
                visit.outside.append(route.request.url)
                route.abort()

        context.route("**/*", watch)
        visit.page.on("console", lambda said: visit.complaints.append(said.text))
        visit.page.goto(path)
        return visit

    def close(self) -> None:
        """Close what was opened."""
        for context in self._contexts:
            context.close()


@pytest.fixture
def visitor(chromium_browser: Browser, address: str) -> Iterator[Visitor]:
    """Return somebody who opens pages."""
    made = Visitor(chromium_browser, address)
    yield made
    made.close()
