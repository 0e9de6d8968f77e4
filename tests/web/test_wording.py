"""The catalogue of texts, dates, numbers, and what is shown of hidden characters."""

import re
from importlib.resources import files
from pathlib import Path
from string import Formatter

import pytest

from kb.errors import message
from kb.model import Quality, Resolution, Role, Severity
from kb.text import written_date
from web.effect import Effect
from web.visible import visible
from web.wording import Wording, load_wording, written_number

FAMILIES = {
    "role": tuple(Role),
    "resolution": tuple(Resolution),
    "severity": tuple(Severity),
    "quality": tuple(Quality),
    "effect": tuple(Effect),
    "certainty": ("sure", "inferred", "open"),
    "doubt": ("inferred", "open"),
    "shape": ("sure", "inferred", "open", *Effect, *Severity),
    "about.certainty": ("sure", "inferred", "open"),
    "sort": ("relevance", "date"),
    "facet": ("kind", "issuer", "place", "year", "instruments", "type", "q"),
    "sentence": ("kind", "issuer", "place", "year", "instruments", "date_from", "date_to"),
    "chip": ("date_from", "date_to"),
    "nav": ("reports", "instruments", "findings", "about"),
}
OPEN_FAMILIES = ("finding", "type", "group", "field", "fault")
"""Named for data: rows of tables, codes of key slots, names of header fields, statuses."""
_USED = re.compile(r"""(?:\bt|\bsay)\(\s*f?["']([a-z_0-9.{}]+)["']""")
_LITERAL = re.compile(r"""["']([a-z_]+\.[a-z_0-9.]+)["']""")


def sources() -> str:
    """Return every template and module of the site."""
    root = Path(str(files("web")))
    paths = [*root.rglob("*.html"), *root.rglob("*.py")]
    return "\n".join(path.read_text("utf-8") for path in paths)


@pytest.fixture(scope="module")
def say() -> Wording:
    """Return the catalogue."""
    return load_wording()


def test_no_text_is_missing(say: Wording) -> None:
    """Every key that a template or module names is in the catalogue."""
    wanted = {key for key in _USED.findall(sources()) if "{" not in key}
    assert len(wanted) > 80
    assert wanted <= set(say.texts)


def test_every_value_has_a_name(say: Wording) -> None:
    """Every role, resolution, severity and status has its Vietnamese name."""
    wanted = {f"{name}.{value}" for name, values in FAMILIES.items() for value in values}
    assert wanted <= set(say.texts)


def test_no_text_is_unused(say: Wording) -> None:
    """Every text of the catalogue is shown somewhere."""
    source = sources()
    named = set(_USED.findall(source)) | set(_LITERAL.findall(source))
    named |= {f"{name}.{value}" for name, values in FAMILIES.items() for value in values}
    named |= {"sentence.sort_relevance", "sentence.sort_date"}
    left = {key for key in say.texts if key not in named and not key.startswith(OPEN_FAMILIES)}
    left -= {f"{place}.title" for place in ("reports", "instruments", "findings")}
    assert not left


def test_placeholders_are_named(say: Wording) -> None:
    """Placeholders have names, so that a translation may move them."""
    for text in say.texts.values():
        assert all(name is None or name.isidentifier() for _, name, _, _ in Formatter().parse(text))


def test_wording_is_official(say: Wording) -> None:
    """No exclamation mark, nobody addressed as “bạn”, one way of placing tones."""
    every = " ".join(say.texts.values()).lower()
    assert not re.search(r"!|\bbạn\b|hoà\b|hoá\b|uỷ\b|khoá\b", every)


@pytest.mark.parametrize(
    "label",
    [
        "Cơ sở dữ liệu báo cáo và viện dẫn",
        "Nhập số, ký hiệu văn bản hoặc từ khóa",
        "Tìm nguyên văn",
        "Danh mục văn bản viện dẫn",
        "Có nhiều văn bản trùng số, ký hiệu – chọn văn bản",
        "Suy ra từ ngữ cảnh",
        "Xác định chính xác",
        "Thường viện dẫn cùng",
        "Báo cáo có cùng văn bản viện dẫn",
        "Không tìm thấy kết quả. Thử bỏ bớt bộ lọc hoặc nhập không dấu.",
        "Văn bản bị sửa đổi bổ sung",
        "Chưa có dữ liệu hiệu lực",
        "Đến nội dung chính",
    ],
)
def test_agreed_labels_stand_letter_for_letter(say: Wording, label: str) -> None:
    """Labels that users know are kept as they were agreed."""
    assert label in say.texts.values()


@pytest.mark.parametrize(
    ("iso", "shown"), [("2018-09-05", "05/09/2018"), ("2018", "2018"), ("quý III", "quý III")]
)
def test_date_is_written_the_vietnamese_way(iso: str, shown: str) -> None:
    """Days are dd/mm/yyyy; a bare year stays a year."""
    assert written_date(iso) == shown


@pytest.mark.parametrize(("value", "shown"), [(7, "7"), (1234, "1.234"), (1234567, "1.234.567")])
def test_number_has_dots(value: int, shown: str) -> None:
    """Groups of three digits are parted by dots."""
    assert written_number(value) == shown


@pytest.mark.parametrize(
    "hidden", ["\u202e", "\u2066", "\x00", "\x1b", "\x85", "\U000e0041", "\ud800"]
)
def test_hidden_character_is_written_out(hidden: str) -> None:
    """What would hide or turn text around is shown by its number."""
    assert visible(f"a{hidden}b") == f"a[U+{ord(hidden):04X}]b"


def test_vietnamese_text_is_left_alone() -> None:
    """Letters, combining marks, line ends and no-break blanks are shown as they are."""
    text = "Ủy ban\u00a0nhân dân tỉnh\r\n\tquyê\u0301t định"
    assert visible(text) == text


def test_message_of_a_long_query_is_named() -> None:
    """The refusal of a long query says how long it may be."""
    assert "512" in message("web-query-long", length=600, most=512)
