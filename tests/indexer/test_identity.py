"""Which instrument a citation means: letters, and the words beside them, tell body, type and period."""

from __future__ import annotations

import pytest

from kb.model import Resolution
from tests.indexer.papers import HEAD, cited


def _keys(text: str) -> list[str]:
    return [str(citation.key) for citation in cited(text)]


@pytest.mark.parametrize(
    ("written", "key"),
    [
        (
            "Quyết định số 8733-QĐ/TCCQ ngày 17/12/1984 của UBND Thành phố Hà Nội",
            "vn-hanoi:ubnd:qd:8733:1984",
        ),
        ("Thông báo số 264-TB ngày 29/10/1993 của Văn phòng Chính phủ", "vn:vpcp:tb:264:1993"),
        (
            "Thông báo số 1358/CB-LN ngày 03/5/2019 của liên ngành tỉnh Quảng Bình",
            "vn-quangbinh:?cbln:tb:1358:2019",
        ),
        ("Quyết định số 83-QĐ/TU ngày 5/3/2018", "dcsvn-travinh:tu:qd:83:n2015-2020"),
        (
            "Kế hoạch số 01-KH/BCĐTW ngày 21/3/2025 của Ban Chỉ đạo Trung ương",
            "dcsvn:bcdtw:kh:1:k13",
        ),
    ],
)
def test_issuer_decides_between_state_and_party(written: str, key: str) -> None:
    """The mark behind a number only suggests the Party; a state body in the words rules it out."""
    assert _keys(f"Theo {written} thì được.") == [key]


@pytest.mark.parametrize(
    ("written", "key"),
    [
        (
            "Thông tư số 15/LĐTBXH-TT ngày 2/6/1993 của Bộ Lao động - Thương binh và Xã hội",
            "vn:bldtbxh:tt:15:1993",
        ),
        ("Thông tư số 15-BTC/TT ngày 16-3-1991 của Bộ Tài chính", "vn:btc:tt:15:1991"),
        ("Thông tư số 45-TC/TCT ngày 20-10-1989 của Bộ Tài chính", "vn:btc:tt:45:1989"),
        ("Thông tư số 1-LĐ/TT ngày 23-3-1985 của Bộ Lao động", "vn:?ld:tt:1:1985"),
        (
            "Quyết định số 156-CT ngày 23-5-1988 của Chủ tịch Hội đồng Bộ trưởng",
            "vn:cthdbt:qd:156:1988",
        ),
        ("Quyết định số 156-HĐBT ngày 23-5-1988", "vn:hdbt:qd:156:1988"),
        ("Quyết định số 25-CP ngày 21-1-1981 của Hội đồng Chính phủ", "vn:cp:qd:25:1981"),
        ("Lệnh số 38-LCT/HĐNN ngày 24-5-1990", "vn:hdnn:l:38:1990"),
        ("Luật số 05-L/CTN ngày 23-6-1994", "vn:qh9:luat:5:1994"),
        ("Công văn số 06-TC/TCT ngày 5/8/1991", "vn:btc:cv:6:1991"),
        ("Quyết định số 496A-TC/QĐ/TCT ngày 5/7/1997 của Bộ Tài chính", "vn:btc:qd:496a:1997"),
        ("Thông cáo số 5/TC-BTC ngày 3/4/2019", "vn:btc:tc:5:2019"),
        ("số 12/LĐTBXH-TT ngày 2/6/1993", "vn:bldtbxh:tt:12:1993"),
        (
            "công văn số 107/KHXX ngày 20/6/2006 của Tòa án nhân dân tối cao",
            "vn:tandtc:cv:107:2006",
        ),
        (
            "Hướng dẫn số 14/VKSTC-V5 ngày 10/5/2013 của Vụ 5 Viện kiểm sát nhân dân tối cao",
            "vn:vksndtc:cv:14:2013",
        ),
        ("Luật số 12/2019/QH ngày 14/6/2019", "vn:qh14:luat:12:2019"),
        ("Quyết định số 310-QĐ/BT ngày 13/02/1996", "vn:?bt:qd:310:1996"),
        ("Quyết định số 51 QĐ/BT ngày 12/01/1996 của Bộ trưởng Bộ Y tế", "vn:byt:qd:51:1996"),
    ],
)
def test_symbols_from_before_1997_are_read_with_the_type_word(written: str, key: str) -> None:
    """The body stood first, or alone; the word before the number says what it is."""
    assert _keys(f"Theo {written} thì được.") == [key]


@pytest.mark.parametrize(
    ("written", "key"),
    [
        ("Quyết định số 16/DHC-HĐQT-QĐ ngày 17/5/2008", "vn:?dhchdqt:qd:16:2008"),
        ("Quyết định số 108/CS-HĐQT-NHCT ngày 5/3/2023", "vn:?cshdqtnhct:qd:108:2023"),
        (
            "Quyết định số 26/QĐ-XPVPHC ngày 08/7/2026 của Chủ tịch UBND tỉnh",
            "vn-travinh:ubnd:qd:26:2026",
        ),
        ("Thông tư số 26/2016/BXD ngày 26/10/2016", "vn:bxd:tt:26:2016"),
        (
            "Kế hoạch số 1078/KH-BCY ngày 5/3/2020 của Trưởng ban Ban Cơ yếu Chính phủ",
            "vn:bcy:kh:1078:2020",
        ),
        (
            "Nghị quyết số 830/2009/UBTV12 của Ủy ban Thường vụ Quốc hội",
            "vn:ubtvqh12:nq:830:2009",
        ),
        ("Kế hoạch số 515/KH-BCA-BNN&MT ngày 31/8/2025", "vn:bca-bnnmt:kh:515:2025"),
        ("Thông tư số 1157/BNV-CCHC ngày 19/3/2018", "vn:bnv:cv:1157:2018"),
    ],
)
def test_letters_that_are_no_body_give_none(written: str, key: str) -> None:
    """A matter, a company's organ or a lost type leave the body to the words, or open."""
    assert _keys(f"Theo {written} thì được.") == [key]


@pytest.mark.parametrize(
    "text",
    [
        "Quyết định số 105/QĐ-ĐHĐCĐ ngày 24/11/2017. Theo Quyết định số 105/QĐ-ĐHĐCĐ thì.",
        "Kèm theo Quyết định số 563/QĐ-BCY. Căn cứ Quyết định số 563/QĐ-BCY ngày 28/4/2017.",
        "Thông tư liên tịch số 20/2014/TTLT-BGDĐT-BTC (sau đây gọi tắt là Thông tư 20).",
        "Quy định 41 của Bộ Chính trị. Quy định số 41-QĐ/TW ngày 3/11/2021 của Bộ Chính trị.",
        "Quyết định số 25-CP ngày 21-1-1981 của Hội đồng Chính phủ. Theo Quyết định số 25-CP thì.",
    ],
)
def test_mentions_of_one_paper_share_what_one_of_them_says(text: str) -> None:
    """Date and body stand with one mention and hold for the others of the same number and letters."""
    keys = _keys(text)
    assert len(keys) == 2
    assert len(set(keys)) == 1
    assert "?" not in keys[0].rpartition(":")[2]


@pytest.mark.parametrize(
    "text",
    [
        "Các số 105/QĐ-ĐHĐCĐ ngày 24/11/2017 và số 105/QĐ-ĐHĐCĐ ngày 5/3/2018. Số 105/QĐ-ĐHĐCĐ thì.",
        "17/KH-UBND của UBND huyện Trà Cú, 17/KH-UBND của UBND huyện Cầu Kè, 17/KH-UBND của UBND huyện",
    ],
)
def test_of_two_that_fit_none_is_taken(text: str) -> None:
    """Nothing is guessed where the document itself tells two apart."""
    *two, last = cited(text)
    assert len({str(citation.key) for citation in two}) == 2
    assert last.key not in [citation.key for citation in two]
    assert last.key.is_partial


@pytest.mark.parametrize(
    ("words", "keys"),
    [
        ("NQTW4 (khóa XI)", ["dcsvn:tw:nq:12:k11"]),
        ("NQTƯ 8 khóa V", ["dcsvn:tw:nq:~hn8:k5"]),
        ("Nghị quyết Đại hội XIII của Đảng", ["dcsvn:tw:nq:~dai-hoi:k13"]),
        (
            "Nghị quyết Đại hội đại biểu toàn quốc lần thứ XIII của Đảng",
            ["dcsvn:tw:nq:~dai-hoi:k13"],
        ),
    ],
)
def test_resolutions_of_plenums_and_congresses_are_told_by_number_and_term(
    words: str, keys: list[str]
) -> None:
    """However the name is shortened, one resolution has one key."""
    found = cited(f"Thực hiện {words}, đơn vị đã làm.")
    assert [str(citation.key) for citation in found] == keys
    assert [citation.mention.kind for citation in found] == ["Nghị quyết"]


UNDATED = "CÔNG TY A\n\n"


def test_edition_of_a_law_is_that_of_the_mention_with_a_date_where_the_paper_has_none() -> None:
    """Without a date of its own a paper means the one edition that it names with its day."""
    text = "Căn cứ Luật Quản lý thuế ngày 13 tháng 6 năm 2019;\nTheo Luật Quản lý thuế thì được."
    keys = [str(citation.key) for citation in cited(text, head=UNDATED)]
    assert keys == ["vn:qh14:luat:38:2019"] * 2


def test_edition_stays_open_where_a_paper_without_date_names_two() -> None:
    """Nothing tells which of the two a bare name means."""
    text = "Luật Quản lý thuế năm 2006 và Luật Quản lý thuế năm 2019. Theo Luật Quản lý thuế thì."
    *_, bare = cited(text, head=UNDATED)
    assert bare.key.is_partial
    assert len(bare.candidates) > 1


@pytest.mark.parametrize(
    "words",
    [
        "Nghị quyết Đại hội XI của Đảng bộ tỉnh",
        "Nghị quyết Đại hội đại biểu toàn quốc lần thứ XIII Công đoàn Việt Nam",
        "Nghị quyết Đại hội lần thứ XI Đảng bộ tỉnh",
    ],
)
def test_congress_of_others_is_not_that_of_the_party(words: str) -> None:
    """A province and a union number their congresses as well."""
    assert "dcsvn:tw:nq:~dai-hoi" not in " ".join(_keys(f"Thực hiện {words}, đơn vị đã làm."))


def test_date_of_one_mention_decides_for_the_bare_name_in_a_dated_paper_too() -> None:
    """The paper says which edition it means; only without that the one in force is taken."""
    text = "Căn cứ Luật Đất đai ngày 29/11/2013. Theo Luật Đất đai thì được."
    assert _keys(text) == ["vn:qh13:luat:45:2013"] * 2
    assert _keys("Theo Luật Đất đai thì được.") == ["vn:qh15:luat:31:2024"]


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("bởi Quy định 294-QĐ/TW khóa XIV từ 01/7/2025", "dcsvn:tw:qd:294:k14"),
        ("Quy định 296-QĐ/TW (Khóa XIV)", "dcsvn:tw:qd:296:k14"),
        ("Quy định 296-QĐ/TW và các đại biểu khóa XIV", "dcsvn:tw:qd:296:?"),
        ("Công văn số 176/CT-VP ngày 18/3/2025 của Cục Thuế", "vn:?ct:cv:176:2025"),
    ],
)
def test_words_right_behind_a_symbol_tell_term_and_body(text: str, key: str) -> None:
    """The term of the Party, and the body that the letters stand for."""
    assert _keys(f"Thực hiện {text}.")[0] == key


def test_legislature_that_did_not_sit_in_the_year_is_doubted() -> None:
    """A scan that lost a digit makes no law of 1946; the law's bare name does not inherit it."""
    numbered, bare = cited("Căn cứ Luật Giá số 16/2023/QH1; theo Luật Giá thì khác.")
    assert numbered.resolution is Resolution.AMBIGUOUS
    assert [str(key) for key in numbered.candidates] == [
        "vn:qh1:luat:16:2023",
        "vn:qh15:luat:16:2023",
    ]
    assert str(bare.key) == "vn:qh15:luat:16:2023"


@pytest.mark.parametrize(
    "text", ["Luật Khiếu nại, tố cáonăm 1998", "Luật Bầu cử đại biểu Quốc hội v\ufffd đại biểu"]
)
def test_name_that_goes_on_as_another_is_not_the_shorter_one(text: str) -> None:
    """Glued and lost letters leave a law out; they do not make it an older one."""
    assert _keys(f"Căn cứ {text};") == []


def test_unknown_law_is_keyed_by_its_name_without_the_type_word() -> None:
    """As the laws are that the tables know without number."""
    assert _keys("theo Luật Kinh tế Vũ trụ năm 2031 thì")[0] == "vn:qh:luat:~kinh-te-vu-tru:2031"


def test_an_alias_of_later_years_is_no_law() -> None:
    """In 2018 “Đề án 06” is a scheme that nobody knows yet, and no act of the National Assembly."""
    early = HEAD.replace("năm 2024", "năm 2018")
    [citation] = cited("Đơn vị đã triển khai Đề án 06 trên địa bàn.", head=early)
    assert str(citation.key) == "vn:?:dean:~de-an-06:?"
    assert "2022" in citation.reason
    [later] = cited("Đơn vị đã triển khai Đề án 06 trên địa bàn.")
    assert str(later.key) == "vn:ttg:qd:6:2022"
