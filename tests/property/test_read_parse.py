"""Reading and parsing hold for any text and any bytes."""

import contextlib
import unicodedata
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.parse import parse
from indexer.read import SourceText, read, source_text
from indexer.read.furniture import furniture
from kb.errors import Unreadable
from kb.model import Section

WORDS = (
    "Số: 12/BC-UBND",
    "Số 08-BC/CB",
    "Hà Nội, ngày 05 tháng 9 năm 2018",
    "BÁO CÁO",
    "QUYẾT ĐỊNH",
    "V/v rà soát",
    "Kính gửi: Sở Nội vụ",
    "Căn cứ Luật",
    "I. MỤC ĐÍCH",
    "1. Kết quả",
    "1.1. Chi tiết",
    "a) Nhân sự",
    "* Thuận lợi:",
    "Điều 1. Phạm vi",
    "Chương II",
    "Phụ lục 3",
    "Nơi nhận:",
    "- Như trên;",
    "- Lưu: VT.",
    "KT. GIÁM ĐỐC",
    "PHÓ GIÁM ĐỐC",
    "Nguyễn Văn An",
    "CÔNG BÁO/Số 281/Ngày 21-05-2026",
    "99",
    "XÁC THỰC VĂN BẢN HỢP NHẤT",
    "UBND TỈNH TRÀ VINH",
    "./.",
    "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
    "Trên đây là báo cáo gửi Sở Nội vụ tổng hợp",
    "quý III/2018",
    "|",
    "**",
    "----",
    "…",
)
PAPERS = st.lists(st.one_of(st.sampled_from(WORDS), st.text(max_size=12)), max_size=40).flatmap(
    lambda words: st.lists(
        st.sampled_from([" ", "\n", "\n\n", "\r\n", "\f", "\u00a0"]),
        min_size=len(words),
        max_size=len(words),
    ).map(lambda gaps: "".join(w + g for w, g in zip(words, gaps, strict=True)))
)


def source_of(text: str) -> SourceText:
    """Return a source text that no file stands behind."""
    return source_text(text, encoding="utf-8", reader="text", sha256="0" * 64)


def is_inside(section: Section, length: int) -> bool:
    """Tell whether a section lies in a text of this length."""
    return 0 <= section.span.start < section.span.end <= section.end <= length


@given(PAPERS)
@settings(max_examples=300, deadline=None)
def test_parsing_never_fails_and_spans_lie_in_the_text(text: str) -> None:
    """Whatever the text, header and section spans are in it and in order."""
    report = parse(source_of(text))
    spans = [*(s for _, s in report.header.spans), report.body, *report.own_number, *report.annexes]
    assert all(0 <= span.start <= span.end <= len(text) for span in spans)
    assert all(is_inside(section, len(text)) for section in report.sections)
    starts = [section.span.start for section in report.sections]
    assert starts == sorted(set(starts))


@given(PAPERS)
@settings(max_examples=150, deadline=None)
def test_sections_form_a_tree(text: str) -> None:
    """Each section lies in its parent, one level below it."""
    sections = parse(source_of(text)).sections
    pairs = [(sections[s.parent], s) for s in sections if s.parent is not None]
    assert all(p.level + 1 == s.level and p.span.end <= s.span.start < p.end for p, s in pairs)


@given(PAPERS)
@settings(max_examples=150, deadline=None)
def test_numbers_are_read_where_their_span_says(text: str) -> None:
    """The number stands in its span as written."""
    report = parse(source_of(text))
    spans = dict(report.header.spans)
    found = [report.header.number] if report.header.number else []
    assert all(unicodedata.normalize("NFC", spans["number"].of(text)) == n for n in found)


@given(PAPERS)
@settings(max_examples=150, deadline=None)
def test_furniture_is_disjoint_and_in_order(text: str) -> None:
    """Spans of furniture never overlap and rise."""
    spans = furniture(text)
    assert all(start < end for start, end in spans)
    assert all(a[1] < b[0] for a, b in pairwise(spans))


@given(st.binary(max_size=400))
@settings(max_examples=300, deadline=None)
def test_any_bytes_are_read_or_named(data: bytes) -> None:
    """Bytes either give a text without NUL or an `Unreadable`; nothing else escapes."""
    with contextlib.suppress(Unreadable):
        assert "\x00" not in read(data, "a.txt").raw


@pytest.mark.parametrize(
    "line", ["A", "Số: ", "1. Abc ", "KT. ", "S t t ", ", ngày ", "- a; ", "Abc ", "*", "1.1 "]
)
def test_a_line_of_a_million_letters_is_parsed_in_time(line: str) -> None:
    """No pattern takes more than linear time; the suite's timeout is the judge."""
    text = "Số: 1/BC-STTTT\nNơi nhận: " + line * (1_000_000 // len(line))
    assert parse(source_of(text)).header.number == "1"
