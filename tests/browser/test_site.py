"""The site in a real browser: as people of different sight, screens and keyboards meet it."""

import re
from importlib.resources import files

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visitor
from tests.web import office

pytestmark = pytest.mark.browser

REPORT = f"/reports/{office.read(office.PAPERS[0]).id}"
PAGES = (
    "/",
    "/search?q=mot+cua",
    "/search?q=16/CT-TTg",
    "/search?q=61/2018/NĐ-CP&place=Trà Vinh",
    "/search?q=khongcogi",
    "/reports",
    REPORT,
    "/instruments",
    "/instruments/vn:cp:nd:61:2018",
    "/instruments/vn:ttg:ct:16:2017",
    "/instruments/vn:ttg:ct:16:%3F",
    "/instruments/16/CT-TTg",
    "/findings",
    "/about",
    "/nowhere",
)
AXE = files("axe_playwright_python").joinpath("axe.min.js").read_text("utf-8")
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", [360, 1440])
def test_page_has_no_accessibility_fault(
    visitor: Visitor, path: str, width: int, dark: bool
) -> None:
    """No page violates WCAG 2.2 AA in either theme, on a telephone or a desk."""
    visit = visitor.open(path, width=width, dark=dark, scripts=True)
    visit.page.evaluate(AXE)
    found = visit.page.evaluate("tags => axe.run({runOnly: {type: 'tag', values: tags}})", TAGS)
    told = [
        (
            each["id"],
            [(node["html"][:120], node["failureSummary"][:200]) for node in each["nodes"]][:3],
        )
        for each in found["violations"]
    ]
    assert not told


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("width", [320, 360, 1440])
def test_page_fits_and_stays_at_home(visitor: Visitor, path: str, width: int) -> None:
    """Without scripts a page is there, never wider than the screen, asks no other host, breaks no policy."""
    visit = visitor.open(path, width=width)
    expect(visit.page.locator("h1")).to_be_visible()
    reaches = visit.page.locator("html").evaluate("root => root.scrollWidth")
    assert reaches <= width
    assert not visit.outside
    assert not [said for said in visit.complaints if "status of" not in said]


def test_api_page_works_offline(visitor: Visitor) -> None:
    """The API's own page comes from this machine alone, under the same policy."""
    visit = visitor.open("/docs", scripts=True)
    expect(visit.page.get_by_text("/api/v1/search").first).to_be_visible()
    assert not visit.outside


@pytest.mark.parametrize("typed", ["61/2018/NĐ-CP", "nd 61/2018", "vn:cp:nd:61:2018"])
def test_any_spelling_leads_to_the_same_page(visitor: Visitor, typed: str) -> None:
    """Typing an instrument and pressing Enter opens its page."""
    page = visitor.open("/").page
    box = page.get_by_role("searchbox")
    box.fill(typed)
    box.press("Enter")
    expect(page).to_have_url(re.compile(r"/instruments/vn:cp:nd:61:2018$"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Nghị định 61/2018/NĐ-CP")


def test_ambiguous_number_offers_a_choice(visitor: Visitor) -> None:
    """Several instruments of one number are told apart by title and date, and one is chosen."""
    page = visitor.open("/").page
    box = page.get_by_role("searchbox")
    box.fill("16/CT-TTg")
    box.press("Enter")
    expect(page.get_by_text("Có nhiều văn bản trùng số, ký hiệu – chọn văn bản")).to_be_visible()
    page.locator(".chooser").get_by_role("link").nth(2).click()
    expect(page.get_by_text("31/03/2020").first).to_be_visible()


def test_facet_on_and_off(visitor: Visitor) -> None:
    """A facet narrows the hits, its chip widens them again."""
    page = visitor.open("/search?q=mot+cua").page
    expect(page.locator(".hit")).to_have_count(3)
    page.get_by_role("link", name="Lào Cai 1", exact=False).last.click()
    expect(page.locator(".hit")).to_have_count(1)
    page.locator(".chips").get_by_role("link").first.click()
    expect(page.locator(".hit")).to_have_count(3)


def test_passage_opens_at_the_sentence(visitor: Visitor) -> None:
    """A passage of the cited-by list opens the report at the citation."""
    page = visitor.open("/instruments/vn:cp:nd:61:2018").page
    page.locator(".snippets a.whole").first.click()
    expect(page).to_have_url(re.compile(r"/reports/[0-9a-f]{12}#c\d+$"))
    expect(page.locator("a.cite:target")).to_be_in_viewport()


def test_keyboard_alone_reaches_a_report(visitor: Visitor) -> None:
    """From the start page to a cited instrument with Tab, typing and Enter only."""
    page = visitor.open("/", scripts=True).page
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_in_viewport()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.get_by_role("searchbox")).to_be_focused()
    page.keyboard.type("co che mot cua")
    page.keyboard.press("Enter")
    link = page.locator(".hit h3 a").first
    expect(link).to_be_visible()
    page.locator("main").focus()
    for _ in range(60):
        page.keyboard.press("Tab")
        if link.evaluate("each => each === document.activeElement"):
            break
    expect(link).to_be_focused()
    outline = link.evaluate("each => parseFloat(getComputedStyle(each).outlineWidth)")
    assert outline >= 2
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("/BC-STTTT")


def test_line_height_leaves_room_for_diacritics(visitor: Visitor) -> None:
    """No text that people read is set tighter than one and a half."""
    page = visitor.open(REPORT, scripts=True).page
    tight = page.evaluate(
        """() => [...document.querySelectorAll('main p, main h1, main h2, main h3, main td, main li, main a')]
        .filter(each => !each.closest('svg') && !each.matches('.flag'))
        .map(each => [each.outerHTML.slice(0, 80), getComputedStyle(each)])
        .filter(([, style]) => parseFloat(style.lineHeight) / parseFloat(style.fontSize) < 1.49)
        .map(([html]) => html)"""
    )
    assert not tight


def test_print_shows_addresses_and_no_navigation(visitor: Visitor) -> None:
    """On paper there is no menu and no box, and the text of the report stays."""
    page = visitor.open(REPORT).page
    page.emulate_media(media="print")
    expect(page.locator(".top nav")).to_be_hidden()
    expect(page.locator(".box")).to_be_hidden()
    expect(page.locator(".sheet")).to_be_visible()


def test_table_twin_of_the_drawing(visitor: Visitor) -> None:
    """The drawing's table opens without scripts and names the same nodes."""
    page = visitor.open("/instruments/vn:cp:nd:61:2018").page
    page.get_by_text("Xem dạng bảng").click()
    rows = page.locator(".twin table").first.locator("tbody tr")
    assert rows.count() == page.locator(".drawing svg .node[href]").count()
