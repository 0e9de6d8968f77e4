"""Damaged and hostile numbers, dates and names: a document is never lost over one of them."""

from __future__ import annotations

import pytest

from kb.identity import parse_key
from kb.model import Status
from tests.indexer.papers import HEAD, cited, paper


@pytest.mark.parametrize(
    "text",
    [
        "Quyết định số 45/QĐ-UBND ngày 31/02/2018",
        "Quyết định số 45/QĐ-UBND ngày 29/2",
        "Quyết định số 45/QĐ-UBND ngày 45/99/2018",
        "Quyết định số 45/QĐ-UBND ngày 00/00/0000",
        "Quyết định số 45/QĐ-UBND ngày 1/1/0001 của UBND tỉnh",
        "Quyết định số 000/QĐ-TTg",
        "Quyết định số 12/QĐ-&&& ngày 5/5/2018",
        "Nghị định số 61/25010/NĐ-CP",
        "Nghị định số 61/0000/NĐ-CP",
        "Nghị định số ６１/2018/NĐ-CP",
        "Nghị định số 61/２０１８/NĐ-CP",
        "Quyết định số ६१ của Bộ Chính trị khóa X",
        "Kế hoạch số 5-KH/TU ngày 1/1/0005",
        "Kết luận số 5-KL/TW khóa VXIIII",
        "Nghị quyết Trung ương 4 khóa 100",
        "Nghị quyết Trung ương mười khóa IX",
        "Nghị quyết Trung ương mười hai khóa XII",
        "Nghị quyết Trung ương mười khóa IIIII",
        "Nghị quyết số 43/2022/QH99",
        "Nghị quyết số 43/2022/QH0",
        "Luật Đất đai năm ２０１３",
        "Luật Đ ngày 5/5/2019",
        f"Quyết định số 12/QĐ-BCĐ ngày 5/5/2018 của Ban Chỉ đạo {'Xx' * 200} tỉnh",
        f"Thông tư liên tịch số 1/2022/TTLT-{'-'.join(['ABCDEFGHIJKLMNOPQRST'] * 6)}",
        f"Luật {'Xy ' * 90}ngày 5/5/2015",
        f"Quyết định số 5/QĐ-UBND của UBND huyện {'Xy ' * 4} xã {'Zz ' * 4}",
        "Quyết định số 5/QĐ-UBND của UBND xã 😀",
        "Công văn số 12/ƯƯ-Ơ ngày 5/5/2020",
    ],
)
def test_a_damaged_citation_does_not_cost_the_document(text: str) -> None:
    """The sound citation beside it is still found, and every key can be spelled."""
    found = cited(f"Theo {text}.\n\nCăn cứ Chỉ thị số 16/CT-TTg ngày 31/3/2020.")
    assert "Chỉ thị số 16/CT-TTg" in [c.mention.surface for c in found]
    assert all(parse_key(str(c.key)) == c.key for c in found)


@pytest.mark.parametrize(
    "head",
    [
        "UBND TỈNH ６\nSố: ７７/BC-SNV\nHà Nội, ngày １０ tháng 12 năm 2024\n\nBÁO CÁO\n\n",
        "Số 5-KH/TU\nTrà Vinh, ngày 1 tháng 1 năm 0005\n\nKẾ HOẠCH\n\n",
        f"Số: 77/BC-{'A' * 200}\n\nBÁO CÁO\n\n",
        f"Số: 77/TTLT-{'-'.join(['ABCDEFGHIJKLMNOPQRST'] * 6)}\n\nTHÔNG TƯ LIÊN TỊCH\n\n",
        "UBND TỈNH X\nSố: 77/BC-SNV\nX, ngày 31 tháng 2 năm 2024\n\nBÁO CÁO\n\n",
        HEAD.replace("TRÀ VINH", "🙂"),
    ],
)
def test_a_damaged_header_does_not_cost_the_document(head: str) -> None:
    """What the header says wrongly stays open; the citations are read all the same."""
    report = paper("Căn cứ Chỉ thị số 16/CT-TTg ngày 31/3/2020.", head=head)
    assert report.status is Status.OK
    assert [c.mention.surface for c in report.citations] == ["Chỉ thị số 16/CT-TTg"]


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("Nghị quyết Trung ương mười khóa IX", "dcsvn:tw:nq:~hn10:k9"),
        ("Nghị quyết Trung ương bảy khóa XI", "dcsvn:tw:nq:~hn7:k11"),
    ],
)
def test_plenum_in_words_is_counted(text: str, key: str) -> None:
    """“mười” is ten, whatever word stands behind it."""
    found = cited(f"Quán triệt {text} trong toàn ngành.")
    assert [c.mention.surface for c in found] == [text]
    ordinal = key.split(":")[3]
    assert str(found[0].key) == key or ordinal in key
