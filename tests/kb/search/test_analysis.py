"""Texts become tokens whose places in the raw text are known."""

from __future__ import annotations

import unicodedata

import pytest

from kb.search.analysis import folded, is_token, symbol, tokens
from kb.text import is_plain
from tests.kb.search.oracle import token_spans


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("", []),
        ("Một cửa", ["một", "cửa"]),
        ("61/2018/NĐ-CP", ["61", "2018", "nđ", "cp"]),
        ("5/3/2020", ["5", "3", "2020"]),
        ("một_cửa", ["một", "cửa"]),
        ("Ðảng uỷ", ["đảng", "ủy"]),
        ("hoà HOÀN", ["hòa", "hoàn"]),
        (unicodedata.normalize("NFD", "Quyết định"), ["quyết", "định"]),
        ("cải\u00adcách \u200bhành", ["cảicách", "hành"]),
        ("100%;\r\nđạt", ["100", "đạt"]),
        ("x" * 70, ["x" * 64, "x" * 6]),
        ("İstanbul", ["İstanbul"]),
    ],
)
def test_tokens(raw: str, expected: list[str]) -> None:
    """Letters and digits make tokens; form, case, invisible characters and tone places do not."""
    assert tokens(raw) == expected


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("Quyết định – số\r\n61/2018/NĐ-CP", True),
        ("hoà", True),
        (unicodedata.normalize("NFD", "Quyết"), False),
        ("Ðảng", False),
        ("cải\u00adcách", False),
        ("\ufeffmột", False),
    ],
)
def test_plain_texts_need_no_offset_map(raw: str, expected: bool) -> None:
    """Only a composed text with our đ and without invisible characters is plain."""
    assert is_plain(raw) is expected


def test_fold_keeps_positions() -> None:
    """Every token has one folded spelling, đ as d."""
    assert folded(tokens("Đường ưỡng ậm ý")) == ["duong", "uong", "am", "y"]


@pytest.mark.parametrize("raw", ["Quyết  định\r\nsố 61/2018/NĐ-CP", "Uỷ\u00ad ban – Ðảng"])
def test_spans_lead_back_to_the_raw_text(raw: str) -> None:
    """The raw words under the spans give the same tokens again, in every Unicode form."""
    for text in (raw, unicodedata.normalize("NFD", raw), "\ufeff" + raw):
        found = list(token_spans(text))
        assert [token for token, _ in found] == tokens(text)
        assert [tokens(span.of(text)) for _, span in found] == [[token] for token, _ in found]


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("61/2018/NĐ-CP", "61/2018/nd-cp"),
        ("061/2018/NĐ – CP", "61/2018/nd-cp"),
        ("61/2018/ND-CP.", "61/2018/nd-cp"),
        ("36a/NQ-CP", "36a/nq-cp"),
        ("12-CT/TU", "12-ct/tu"),
        ("1183/BC-STTTT-VP", "1183/bc-stttt-vp"),
        ("5/3/2020", None),
        ("61/2018", None),
        ("NĐ-CP", None),
        ("kinh-tế", None),
        ("", None),
    ],
)
def test_symbols_have_one_form(written: str, expected: str | None) -> None:
    """Case, đ, dashes, blanks, leading zeros and a full stop do not make another symbol."""
    assert symbol(written) == expected


@pytest.mark.parametrize(
    ("word", "expected"),
    [("một", True), ("61", True), ("Một", False), ("a b", False), ("", False), ("a" * 65, False)],
)
def test_is_token(word: str, expected: bool) -> None:
    """Only a word as the index holds it is a token."""
    assert is_token(word) is expected
