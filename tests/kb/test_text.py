"""The one normalisation of text, case by case; its laws stand in tests/property/test_text.py."""

import unicodedata

import pytest

from kb.text import collapse, fold, is_plain, lower, normalise, numeral_value, place_tones, slug


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        (unicodedata.normalize("NFD", "Nghị định"), "Nghị định"),
        ("NÐ-CP, ðược", "NĐ-CP, được"),
        ("2018 – 2020 — a\u2011b − c", "2018 - 2020 - a-b - c"),
        ("13\u20442012\u2215QH13", "13/2012/QH13"),
        ("a\u00a0b\u202fc\td", "a b c d"),
        ("Ng\u200bhị\u00ad định\ufeff", "Nghị định"),
        ("a  \n b", "a\nb"),
        ("a\r\nb\rc", "a\nb\nc"),
        ("a\n\n\n \nb", "a\n\nb"),
        ("hoà khoá uỷ toà xoè quỹ quý", "hòa khóa ủy tòa xòe quỹ quý"),
        ("HOÀ BÌNH, UỶ BAN", "HÒA BÌNH, ỦY BAN"),
        ("hoàn toàn, hoạch, thuỷ sản", "hoàn toàn, hoạch, thủy sản"),
        ("", ""),
    ],
)
def test_noise_of_print_has_one_normal_form(raw: str, text: str) -> None:
    """The table of noise, row by row."""
    assert normalise(raw).text == text


def test_span_of_a_normalised_word_covers_its_raw_letters() -> None:
    """A decomposed word with invisible characters in it comes back whole."""
    raw = "Theo " + unicodedata.normalize("NFD", "Nghị") + "\u200b \r\n\r\n" + "định số"
    source = normalise(raw)
    start = source.text.index("Nghị")
    first, last = source.to_raw(start, start + len("Nghị\n\nđịnh"))
    assert unicodedata.normalize("NFC", raw[first:last]) == "Nghị\u200b \r\n\r\nđịnh"


def test_dropped_spans_leave_a_line_end_and_no_letter() -> None:
    """A running head inside a sentence is skipped; what stands around it keeps its place."""
    raw = "Nghị\nCÔNG BÁO/Số 2\nđịnh"
    start = raw.index("CÔNG")
    source = normalise(raw, [(start, start + len("CÔNG BÁO/Số 2"))])
    assert source.text == "Nghị\nđịnh"
    assert source.to_raw(0, len(source.text)) == (0, len(raw))
    assert source.from_raw(raw.index("định")) == source.text.index("định")


def test_empty_span_maps_to_an_empty_span() -> None:
    """Nothing stays nothing, also at the end."""
    source = normalise("a\u00a0 b")
    assert source.to_raw(1, 1) == (1, 1)
    assert source.to_raw(3, 3) == (4, 4)


@pytest.mark.parametrize(
    ("text", "folded"),
    [("Đất đai", "dat dai"), ("ƯƠNG", "uong"), ("Ðà Nẵng", "da nang"), ("NĐ-CP", "nd-cp")],
)
def test_fold_takes_marks_and_case(text: str, folded: str) -> None:
    """Letters without marks, đ as d, one for one."""
    assert fold(text) == folded


def test_lower_keeps_the_length_where_a_letter_would_grow() -> None:
    """İ has two letters in lower case; positions must not move."""
    assert len(lower("İ Đ")) == 3
    assert lower("İ Đ").endswith("đ")


@pytest.mark.parametrize(
    ("text", "made"),
    [("Luật Lưu trữ", "luat-luu-tru"), ("  --Đề án 06/CP ", "de-an-06-cp"), ("…", "")],
)
def test_slug_is_words_and_hyphens(text: str, made: str) -> None:
    """What keys and addresses are made of."""
    assert slug(text) == made


def test_collapse_leaves_one_blank() -> None:
    """Of every run of white space, none at the ends."""
    assert collapse(" a\n\n b\u00a0c ") == "a b c"


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("Nghị định", True),
        ("NÐ", False),
        (unicodedata.normalize("NFD", "ị"), False),
        ("a\u200b", False),
    ],
)
def test_plain_text_needs_no_letter_changed(text: str, plain: bool) -> None:
    """A quick question that spares the map."""
    assert is_plain(text) is plain


def test_tone_mark_stays_where_another_letter_follows() -> None:
    """“hoàn” is spelled so in both styles; “quý” has its mark on the only vowel."""
    assert place_tones("hoàn quý tuỳ tùy") == "hoàn quý tùy tùy"


@pytest.mark.parametrize(
    ("numeral", "value"), [("XII", 12), ("iv", 4), ("XL", 40), ("09", 9), ("I", 1)]
)
def test_numerals_have_their_value(numeral: str, value: int) -> None:
    """Terms, plenums and headings are numbered in Roman or Arabic numerals, in either case."""
    assert numeral_value(numeral) == value
