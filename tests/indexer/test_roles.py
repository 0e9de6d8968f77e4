"""The role of a citation: the cue words that govern it, and those that only look like one."""

from __future__ import annotations

import pytest

from tests.indexer.papers import HEAD, cited


def roles(text: str) -> list[str]:
    """Return the roles of all citations in the text, in order."""
    return [citation.role.value for citation in cited(text)]


def role_of(text: str, number: str) -> str:
    """Return the role of the one citation with that number that stands in no title."""
    [found] = [
        c.role.value
        for c in cited(text, head=HEAD)
        if c.mention.number == number and c.mention.parent is None
    ]
    return found


@pytest.mark.parametrize(
    "text",
    [
        (
            "1.Quyết định này có hiệu lực thi hành từ ngày 01 tháng 3 năm 2024. 2.Thông tư số 17/2019/TT-BTC "
            "ngày 05 tháng 4 năm 2019 hết hiệu lực."
        ),
        (
            "Kể từ ngày Nghị định này có hiệu lực thi hành, các Nghị định sau hết hiệu lực thi hành: "
            "a) Nghị định số 17/2019/NĐ-CP ngày 19 tháng 10 năm 2019; b) Nghị định số 18/2019/NĐ-CP."
        ),
        (
            "Các Thông tư sau đây hết hiệu lực kể từ ngày Thông tư này có hiệu lực thi hành: "
            "a) Thông tư số 17/2019/TT-BTC; b) Thông tư số 18/2019/TT-BTC."
        ),
        "Điều khoản thi hành\nNghị định số 17/2019/NĐ-CP hết hiệu lực thi hành.",
        "Kể từ ngày Luật này có hiệu lực thi hành, Nghị định số 17/2019/NĐ-CP hết hiệu lực.",
    ],
)
def test_force_of_the_act_itself_is_no_basis(text: str) -> None:
    """“có hiệu lực thi hành” tells from when, “hết hiệu lực” what ends: no act there is a basis."""
    assert set(roles(text)) == {"repeals"}


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("Thi hành Nghị định số 17/2019/NĐ-CP, Sở đã họp.", "basis"),
        ("Căn cứ Nghị định số 17/2019/NĐ-CP, Sở đã họp.", "basis"),
        ("Sở họp về biện pháp thi hành Nghị định số 17/2019/NĐ-CP.", "details"),
        ("Thông tư này hướng dẫn thi hành một số điều của Nghị định số 17/2019/NĐ-CP.", "details"),
        ("Văn bản quy định chi tiết và hướng dẫn thi hành Nghị định số 17/2019/NĐ-CP.", "details"),
    ],
)
def test_carrying_out_keeps_its_meaning(text: str, role: str) -> None:
    """“Thi hành” at the head of a clause is a basis, in “hướng dẫn thi hành” it is not."""
    assert roles(text) == [role]


@pytest.mark.parametrize(
    ("marks", "end"),
    [
        (("1. ", "2. ", "3. "), "."),
        (("1. ", "2. ", "3. "), ";"),
        (("- ", "- ", "- "), ""),
        (("- ", "- ", "- "), "."),
        (("a) ", "b) ", "c) "), "."),
        (("c) ", "d) ", "đ) "), "."),
        (("1/ ", "2/ ", "4/ "), ";"),
        (("(1) ", "(2) ", "(3) "), "."),
    ],
)
@pytest.mark.parametrize("gap", ["\n", "\n\n"])
def test_every_item_of_a_list_has_the_verb_of_its_introduction(
    marks: tuple[str, ...], end: str, gap: str
) -> None:
    """The items may end with a full stop, a semicolon or nothing."""
    items = [
        f"{mark}Quyết định số {n}/2009/QĐ-TTg ngày 25/8/2009 về việc ban hành quy chế{end}"
        for n, mark in enumerate(marks, 21)
    ]
    text = f"Thủ tướng bãi bỏ toàn bộ 03 văn bản gồm:{gap}{gap.join(items)}"
    assert roles(text) == ["repeals"] * 3


@pytest.mark.parametrize(
    "text",
    [
        (
            "Bãi bỏ các văn bản sau:\n1. Nghị định số 17/2019/NĐ-CP.\nII. KẾT QUẢ\n\nĐơn vị đã họp.\n\n"
            "2. Nghị định số 18/2019/NĐ-CP rất mới."
        ),
        (
            "Bãi bỏ các văn bản sau:\n- Nghị định số 17/2019/NĐ-CP.\n\nĐơn vị đã họp:\n"
            "- Nghị định số 18/2019/NĐ-CP."
        ),
        "Bãi bỏ các văn bản sau:\n- Nghị định số 17/2019/NĐ-CP.\n1. Nghị định số 18/2019/NĐ-CP.",
        "Bãi bỏ các văn bản sau:\n1. Nghị định số 17/2019/NĐ-CP.\nSở đã họp.\n2. Nghị định số 18/2019/NĐ-CP.",
        "Bãi bỏ các văn bản sau:\n1. Nghị định số 17/2019/NĐ-CP\nII. VIỆC KHÁC\n2. Luật Đất đai còn mới.",
        "Bãi bỏ các văn bản sau:\n2. Nghị định số 17/2019/NĐ-CP.\n1. Nghị định số 18/2019/NĐ-CP.",
        "1. Bãi bỏ Nghị định số 17/2019/NĐ-CP.\n2. Nghị định số 18/2019/NĐ-CP rất mới.",
    ],
)
def test_list_ends_with_its_items(text: str) -> None:
    """Other marks, an order that goes back, a paragraph between: the verb governs no further."""
    assert roles(text) == ["repeals", "mentions"]


def test_verb_of_another_list_does_not_come_from_the_name_of_a_law() -> None:
    """“Luật Ban hành văn bản …” before a colon announces nothing."""
    text = "Gồm các luật:\n1/ Luật Ban hành văn bản quy phạm pháp luật:\n2/ Luật Thanh tra;"
    assert roles(text) == ["mentions", "mentions"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Căn cứ Pháp lệnh do Quốc hội ban hành ngày 20-5-1988 và Nghị định số 17/2019/NĐ-CP.", "basis"),
        (
            ("Căn cứ Nghị quyết số 5/NQ-HĐND ngày 12/7/2019 về việc ban hành Quy chế của trường "
            "và Nghị quyết số 17/NQ-HĐND ngày 07/9/2019."),
            "basis",
        ),
        (
            ("Quyết định này thay thế Quyết định số 5/QĐ-UBND ngày 01/6/2019 ban hành Quy định về hợp tác "
            "và Quyết định số 17/QĐ-UBND ngày 29/8/2014."),
            "replaces",
        ),
        (
            ("Thực hiện Nghị quyết số 5/NQ-HĐND về đầu tư, Ủy ban nhân dân tỉnh đã ban hành "
            "Kế hoạch số 17/KH-UBND."),
            "promulgates",
        ),
        ("Căn cứ Nghị định số 5/2019/NĐ-CP về nội vụ, thay thế Nghị định số 17/2019/NĐ-CP.", "replaces"),
        ("Các nghị định và hướng dẫn đến từ các bộ, ngành:\n- Công văn số 17/BNV-CCHC.", "mentions"),
        ("Văn bản hướng dẫn Nghị định số 17/2019/NĐ-CP còn ít.", "details"),
        ("Theo dõi báo chí thì có Nghị định số 17/2019/NĐ-CP.", "mentions"),
        ("Theo đó, đối với Nghị định số 17/2019/NĐ-CP cần thêm người.", "mentions"),
        ("Học tập và làm theo tấm gương; Nghị định số 17/2019/NĐ-CP.", "mentions"),
        ("Các văn bản ban hành trong năm, gồm:\n- Nghị định số 17/2019/NĐ-CP.", "mentions"),
    ],
)  # fmt: skip
def test_cue_of_an_earlier_clause_or_noun_governs_nothing_here(text: str, expected: str) -> None:
    """Words of the title before, “do … ban hành” and nouns tell of something else."""
    assert role_of(text, "17") == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            ("Căn cứ Thông tư số 5/2018/TT-BNV ngày 26/12/2018 (được sửa đổi, bổ sung bởi Thông tư số "
            "17/2021/TT-BNV, Thông tư số 18/2022/TT-BNV), Nghị định số 19/2022/NĐ-CP."),
            ["basis", "mentions", "mentions", "basis"],
        ),
        (
            "Theo Nghị định số 5/2018/NĐ-CP đã được sửa đổi, bổ sung tại Nghị định số 17/2021/NĐ-CP.",
            ["according-to", "mentions"],
        ),
        ("Nghị định số 5/2018/NĐ-CP, được bổ sung theo Nghị định số 17/2021/NĐ-CP.", ["amends", "mentions"]),
        ("Nghị định số 5/2018/NĐ-CP được thay thế bởi Nghị định số 17/2021/NĐ-CP.", ["replaces", "mentions"]),
        ("Nghị định số 5/2018/NĐ-CP bị bãi bỏ bởi Nghị định số 17/2021/NĐ-CP.", ["repeals", "mentions"]),
        ("Xem bản đã được sửa đổi, bổ sung (Điều 20 Nghị định số 5/2018/NĐ-CP).", ["mentions"]),
        ("Sửa đổi, bổ sung, bãi bỏ một số điều của Nghị định số 5/2018/NĐ-CP.", ["amends"]),
        ("Bãi bỏ Nghị định số 5/2018/NĐ-CP.", ["repeals"]),
        ("Được sửa đổi, bổ sung bởi:\n1. Nghị định số 5/2018/NĐ-CP.\n2. Luật Đất đai.", ["mentions"] * 2),
    ],
)  # fmt: skip
def test_passive_says_what_becomes_of_the_act_before_it(text: str, expected: list[str]) -> None:
    """What stands behind “được sửa đổi … bởi” is only mentioned: no document amends by naming it."""
    assert roles(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Sở nhận được hồ sơ kèm theo Tờ trình số 17/TTr-UBND.", "mentions"),
        ("Thay thế Nghị định số 5/2018/NĐ-CP, kèm theo Nghị quyết số 17/NQ-CP.", "mentions"),
        ("Quy chế ban hành kèm theo Quyết định số 17/QĐ-UBND.", "promulgates"),
        ("Sai sót về ngày ban hành: Nghị định số 17/2019/NĐ-CP được ghi nhầm.", "mentions"),
        ("Có 12 nghị định đều ban hành năm 2022 cộng với Nghị định số 17/2019/NĐ-CP.", "mentions"),
        (
            "Nghị định số 5/2018/NĐ-CP đã hết hiệu lực; đề nghị áp dụng Nghị định số 17/2019/NĐ-CP.",
            "mentions",
        ),
        ("Tỉnh ủy đã ban hành Kế hoạch số 17-KH/TU.", "promulgates"),
        ("Xét Tờ trình số 17/TTr-UBND ngày 09/6/2019 của Ủy ban nhân dân tỉnh;", "proposes"),
        ("Đề nghị xem xét Tờ trình số 17/TTr-UBND.", "mentions"),
        (
            "Xem xét đề nghị của Sở, hành vi được quy định tại Điều 5 Nghị định số 17/2019/NĐ-CP.",
            "according-to",
        ),
        ("Xét đề nghị của Sở Nội vụ tại Tờ trình số 17/TTr-SNV;", "proposes"),
        (
            (
                "Thực hiện Quyết định số 5/QĐ-BTC ban hành Quy chế và các văn bản chỉ đạo của Cục Thuế "
                "như: Công văn số 17/CT-NV."
            ),
            "implements",
        ),
        ("Sở đã ban hành các văn bản chỉ đạo như: Công văn số 17/SNV-NV.", "promulgates"),
        ("Có hiệu lực từ ngày ban hành và thay thể Nghị định số 17/2019/NĐ-CP.", "replaces"),
        ("Sở thay thể hiện bằng Nghị định số 17/2019/NĐ-CP.", "mentions"),
    ],
)
def test_issuing_and_sending_are_kept_apart(text: str, expected: str) -> None:
    """What is sent along, applied or dated is mentioned; what somebody issues is promulgated."""
    assert role_of(text, "17") == expected


@pytest.mark.parametrize("damaged", ["Căn cr", "Căncứ", "Căn ci", "Căn cú", "Căn cử", "Căn cứr"])
def test_damaged_basis_is_read_at_the_beginning_of_a_line(damaged: str) -> None:
    """A scan's “Căn cr” is “Căn cứ” there, and nothing in the middle of a line."""
    text = "Ủy ban ban hành quy chế\n{}{} Nghị định số 17/2019/NĐ-CP;"
    assert role_of(text.format("", damaged), "17") == "basis"
    if damaged != "Căncứ":
        assert role_of(text.format("Đã ", damaged), "17") != "basis"


def test_name_given_to_an_act_has_the_role_of_the_act() -> None:
    """“(sau đây gọi là …)” is the act itself, not the one that amended it."""
    text = (
        "Theo Nghị định số 5/2018/NĐ-CP đã được sửa đổi tại Nghị định số 17/2021/NĐ-CP "
        "(sau đây gọi là Nghị định số 5/2018/NĐ-CP), đơn vị đã làm."
    )
    assert roles(text) == ["according-to", "mentions", "according-to"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Bãi bỏ cụm từ “cấp huyện” tại khoản 3 Điều 6 của Luật Đất đai.", "amends"),
        ('Bãi bỏ cụm từ ", cấp huyện," tại Điều 6 của Luật Đất đai.', "amends"),
        ("Thay thế cụm từ “A” bằng cụm từ “B” tại Điều 6 của Luật Đất đai.", "amends"),
        ("Bổ sung từ “xã” tại Điều 6 của Luật Đất đai.", "amends"),
        ("Bãi bỏ Điều 5; cụm từ “A” tại Điều 6 của Luật Đất đai.", "repeals"),
        ("Bãi bỏ cụm từ “A” tại Điều 5; bãi bỏ Điều 6 của Luật Đất đai.", "repeals"),
        ("Bãi bỏ khoản 3 Điều 6 của Luật Đất đai.", "repeals"),
        ("Bổ sung Điều 3a vào sau Điều 3 của Luật Đất đai.", "amends"),
        ("Bổ sung khoản 2a, vào sau đó xem Điều 3 của Luật Đất đai.", "mentions"),
        ("Bổ sung 3 nội dung vào sau Điều 3 của Luật Đất đai.", "mentions"),
        ("Hiểu cụm từ theo quy định tại Điều 6 của Luật Đất đai.", "according-to"),
    ],
)
def test_change_of_words_amends_the_act_in_which_they_stand(text: str, expected: str) -> None:
    """“tại” only tells where the words stand; without words a provision is repealed."""
    assert roles(text) == [expected]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Riêng quy định tại Điều 5 của Luật số 38/2019/QH14 hết hiệu lực thi hành.", ["repeals"]),
        ("Theo quy định tại Điều 5 của Luật số 38/2019/QH14 hết hiệu lực.", ["according-to"]),
        (
            "Theo quy định tại Luật số 38/2019/QH14, Nghị định số 17/2019/NĐ-CP hết hiệu lực.",
            ["according-to", "according-to"],
        ),
        ("Áp dụng đến ngày Nghị quyết số 17/2019/NQ-CP hết hiệu lực thi hành.", ["mentions"]),
        ("Trước khi Nghị định số 17/2019/NĐ-CP hết hiệu lực thì vẫn làm.", ["mentions"]),
        (
            "Kể từ ngày Luật số 38/2019/QH14 có hiệu lực, Nghị định số 17/2019/NĐ-CP hết hiệu lực.",
            ["mentions", "repeals"],
        ),
        ("Không áp dụng Nghị định số 17/2019/NĐ-CP đã hết hiệu lực.", ["repeals"]),
        ("Từ ngày ký, Nghị định số 17/2019/NĐ-CP hết hiệu lực thi hành.", ["repeals"]),
    ],
)
def test_end_of_force_says_what_ends_and_not_until_when(text: str, expected: list[str]) -> None:
    """“quy định tại … hết hiệu lực” is what ends; “đến ngày … hết hiệu lực” sets a time."""
    assert roles(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Với những sửa đổi, bổ sung thích hợp nêu ở mục này cho Điều 6 của Luật Đất đai.", "mentions"),
        ("Sửa đổi, bổ sung Điều 6 của Luật Đất đai.", "amends"),
        ("Nhiều sửa đổi được làm theo Luật Đất đai.", "according-to"),
        ("Chi bộ hỏi.\nTrả lời\nĐiểm a khoản 2 Điều 5 Luật Đất đai quy định rõ.", "mentions"),
        ("Sở trả lời\nCông văn số 17/BNV-CCHC.", "replies"),
        ("Trả lời Công văn số 17/BNV-CCHC.", "replies"),
        ("Kế hoạch về công tác năm\nThực hiện Luật Đất đai, đơn vị đã họp.", "implements"),
    ],
)  # fmt: skip
def test_noun_and_heading_are_no_cue(text: str, expected: str) -> None:
    """“những sửa đổi” names changes, a line “Trả lời” heads an answer."""
    assert roles(text) == [expected]


def test_provision_named_in_an_introduction_does_not_govern_its_list() -> None:
    """“… được quy định tại Điều 4 Luật A, bao gồm:” says where a case is laid down, of Luật A alone."""
    text = (
        "Không thuộc trường hợp quy định tại Điều 4 Luật Đất đai, bao gồm:\n"
        "- Thông tư số 17/2019/TT-BTC;\n- Thông tư số 18/2019/TT-BTC."
    )
    assert roles(text) == ["according-to", "mentions", "mentions"]
    assert roles("Theo quy định tại:\n- Thông tư số 17/2019/TT-BTC;") == ["according-to"]
