"""The run of all checks: what depends on what, and what it costs."""

import sys
import time
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.checks import check
from indexer.checks.case import Reading
from indexer.checks.periods import last_day
from indexer.checks.series import Point, suspects
from indexer.checks.spelling import near_code
from indexer.parse import ParsedReport, parse
from indexer.pipeline import cite, tools
from indexer.read import read
from kb.identity import InstrumentKey
from kb.model import Citation, Finding, Mention, MentionClass, Resolution, Role, Span
from kb.vocabulary import load as load_vocabulary

Examine = Callable[..., list[tuple[str, Finding]]]
ONE_CAUSE = {
    "Theo Nghị định số 61/2018/NĐ-CP ngày 31/4/2018 của Chính phủ.": {"impossible-date"},
    "Theo Kế hoạch số 12/KH-UBND ngày 31/4/2018 của UBND tỉnh.": {"impossible-date"},
    "Theo Nghị định số 45/20180/NĐ-CP ngày 08/4/2018 của Chính phủ.": {"malformed-symbol"},
    "Theo Nghị quyết số 25-NQ/TW ngày 03/6/2013 của Ban Chấp hành Trung ương khóa X.": {
        "term-date-mismatch"
    },
    "Theo Nghị định số 09/2019/NĐ-CP ngày 24/01/2018 của Chính phủ.": {"year-date-mismatch"},
}


@pytest.mark.parametrize(("body", "codes"), ONE_CAUSE.items(), ids=range(len(ONE_CAUSE)))
def test_one_cause_is_one_finding(examine: Examine, body: str, codes: set[str]) -> None:
    """What needs the broken part is not raised as well."""
    assert {finding.code for _, finding in examine(body)} == codes


def test_a_shared_issuer_is_one_finding(examine: Examine) -> None:
    """Two decrees that share a wrong issuer give one finding at its words."""
    body = (
        "Theo Nghị định số 63/2010/NĐ-CP ngày 08/6/2010 và "
        "Nghị định số 48/2013/NĐ-CP ngày 14/5/2013 của Thủ tướng Chính phủ."
    )
    assert [words for words, _ in examine(body)] == ["Thủ tướng Chính phủ"]


@pytest.mark.parametrize(
    ("written", "meant"), [("13/QĐUBND", "13/QĐ-UBND"), ("15 QĐ/UBND", "15/QĐ-UBND")]
)
def test_lost_marks_of_a_symbol_are_no_other_letters(
    examine: Examine, written: str, meant: str
) -> None:
    """A missing separator is one hint: print and copying lose them too."""
    body = f"Theo Quyết định số {written} ngày 12/3/2018 của UBND tỉnh."
    [(words, finding)] = examine(body)
    assert (words, finding.code, finding.severity.value) == (written, "wrong-separator", "info")
    assert finding.message == f"“{written}” thiếu dấu phân cách."
    assert f"“{meant}”" in (finding.suggestion or "")


@pytest.mark.parametrize(
    "body",
    [
        "Theo Quyết định số 84 QĐ/TWĐTN ngày 05/3/2018 của Trung ương Đoàn.",
        "Theo Quyết định số 13/QĐ-UBND ngày 12/3/2018 của UBND tỉnh.",
    ],
)
def test_separators_that_are_free_or_right_are_left_alone(examine: Examine, body: str) -> None:
    """Organisations that print both ways have lost nothing that one could tell."""
    assert examine(body, codes=["wrong-separator", "letter-variant"]) == []


def test_a_message_prints_a_number_as_it_is_written(examine: Examine) -> None:
    """A hyphen behind the number stays one."""
    [(_, finding)] = examine("Theo Công văn số 265-CV/BCĐ ngày 23/4/2018.")
    assert "Công văn số 265-CV/BCĐ" in finding.message


def test_only_the_district_is_missing_where_the_province_is_known(examine: Examine) -> None:
    """What the document does say is not called unsaid."""
    [(_, finding)] = examine(
        "Theo Công văn số 13/PNV-CCHC ngày 12/3/2018.", codes=["missing-issuer"]
    )
    assert finding.message.endswith("văn bản cũng không cho biết huyện, xã nào.")


@pytest.mark.parametrize(
    "body",
    [
        "Đã thực hiện Quyết định số 09/2015/QĐ-TTg ngày 25/3/2015 của Thủ tướng Chính phủ.",
        "Quyết định số 09/2015/QĐ-TTg ngày 25/3/2015 của Thủ tướng Chính phủ được thay thế bởi văn bản mới.",
        "Bãi bỏ Quyết định số 09/2015/QĐ-TTg ngày 25/3/2015 của Thủ tướng Chính phủ.",
        "Kế hoạch số 12/KH-UBND về Quyết định số 09/2015/QĐ-TTg ngày 25/3/2015.",
    ],
)
def test_history_is_no_mistake(examine: Examine, body: str) -> None:
    """A repealed act that is named as past, or in a title, is not called superseded."""
    assert examine(body, codes=["superseded-at-report-date"]) == []


@pytest.mark.parametrize(
    "body",
    [
        "Đã sửa đổi quy trình theo Quyết định số 09/2015/QĐ-TTg ngày 25/3/2015 của Thủ tướng Chính phủ.",
        "Hủy bỏ hồ sơ cũ căn cứ Quyết định số 09/2015/QĐ-TTg ngày 25/3/2015 của Thủ tướng Chính phủ.",
    ],
)
def test_what_is_changed_by_an_act_is_not_the_act(examine: Examine, body: str) -> None:
    """Procedures that are amended on the strength of a replaced act still rest on it."""
    codes = ["superseded-at-report-date"]
    assert [f.code for _, f in examine(body, codes=codes)] == codes


def test_the_merger_of_2025_is_no_more_than_a_hint(examine: Examine) -> None:
    """Dates of the mergers of ministries are not checked enough for a warning."""
    body = "Theo Thông tư số 12/2025/TT-BTTTT ngày 02/4/2025 của Bộ Thông tin và Truyền thông."
    found = examine(body, day="03 tháng 7 năm 2025", period="quý II/2025")
    assert [(f.code, f.severity.value) for _, f in found] == [("body-not-yet-existing", "info")]


def test_an_excerpt_is_not_asked_for_first_mentions() -> None:
    """Without a header nobody can say what stood before."""
    parsed = parse(
        read(
            "thực hiện theo Thông tư 23/2024/TT-BYT và Kế hoạch số 7/KH-UBND.".encode(), "page.txt"
        )
    )
    assert check(parsed, cite(parsed, tools()), tools().tables).findings == ()


def test_spans_count_the_raw_text(examine: Examine) -> None:
    """Line ends before a mistake don't move it."""
    body = "Mở đầu.\r\n\r\nTheo Quyết định số 36a/NQ-CP\r\nngày 14/10/2015 của Chính phủ."
    assert [words for words, _ in examine(body)] == ["Quyết định"]


def test_the_same_document_gives_the_same_findings(examine: Examine) -> None:
    """The checks depend on nothing but their arguments."""
    body = (
        "Theo Nghị định số 61/NĐ-CP ngày 31/4/2018 của Thủ tướng Chính phủ; "
        "Nghị định số 61/NĐ-CP và số 45/QĐ-VP."
    )
    assert examine(body) == examine(body)


TITLED = {
    ("quý II, nhiệm vụ trọng tâm quý III năm 2018", "05 tháng 7"): None,
    ("quý I và phương hướng, nhiệm vụ quý II năm 2018", "05 tháng 4"): None,
    ("tháng 8 và phương hướng, nhiệm vụ tháng 9 năm 2018", "05 tháng 9"): None,
    ("tháng 12 và nhiệm vụ tháng 01 năm 2019", "31 tháng 12"): None,
    ("thi đua, thực hiện Kế hoạch cải cách hành chính năm 2018", "02 tháng 7"): None,
    ("6 tháng đầu năm và phương hướng 6 tháng cuối năm 2018", "05 tháng 7"): None,
    ("6 tháng đầu năm và phương hướng 6 tháng cuối năm 2018", "05 tháng 6"): "6 tháng đầu năm 2018",
    ("quý II và nhiệm vụ trọng tâm quý III năm 2018", "29 tháng 6"): "quý II năm 2018",
    ("dân vận, nhiệm vụ quý III năm 2018", "05 tháng 9"): "quý III năm 2018",
    ("năm 2018 và phương hướng năm 2019", "05 tháng 12"): "năm 2018",
    ("thực hiện Kế hoạch cải cách hành chính quý III năm 2018", "05 tháng 9"): "quý III năm 2018",
}


@pytest.mark.parametrize(("title", "period"), TITLED.items(), ids=range(len(TITLED)))
def test_only_the_reported_period_counts(
    examine: Examine, title: tuple[str, str], period: str | None
) -> None:
    """What a title says of the time to come, or of the year of a plan, is no period that must be over."""
    words, day = title
    found = examine(
        "Báo cáo.", period=words, day=f"{day} năm 2018", codes=["report-before-period-end"]
    )
    told = [finding.suggestion for _, finding in found]
    assert (not told) if period is None else f"trước khi kết thúc {period}." in (told[0] or "")


@pytest.mark.parametrize(
    ("period", "expected"),
    [
        ("quý III/2018", "2018-09-30"),
        ("quý IV năm 2025", "2025-12-31"),
        ("6 tháng đầu năm 2019", "2019-06-30"),
        ("sáu tháng cuối năm 2019", "2019-12-31"),
        ("chín tháng năm 2018", "2018-09-30"),
        ("tháng 02/2016", "2016-02-29"),
        ("năm 2017", "2017-12-31"),
        ("nhiệm kỳ qua", None),
        ("tháng 13/2018", None),
    ],
)
def test_the_last_day_of_a_period(period: str, expected: str | None) -> None:
    """Quarters, months and years as reports write them."""
    assert last_day(period) == expected


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("VPWT", "VPTW"),
        ("BTGW", "BTGTW"),
        ("STTT", "STTTT"),
        ("PYT", None),
        ("CCTHADS", None),
        ("UBND", None),
    ],
)
def test_a_code_is_near_another_by_its_letters_only(code: str, expected: str | None) -> None:
    """Swapped, lost or doubled letters; a code of another level is not a misspelling."""
    assert near_code(code, load_vocabulary()) == expected


def _points(pairs: list[tuple[int, int]]) -> list[Point]:
    """Return points of a series from (day of January, number); the reading plays no part in the order."""
    return [
        Point(day=f"2018-01-{day:02}", number=number, reading=_reading())
        for day, number in sorted(pairs)
    ]


def _reading() -> Reading:
    return object.__new__(Reading)


@given(st.lists(st.integers(1, 28), unique=True))
def test_a_rising_series_has_no_suspects(days: list[int]) -> None:
    """Whatever the gaps, numbers that rise with their dates are right."""
    assert list(suspects(_points([(day, day * 3) for day in days]), slack=2, apart=300)) == []


def test_two_points_out_of_order_are_not_enough() -> None:
    """One contradiction doesn't tell which of the two is wrong."""
    assert list(suspects(_points([(3, 90), (9, 20)]), slack=2, apart=300)) == []


def _many(number: int) -> tuple[ParsedReport, list[Citation]]:
    """Return a report with a list of decisions, its citations made by hand: the checks alone count."""
    item = "Quyết định số {}/QĐ-UBND ngày 02/3/2018 của UBND tỉnh về việc kiểm tra công vụ; "
    head = (
        "UBND TỈNH TRÀ VINH\nSỞ NỘI VỤ\nSố: 97/BC-SNV\n\n"
        "Trà Vinh, ngày 05 tháng 10 năm 2018\n\nBÁO CÁO\nKết quả\n\n"
    )
    items = [item.format(10_000 + n % 4_000) for n in range(number)]
    parsed = parse(read((head + "".join(items)).encode(), "report.txt"))
    starts = [len(head) + n * len(items[0]) for n in range(number)]
    return parsed, [_citation(parsed.source.raw, start) for start in starts]


def _citation(text: str, start: int) -> Citation:
    surface = text[start : text.index(" ngày", start)]
    number = surface.split()[3].split("/")[0]
    date, issuer, subject = (text.index(word, start) for word in ("02/3", "UBND tỉnh", "kiểm tra"))
    mention = Mention(
        span=Span(start=start, end=start + len(surface)),
        surface=surface,
        mention_class=MentionClass.NUMBERED,
        kind="Quyết định",
        symbol_kind="Quyết định",
        number=number,
        year=None,
        symbol="QĐ-UBND",
        date="2018-03-02",
        issuer="UBND tỉnh",
        subject="kiểm tra công vụ",
        provision=None,
        rule="numbered.typed",
        fields=(
            ("date", Span(start=date, end=date + 8)),
            ("issuer", Span(start=issuer, end=issuer + 9)),
            ("subject", Span(start=subject, end=subject + 16)),
        ),
    )
    key = InstrumentKey(realm="vn-travinh", body="ubnd", type="qd", number=number, period="2018")
    return Citation(
        mention=mention, key=key, resolution=Resolution.EXACT, reason="", role=Role.IMPLEMENTS
    )


def _timed(parsed: ParsedReport, citations: list[Citation]) -> tuple[tuple[Finding, ...], float]:
    started = time.process_time()
    found = check(parsed, citations, tools().tables).findings
    return found, time.process_time() - started


def test_five_thousand_citations_take_about_a_second(figure: Callable[[str], None]) -> None:
    """One list of 5,000 citations, a thousand of them twice, costs about a second, start-up aside."""
    parsed, citations = _many(5_000)
    check(parsed, citations[:10], tools().tables)
    found, spent = min((_timed(parsed, citations) for _ in range(5)), key=lambda run: run[1])
    figure(f"checks: {len(citations)} citations in {spent:.2f} s")
    assert sum(f.code == "duplicate-in-sentence" for f in found) == 1_000
    # The same machine is half as fast at times; measuring coverage makes every line several times dearer.
    assert spent < (1.5 if sys.gettrace() is None else 8)
