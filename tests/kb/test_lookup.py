"""Citations as people type them."""

import pytest

from kb.fitting import fits
from kb.lookup import Sought, name_forms, read
from kb.model import Instrument
from tests.kb.shelf import REGISTRY, key, row

DECREE = REGISTRY[key("vn:cp:nd:61:2018")]


def sought(text: str) -> Sought:
    """Return the reading of a text that is one."""
    found = read(text)
    assert found is not None, text
    return found


@pytest.mark.parametrize(
    "typed",
    [
        "61/2018/NĐ-CP",
        "61/2018/nd-cp",
        "61/2018/NÐ-CP",
        "61/2018/N§-CP",
        "61/2018/NÑ-CP",
        "61 / 2018 / NĐ – CP",
        "61/2018/NĐ\u2011CP",
        "061/2018/NĐ-CP",
        "nd 61/2018",
        "ND 61/2018",
        "NĐ61/2018/NĐ-CP",
        "nđ 61",
        "nd61",
        "nghi dinh 61/2018",
        "Nghị định số: 61/2018/NĐ-CP",
        "NGHỊ ĐỊNH SỐ 61 năm 2018",
        "nghị định 61 của Chính phủ",
        "Nghị định số 61/2018/NĐ-CP ngày 23 tháng 4 năm 2018 của Chính phủ",
        "Nghị định số 61/2018/NĐ-CP ngày 23/4/2018 về thực hiện cơ chế một cửa",
        "quyết định 61/2018/NĐ-CP",
        "“61/2018/NĐ-CP”.",
        "vn:cp:nd:61:2018",
        " VN:CP:ND:61:2018 ",
        "vn:cp:nd:61:?",
        "/vb/nd-cp/2018/61",
    ],
)
def test_every_spelling_of_a_decree_fits(typed: str) -> None:
    """One decree is found however its symbol is typed."""
    assert fits(sought(typed), DECREE)


@pytest.mark.parametrize(
    "typed",
    [
        "61/2019/NĐ-CP",
        "61a/2018/NĐ-CP",
        "16/2018/NĐ-CP",
        "61/2018/QĐ-TTg",
        "quyết định 61",
        "nghị định 61 năm 2019",
        "61/2018/NĐ-CP ngày 24/4/2018",
        "nghị định 61 của Bộ Nội vụ",
        "vn:cp:nd:61:2019",
        "/vb/nd-cp/2019/61",
    ],
)
def test_another_instrument_does_not_fit(typed: str) -> None:
    """A different number, year, day, type or issuer keeps the decree out."""
    assert not fits(sought(typed), DECREE)


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("16/CT-TTg 2016", "vn:ttg:ct:16:2016"),
        ("Chỉ thị 16/CT-TTg ngày 16/5/2016", "vn:ttg:ct:16:2016"),
        ("20-CT/TU", "dcsvn-travinh:tu:ct:20:n2015-2020"),
        ("20-CT/TU năm 2017", "dcsvn-travinh:tu:ct:20:n2015-2020"),
        ("20/CT-TU", "dcsvn-travinh:tu:ct:20:n2015-2020"),
        ("265/UBND-KSTT", "vn-travinh:ubnd:cv:265:2018"),
        ("công văn 265", "vn-travinh:ubnd:cv:265:2018"),
        ("1576/QĐ-UBND tỉnh Trà Vinh", "vn-travinh:ubnd:qd:1576:2018"),
        ("kế hoạch 41 của UBND tỉnh Trà Vinh", "vn-travinh:ubnd:kh:41:2018"),
        ("/vb/tra-vinh/qd-ubnd/2018/1576", "vn-travinh:ubnd:qd:1576:2018"),
        ("/vb/kl-tw/k11/120", "dcsvn:tw:kl:120:k11"),
        ("kết luận 120 khóa XI", "dcsvn:tw:kl:120:k11"),
        ("465/KH-STTTT-VP", "vn-travinh:stttt:kh:465:2018"),
        ("30c/NQ-CP", "vn:cp:nq:30c:2011"),
        ("luật lưu trữ số 01/2011/QH13", "vn:qh13:luat:1:2011"),
        ("55/2005/TTLT-BNV-VPCP", "vn:bnv-vpcp:ttlt:55:2005"),
    ],
)
def test_many_kinds_of_papers_are_read(typed: str, name: str) -> None:
    """State and Party papers, letters, joint and local ones are told by what is typed."""
    assert fits(sought(typed), row(name))


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("20-CT/TU", "dcsvn:tw:ct:20:k12"),
        ("1576/QĐ-UBND tỉnh Vĩnh Long", "vn-travinh:ubnd:qd:1576:2018"),
        ("120-KL/TW khóa XII", "dcsvn:tw:kl:120:k11"),
        ("20-CT/TU năm 2021", "dcsvn-travinh:tu:ct:20:n2015-2020"),
        ("16/CT-TTg 2016", "vn:ttg:ct:16:?"),
    ],
)
def test_a_stated_body_place_or_term_excludes_others(typed: str, name: str) -> None:
    """What is typed narrows the choice; nothing is stretched to fit."""
    assert not fits(sought(typed), row(name))


@pytest.mark.parametrize(
    ("typed", "spelled"),
    [
        ("61/2018/nd-cp", "61/2018/NĐ-CP"),
        ("5/2008/ct-ttg", "05/2008/CT-TTg"),
        ("20-ct/tu", "20-CT/TU"),
        ("nd 61/2018", "Nghị định 61/2018"),
        ("265/ubnd-kstt", "265/UBND-KSTT"),
    ],
)
def test_the_official_spelling_is_told(typed: str, spelled: str) -> None:
    """A typed citation comes back as it should be written."""
    assert sought(typed).spelled == spelled


@pytest.mark.parametrize(
    "typed",
    ["cơ chế một cửa", "thực hiện nghị định 61/2018/NĐ-CP", "luật lưu trữ", "dân vận 2018"],
)
def test_words_are_at_most_a_name(typed: str) -> None:
    """Running words are no numbered citation; only a known name could make them one."""
    found = sought(typed)
    assert found.number is None
    assert not found.firm


@pytest.mark.parametrize("typed", ["", "   ", "61", "2018", "!!!", "61/2018/NĐ-CP " * 40])
def test_nothing_to_read(typed: str) -> None:
    """Blanks, bare numbers, signs and whole pages are no citations."""
    assert read(typed) is None


@pytest.mark.parametrize("typed", ["(" * 400, "số " * 130, "a-" * 200, "1/" * 200, "\ud800", "\0"])
def test_odd_input_is_read_without_harm(typed: str) -> None:
    """Brackets, repeats, lone surrogates and control characters raise nothing."""
    found = read(typed)
    assert found is None or not found.firm


def test_a_year_may_follow_a_name() -> None:
    """A name is looked for as typed, and without the year at its end."""
    assert name_forms("Luật Đất đai năm 2013") == (
        ("luat dat dai nam 2013", None),
        ("luat dat dai", 2013),
    )


def test_a_symbol_of_an_unknown_body_is_compared_letter_by_letter() -> None:
    """`45/QĐ-VP` finds the instrument whose body nobody could tell."""
    office = row("vn-travinh:?:qd:45:2018", number="45", symbol="QĐ-VP")
    assert fits(sought("45/QĐ-VP"), office)
    assert not fits(sought("45/QĐ-SNV"), office)


def test_a_kind_word_alone_matches_the_kind_as_seen() -> None:
    """`Quy định 66` finds the Party's `66-QĐ/TW`, which reports call a Quy định."""
    rules = Instrument(
        key=key("dcsvn:tw:qd:66:k12"),
        kind="Quy định",
        number="66",
        symbol="QĐ/TW",
        issuer=None,
        date="2017-02-06",
    )
    assert fits(sought("quy định 66"), rules)
