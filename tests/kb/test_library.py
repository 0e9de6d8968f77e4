"""The questions of the library, asked of a real store with either engine."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from kb.errors import NotFound, QueryRefused, StoreError, WrongUse
from kb.library import Library, known_names, open_library
from kb.model import Resolution, Role, Severity
from kb.registry import search_engine
from kb.settings import Settings
from tests.kb.shelf import Cite, failed, fill, finding, key, open_store, report, shelf

DECREE = key("vn:cp:nd:61:2018")
DIRECTIVE = "vn:ttg:ct:16:2016"
REPORT_KEY = "vn-travinh:stttt:bc:1183:2018"


def decree(role: Role = Role.MENTIONS, **facts: str) -> Cite:
    """Return a citation of the decree."""
    return Cite(surface="Nghị định 61/2018/NĐ-CP", key=str(DECREE), role=role, **facts)  # type: ignore[arg-type] # texts only


FIRST = report(
    decree(Role.IMPLEMENTS),
    Cite(surface="Chỉ thị 16/CT-TTg", key=DIRECTIVE, resolution=Resolution.INFERRED_YEAR),
    decree(Role.BASIS),
    findings=(finding("date-after-report", Severity.ERROR, DIRECTIVE),),
)
SECOND = report(
    decree(),
    number="20",
    symbol="BC-SNV",
    date="2019-03-01",
    issuer="Sở Nội vụ",
    place="Vĩnh Long",
    own="vn-vinhlong:snv:bc:{number}:{year}",
    words="Báo cáo về công tác dân vận.",
    findings=(finding("kind-symbol-mismatch", Severity.WARNING, str(DECREE)),),
)
THIRD = report(
    Cite(surface="Báo cáo 1183/BC-STTTT", key=REPORT_KEY),
    Cite(surface="Chỉ thị 16/CT-TTg", key="vn:ttg:ct:16:?", resolution=Resolution.AMBIGUOUS),
    number=None,
    date=None,
    own=None,
)
REPORTS = (FIRST, SECOND, THIRD, failed("hong.txt"))


@pytest.fixture(params=["fts5:", "whoosh:"])
def library(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Library]:
    """Return a library over the four reports, once for each engine."""
    opened = shelf(tmp_path / "kb", *REPORTS, index=request.param)
    yield opened
    opened.close()


def keys(library: Library, text: str) -> list[str]:
    """Return the keys of what a text is recognised as."""
    return [str(card.instrument.key) for card in library.recognise(text).matches]


# --- recognition


@pytest.mark.parametrize("typed", ["nd 61/2018", "61/2018/NĐ-CP", "vn:cp:nd:61:2018"])
def test_all_spellings_lead_to_one_instrument(library: Library, typed: str) -> None:
    """However a citation is typed, the same instrument and the same reports come."""
    answer = library.cite(typed)
    assert answer.card is not None
    assert answer.card.instrument.key == DECREE
    assert answer.total == 2


def test_several_years_are_a_choice(library: Library) -> None:
    """A symbol of several years is never guessed: sure ones by date, the open one last."""
    answer = library.cite("16/CT-TTg")
    assert answer.card is None
    assert answer.reports == ()
    assert [str(card.instrument.key) for card in answer.recognised.matches] == [
        "vn:ttg:ct:16:2016",
        "vn:ttg:ct:16:2017",
        "vn:ttg:ct:16:2020",
        "vn:ttg:ct:16:?",
    ]
    assert answer.recognised.spelled == "16/CT-TTg"


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("16/CT-TTg 2016", ["vn:ttg:ct:16:2016"]),
        ("vn:ttg:ct:16:2017", ["vn:ttg:ct:16:2017"]),
        ("1183/BC-STTTT", [REPORT_KEY]),
        ("báo cáo 1183", [REPORT_KEY]),
        ("luat luu tru", ["vn:qh13:luat:1:2011", "vn:qh15:luat:33:2024"]),
        ("Luật Lưu trữ năm 2011", ["vn:qh13:luat:1:2011"]),
        ("cơ chế một cửa", []),
        ("số 61", []),
        ("999/2018/NĐ-CP", []),
        ("vn:cp:nd:999:2018", []),
    ],
)
def test_what_a_text_is_recognised_as(library: Library, typed: str, expected: list[str]) -> None:
    """Numbers, names, keys and reports are told from running words."""
    assert keys(library, typed) == expected


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("Đề án 06", ["vn:ttg:qd:6:2022"]),
        ("de an 06", ["vn:ttg:qd:6:2022"]),
        ("Nghị quyết Trung ương 4 khóa XII", ["dcsvn:tw:nq:4:k12"]),
        ("Nghị quyết Trung ương tư (khóa XI)", ["dcsvn:tw:nq:12:k11"]),
        ("NQTW4 khóa XI", ["dcsvn:tw:nq:12:k11"]),
        ("hien phap 2013", ["vn:qh:hp:-:2013"]),
    ],
)
def test_names_known_beforehand(tmp_path: Path, typed: str, expected: list[str]) -> None:
    """Aliases, plenums and laws of the tables are recognised without any report."""
    engine = search_engine("fts5:")
    with open_store(tmp_path / "kb", engine) as store:
        fill(store, [FIRST])
        assert keys(Library(store, engine, known_names()), typed) == expected


def test_a_citation_that_nobody_uses_is_still_spelled(library: Library) -> None:
    """A well-formed symbol without a record is told apart from words."""
    assert library.recognise("999/2018/nd-cp").spelled == "999/2018/NĐ-CP"
    assert library.recognise("cơ chế một cửa").spelled is None


# --- who cites it


def test_citing_reports_come_newest_first_with_roles_and_passages(library: Library) -> None:
    """Each citing report tells how often, in which roles, and in which words."""
    newer, older = library.cite("61/2018/NĐ-CP").reports
    assert (newer.card.id, older.card.id) == (SECOND.id, FIRST.id)
    assert (older.mention_count, older.roles) == (2, (Role.BASIS, Role.IMPLEMENTS))
    stored, passage = older.passages[0]
    assert passage.text == "Đơn vị đã thực hiện Nghị định 61/2018/NĐ-CP đúng thời hạn."
    assert passage.marks[0].of(passage.text) == "Nghị định 61/2018/NĐ-CP"
    assert stored.citation.mention.span.of(FIRST.text) == "Nghị định 61/2018/NĐ-CP"


def test_citing_reports_are_paged(library: Library) -> None:
    """The total counts all, the page holds its part."""
    answer = library.cite("61/2018/NĐ-CP", offset=1, limit=1)
    assert [row.card.id for row in answer.reports] == [FIRST.id]
    assert answer.total == 2


@pytest.mark.parametrize(("words", "ids"), [("dân vận", [SECOND.id]), ("lưu trữ", [])])
def test_citing_reports_can_be_searched(library: Library, words: str, ids: list[str]) -> None:
    """A query keeps only the citing reports that hold its words."""
    answer = library.cite("61/2018/NĐ-CP", query=words)
    assert [row.card.id for row in answer.reports] == ids
    assert answer.total == len(ids)


# --- one instrument, one report


def test_an_instrument_with_everything_about_it(library: Library) -> None:
    """Citing reports, relations, what is cited with it, and what it must not be confused with."""
    answer = library.instrument(key(DIRECTIVE))
    assert answer.card.name == "Chỉ thị 16/CT-TTg"
    assert [row.card.id for row in answer.reports] == [FIRST.id]
    assert [(card.instrument.key, n) for card, n in answer.co_cited] == [(DECREE, 1)]
    assert [str(card.instrument.key) for card in answer.siblings] == [
        "vn:ttg:ct:16:2017",
        "vn:ttg:ct:16:2020",
        "vn:ttg:ct:16:?",
    ]


def test_relations_of_the_registry_are_told(library: Library) -> None:
    """What replaced the decree is told by name, though no report cites it."""
    replaced = next(
        row for row in library.instrument(DECREE).relations if row.role is Role.REPLACES
    )
    assert replaced.other.name == "Nghị định 118/2025/NĐ-CP"
    assert (replaced.outgoing, replaced.registry, replaced.evidence) == (False, True, ())


def test_a_known_instrument_that_nobody_cites_has_a_page(library: Library) -> None:
    """The registry alone is enough to answer."""
    answer = library.instrument(key("vn:ttg:ct:16:2020"))
    assert (answer.total, answer.card.report_count) == (0, 0)


def test_a_report_with_its_table_of_authorities(library: Library) -> None:
    """One row an instrument, in the order of first citation, with the least sure resolution."""
    answer = library.report(FIRST.id)
    assert [(str(r.card.instrument.key), r.citations) for r in answer.authorities] == [
        (str(DECREE), (0, 2)),
        (DIRECTIVE, (1,)),
    ]
    assert answer.authorities[1].resolution is Resolution.INFERRED_YEAR
    assert [row.card.id for row in answer.cited_by] == [THIRD.id]
    assert [(card.id, shared) for card, shared in answer.similar] == [(SECOND.id, 1)]
    assert answer.report.text == FIRST.text


def test_a_failed_report_is_shown_with_its_reason(library: Library) -> None:
    """What could not be read has a page that says why."""
    answer = library.report(REPORTS[3].id)
    assert answer.card.failure == "Tệp không có chữ nào."
    assert answer.authorities == ()
    assert answer.similar == ()


@pytest.mark.parametrize("unknown", ["0" * 12, "", "x' OR 1=1 --", "../../kb.toml"])
def test_an_unknown_report_is_not_found(library: Library, unknown: str) -> None:
    """A report that is not there is an error that names it."""
    with pytest.raises(NotFound, match="Không có báo cáo"):
        library.report(unknown)


def test_an_unknown_instrument_is_not_found(library: Library) -> None:
    """An instrument that neither reports nor registry know is an error that names it."""
    with pytest.raises(NotFound, match="vn:cp:nd:999:2018"):
        library.instrument(key("vn:cp:nd:999:2018"))


@pytest.mark.parametrize("centre", [DECREE, str(DECREE), FIRST.id, THIRD.id])
def test_a_neighbourhood_by_key_or_report(library: Library, centre: object) -> None:
    """The centre may be an instrument or a report, with or without a number."""
    ego = library.graph(centre)  # type: ignore[arg-type] # parametrised
    assert ego.nodes[0].id == ego.centre
    assert ego.total == len(ego.nodes) > 1


def test_no_neighbourhood_of_the_unknown(library: Library) -> None:
    """A centre that nobody knows is an error."""
    with pytest.raises(NotFound, match="Lược đồ"):
        library.graph("vn:cp:nd:999:2018")


# --- lists


def test_totals(library: Library) -> None:
    """The start page's figures count reports, failures, instruments, citations, findings."""
    totals = library.totals()
    assert (totals.reports, totals.failed) == (4, 1)
    assert (totals.instruments, totals.citations, totals.findings) == (3, 6, 2)


@pytest.mark.parametrize(
    ("place", "issuer", "total"),
    [(None, None, 4), ("Trà Vinh", None, 2), ("tra vinh", None, 2), (None, "sở nội vụ", 1)],
)
def test_reports_by_place_and_issuer(
    library: Library, place: str | None, issuer: str | None, total: int
) -> None:
    """Lists narrow by place and issuer, case and marks aside."""
    found, count = library.reports(place=place, issuer=issuer)
    assert len(found) == count == total


@pytest.mark.parametrize(
    ("kind", "query", "first"),
    [
        (None, "", str(DECREE)),
        ("ct", "", DIRECTIVE),
        (None, "nghi dinh", str(DECREE)),
        (None, "một cửa", str(DECREE)),
        ("ct", "một cửa", None),
    ],
)
def test_instruments_most_cited_first(
    library: Library, kind: str | None, query: str, first: str | None
) -> None:
    """Cited instruments are listed by use, narrowed by type and words of name or title."""
    found, total = library.instruments(type=kind, query=query)
    assert [str(card.instrument.key) for card in found][:1] == ([first] if first else [])
    assert len(found) == total


def test_findings_by_code_and_severity(library: Library) -> None:
    """Findings narrow by code and severity; the counts are those of all."""
    found, total, counts = library.findings(severity=Severity.ERROR)
    assert [(item.card.id, item.finding.code) for item in found] == [
        (FIRST.id, "date-after-report")
    ]
    assert (total, counts) == (1, {"date-after-report": 1, "kind-symbol-mismatch": 1})
    assert library.findings(code="kind-symbol-mismatch")[1] == 1


# --- full text


@pytest.mark.parametrize("typed", ["cơ chế một cửa", "co che mot cua", "CƠ CHẾ MỘT CỬA"])
def test_words_are_found_with_and_without_marks(library: Library, typed: str) -> None:
    """Search finds the reports and shows the words it found."""
    answer = library.search(typed)
    assert {hit.card.id for hit in answer.hits} == {FIRST.id, THIRD.id}
    assert all(hit.passages for hit in answer.hits)


def test_search_narrows_by_facets_and_dates(library: Library) -> None:
    """Filters and dates keep what fits; chosen values are marked."""
    answer = library.search(
        "nghị định", filters={"issuer": ["Sở Nội vụ"]}, date_from="2019-01-01", date_to="2019-12-31"
    )
    assert [hit.card.id for hit in answer.hits] == [SECOND.id]
    assert [(f.value, f.selected) for f in answer.facets["issuer"]] == [("Sở Nội vụ", True)]
    assert answer.facets["instruments"][0].label == "Nghị định 61/2018/NĐ-CP"


def test_an_empty_query_lists_everything_readable(library: Library) -> None:
    """Without words the newest reports come, without passages."""
    answer = library.search("", sort="date")
    assert [hit.card.id for hit in answer.hits][:2] == [SECOND.id, FIRST.id]
    assert answer.hits[0].passages == ()


def test_search_also_recognises_citations(library: Library) -> None:
    """The box finds words and names the instrument, when the words are one."""
    answer = library.search("61/2018/NĐ-CP")
    assert [card.instrument.key for card in answer.recognised.matches] == [DECREE]
    assert answer.total == 2


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({"filters": {"x": ["y"]}}, "bộ lọc x"),
        ({"date_from": "hôm qua"}, "hôm qua"),
        ({"date_to": "2018-9-5"}, "2018-9-5"),
    ],
)
def test_wrong_filters_are_named(library: Library, options: dict[str, object], told: str) -> None:
    """A filter or date that makes no sense is an error that names it."""
    with pytest.raises(WrongUse, match=told):
        library.search("x", **options)  # type: ignore[arg-type] # wrong on purpose


@pytest.mark.parametrize("typed", ["a" * 100_000, "(" * 5_000 + "a", "-" * 5_000 + "a"])
def test_query_bombs_are_refused(library: Library, typed: str) -> None:
    """A monstrous query is refused by name, as search and as citation."""
    with pytest.raises(QueryRefused):
        library.search(typed)
    assert library.recognise(typed).matches == ()


# --- generations, threads, opening


def test_a_newer_generation_is_seen_at_once(tmp_path: Path) -> None:
    """What is kept of a generation is dropped when the catalogue names another."""
    engine = search_engine("whoosh:")
    with open_store(tmp_path / "kb", engine) as store:
        fill(store, [FIRST])
        library = Library(store, engine, {})
        assert (library.cite("nd 61/2018").total, library.search("dân vận").total) == (1, 0)
        fill(store, [SECOND])
        assert (library.cite("nd 61/2018").total, library.search("dân vận").total) == (2, 1)
        library.close()


def test_threads_share_a_library(library: Library) -> None:
    """Many threads asking at once get what one gets alone."""
    alone = library.instrument(DECREE)

    def ask(number: int) -> bool:
        found = library.search("một cửa" if number % 2 else "dân vận")
        return found.total > 0 and library.instrument(DECREE) == alone

    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(ask, range(40)))


def test_opening_an_empty_place_says_what_to_do(tmp_path: Path) -> None:
    """Without data there is an error that names the place and the next step."""
    with pytest.raises(StoreError, match="kb index"):
        open_library(Settings(home=tmp_path / "none"))
    assert not (tmp_path / "none").exists()


def test_opening_with_an_unknown_engine(tmp_path: Path) -> None:
    """An engine that is not installed is an error that names those that are."""
    with pytest.raises(WrongUse, match="whoosh:"):
        open_library(Settings(home=tmp_path, index="lucene:"))


def test_an_empty_collection_answers(tmp_path: Path) -> None:
    """A store without a readable report answers every question with nothing."""
    library = shelf(tmp_path / "kb", failed("hong.txt"))
    assert library.search("x").hits == ()
    assert library.instruments() == ((), 0)
    assert library.cite("16/CT-TTg").card is None
    library.close()


# --- partial keys

OPEN = "vn-travinh:ubnd:qd:12:?"


def undecided(subject: str, **facts: str) -> Cite:
    """Return a citation that leaves the year open."""
    return Cite(
        surface="Quyết định 12/QĐ-UBND",
        key=OPEN,
        subject=subject,
        resolution=Resolution.AMBIGUOUS,
        candidates=("vn-travinh:ubnd:qd:12:2017", "vn-travinh:ubnd:qd:12:2018"),
        **facts,  # type: ignore[arg-type] # texts only
    )


PAIR = (
    report(undecided("quy chế một cửa"), number="1"),
    report(undecided("khen thưởng", issuer="UBND tỉnh"), number="2", date="2020-01-05"),
)


def test_a_partial_key_is_answered_report_by_report(tmp_path: Path) -> None:
    """Its citing reports come with their candidates; no title of one report is given to all."""
    answer = shelf(tmp_path, *PAIR).cite(OPEN)
    assert answer.card is not None
    assert answer.card.instrument.titles == ()
    assert [len(row.passages[0][0].citation.candidates) for row in answer.reports] == [2, 2]


def test_partial_keys_are_no_most_cited_instruments(tmp_path: Path) -> None:
    """Neither the list nor the totals count a partial key as an instrument."""
    library = shelf(tmp_path, *PAIR)
    assert library.instruments() == ((), 0)
    assert library.totals().instruments == 0


def test_sharing_a_partial_key_makes_reports_not_similar(tmp_path: Path) -> None:
    """Two reports that may mean different decisions are not like each other."""
    assert shelf(tmp_path, *PAIR).report(PAIR[0].id).similar == ()


def test_a_report_tells_its_own_words_of_a_partial_key(tmp_path: Path) -> None:
    """Inside one report a partial key is one instrument: its title and counts are that report's."""
    (row,) = shelf(tmp_path, *PAIR).report(PAIR[0].id).authorities
    assert row.card.instrument.titles == (("quy chế một cửa", 1),)
    assert (row.card.report_count, row.card.mention_count) == (1, 1)


def test_a_partial_key_is_no_facet(tmp_path: Path) -> None:
    """A facet would count several instruments as one."""
    assert shelf(tmp_path, *PAIR).search("báo cáo").facets["instruments"] == ()
