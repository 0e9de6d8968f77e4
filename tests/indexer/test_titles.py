"""Which citation stands in the title of another: only one behind words that open a title."""

from __future__ import annotations

import pytest

from tests.indexer.papers import cited


def parents(text: str) -> list[int | None]:
    """Return the parent of each citation in the text."""
    return [citation.mention.parent for citation in cited(text)]


A = "Nghị định số 21/2019/NĐ-CP"
B = "Nghị định số 11/2012/NĐ-CP"


@pytest.mark.parametrize(
    "between",
    [
        " ngày 08/3/2019 của Chính phủ sửa đổi, bổ sung một số điều của ",
        " ngày 08/3/2019 của Chính phủ quy định chi tiết ",
        " hướng dẫn thi hành ",
        " ngày 08/3/2019 của Chính phủ về việc triển khai ",
        " NGÀY 08/3/2019 CỦA CHÍNH PHỦ VỀ THỰC HIỆN ",
        " ngày 08/3/2019 của Chính phủ cụ thể hóa ",
        " ngày 08/3/2019 của Chính phủ ban hành Chương trình thực hiện ",
        " ngày 08/3/2019 Kế hoạch thực hiện ",
        ", ngày 08/3/2019 của Chính phủ, về việc sửa đổi ",
        " ngày 08/3/2019 của Chính phủ (bản in) về việc sửa đổi ",
        " của Liên Bộ Tư pháp, Bộ Tài chính và Bộ Nội vụ về việc thực hiện ",
        " của Liên bộ Tư pháp - Bộ Tài chính; Hướng dẫn thực hiện ",
        " ngày 08/3/2019 của Chính phủ hướng dan thi hành ",
        " ngày 08/3/2019 của Chính phủ sửa đỗi,\nbd sung một số điều của ",
        " NGÀY 08/3/2019 SỬA ĐÔI, BO SUNG ",
        " ngày 08/3/2019 của Chính phủ hướng, dẫn thi hành ",
        " ngày 08/3/2019 của Chính phủ phân cấp nguồn thu theo quy định của ",
        " ngày 08/3/2019 của Chính phủ về việc\nThực hiện ",
        " ngày 08/3/2019 của Chính phủ về việc\nÁp dụng ",
        " ngày 08/3/2019 của Chính phủ\nHướng dẫn ",
        " ngày 08/3/2019 của Chính phủ ban hành các văn bản chỉ đạo thực hiện ",
        " ngày 08/3/2019 của Chính phủ về việc tiếp tục thực hiện một số nội dung tại\n",
    ],
)
def test_title_opens_right_behind_number_date_and_issuer(between: str) -> None:
    """Words of title make what follows an inner citation."""
    assert parents(f"Căn cứ {A}{between}{B} thì được.") == [None, 0]


@pytest.mark.parametrize(
    "between",
    [
        " ngày 08/3/2019 của Chính phủ. ",
        " ngày 08/3/2019 về an ninh của tỉnh. ",
        " + ",
        " • Đầu tư: ",
        " | ",
        " → ",
        " = ",
        " — ",
        "\nNền tảng số theo ",
        ")\nSàn: chợ\nNền tảng theo ",
        "\n2016\tBằng khen\t",
        " ngày 08/3/2019 của Tổng Công ty Điện lực\n2016\tBằng khen\t",
        " có được áp dụng quy định về khu vực riêng theo ",
        " là bước đột phá, tiền đề cho ",
        " được nêu tại khoản 1 Điều 3 ",
        " được sửa đổi, bổ sung tại khoản 2 Điều 1 ",
        " ngày 08/3/2019 quy định chi tiết một số điều của luật được sửa đổi, bổ sung bởi ",
        " (ví dụ: vắng mặt) quy định tại khoản 1 Điều 2 ",
        " như ",
        " bổ sung một nội dung mới so với ",
        " (hiệu lực 25/8/2019) thay thế ",
        " về an toàn, thay thế ",
        " về an toàn, kèm theo ",
        " về an toàn, sau khi có ý kiến của Bộ tại ",
        " (sửa đổi ",
        ",\n4/ ",
        ", Ủy ban nhân dân tỉnh đã ban hành ",
        " đang được đối chiếu với ",
        " rồi ",
        " ban hành kèm theo ",
        " quy dinh tai ",
        " về an ninh trong giai đoạn mới\nThực hiện ",
        " quy định về án phí, lệ phí\nÁp dụng Điều 3 của ",
        "\nVề kỷ luật công vụ\nThay thế ",
        " ban hành Quy chế làm việc và các văn bản chỉ đạo của Cục Thuế như: ",
        " hướng dẫn đầu tư thì người dân vẫn làm theo ",
        " ngày 08/3/2019 của Chính phủ quy định tại ",
    ],
)
def test_other_words_put_no_citation_into_a_title(between: str) -> None:
    """Marks, rows, predicates, comparisons and new clauses leave it at the level of the first."""
    assert parents(f"Xem {A}{between}{B} thì được.") == [None, None]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            ("Kế hoạch số 25-KH/TU ngày 30/11/2016 thực hiện Kết luận số 100-KL/TW và Kết luận số 111-KL/TU "
            "ngày 14/8/2017."),
            [None, 0, None],
        ),
        ("Nghị định số 8/2015/NĐ-CP về việc sửa đổi Nghị định số 9/2018/NĐ-CP.", [None, None]),
        ("Nghị định số 8/2018/NĐ-CP về việc sửa đổi Nghị định số 9/2018/NĐ-CP.", [None, 0]),
        ("Nghị định số 8/2018/NĐ-CP về việc sửa đổi Nghị định số 9/2018/NĐ-CP ngày 2/2/2015.", [None, 0]),
        ("Nghị định số 8/2018/NĐ-CP ngày 1/2/2018 về nội vụ; Nghị định số 9/2019/NĐ-CP.", [None, None]),
        ("Nghị định số 8/2018/NĐ-CP về việc thực hiện Nghị định số 8/2018/NĐ-CP.", [None, None]),
    ],
)  # fmt: skip
def test_no_title_names_a_later_act_or_itself(text: str, expected: list[int | None]) -> None:
    """Where both are dated, by day or by the year of the symbol, the outer one is not the earlier."""
    assert parents(f"Xem {text}") == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Theo Luật Đất đai quy định về giá đất và thực hiện Nghị định số 8/2018/NĐ-CP.", [None, None]),
        ("Luật Đầu tư số 61/2020/QH14 quy định Chính phủ ban hành Nghị định số 8/2018/NĐ-CP.", [None, None]),
        ("Luật số 67/2020/QH14 ngày 13/11/2020 sửa đổi, bổ sung một số điều của Luật Đất đai.", [None, 0]),
    ],
)  # fmt: skip
def test_name_of_a_law_is_its_title(text: str, expected: list[int | None]) -> None:
    """Behind a law cited by name nothing is title any more."""
    assert parents(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"{A} hướng dẫn Bộ luật Lao động thì người dân làm theo Luật Đất đai.", [None, 0, None]),
        (f"Khoản 2 Điều 1 {A} sửa đổi Khoản 2 Điều 4 {B} vẫn cho phép.", [None, None]),
        (f"Khoản 2 Điều 1 {A} ngày 08/3/2019 sửa đổi Khoản 2 Điều 4 {B}.", [None, 0]),
        (f"{A} sửa đổi, bổ sung Khoản 2 Điều 4 {B}.", [None, 0]),
    ],
)
def test_sentence_about_acts_is_no_title(text: str, expected: list[int | None]) -> None:
    """A main clause behind “thì” and a provision that amends a provision tell what holds."""
    assert parents(f"Theo {text}") == expected


@pytest.mark.parametrize(
    ("between", "subject"),
    [
        ("\nThay thế ", "kỷ luật công vụ"),
        ("\nÁp dụng ", "kỷ luật công vụ"),
        ("\nthay thế ", f"kỷ luật công vụ thay thế {B}"),
    ],
)
def test_subject_ends_before_a_paragraph_on_another_act(between: str, subject: str) -> None:
    """“Thay thế Nghị định …” at the head of a line is no part of the title above."""
    found = cited(f"{A}\nVề kỷ luật công vụ{between}{B}")
    assert found[0].mention.subject == subject


LAW = "Luật Quản lý thuế"
AMENDING = "Luật sửa đổi, bổ sung một số điều của"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"{A} hướng dẫn {LAW}; {AMENDING} {LAW} và {B}.", [None, 0, 0, 2, 0]),
        (f"{A} hướng dẫn {LAW}; {AMENDING} Luật Đất đai và {B}.", [None, 0, None, 2, None]),
        (f"{LAW}; {AMENDING} {LAW} và {B}.", [None, None, 1, None]),
    ],
)
def test_law_that_amends_the_one_just_named_stands_in_the_same_title(
    text: str, expected: list[int | None]
) -> None:
    """A semicolon ends a title but before the law that amends the very law named last."""
    assert parents(f"Xem {text}") == expected


@pytest.mark.parametrize(
    "text",
    [
        f"Căn cứ quy định tại\nĐiều 9 {A}, đơn vị đã làm.",
        f"Thực hiện đúng\nĐiều 9 và Điều 14 {A}.",
    ],
)
def test_wrapped_provision_begins_no_sentence(text: str) -> None:
    """“Điều 9” at the beginning of a line is a heading with a full stop or alone, else a provision."""
    [found] = cited(text)
    assert found.role.value != "mentions"


def subject(text: str) -> str | None:
    """Return the title of the first citation in the text."""
    return cited(text)[0].mention.subject


LETTER = "Thực hiện Công văn số 94/SNV-CCHC ngày 14/3/2024 của Sở Nội vụ về việc báo cáo kết quả, tiến độ"


@pytest.mark.parametrize(
    "clause",
    [
        ", Ủy ban nhân dân huyện báo cáo như sau:",
        ", Phòng Nội vụ huyện Càng Long xin báo cáo kết quả như sau:",
        ", UBND tỉnh xây dựng Kế hoạch số 17/KH-UBND.",
        ", UBND tỉnh ban hành Kế hoạch số 17/KH-UBND.",
        ", Sở Nội vụ kính trình Ủy ban nhân dân tỉnh xem xét.",
        ", Bộ Lao động - Thương binh và Xã hội có ý kiến như sau:",
        ", Sở Tư pháp đề nghị các đơn vị phối hợp.",
        ", đơn vị đã họp.",
        ", kết quả như sau:",
        " như sau:",
        " được sửa đổi, bổ sung bởi Công văn số 95/SNV-CCHC.",
        " đã được thay thế một phần bởi Công văn số 95/SNV-CCHC.",
        ", có hiệu lực kể từ ngày 15 tháng 3 năm 2024.",
        ", thay thế Công văn số 15/SNV-CCHC ngày 10/5/2022.",
        ", Công văn này thay thế Công văn số 15/SNV-CCHC.",
    ],
)
def test_title_ends_before_the_main_clause_and_a_passive(clause: str) -> None:
    """What the reporting body does, and what became of the instrument, is no part of its title."""
    assert subject(LETTER + clause) == "báo cáo kết quả, tiến độ"


@pytest.mark.parametrize(
    "title",
    [
        "phối hợp giữa Sở Tư pháp, Sở Nội vụ trong việc báo cáo thống kê",
        "rà soát văn bản do Quốc hội, Chính phủ ban hành",
        "rà soát, báo cáo, đề nghị bãi bỏ văn bản",
        "mức phí được điều chỉnh theo giá",
        "trách nhiệm của cán bộ, trước hết là Ủy viên Bộ Chính trị, Ủy viên Ban Bí thư",
    ],
)
def test_title_keeps_its_own_commas_and_bodies(title: str) -> None:
    """Bodies and verbs inside a title end nothing without a main clause."""
    assert subject(f"Thực hiện Kế hoạch số 17/KH-UBND về {title}.") == title


@pytest.mark.parametrize(
    "text",
    [
        f"{A} ngày 24/8/2019 của Chính phủ bãi bỏ {B}.",
        f"{A} thay thế {B}.",
        f"{A} thay thế các văn bản sau:\n1. {B}.",
        f"Thực hiện {A}, bãi bỏ {B}.",
        f"Căn cứ {A}, Quyết định này thay thế {B}.",
    ],
)
def test_bare_verb_is_no_title(text: str) -> None:
    """“bãi bỏ”, “Quyết định này thay thế” before the next citation name nothing."""
    assert subject(text) is None


def test_title_may_be_a_verb_with_its_object() -> None:
    """“bãi bỏ một số văn bản của tỉnh” is what the decision is called."""
    text = "Quyết định số 17/QĐ-UBND ngày 24/8/2019 của UBND tỉnh bãi bỏ một số văn bản của tỉnh."
    assert subject(text) == "bãi bỏ một số văn bản của tỉnh"
