"""Take the pictures of the documents from a site that serves the sample reports.

After `make run` or `kb serve`, in another window:
`.venv/bin/python -m tests.browser.pictures http://127.0.0.1:8000`
"""

import os
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urljoin

from playwright.sync_api import Browser, Page, sync_playwright

FOLDER = Path(__file__).resolve().parents[2] / "docs/pictures"
REPORT = "/reports/6daac30ca1c5"
DIRECTIVE = "/instruments/vn:ttg:ct:16:2016"


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A part of a page: what stands at its top, and how it is looked at."""

    name: str
    address: str
    top: str | None = None
    """CSS of the element to scroll to; the top of the page without one."""
    width: int = 1440
    height: int = 900
    dark: bool = False


PICTURES = (
    Picture(name="report", address=REPORT, top="text=II. KẾT QUẢ >> visible=true"),
    Picture(name="search", address='/search?q="co che mot cua"'),
    Picture(name="instrument", address=DIRECTIVE, height=1000),
    Picture(name="graph-dark", address=DIRECTIVE, top="main svg", height=760, dark=True),
    Picture(name="findings", address="/findings", height=780),
    Picture(
        name="phone-report",
        address=REPORT,
        top="text=1. Một cửa >> visible=true",
        width=360,
        height=740,
    ),
    Picture(
        name="phone-search-dark", address="/search?q=16/CT-TTg", width=360, height=740, dark=True
    ),
)


def take(browser: Browser, picture: Picture, site: str) -> None:
    """Write one picture."""
    context = browser.new_context(
        viewport={"width": picture.width, "height": picture.height},
        color_scheme="dark" if picture.dark else "light",
        is_mobile=picture.width < 600,
        locale="vi-VN",
    )
    page = context.new_page()
    page.goto(urljoin(site, picture.address))
    _scroll(page, picture.top)
    page.screenshot(path=FOLDER / f"{picture.name}.png")
    context.close()


def _scroll(page: Page, top: str | None) -> None:
    if top:
        page.locator(top).first.evaluate(
            "e => window.scrollBy(0, e.getBoundingClientRect().top - 24)"
        )


def main(site: str) -> None:
    """Take all pictures."""
    found = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))))
    with sync_playwright() as driver:
        browser = driver.chromium.launch(
            executable_path=found, args=["--no-sandbox"] if os.geteuid() == 0 else []
        )
        for picture in PICTURES:
            take(browser, picture, site)
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1])
