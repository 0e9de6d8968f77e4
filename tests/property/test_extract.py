"""Extraction holds for any text and any bytes: spans prove their quotes, spelling changes nothing."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from typing import get_args

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from indexer.head import Head
from indexer.heads import find_heads
from indexer.pipeline import read_report
from indexer.ruleset import Part
from indexer.windows import Window
from kb.identity import parse_key
from kb.model import Citation, Report, Status
from kb.text import collapse, normalise
from tests.indexer.papers import HEAD, cited, paper, tools

PIECES = (
    "Nghị định số 61/2018/NĐ-CP",
    "Quyết định số 1629 và 1645/QĐ-UBND",
    "Nghị quyết số 18-NQ/TW",
    "Kế hoạch số 119- KH/TU",
    "Luật Đất đai năm 2013",
    "Luật Cán bộ, công chức",
    "Luật Tổ chức Chính phủ số 63/2025/QH15",
    "Luật sửa đổi, bổ sung một số điều của Luật Viên chức",
    "Bộ luật Lao động",
    "Hiến pháp năm 2013",
    "Nghị quyết Trung ương 4 khóa XII",
    "Quyết định số 290 của Bộ Chính trị khóa X",
    "Nghị định 61",
    "NĐ61",
    "Đề án 06",
    "45/2016/QĐ-TTg",
    "120-KL/TW",
    "265/UBND-KSTT",
    "các Thông tư số 05/2021/TT-BTC, 06/2023/TT-BTC",
    "văn bản số 1407/UBND-NNMT",
    "Số: 77/BC-SNV",
    "Thông tư liên tịch số 55/2005/TTLT-BNV-VPCP",
    "điểm a khoản 1 Điều 12",
    "khoản 2, khoản 3 và khoản 4 Điều 15",
    "ngày 23/4/2018",
    "ngày 05 tháng 9 năm 2018",
    "ngày 19/6",
    "năm 2018",
    "của Chính phủ",
    "của Ủy ban nhân dân tỉnh Trà Vinh",
    "của Ban Chấp hành Trung ương (khóa XI)",
    "về việc thực hiện",
    "sửa đổi, bổ sung một số điều của",
    "được sửa đổi, bổ sung bởi",
    "(sau đây gọi tắt là",
    "thay thế",
    "bãi bỏ",
    "Căn cứ",
    "Thực hiện",
    "Ngày 08/10/2024, Chính phủ ban hành",
    "“",
    "”",
    "(",
    ")",
    ";",
    ",",
    "và",
    "|",
    "*",
    "- ",
    "1. ",
    "…",
    "./.",
    "Nơi nhận:",
    "2016-2020",
    "TCVN ISO 9001:2015",
)
WORDS = st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=8)), max_size=25)
GAPS = st.sampled_from([" ", " ", " ", "\n", "\n\n", "  ", "\t", "\u00a0"])


@st.composite
def texts(draw: st.DrawFn) -> str:
    """Draw a text of citation parts, in any order, with any white space."""
    words = draw(WORDS)
    return "".join(word + draw(GAPS) for word in words)


def _plain(text: str) -> str:
    return collapse(normalise(text).text)


def _facts(citation: Citation) -> tuple[object, ...]:
    mention = citation.mention
    return (
        _plain(mention.surface),
        mention.mention_class,
        mention.kind,
        mention.number,
        mention.year,
        mention.symbol,
        mention.date,
        _plain(mention.issuer or ""),
        mention.provision,
        mention.parent,
        citation.key,
        citation.role,
    )


def _sound(report: Report) -> None:
    spans = [c.mention.span for c in report.citations]
    assert spans == sorted(spans, key=lambda s: (s.start, -s.end))
    assert len(set(spans)) == len(spans)
    for index, citation in enumerate(report.citations):
        mention = citation.mention
        assert 0 <= mention.span.start < mention.span.end <= len(report.text)
        assert mention.span.of(report.text) == mention.surface
        assert mention.surface == mention.surface.strip()
        assert mention.parent is None or mention.parent < index
        assert parse_key(str(citation.key)) == citation.key
        assert all(0 <= s.start < s.end <= len(report.text) for _, s in mention.fields)


@given(texts())
@settings(max_examples=150)
def test_spans_prove_their_quotes(text: str) -> None:
    """Every citation lies where it says, has a key that can be spelled, and a parent before it."""
    _sound(paper(text))


@given(texts())
@settings(max_examples=100)
def test_written_number_and_fields_stand_where_they_are_said_to_stand(text: str) -> None:
    """The number is in the surface; issuer, provision and subject are the words of their spans."""
    report = paper(text)
    for citation in report.citations:
        mention = citation.mention
        if mention.number is not None:
            assert mention.number in normalise(mention.surface).text
        for name in ("issuer", "provision", "subject"):
            span, value = mention.field_span(name), getattr(mention, name)
            assert (span is None) == (value is None)
            assert span is None or _plain(span.of(report.text)) == _plain(value)


def _zero_width(text: str) -> str:
    return "".join(c + "\u200b" if c.isalpha() else c for c in text)


@pytest.mark.parametrize(
    "spell",
    [
        pytest.param(lambda t: unicodedata.normalize("NFD", t), id="NFD"),
        pytest.param(lambda t: t.replace("\n", "\r\n"), id="CRLF"),
        pytest.param(lambda t: "\ufeff" + t, id="byte-order-mark"),
        pytest.param(lambda t: t.replace("Đ", "Ð").replace("đ", "ð"), id="eth"),
        pytest.param(lambda t: t.replace(" ", "\u00a0"), id="no-break-space"),
        pytest.param(lambda t: t.replace("-", "\u2011"), id="no-break-hyphen"),
        pytest.param(_zero_width, id="zero-width-space"),
        pytest.param(lambda t: t.replace("òa", "oà").replace("ủy", "uỷ"), id="tone-marks"),
    ],
)
@given(words=st.lists(st.sampled_from(PIECES), max_size=20), gap=st.sampled_from([" ", "\n"]))
@settings(max_examples=25)
def test_spelling_of_the_same_text_changes_no_citation(
    spell: Callable[[str], str], words: list[str], gap: str
) -> None:
    """Decomposed letters, other line ends, blanks and dashes give the same facts at mapped spans."""
    text = unicodedata.normalize("NFC", gap.join(words))
    plain = cited(text)
    spelled = paper(spell(f"{HEAD}{text}"), head="")
    assert [_facts(c) for c in spelled.citations] == [_facts(c) for c in plain]
    _sound(spelled)


def _where(heads: list[Head] | tuple[Head, ...]) -> list[tuple[int, int, str | None]]:
    return [(h.start, h.end, h.number) for h in heads]


@given(texts())
@settings(max_examples=100)
def test_windows_find_what_the_whole_text_holds(text: str) -> None:
    """Looking around triggers only is a matter of speed, never of result."""
    loaded = tools()
    normalised = normalise(text).text
    vocabulary = loaded.tables.vocabulary
    everything = Window(0, len(normalised), frozenset(get_args(Part)))
    whole = find_heads(normalised, loaded.ruleset, vocabulary, [everything])
    assert _where(find_heads(normalised, loaded.ruleset, vocabulary)) == _where(whole)


@given(st.one_of(st.text(max_size=300), texts()))
@example("\ud800")
@example("Luật\x00Đất đai")
@settings(max_examples=100)
def test_any_text_is_read_without_a_crash(text: str) -> None:
    """A text may hold anything; what is read out of it is sound."""
    report = paper(text)
    if report.status is Status.OK:
        _sound(report)


@given(st.binary(max_size=300), st.sampled_from(["a.txt", "a.md", "a", "a.bin"]))
@settings(max_examples=100)
def test_any_bytes_are_read_or_refused_with_a_reason(data: bytes, name: str) -> None:
    """Whatever a file holds, the run goes on; a refusal says why in one line."""
    report = read_report(data, name, tools())
    if report.status is Status.FAILED:
        assert report.failure
        assert "\n" not in report.failure
        assert not report.citations
    else:
        _sound(report)


@given(texts(), st.sampled_from(["Số: 77/BC-SNV", "Số: 77/BC-SNV ngày 10/12/2024"]))
@settings(max_examples=60)
def test_a_document_never_cites_itself(text: str, again: str) -> None:
    """The header and running heads name the document, they do not cite it."""
    report = paper(f"{text}\n{again}\n{text}".replace("\x00", ""))
    assert str(report.key) == "vn-travinh:snv:bc:77:2024"
    assert report.key not in [citation.key for citation in report.citations]


@given(texts())
@settings(max_examples=40)
def test_reading_twice_gives_the_same(text: str) -> None:
    """The result depends on the bytes alone."""
    assert paper(text) == paper(text)
