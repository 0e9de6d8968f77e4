"""The place of the issuing body, in the keys of a report by Sở Nội vụ tỉnh Trà Vinh."""

from __future__ import annotations

import pytest

from tests.indexer.papers import cited

TWO_TIERS = "5/3/2026"
"""A date without districts."""


def _realm_and_body(words: str, date: str = "5/3/2018") -> str:
    (citation,) = cited(f"Thực hiện Kế hoạch số 17/KH-UBND ngày {date} của {words}.")
    return f"{citation.key.realm}:{citation.key.body}"


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        pytest.param("UBND tỉnh", "vn-travinh:ubnd", id="own-province"),
        pytest.param("UBND tỉnh Vĩnh Long", "vn-vinhlong:ubnd", id="other-province"),
        pytest.param("UBND huyện Duyên Hải", "vn-travinh-duyenhai:ubnd", id="huyen"),
        pytest.param("UBND thị xã Duyên Hải", "vn-travinh-thixaduyenhai:ubnd", id="thi-xa"),
        pytest.param("UBND thành phố Trà Vinh", "vn-travinh-tptravinh:ubnd", id="city-below"),
        pytest.param("UBND thành phố Đà Nẵng", "vn-danang:ubnd", id="city-that-is-a-province"),
        pytest.param(
            "UBND xã Long Hiệp, huyện Trà Cú", "vn-travinh-tracu-xalonghiep:ubnd", id="xa-in-huyen"
        ),
        pytest.param(
            "UBND huyện Bác Ái, tỉnh Ninh Thuận", "vn-ninhthuan-bacai:ubnd", id="huyen-elsewhere"
        ),
    ],
)
def test_key_holds_the_place_that_the_words_name(words: str, expected: str) -> None:
    """Places of one name are told apart by what they are; what is left out is the report's own."""
    assert _realm_and_body(words) == expected


@pytest.mark.parametrize("words", ["UBND xã", "UBND huyện", "UBND xã Long Hiệp"])
def test_place_that_nothing_tells_leaves_the_key_open(words: str) -> None:
    """Any of the province's communes or districts may be meant; none is guessed."""
    assert _realm_and_body(words) == "vn-travinh:?ubnd"


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        pytest.param("UBND xã Long Hiệp", "vn-travinh-xalonghiep:ubnd", id="xa"),
        pytest.param("UBND phường Long Đức", "vn-travinh-phuonglongduc:ubnd", id="phuong"),
    ],
)
def test_commune_follows_its_province_once_there_are_no_districts(
    words: str, expected: str
) -> None:
    """From 1/7/2025 on a commune is told by its name and province."""
    assert _realm_and_body(words, TWO_TIERS) == expected
