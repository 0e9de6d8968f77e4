"""How papers write a citation in practice, beside the form that the rules of drafting know."""

from __future__ import annotations

import pytest

from tests.indexer.papers import cited, surfaces


def _said(text: str) -> list[tuple[str, str | None]]:
    """Return words and symbol of each citation."""
    return [(c.mention.surface, c.mention.symbol) for c in cited(text)]


@pytest.mark.parametrize(
    ("written", "symbol", "key"),
    [
        ("Nghị định số 61/2018/NĐCP", "NĐ-CP", "vn:cp:nd:61:2018"),
        ("Thông tư số 01/2018/TTVPCP", "TT-VPCP", "vn:vpcp:tt:1:2018"),
        ("Nghị quyết số 30c/NQCP", "NQ-CP", "vn:cp:nq:30c:?"),
        ("Nghị định số 61/2018/ND-CP", "NĐ-CP", "vn:cp:nd:61:2018"),
        ("Nghị định số 61/2018/NĐ\nCP", "NĐ-CP", "vn:cp:nd:61:2018"),
        ("Nghị định số 06/20 03 / NĐ - CP", "NĐ-CP", "vn:cp:nd:6:2003"),
        ("Thông tư số 54/2014/TT- -BQP", "TT-BQP", "vn:bqp:tt:54:2014"),
        ("Quyết định số 12/2019/QĐÐ-TTg", "QĐ-TTg", "vn:ttg:qd:12:2019"),
        ("Bộ luật 11/VBHN-VPQH", "VBHN-VPQH", "vn:vpqh:vbhn:11:?"),
    ],
)
def test_symbol_that_print_has_damaged_is_read_as_it_was_meant(
    written: str, symbol: str, key: str
) -> None:
    """Lost and doubled hyphens, lost strokes and blanks in a year, where a known code decides."""
    [found] = cited(f"Căn cứ {written} về việc này.")
    assert (found.mention.surface, found.mention.symbol, str(found.key)) == (written, symbol, key)


@pytest.mark.parametrize("written", ["12/TTTT", "12/KHCN-VP", "12/HD-SNV", "12/BCĐ-VP"])
def test_symbol_that_only_looks_damaged_stays_as_it_is(written: str) -> None:
    """Letters that may be a code of their own are not taken apart."""
    [found] = cited(f"Đã nhận Công văn số {written} ngày 12/3/2020.")
    assert found.mention.symbol == written.removeprefix("12/")


@pytest.mark.parametrize(
    "written",
    [
        "Thông íư số 54/2014/TT-BQP",
        "Ọuyết . định số 06/2020/QĐ-TTg",
        "Nghị,định số 124/2024/NĐ-CP",
        "Quyết dịnh só 33/2020/QĐ-TTg",
        "Nghị quyết . số\n13/NQ-HĐND",
        "quyêt đinh số 12/QĐ-UBND",
    ],
)
def test_damaged_type_word_belongs_to_the_citation(written: str) -> None:
    """The symbol says which word was meant; a letter or two may be wrong."""
    [found] = cited(f"Căn cứ {written} về việc này.")
    assert found.mention.surface == written
    assert found.mention.kind in ("Thông tư", "Quyết định", "Nghị định", "Nghị quyết")


@pytest.mark.parametrize("before", ["các số", "tình hình số", "của ngành số", "theo quy hoạch số"])
def test_other_words_before_a_number_are_no_damaged_type_word(before: str) -> None:
    """What is no near miss of the very word that the symbol asks for stays outside."""
    assert surfaces(f"Căn cứ {before} 61/2018/NĐ-CP thì được.") == ["61/2018/NĐ-CP"]


@pytest.mark.parametrize(
    "written",
    [
        "Văn bản thẩm định số 312/STP-KSTT",
        "Quyết định xử phạt vi phạm hành chính số 123/QĐ-UBND",
        "Quy định thi hành Điều lệ Đảng số 294-QĐ/TW",
        "Luật Sửa đổi, bổ sung một số điều của bộ luật tố tụng dân sự, luật phá sản số 85/2025/QH15",
    ],
)
def test_name_between_type_word_and_number_belongs_to_the_citation(written: str) -> None:
    """From the type word to the last letter of the symbol, whatever stands between."""
    assert surfaces(f"Tại {written} ngày 12/3/2020 có nêu.") == [written]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Kế hoạch thực hiện Kế hoạch số 12/KH-UBND", ["Kế hoạch số 12/KH-UBND"]),
        ("Báo cáo kết quả thực hiện Nghị quyết số 12/NQ-HĐND", ["Nghị quyết số 12/NQ-HĐND"]),
        ("Quyết định của Chủ tịch số 12/QĐ-UBND", ["12/QĐ-UBND"]),
    ],
)
def test_type_word_of_another_paper_is_left_out(text: str, found: list[str]) -> None:
    """A word that the symbol does not fit, or that governs another one, begins no citation of it."""
    assert surfaces(f"{text} ngày 12/3/2020.") == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Theo NĐ 123/2020. Tuân thủ", ["NĐ 123/2020"]),
        ("Theo Nghị định số 100/2019. Phạt tiền", ["Nghị định số 100/2019"]),
        ("chốt NĐ 71/2019 + 17/2022 vẫn là khung", ["NĐ 71/2019", "17/2022"]),
        (
            "các Nghị định 113/2017,\n82/2022 và 17/2023",
            ["Nghị định 113/2017", "82/2022", "17/2023"],
        ),
        ("viết lại theo Luật 69/2025 (mới)", ["Luật 69/2025"]),
        ("thay thế Luật Hóa chất 06/2007 và", ["Luật Hóa chất 06/2007"]),
        ("số liệu tháng 113/2017, 82/2022", []),
        ("Luật Đất đai tháng 11/2013", ["Luật Đất đai"]),
    ],
)
def test_number_with_year_is_a_citation_behind_a_type_word(text: str, found: list[str]) -> None:
    """A list shares its type word; a month is no number."""
    assert surfaces(f"{text}.") == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Điều 48 BLHS, Điều 273 BLTTDS 2015", ["BLHS", "BLTTDS 2015"]),
        ("theo Luật TMĐT 2025 và Luật QLT 2019", ["Luật TMĐT 2025", "Luật QLT 2019"]),
        ("hợp nhất Hiến pháp nước CHXHCN Việt Nam", ["Hiến pháp nước CHXHCN Việt Nam"]),
        ("Căn cứ Luât Tô chức chinh quyên địa phương", ["Luât Tô chức chinh quyên địa phương"]),
        ("đó là Qui Định 41 của Bộ Chính trị", ["Qui Định 41 của Bộ Chính trị"]),
    ],
)
def test_names_are_found_as_people_shorten_and_scans_spoil_them(
    text: str, found: list[str]
) -> None:
    """Abbreviated codes stand alone; marks may be lost in a long name."""
    assert surfaces(f"{text}.") == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Khoản 1 Điều 10 - Quy định 296-QĐ/TW", [("Quy định 296-QĐ/TW", "QĐ/TW")]),
        ("- 1Hướng dẫn 26-HD/BTCTW năm 2014", [("Hướng dẫn 26-HD/BTCTW", "HD/BTCTW")]),
        ("Kế hoạch số 01 KH/BCĐTW", [("Kế hoạch số 01 KH/BCĐTW", "KH/BCĐTW")]),
        ("công văn số 1368CV/TCTW", [("công văn số 1368CV/TCTW", "CV/TCTW")]),
        ("Nghị quyết số O8/NQ-HĐĐH", [("Nghị quyết số O8/NQ-HĐĐH", "NQ-HĐĐH")]),
        ("còn 5 KH/quý và 10 - Quy trình", []),
    ],
)
def test_number_and_letters_are_kept_apart_from_what_stands_beside(
    text: str, found: list[tuple[str, str]]
) -> None:
    """Dashes before a word, digits of a list and lost slashes neither cut nor join."""
    assert _said(f"Theo {text} ngày 12/3/2024.") == found


@pytest.mark.parametrize("announced", ["ngày 05/01/2026", "ngày 5 tháng 1 năm 2026"])
def test_unknown_body_is_no_hindrance_where_a_date_follows(announced: str) -> None:
    """A known type and a date make a citation of “01/QĐ-ABCD”; without either it may be anything."""
    assert surfaces(f"Gửi 01/QĐ-ABCD {announced}, mã 12/AB-CDE, 05/TS-XYZ.") == ["01/QĐ-ABCD"]


def test_law_that_amends_articles_holds_the_law_amended() -> None:
    """The date is the outer law's; the inner one is the edition that stood when it was amended."""
    text = "Căn cứ Luật sửa đổi, bổ sung Điều 6 và Phụ lục 4 của Luật đầu tư ngày 22/11/2016;"
    outer, inner = cited(text)
    assert outer.mention.surface == text.removeprefix("Căn cứ ").removesuffix(" ngày 22/11/2016;")
    assert (outer.mention.date, inner.mention.date) == ("2016-11-22", None)
    assert (str(inner.key), inner.mention.parent) == ("vn:qh13:luat:67:2014", 0)


def test_amending_law_is_found_with_marks_lost() -> None:
    """The outer law reaches to the end of the inner one, however a scan spelled the words between."""
    text = "Căn cứ Luật sừa đồi, bỗ sung một số điều cùa Luật Giáo dục đại học ngày 19/11/2018;"
    outer, inner = cited(text)
    assert outer.mention.surface.endswith("Luật Giáo dục đại học")
    assert (inner.mention.surface, inner.mention.parent) == ("Luật Giáo dục đại học", 0)
    assert (outer.mention.date, inner.mention.date) == ("2018-11-19", None)
