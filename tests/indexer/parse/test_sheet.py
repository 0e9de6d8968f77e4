"""The sheet of labelled fields that law sites set above a text, and the head of a judgment."""

import pytest

from indexer.pipeline import report_of, tools
from indexer.read import read
from kb.model import Header, Report

TABLE = (
    "# Thông tư số 12/2024/TT-BXD quy định quản lý cây xanh đô thị\n\n## THÔNG TIN VĂN BẢN\n\n"
    "| Trường | Giá trị |\n|---|---|\n| **Số hiệu** | 12/2024/TT-BXD |\n| **Ngày ban hành** | 5/8/2024 |\n"
    "| **Cơ quan ban hành** | Bộ Xây dựng |\n| **Người ký** | Trần Văn Bình — Thứ trưởng |\n"
    "| **Căn cứ pháp lý** | Luật Xây dựng |\n\n## VĂN BẢN\n\nCăn cứ Luật Xây dựng;\n"
)
ITEMS = (
    "- **Số hiệu:** 12/2024/TT-BXD\n- **Ngày ban hành:** 05-08-2024\n- **Người ký:** Trần Văn Bình\n"
    "- **Cơ quan ban hành:** Bộ Xây dựng\n\n### Điều 1. Phạm vi\n1. Thông tư này quy định.\n"
)
PAIRS = (
    "Chương II Thông tư 12/2024/TT-BXD về cây xanh\nSố hiệu: | 12/2024/TT-BXD | Loại văn bản: | Thông tư |\n"
    "Nơi ban hành: | Bộ Xây dựng | Người ký: | Trần Văn Bình |\n"
    "Ngày ban hành: | 05/08/2024 | Ngày hiệu lực: | 01/10/2024 |\nTÓM TẮT VĂN BẢN\nNgười dân cần biết.\n"
)
BARE = PAIRS.replace(" | ", " ").replace(" |", "")
BELOW = (
    "Số hiệu\n12/2024/TT-BXD\nLoại văn bản\nThông tư\nNơi ban hành\nBộ Xây dựng\n"
    "Ngày ban hành\n05/08/2024\nNgười ký\nTrần Văn Bình\n"
)


def report(text: str) -> Report:
    """Return the report of a text."""
    return report_of(read(text.encode(), "a.txt"), tools())


def header(text: str) -> Header:
    """Return the header of a text."""
    return report(text).header


def cited(text: str) -> list[str]:
    """Return the citations of a text on one line each."""
    return [" ".join(c.mention.surface.split()) for c in report(text).citations]


@pytest.mark.parametrize("text", [TABLE, ITEMS, PAIRS, BARE, BELOW])
def test_labelled_fields_are_the_header(text: str) -> None:
    """Columns, items or lines: number, date, kind, issuer and signer are read, the place is not invented."""
    found = header(text)
    assert (found.number, found.year, found.symbol) == ("12", 2024, "TT-BXD")
    assert (found.date, found.kind, found.issuer) == ("2024-08-05", "Thông tư", "Bộ Xây dựng")
    assert (found.signer, found.place) == ("Trần Văn Bình", None)


@pytest.mark.parametrize("text", [TABLE, ITEMS, PAIRS, BARE, BELOW])
def test_the_number_in_a_sheet_is_no_citation(text: str) -> None:
    """Neither in title and cell nor where the text speaks of itself, by the bare number too."""
    below = "Bộ Xây dựng đã ban hành Thông tư 12/2024/TT-BXD. Thông tư 12 có hiệu lực từ ngày 01/10/2024.\n"
    assert [surface for surface in cited(text + below) if "12" in surface] == []


def test_a_bare_number_that_another_instrument_bears_is_cited() -> None:
    """“Thông tư 12” may be the other one that the text names in full."""
    below = "Thông tư 12/2019/TT-BTC hết hiệu lực. Theo Thông tư 12 thì không phải nộp.\n"
    assert cited(ITEMS + below) == ["Thông tư 12/2019/TT-BTC", "Thông tư 12"]


def test_the_subject_is_labelled_or_stands_in_the_title() -> None:
    """A title above goes on with it; “THÔNG TIN VĂN BẢN” below the title is none."""
    labelled = ITEMS.replace(
        "\n- **Người", "\n- **Trích yếu:** Quy định quản lý nghĩa trang\n- **Người"
    )
    assert header(TABLE).subject == "quy định quản lý cây xanh đô thị"
    assert header(labelled).subject == "Quy định quản lý nghĩa trang"
    assert header(ITEMS).subject is None


@pytest.mark.parametrize(
    ("title", "subject"),
    [
        ("Thông tư 12/2024/TT-BXD", None),
        ("Thông tư 12/2024/TT-BXD năm 2024 về cây xanh do Bộ Xây dựng ban hành", "về cây xanh"),
        ("Thông tư 12/2024/TT-BXD của Bộ Xây dựng về cây xanh", None),
    ],
)
def test_year_and_issuer_in_a_title_are_no_subject(title: str, subject: str | None) -> None:
    """What a site adds to the title is left out; in doubt there is no subject."""
    assert header(f"{title}\n{ITEMS}").subject == subject


def test_a_printed_head_outweighs_the_sheet_above_it() -> None:
    """The sheet only fills what the head does not say."""
    printed = (
        "BỘ XÂY DỰNG\nSố: 12/2024/TT-BXD\nHà Nội, ngày 06 tháng 8 năm 2024\nTHÔNG TƯ\n"
        "Về cây xanh\nCăn cứ Luật Xây dựng;\n"
    )
    found = header(BELOW + printed)
    assert (found.date, found.place, found.subject) == ("2024-08-06", "Hà Nội", "Về cây xanh")
    other = header(BELOW + printed.replace("Số: 12", "Số: 13"))
    assert (other.number, other.signer) == ("13", None)


@pytest.mark.parametrize(
    "text",
    [
        "Số hiệu: 12/2024/TT-BXD\nBài viết phân tích thông tư này.\n",
        ITEMS + "\n" + ITEMS.replace("12/2024", "13/2024"),
        "Người dân hỏi về cây xanh.\n" * 60 + ITEMS,
        "Kính gửi: Sở Xây dựng\n" + ITEMS,
        "| STT | Số hiệu | Ngày ban hành |\n|---|---|---|\n| 1 | 12/2024/TT-BXD | 05/08/2024 |\n",
        ITEMS.replace("12/2024/TT-BXD", "12/2024/TT-BXD và 13/2024/TT-BXD"),
    ],
    ids=["alone", "two sheets", "below", "in a letter", "list", "two numbers"],
)
def test_labels_that_head_no_text_say_nothing_of_it(text: str) -> None:
    """A single label, several sheets, a sheet within a text or a list: the numbers are cited."""
    assert (header(text).number, header(text).symbol, header(text).date) == (None, None, None)
    assert any("12/2024/TT-BXD" in surface for surface in cited(text))


def test_values_of_another_kind_are_left_open() -> None:
    """An office signs nothing by name, a district is no body, and an unknown date is none."""
    text = (
        "Số hiệu | 05/2013/QĐ-UBND |\nLoại văn bản | Quyết định |\nNgày ban hành | Đã biết |\n"
        "Cơ quan ban hành | Quận 9 |\nNgười ký | Thủ tướng Chính phủ |\n"
    )
    found = header(text)
    assert (found.number, found.kind) == ("05", "Quyết định")
    assert (found.date, found.signer) == (None, None)
    assert found.issuer != "Quận 9"


COURT = (
    "TÒA ÁN NHÂN DÂN CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nTỈNH LONG AN Độc lập - Tự do - Hạnh phúc\n"
)


@pytest.mark.parametrize("day", ["Ngày: 7 - 4 - 2022", "Ngày 07/4/2022", "Ngày: 07-4-2022"])
def test_the_head_of_a_judgment_is_read(day: str) -> None:
    """Kind, number, symbol, date, court and what the case is about."""
    text = (
        f"{COURT}Bản án số: 31/2022/DS-PT\n{day}\nV/v tranh chấp ranh đất\nNHÂN DANH\n"
        "NƯỚC CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nVụ án thụ lý số 06/2021/TLPT-DS ngày 27/01/2022.\n"
    )
    found = header(text)
    assert (found.number, found.symbol, found.date) == ("31", "DS-PT", "2022-04-07")
    assert (found.kind, found.subject) == ("Bản án", "tranh chấp ranh đất")
    assert found.issuer == "Tòa án nhân dân tỉnh Long An"
    assert cited(text) == []
    assert report(text).key is None, "a judgment is no instrument"


@pytest.mark.parametrize(
    "text",
    [
        "Bản án số: 31/2022/DS-PT\nngày 07/4/2022 của Tòa án tuyên buộc bị đơn trả nợ.\n",
        f"{COURT}Bản án số: 31/2022/DS-PT ngày 07/4/2022 của Tòa án nhân dân tỉnh.\n",
        f"{COURT}Bản án số: 31/2022/QĐ-UBND\n",
    ],
)
def test_a_judgment_that_is_cited_is_no_head(text: str) -> None:
    """Nothing of a head around it, words that go on, or no number of a court."""
    assert header(text).kind != "Bản án"
    assert header(text).date is None
