"""The sample documents: files and manifest agree, and the truth in the manifest is complete."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections import Counter
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Literal

import pytest

from kb.identity import UNKNOWN, InstrumentKey, canonical_number, parse_key

CORPUS = Path(__file__).resolve().parents[1] / "corpus"
SAMPLE_MARK = "Văn bản mẫu do dự án Danchieu tự soạn, không phải văn bản của cơ quan nào."
SIGNER = "Nguyễn Văn A"
MARKS = {"utf-8": b"", "utf-8-sig": b"\xef\xbb\xbf", "utf-16-le-bom": b"\xff\xfe"}
CODECS = {"utf-8": "utf-8", "utf-8-sig": "utf-8-sig", "utf-16-le-bom": "utf-16"}
SYMBOL = re.compile(r"(?<![\w/.])(\d{1,4}[a-zđ]?) ?(?:/\d{4,5})? ?[/-] ?(?=[A-ZĐÐ]{2})")
LINE_MARKER = re.compile(r"^[IVX\d]+- ", re.MULTILINE)
STANDARD = re.compile(r"(?:TCVN|ISO)[\w :]*")
PLANT_CODE = re.compile(r"[a-z]+(-[a-z]+)*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Plant:
    """One mistake made on purpose: the expected finding and the words (NFC) where it stands."""

    code: str
    quote: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """One row of the manifest."""

    file: str
    title: str
    body: str
    province: str
    kind: str
    number: str
    symbol: str
    key: str
    date: date
    period: str
    encoding: str
    newline: str
    normal_form: Literal["NFC", "NFD"]
    traits: tuple[str, ...]
    cites: tuple[str, ...]
    unkeyed: tuple[str, ...]
    plants: tuple[Plant, ...]

    @property
    def codes(self) -> set[str]:
        """The codes of the findings that this document must give."""
        return {plant.code for plant in self.plants}

    @property
    def keys(self) -> list[InstrumentKey]:
        """The cited keys, parsed; a malformed one is left out (its own test fails)."""
        return [key for key in map(parse_key, self.cites) if key is not None]


def as_sample(row: dict[str, Any]) -> Sample:
    """Return the manifest's table `row` as a `Sample`; unknown or missing fields raise."""
    plants = tuple(Plant(**plant) for plant in row["plants"])
    lists = {name: tuple(row[name]) for name in ("traits", "cites", "unkeyed")}
    return Sample(**{**row, **lists, "plants": plants})


def load_samples() -> list[Sample]:
    """Return every document of the manifest, in its order."""
    manifest = tomllib.loads((CORPUS / "manifest.toml").read_text(encoding="utf-8"))
    return [as_sample(row) for row in manifest["documents"]]


SAMPLES = load_samples()
each_sample = pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.file)


def raw(sample: Sample) -> bytes:
    """Return the bytes of the sample's file."""
    return (CORPUS / sample.file).read_bytes()


def decoded(sample: Sample) -> str:
    """Return the file's characters as they stand there, line ends kept."""
    return raw(sample).decode(CODECS[sample.encoding])


def plain(sample: Sample) -> str:
    """Return the text in NFC with line feeds, as the manifest's quotes are written."""
    return unicodedata.normalize("NFC", decoded(sample)).replace("\r\n", "\n")


def cited_numbers(sample: Sample) -> set[str]:
    """Return the number slots that a symbol in the text may show: cited, own, left open."""
    cited = {key.number for key in sample.keys} | {canonical_number(sample.number)}
    open_numbers = re.findall(r"\d+[a-zđ]?", " ".join(sample.unkeyed))
    return cited | {canonical_number(number) for number in open_numbers}


def shown_numbers(text: str) -> set[str]:
    """Return the canonical number of every `number/SYMBOL` or `number-SYMBOL` in `text`."""
    body = STANDARD.sub(" ", LINE_MARKER.sub("", text))
    return {canonical_number(match[1]) for match in SYMBOL.finditer(body)}


def long_paragraphs(sample: Sample) -> set[str]:
    """Return the paragraphs of 100 characters and more, spaces collapsed."""
    lines = (" ".join(line.split()) for line in plain(sample).split("\n"))
    return {line for line in lines if len(line) >= 100}


def test_manifest_and_folder_hold_the_same_files() -> None:
    """Every document is listed once and every listed document exists."""
    found = sorted(path.name for path in CORPUS.iterdir() if path.suffix in {".txt", ".md"})
    assert sorted(sample.file for sample in SAMPLES) == [n for n in found if n != "README.md"]


@each_sample
def test_bytes_are_as_the_manifest_says(sample: Sample) -> None:
    """The byte order mark, the codec, the line ends and the normal form are those declared."""
    text = decoded(sample)
    mark = MARKS[sample.encoding]
    assert raw(sample).startswith(mark or text[:1].encode())
    assert "\ufeff" not in text
    assert ("\r" in text) == (sample.newline == "crlf")
    assert text.count("\r") == text.count("\r\n")
    assert unicodedata.normalize(sample.normal_form, text) == text


@each_sample
def test_size_is_that_of_a_report(sample: Sample) -> None:
    """A document has 4 to 14 kB when written as UTF-8."""
    assert 4_000 <= len(plain(sample).encode()) <= 14_000


@each_sample
def test_sample_is_marked_and_signed(sample: Sample) -> None:
    """Each text says that it is a sample and is signed by no real person."""
    text = plain(sample)
    assert text.count(SAMPLE_MARK) == 1
    assert [line.strip("* ") for line in text.split("\n")].count(SIGNER) == 1


@each_sample
def test_header_stands_in_the_text(sample: Sample) -> None:
    """Number, symbol and date of the manifest are printed at the head, the province somewhere."""
    text = plain(sample)
    head = text[:1200]
    separator = "-" if "/" in sample.symbol else "/"
    printed = f"ngày {sample.date.day:02d} tháng {sample.date:%m} năm {sample.date.year}"
    assert f"{sample.number}{separator}{sample.symbol}" in head
    assert printed.replace("tháng 0", "tháng ") in head.replace("tháng 0", "tháng ")
    assert sample.province.casefold() in text.casefold()


@each_sample
def test_planted_quotes_stand_in_the_text_once(sample: Sample) -> None:
    """A finding can be expected at a place only if its quote names one place."""
    text = plain(sample)
    assert [text.count(plant.quote) for plant in sample.plants] == [1] * len(sample.plants)
    assert all(PLANT_CODE.fullmatch(plant.code) for plant in sample.plants)
    assert all(quote in text for quote in sample.unkeyed)


@each_sample
def test_cited_keys_are_canonical_and_unique(sample: Sample) -> None:
    """Each key is spelled as the identity module spells it, stands once, and is not the paper's own."""
    assert [str(key) for key in sample.keys] == list(sample.cites)
    assert max(Counter(sample.cites).values()) == 1
    assert sample.key not in sample.cites
    assert all(key.number == canonical_number(key.number) for key in sample.keys)


@each_sample
def test_every_symbol_in_the_text_is_accounted_for(sample: Sample) -> None:
    """No number with a symbol is in the text without a cited, own or open instrument."""
    assert shown_numbers(plain(sample)) - cited_numbers(sample) == set()


@each_sample
def test_every_cited_number_is_in_the_text(sample: Sample) -> None:
    """An instrument is cited only if its number or, for laws and plenums, a name is there."""
    text = plain(sample)
    numbers = {key.number for key in sample.keys if key.type not in {"luat", "hp"}}
    missing = {
        number
        for number in numbers
        if number[0].isdigit() and not re.search(rf"(?<!\d)0*{number}(?!\d)", text)
    }
    assert missing == set()


@each_sample
def test_nothing_is_cited_before_it_existed(sample: Sample) -> None:
    """Only a planted mistake may name an instrument of a year after the report's."""
    later = [
        key for key in sample.keys if key.period.isdigit() and int(key.period) > sample.date.year
    ]
    assert not later or "date-after-report" in sample.codes


def test_no_paragraph_is_used_twice() -> None:
    """Whoever opens three documents reads three different reports."""
    uses = Counter(text for sample in SAMPLES for text in long_paragraphs(sample))
    assert [text for text, count in uses.items() if count > 1] == []


def test_coverage_of_places_bodies_and_kinds() -> None:
    """The samples span provinces, bodies, years, kinds of paper, the state and the Party."""
    years = {year for s in SAMPLES for year in re.findall(r"20\d\d", s.period)}
    assert len(SAMPLES) >= 32
    assert len({sample.province for sample in SAMPLES}) >= 4
    assert len({sample.body for sample in SAMPLES}) >= 20
    assert {"2017", "2018", "2019", "2025", "2026"} <= years
    assert {"Báo cáo", "Kế hoạch", "Quyết định", "Chỉ thị", "Kết luận", "Công văn"} <= {
        sample.kind for sample in SAMPLES
    }
    assert sum("party" in sample.traits for sample in SAMPLES) >= 4


def test_coverage_of_bytes() -> None:
    """Each variety of bytes that the readers must take is there."""
    assert {sample.encoding for sample in SAMPLES} == set(MARKS)
    assert {sample.newline for sample in SAMPLES} == {"lf", "crlf"}
    assert {sample.normal_form for sample in SAMPLES} == {"NFC", "NFD"}
    traits = {trait for sample in SAMPLES for trait in sample.traits}
    assert {"page-break", "old-tone", "markdown", "table"} <= traits


def test_coverage_of_mistakes() -> None:
    """There are enough mistakes, of enough kinds, and enough documents without any."""
    codes = Counter(plant.code for sample in SAMPLES for plant in sample.plants)
    assert codes.total() >= 25
    assert len(codes) >= 15
    assert sum(not sample.plants for sample in SAMPLES) >= 8


@pytest.mark.parametrize("hub", [s for s in SAMPLES if "hub" in s.traits], ids=lambda s: s.file)
def test_hubs_are_cited_by_other_samples(hub: Sample) -> None:
    """The plans, the decision, the directive, the conclusion and the letter join the graph."""
    assert sum(hub.key in sample.cites for sample in SAMPLES) >= 3


@pytest.mark.parametrize(
    ("key", "least"),
    [
        ("vn:cp:nd:61:2018", 10),
        ("vn:cp:nd:118:2025", 6),
        ("vn:cp:nd:30:2020", 5),
        ("vn:ttg:ct:16:2016", 5),
        ("vn:ttg:ct:16:2017", 4),
        ("vn:ttg:ct:16:2020", 3),
        ("dcsvn:tw:ct:5:k12", 5),
        ("dcsvn:tw:nq:18:k12", 5),
        ("dcsvn-travinh:tu:ct:20:n2015-2020", 5),
    ],
)
def test_shared_instruments_are_cited_by_several(key: str, least: int) -> None:
    """Lists of citing reports have something to show, also where one symbol has several years."""
    assert sum(key in sample.cites for sample in SAMPLES) >= least


def test_open_keys_are_planted_or_ambiguous_by_nature() -> None:
    """A partial key stands in the truth only where a planted finding says why."""
    reasons = {"undated-yearless", "ambiguous-body", "ambiguous-reference"}
    partial = [s for s in SAMPLES if any(UNKNOWN in cite or "~" in cite for cite in s.cites)]
    assert partial
    assert [sample.file for sample in partial if not sample.codes & reasons] == []
