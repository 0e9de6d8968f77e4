"""Kind and subject in old styles, on joined lines and from bad scans."""

import pytest

from indexer.parse import parse
from indexer.read import read

HEAD = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc\n"


def titled(text: str) -> tuple[str | None, str | None]:
    """Return kind and subject of a text."""
    found = parse(read(text.encode(), "a.txt")).header
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
