"""Kind and subject in old styles, on joined lines and from bad scans."""

import pytest

from indexer.parse import parse
from indexer.read import read
from kb.model import Header

HEAD = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc\n"


def header(text: str) -> Header:
    """Return the header of a text."""
    return parse(read(text.encode(), "a.txt")).header


def titled(text: str) -> tuple[str | None, str | None]:
    """Return kind and subject of a text."""
    found = header(text)
    return found.kind, found.subject


@pytest.mark.parametrize(
    ("below", "subject"),
    [
        (
            "CỦA THỦ TƯỚNG CHÍNH PHỦ\n\nVề việc thành lập Vụ Dầu khí\n\nTHỦ TƯỚNG CHÍNH PHỦ",
            "Về việc thành lập Vụ Dầu khí",
        ),
        (
            "CỦA BỘ TÀI CHÍNH SỐ 15/TTg NGÀY 9 THÁNG 12 NĂM 1993 HƯỚNG DẪN THU PHÍ",
            "HƯỚNG DẪN THU PHÍ",
        ),
        ("SỐ 15-TTg NGÀY 16-3-1991 CỦA BỘ TÀI CHÍNH QUY ĐỊNH MỨC THU", "QUY ĐỊNH MỨC THU"),
        ("SỐ 16/CT-UB NGÀY 16-3-1991 ĐƯỢC BÃI BỎ", "SỐ 16/CT-UB NGÀY 16-3-1991 ĐƯỢC BÃI BỎ"),
        ("CỦA DOANH NGHIỆP NHÀ NƯỚC", "CỦA DOANH NGHIỆP NHÀ NƯỚC"),
        (
            "VỀ VIỆC BÃI BỎ QUYẾT ĐỊNH\n\nSỐ 12/CT NGÀY 5/6/1988",
            "VỀ VIỆC BÃI BỎ QUYẾT ĐỊNH SỐ 12/CT NGÀY 5/6/1988",
        ),
    ],
)
def test_issuer_number_and_date_before_the_subject_are_no_part_of_it(
    below: str, subject: str
) -> None:
    """Only the issuer and the own number are taken off; another number stays where it is."""
    text = f"THỦ TƯỚNG CHÍNH PHỦ\n{HEAD}Số: 15/TTg\nHà Nội, ngày 9 tháng 12 năm 1993\nQUYẾT ĐỊNH\n{below}\n"
    assert titled(text) == ("Quyết định", subject)


@pytest.mark.parametrize(
    ("below", "subject"),
    [
        (
            "Kế hoạch năm học 2026\nI. Căn cứ xây dựng\nCăn cứ Luật Giáo dục",
            "Kế hoạch năm học 2026",
        ),
        ("V/v mua máy\nKính trình: Giám đốc", "mua máy"),
        ("Mua máy - - - - - - Căn cứ Luật Đấu thầu", "Mua máy"),
        ("Mua máy-------- BAN GIÁM ĐỐC", "Mua máy"),
        (
            "VỀ VIỆC MUA MÁY VI TÍNH CHO CÁC PHÒNG Trong năm qua, đơn vị đã mua 5 máy",
            "VỀ VIỆC MUA MÁY VI TÍNH CHO CÁC PHÒNG",
        ),
        (
            "QUY ĐỊNH VỀ QUẢN LÝ MÁY VI TÍNH\nThi hành Nghị định số 196-HĐBT, Sở quy định:",
            "QUY ĐỊNH VỀ QUẢN LÝ MÁY VI TÍNH",
        ),
        ("QUY ĐỊNH VỀ QUẢN LÝ MÁY VI TÍNH\nĐơn vị đã mua máy", "QUY ĐỊNH VỀ QUẢN LÝ MÁY VI TÍNH"),
        ("Mua máy cho Phòng Nội vụ\nGIÁM ĐÓC SỞ NỘI VỤ", "Mua máy cho Phòng Nội vụ"),
    ],
)
def test_the_subject_ends_where_another_part_begins(below: str, subject: str) -> None:
    """A section, an addressee, a rule, the body on the same line, an office whose marks were lost."""
    assert titled(f"SỞ NỘI VỤ\n{HEAD}Số: 5/TTr-SNV\nTỜ TRÌNH\n{below}\n") == ("Tờ trình", subject)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"{HEAD}QUYÉT ĐỊNH\nVề biên chế\n", ("Quyết định", "Về biên chế")),
        (f"{HEAD}NGHỊ QUYET\nVề chính sách thuế\n", ("Nghị quyết", "Về chính sách thuế")),
        (f"{HEAD}CÔNG VĂN ĐIỆN TỬ\nQUYET ĐỊNH\nVề biên chế\n", ("Quyết định", "Về biên chế")),
        (
            "Tờ trình V/v đề nghị phê duyệt dự toán\n\nKính gửi: Sở",
            ("Tờ trình", "đề nghị phê duyệt dự toán"),
        ),
        ("Quyết định về việc tăng lương được nhiều người chờ đợi\n", (None, None)),
        ("Quyet dinh\nVề biên chế\n", (None, None)),
    ],
)
def test_a_kind_is_read_from_capitals_without_marks_and_before_v_v(
    text: str, expected: tuple[str | None, str | None]
) -> None:
    """Lines of capitals alone; in running letters a kind needs `V/v` behind it."""
    assert titled(text) == expected


def test_the_subject_of_a_letter_goes_on_behind_an_empty_line_of_the_scan() -> None:
    """A line in small letters continues the words before it; the full stop is no part."""
    text = "Số: 5/SNV-TH\nV/v vướng mắc khi thi hành\n\nLuật và các nghị định.\nKính gửi: Sở"
    assert titled(text) == ("Công văn", "vướng mắc khi thi hành")
    assert titled(text.replace("\n\nLuật", "\n\nluật"))[1] == (
        "vướng mắc khi thi hành luật và các nghị định"
    )


@pytest.mark.parametrize(
    ("below", "expected"),
    [
        (
            "BAN HÀNH QUY CHẾ LÀM VIỆC CỦA TRƯỜNG\nỦY BAN NHÂN DÂN QUẬN 9",
            ("Quyết định", "BAN HÀNH QUY CHẾ LÀM VIỆC CỦA TRƯỜNG"),
        ),
        (
            "VỀ VIỆC PHÊ DUYỆT\nKẾ HOẠCH NĂM 2020\nỦY BAN NHÂN DÂN QUẬN 9",
            ("Quyết định", "VỀ VIỆC PHÊ DUYỆT KẾ HOẠCH NĂM 2020"),
        ),
        ("ỦY BAN NHÂN DÂN QUẬN 9", ("Quyết định", None)),
        ("QUY CHẾ\nLÀM VIỆC CỦA TRƯỜNG", ("Quy chế", "LÀM VIỆC CỦA TRƯỜNG")),
    ],
)
def test_a_kind_behind_a_verb_is_part_of_the_subject(
    below: str, expected: tuple[str | None, str | None]
) -> None:
    """Where the line of the kind is missing, the symbol tells it, and the subject keeps its head."""
    number = "Số: 5/QĐ-UBND\nQuận 9, ngày 5 tháng 6 năm 2010"
    text = f"ỦY BAN NHÂN DÂN QUẬN 9\n{HEAD}{number}\n{below}\nCăn cứ Luật Giáo dục;"
    assert titled(text) == expected


@pytest.mark.parametrize(
    ("number", "lines", "subject"),
    [
        (
            "12-CV/ĐU",
            "Tổ chức học tập\nNghị quyết số 5-NQ/TW",
            "Tổ chức học tập Nghị quyết số 5-NQ/TW",
        ),
        ("12-CV/ĐU", "HỎA TỐC", None),
        ("12-CV/ĐU", "Tổ chức học tập\n\nTài liệu họp", None),
        ("12-CV/ĐU", "", None),
        ("12/SNV-VP", "Tài liệu họp", None),
    ],
)
def test_a_party_letter_needs_no_v_v(number: str, lines: str, subject: str | None) -> None:
    """Its subject fills the lines between number and date; stamps, and letters of the state, have none."""
    text = f"Số {number}\n{lines}\nLong An, ngày 5 tháng 6 năm 2026\n\nKính gửi: Các chi bộ"
    assert titled(text) == ("Công văn", subject)
    assert titled(text.replace("Kính gửi: Các chi bộ", "Các chi bộ"))[1] is None


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        ("Số: 412/CT-KK\nV/v kê khai\n\nKính gửi: Các chi cục", "Công văn"),
        ("Số: 55 'CHQ-KK\nV/v kê khai\n\nKính gửi: Các chi cục", "Công văn"),
        ("Số: 412/CT-KK\nCHỈ THỊ\nV/v kê khai\n\nKính gửi: Các chi cục", "Chỉ thị"),
        ("Số: 412/BC-KK\nV/v kê khai\n\nKính gửi: Các chi cục", "Báo cáo"),
        ("Số: 412/CT-KK\nV/v kê khai\n\nCăn cứ Luật Thuế;", "Chỉ thị"),
    ],
)
def test_a_letter_is_told_by_v_v_and_addressee(head: str, kind: str) -> None:
    """Where no line names the kind: CT is the tax office, not a directive; a report may be addressed."""
    assert titled(f"CỤC THUẾ\n{HEAD}{head}")[0] == kind


def test_a_letter_whose_number_cannot_be_read_keeps_its_other_parts() -> None:
    """Letterhead, place, V/v and addressee make a letter; without one of them nothing is said."""
    line = "öá2 * 0Ôasp. Long An, ngày 4 tháng 10 năm 2022"
    text = f"SỞ Y TẾ\n{HEAD}{line}\nV/v báo cáo việc tiêm chủng\nöa rổ ] Kính gửi: Bộ Y tế"
    found = parse(read(text.encode(), "a.txt")).header
    assert (found.number, found.symbol, found.kind) == (None, None, "Công văn")
    assert (found.issuer, found.place, found.date) == ("SỞ Y TẾ", "Long An", "2022-10-04")
    assert found.subject == "báo cáo việc tiêm chủng"
    assert titled(text.replace("Kính gửi:", "Gửi"))[0] is None
    assert titled(text.replace("SỞ Y TẾ\n", ""))[0] is None


@pytest.mark.parametrize(
    ("about", "subject"),
    [
        ("thi hành Thông tư số\n\n15/2013/TT-BTC và các\n\nQuy định khác", True),
        ("kế hoạch giai đoạn\n\n2021 - 2025", True),
        ("kế hoạch chuyển đổi số\n\n15 đơn vị đã báo cáo", False),
        ("thi hành Thông tư\n\n15 đơn vị đã báo cáo", False),
        ("thi hành Thông tư\n\nCác đơn vị báo cáo", False),
    ],
)
@pytest.mark.parametrize("head", ["5/SNV-TH\nV/v ", "5/QĐ-SNV\nQUYẾT ĐỊNH\n"])
def test_a_subject_goes_on_behind_an_empty_line_where_its_last_word_asks_for_more(
    head: str, about: str, *, subject: bool
) -> None:
    """A conjunction, `Thông tư số` before a number, `giai đoạn` before a year; `chuyển đổi số` is whole."""
    whole = " ".join((about if subject else about.partition("\n")[0]).split())
    assert titled(f"SỞ NỘI VỤ\n{HEAD}Số: {head}{about}\n\nKính gửi: Các sở")[1] == whole


LONG = "QUY ĐỊNH VIỆC THU PHÍ VÀ LỆ PHÍ TẠI CÁC TRƯỜNG TRÊN ĐỊA BÀN TỈNH VÀ ÁP"


@pytest.mark.parametrize(
    ("below", "goes_on"),
    [
        ("DỤNG MỨC THU MỚI\n\nGIÁM ĐỐC SỞ TÀI CHÍNH\n\nCăn cứ", True),
        ("DỤNG MỨC THU MỚI\n\nCăn cứ", True),
        ("DỤNG MỨC THU MỚI\n\nĐơn vị nộp phí\n\nCăn cứ", False),
        ("GIÁM ĐÓC SỞ TÀI CHÍNH\n\nCăn cứ", False),
        ("THƯỜNG TRỰC BAN QUẢN LÝ\n\nCăn cứ", False),
        ("SỞ TÀI CHÍNH\n\nCăn cứ", False),
        ("CHƯƠNG I\n\nCăn cứ", False),
        ("KHÓA X KỲ HỌP THỨ 2\n\nCăn cứ", False),
    ],
)
def test_a_subject_in_capitals_keeps_its_last_line_behind_an_empty_line(
    below: str, *, goes_on: bool
) -> None:
    """Capitals right above authority or basis, under a line that fills the page, if they name no body."""
    found = titled(f"SỞ TÀI CHÍNH\n{HEAD}Số: 5/QĐ-STC\nQUYẾT ĐỊNH\n{LONG}\n\n{below} Luật Phí;")
    assert found[1] == (f"{LONG} DỤNG MỨC THU MỚI" if goes_on else LONG)


@pytest.mark.parametrize(
    ("below", "subject"),
    [
        ("ẾO 7È... G ¬—", "Phê duyệt đề án"),
        ("(2021 - 2025)", "Phê duyệt đề án (2021 - 2025)"),
        ("tại xã A", "Phê duyệt đề án tại xã A"),
    ],
)
def test_a_subject_ends_at_the_scraps_of_a_stamp(below: str, subject: str) -> None:
    """A line of which under half stands in words or numbers is none of its own."""
    text = f"SỞ NỘI VỤ\n{HEAD}Số: 5/QĐ-SNV\nQUYẾT ĐỊNH\nPhê duyệt đề án\n{below}\nCăn cứ Luật A;"
    assert titled(text)[1] == subject


@pytest.mark.parametrize("end", [" .", ".", ""])
def test_the_full_stop_of_a_letters_subject_is_no_part_of_it(end: str) -> None:
    """One that stands apart from the last symbol neither."""
    text = f"Số: 5/SNV-TH\nV/v thi hành Thông tư số 39/2018/TT-BTC{end}\nKính gửi: Sở"
    assert titled(text)[1] == "thi hành Thông tư số 39/2018/TT-BTC"


def test_pairs_of_numbers_that_a_stamp_leaves_are_no_part_of_a_subject() -> None:
    """Several such lines are a stamp; a single one may be the date that a line ends with."""
    stamp = "Số: 12/2024/TT-BXD\n2:3\nTHÔNG TƯ\n2/2\nQuy định về cây xanh\n1/1\n____\nCăn cứ Luật Xây dựng;"
    single = "Số: 12/KH-UBND\nKẾ HOẠCH\nTổ chức kỷ niệm Quốc khánh\n2/9\nCăn cứ Luật Xây dựng;"
    assert header(stamp).subject == "Quy định về cây xanh"
    assert header(single).subject == "Tổ chức kỷ niệm Quốc khánh 2/9"


@pytest.mark.parametrize(
    ("below", "subject"),
    [
        ("Năm học 2023-2024\nHIỆU TRƯỞNG", "Về mức thu học phí Năm học 2023-2024"),
        ("Năm 2023 nhà trường đã thu học phí.", "Về mức thu học phí"),
    ],
)
def test_a_line_that_is_but_a_period_belongs_to_the_subject(below: str, subject: str) -> None:
    """A sentence that opens with a year does not."""
    text = f"Số: 18/QĐ-ABC\nQUYẾT ĐỊNH\nVề mức thu học phí\n{below}\nCăn cứ Luật Giáo dục;"
    assert header(text).subject == subject


def test_a_presidium_in_capitals_ends_the_subject_and_signs_no_chapter() -> None:
    """Its whole name is left out, and what is issued with the paper is no part of a signature."""
    text = (
        "Số: 12/QĐ-ABC\nQUYẾT ĐỊNH\nVỀ VIỆC BAN HÀNH QUY CHẾ THI ĐUA\nĐOÀN CHỦ TỊCH HỘI ABC\n"
        "Căn cứ Luật Thi đua;\nĐiều 1. Ban hành Quy chế./.\nNơi nhận: | TM. ĐOÀN CHỦ TỊCH |\n"
        "QUY CHẾ\nTHI ĐUA\nChương I\nQUY ĐỊNH CHUNG\n"
    )
    found = header(text)
    assert found.subject == "VỀ VIỆC BAN HÀNH QUY CHẾ THI ĐUA"
    assert (found.signer, found.signer_role) == (None, None)
