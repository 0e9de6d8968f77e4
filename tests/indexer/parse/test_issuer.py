"""Who issued a paper and for which province it speaks, in heads whole and damaged."""

import pytest

from indexer.parse import parse
from indexer.pipeline import report_of, tools
from indexer.read import read
from kb.model import Header
from kb.vocabulary import load, proper_name

HEAD = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc\n"


def header(text: str) -> Header:
    """Return the header of a text, its issuer as printed."""
    return parse(read(text.encode(), "a.txt")).header


@pytest.mark.parametrize(
    ("text", "issuer"),
    [
        (
            "BỘ\nTÀI CHÍNH\n****\n|\nCỘNG\nHOÀ XÃ HỘI CHỦ NGHĨA VIỆT NAM\n|\nSố: 1/TT-BTC",
            "BỘ TÀI CHÍNH",
        ),
        ("VIỆN KỸ THUẬT Độc lập —- Tự do - Hạnh phúc\nSố: 1/QĐ-VKT", "VIỆN KỸ THUẬT"),
        ("CHÍNH PHỦ CỌNG HÒA XÃ HỘI CHỦ NGHĨA VI}T NAM\nSố: 1/NQ-CP", "CHÍNH PHỦ"),
        ("CỤC THUẾ CỘNG HÒA XàHỘI CHỦ NGHĨA VIỆT NAM\nSố: 1/CT-KK", "CỤC THUẾ"),
        ("TỈNH ỦY TRÀ VINH ĐẢNG CỘNG SẢN VIỆT NAM\nSố 1-BC/TU", "TỈNH ỦY TRÀ VINH"),
        ("SỞ NỘI VỤ -\nSỞ TÀI CHÍNH\nSố: 1/LS-NV-TC", "SỞ NỘI VỤ - SỞ TÀI CHÍNH"),
        ("SỞ NỘI VỤ\n-------\nSố: 1/BC-SNV", "SỞ NỘI VỤ"),
        (f"ỦY BAN NHÂN DÂN\nTỈNH HÀ TĨNH\n{HEAD}Số: 1281/-UBND\n", "ỦY BAN NHÂN DÂN TỈNH HÀ TĨNH"),
    ],
)
def test_issuer_is_told_from_motto_and_number(text: str, issuer: str) -> None:
    """The motto of the right column is cut out, however it was scanned or broken into lines."""
    assert header(text).issuer == issuer


@pytest.mark.parametrize(
    ("line", "issuer", "province"),
    [
        (
            "HỘI ĐỒNG NHÂN DÂN\nTỈNH ĐỒNG THÁP\nKHÓA IX - KỲ HỌP THỨ NĂM",
            "HỘI ĐỒNG NHÂN DÂN TỈNH ĐỒNG THÁP",
            "Đồng Tháp",
        ),
        ("CHỦ TỊCH ỦY BAN NHÂN DÂN TỈNH BẾN TRE", "ỦY BAN NHÂN DÂN TỈNH BẾN TRE", "Bến Tre"),
        ("BỘ TRƯỞNG BỘ Y TẾ", "BỘ Y TẾ", None),
        ("BỘ TRƯỞNG BỘ GIÁO ĐỤC VÀ ĐÀO TAO", None, None),
        ("", None, None),
    ],
)
def test_issuer_is_read_below_the_title_where_the_head_lacks_it(
    line: str, issuer: str | None, province: str | None
) -> None:
    """The body that decides stands in capitals between subject and basis; a spoilt name is left out."""
    found = header(
        f"NGHỊ QUYẾT\nVỀ VIỆC THÔNG QUA PHƯƠNG ÁN\n{line}\nCăn cứ Luật Ngân sách nhà nước;"
    )
    assert (found.issuer, found.jurisdiction) == (issuer, province)
    assert found.subject == "VỀ VIỆC THÔNG QUA PHƯƠNG ÁN"


@pytest.mark.parametrize(
    ("bodies", "symbol", "province"),
    [
        ("UBND TỈNH HÀ TĨNH", "QĐ-UBND", "Hà Tĩnh"),
        ("UBND TỈNH HÀ TĨNH\nSỞ Y TẾ", "QĐ-SYT", "Hà Tĩnh"),
        ("SỞ XÂY DỰNG", "BC-SXD", "Hà Nội"),
        ("BỘ CÔNG THƯƠNG", "TT-BCT", None),
        ("BỘ XÂY DỰNG\nCỤC KINH TẾ XÂY DỰNG", "BC-KTXD", None),
        ("BỘ TÀI CHÍNH\nCỤC THUẾ TỈNH TRÀ VINH", "CT-KK", "Trà Vinh"),
        ("VĂN BẢN HỢP NHẤT", "VBHN-NĐ-BNV", None),
        ("BAN TỔ CHỨC-CÁN BỘ CHÍNH PHỦ-BỘ TÀI CHÍNH", "TTLT-BTCCBCP-BTC", None),
        ("HỌC VIỆN KỸ THUẬT", "QĐ-HVKT", None),
        ("UBND TỈNH VĨNH LONG\nUBND PHƯỜNG TRÀ VINH", "BC-UBND", "Vĩnh Long"),
        ("ĐOÀN TNCS HỒ CHÍ MINH", "QĐ-TWĐTN", None),
    ],
)
def test_the_capital_as_a_place_is_no_jurisdiction_of_a_central_body(
    bodies: str, symbol: str, province: str | None
) -> None:
    """The issuer's own province wins over a place; the seat of a central body says nothing."""
    text = f"{bodies}\n{HEAD}Số: 5/{symbol}\nHà Nội, ngày 3 tháng 4 năm 2020\nBÁO CÁO\nVề kết quả\n"
    assert header(text).jurisdiction == province


@pytest.mark.parametrize(
    ("printed", "name"),
    [
        ("SỞ NỘI VỤ TỈNH TRÀ VINH", "Sở Nội vụ tỉnh Trà Vinh"),
        (
            "SỞ TÀI CHÍNH - SỞ LAO ĐỘNG - THƯƠNG BINH VÀ XÃ HỘI",
            "Sở Tài chính - Sở Lao động - Thương binh và Xã hội",
        ),
        ("PHÒNG NỘI VỤ HUYỆN CÀNG LONG", "Phòng Nội vụ huyện Càng Long"),
        ("UỶ BAN NHÂN DÂN THỊ XÃ DUYÊN HẢI", "Ủy ban nhân dân thị xã Duyên Hải"),
        ("TRUNG TÂM Y TẾ HUYỆN CÀNG LONG", "Trung tâm y tế huyện Càng Long"),
        ("BẢO HIỂM XÃ HỘI TỈNH BẾN TRE", "Bảo hiểm xã hội tỉnh Bến Tre"),
        ("NGÂN HÀNG TMCP CÔNG THƯƠNG VIỆT NAM", "Ngân hàng TMCP Công thương Việt Nam"),
        ("CHI BỘ SỞ TƯ PHÁP", "Chi bộ Sở Tư pháp"),
        ("BAN THƯỜNG TRỰC", "Ban thường trực"),
        ("Sở Nội vụ", "Sở Nội vụ"),
    ],
)
def test_a_name_in_capitals_is_written_as_in_running_text(printed: str, name: str) -> None:
    """Known bodies, provinces and abbreviations keep their letters; xã hội is no commune."""
    assert proper_name(printed, load()) == name


@pytest.mark.parametrize(
    ("printed", "text", "name"),
    [
        ("TRƯỜNG ĐẠI HỌC HẠ LONG", "Trường Đại học\nHạ Long có 5 khoa.", "Trường Đại học Hạ Long"),
        ("TRƯỜNG ĐẠI HỌC HẠ LONG", "HIỆU TRƯỞNG TRƯỜNG ĐẠI HỌC HẠ LONG", "Trường đại học hạ long"),
        ("SỞ NỘI VỤ", "Sở nội vụ báo cáo", "Sở Nội vụ"),
    ],
)
def test_a_name_that_no_table_knows_is_spelled_as_the_paper_spells_it(
    printed: str, text: str, name: str
) -> None:
    """The document's own running text knows its capitals; for known bodies the table decides."""
    assert proper_name(printed, load(), text) == name


def test_the_report_bears_the_name_that_its_text_spells() -> None:
    """The issuer of the stored header is read with the text at hand."""
    text = (
        f"TRƯỜNG ĐẠI HỌC HẠ LONG\n{HEAD}Số: 5/QĐ-ĐHHL\nQUYẾT ĐỊNH\nVề thi\n\nTrường Đại học Hạ Long"
    )
    assert (
        report_of(read(text.encode(), "a.txt"), tools()).header.issuer == "Trường Đại học Hạ Long"
    )


@pytest.mark.parametrize(
    ("head", "below", "issuer"),
    [
        (
            "ỦY BAN NHÂN DÂN | CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM |\nTỈNH LONG AN | Độc lập - Tự do |",
            "ỦY BAN NHÂN DÂN TỈNH LONG AN",
            "ỦY BAN NHÂN DÂN TỈNH LONG AN",
        ),
        (
            "ỦY BAN NHÂN DÂN | CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM |",
            "CHỦ TỊCH UỶ BAN NHÂN DÂN TỈNH LONG AN",
            "UỶ BAN NHÂN DÂN TỈNH LONG AN",
        ),
        (
            "HỘI ĐỒNG NHÂN DÂN | CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM |",
            "HỘI ĐỒNG NHÂN DÂN TỈNH LONG AN\nKHÓA X, KỲ HỌP THỨ 2",
            "HỘI ĐỒNG NHÂN DÂN TỈNH LONG AN",
        ),
        ("UBND", "ỦY BAN NHÂN DÂN TỈNH LONG AN", "ỦY BAN NHÂN DÂN TỈNH LONG AN"),
        ("ỦY BAN NHÂN DÂN", "HỘI ĐỒNG NHÂN DÂN TỈNH LONG AN", "ỦY BAN NHÂN DÂN"),
        ("ỦY BAN NHÂN DÂN", "", "ỦY BAN NHÂN DÂN"),
        ("SỞ NỘI VỤ", "SỞ NỘI VỤ TỈNH LONG AN", "SỞ NỘI VỤ"),
    ],
)
def test_a_committee_named_without_its_place_takes_the_full_name_below(
    head: str, below: str, issuer: str
) -> None:
    """Only what every place has is completed, and only by a name that begins with the same words."""
    number = "Số: 5/QĐ-UBND | Long An, ngày 5 tháng 6 năm 2010 |"
    for title in ("QUYẾT ĐỊNH\nVề việc giao đất", ""):
        text = f"{head}\n{number}\n{title}\n{below}\nCăn cứ Luật Đất đai;"
        assert header(text).issuer == issuer


@pytest.mark.parametrize(
    ("printed", "issuer", "parent"),
    [
        ("BỘ TÀI CHÍNH\nTỎNG CỤC THUÊ", "TỎNG CỤC THUÊ", "BỘ TÀI CHÍNH"),
        ("BO TAI CHINH\nTONG CUC THUE", "TONG CUC THUE", "BO TAI CHINH"),
        ("BÔ CÔNG THƯƠNG\nCỰC ĐIÊU TIẾT", "CỰC ĐIÊU TIẾT", "BÔ CÔNG THƯƠNG"),
        ("UBND TINH LONG AN\nSO NOI VU", "SO NOI VU", "UBND TINH LONG AN"),
        ("ỦY BAN NHÂN DÂN XÃ\nCÚC HOA", "ỦY BAN NHÂN DÂN XÃ CÚC HOA", None),
        ("TỔNG CỤC THUẾ\nSố: 4?2 QĐ", "TỔNG CỤC THUẾ", None),
        ("ỦY BAN THƯỜNG VỤ\nQUỐC HỘI", "ỦY BAN THƯỜNG VỤ QUỐC HỘI", None),
        ("VĂN PHÒNG\nCHÍNH PHỦ", "VĂN PHÒNG CHÍNH PHỦ", None),
        ("CHÍNH PHỦ\nBỘ Y TẾ", "BỘ Y TẾ", "CHÍNH PHỦ"),
        (
            "SỞ LAO ĐỘNG\n– THƯƠNG BINH VÀ XÃ HỘI",
            "SỞ LAO ĐỘNG - THƯƠNG BINH VÀ XÃ HỘI",
            None,
        ),
        (
            "SỞ LAO ĐỘNG -\nTHƯƠNG BINH VÀ XÃ HỘI",
            "SỞ LAO ĐỘNG - THƯƠNG BINH VÀ XÃ HỘI",
            None,
        ),
        ("SỞ LAO ĐỘNG\n-----\nTỈNH LONG AN", "SỞ LAO ĐỘNG TỈNH LONG AN", None),
    ],
)
def test_two_bodies_are_told_from_one_name_on_two_lines(
    printed: str, issuer: str, parent: str | None
) -> None:
    """Known names tell them, without their marks too; the hyphen of a name stays, a number is no name."""
    found = header(f"{printed}\n{HEAD}Hà Nội, ngày 5 tháng 6 năm 2020\nBÁO CÁO\nVề kết quả\n")
    assert (found.issuer, found.parent_body) == (issuer, parent)


@pytest.mark.parametrize(
    ("first", "issuer"),
    [
        ("CHỈ THỊ CỦA THỦ TƯỚNG CHÍNH PHỦ", "THỦ TƯỚNG CHÍNH PHỦ"),
        ("THÔNG TƯ CỦA BỘ TÀI CHÍNH", "BỘ TÀI CHÍNH"),
        ("THÔNG TƯ LIÊN TỊCH CỦA BỘ TÀI CHÍNH - BỘ NỘI VỤ", None),
        ("THÔNG TƯ LIÊN TỊCH CỦA BỘ TÀI CHÍNH\n- BỘ NỘI VỤ", None),
        ("TRIỂN KHAI CHỈ THỊ CỦA THỦ TƯỚNG CHÍNH PHỦ", None),
        ("CHỈ THỊ CỦA THỦ TƯỚNG CHÍNH PHỦ VÀO CUỘC SỐNG", None),
    ],
)
def test_issuer_is_read_from_the_line_of_the_kind(first: str, issuer: str | None) -> None:
    """A central body alone behind `CỦA`; of several, or within a sentence, none."""
    assert header(f"{first}\nVề việc phòng cháy\nNăm qua còn nhiều vụ cháy.").issuer == issuer
