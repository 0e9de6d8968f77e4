"""Every page, its twins, and what people read on them."""

import csv
import io
import json
from dataclasses import fields
from html.parser import HTMLParser

import pytest
from jinja2 import meta, nodes
from starlette.testclient import TestClient

from tests.web import office
from web import pages
from web.site import Asset, environment
from web.wording import load_wording

PAGES = (
    "/",
    "/search?q=mot+cua",
    "/search?q=16/CT-TTg",
    "/search",
    "/reports",
    "/instruments",
    "/instruments/vn:cp:nd:61:2018",
    "/instruments/vn:ttg:ct:16:%3F",
    "/findings",
    "/about",
)
TEMPLATES = {
    "start.html": pages.StartPage,
    "search.html": pages.SearchPage,
    "reports.html": pages.ReportsPage,
    "report.html": pages.ReportPage,
    "instruments.html": pages.InstrumentsPage,
    "instrument.html": pages.InstrumentPage,
    "chooser.html": pages.ChooserPage,
    "findings.html": pages.FindingsPage,
    "about.html": pages.AboutPage,
    "fault.html": pages.FaultPage,
    "docs.html": pages.DocsPage,
}
SHARED = ("base.html", "_box.html", "_parts.html")


class Tags(HTMLParser):
    """Collect start tags with their attributes, and the text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.words += data

    def all(self, name: str) -> list[dict[str, str | None]]:
        return [attributes for tag, attributes in self.tags if tag == name]


@pytest.mark.parametrize("url", PAGES)
def test_page_is_whole(client: TestClient, url: str) -> None:
    """A page is in Vietnamese, has one h1 and one main, unique ids, and prints no Python value."""
    response = client.get(url)
    read = Tags(response.text)
    ids = [attributes["id"] for _, attributes in read.tags if "id" in attributes]
    assert response.status_code == 200
    assert read.all("html") == [{"lang": "vi"}]
    assert len(read.all("h1")) == len(read.all("main")) == 1
    assert len(ids) == len(set(ids))
    assert "None" not in read.words
    assert "{{" not in response.text


@pytest.mark.parametrize("url", PAGES)
def test_links_inside_the_site_lead_somewhere(client: TestClient, url: str) -> None:
    """No link of a page is dead, and none leaves the site."""
    for link in Tags(client.get(url).text).all("a"):
        href = str(link["href"])
        assert href.startswith(("/", "#"))
        assert client.get(href.partition("#")[0] or url).status_code < 400, href


def test_report_links_every_citation_at_its_place(client: TestClient, report_id: str) -> None:
    """Each citation of the text is a link with its own id, to the instrument that it means."""
    read = Tags(client.get(f"/reports/{report_id}").text)
    cited = office.read(office.PAPERS[0]).citations
    links = {link["id"]: link for link in read.all("a") if str(link.get("id")).startswith("c")}
    assert list(links) == [f"c{n}" for n in range(1, len(cited) + 1)]
    assert links["c2"]["href"] == "/instruments/vn:cp:nd:61:2018"
    assert "Nghị định 61/2018/NĐ-CP" in str(links["c2"]["title"])


def test_report_text_is_unchanged(client: TestClient, report_id: str) -> None:
    """The words of the report stand on the page in their order, none added inside a sentence."""
    html = client.get(f"/reports/{report_id}").text
    read = Tags(html)
    assert "Đơn vị đã quán triệt Nghị định số 61/2018/NĐ-CP ngày 23/4/2018 của" in read.words


def test_uncertain_citation_says_so_in_words(client: TestClient, report_id: str) -> None:
    """A citation that is not sure bears a word beside it, not only a colour."""
    html = client.get(f"/reports/{report_id}").text
    assert 'class="cite open"' in html
    assert "chưa rõ</small>" in html


def test_table_tells_what_an_inferred_instrument_was_told_by(
    client: TestClient, report_id: str
) -> None:
    """No guess is silent: the reason stands below how sure it is, and only where it isn't literal."""
    html = client.get(f"/reports/{report_id}").text
    table = html[html.index('id="danh-muc"') :]
    assert office.INFERRED in table
    assert office.LITERAL not in table


def test_finding_stands_in_the_margin_and_links_back(client: TestClient, report_id: str) -> None:
    """A finding has a number at its words, a note beside them and an entry in the list."""
    read = Tags(client.get(f"/reports/{report_id}").text)
    flags = [link for link in read.all("a") if link.get("class") == "flag"]
    assert {"#f1", "#n1", "#f2", "#n2"} == {link["href"] for link in flags}
    assert {"f1", "f2"} <= {tag["id"] for tag in read.all("article") if "id" in tag}


def test_passage_leads_to_the_citing_sentence(client: TestClient) -> None:
    """A passage of the cited-by list links to the citation itself, which is on that page."""
    read = Tags(client.get("/instruments/vn:cp:nd:61:2018").text)
    quotes = [link for link in read.all("a") if link.get("class") == "whole"]
    page, _, anchor = str(quotes[0]["href"]).partition("#")
    assert f'id="{anchor}"' in client.get(page).text


def test_search_passage_leads_to_its_paragraph(client: TestClient, report_id: str) -> None:
    """A place in the raw text redirects to the paragraph that holds it."""
    start = office.read(office.PAPERS[0]).text.index("quán triệt")
    target = client.get(f"/reports/{report_id}/at/{start}").headers["location"]
    html = client.get(target.partition("#")[0]).text
    after = html[html.index(f'id="{target.partition("#")[2]}"') :]
    assert after.index("quán triệt") < after.index("</p>")


@pytest.mark.parametrize("typed", ["61/2018/NĐ-CP", "nd 61/2018", "vn:cp:nd:61:2018", "nđ 61/2018"])
def test_main_button_jumps_to_the_one_instrument(client: TestClient, typed: str) -> None:
    """Any spelling of one instrument leads to its one page."""
    response = client.get("/search", params={"q": typed, "go": "1"})
    assert response.status_code == 303
    assert response.headers["location"] == "/instruments/vn:cp:nd:61:2018"


def test_ambiguous_number_asks_to_choose(client: TestClient) -> None:
    """A number that several instruments bear is never guessed."""
    response = client.get("/search", params={"q": "16/CT-TTg", "go": "1"})
    assert response.headers["location"] == "/search?q=16%2FCT-TTg"
    html = client.get(response.headers["location"]).text
    assert "Có nhiều văn bản trùng số, ký hiệu – chọn văn bản" in html
    assert all(f"/instruments/vn:ttg:ct:16:{year}" in html for year in (2016, 2017, 2020))


def test_plain_text_button_recognises_nothing(client: TestClient) -> None:
    """The second button searches the words as they stand."""
    html = client.get("/search", params={"q": "61/2018/NĐ-CP", "text": "1"}).text
    assert "Nội dung tìm là số, ký hiệu" not in html
    assert "Báo cáo 1183/BC-STTTT" in html


def test_facet_narrows_and_chip_removes_it(client: TestClient) -> None:
    """A facet's link sets the filter, the sentence tells it, and its chip takes it away."""
    html = client.get("/search", params={"q": "một cửa", "place": "Trà Vinh"}).text
    assert "1 báo cáo có nội dung “một cửa”, tại Trà Vinh, xếp theo mức độ liên quan." in html
    chips = html[html.index('class="chips"') :]
    assert 'href="/search?q=m%E1%BB%99t+c%E1%BB%ADa"' in chips[: chips.index("</ul>")]


@pytest.mark.parametrize("spelling", ["61/2018/N%C4%90-CP", "nd%2061/2018", "VN:CP:ND:61:2018"])
def test_other_spelling_of_an_address_redirects(client: TestClient, spelling: str) -> None:
    """Every recognised spelling of an instrument's address leads to the canonical one."""
    response = client.get(f"/instruments/{spelling}")
    assert response.headers["location"] == "/instruments/vn:cp:nd:61:2018"


def test_partial_key_shows_the_chooser(client: TestClient) -> None:
    """A key that leaves the year open offers the instruments that it may mean."""
    html = client.get("/instruments/vn:ttg:ct:16:%3F").text
    assert "Chưa xác định được văn bản" in html
    assert "Về tăng cường và đổi mới công tác dân vận" in html


def test_effect_status_names_its_day(client: TestClient, report_id: str) -> None:
    """Effect status always comes with the date asked about; unknown is never in force."""
    assert "Còn hiệu lực tại ngày 15/01/2026" in client.get("/instruments/vn:cp:nd:61:2018").text
    assert "Chưa có dữ liệu hiệu lực" in client.get("/instruments/vn:ttg:ct:16:2016").text
    assert "Còn hiệu lực tại ngày báo cáo (05/09/2018)" in client.get(f"/reports/{report_id}").text


@pytest.mark.parametrize(
    "path",
    ["/search", "/reports", "/instruments", "/instruments/vn:cp:nd:61:2018", "/findings", "/about"],
)
def test_page_has_its_data_twins(client: TestClient, path: str) -> None:
    """Each page has a JSON and a CSV twin, linked from it."""
    html = client.get(path).text
    table = client.get(f"{path}.csv")
    assert f'href="{path}.json"' in html
    assert f'href="{path}.csv"' in html
    assert client.get(f"{path}.json").json()
    assert table.content.startswith(b"\xef\xbb\xbf")
    assert table.content.count(b"\n") == table.content.count(b"\r\n") > 1


def test_report_table_lists_its_authorities(client: TestClient, report_id: str) -> None:
    """The CSV twin of a report is its danh mục văn bản viện dẫn."""
    rows = list(csv.reader(io.StringIO(client.get(f"/reports/{report_id}.csv").text[1:])))
    assert [row[0] for row in rows[1:]] == [
        "vn-travinh:snv:cv:494:2017",
        "vn:cp:nd:61:2018",
        "vn:ttg:ct:16:2016",
        "vn:bnv:hd:45:?",
    ]


def test_api_citation_carries_its_proof(client: TestClient, report_id: str) -> None:
    """A citation on the wire has the position and the quote that prove it, and both agree."""
    body = client.get(f"/api/v1/reports/{report_id}").json()
    for citation in body["citations"]:
        start, end = citation["position"]["start"], citation["position"]["end"]
        assert body["text"][start:end] == citation["quote"]["exact"]
        assert body["text"][:start].endswith(citation["quote"]["prefix"])


@pytest.mark.parametrize(
    ("text", "status"), [("nđ 61/2018", 200), ("16/CT-TTg", 300), ("99/2031/NĐ-CP", 404)]
)
def test_resolve_tells_one_several_none_apart(client: TestClient, text: str, status: int) -> None:
    """The box's recognition as data says how many instruments fit."""
    body = client.post("/api/v1/resolve", json={"text": text}).json()
    assert body["status"] == status


def test_list_pages_are_chained(client: TestClient) -> None:
    """A list gives the full address of its next page, in the body and in the Link header."""
    response = client.get("/api/v1/reports", params={"limit": 3})
    following = response.json()["next"]
    assert following == "http://127.0.0.1/api/v1/reports?page=2&limit=3"
    assert following in response.headers["link"]
    assert client.get(following).json()["next"] is None


def test_suggestions_in_the_browsers_form(client: TestClient) -> None:
    """The browser's address bar gets its own form of suggestions."""
    url = "/api/v1/suggest?q=mot%20cua&format=opensearch"
    assert client.get(url).json()[1] == ["Nghị định 61/2018/NĐ-CP"]


def test_graph_twin_equals_the_data(client: TestClient) -> None:
    """The table under the drawing lists the same nodes as the graph's data."""
    nodes = client.get("/api/v1/graph/ego", params={"id": "vn:cp:nd:61:2018"}).json()["nodes"]
    html = client.get("/instruments/vn:cp:nd:61:2018").text
    twin = html[html.index('class="twin"') :]
    first = twin[: twin.index("</table>")]
    assert first.count('<th scope="row">') == len(nodes) > 1


def test_openapi_describes_every_operation(client: TestClient) -> None:
    """The description names an operation for each address, its id stable, and none outside /api/v1."""
    described = json.loads(client.get("/api/v1/openapi.json").text)
    ids = [way["operationId"] for ways in described["paths"].values() for way in ways.values()]
    assert sorted(ids) == [
        "ego",
        "findings",
        "instrument",
        "instruments",
        "report",
        "reports",
        "resolve",
        "search",
        "suggest",
        "totals",
    ]
    assert all(path.startswith("/api/v1/") for path in described["paths"])


@pytest.mark.parametrize(("template", "shape"), TEMPLATES.items())
def test_template_uses_only_documented_names(template: str, shape: type) -> None:
    """A template sees the fields of its dataclass and the shared functions, nothing else."""
    say = load_wording()
    made = environment(say, {"site.css": Asset(name="a", media_type="text/css", data=b"")})
    loader = made.loader
    assert loader is not None
    known = {field.name for field in fields(shape)} | set(made.globals)
    for name in (template, *SHARED):
        source = loader.get_source(made, name)[0]
        tree = made.parse(source)
        made_here = {each.name for each in tree.find_all(nodes.Macro)}
        made_here |= {each.target for each in tree.find_all(nodes.Import)} | {"kind"}
        used = meta.find_undeclared_variables(tree) - made_here
        assert used <= (known if name == template else known | {"shell"}), name


def test_page_of_a_partial_key_gives_no_total(client: TestClient) -> None:
    """It says that several instruments may be meant and lists the mentions by report."""
    page = client.get("/instruments/vn:bnv:hd:45:%3F").text
    assert "có thể là nhiều văn bản khác nhau" in page
    assert "Các lần nhắc, theo từng báo cáo" in page
    assert "3 báo cáo viện dẫn" not in page


def test_api_tells_a_partial_key(client: TestClient) -> None:
    """The card says `partial`, and so does each report's own node of the graph."""
    body = client.get("/api/v1/instruments/vn:bnv:hd:45:%3F").json()
    assert body["card"]["instrument"]["partial"] is True
    ego = client.get("/api/v1/graph/ego", params={"id": "vn:bnv:hd:45:?"}).json()
    assert sum(node["partial"] for node in ego["nodes"]) == 3
