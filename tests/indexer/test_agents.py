"""Which citation acts on which: subjects of verbs and bodies of passives, and where nobody surely acts."""

from __future__ import annotations

import pytest

from tests.indexer.papers import cited

A = "Quyết định số 19/2015/QĐ-TTg"
B = "Nghị định số 41/2018/NĐ-CP"
C = "Nghị định số 33/2010/NĐ-CP"
D = "Nghị định số 22/2017/NĐ-CP"
ACTS = {"A": A, "B": B, "C": C, "D": D, "A2": "Quyết định số 9/2016/QĐ-TTg"}

Told = tuple[str, int | None]


def told(text: str) -> list[Told]:
    """Return role and agent of each citation in the text."""
    found = cited(text.format(**ACTS))
    return [(citation.role.value, citation.agent) for citation in found]


def acts(text: str) -> list[tuple[str, int]]:
    """Return what more is done to the first citation in the text, beside its role."""
    first = cited(text.format(**ACTS))[0]
    return [(act.role.value, act.agent) for act in first.acts]


NOBODY = ("mentions", None)


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("{A} ngày 05/5/2015 được thay thế bởi {B} ngày 03/4/2018.", "replaces"),
        ("{A} được thay thế một phần bởi {B}.", "replaces"),
        ("{A} đã được sửa đổi, bổ sung tại {B}.", "amends"),
        ("{A} bị bãi bỏ bởi khoản 1 Điều 3 {B}.", "repeals"),
        ("{A} về lề lối làm việc được sửa đổi, bổ sung bởi {B}.", "amends"),
        ("{A} về lề lối làm việc (được thay thế bằng {B}).", "replaces"),
        ("{A} (thay thế bởi {B}) còn được nhắc đến.", "replaces"),
        ("{A} đã được {B} thay thế.", "replaces"),
        ("{A} bị {B} bãi bỏ.", "repeals"),
        (
            "{A} quy định về phí, lệ phí, có hiệu lực kể từ ngày 10/5/2015, được sửa đổi bởi:\n{A2}.",
            "amends",
        ),
        ("{A} được sửa đổi, bổ sung bởi:\n1. {B}.", "amends"),
        ("{A}, có hiệu lực kể từ ngày 10 tháng 5 năm 2015, được sửa đổi bởi:\n{B}.", "amends"),
    ],
)
def test_body_of_a_passive_acts_on_what_stands_before(text: str, role: str) -> None:
    """The relation is stored in the active direction; the body itself is only mentioned."""
    assert told(text) == [(role, 1), NOBODY]


@pytest.mark.parametrize("joint", [", ", " và "])
def test_passive_speaks_of_the_whole_list_that_begins_the_sentence(joint: str) -> None:
    """“A, C được thay thế bởi B”: both are replaced; in a list under a cue only the last surely is."""
    assert told(f"{{A}}{joint}{{C}} được thay thế bởi {{B}}.")[:2] == [("replaces", 2)] * 2
    governed = cited(f"Căn cứ {A}{joint}{C} được thay thế bởi {B}.")
    assert [c.role.value for c in governed] == ["basis", "basis", "mentions"]
    assert [len(c.acts) for c in governed] == [0, 1, 0]


def test_chain_of_passives_keeps_its_subject() -> None:
    """“… bởi B, C và được thay thế bởi D”: all three act on the first."""
    text = "{C} được sửa đổi, bổ sung bởi {D}, Nghị định số 8/2013/NĐ-CP và được thay thế bởi {B}."
    assert told(text) == [("amends", 1), NOBODY, NOBODY, NOBODY]
    assert acts(text) == [("amends", 2), ("replaces", 3)]


@pytest.mark.parametrize(
    ("text", "role", "expected"),
    [
        (
            "Theo {C} (đã được sửa đổi, bổ sung tại {D}), Sở đã họp.",
            "according-to",
            [("amends", 1)],
        ),
        (
            "Căn cứ {C} (sửa đổi, bổ sung bởi {D}, {B}), {B}.",
            "basis",
            [("amends", 1), ("amends", 2)],
        ),
        ("Căn cứ {C} được sửa đổi bởi {D}, {B}.", "basis", [("amends", 1)]),
        ("Quyết định này thay thế {C} đã được sửa đổi bởi {D}.", "replaces", [("amends", 1)]),
        ("{C} đã được sửa đổi theo {D} hết hiệu lực.", "repeals", [("amends", 1)]),
        ("Căn cứ {C} ban hành mẫu đơn (được sửa đổi bởi {D}).", "basis", [("amends", 1)]),
        ("Căn cứ {C} quy định về phí, lệ phí (được sửa đổi bởi {D}).", "basis", [("amends", 1)]),
        (
            "Bãi bỏ Điều 5 của {C} đã được sửa đổi theo {D}, {B};",
            "repeals",
            [("amends", 1), ("amends", 2)],
        ),
        ("Bãi bỏ {C} đã được sửa đổi theo {D}, {B};", "repeals", [("amends", 1)]),
    ],
)
def test_the_document_keeps_its_own_act(
    text: str, role: str, expected: list[tuple[str, int]]
) -> None:
    """What others did to a basis stands beside its role; outside brackets only the first surely acts."""
    assert told(text)[0] == (role, None)
    assert acts(text) == expected


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("{B} thay thế {A}.", "replaces"),
        ("{B} ngày 03/4/2018 của Chính phủ đã bãi bỏ {A}.", "repeals"),
        ("{B} có hiệu lực từ ngày 01/7/2018 và thay thế {A}.", "replaces"),
        ("{B} (thay thế {A}) có nhiều điểm mới.", "replaces"),
        ("{B} đã hướng dẫn {A}.", "details"),
        ("Căn cứ {B} thay thế {A}.", "replaces"),
        ("Tỉnh đã ban hành {B} về quy chế mới, thay thế {A}.", "replaces"),
        ("Nghị định số 9/2019/NĐ-CP về phí, lệ phí, thay thế {B}.", "replaces"),
        ("{B} bãi bỏ toàn bộ 12 văn bản của Thủ tướng Chính phủ gồm:\n\n1. {A}.", "repeals"),
    ],
)
def test_subject_of_a_verb_acts(text: str, role: str) -> None:
    """A verb right behind a citation tells what that instrument does, not what the document does."""
    assert told(text)[1] == (role, 0)
    assert told(text)[0][1] is None


def test_second_verb_has_the_same_subject() -> None:
    """“B thay thế A và bãi bỏ C”: both are the act of B."""
    assert told("{B} thay thế {A} và bãi bỏ {C}.") == [NOBODY, ("replaces", 0), ("repeals", 0)]
    assert told("{B} thay thế các văn bản sau:\n1. {A}.\n2. {C}.")[2] == ("replaces", 0)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Quyết định này thay thế {A}; bãi bỏ {C}.", ["replaces", "repeals"]),
        ("Bãi bỏ {A}.", ["repeals"]),
        ("Nghị định này có hiệu lực từ ngày 01/7/2018 và thay thế {A}.", ["replaces"]),
        ("Căn cứ {C}, Quyết định này thay thế {A}.", ["basis", "replaces"]),
        ("Thực hiện {C}, Sở đã bãi bỏ {A}.", ["implements", "repeals"]),
        ("Thực hiện {C}, bãi bỏ {A}.", ["implements", "repeals"]),
        (
            "Nghị định này thay thế {C} đã được sửa đổi bởi {D}; bãi bỏ {A}.",
            ["replaces", "mentions", "repeals"],
        ),
        ("Sở đã sửa đổi quy trình theo {A}.", ["according-to"]),
        ("Thay thế {A} bằng {B}.", ["replaces", "mentions"]),
    ],
)
def test_act_of_the_document_has_no_agent(text: str, expected: list[str]) -> None:
    """Where the document is the subject, or its body, the relation is its own."""
    assert told(text) == [(role, None) for role in expected]


@pytest.mark.parametrize(
    "text",
    [
        "{B} không thay thế {A}.",
        "{A} chưa được thay thế bởi {B}.",
        "{B} chưa sửa đổi, bổ sung {A}.",
        "{B} giao Sở Nội vụ thay thế {A}.",
        "{C} ngày 03/4/2010 thay thế {B}.",
        "{B} đã thay thế biểu mẫu, quy trình của {A}.",
        "Thực tế, quy trình được thay thế bởi {B} và {A}.",
    ],
)
def test_nobody_acts_where_the_subject_is_in_doubt(text: str) -> None:
    """A negation, another subject, an older act: both are only mentioned."""
    assert told(text) == [NOBODY, NOBODY]


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("Theo {A}, mức lương được điều chỉnh theo {B}.", "according-to"),
        ("Theo {A} về phí, Sở trình kế hoạch (được sửa đổi bởi {B}).", "according-to"),
        ("Theo {A} về phí, sở trình kế hoạch (được sửa đổi bởi {B}).", "according-to"),
        ("Thông tư số 5/2014/TT-BTP về phí. Mức phí được thay thế bởi {B}.", "mentions"),
    ],
)
def test_passive_of_another_subject_acts_on_no_citation(text: str, role: str) -> None:
    """“mức lương được điều chỉnh theo B” says nothing of the act before the comma."""
    assert told(text) == [(role, None), NOBODY]
    assert acts(text) == []


def test_passive_behind_a_title_with_a_citation_is_in_doubt() -> None:
    """“A hướng dẫn C được sửa đổi bởi D”: A or C may be amended, so neither is."""
    found = cited(f"Thông tư số 5/2014/TT-BTP hướng dẫn {C} được sửa đổi bởi {D}.")
    assert [(c.role.value, c.agent, c.acts) for c in found] == [
        ("mentions", None, ()),
        ("details", None, ()),
        ("mentions", None, ()),
    ]


def test_other_kinds_of_a_list_are_not_surely_reached() -> None:
    """“ban hành B thay thế A và Kế hoạch …”: the plan may be issued and not replaced."""
    text = "Tỉnh ban hành Quyết định số 5/2018/QĐ-UBND thay thế {A} và Kế hoạch số 7/KH-UBND."
    assert told(text) == [("promulgates", None), ("replaces", 0), NOBODY]


@pytest.mark.parametrize(
    ("text", "patient", "agent"),
    [
        ("{A} hết hiệu lực kể từ ngày {B} có hiệu lực.", 0, 1),
        ("{A} bị bãi bỏ từ khi {B} có hiệu lực thi hành.", 0, 1),
        ("Từ ngày {B} có hiệu lực, {A} hết hiệu lực.", 1, 0),
    ],
)
def test_act_with_whose_force_another_ends_repeals_it(text: str, patient: int, agent: int) -> None:
    """“hết hiệu lực kể từ ngày B có hiệu lực”: B ends it, the document only says so."""
    found = told(text)
    assert found[patient] == ("repeals", agent)
    assert found[agent] == NOBODY


def test_end_of_force_from_a_date_has_no_agent() -> None:
    """“hết hiệu lực từ ngày 01/7/2018” names nobody, nor does an act of which no force is told."""
    assert told("{A} hết hiệu lực từ ngày 01/7/2018.") == [("repeals", None)]
    assert told("{A} hết hiệu lực theo {B}.")[0] == ("repeals", None)
