"""What was read otherwise than written says so."""

from __future__ import annotations

import pytest

from kb.model import Quality
from tests.indexer.papers import cited


@pytest.mark.parametrize(
    "written",
    [
        "Nghị đinh số 61/2018/NĐ-CP",
        "Nghị định số 6I/20l8/NĐ-CP",
        "Nghị quyết số ] 39/NQ-CP ngày 31/12/2017",
        "Nghị quyết số 20-NO/TW ngày 25/10/2017",
        "Luật Bảo hiêm xã hội",
    ],
)
def test_damaged_words_are_marked(written: str) -> None:
    """The reader is told to look at the original."""
    [found] = cited(f"Căn cứ {written}.")
    assert found.mention.quality is Quality.OCR


@pytest.mark.parametrize(
    "written",
    [
        "Nghị định số 61/2018/NĐ-CP",
        "NGHỊ ĐỊNH SỐ 61/2018/NĐ-CP",
        "Nghị\nđịnh số 61/2018/NĐ- CP",
        "NĐ 61/2018/NĐ-CP",
        "NĐ số 61/2018/ND-CP",
        "Luật Bảo hiểm xã hội năm 2014",
        "luật bảo hiểm xã hội năm 2014",
        "Qui định số 296-QĐ/TW",
        "Quyết định số 1629 và 1645/QĐ-UBND",
    ],
)
def test_other_spellings_are_not_marked(written: str) -> None:
    """Capitals, line ends, short type words and a missing stroke of Đ are no damage."""
    assert {c.mention.quality for c in cited(f"Căn cứ {written}.")} == {Quality.TEXT}


def test_reason_says_that_the_words_are_damaged() -> None:
    """A repaired citation does not look like one that was read letter for letter."""
    [plain] = cited("Căn cứ Nghị định số 61/2018/NĐ-CP.")
    [damaged] = cited("Căn cứ Nghị đinh số 6I/20l8/NĐ-CP.")
    assert plain.key == damaged.key
    assert "đối chiếu" in damaged.reason
    assert "đối chiếu" not in plain.reason
