"""Date, issuer and provision: what stands before and behind a citation, and what only stands near it."""

from __future__ import annotations

import pytest

from tests.indexer.papers import cited

LIST = "các Thông tư của Bộ Xây dựng: số 05/2015/TT-BXD về quản lý; số 03/2016/TT-BXD về phân cấp"
DECREE = "Nghị định số 82/2018/NĐ-CP ngày 22/5/2018"


def _issuers(text: str) -> list[str | None]:
    return [citation.mention.issuer for citation in cited(text)]


@pytest.mark.parametrize(
    ("behind", "issuer"),
    [
        ("của Cục trưởng Cục Hóa chất (Nguyễn Văn A) xử phạt Công ty B", "Cục trưởng Cục Hóa chất"),
        ("của UBND tỉnh Triển khai thực hiện Đề án", "UBND tỉnh"),
        ("của Ban Quản lý dự án đầu tư xây dựng số 3.", "Ban Quản lý dự án đầu tư xây dựng số 3"),
        ("của BCH TW Đảng về việc", "BCH TW Đảng"),
        ("của Ban Bí thư Trung ương Đoàn về việc", "Ban Bí thư Trung ương Đoàn"),
        ("của Thường vụ Quân ủy Trung ương", "Thường vụ Quân ủy Trung ương"),
        ("của\nChính phú quy định", "Chính phú"),
        ("cua Thú tướng Chính phủ", "Thú tướng Chính phủ"),
        (
            "của của Ủy ban Mặt trận Tổ quốc Việt Nam tỉnh về",
            "Ủy ban Mặt trận Tổ quốc Việt Nam tỉnh",
        ),
        ("của Cục thuế TP. Hà Nội xin ý kiến", "Cục thuế TP. Hà Nội"),
        ("của Bộ Chính trị (Khóa X) về", "Bộ Chính trị (Khóa X)"),
        ("của Hộị đồng Đại học B ban hành Quy chế", "Hộị đồng Đại học B"),
        ("của Ban Chỉ dao Phong trào tỉnh về việc", "Ban Chỉ dao Phong trào tỉnh"),
        ("của Ban Chỉ đạo tỉnh về chuyển đổi số", "Ban Chỉ đạo tỉnh"),
        ("và các đơn vị của tỉnh", None),
        ("cha Bộ Công an quy định", "Bộ Công an"),
        ("của' Bộ Công an quy định", "Bộ Công an"),
        ("của Cục Thống kê. tỉnh Bến Tre về", "Cục Thống kê. tỉnh Bến Tre"),
        ("của Cục Thống kê. Tỉnh Bến Tre đã họp", "Cục Thống kê"),
        ("của Tỉnh uỷ Bến tre về việc", "Tỉnh uỷ Bến tre"),
        ("của Tỉnh ủy Hà Nam Ninh về việc", "Tỉnh ủy Hà Nam Ninh"),
        ("của Báo cáo viên tỉnh", None),
        ("của Thuế tỉnh Đồng Nai ban hành Quy chế", "Thuế tỉnh Đồng Nai"),
        ("của Thuế cơ sở 4 về việc", "Thuế cơ sở 4"),
        ("của Thuế thành phố Huế, đơn vị", "Thuế thành phố Huế"),
        ("của Thuế thu nhập", None),
        ("<br />\ncủa Bộ Công an về", "Bộ Công an"),
    ],
)
def test_issuer_ends_where_its_name_ends(behind: str, issuer: str | None) -> None:
    """Neither a bracket nor a verb belongs to it; its own number does; a scan may have spoiled it."""
    assert _issuers(f"Theo Quyết định số 12/QĐ-CHC ngày 5/3/2024 {behind}") == [issuer]


@pytest.mark.parametrize(
    ("number", "behind", "issuer"),
    [
        ("7/2021/NĐ-CP", "của Chính phi\nquy định", "Chính phi"),
        ("7/2021/QĐ-TTg", "của Thủ tưdng Chính phủ về", "Thủ tưdng Chính phủ"),
        ("7/2021/TT-BCA", "của Bộ Cêng an quy định", "Bộ Cêng an"),
        ("7/2021/TT-BTC", "của Chính phi quy định", None),
        ("7/2021/NĐ-CP", "của chính phi công", None),
        ("7/2021/NĐ-CP", "của Chinb phi quy định", None),
    ],
)
def test_one_misread_letter_does_not_hide_the_body_of_the_symbol(
    number: str, behind: str, issuer: str | None
) -> None:
    """The symbol says which body is meant; of another body, or with more letters wrong, nothing is sure."""
    assert _issuers(f"Theo Văn bản số {number} ngày 5/3/2021 {behind}") == [issuer]


@pytest.mark.parametrize(
    ("behind", "expected"),
    [
        ("của Ban Thường vụ Tỉnh ủy\nCô Lan, ngày 16 tháng 3 năm 2024", ("Ban Thường vụ Tỉnh ủy", None)),
        ("của Tỉnh ủy\nTP. Cô Lan, ngày     tháng 6 năm 2024\nKính gửi", ("Tỉnh ủy", None)),
        ("của Tỉnh ủy\nCô Lan, ngày … tháng … năm 2024", ("Tỉnh ủy", None)),
        (
            "của Tỉnh ủy\nBến Tre, ngày 16 tháng 3 năm 2024 về việc",
            ("Tỉnh ủy Bến Tre", "2024-03-16"),
        ),
        ("của Tỉnh ủy Bến Tre, ngày 16 tháng 3 năm 2024", ("Tỉnh ủy Bến Tre", "2024-03-16")),
    ],
)  # fmt: skip
def test_line_of_place_and_date_is_the_documents_own(
    behind: str, expected: tuple[str | None, str | None]
) -> None:
    """Alone in its line it belongs to no citation; wrapped words of a citation go on in the line."""
    [found] = cited(f"V/v thực hiện Chỉ thị số 19-CT/TU {behind}")
    assert (found.mention.issuer, found.mention.date) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Nghị quyết 79-NQ/TW — Bộ Chính trị (06/01/2026)", ("Bộ Chính trị", "2026-01-06")),
        ("Kế hoạch 12-KH/ĐU - Đảng ủy Sông Lam (30/01/2024)", ("Đảng ủy Sông Lam", "2024-01-30")),
        ("Kế hoạch 12-KH/ĐU - Báo cáo kết quả (30/01/2024)", (None, None)),
        ("Nghị quyết 79-NQ/TW - Bộ Chính trị đã họp (06/01/2026)", (None, None)),
        ("Nghị quyết 79-NQ/TW - Bộ Chính trị", (None, None)),
    ],
)
def test_body_behind_a_dash_is_the_issuer_where_a_date_in_brackets_closes_it(
    text: str, expected: tuple[str | None, str | None]
) -> None:
    """Without the date the dash may part anything."""
    [found] = cited(text)
    assert (found.mention.issuer, found.mention.date) == expected


@pytest.mark.parametrize(
    ("text", "issuers"),
    [
        (
            "Quyết định 12/1999/QĐ-BTC sửa đổi biểu phí do Bộ trưởng Bộ Tài chính ban hành",
            ["Bộ trưởng Bộ Tài chính"],
        ),
        (
            "Quyết định 12-TTg năm 1995 về biểu phí kèm theo Nghị định 5-CP do Thủ tướng Chính phủ ban hành",
            ["Thủ tướng Chính phủ", None],
        ),
        (
            "Thông tư 3/2015/TT-BTC hướng dẫn Nghị định 5/2013/NĐ-CP do Chính phủ ban hành",
            [None, "Chính phủ"],
        ),
        ("Thông tư 3/2015/TT-BTC hướng dẫn biểu mẫu do Chính phủ ban hành", [None]),
        ("Thông tư 3/2015/TT-BTC về phí. Biểu mẫu do Bộ Tài chính ban hành", [None]),
        ("Thông tư 3/2015/TT-BTC thì các biểu mẫu do Bộ Tài chính ban hành", [None]),
    ],
)  # fmt: skip
def test_issuer_that_closes_a_title_is_that_of_the_symbol(
    text: str, issuers: list[str | None]
) -> None:
    """“do … ban hành” goes to the instrument whose symbol names the body, in its title only."""
    assert _issuers(f"Xem {text}.") == issuers


def test_closing_issuer_leaves_the_role_inside_the_title() -> None:
    """What the title says of the inner instrument stands before the issuer that closes it."""
    text = (
        "Quyết định 12-TTg năm 1995 kèm theo Nghị định 5-CP về phí do Thủ tướng Chính phủ ban hành"
    )
    assert [c.role.value for c in cited(f"Xem {text}.")][1] == "promulgates"


def test_issuer_does_not_run_into_the_next_row_of_a_table() -> None:
    """A line with as many cells is a row of its own."""
    rows = (
        "2015\tGiấy khen\tQĐ số 959/QĐ-ĐLDK ngày 07/12/2015 của Tổng Công ty Điện lực Dầu khí\n"
        "2016\tBằng khen\tQĐ số 1699/QĐ-UBND ngày 20/9/2016 của UBND tỉnh Quảng Ngãi"
    )
    assert _issuers(rows) == ["Tổng Công ty Điện lực Dầu khí", "UBND tỉnh Quảng Ngãi"]


@pytest.mark.parametrize(
    ("symbol", "issuer"),
    [
        ("KH-BCA-BNN&MT", "Bộ Công an và Bộ Nông nghiệp và Môi trường"),
        ("TTLT-BGDĐT-BTC", "Liên Bộ Giáo dục và Đào tạo, Bộ Tài chính"),
        ("TTLT-BQP-BTC", "Liên Bộ Quốc phòng và Bộ Tài chính"),
        ("TTLT-BTC-BCA", "Bộ trưởng Bộ Tài chính va Bộ trưởng Bộ Công an"),
    ],
)
def test_joint_issuers_are_taken_whole(symbol: str, issuer: str) -> None:
    """Several bodies in the symbol, several in the words."""
    assert _issuers(f"Theo Văn bản số 20/{symbol} ngày 30/5/2014 của {issuer} về việc") == [issuer]


def test_cells_of_a_table_are_in_no_title_of_another() -> None:
    """What stands in the next cell or row is a citation of its own."""
    rows = (
        "a\tQuy định 337-QĐ/TW về việc gửi\tthực hiện tại Quy định số 338-QĐ/TW\n"
        "b\tNội dung khác\ttheo Quy định số 339-QĐ/TW"
    )
    assert [citation.mention.parent for citation in cited(rows)] == [None, None, None]


def test_a_list_shares_the_issuer_that_stands_before_it() -> None:
    """“các Thông tư của Bộ Xây dựng: số …; số …”: both are of the ministry, a later sentence is not."""
    assert _issuers(f"{LIST}.") == ["Bộ Xây dựng", "Bộ Xây dựng"]
    assert _issuers(f"{LIST}. Theo số 04/2017/TT-BXD thì được.")[-1] is None


@pytest.mark.parametrize(
    ("text", "issuer"),
    [
        ("hướng dẫn Luật Doanh nghiệp năm 2014 do Bộ Kế hoạch và Đầu tư ban hành", None),
        ("Luật Đất đai năm 2013 do Quốc hội ban hành", "Quốc hội"),
        ("BTV Tỉnh ủy đã kịp thời ban hành Kế hoạch số 248-KH/TU", "BTV Tỉnh ủy"),
    ],
)
def test_issuer_may_stand_before_ban_hanh_if_it_can_issue_such_a_paper(
    text: str, issuer: str | None
) -> None:
    """A ministry issues no law; what it issued is the paper that the words speak of."""
    assert _issuers(f"Năm qua, {text}.") == [issuer]


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("Công văn số 1776/BXD-VP (2007)", "2007"),
        ("Chỉ thị số 100-CT/TW (1/1981)", "1981"),
        ("Thông tư số 54/2014/TT-BQP ngày 12/2014", "2014"),
        ("NQ 66.13/2026/NQ-CP\n(27/01/2026)", "2026-01-27"),
        ("Ngày 22/11/2022, Chính phủ ban hành Nghị định 5/2022/NĐ-CP năm 2022", "2022-11-22"),
        ("Nghị định số 1/2015/NĐ-CP ngày 19 tháng 6 nẳm 2015", "2015-06-19"),
        ("Nghị định số 2/2017/NĐ-CP ngày 28 tháng 4 nfm 2017", "2017-04-28"),
        ("Nghị định số 3/2017/NĐ-CP ngày 25 thắng 5 năm 2017", "2017-05-25"),
        ("Nghị định số 4/2019/NĐ-CP ngày 30 tháng 1 2 năm 2019", "2019-12-30"),
        ("Nghị định số 7/2018/NĐ-CP ngày J 15/01/2018", "2018-01-15"),
        ("Nghị định số 8/2018/NĐ-CP ngày I 25/01/2018", "2018-01-25"),
        ("Nghị định số 9/2018/NĐ-CP ngày l 5/01/2018", None),
        ("Nghị định số 9/2007/NĐ-CP ngày 3 1/5/2007", "2007-05-31"),
        ("Nghị định số 9/2021/NĐ-CP ngày 1 1/01/2021", "2021-01-11"),
        ("Nghị định số 9/2021/NĐ-CP ngày 2 1 tháng 01 năm 2021", "2021-01-21"),
        ("Nghị định số 9/2021/NĐ-CP ngày 3 5/01/2021", None),
        ("Nghị quyết số 9/2007/NQ-HĐTP TANDTC ngày 02/10/2007", "2007-10-02"),
        ("Nghị quyết số 9/2007/NQ-HĐTP TANDTC, mục 02/10/2007", None),
        ("Nghị định số 9/2021/NĐ-CP ngày\n\nScanned with CamScanner\n\n11/01/2021", "2021-01-11"),
        ("Luật Đất đai đã được Quốc hội thông qua ngày 29-12-1987", "1987-12-29"),
        ("Luật Đất đai (2013, sửa đổi 2018)", "2013"),
        ("Luật Đất đai (2013; sửa đổi, bổ sung năm 2018, 2020)", "2013"),
        ("Luật Đất đai (2013, xem tr. 2018)", None),
        ("Nghị quyết số 9-NQ/TW<br />\nngày 02-06-2005", "2005-06-02"),
        ("Quyết định số 12 /QĐ-BYT ngày ..04.. tháng ..5... năm 2024", "2024-05-04"),
        ("Quyết định số 12/QĐ-BYT ngày …7… tháng …11… năm 2023", "2023-11-07"),
        ("Quyết định số 12/QĐ-BYT ngày ..... tháng ..... năm 2024", None),
        ("Nghị định số 5/2019/NĐ-CP (12 trang)", None),
        ("Nghị định số 6/2019/NĐ-CP (xem tr. 2007)", None),
    ],
)
def test_date_is_read_in_brackets_and_through_a_scan(text: str, date: str | None) -> None:
    """A full date wins over the bare year of it; other numbers in brackets are no date."""
    [found] = cited(f"Theo {text} thì được.")
    assert found.mention.date == date


@pytest.mark.parametrize(
    ("text", "provision"),
    [
        (f"Khoản 2c - Điều 1 - {DECREE}", "Khoản 2c - Điều 1"),
        (f"khoan 3 Điều 2 {DECREE}", "khoan 3 Điều 2"),
        (f'"điều 139" {DECREE}', "điều 139"),
        (f"điểm 13.2 và điểm 13.6.b của {DECREE}", "điểm 13.2 và điểm 13.6.b"),
        (f"Điều 6,7,8,10 {DECREE}", "Điều 6,7,8,10"),
        (
            f"các điểm a,b khoản 1 Điều 7; các khoản 2 và 4 Điều 9 {DECREE}",
            "điểm a,b khoản 1 Điều 7; các khoản 2 và 4 Điều 9",
        ),
        (f"khoản 1 Điều 7 của Quy chế; các khoản 2 và 4 Điều 9 {DECREE}", "khoản 2 và 4 Điều 9"),
        (f"khoản | Điều 4 {DECREE}", "khoản | Điều 4"),
        (f"khoản 51 Điều | {DECREE}", "khoản 51 Điều |"),
        (f"Điều | {DECREE}", None),
        (f"Khoản | Điều | {DECREE}", None),
        (f"điểm ¢ khoản 1 Điều 3 {DECREE}", "điểm ¢ khoản 1 Điều 3"),
        (f"điểm d khoản | Điêu 4 {DECREE}", "điểm d khoản | Điêu 4"),
        (f"khoản 1, 2 ,5 Điều 7; điểm c Điều 9 {DECREE}", "khoản 1, 2 ,5 Điều 7; điểm c Điều 9"),
        (
            f"điểm g Điều 7 (nhiều lần, tái phạm); điểm p; o (tự thú) Điều 9 {DECREE}",
            "điểm g Điều 7 (nhiều lần, tái phạm); điểm p; o (tự thú) Điều 9",
        ),
        (f"điểm c khoản 3 Điều 4 (tịch thu) của {DECREE}", "điểm c khoản 3 Điều 4"),
        (f"điểm c khoản 3 Điều 4 (tịch thu) và {DECREE}", None),
        (f"điểm c khoản 3 Điều 4 (tịch thu) của Quy chế và của {DECREE}", None),
        (f"khoản 6 Điều\n2/2\n11 của {DECREE}", "khoản 6 Điều 11"),
        (f"khoản 6 Điều\n2\n11 của {DECREE}", "khoản 6 Điều 11"),
        (f"điểm d khoản 4\n3\n\nĐiều 9 {DECREE}", "điểm d khoản 4 Điều 9"),
        (f"khoản\n2\nĐiều 9 {DECREE}", "khoản 2 Điều 9"),
        (f"Điều 5\n3\nĐiều 9 {DECREE}", "Điều 9"),
        (f"Điểm 2 (a) Mục I Phần thứ nhất {DECREE}", "Điểm 2 (a) Mục I Phần thứ nhất"),
        (f"Điều 2 (a) {DECREE}", None),
        ("Luật Đường bộ 35/2024/QH15 Điều 85 khoản 2 quy định", "Điều 85 khoản 2"),
        ("Khoản 2 Điều 1 sửa đổi, bổ sung Điều 35 của Luật số 85/2025/QH15", None),
        (f"{DECREE}. Điều 5 của quy chế", None),
    ],
)
def test_provision_belongs_to_the_act_that_it_stands_beside(
    text: str, provision: str | None
) -> None:
    """Dashes and lost marks don't part them; an article of the act amended is not the amending act's."""
    [found] = cited(f"Theo {text}.")
    assert found.mention.provision == provision


@pytest.mark.parametrize("join", [", ", "; "])
def test_long_list_of_provisions_is_read_to_its_beginning(join: str) -> None:
    """Thirty provisions before one act are all its own, as three are; those of another act are not."""
    provisions = join.join(f"khoản {n} và khoản {n + 1} Điều {n + 20}" for n in range(1, 31))
    text = f"Theo Luật Đất đai; {provisions} {DECREE}."
    assert [citation.mention.provision for citation in cited(text)] == [None, provisions]


@pytest.mark.parametrize(
    ("text", "provisions"),
    [
        ("NĐ 56 Đ21, Đ22; NĐ 57", ["Đ21, Đ22", None]),
        ("Luật 91 Đ39.2", ["Đ39.2"]),
        ("(NQ 22 Phụ lục I.7)", ["Phụ lục I.7"]),
        ("NĐ 56 Đ21 của Quy chế", [None]),
        ("NĐ 56 Đ", [None]),
        ("Nghị định số 56/2025/NĐ-CP Phụ lục I", [None]),
    ],
)
def test_abbreviated_provision_stands_behind_an_abbreviated_act(
    text: str, provisions: list[str | None]
) -> None:
    """Notes write “NĐ 56 Đ21”; behind a whole citation the words may head something else."""
    acts = "Nghị định số 56/2025/NĐ-CP, 57/2025/NĐ-CP, Luật số 91/2025/QH15, Nghị quyết số 22/2025/NQ-CP"
    found = cited(f"Các văn bản: {acts}.\n\nXem {text}.")
    assert [citation.mention.provision for citation in found[4:]] == provisions


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ('"Số: 1470 /QĐ-BYT Hà Nội, ngày 29 tháng 5 năm 2024"', "2024-05-29"),
        ('"Số: 1470/QĐ-BYT" · "Hà Nội, ngày 29 tháng 5 năm 2024"', "2024-05-29"),
        ('"Số: 1470/QĐ-BYT" · "ngày 29 tháng 5 năm 2024"', "2024-05-29"),
        ("Số: 1470/QĐ-BYT\nHà Nội, ngày 29 tháng 5 năm 2024", None),
        ("Quyết định số 1470/QĐ-BYT Hà Nội, ngày 29 tháng 5 năm 2024", None),
        ('"Số: 1470/QĐ-BYT", họp tại Hà Nội, ngày 29 tháng 5 năm 2024', None),
    ],
)
def test_quoted_head_of_a_paper_tells_its_date(text: str, date: str | None) -> None:
    """Place and date behind “Số: …” in one line are that paper's; those of a line of their own are not."""
    [found] = cited(f"Trang bìa ghi: {text} (viết tay)\nSở đã họp.")
    assert (found.mention.date, found.mention.subject) == (date, None)


@pytest.mark.parametrize(
    ("cells", "date"),
    [
        ("2008 | 2008-09-10 |", "2008-09-10"),
        ("2008-09-10 |", "2008-09-10"),
        ("10/9/2008 |", "2008-09-10"),
        ("2007 | 2008-09-10 |", None),
        ("2008 | còn hiệu lực |", None),
        ("2008-13-10 |", None),
    ],
)
def test_next_cell_of_a_table_may_hold_the_date(cells: str, date: str | None) -> None:
    """Year first as well, where a cell with the same year may stand between; other years tell nothing."""
    [found] = cited(f"| TT | Văn bản | Năm | Ngày |\n| 1 | Quyết định 276/QĐ-SNV | {cells}")
    assert found.mention.date == date


@pytest.mark.parametrize(
    ("outer", "date", "expected"),
    [
        ("Luật số 85/2025/QH15", "ngày 25/6/2025", ("2025-06-25", None)),
        ("Luật số 85/2025/QH15", "ngày 25/11/2014", (None, "2014-11-25")),
        ("Luật số 85/2025/QH15 ngày 25/6/2025", "ngày 19/6/2014", ("2025-06-25", "2014-06-19")),
    ],
)
def test_date_behind_the_laws_amended_is_that_of_the_amending_law_if_it_has_its_year(
    outer: str, date: str, expected: tuple[str | None, str | None]
) -> None:
    """A law isn't amended in the year of its birth; an older date is its own."""
    text = f"Theo {outer} sửa đổi, bổ sung một số điều của Luật Phá sản {date};"
    assert tuple(citation.mention.date for citation in cited(text)) == expected


@pytest.mark.parametrize(
    ("issuer", "party"),
    [
        ("Ban Chấp hành Trung ương Hội Nông dân Việt Nam", False),
        ("Ban Chấp hành Trung ương Liên đoàn X", False),
        ("Ban Chấp hành Trung ương", True),
        ("Ban Chấp hành Trung ương Đảng khóa XI", True),
        ("Ban Bí thư", True),
    ],
)
def test_organ_of_an_association_is_not_the_partys(issuer: str, party: bool) -> None:
    """“Ban Chấp hành Trung ương Hội …” shares the beginning of its name with the Party's organ only."""
    [found] = cited(f"Theo Quyết định số 12 ngày 22/02/2013 của {issuer}.")
    assert (found.key.realm, found.key.body) == (("dcsvn", "tw") if party else ("vn", "?"))
