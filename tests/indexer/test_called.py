"""Names that a document gives to what it cites, and names read as of who wrote them."""

from __future__ import annotations

import pytest

from tests.indexer.papers import cited

HS2015, HS1999 = "vn:qh13:luat:100:2015", "vn:qh10:luat:15:1999"
QLT2019, QLT2006 = "vn:qh14:luat:38:2019", "vn:qh11:luat:78:2006"


YT, DD = "vn:qh12:luat:25:2008", "vn:qh15:luat:31:2024"


def _keys(text: str) -> list[str]:
    return [str(citation.key) for citation in cited(text)]


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        (
            "Theo Bộ luật Hình sự năm 2015 (BLHS) và BLHS năm 1999. Căn cứ Điều 173 BLHS.",
            [HS2015, HS2015, HS1999, HS2015],
        ),
        (
            "Theo Bộ luật Dân sự năm 2005 (sau đây viết tắt là BLDS) thì Điều 117 BLDS áp dụng.",
            ["vn:qh11:luat:33:2005"] * 3,
        ),
        (
            (
                "Thực hiện Quyết định số 938/QĐ-UBND ngày 3/4/2019 của UBND tỉnh phê duyệt Đề án tinh giản "
                "(sau đây gọi tắt là Đề án 938), Sở đã triển khai Đề án 938 tại các huyện."
            ),
            ["vn-travinh:ubnd:qd:938:2019"] * 3,
        ),
        ("Sở đã triển khai Đề án 938 tại các huyện.", ["vn:ttg:qd:938:2017"]),
        (
            (
                "Luật Bảo hiểm y tế số 25/2008/QH12 được sửa đổi, bổ sung theo Luật số 46/2014/QH13 "
                "(sau đây gọi là Luật Bảo hiểm y tế), gồm: Luật Bảo hiểm y tế."
            ),
            [YT, "vn:qh13:luat:46:2014", YT, YT],
        ),
        (
            "Luật Đất đai được sửa đổi theo Luật số 43/2024/QH15 (sau đây gọi là Luật Đất đai)",
            [DD, "vn:qh15:luat:43:2024", DD],
        ),
    ],
)
def test_short_name_means_what_the_document_says(text: str, keys: list[str]) -> None:
    """There and from there on; a name that nobody defines is the one that everybody knows."""
    assert _keys(text) == keys


def test_name_defined_for_one_of_two_instruments_means_neither() -> None:
    """Nothing is guessed, nor is the name the one that everybody knows."""
    text = (
        "Quyết định số 938/QĐ-UBND ngày 3/4/2019 của UBND tỉnh Trà Vinh và Kế hoạch số 12/KH-UBND "
        "ngày 5/4/2019 của UBND tỉnh Trà Vinh (sau đây gọi tắt là Đề án 938)"
    )
    assert _keys(text)[2].endswith(":?")


@pytest.mark.parametrize(
    ("text", "year", "key"),
    [
        ("Điều 284 Bộ luật Tố tụng dân sự (BLTTDS) năm 2004", "2004", "vn:qh11:luat:24:2004"),
        ("Luật Doanh nghiệp (LDN) năm 2014", "2014", "vn:qh13:luat:68:2014"),
        ("Luật Doanh nghiệp (LDN) và năm 2014", None, "vn:qh14:luat:59:2020"),
        ("Bộ luật dân sự (BLDS) 2005", "2005", "vn:qh11:luat:33:2005"),
    ],
)
def test_year_behind_the_abbreviation_of_a_law_is_that_of_the_law(
    text: str, year: str | None, key: str
) -> None:
    """A bracket may stand between a law's name and its year."""
    [found, *_] = cited(text)
    assert (found.mention.date, str(found.key)) == (year, key)


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        (
            (
                "Luật Quản lý thuế số 38/2019/QH14 có hiệu lực.\n\nThông tư số 156/2013/TT-BTC "
                "ngày 06/11/2013 hướng dẫn thi hành một số điều của Luật Quản lý thuế;"
            ),
            [QLT2019, "vn:btc:tt:156:2013", QLT2006],
        ),
        (
            (
                "Luật Đất đai số 45/2013/QH13 hết hiệu lực; Nghị định số 102/2024/NĐ-CP ngày 30/7/2024 "
                "quy định chi tiết một số điều của Luật Đất đai"
            ),
            ["vn:qh13:luat:45:2013", "vn:cp:nd:102:2024", "vn:qh15:luat:31:2024"],
        ),
        (
            (
                "Luật Đất đai năm 2003 hết hiệu lực; Nghị định số 43/2014/NĐ-CP ngày 15/5/2014 "
                "quy định chi tiết một số điều của Luật Đất đai"
            ),
            ["vn:qh11:luat:13:2003", "vn:cp:nd:43:2014", "vn:qh13:luat:45:2013"],
        ),
        (
            (
                "Căn cứ Luật Quản lý thuế ngày 13/6/2019;\nCăn cứ Nghị định số 126/2020/NĐ-CP "
                "ngày 19/10/2020 quy định chi tiết một số điều của Luật Quản lý thuế;"
            ),
            [QLT2019, "vn:cp:nd:126:2020", QLT2019],
        ),
        (
            "Nghị định số 181/2004/NĐ-CP ngày 29/10/2004 của Chính phủ về thi hành Luật Đất đai",
            ["vn:cp:nd:181:2004", "vn:qh11:luat:13:2003"],
        ),
        (
            "Nghị định số 102/2024/NĐ-CP ngày 30/7/2024 quy định chi tiết một số điều của Luật Đất đai",
            ["vn:cp:nd:102:2024", "vn:qh15:luat:31:2024"],
        ),
    ],
)
def test_law_in_the_title_of_an_instrument_is_no_later_one(text: str, keys: list[str]) -> None:
    """What was not passed yet cannot be meant; else the day of the document decides as ever."""
    assert _keys(text) == keys
