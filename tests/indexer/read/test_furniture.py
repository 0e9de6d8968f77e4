"""Page furniture is left out of what the rules match on, and nothing else is."""

import tomllib
import unicodedata
from importlib.resources import files
from typing import Any

import pytest

from indexer.read import read
from indexer.read.furniture import furniture

TABLE: dict[str, list[dict[str, Any]]] = tomllib.loads(
    files("indexer.read").joinpath("furniture.toml").read_text("utf-8")
)
ROWS = [row for kind in ("sure", "block") for row in TABLE[kind]]
EXAMPLES = [(row["id"], text) for row in ROWS for text in row["examples"]]
COUNTER_EXAMPLES = [(row["id"], text) for row in ROWS for text in row["counter_examples"]]
PAGE = "Nội dung của trang này.\n" * 60


def dropped(raw: str) -> list[str]:
    """Return the words found to be furniture."""
    return [raw[start:end].strip() for start, end in furniture(raw)]


def matching(raw: str) -> str:
    """Return what the rules match on."""
    return read(raw.encode(), "a.txt").matching.text


@pytest.mark.parametrize(("row", "text"), EXAMPLES)
@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_examples_are_furniture(row: str, text: str, form: str) -> None:
    """Each row finds its examples between lines of text, composed or not."""
    raw = unicodedata.normalize(form, f"Trước đó,\n{text}\nvà sau đó.")  # type: ignore[arg-type]
    assert dropped(raw) == [unicodedata.normalize(form, text)]  # type: ignore[arg-type]


@pytest.mark.parametrize(("row", "text"), COUNTER_EXAMPLES)
def test_counter_examples_are_text(row: str, text: str) -> None:
    """What only looks like furniture stays."""
    assert dropped(f"Trước đó,\n{text}\nvà sau đó.") == []


@pytest.mark.parametrize("line_end", ["\n", "\r\n", " \n"])
def test_a_sentence_reads_on_over_a_page(line_end: str) -> None:
    """Page number, gazette head and signature between two halves of a symbol's sentence vanish."""
    raw = line_end.join(
        [
            "theo Quyết",
            "",
            "Ký bởi: CÔNG BÁO",
            "Cơ quan: VĂN PHÒNG",
            "Ngày ký: 2026-05-21",
            "",
            "CÔNG BÁO/Số 281/Ngày 21-05-2026",
            "100",
            "",
            "định số 1480/QĐ-TTg",
        ]
    )
    assert matching(raw) == "theo Quyết\nđịnh số 1480/QĐ-TTg"


@pytest.mark.parametrize(
    ("raw", "numbers"),
    [
        (f"{PAGE}\n\n2\n\n{PAGE}\n\n3\n\n{PAGE}", ["2", "3"]),
        (f"{PAGE}\f2\n{PAGE}", ["2"]),
        (f"{PAGE}- 7 -\n\f{PAGE}", ["- 7 -"]),
        (f"{PAGE}\n\n2\n\n{PAGE}\n\n9\n\n{PAGE}", []),
        ("STT\n\n1\n\nKế hoạch\n\n2\n\nBáo cáo", []),
        ("Từ 14.000 tỷ\n17\nTừ 16.000 tỷ\n18\n", []),
    ],
)
def test_bare_numbers_go_only_as_page_numbers(raw: str, numbers: list[str]) -> None:
    """A bare number is a page's when it stands at a page break or counts pages; not in tables."""
    assert dropped(raw) == numbers


def test_raw_text_keeps_everything() -> None:
    """The text that people see is the file's, furniture included."""
    raw = "a\nCÔNG BÁO/Số 281/Ngày 21-05-2026\n99\nb"
    assert read(raw.encode(), "a.txt").raw == raw
