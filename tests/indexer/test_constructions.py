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
        ("Thông tư số 76/2014/TT-| BTC", "TT-BTC", "vn:btc:tt:76:2014"),
        ("Thông tư số 03/2021/TT- ‘BTC", "TT-BTC", "vn:btc:tt:3:2021"),
        ("Nghị quyết số 20-\nNO/TW", "NQ/TW", "dcsvn:tw:nq:20:?"),
        ("Nghị quyết số 31 NQ/UBTVQH9", "NQ/UBTVQH9", "vn:ubtvqh9:nq:31:?"),
        ("Luật số 70/2014/QH2013", "QH2013", "vn:qh13:luat:70:2014"),
        ("Chương trình số 15/Ctr-UBND", "Ctr-UBND", "vn-travinh:ubnd:ctr:15:?"),
        (
            "Thông tư liên tịch số 20/2012/TTLT-BQP -\nBTC",
            "TTLT-BQP-BTC",
            "vn:bqp-btc:ttlt:20:2012",
        ),
        ("Thông tư số 12/2008/TTLT - BCA - BQP", "TTLT-BCA-BQP", "vn:bca-bqp:ttlt:12:2008"),
        ("Quyết định 1188TC/QĐ/TCT", "TC/QĐ/TCT", "vn:?tc:qd:1188:?"),
        ("Luật Giáo dục đại học số 125/2025/QHI15", "QH15", "vn:qh15:luat:125:2025"),
        ("Luật số 125/2025/QHI5", "QH15", "vn:qh15:luat:125:2025"),
        ("Luật\n\nsố 123/2025/QH15", "QH15", "vn:qh15:luat:123:2025"),
        ("Nghị quyết\n\nsố 35/2025/QH15", "QH15", "vn:qh15:nq:35:2025"),
        ("bộ luật hình sự số 100/2015/QH13", "QH13", "vn:qh13:luat:100:2015"),
    ],
)
def test_symbol_that_print_has_damaged_is_read_as_it_was_meant(
    written: str, symbol: str, key: str
) -> None:
    """Lost and doubled hyphens, lost strokes and blanks in a year, where a known code decides."""
    [found] = cited(f"Căn cứ {written} về việc này.")
    assert (found.mention.surface, found.mention.symbol, str(found.key)) == (written, symbol, key)


@pytest.mark.parametrize(
    ("text", "surface", "symbol"),
    [
        (
            "Quyết định số 1017/QĐ-UBND - UBND tỉnh Lâm Đồng",
            "Quyết định số 1017/QĐ-UBND",
            "QĐ-UBND",
        ),
        ("Nghị quyết 79-NQ/TW — Bộ Chính trị", "Nghị quyết 79-NQ/TW", "NQ/TW"),
        ("CV 3698/CNNL-KSNB — Ban Kiểm soát", "CV 3698/CNNL-KSNB", "CNNL-KSNB"),
        ("Nghị quyết 01/NQ-CNNL — HĐTV Tập đoàn", "Nghị quyết 01/NQ-CNNL", "NQ-CNNL"),
    ],
)
def test_body_behind_a_spaced_dash_is_no_part_of_the_symbol(
    text: str, surface: str, symbol: str
) -> None:
    """A dash with blanks on both sides joins letters only where the dash before it has them too."""
    [found] = cited(f"Theo {text} thì được.")
    assert (found.mention.surface, found.mention.symbol) == (surface, symbol)


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("Nghị quyết số ] 39/NQ-CP ngày 31/12/2017", ["139"]),
        ("Nghị quyết số 1 39/NQ-CP ngày 31/12/2017", ["139"]),
        ("Nghị quyết số 39/NQ-CP ngày 31/12/2017", ["39"]),
        ("Kế hoạch số 154 & 201/KH-UBND", ["154", "201"]),
        ("VB 10697 & 11028/UBND-KGVX", ["10697", "11028"]),
    ],
)
def test_number_that_a_scan_has_split_is_read_whole(text: str, numbers: list[str]) -> None:
    """What stands between “số” and the stroke is one number; an “&” joins two."""
    assert [c.mention.number for c in cited(f"Căn cứ {text}.")] == numbers


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (
            "Luật Dữ liệu số 60/2024/QH15; theo Luật 60 và Điều 3 Luật số 60.",
            ["Luật 60", "Luật số 60"],
        ),
        ("Luật Dữ liệu số 60/2024/QH15; theo Luật 61 và 60 luật khác.", []),
        ("tại Tờ trình số 53 ngày 04/12/2013,", ["Tờ trình số 53"]),
        ("theo công văn số 530 ngày 04/12/2013 của Sở Nội vụ", ["công văn số 530"]),
        ("có Báo cáo số 22 người dự", []),
        ("Báo cáo số 77 ngày 10/12/2024 đã nêu", []),
        ("Báo cáo số 77 ngày 10/12/2023 đã nêu", ["Báo cáo số 77"]),
    ],
)
def test_number_alone_is_cited_where_something_tells_which(text: str, found: list[str]) -> None:
    """A law cited in full, or a date, makes the number enough; the paper's own number is no citation."""
    said = [c.mention for c in cited(text) if c.mention.mention_class == "number_only"]
    assert [mention.surface for mention in said] == found


@pytest.mark.parametrize(
    ("written", "kind"),
    [
        ("CTHĐ 09-CTr/TU", "Chương trình hành động"),
        ("TBKL 130/TB-UBND", "Thông báo kết luận"),
        ("CTr 09-CTr/TU", "Chương trình"),
        ("QĐ 12/QĐ-UBND", "Quyết định"),
    ],
)
def test_short_type_word_is_told_in_full(written: str, kind: str) -> None:
    """The letters are those of the first words of the kind's name."""
    [found] = cited(f"Thực hiện {written} của tỉnh.")
    assert (found.mention.surface, found.mention.kind) == (written, kind)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (
            "Quyết định số 515, 884/QĐ-ĐHQT và 964/QĐ-ĐHQG",
            ["Quyết định số 515", "884/QĐ-ĐHQT", "964/QĐ-ĐHQG"],
        ),
        ("| Quy chế thi | 967/QĐ-ĐHQT | 2022 |", ["967/QĐ-ĐHQT"]),
        (
            "| Quy chế thi | 967/QĐ-ĐHQT | 2022 |\n\nNay theo 12/QĐ-ĐHQT thì khác.",
            ["967/QĐ-ĐHQT", "12/QĐ-ĐHQT"],
        ),
        (
            "đọc được: 964/QĐ-ĐHQG, 1178/QĐ-ĐHQG-CTSV; còn lại thì không",
            ["964/QĐ-ĐHQG", "1178/QĐ-ĐHQG-CTSV"],
        ),
        ("đọc được: 964/QĐ-ĐHQG; còn lại 12/TB-KLM thì không", []),
        ("| Quy chế thi | máy 967/QĐ-ĐHQT loại hai | 2022 |", []),
        (
            "thay thế Nghị định 196-CP năm 1994, 41-CP năm 1995, 93/2002/NĐ-CP",
            ["Nghị định 196-CP", "41-CP", "93/2002/NĐ-CP"],
        ),
        ("Nghị định 196-CP năm 1994. Vào 41-CP thì không.", ["Nghị định 196-CP"]),
    ],
)
def test_list_or_cell_tells_that_letters_of_an_unknown_body_are_a_symbol(
    text: str, found: list[str]
) -> None:
    """The next item of a list is what the one before it is; a cell holds no part of a sentence."""
    assert surfaces(text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Điều 242 bộ luật Hình sự năm 1999 về tội", ["bộ luật Hình sự năm 1999"]),
        ("hướng dẫn bộ luật lao động: Kỷ luật", ["bộ luật lao động"]),
        ("theo bộ luật này và luật đất đai", []),
        ("dự án Luật Kinh tế Vũ trụ vào Chương trình lập pháp năm 2026", []),
    ],
)
def test_code_is_named_in_small_letters_too(text: str, found: list[str]) -> None:
    """“bộ luật” is always the type word, “luật” may be the law in general."""
    assert surfaces(text) == found


def test_symbol_of_an_unknown_body_stands_alone_where_the_paper_has_its_letters() -> None:
    """In the cells of a table a number is cited whose letters stand behind a type word elsewhere."""
    table = "Kế hoạch số 197/KH-ĐHHV | 198/KH-ĐHHV | 199/KH-ĐHKT"
    assert surfaces(table) == ["Kế hoạch số 197/KH-ĐHHV", "198/KH-ĐHHV"]


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
        "nghi quyết số 12/NQ-HĐND",
        "Quyết định sé 41/2018/QĐ-TTg",
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
