"""Read the letters of a symbol (ký hiệu): what kind, which body, which drafting unit.

Grammar: Nghị định 30/2020/NĐ-CP, Phụ lục I and III (`NUMBER/TYPE-BODY-UNIT`, letters `NUMBER/BODY-UNIT`);
Hướng dẫn 36-HD/VPTW for the Party (`NUMBER-TYPE/BODY`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from kb.text import fold
from kb.vocabulary import Body, Kind, Vocabulary

_BLANK = re.compile(r"[ \n]+")
_SPLIT = re.compile(r"[-/]")
_LEGISLATURE = re.compile(r"^(UBTVQH|UBTV|QH)(\d{1,2})$")
_MISTAKEN_YEAR = re.compile(r"^((?:UBTV)?QH)20\d\d$")
"""A year in the place of the legislature: `70/2014/QH2013`."""
_FOOTNOTE = re.compile(r"^(.*?[^\d])(\d{1,2})$")
_OLD_BODIES = ("CP", "TTg", "HĐBT", "CTN")
"""Bodies that once stood alone after the number: `61-CP`, `299-TTg`."""
_JOINT = ("ttlt", "nqlt", "qcph")
_ONE_SERIES = (*_JOINT, "l", "luat", "pl")
"""Slots of kinds that are one series however their letters are written: `L/CTN`, `LCT/HĐNN8`."""
YEARED_FROM = "1997"
"""From then on symbols of normative acts hold a year, and all hold the letters of their body (ISO date)."""
_JOINT_CODES = ("CTPH", "KHPH", "KHLN", "HDLN", "HDLT")


@dataclass(frozen=True, slots=True, kw_only=True)
class Symbol:
    """What the letters of a symbol say."""

    letters: str
    """Without blanks: `NĐ-CP`, `CT/TU`."""
    kind: Kind | None
    """`None` for letters without type letters (công văn, old forms) and for `QH14`."""
    code: str | None
    """The type letters as written."""
    bodies: tuple[str, ...]
    """Body codes in printed order; several for joint papers."""
    unit: str | None
    """Drafting unit or field code: `VP`, `KSTT`."""
    legislature: int | None = None
    """Number of the National Assembly in `QH14`, `UBTVQH11`."""
    old: bool = False
    """A form from before 1997, with a body but neither type letters nor unit."""
    spelled: bool = True
    """Whether the type letters are written exactly as the table has them."""
    hyphen: bool = False
    """Whether type letters stand behind a hyphen, as in Party papers: `120-KL/TW`."""

    @property
    def is_letter(self) -> bool:
        """Whether the symbol is that of a công văn: a body, no type letters."""
        return self.kind is None and self.legislature is None and not self.old


@lru_cache(maxsize=4096)
def tidy(letters: str, *, blank: str = "") -> str:
    """Return the letters without the blanks that print put in; one between two segments is `blank`."""
    joined = re.sub(r"(QH)[ \n]+(?=\d)|[ \n]*([/-])(?:[ \n]*-)*[ \n]*", r"\1\2", letters)
    return _BLANK.sub(blank, joined)


def glued_digits(letters: str, vocabulary: Vocabulary) -> int:
    """Return how many digits of a footnote mark are glued to the end (`NQ/TW1` → 1)."""
    segments = _SPLIT.split(letters)
    last = segments[-1]
    match = _FOOTNOTE.match(last)
    if match is None or last in vocabulary.body_by_code or _LEGISLATURE.match(last):
        return 0
    base = vocabulary.body_by_code.get(match[1])
    in_body_place = len(segments) == 2 and segments[0] in vocabulary.state_codes
    takes_digits = match[1] in ("QH", "UBTVQH", "HĐND")
    return len(match[2]) if base and in_body_place and not takes_digits else 0


@lru_cache(maxsize=4096)
def read_letters(letters: str, vocabulary: Vocabulary, *, party_mark: bool) -> Symbol:
    """Read tidy `letters`; `party_mark` says that a hyphen stands after the number."""
    letters = _marked(_unglued(letters, vocabulary), vocabulary)
    segments = tuple(part for part in _SPLIT.split(letters) if part)
    if len(segments) == 1 and (mistaken := _MISTAKEN_YEAR.match(letters)):
        return _symbol(letters, bodies=(mistaken[1],), old=True)
    last = _LEGISLATURE.match(segments[-1]) if segments else None
    assembly = "QH" if last and last[1] == "QH" else "UBTVQH"
    if len(segments) == 1 and last:
        return _symbol(letters, bodies=(assembly,), legislature=int(last[2]))
    if len(segments) == 1 and segments[0] in _OLD_BODIES:
        return _symbol(letters, bodies=segments, old=True)
    kind, code, taken = _type(segments, vocabulary, party_mark=party_mark)
    if kind is None:
        letter = _symbol(letters, bodies=segments[:1], unit="-".join(segments[1:]) or None)
        return _old_order(letter, segments, vocabulary)
    rest = segments[taken:]
    legislature = int(last[2]) if last else None
    bodies = (assembly,) if last else _bodies(kind, code or "", rest)
    return _symbol(
        letters,
        kind=kind,
        code=code,
        bodies=bodies,
        unit="-".join(rest[len(bodies) :]) or None,
        legislature=legislature,
        spelled=code in (*kind.codes, *kind.party),
        hyphen=party_mark,
    )


def _old_order(symbol: Symbol, segments: Sequence[str], vocabulary: Vocabulary) -> Symbol:
    """Read `LĐTBXH-TT`: before 1997 a ministry's letters could stand before those of the type."""
    word = vocabulary.state_codes.get(segments[-1]) if len(segments) == 2 else None
    if word is None or word.year != "always":
        return symbol
    ministry = old_body(segments[0], vocabulary) or find_body(segments[0], vocabulary)
    early = ministry is not None and ministry.is_central and ministry.code != segments[0]
    return _typed_behind(symbol, word) if early else symbol


def _unglued(letters: str, vocabulary: Vocabulary) -> str:
    """Put back the hyphen that print lost between type and body: `NĐCP` → `NĐ-CP`."""
    if _SPLIT.search(letters) or letters in vocabulary.body_by_code:
        return letters
    codes = sorted((c for c in vocabulary.state_codes if letters.startswith(c)), key=len)
    fitting = [c for c in codes if len(c) > 1 and letters[len(c) :] in vocabulary.body_by_code]
    return f"{fitting[-1]}-{letters[len(fitting[-1]) :]}" if fitting else letters


def _marked(letters: str, vocabulary: Vocabulary) -> str:
    """Put right letters where only one known code can be meant: `ND-CP`, and `QĐĐ-TTg`, `NO/TW` of scans."""
    if not any(mark in letters for mark in ("D", "ĐĐ", "O")):
        return letters
    return re.sub(r"[^-/]+", lambda segment: _stroked(segment[0], vocabulary), letters)


def _stroked(segment: str, vocabulary: Vocabulary) -> str:
    codes = {*vocabulary.state_codes, *vocabulary.party_codes, *vocabulary.body_by_code}
    if segment in codes:
        return segment
    stroked, tailed = segment.replace("ĐĐ", "Đ"), segment.replace("O", "Q")
    meant = [c for c in codes if c in (stroked, tailed) or c.replace("Đ", "D") == segment]
    return meant[0] if len(meant) == 1 else segment


def _symbol(
    letters: str,
    *,
    bodies: tuple[str, ...],
    kind: Kind | None = None,
    code: str | None = None,
    unit: str | None = None,
    legislature: int | None = None,
    old: bool = False,
    spelled: bool = True,
    hyphen: bool = False,
) -> Symbol:
    return Symbol(
        letters=letters,
        kind=kind,
        code=code,
        bodies=bodies,
        unit=unit,
        legislature=legislature,
        old=old,
        spelled=spelled,
        hyphen=hyphen,
    )


def _type(
    segments: tuple[str, ...], vocabulary: Vocabulary, *, party_mark: bool
) -> tuple[Kind | None, str | None, int]:
    """Return kind, its letters and how many segments they take."""
    if not segments:
        return None, None, 0
    if len(segments) > 1 and (pair := "-".join(segments[:2])) in vocabulary.state_codes:
        return vocabulary.state_codes[pair], pair, 2
    if len(segments) == 1 and not _only_type(segments[0], vocabulary):
        return None, None, 0
    kind = code_kind(segments[0], vocabulary, party=party_mark or _is_party(segments, vocabulary))
    return (kind, segments[0], 1) if kind else (None, None, 0)


def _only_type(segment: str, vocabulary: Vocabulary) -> bool:
    return segment in vocabulary.state_codes and segment not in vocabulary.body_by_code


def _is_party(segments: tuple[str, ...], vocabulary: Vocabulary) -> bool:
    bodies = (vocabulary.body_by_code.get(segment) for segment in segments[1:2])
    return any(body is not None and body.is_party for body in bodies)


def code_kind(code: str, vocabulary: Vocabulary, *, party: bool) -> Kind | None:
    """Return the kind that type letters stand for: exact, then in any case, then with D for Đ."""
    tables = (vocabulary.party_codes, vocabulary.state_codes)
    for table in tables if party else tables[::-1]:
        if code in table:
            return table[code]
    return _loose(code, vocabulary.party_codes if party else vocabulary.state_codes)


def _loose(code: str, table: Mapping[str, Kind]) -> Kind | None:
    """Match other case and D for Đ, where only one kind fits (`ND` is a decree, `HD` stays guidance)."""
    same_case = {kind.id: kind for known, kind in table.items() if known.lower() == code.lower()}
    if len(same_case) == 1:
        return next(iter(same_case.values()))
    if len(code) < 2:
        return None
    found = {kind.id: kind for known, kind in table.items() if fold(known) == fold(code)}
    return next(iter(found.values())) if len(found) == 1 else None


def _bodies(kind: Kind, code: str, rest: tuple[str, ...]) -> tuple[str, ...]:
    if kind.slot in _JOINT or code in _JOINT_CODES:
        return rest
    return rest[:1]


def beside(symbol: Symbol, word: Kind | None, vocabulary: Vocabulary) -> Symbol:
    """Read a symbol again beside the type word before it, which decides where letters are ambiguous.

    Before 1997 the body often came first (`15/LĐTBXH-TT`), or only one of type and body was written.
    """
    if word is None or word.slot in ("cv", "vb") or (symbol.legislature and not symbol.kind):
        return symbol
    if symbol.kind is None:
        return _typed_behind(symbol, word)
    if word.slot == symbol.kind.slot:
        return symbol
    promulgated = symbol.kind.id in _PROMULGATED and word.id in _PROMULGATED
    if promulgated or symbol.code in word.codes:
        return replace(symbol, kind=word)
    others = _SPLIT.split(symbol.letters)[1:]
    ministry = old_body(symbol.code or "", vocabulary)
    if ministry is None:
        return symbol
    unit = "-".join(others)
    letter = replace(symbol, kind=None, code=None, bodies=(symbol.code or "",), unit=unit or None)
    return _typed_behind(letter, word)


_PROMULGATED = ("law", "code", "ordinance", "order")
"""Kinds that once bore the number of the order that promulgated them: `05-L/CTN`."""


def _typed_behind(symbol: Symbol, word: Kind) -> Symbol:
    """Find the letters of the type word behind the body: `BTC/TT`."""
    segments = [part for part in _SPLIT.split(symbol.letters) if part]
    codes = (*word.codes, *word.party)
    code = next((part for part in segments if part in codes), None)
    if code is None:
        return symbol
    segments.remove(code)
    bodies, unit = tuple(segments[:1]), "-".join(segments[1:])
    return replace(symbol, kind=word, code=code, bodies=bodies, unit=unit or None, old=False)


def old_body(code: str, vocabulary: Vocabulary) -> Body | None:
    """Return the body that had this code before 1997 only."""
    return next((body for body in vocabulary.bodies if code in body.old), None)


def find_body(code: str, vocabulary: Vocabulary) -> Body | None:
    """Return the body with this code: exact, then in any case with D for Đ where only one fits."""
    if code in vocabulary.body_by_code:
        return vocabulary.body_by_code[code]
    folded = fold(code).replace("&", "")
    found = {
        body.code: body
        for known, body in vocabulary.body_by_code.items()
        if fold(known).replace("&", "") == folded
    }
    return next(iter(found.values())) if len(found) == 1 else None


def type_slot(kind: Kind, code: str) -> str:
    """Return the type slot of a key: the printed letters make the series (`BCTĐ` beside `BC`)."""
    usual = (*kind.codes[:1], *kind.party[:1])
    letters = re.sub(r"[^a-z0-9]", "", fold(code))
    same = letters in {re.sub(r"[^a-z0-9]", "", fold(u)) for u in usual}
    return kind.slot if same or kind.slot in _ONE_SERIES or not code else letters
