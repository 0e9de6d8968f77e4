"""The text of a report as paragraphs with citations and findings at their places."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.model import Citation, Finding, Report, Severity, Span
from tests.web import office
from web.document import block_at, blocks, outermost, pieces

BASE = office.read(office.PAPERS[0])


def plain(text: str, *spans: tuple[int, int]) -> Report:
    """Return a report of this text with citations at these places."""
    cited = tuple(_at(start, end) for start, end in spans)
    return replace(BASE, text=text, sections=(), citations=cited, findings=())


def _at(start: int, end: int) -> Citation:
    citation = BASE.citations[0]
    return replace(citation, mention=replace(citation.mention, span=Span(start=start, end=end)))


@pytest.mark.parametrize("line", ["\n", "\r\n", "\r"])
def test_blank_line_parts_paragraphs(line: str) -> None:
    """Each style of line end parts paragraphs alike; a single one does not."""
    text = f"\ufeffMột{line}hai{line} {line}ba"
    found = blocks(text, ())
    assert [text[b.start : b.end] for b in found] == [f"Một{line}hai", "ba"]


def test_heading_is_a_paragraph_of_its_own() -> None:
    """A heading ends the paragraph before it and begins none with what follows."""
    found = blocks(BASE.text, BASE.sections)
    headings = [BASE.text[b.start : b.end] for b in found if b.level is not None]
    assert headings == [
        "I. CÔNG TÁC CHỈ ĐẠO, ĐIỀU HÀNH",
        "1. Triển khai văn bản của cấp trên",
        "II. KẾT QUẢ ĐẠT ĐƯỢC",
    ]


def test_citation_across_a_page_break_ends_once() -> None:
    """A citation that a paragraph's end cuts has two runs, one anchor and one end."""
    report = plain("theo Quyết\n\nđịnh số 553/QĐ-UBND nhé", (5, 31))
    cut = pieces(report, blocks(report.text, ()))
    linked = [piece for line in cut for piece in line if piece.citation is not None]
    assert [piece.text for piece in linked] == ["Quyết", "định số 553/QĐ-UBND"]
    assert [piece.anchors for piece in linked] == [(0,), ()]
    assert [piece.ends for piece in linked] == [False, True]


def test_nested_citation_keeps_its_anchor() -> None:
    """Of two citations that overlap the outer one is the link; the inner keeps its anchor."""
    report = plain("Kế hoạch 41/KH-UBND", (0, 19), (9, 19))
    (line,) = pieces(report, blocks(report.text, ()))
    assert [(piece.citation, piece.anchors) for piece in line] == [(0, (0, 1))]
    assert outermost([Span(start=0, end=19), Span(start=9, end=19)]) == (0,)


def test_finding_number_stands_after_the_citation() -> None:
    """A finding that ends inside a citation is numbered after it, since links do not nest."""
    report = plain("Quyết định 36a/NQ-CP về", (0, 20))
    wrong = Finding(code="x", severity=Severity.ERROR, span=Span(start=0, end=10), message="Sai.")
    (line,) = pieces(replace(report, findings=(wrong,)), blocks(report.text, ()))
    assert [piece.flags for piece in line] == [(1,), ()]


@given(st.text(alphabet="aă \n\r\t", max_size=60), st.data())
def test_no_word_is_lost_or_changed(text: str, data: st.DataObject) -> None:
    """The pieces of all paragraphs are the words of the text, in order; every citation has its anchor."""
    place = st.integers(0, max(len(text) - 1, 0))
    starts = data.draw(st.lists(place, max_size=4)) if text.strip() else []
    spans = [(start, min(start + 5, len(text))) for start in starts]
    report = plain(text, *spans)
    found = blocks(text, ())
    cut = pieces(report, found)
    assert ["".join(piece.text for piece in line) for line in cut] == [
        text[block.start : block.end] for block in found
    ]
    assert "".join("".join(p.text for p in line) for line in cut).split() or not text.strip()


@given(st.text(alphabet="ab \n", max_size=60))
def test_place_is_found_by_its_offset(text: str) -> None:
    """The paragraph of an offset inside it is that paragraph."""
    found = blocks(text, ())
    assert all(
        block_at(found, offset) == n
        for n, block in enumerate(found)
        for offset in range(block.start, block.end)
    )
