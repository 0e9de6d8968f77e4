"""What the letters of a symbol say."""

from __future__ import annotations

import pytest

from kb.symbols import code_kind, find_body, glued_digits, read_letters, tidy
from kb.vocabulary import load

VOCABULARY = load()


@pytest.mark.parametrize(
    ("letters", "kind", "bodies", "unit"),
    [
        ("NĐ-CP", "Nghị định", ("CP",), None),
        ("QĐ-TTg", "Quyết định", ("TTg",), None),
        ("BC-STTTT-VP", "Báo cáo", ("STTTT",), "VP"),
        ("TB-CAT-PV11", "Thông báo", ("CAT",), "PV11"),
        ("NQ-HĐND", "Nghị quyết", ("HĐND",), None),
        ("TTLT-BNV-VPCP", "Thông tư liên tịch", ("BNV", "VPCP"), None),
        ("TTLT/BTC-BNN", "Thông tư liên tịch", ("BTC", "BNN"), None),
        ("TTr-SLĐTBXH", "Tờ trình", ("SLĐTBXH",), None),
        ("CTr-UBND", "Chương trình", ("UBND",), None),
        ("VBHN-VPQH", "Văn bản hợp nhất", ("VPQH",), None),
        ("CĐ-TTg", "Công điện", ("TTg",), None),
    ],
)
def test_state_symbol_is_type_body_and_unit(
    letters: str, kind: str, bodies: tuple[str, ...], unit: str | None
) -> None:
    """NUMBER/TYPE-BODY-UNIT."""
    symbol = read_letters(letters, VOCABULARY, party_mark=False)
    assert symbol.kind is not None
    assert (symbol.kind.name, symbol.bodies, symbol.unit) == (kind, bodies, unit)
    assert not symbol.is_letter


@pytest.mark.parametrize(
    ("letters", "body", "unit"),
    [
        ("UBND-KSTT", "UBND", "KSTT"),
        ("SNV-CCHC&PC", "SNV", "CCHC&PC"),
        ("TTg-TH", "TTg", "TH"),
        ("CCTTHC", "CCTTHC", None),
        ("BTTTT-CBC", "BTTTT", "CBC"),
    ],
)
def test_symbol_without_type_letters_is_a_letter(letters: str, body: str, unit: str | None) -> None:
    """NUMBER/BODY-UNIT: a công văn."""
    symbol = read_letters(letters, VOCABULARY, party_mark=False)
    assert symbol.is_letter
    assert (symbol.bodies, symbol.unit) == ((body,), unit)


@pytest.mark.parametrize(
    ("letters", "kind", "body"),
    [
        ("KL/TW", "Kết luận", "TW"),
        ("CV/BTGTU", "Công văn", "BTGTU"),
        ("QĐi/TW", "Quy định", "TW"),
        ("CTr/TU", "Chương trình", "TU"),
        ("TT/TU", "Thông tri", "TU"),
        ("HD/VPTW", "Hướng dẫn", "VPTW"),
    ],
)
def test_party_symbol_is_type_and_body(letters: str, kind: str, body: str) -> None:
    """NUMBER-TYPE/BODY; TT is a circular notice there."""
    symbol = read_letters(letters, VOCABULARY, party_mark=True)
    assert symbol.kind is not None
    assert (symbol.kind.name, symbol.bodies) == (kind, (body,))


@pytest.mark.parametrize(
    ("letters", "body", "number"),
    [("QH14", "QH", 14), ("UBTVQH11", "UBTVQH", 11), ("QH9", "QH", 9)],
)
def test_letters_of_the_national_assembly_end_in_its_number(
    letters: str, body: str, number: int
) -> None:
    """The symbol alone does not tell a law from a resolution."""
    symbol = read_letters(letters, VOCABULARY, party_mark=False)
    assert (symbol.kind, symbol.bodies, symbol.legislature) == (None, (body,), number)


@pytest.mark.parametrize("letters", ["NQ-QH11", "PL-UBTVQH11", "NQ-UBTVQH14"])
def test_older_form_has_type_and_legislature(letters: str) -> None:
    """29/2004/NQ-QH11."""
    symbol = read_letters(letters, VOCABULARY, party_mark=False)
    assert symbol.kind is not None
    assert symbol.legislature in (11, 14)


@pytest.mark.parametrize("letters", ["CP", "TTg", "HĐBT"])
def test_form_from_before_1997_has_a_body_only(letters: str) -> None:
    """61-CP is neither a letter nor a Party paper."""
    symbol = read_letters(letters, VOCABULARY, party_mark=True)
    assert symbol.old
    assert not symbol.is_letter


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("NĐ", "Nghị định"),
        ("ND", "Nghị định"),
        ("nđ", "Nghị định"),
        ("Ctr", "Chương trình"),
        ("TTR", "Tờ trình"),
    ],
)
def test_type_letters_are_known_in_other_case_and_with_d_for_dd(code: str, kind: str) -> None:
    """Exact first, then in any case, then with D for Đ."""
    found = code_kind(code, VOCABULARY, party=False)
    assert found is not None
    assert found.name == kind


@pytest.mark.parametrize(
    ("code", "kind"),
    [("HD", "Hướng dẫn"), ("HĐ", "Hợp đồng"), ("DA", "Dự án"), ("ĐA", "Đề án")],
)
def test_d_and_dd_stay_apart_where_both_are_codes(code: str, kind: str) -> None:
    """HD is never a contract."""
    found = code_kind(code, VOCABULARY, party=False)
    assert found is not None
    assert found.name == kind


@pytest.mark.parametrize(
    ("letters", "digits"),
    [
        ("NQ-TW1", 1),
        ("NĐ-CP12", 2),
        ("QH14", 0),
        ("TB-CAT-PV11", 0),
        ("NQ-HĐND13", 0),
        ("NĐ-CP", 0),
    ],
)
def test_footnote_digits_are_told_from_digits_of_the_symbol(letters: str, digits: int) -> None:
    """Only digits behind a known body's code are a footnote's."""
    assert glued_digits(letters, VOCABULARY) == digits


def test_tidy_takes_blanks_and_line_ends() -> None:
    """What print put into a symbol."""
    assert tidy("NĐ -\n CP") == "NĐ-CP"


@pytest.mark.parametrize(
    ("code", "found"), [("UBND", "UBND"), ("ubnd", "UBND"), ("SLDTBXH", "SLĐTBXH")]
)
def test_body_is_found_by_its_code_however_it_is_spelled(code: str, found: str) -> None:
    """Exact, then folded where only one fits."""
    body = find_body(code, VOCABULARY)
    assert body is not None
    assert body.code == found


def test_unknown_code_is_no_body() -> None:
    """Nothing is guessed."""
    assert find_body("XYZQ", VOCABULARY) is None
