"""What a hostile document, query or browser must not achieve."""

import re
import time
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from kb.errors import StoreError
from kb.library import Library
from kb.settings import Settings
from tests.web import office
from tests.web.office import client_of
from tests.web.test_pages import PAGES, Tags
from web.app import create_app
from web.drawing import UnsafeDrawing, checked_svg
from web.guard import content_security_policy, host_names, known_host

ANSWERS = (
    *PAGES,
    "/docs",
    "/healthz",
    "/opensearch.xml",
    "/static/nothing.css",
    "/nowhere",
    "/reports/ffffffffffff",
    "/reports/ffffffffffff.json",
    "/instruments/vn:cp:nd:1:1901",
    "/search?page=0",
    "/search?sort=worst",
    "/search?from=2018-13-45",
    "/search?q=16/CT-TTg&go=1",
    "/api/v1/search?q=mot+cua",
    "/api/v1/openapi.json",
    "/static-offline-docs/swagger-ui.css",
    "/static-offline-docs/../../secret",
)
PAYLOADS = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "'><svg/onload=alert(1)>",
    "</title><script>alert(1)</script>",
    "</textarea><script>alert(1)</script>",
    "<a href=javascript:alert(1)>x</a>",
    "{{ 7*7 }}{% raw %}",
    "<mark>x</mark><b>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "\u202egnp.exe\u202c",
    "]]><script>alert(1)</script><![CDATA[",
    "<style>*{display:none}</style>",
    "<base href=//evil.example>",
    "<meta http-equiv=refresh content=0>",
)
OURS = frozenset(
    {
        "a",
        "article",
        "aside",
        "b",
        "body",
        "button",
        "caption",
        "code",
        "dd",
        "details",
        "div",
        "dl",
        "dt",
        "fieldset",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "head",
        "header",
        "html",
        "img",
        "input",
        "label",
        "legend",
        "li",
        "link",
        "main",
        "mark",
        "meta",
        "nav",
        "ol",
        "option",
        "p",
        "section",
        "select",
        "small",
        "span",
        "summary",
        "table",
        "tbody",
        "td",
        "th",
        "thead",
        "time",
        "title",
        "tr",
        "ul",
        "svg",
        "g",
        "path",
        "rect",
        "circle",
        "text",
        "tspan",
        "line",
        "marker",
        "defs",
        "desc",
    }
)
"""Tags that our templates write."""


@pytest.mark.parametrize("url", ANSWERS)
def test_every_response_bears_the_headers(client: TestClient, url: str) -> None:
    """Pages, data, errors and files all carry the whole set of security headers, and no server name."""
    headers = client.get(url).headers
    policy = headers["content-security-policy"]
    assert re.match(r"default-src 'none'; script-src 'nonce-[\w-]{22,}' 'strict-dynamic'", policy)
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["cross-origin-opener-policy"] == "same-origin"
    assert headers["cross-origin-embedder-policy"] == "require-corp"
    assert headers["cross-origin-resource-policy"] == "same-origin"
    assert headers["x-permitted-cross-domain-policies"] == "none"
    assert "camera=()" in headers["permissions-policy"]
    assert headers["cache-control"] == "no-store"
    assert "server" not in headers
    assert "access-control-allow-origin" not in headers


def test_nonce_is_fresh(client: TestClient) -> None:
    """No two responses share a nonce."""
    seen = {client.get("/about").headers["content-security-policy"] for _ in range(5)}
    assert len(seen) == 5
    assert "nonce-abc" in content_security_policy("abc")


def test_static_file_never_changes(client: TestClient) -> None:
    """The style sheet's name holds its hash, so it may be kept for ever; no page has style inside."""
    html = client.get("/").text
    sheet = next(
        str(link["href"]) for link in Tags(html).all("link") if link["rel"] == "stylesheet"
    )
    assert re.fullmatch(r"/static/site\.[0-9a-f]{16}\.css", sheet)
    assert "immutable" in client.get(sheet).headers["cache-control"]


@pytest.mark.parametrize("url", PAGES)
def test_page_has_nothing_inline(client: TestClient, url: str) -> None:
    """No style attribute, style element, script or event handler stands in a page."""
    for tag, attributes in Tags(client.get(url).text).tags:
        assert tag not in {"script", "style", "iframe", "object", "base"}
        assert not [name for name in attributes if name == "style" or name.startswith("on")]


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """Return a site whose documents carry every payload in text, title, issuer and file name."""
    papers = [
        office.Paper(
            path=f"tep/{number}-{payload.replace('/', '_')}.txt",
            marked=f"Báo cáo {payload} về cơ chế một cửa theo "
            f"[[vn:cp:nd:61:2018|implements|exact|Nghị định 61/2018/NĐ-CP]] {payload}",
            header=office.header(str(number), "2018-09-05", payload, payload, payload),
            own=None,
        )
        for number, payload in enumerate(PAYLOADS, start=1)
    ]
    library = office.opened(tmp_path_factory.mktemp("hostile"), papers)
    yield client_of(library)
    library.close()


def _foreign(html: str) -> set[str]:
    """Return the tags that no template of ours writes."""
    return {tag for tag, _ in Tags(html).tags} - OURS


@pytest.mark.parametrize(
    "url",
    ["/", "/reports", "/search?q=mot+cua", "/instruments/vn:cp:nd:61:2018", "/search?limit=200"],
)
def test_hostile_documents_write_no_tags(hostile: TestClient, url: str) -> None:
    """Titles, names and highlighted passages of documents are shown, never run."""
    html = hostile.get(url).text
    assert not _foreign(html)
    assert "\u202e" not in html
    assert "<script>alert" not in html
    assert "alert(1)" in html


@pytest.mark.parametrize("payload", PAYLOADS)
def test_hostile_report_is_shown_as_written(hostile: TestClient, payload: str) -> None:
    """A report's own page shows its words letter for letter; hidden characters are written out."""
    listed = hostile.get("/api/v1/reports", params={"limit": 200}).json()["reports"]
    report = next(card for card in listed if card["header"]["subject"] == payload)
    html = hostile.get(report["url"]).text
    read = Tags(html)
    shown = payload.replace("\u202e", "[U+202E]").replace("\u202c", "[U+202C]")
    assert not _foreign(html)
    assert shown in read.words
    assert not [attributes for _, attributes in read.tags if "onerror" in attributes]


@pytest.mark.parametrize("payload", PAYLOADS)
@pytest.mark.parametrize("path", ["/search", "/instruments", "/reports", "/nowhere"])
def test_hostile_query_stays_text(client: TestClient, path: str, payload: str) -> None:
    """Whatever is typed comes back as text, in the box and in the sentence."""
    names = ("q", "place", "issuer", "type")
    response = client.get(path, params=dict.fromkeys(names, payload))
    assert response.status_code in {200, 400, 404}
    assert not _foreign(response.text)
    assert "\u202e" not in unescape(response.text)


@pytest.mark.parametrize("text", ["x" * 60_000, "(" * 5_000, "(a " * 5_000, "\u1ea5" * 600])
@pytest.mark.parametrize("path", ["/search", "/api/v1/search", "/instruments", "/api/v1/suggest"])
def test_endless_query_is_answered_at_once(client: TestClient, path: str, text: str) -> None:
    """A query far beyond the limits gets a clear answer, quickly."""
    start = time.process_time()
    response = client.get(path, params={"q": text})
    assert response.status_code in {400, 414}
    assert time.process_time() - start < 2
    assert len(response.content) < 20_000


@pytest.mark.parametrize("text", ["((((((((((((a", "*a", '"', "a*", "AND OR NOT", ")("])
def test_odd_query_is_answered_with_a_page(client: TestClient, text: str) -> None:
    """A query that the engine's grammar refuses gets hits or a page that says why."""
    response = client.get("/search", params={"q": text})
    assert response.status_code in {200, 400}
    assert "<h1>" in response.text


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("127.0.0.1:8000", 200),
        ("localhost", 200),
        ("[::1]:8000", 200),
        ("10.1.2.3", 200),
        ("kho.example", 200),
        ("evil.example", 400),
        ("", 400),
        ("localhost.evil.example", 400),
    ],
)
def test_unknown_host_is_refused(library: Library, host: str, status: int) -> None:
    """Only our own names and plain addresses are answered, so no foreign name can be bound to us."""
    app = create_app(library, Settings(hosts=("kho.example",)))
    response = TestClient(app, base_url="http://127.0.0.1").get("/about", headers={"host": host})
    assert response.status_code == status


def test_host_with_brackets_is_no_name() -> None:
    """Odd host headers are compared whole."""
    names = host_names("127.0.0.1", ("Kho.Example",))
    assert known_host("kho.example:80", names)
    assert not known_host("[evil.example]", names)


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
def test_pages_are_for_reading_only(client: TestClient, method: str) -> None:
    """No page takes a method that writes."""
    response = client.request(method, "/reports")
    assert response.status_code == 405
    assert "Không hỗ trợ thao tác này" in response.text


@pytest.mark.parametrize(
    "headers", [{"Sec-Fetch-Site": "cross-site"}, {"Origin": "http://evil.example"}]
)
def test_post_from_another_site_is_refused(client: TestClient, headers: dict[str, str]) -> None:
    """A browser that was sent here by another site gets nothing."""
    response = client.post("/api/v1/resolve", json={"text": "a"}, headers=headers)
    assert response.status_code == 403


def test_large_body_is_refused(client: TestClient) -> None:
    """A body beyond the limit is not read."""
    assert client.post("/api/v1/resolve", json={"text": "a" * 70_000}).status_code == 413


def test_large_body_of_unknown_length_is_refused(client: TestClient) -> None:
    """The limit counts what arrives, also when no length was announced."""
    body = iter([b'{"text": "', *[b"a" * 1000] * 80, b'"}'])
    headers = {"content-type": "application/json"}
    assert client.post("/api/v1/resolve", content=body, headers=headers).status_code == 413


def test_same_generation_answers_304(client: TestClient) -> None:
    """What did not change since is not sent again; another address has another tag."""
    first = client.get("/search?q=mot+cua")
    tag = first.headers["etag"]
    again = client.get("/search?q=mot+cua", headers={"If-None-Match": tag})
    assert again.status_code == 304
    assert not again.content
    assert first.headers["x-generation"] == again.headers["x-generation"] == "1"
    assert client.get("/search?q=cua+mot").headers["etag"] != tag


def test_head_has_headers_and_no_body(client: TestClient) -> None:
    """HEAD answers as GET does, without the page."""
    response = client.head("/reports")
    assert response.status_code == 200
    assert not response.content


class Unreadable(Library):
    """A library whose data cannot be read."""

    def __init__(self, error: Exception) -> None:
        self._error = error

    def __getattribute__(self, name: str) -> object:
        error = object.__getattribute__(self, "_error")
        if name.startswith("_"):
            return object.__getattribute__(self, name)

        def fail(*_: object, **__: object) -> object:
            raise error

        return fail


@pytest.mark.parametrize("url", ["/", "/search?q=a", "/reports", "/api/v1/search?q=a"])
def test_unreadable_store_is_503(url: str) -> None:
    """A store that cannot be read gives a page that says what to do, as a page or as a problem."""
    response = client_of(Unreadable(StoreError("store-missing", home="kho"))).get(url)
    assert response.status_code == 503
    assert "kho" in response.text
    assert "default-src 'none'" in response.headers["content-security-policy"]


@pytest.mark.parametrize("url", ["/reports", "/reports.json", "/api/v1/findings"])
def test_fault_of_ours_shows_no_traceback(url: str, caplog: pytest.LogCaptureFixture) -> None:
    """A programmer's error gives a number that is in the log, and none of its words."""
    broken = Unreadable(ZeroDivisionError("secret path"))
    broken_totals = client_of(broken)
    response = broken_totals.get(url)
    found = re.search(r"[0-9a-f]{8}(?=<|\")", response.text.split("Mã sự cố")[-1])
    assert response.status_code == 500
    assert "secret" not in response.text
    assert "Traceback" not in response.text
    assert found is not None
    assert found[0] in caplog.text
    assert "default-src 'none'" in response.headers["content-security-policy"]


def test_problem_is_machine_readable(client: TestClient) -> None:
    """Programs get problem+json with title, status and detail."""
    response = client.get("/api/v1/reports/ffffffffffff")
    assert response.headers["content-type"] == "application/problem+json"
    assert response.json()["status"] == response.status_code == 404


@pytest.mark.parametrize("lead", ["=", "+", "-", "@", "\t"])
def test_cell_that_excel_would_run_is_text(tmp_path: Path, lead: str) -> None:
    """A title that begins as a formula is prefixed in the table."""
    paper = office.paper("5", "2018-01-02", "Trà Vinh", "travinh", f"{lead}HYPERLINK(1)")
    library = office.opened(tmp_path, [paper])
    table = client_of(library).get("/reports.csv").text
    library.close()
    assert f"'{lead}HYPERLINK(1)" in table


@pytest.mark.parametrize(
    "svg",
    [
        "<svg xmlns='http://www.w3.org/2000/svg'><script>1</script></svg>",
        "<svg xmlns='http://www.w3.org/2000/svg'><a href='javascript:1'>x</a></svg>",
        "<svg xmlns='http://www.w3.org/2000/svg'><a href='//evil.example'>x</a></svg>",
        "<svg xmlns='http://www.w3.org/2000/svg' onload='1'></svg>",
        "<svg xmlns='http://www.w3.org/2000/svg'><g style='x'/></svg>",
        "<svg xmlns='http://www.w3.org/2000/svg'><rect fill='url(//evil.example)'/></svg>",
        "<!DOCTYPE svg><svg xmlns='http://www.w3.org/2000/svg'/>",
        "<svg xmlns='http://www.w3.org/2000/svg'><foreignObject/></svg>",
    ],
)
def test_unsafe_drawing_is_refused(svg: str) -> None:
    """A drawing enters a page only when it holds nothing but shapes, texts and links inside the site."""
    with pytest.raises(UnsafeDrawing):
        checked_svg(svg)
