"""The vocabulary of the domain, read from `tables/`: kinds, bodies, provinces, number grammar.

Everything is frozen and loaded once, on first use. A bad row is a `TableError` that names file and row.
"""

from __future__ import annotations

import csv
import hashlib
import re
import tomllib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from types import MappingProxyType
from typing import Any, TypeVar

from kb.errors import TableError
from kb.text import LOWER, ascii_digits, fold, place_tones

Row = TypeVar("Row")


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """Tên loại văn bản. Source: Nghị định 30/2020/NĐ-CP, Điều 7; Hướng dẫn 36-HD/VPTW."""

    id: str
    name: str
    slot: str
    """In keys: `nd`."""
    codes: tuple[str, ...] = ()
    """Letters in a state symbol: `NĐ`."""
    party: tuple[str, ...] = ()
    """Letters in a Party symbol."""
    prose: tuple[str, ...] = ()
    """Abbreviations in running text."""
    also: tuple[str, ...] = ()
    year: str = "either"
    """Whether the symbol carries a year: `always`, `never`, `either`."""
    issuer: str | None = None
    """Code of the only body that issues it."""
    strong: bool = False
    """Whether the capitalised name with a bare number is a citation."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """Cơ quan: a kind of body (`UBND`) or one body (`BNV`), with the ways it is written."""

    code: str
    name: str
    level: str
    """`central`, `province`, `party-central`, `party-province`."""
    names: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    old: tuple[str, ...] = ()
    """Codes in symbols from before 1997 only: `TC` for the ministry of finance."""
    shared: bool = False
    """Whether one place has several bodies of this code (Ban Chỉ đạo, chi bộ)."""
    branches: bool = False
    """Whether a central body's branches in the provinces share its code."""
    since: str | None = None
    until: str | None = None
    """Exclusive."""
    successor: str | None = None

    @property
    def slot(self) -> str:
        """The code in keys: `ubnd`."""
        return fold(self.code).replace("&", "").replace("-", "")

    @property
    def is_party(self) -> bool:
        """Whether it is a body of the Party."""
        return self.level.startswith("party")

    @property
    def is_central(self) -> bool:
        """Whether there is only one in the country."""
        return self.level.endswith("central")


@dataclass(frozen=True, slots=True, kw_only=True)
class Province:
    """Tỉnh, thành phố trực thuộc trung ương, with the time it existed."""

    name: str
    slug: str
    kind: str
    iso: str | None = None
    since: str | None = None
    until: str | None = None
    successor: str | None = None
    split_into: tuple[str, ...] = ()
    variants: tuple[str, ...] = ()
    city_from: str | None = None
    """When the province became a centrally run city."""
    historical: bool = False
    """Whether it ended before 30/6/2025."""
    note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Grammar:
    """The number grammar: expanded patterns for normalised text, and what looks like a symbol but is none."""

    patterns: Mapping[str, str]
    pieces: Mapping[str, str]
    refused_before: tuple[str, ...]
    refused_letters: frozenset[str]
    subjects: frozenset[str]
    """Letters of a matter in the place of a body: `XPVPHC`."""
    organs: frozenset[str]
    """Organs that every company has: `HĐQT`."""
    ambiguous: frozenset[str]
    """Letters of Party bodies that stand for a matter as well: `CB`."""
    words: Mapping[str, tuple[str, ...]]
    """Folded words in the names of bodies, by what they tell: `nationwide`, `national`, `heads`, `party` …"""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Vocabulary:
    """All tables but the registry of instruments."""

    kinds: tuple[Kind, ...]
    bodies: tuple[Body, ...]
    provinces: tuple[Province, ...]
    grammar: Grammar
    kind_by_name: Mapping[str, Kind]
    """Every written name in lower case → kind."""
    state_codes: Mapping[str, Kind]
    """Letters → kind in state symbols; exact case."""
    party_codes: Mapping[str, Kind]
    body_by_code: Mapping[str, Body]
    """Every code → body; where two levels share a code, the state body."""
    body_by_name: Mapping[str, Body]
    """Every written name in lower case → body."""
    province_by_name: Mapping[str, Province]
    """Every written name in lower case, without “tỉnh” or “thành phố”, → province."""

    def province(self, slug: str) -> Province | None:
        """Return the province of a key's realm."""
        return next((p for p in self.provinces if p.slug == slug), None)

    def kind_of_slot(self, slot: str, *, party: bool = False) -> Kind | None:
        """Return the kind that a key's type slot means, for names."""
        fitting = [kind for kind in self.kinds if kind.slot == slot or _writes(kind, slot)]
        mine = [kind for kind in fitting if (kind.party if party else kind.codes)]
        return next(iter(mine or fitting), None)


def _writes(kind: Kind, slot: str) -> bool:
    return slot in (fold(code) for code in (*kind.codes, *kind.party))


def table(name: str) -> Traversable:
    """Return the file `name` of the tables."""
    return files("kb").joinpath("tables", name)


@cache
def load() -> Vocabulary:
    """Load the tables.

    Raises:
        TableError: a row has an unknown or missing column, or repeats a code.
    """
    kinds = _rows("kinds.toml", "kind", Kind)
    bodies = _rows("bodies.toml", "body", Body)
    provinces = _rows("provinces.toml", "province", Province)
    return Vocabulary(
        kinds=kinds,
        bodies=bodies,
        provinces=provinces,
        grammar=_grammar(kinds, bodies),
        kind_by_name=_index(kinds, lambda k: (k.name, *k.also)),
        state_codes=MappingProxyType({c: k for k in reversed(kinds) for c in k.codes}),
        party_codes=MappingProxyType({c: k for k in reversed(kinds) for c in k.party}),
        body_by_code=MappingProxyType(
            {c: b for b in sorted(bodies, key=lambda b: -len(b.level)) for c in (b.code, *b.also)}
        ),
        body_by_name=_index(bodies, lambda b: (b.name, *b.names)),
        province_by_name=_index(provinces, lambda p: (p.name, *p.variants)),
    )


def proper_name(printed: str, vocabulary: Vocabulary, text: str = "") -> str:
    """Return a body's name as it stands in running text: `SỞ NỘI VỤ TỈNH X` → `Sở Nội vụ tỉnh X`.

    A name that is not all in capitals stays as it is. One that does not begin with a known body is
    spelled as the document itself spells it in `text`, where it does.
    """
    if not printed.isupper():
        return printed
    words = place_tones(printed).split()
    if not _known_at(words, 0, vocabulary) and (spelled := _spelled_in(text, words)):
        return spelled
    return _in_running_letters(words, vocabulary)


def _spelled_in(text: str, words: Sequence[str]) -> str | None:
    """Return the words as the text has them in running letters, `None` if it has not."""
    spaced = r"\s+".join(map(re.escape, words))
    pattern = re.compile(rf"(?<!\w){spaced}(?!\w)", re.IGNORECASE)
    found = (" ".join(match.group().split()) for match in pattern.finditer(text))
    return next((name for name in found if name[0].isupper() and not name[:4].isupper()), None)


_UNIT_WORDS = frozenset(
    {"tỉnh", "thành", "phố", "huyện", "quận", "thị", "xã", "phường", "trấn", "đặc", "khu"}
)
_LINKS = frozenset({"và", "các", "của", "về", "với", "cho", "tại", "trên"})
_LETTERS_ONLY = frozenset({"TMCP", "TNHH", "MTV", "TNCS", "THPT", "THCS", "CNTT"})
"""Abbreviations in names, besides the codes of bodies."""
_NAMES_FOLLOW = frozenset({"TMCP", "TNHH", "MTV"})
"""Those that a company's own name stands behind."""


def _in_running_letters(words: Sequence[str], vocabulary: Vocabulary) -> str:
    """Return capitals in small letters, but for known names, abbreviations and the names of places."""
    written: list[str] = []
    index, named, begins = 0, False, True
    while index < len(words):
        word = words[index].lower()
        is_unit = _is_unit(words, index)
        if known := _known_at(words, index, vocabulary):
            written.append(known)
        elif is_unit and not begins:
            written.append(word)
        elif begins or (named and word not in _LINKS):
            written.append(word.capitalize())
        else:
            written.append(word)
        named = is_unit or (named and not known and word != "-")
        begins = word == "-" or words[index] in _NAMES_FOLLOW
        index += len(known.split()) if known else 1
    return " ".join(written)


def _is_unit(words: Sequence[str], index: int) -> bool:
    """Whether a word is the kind of a place; the society of a ministry's name (`XÃ HỘI`) is none."""
    society = words[index : index + 2] == ["XÃ", "HỘI"]
    return words[index].lower() in _UNIT_WORDS and not society


def _known_at(words: Sequence[str], index: int, vocabulary: Vocabulary) -> str:
    """Return the longest known name that begins at `index`, as written; else an empty string."""
    for end in range(len(words), index, -1):
        name = " ".join(words[index:end]).lower()
        body = vocabulary.body_by_name.get(name)
        if body is not None:
            return next(n for n in (body.name, *body.names) if n.lower() == name)
        province = vocabulary.province_by_name.get(name)
        if province is not None:
            return province.name if len(province.name.split()) == end - index else name
        if words[index] == "PHÒNG" and (
            department := vocabulary.body_by_name.get(name.replace("phòng", "sở", 1))
        ):
            return department.name.replace("Sở", "Phòng", 1)
    word = words[index]
    kept = word in vocabulary.body_by_code or word in _LETTERS_ONLY
    country = "Việt Nam" if words[index : index + 2] == ["VIỆT", "NAM"] else ""
    return country or (word if kept and not _is_word(word) else "")


def _is_word(word: str) -> bool:
    """Whether letters are read as a word: `BAN` is, `UBND` and `TMCP` are not."""
    return any(letter in "AEIOUY" for letter in fold(word).upper())


def fingerprint(names: Iterable[str]) -> str:
    """Return a short hash of table files, so that a changed table re-reads the documents."""
    digest = hashlib.sha256()
    for name in sorted(names):
        digest.update(name.encode() + b"\0" + table(name).read_bytes() + b"\0")
    return digest.hexdigest()[:16]


def rows_of(name: str) -> Sequence[Mapping[str, str]]:
    """Return the rows of a CSV table; empty cells are empty strings."""
    text = table(name).read_text("utf-8-sig")
    return [dict(row) for row in csv.DictReader(text.splitlines())]


def toml_of(name: str) -> dict[str, Any]:
    """Return a TOML table.

    Raises:
        TableError: the file is no TOML.
    """
    try:
        return tomllib.loads(table(name).read_text("utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise TableError("table-not-toml", file=name, detail=str(error)) from error


def _index(rows: Sequence[Row], names: Callable[[Row], Iterable[str]]) -> Mapping[str, Row]:
    return MappingProxyType({n.lower(): row for row in reversed(rows) for n in names(row)})


def _rows(name: str, section: str, build: Callable[..., Row]) -> tuple[Row, ...]:
    rows = toml_of(name).get(section, [])
    return tuple(_row(name, number, row, build) for number, row in enumerate(rows, start=1))


def _row(name: str, number: int, row: dict[str, Any], build: Callable[..., Row]) -> Row:
    values = {
        {"from": "since"}.get(key, key): tuple(value) if isinstance(value, list) else value
        for key, value in row.items()
    }
    try:
        return build(**values)
    except TypeError as error:
        raise TableError("table-bad-row", file=name, row=number, detail=str(error)) from error


def _grammar(kinds: Sequence[Kind], bodies: Sequence[Body]) -> Grammar:
    data = toml_of("symbols.toml")
    pieces = {
        "lower": f"[{LOWER}]",
        "codes": _either(code for kind in kinds for code in (*kind.codes, *kind.party)),
        "issuers": _either(code for body in bodies for code in (body.code, *body.also)),
    }
    for name, pattern in data["pieces"].items():
        pieces[name] = _expand(pattern, pieces)
    return Grammar(
        patterns={
            name: ascii_digits(_expand(pattern, pieces))
            for name, pattern in data["patterns"].items()
        },
        pieces={name: ascii_digits(piece) for name, piece in pieces.items()},
        refused_before=tuple(data["refused"]["before"]),
        refused_letters=frozenset(data["refused"]["letters"]),
        subjects=frozenset(data["segments"]["subjects"]),
        organs=frozenset(data["segments"]["organs"]),
        ambiguous=frozenset(data["segments"]["ambiguous"]),
        words=MappingProxyType({name: tuple(words) for name, words in data["words"].items()}),
    )


def _either(codes: Iterable[str]) -> str:
    return "|".join(sorted({re.escape(c) for c in codes if len(c) > 1}, key=len, reverse=True))


def _expand(pattern: str, pieces: Mapping[str, str]) -> str:
    return re.sub(r"\{([a-z]+)\}", lambda match: "(?:" + pieces[match[1]] + ")", pattern)
