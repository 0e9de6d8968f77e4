"""The document's own number against numbers that it cites, and what is dropped as its own."""

import pytest

from indexer.pipeline import report_of, tools
from indexer.read import read
from kb.model import Header, Report

HEAD = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc\n"


def report(text: str) -> Report:
    """Return the report of a text."""
    return report_of(read(text.encode(), "a.txt"), tools())


def header(text: str) -> Header:
    """Return the header of a text."""
    return report(text).header


def own(text: str) -> tuple[str | None, str | None]:
    """Return number and symbol of a text's header."""
    return header(text).number, header(text).symbol


def cited(text: str) -> list[str]:
    """Return the citations of a text on one line each."""
    return [" ".join(c.mention.surface.split()) for c in report(text).citations]


@pytest.mark.parametrize(
    ("text", "citations"),
    [
        (
            "CHƯƠNG TRÌNH\nTHỰC HIỆN NGHỊ QUYẾT\nSỐ 15-NQ/TU NGÀY 5/6/2023\nCăn cứ Nghị quyết số 15-NQ/TU;",
            ["NGHỊ QUYẾT SỐ 15-NQ/TU", "Nghị quyết số 15-NQ/TU"],
        ),
        (
            "QUYẾT ĐỊNH\n\nVỀ VIỆC BÃI BỎ CHỈ THỊ\nSỐ 12/CT-UBND\n\nCăn cứ Chỉ thị số 12/CT-UBND;",
            ["CHỈ THỊ SỐ 12/CT-UBND", "Chỉ thị số 12/CT-UBND"],
        ),
        (
            "Theo khoản 3 Điều 7 Nghị quyết số: 326/2016/UBTVQH14 ngày 30/12/2016 thì được miễn.",
            ["Nghị quyết số: 326/2016/UBTVQH14"],
        ),
        ("Tại Thông tư số: 78/2021/TT-BTC, Bộ quy định.", ["Thông tư số: 78/2021/TT-BTC"]),
        ("Theo Nghị định\nsố 61/2018/NĐ-CP\nvà các văn bản khác", ["Nghị định số 61/2018/NĐ-CP"]),
        (
            "Nghị định số: 100/2019/NĐ-CP\nThông tư số: 78/2021/TT-BTC\n",
            ["Nghị định số: 100/2019/NĐ-CP", "Thông tư số: 78/2021/TT-BTC"],
        ),
        ("Danh mục\n- Số: 61/2018/NĐ-CP\n- Số: 45/TB-CP\n", ["61/2018/NĐ-CP", "45/TB-CP"]),
        ("Số 61/2018/NĐ-CP ngày 23/4/2018 của Chính phủ", ["61/2018/NĐ-CP"]),
        ("Hướng dẫn ghi số quyết định (ví dụ: Số: 89/2017/QĐ-UBND)", ["89/2017/QĐ-UBND"]),
    ],
)
def test_a_number_that_a_type_word_or_a_sentence_governs_is_cited(
    text: str, citations: list[str]
) -> None:
    """It is not the paper's own, and none of its mentions is dropped."""
    assert own(text) == (None, None)
    assert cited(text) == citations


@pytest.mark.parametrize(
    "first",
    [
        "Quy định 69-QĐ/TW năm 2022 về kỷ luật đảng viên do Ban Chấp hành Trung ương ban hành.",
        "Nghị quyết 57-NQ/TW là bước đột phá",
        "Nghị quyết 57-NQ/TW, Nghị quyết 59-NQ/TW là hai trụ cột",
        "Nghị định 61/2018/NĐ-CP quy định cơ chế một cửa.",
        "Nghị định 61/2018/NĐ-CP quy định cơ chế một cửa",
    ],
)
def test_a_text_that_opens_with_a_citation_has_no_number(first: str) -> None:
    """Nothing below is a head, or the line is a sentence: every later mention stays."""
    number = " ".join(first.split()[:3]).rstrip(",")
    text = f"{first}\nSau hai năm, {number} đã đi vào cuộc sống."
    assert own(text) == (None, None)
    assert cited(text).count(number) == 2


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            f"Nghị quyết 12/2019/NQ-HĐND quy định mức chi\n{HEAD}Số: 12/2019/NQ-HĐND\nNGHỊ QUYẾT\n",
            ("12", "NQ-HĐND"),
        ),
        (
            "Công văn 3088/TCT-DNL về thuế\nSửa đổi: 4/8/2016\n\nKính gửi:\nCục Thuế",
            ("3088", "TCT-DNL"),
        ),
        (f"Quyết định 5/QĐ-TTg về quy hoạch\n{HEAD}QUYẾT ĐỊNH\nVề quy hoạch", ("5", "QĐ-TTg")),
        (f"Quyết định 5/QĐ-TTg được sửa đổi\n{HEAD}Số: 9/QĐ-TTg\nQUYẾT ĐỊNH\n", ("9", "QĐ-TTg")),
    ],
)
def test_the_title_line_of_a_site_is_read_as_the_documents_own(
    text: str, expected: tuple[str, str]
) -> None:
    """A head follows that repeats the number, or the parts of an office paper follow; the head wins."""
    assert own(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            f"QUỐC HỘI\n{HEAD}Luật số: 01/2016/QH14\nHà Nội, ngày 18 tháng 11 năm 2016",
            ("01", "QH14"),
        ),
        (f"{HEAD}Nghị quyết số: 43/2022/QH15\nNGHỊ QUYẾT\n", ("43", "QH15")),
        ("BAN TUYÊN GIÁO\n*\nSố 369 - CV/BTGTU\nTrà Vinh, ngày 5/9/2018", ("369", "CV/BTGTU")),
        ("TỈNH ỦY\nSố 08-BC/TU Trà Vinh, ngày 5 tháng 9 năm 2018", ("08", "BC/TU")),
        (
            f"BỘ NỘI VỤ {HEAD[:-1]} ---- Số: 5/TT-BNV Hà Nội, ngày 1/2/2020 THÔNG TƯ",
            ("5", "TT-BNV"),
        ),
        (
            "An Giang, ngày 05 tháng 10 năm 2012 Số: 15/2012/CT-UBND CHỈ THỊ Về thu ngân sách",
            ("15", "CT-UBND"),
        ),
        (
            "THÔNG TƯ\nSỐ 15-BTC/TT NGÀY 16-3-1991 CỦA BỘ TÀI CHÍNH QUY ĐỊNH CHẾ ĐỘ",
            ("15", "BTC/TT"),
        ),
        (f"SỞ Y TẾ\n{HEAD}Số: 12/QĐ-SYT, ngày 05/3/2020\nQUYẾT ĐỊNH\n", ("12", "QĐ-SYT")),
        ("| Số: 45/TTr-PNV | *Càng Long, ngày 02 tháng 8 năm 2017* |", ("45", "TTr-PNV")),
    ],
)
def test_the_forms_of_a_head_still_hold_its_number(text: str, expected: tuple[str, str]) -> None:
    """Alone on its line, behind motto or date on a joined line, under a type word alone."""
    assert own(text) == expected


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Số: 861 JQĐ-TTg", ("861", "QĐ-TTg")),
        ("Số: 1067/QĐÐ-HVM", ("1067", "QĐ-HVM")),
        ("Số : 78/20 10 / TT - BTC - - -", ("78", "TT-BTC")),
        ("sé; 5452 /TCHQ-GSQL", ("5452", "TCHQ-GSQL")),
        ("$6:899/QĐ-BGDĐT", ("899", "QĐ-BGDĐT")),
        ("Số: 313+ /QĐ-ĐHĐN", (None, "QĐ-ĐHĐN")),
        ("Số: ,.99 /QĐ-ĐHĐN", (None, "QĐ-ĐHĐN")),
        ("Số: 1281/-UBND", ("1281", None)),
        ("Số: 15 /QD-TTg", ("15", "QĐ-TTg")),
        ("Số: 15/QĐUBND", ("15", "QĐ-UBND")),
        ("Số: 4/2 /QĐ-TCT", (None, "QĐ-TCT")),
        ("Số: 55 'CHQ-TXNK", (None, None)),
        ("Số: 55/TCHQ-TXNK", ("55", "TCHQ-TXNK")),
        ("Số hiệu 29/TT-BTC", (None, None)),
        ("Số tiền 12/TT-BTC", (None, None)),
    ],
)
def test_a_number_badly_scanned_is_read_as_far_as_it_is_sure(
    line: str, expected: tuple[str | None, str | None]
) -> None:
    """Letters are mended where only one code fits; a digit that cannot be read leaves no number."""
    assert (
        own(f"BỘ TÀI CHÍNH\n{HEAD}{line}\nHà Nội, ngày 5 tháng 6 năm 2010\nQUYẾT ĐỊNH\n")
        == expected
    )


def test_the_number_of_an_incoming_stamp_is_not_the_papers_own() -> None:
    """The stamp of the office that received the paper bears a number with its own day below."""
    text = (
        "TRƯỜNG ĐẠI HỌC A\nCÔNG VĂN ĐẾN\nSố: 18/CV-ĐHA\nNgày: 22/5/2025\n"
        f"SỞ Y TẾ\n{HEAD}Số: 45/TB-SYT\nTrà Vinh, ngày 20 tháng 5 năm 2025\nTHÔNG BÁO\nVề việc nghỉ lễ\n"
    )
    assert own(text) == ("45", "TB-SYT")
    assert header(text).issuer == "Sở Y tế"
    assert header(text).kind == "Thông báo"


@pytest.mark.parametrize(
    ("mention", "stays"),
    [
        ("Báo cáo số 12/BC-UBND ngày 3/4/2020 của UBND xã Long Đức", False),
        ("Báo cáo số 12/BC-UBND", False),
        ("Báo cáo số 12/BC-UBND ngày 3/4/2020 của UBND xã Hòa Thuận", True),
        ("Báo cáo số 12/BC-UBND ngày 3/4/2020 của UBND tỉnh Bến Tre", True),
        ("Báo cáo số 12/BC-UBND ngày 3/4/2019", True),
    ],
)
def test_the_same_number_of_another_office_or_year_is_cited(mention: str, *, stays: bool) -> None:
    """UBND of every place number alike; what names another place or year is not the paper itself."""
    text = (
        f"UBND XÃ LONG ĐỨC\n{HEAD}Số: 12/BC-UBND\nTrà Vinh, ngày 3 tháng 4 năm 2020\nBÁO CÁO\nQuý I\n\n"
        f"Xem {mention}."
    )
    assert bool(cited(text)) is stays
