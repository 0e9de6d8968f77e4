"""What the words say is kept as they say it, also where matching reads them in another spelling."""

from __future__ import annotations

import pytest

from tests.indexer.papers import cited


@pytest.mark.parametrize(
    "issuer",
    [
        pytest.param("Uỷ ban nhân dân tỉnh"),
        "Ủy ban nhân dân tỉnh",
        pytest.param("Ban Chấp hành Trung ương khoá XI"),
        pytest.param("Bộ Lao động – Thương binh và Xã hội"),
        pytest.param("UBND tỉnh Hoà Bình"),
    ],
)
def test_issuer_keeps_its_spelling(issuer: str) -> None:
    """Tone marks and dashes of the document stand in the field."""
    [found] = cited(f"Theo Quyết định số 45/QĐ-UBND ngày 05/9/2018 của {issuer} về việc kiện toàn.")
    assert found.mention.issuer == issuer


@pytest.mark.parametrize(
    ("text", "surface"),
    [
        ("Nghị  định\nsố 61/2018/NÐ\u2011CP", "Nghị  định\nsố 61/2018/NÐ\u2011CP"),
        ("Kế hoạch số 119- KH/TU", "Kế hoạch số 119- KH/TU"),
    ],
)
def test_surface_keeps_white_space_and_letters(text: str, surface: str) -> None:
    """The quote is the raw text of its span."""
    [found] = cited(f"Theo {text}, đơn vị đã làm.")
    assert found.mention.surface == surface
