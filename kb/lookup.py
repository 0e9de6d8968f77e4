"""Read what people type as a citation, in any spelling, and tell which instruments fit it.

`nd 61/2018`, `61/2018/N§-CP`, `Chỉ thị 16/CT-TTg năm 2016`, `20-CT/TU`, `luat luu tru`, keys and
short addresses (`/vb/nd-cp/2018/61`). Reading knows no catalogue; fitting compares with one
instrument at a time, so that several that fit are all shown and none is guessed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import TypeVar

from kb import vocabulary
from kb.identity import InstrumentKey, canonical_number, parse_key
from kb.naming import printed
from kb.text import fold, numeral_value, one_line
from kb.vocabulary import Body, Kind, Province

Found = TypeVar("Found")

MAX_TYPED = 400
"""Longer texts are searches, not citations (code points)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sought:
    """What a typed citation says; `None` and empty sets are open."""

    key: InstrumentKey | None = None
    """Typed as a key."""
    name: str | None = None
    """Folded words, when the text may be an instrument's name."""
    kind: str | None = None
    """Kind word in title form, as typed or as the letters say."""
    types: frozenset[str] = frozenset()
    """Type slots that fit."""
    number: str | None = None
    """Canonical."""
    year: int | None = None
    date: str | None = None
    """ISO."""
    term: str | None = None
    """`k11`, or the period of a short address."""
    letters: str | None = None
    """Folded symbol, joined as typed."""
    bodies: frozenset[str] = frozenset()
    """Body slots that fit."""
    province: str | None = None
    firm: bool = False
    """Whether it is a citation even where nothing fits: a key, or number and letters."""
    spelled: str | None = None
    """As it should be written, as far as the text alone tells."""


# --- reading


def read(text: str) -> Sought | None:
    """Return what `text` says as a citation, `None` when it can be none."""
    if not text.strip() or len(text) > MAX_TYPED:
        return None
    key = parse_key(text)
    if key is not None:
        return Sought(key=key, firm=True, spelled=str(key))
    plain = _tidy(text)
    return _address(plain) or _numbered(plain, text) or _named(plain)


def _tidy(text: str) -> str:
    """Return the text normalised and folded, without blanks inside symbols."""
    legacy = text.translate(_LEGACY)
    folded = fold(one_line(legacy)).strip(" .,;:\"“”'()")
    return re.sub(r"(?<=\w) ?([/-]) ?(?=\w)", r"\1", folded)


_LEGACY = str.maketrans({"§": "Đ", "®": "đ", "Ñ": "Đ"})
"""TCVN3 and VNI letters that survive pasting from old files: `N§-CP`, `NÑ-CP`."""

_ADDRESS = re.compile(
    r"/?vb/(?:(?P<place>[a-z-]+)/)?(?P<letters>[a-z0-9-]+)/"
    r"(?P<period>(?:19|20)\d\d|k\d{1,2}|n\d{4}-\d{4})/(?P<number>\d[\d.]*[a-z]?)"
)
_CORE = (
    r"(?:so ?:? ?)?(?P<number>\d{1,6}(?:\.\d{1,3})?[a-z]?)(?![\w.])"
    r"(?:[/-](?P<year>(?:19|20)\d\d)(?!\w))?"
    r"(?:[/-](?P<letters>[a-z][a-z0-9&]{0,20}(?:[/-][a-z][a-z0-9&]{0,20}){0,6}))?"
)
_TAIL = re.compile(
    r"[ ,(]*(?:(?:ban hanh |ky )?ngay )?"
    r"(?:(?P<d>\d{1,2})[/.-](?P<m>\d{1,2})[/.-](?P<y>(?:19|20)\d\d)"
    r"|(?P<d2>\d{1,2}) thang (?P<m2>\d{1,2}) nam (?P<y2>(?:19|20)\d\d)"
    r"|(?:nam )?(?P<y3>(?:19|20)\d\d)"
    r"|khoa (?P<term>[ivx]{1,6}|\d{1,2}))(?![\w/.-])\)?"
)
_OF = re.compile(r"[ ,(]*(?:cua )?")
_TITLE = re.compile(r"[ ,:]*(?:cua|ve|v/v|quy dinh|ban hanh|sua doi|huong dan|phe duyet|[“\"(-])")


def _address(plain: str) -> Sought | None:
    match = _ADDRESS.fullmatch(plain)
    if match is None:
        return None
    period = match["period"]
    year = int(period) if period.isdigit() else None
    place = match["place"].replace("-", "") if match["place"] else None
    sought = Sought(
        number=match["number"],
        year=year,
        term=None if year else period,
        province=place,
        firm=True,
    )
    return _lettered(sought, match["letters"])


def _numbered(plain: str, text: str) -> Sought | None:
    kinds, start = _head(plain)
    match = re.compile(_CORE).match(plain, start) or _after_law_name(plain, kinds, start)
    if match is None or not (kinds or match["letters"] or match["year"]):
        return None
    sought = Sought(
        kind=kinds[0].name if kinds else None,
        types=_slots(kinds),
        number=canonical_number(match["number"]),
        year=int(match["year"]) if match["year"] else None,
        firm=match["letters"] is not None,
        name=plain,
    )
    if match["letters"]:
        sought = _lettered(sought, match["letters"])
    sought, end = _qualified(sought, plain, match.end())
    if plain[end:].strip(" ,.)") and not (sought.firm and _TITLE.match(plain, end)):
        return None
    return replace(sought, spelled=_spell(sought, match, text))


def _head(plain: str) -> tuple[tuple[Kind, ...], int]:
    """Return the kinds that the text may open with, and where the rest begins."""
    match = _heads()[0].match(plain)
    if match is None:
        return (), 0
    return _heads()[1][match[1]], match.end()


@cache
def _heads() -> tuple[re.Pattern[str], dict[str, tuple[Kind, ...]]]:
    kinds: dict[str, tuple[Kind, ...]] = {}
    for kind in vocabulary.load().kinds:
        for word in {kind.name, *kind.also, *kind.prose, *kind.codes, *kind.party}:
            written = fold(word)
            kinds[written] = (*kinds.get(written, ()), kind)
    words = "|".join(re.escape(word) for word in sorted(kinds, key=lambda w: (-len(w), w)))
    return re.compile(rf"({words})(?: ?:? ?(?=\d)| (?=so[ :\d])| (?=\w))"), kinds


def _slots(kinds: Iterable[Kind]) -> frozenset[str]:
    """Return the type slots of kinds; for the generic word “văn bản” none, so that any fits."""
    slots = {slot for kind in kinds for slot in (kind.slot, *(_slot(c) for c in kind.party))}
    return frozenset() if "vb" in slots else frozenset(slots)


def _slot(code: str) -> str:
    return fold(code)


def _after_law_name(plain: str, kinds: tuple[Kind, ...], start: int) -> re.Match[str] | None:
    """Find the number of “Luật Lưu trữ số 01/2011/QH13”, where the name stands in between."""
    if not any(kind.slot in {"luat", "pl"} for kind in kinds):
        return None
    found = re.compile(_CORE).search(plain, start)
    return found if found and found["letters"] else None


def _lettered(sought: Sought, letters: str) -> Sought:
    """Add what the symbol's letters say, types then bodies; they win over the kind word."""
    parts = [part for part in re.split(r"[/-]", letters) if part]
    kinds = _codes().get(parts[0], ())
    if re.fullmatch(r"(?:ubtv)?qh\d{1,2}", parts[0]):
        return replace(sought, letters=letters, bodies=frozenset({parts[0]}))
    if kinds:
        types = _slots(kinds) | {parts[0]}
        kind = sought.kind if sought.types & types else kinds[0].name
        bodies = _bodies(parts[1:])
        return replace(sought, letters=letters, types=types, kind=kind, bodies=bodies)
    types = sought.types | {"cv"} if len(parts) > 1 or sought.types else frozenset[str]()
    return replace(sought, letters=letters, types=types, bodies=_bodies(parts))


@cache
def _codes() -> dict[str, tuple[Kind, ...]]:
    codes: dict[str, tuple[Kind, ...]] = {}
    for kind in vocabulary.load().kinds:
        for code in {fold(code) for code in (*kind.codes, *kind.party)}:
            codes[code] = (*codes.get(code, ()), kind)
    return codes


def _bodies(parts: list[str]) -> frozenset[str]:
    """Return the body slots that letters may mean: the first, and the first few joined."""
    slots = [_body_slot(part) for part in parts]
    return frozenset("-".join(slots[:end]) for end in range(1, len(slots) + 1))


def _body_slot(letters: str) -> str:
    body = _body_codes().get(letters)
    return body.slot if body else letters.replace("&", "")


@cache
def _body_codes() -> dict[str, Body]:
    """Return folded code → body; a body's own code wins over another's variant (TU is not TƯ)."""
    bodies = vocabulary.load().bodies
    variants = {fold(code): body for body in reversed(bodies) for code in body.also}
    return variants | {fold(body.code): body for body in reversed(bodies)}


# --- what follows the symbol


def _qualified(sought: Sought, plain: str, start: int) -> tuple[Sought, int]:
    """Take date, year, term, issuer and province off the text that follows."""
    end = start
    while end < len(plain):
        step = _dated(sought, plain, end) or _issued(sought, plain, end)
        if step is None:
            break
        sought, end = step
    return sought, end


def _dated(sought: Sought, plain: str, start: int) -> tuple[Sought, int] | None:
    match = _TAIL.match(plain, start)
    if match is None:
        return None
    if match["term"]:
        return replace(sought, term=f"k{numeral_value(match['term'])}"), match.end()
    year = int(match["y"] or match["y2"] or match["y3"])
    day, month = match["d"] or match["d2"], match["m"] or match["m2"]
    date = f"{year:04}-{int(month):02}-{int(day):02}" if day and month else None
    return replace(sought, year=sought.year or year, date=date), match.end()


def _issued(sought: Sought, plain: str, start: int) -> tuple[Sought, int] | None:
    place = _OF.match(plain, start)
    begin = place.end() if place else start
    body, end = _longest(_body_names(), plain, begin)
    if body:
        bodies = sought.bodies or frozenset({body.slot})
        return replace(sought, bodies=bodies), end
    province, end = _longest(_province_names(), plain, begin)
    if province:
        return replace(sought, province=province.slug), end
    return None


def _longest(names: Mapping[str, Found], plain: str, start: int) -> tuple[Found | None, int]:
    ends = [match.end() for match in re.finditer(r"\b(?=\W|$)", plain[start : start + 80])]
    for end in reversed(ends):
        found = names.get(plain[start : start + end])
        if found is not None:
            return found, start + end
    return None, start


@cache
def _body_names() -> dict[str, Body]:
    return {fold(name): body for name, body in vocabulary.load().body_by_name.items()}


@cache
def _province_names() -> dict[str, Province]:
    names: dict[str, Province] = {}
    for name, province in vocabulary.load().province_by_name.items():
        for before in ("", "tinh ", "thanh pho ", "tp ", "tp. "):
            names[before + fold(name)] = province
    return names


# --- names


def _named(plain: str) -> Sought | None:
    """Read the text as a name: `luat luu tru`, `hien phap 2013`, `de an 06`."""
    return Sought(name=plain) if re.search("[a-z]{2}", plain) else None


def name_forms(name: str) -> tuple[tuple[str, int | None], ...]:
    """Return a name as written and, where it ends in a year, without it: `luat dat dai 2013`."""
    plain = _tidy(name)
    plenum = _PLENUM.fullmatch(plain)
    if plenum:
        return ((plenum_name(_ordinal(plenum["plenum"]), numeral_value(plenum["term"])), None),)
    match = re.fullmatch(r"(?P<name>.*?\w)[ ,(]+(?:nam )?(?P<year>(?:19|20)\d\d)", plain)
    return ((plain, None), (match["name"], int(match["year"]))) if match else ((plain, None),)


_PLENUM = re.compile(
    r"(?:nghi quyet|nq) ?-?(?:hoi nghi )?(?:lan thu \w+ )?(?:(?:ban chap hanh )?trung uong|tw) ?"
    r"(?:lan thu )?(?P<plenum>\d{1,2}|[a-z]+(?: mot| hai)?)[ ,(]*khoa (?P<term>[ivx]{1,6}|\d{1,2})"
)


def plenum_name(plenum: int, term: int) -> str:
    """Return the one form under which a plenum's resolutions are kept and looked for."""
    return f"nqtw {plenum} khoa {term}"


def _ordinal(written: str) -> int:
    """Return the number of a plenum written in digits or words, 0 when it is none."""
    if written.isdigit():
        return int(written)
    return _number_words().get(written, 0)


@cache
def _number_words() -> dict[str, int]:
    rows = vocabulary.toml_of("plenums.toml")["number"]
    return {fold(word): int(row["value"]) for row in rows for word in row["words"]}


# --- spelling


def _spell(sought: Sought, match: re.Match[str], text: str) -> str | None:
    """Return the citation as it should be written; letters typed with marks keep them."""
    number = match["number"].lstrip("0").zfill(2)
    if match["letters"] is None:
        dated = f"{number}/{match['year']}" if match["year"] else number
        return f"{sought.kind} {dated}" if sought.kind else dated
    symbol = _printed_letters(match["letters"], text)
    party = "/" in match["letters"] and not match["year"]
    return printed(number, match["year"], symbol, party=party)


def _printed_letters(letters: str, text: str) -> str:
    pieces: list[str] = re.split(r"([/-])", letters)
    return "".join(piece if piece in "/-" else _printed_part(piece, text) for piece in pieces)


def _printed_part(part: str, text: str) -> str:
    words: list[str] = re.findall(r"[^\W_]+", text)
    typed = next((word for word in words if fold(word) == part), None)
    if typed and not typed.islower() and fold(typed) != typed.lower():
        return typed
    kinds, body = _codes().get(part, ()), _body_codes().get(part)
    codes = [code for kind in kinds for code in (*kind.codes, *kind.party) if fold(code) == part]
    if body:
        codes += [code for code in (body.code, *body.also) if fold(code) == part]
    return codes[0] if codes else part.upper()
