"""Place and date of a document against those of citations and of news."""

import pytest

from indexer.parse import parse
from indexer.read import read


def dated(text: str) -> tuple[str | None, str | None]:
    """Return place and date of a text's header."""
    found = parse(read(text.encode(), "a.txt")).header
    return found.place, found.date


@pytest.mark.parametrize(
    "text",
    [
        "Để thực hiện Đề án 938/QĐ-TTg, ngày 30/6/2017 của Thủ tướng Chính phủ",
        "Quy định số 207-QĐ/TW, ngày 26/7/2026 của Ban Chấp hành Trung ương quy định gì?",
        "Quy định số 207-QĐ/TW, ngày 26/7/2026\n",
        "Thứ Tư, ngày 30/03/2022, 10:21\nTin trong tỉnh",
        "Chủ Nhật, ngày 3 tháng 4 năm 2022\nTin trong tỉnh",
        "Ngày 5 tháng 3 năm 2020, Chủ tịch ký quyết định",
        "Căn cứ của đề nghị:\nngày 5 tháng 3 năm 2020\ncủa Sở Nội vụ",
        "Trường Đại học Bách khoa Hà Nội, ngày 12/3/2020 của Bộ",
        "Theo đề nghị của Quốc Hội, ngày 12/3/2020",
        "Hà Nội, ngàn người dự lễ tháng 5 năm nay",
        "Tại Hà Nội, ngân 5 tháng 6 năm 2020",
        "Càng Long, ngàÊ 5 tháng 6 năm 2020",
        "UBND Phường 12, ngày 5/3/2020",
    ],
)
def test_the_date_of_a_citation_or_a_sentence_is_no_dateline(text: str) -> None:
    """Part of a symbol, a weekday, or a date that words go on behind names neither place nor date."""
    assert dated(text) == (None, None)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Trà Vinh, ngày 05 tháng 9 năm 2018", ("Trà Vinh", "2018-09-05")),
        ("Càng Long, ngày 05/9/2018", ("Càng Long", "2018-09-05")),
        ("|\nHà\nNội, ngày 16 tháng 3 năm 1991\n|", ("Hà Nội", "1991-03-16")),
        ("TP. Hồ Chí Minh, ngày 1 tháng 2 năm 2020", ("TP. Hồ Chí Minh", "2020-02-01")),
        ("ĐOÀN TNCS HỒ CHÍ MINH Hà Nội, ngày 29 tháng 10 năm 2013", ("Hà Nội", "2013-10-29")),
        ("Hạnh phúc\nCần Thơ, ngày Aó tháng 9 năm 2025", ("Cần Thơ", None)),
        ("Hà Nội, ngày { 0tháng 9 năm 2018", ("Hà Nội", None)),
        ("Hà Nội, ngày44 tháng 9 năm 2021", ("Hà Nội", None)),
        ("Đà Nẵng, ngàyxl tháng5 năm 2025", ("Đà Nẵng", None)),
        ("Hà Nội, ngày 04 tháng 6 nàm 202/", ("Hà Nội", None)),
        ("Long An, ngày     tháng     năm 2013", ("Long An", None)),
        ("Hà Nội, ngảy 05 tháng 9 năm 2018", ("Hà Nội", "2018-09-05")),
        ("Long An, ngàÊ 4 tháng 10 năm 2022", ("Long An", None)),
        ("|\nQuận 9, ngày 01 tháng 10 năm 2013 |", ("Quận 9", "2013-10-01")),
        ("Phường Bến Thành, Quận 1, ngày 5/6/2013", ("Phường Bến Thành, Quận 1", "2013-06-05")),
        ("Phường 12, ngày 01 tháng 10 năm 2013", ("Phường 12", "2013-10-01")),
        ("Càng Long, ngày Aó tháng 9 năm 2025", ("Càng Long", None)),
        ("ngày 05 tháng 9 năm 2018\nBÁO CÁO", (None, "2018-09-05")),
    ],
)
def test_place_and_date_are_read_as_far_as_they_are_printed(
    line: str, expected: tuple[str | None, str | None]
) -> None:
    """A narrow column may break the place; a day that cannot be read leaves the place alone."""
    assert dated(f"Số: 12/BC-STC\n{line}\nBÁO CÁO\nQuý I\n") == expected


def test_place_and_date_in_a_quotation_are_those_of_the_paper_quoted() -> None:
    """Words before the quotation marks show it; marks at the head of a line alone are dirt of a scan."""
    quoted = (
        '| Danh tính | tr.1: "Số: 19/QĐ-BYT" · "Hà Nội, ngày 26 tháng 3 năm 2025" (viết tay) |\n'
    )
    dirty = 'Số: 19/QĐ-BYT\n" Hà Nội, ngày 26 tháng 3 năm 2025\nQUYẾT ĐỊNH\n'
    assert dated(quoted) == (None, None)
    assert dated(dirty)[1] == "2025-03-26"
