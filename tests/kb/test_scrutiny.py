"""What a decision may not contradict."""

from dataclasses import replace

import pytest

from kb.errors import WrongUse
from kb.model import Citation, MentionClass
from kb.scrutiny import require_as_written, require_whole, within
from tests.kb.shelf import Cite, key, report


def cited(surface: str, name: str, how: MentionClass, **parts: object) -> Citation:
    """Return a citation with these parts of its mention."""
    [citation] = report(Cite(surface=surface, key=name)).citations
    mention = replace(citation.mention, mention_class=how, **parts)  # type: ignore[arg-type] # parts of a mention
    return replace(citation, mention=mention)


@pytest.mark.parametrize(
    ("period", "time", "fits"),
    [
        ("2018", "2018-05-01", True),
        ("2018", "2019", False),
        ("k12", "2018-05-01", True),
        ("k12", "2011", False),
        ("k12", "2016", True),
        ("k99", "2018", True),
        ("n2015-2020", "2018-05-01", True),
        ("n2015-2020", "2014-05-01", False),
    ],
)
def test_a_time_lies_in_a_period(period: str, time: str, fits: bool) -> None:
    """A year, a term of the Central Committee, a provincial term; an unknown term holds everything."""
    assert within(period, time) is fits


def test_a_name_writes_no_number() -> None:
    """A law called by its name may be any edition, a scheme is approved by a decision."""
    law = cited("Luật Lưu trữ", "vn:qh13:luat:1:2011", MentionClass.NAMED, number=None, symbol=None)
    require_as_written(law, key("vn:qh15:luat:33:2024"))
    scheme = cited("Đề án số 06", "vn:?:dean:6:?", MentionClass.NUMBER_ONLY, number="06")
    require_as_written(scheme, key("vn:ttg:qd:6:2022"))
    with pytest.raises(WrongUse):
        require_as_written(scheme, key("vn:ttg:qd:7:2022"))


def test_either_of_two_contradicting_parts_may_be_meant() -> None:
    """Where kind word and symbol differ, or year and date, the text itself leaves it open."""
    mixed = cited(
        "Quyết định 36a/NQ-CP",
        "vn:cp:nq:36a:2015",
        MentionClass.NUMBERED,
        number="36a",
        kind="Quyết định",
        symbol_kind="Nghị quyết",
        year=2015,
        date="2016-10-14",
    )
    for name in ("vn:cp:nq:36a:2015", "vn:cp:qd:36a:2016"):
        require_as_written(mixed, key(name))
    with pytest.raises(WrongUse):
        require_as_written(mixed, key("vn:cp:nq:36a:2017"))


def test_what_is_met_already_may_bear_any_letters() -> None:
    """Letters that no table knows are refused only where nobody writes them."""
    odd = key("vn:abc:def:1:2018")
    require_whole(odd, known=True)
    with pytest.raises(WrongUse):
        require_whole(odd, known=False)
