"""What an open key could mean, and when one candidate may be taken."""

from __future__ import annotations

import pytest

from kb.candidates import agrees, settle, titles_agree
from tests.kb.shelf import key, row

DIRECTIVES = (
    row(
        "vn:ttg:ct:16:2016",
        date="2016-05-16",
        title="Tăng cường và đổi mới công tác dân vận của cơ quan hành chính",
    ),
    row(
        "vn:ttg:ct:16:2017",
        date="2017-05-04",
        title="Tăng cường năng lực tiếp cận cuộc Cách mạng công nghiệp lần thứ 4",
    ),
    row(
        "vn:ttg:ct:16:2020",
        date="2020-03-31",
        title="Các biện pháp cấp bách phòng, chống dịch COVID-19",
    ),
)
OPEN = key("vn:ttg:ct:16:?")


@pytest.mark.parametrize(
    ("open_key", "other", "fits"),
    [
        ("vn:ttg:ct:16:?", "vn:ttg:ct:16:2016", True),
        ("vn:ttg:ct:16:?", "vn:ttg:ct:17:2016", False),
        ("vn:ttg:ct:16:?", "vn:ttg:qd:16:2016", False),
        ("vn:ttg:ct:16:?", "vn:cp:ct:16:2016", False),
        ("vn:ttg:ct:16:2017", "vn:ttg:ct:16:2016", False),
        ("vn:?:qd:45:?", "vn-travinh:ubnd:qd:45:2018", True),
        ("vn:?ubnd:qd:45:?", "vn-travinh:ubnd:qd:45:2018", True),
        ("vn:?ubnd:qd:45:?", "vn-travinh:snv:qd:45:2018", False),
        ("vn-travinh:ubnd:qd:45:?", "vn-bentre:ubnd:qd:45:2018", False),
    ],
)
def test_keys_agree_wherever_neither_is_open(open_key: str, other: str, fits: bool) -> None:
    """An open slot fits everything, a filled one only itself."""
    assert agrees(key(open_key), key(other)) is fits


def test_title_chooses_among_collisions() -> None:
    """Three directives No. 16: the words after the citation tell which."""
    outcome = settle(
        OPEN, "về các biện pháp cấp bách phòng, chống dịch COVID-19", "2021-01-01", DIRECTIVES
    )
    assert outcome.chosen is DIRECTIVES[2]
    assert len(outcome.fitting) == 3


def test_without_a_title_nothing_is_chosen() -> None:
    """Several fit: all are given, in the order of their keys."""
    outcome = settle(OPEN, None, "2021-01-01", DIRECTIVES[::-1])
    assert outcome.chosen is None
    assert [str(k) for k in outcome.fitting] == [
        "vn:ttg:ct:16:2016",
        "vn:ttg:ct:16:2017",
        "vn:ttg:ct:16:2020",
    ]


def test_later_instrument_is_no_candidate() -> None:
    """A report cannot cite what was issued after it."""
    outcome = settle(OPEN, None, "2018-09-05", DIRECTIVES)
    assert [k.period for k in outcome.fitting] == ["2016", "2017"]


def test_the_only_candidate_is_not_taken_for_being_the_only_one() -> None:
    """A registry that knows one directive No. 16 proves nothing about the others."""
    outcome = settle(OPEN, "về việc khác hẳn", "2016-12-31", DIRECTIVES)
    assert outcome.chosen is None
    assert len(outcome.fitting) == 1


def test_title_that_fits_two_chooses_none() -> None:
    """Ambiguity is shown, not settled."""
    twins = tuple(
        row(f"vn:ttg:ct:16:{year}", date=f"{year}-01-01", title="Phòng, chống dịch bệnh gia súc")
        for year in (2016, 2017)
    )
    assert settle(OPEN, "phòng, chống dịch bệnh gia súc", "2018-01-01", twins).chosen is None


@pytest.mark.parametrize(
    ("subject", "agree"),
    [
        ("về tăng cường và đổi mới công tác dân vận của cơ quan hành chính nhà nước", True),
        ("dân vận", False),
        ("về việc thực hiện công tác của các cơ quan nhà nước", False),
        ("", False),
        (None, False),
    ],
)
def test_titles_agree_on_telling_words_only(subject: str | None, agree: bool) -> None:
    """Words of every title do not count; three telling ones and most of the title do."""
    assert titles_agree(subject, DIRECTIVES[0]) is agree
