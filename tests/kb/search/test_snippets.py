"""Passages show what was asked for, in the words of the report."""

from __future__ import annotations

import time
import unicodedata

import pytest

from kb.model import Section, Span
from kb.search.query import In, Term, parse
from kb.search.snippets import WIDTH, passages
from tests.kb.search.generate import document, language

FILLER = "Nội dung khác không liên quan đến việc được hỏi. " * 12
REPORT = f"""BÁO CÁO
Kết quả công tác

I. Mở đầu
{FILLER}
Thực hiện cơ chế một cửa theo Nghị định số 61/2018/NĐ-CP, tỉnh đã bố trí cơ quan.

II. Kết quả
{FILLER}
Đã có 20 cơ quan thực hiện một cửa.
{FILLER}
Cơ chế phối hợp được duy trì; Uỷ ban hoà giải."""


def marked(raw: str, typed: str) -> list[list[str]]:
    """Return the marked words of each passage."""
    return [
        [mark.of(passage.text) for mark in passage.marks]
        for passage in passages("r", raw, parse(typed))
    ]


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ('"cơ chế một cửa"', [["cơ chế một cửa"]]),
        ('"co che mot cua"', [["cơ chế một cửa"]]),
        ("61/2018/NĐ-CP", [["61/2018/NĐ-CP"]]),
        ("061/2018/nd-cp", [["61/2018/NĐ-CP"]]),
        ("2018", [["2018"]]),
        ("hòa ủy", [["Uỷ", "hoà"]]),
        ("phố*", [["phối"]]),
        ("phối -cửa", [["phối"]]),
        ("không_có_ở_đâu", []),
        ("tinh", [["tỉnh"]]),
        ("tính", [["tỉnh"]]),
        ("BÁO", [["BÁO"]]),
        ("giải", [["giải"]]),
    ],
)
@pytest.mark.parametrize("form", ["NFC", "NFD"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_marks_stand_on_the_words(
    typed: str, expected: list[list[str]], form: str, newline: str
) -> None:
    """Marks cover exactly the words asked for, in every Unicode form and newline style."""
    raw = unicodedata.normalize(form, REPORT).replace("\n", newline)  # type: ignore[arg-type]
    composed = [[unicodedata.normalize("NFC", word) for word in one] for one in marked(raw, typed)]
    assert composed == expected


def test_the_fullest_passages_come_in_text_order() -> None:
    """Of many places, those with most different words are shown, in the order of the text."""
    found = passages("r", REPORT, parse("cơ chế một cửa"))
    assert [passage.span.start for passage in found] == sorted(p.span.start for p in found)
    assert "cơ chế một cửa" in found[0].text
    assert "20 cơ quan" in found[1].text
    assert len(found) == 3


def test_limit_is_kept() -> None:
    """No more passages than asked for, the best one if one."""
    (only,) = passages("r", REPORT, parse("cơ chế một cửa"), limit=1)
    assert "cơ chế một cửa" in only.text


def test_exact_spelling_hides_the_folded_one() -> None:
    """Where the word stands as asked, its look-alikes are not marked."""
    assert marked("tính toán ở tỉnh", "tỉnh") == [["tỉnh"]]


def test_passages_are_cut_at_words_and_paragraphs() -> None:
    """A passage begins and ends with whole words and does not run over an empty line."""
    for passage in passages("r", REPORT, parse("cơ chế một cửa")):
        raw = passage.span.of(REPORT)
        before, after = REPORT[: passage.span.start], REPORT[passage.span.end :]
        assert raw == raw.strip()
        assert "\n\n" not in raw
        assert before[-1].isspace()
        assert after == "" or after[0].isspace()
        assert len(raw) <= WIDTH + 10


def test_white_space_is_tidied() -> None:
    """Line ends, tabs and runs of blanks become one blank; marks follow."""
    (passage,) = passages("r", "một\t cửa\r\nliên \u00a0 thông", parse('"cửa liên thông"'))
    assert passage.text == "một cửa liên thông"
    assert [mark.of(passage.text) for mark in passage.marks] == ["cửa liên thông"]
    assert passage.span == Span(start=0, end=len("một\t cửa\r\nliên \u00a0 thông"))


def test_a_passage_knows_its_section() -> None:
    """The innermost section around the passage is named."""
    start = REPORT.index("II. Kết quả")
    heading = Span(start=start, end=start + 11)
    outer = Section(
        label="A", level=1, number="A", title="", span=Span(start=0, end=7), end=9999, parent=None
    )
    inner = Section(label="A.II", level=2, number="II", title="", span=heading, end=9999, parent=0)
    found = passages("r", REPORT, parse("cơ chế một cửa"), sections=(outer, inner))
    assert [passage.section for passage in found] == ["A", "A.II", "A.II"]
    assert passages("r", REPORT, parse("cửa"), limit=1)[0].section is None


def test_filters_show_nothing() -> None:
    """Neither a filter nor a symbol that is only cited otherwise has words to show."""
    assert passages("r", REPORT, In(field="kind", values=frozenset({"Báo cáo"}))) == ()
    assert passages("r", REPORT, Term(field="symbols", token="9/2020/nd-cp")) == ()


def test_ten_long_reports_take_little_time(figure: object) -> None:
    """Ten reports of 28 kB take under 200 ms of processor time."""
    speech = language(5)
    texts = [document(number, speech).text for number in range(10)]
    words = " ".join(texts[0].split()[:4])
    start = time.thread_time()
    for text in texts:
        passages("r", text, parse(words))
    seconds = time.thread_time() - start
    assert callable(figure)
    figure(f"snippets of 10 reports: {seconds * 1000:.0f} ms")
    assert seconds < 0.2


def test_hostile_text_grows_no_faster_than_its_length() -> None:
    """Words repeated without end cost in proportion: 64 times the text under 200 times the time."""
    query = parse('"một một một hai" một*')
    times = []
    for count in (1_000, 64_000):
        start = time.thread_time()
        passages("r", "một " * count, query)
        times.append(time.thread_time() - start)
    assert times[1] < 200 * max(times[0], 0.001)
