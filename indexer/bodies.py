"""Which body issued an instrument, and where.

From the letters of the symbol, the words for its issuer, and the place of the citing document.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from functools import cache

from kb.identity import UNKNOWN
from kb.model import Header
from kb.symbols import Symbol, find_body, read_letters
from kb.text import UPPER, collapse, fold, slug
from kb.vocabulary import Body, Vocabulary

_UNIT = re.compile(
    r"\b(?i:(huyện|quận|thị xã|thành phố|TP\.?|xã|phường|thị trấn|đặc khu))\s+(?!ỦY)"
    rf"((?:[{UPPER}]\w*|\d{{1,2}})(?:[\s-]+[{UPPER}]\w*){{0,3}})"
)
_CITY_WORDS = ("thanh pho", "tp", "tp.")
_COMMUNE_WORDS = ("xa", "phuong", "thi tran", "dac khu")
_LEVELS = {
    "tinh uy": "TU",
    "thanh uy": "TU",
    "huyen uy": "HU",
    "quan uy": "QU",
    "thi uy": "THU",
    "trung uong": "TW",
}
_LEVELLED = ("BTG", "BDV", "BTC", "BNC", "UBKT", "VP", "BTGDV")
_OWN_BOARD = "BCĐ"
_NAMELESS = (
    "van phong",
    "ban to chuc",
    "ban tuyen giao",
    "ban dan van",
    "ban noi chinh",
    "uy ban kiem tra",
)
"""Offices and boards that every committee has."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a document comes from: the parts of a realm, and the code of its own body."""

    province: str | None
    """Slug, `None` for a central body."""
    unit: str | None = None
    """District or commune, as in realms."""
    body: str | None = None
    """Body slot of the document's own symbol."""
    code: str | None = None
    """Body letters of the document's own symbol."""
    known: bool = True
    """False where the header says nothing at all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Where:
    """Realm and body slot of an instrument."""

    realm: str
    body: str
    """`?` or `?code` when it is open."""
    party: bool
    central: bool
    inferred: bool
    """Whether the place was taken from the document, not from the words."""
    doubtful: bool = False
    """Whether several bodies of the place share the code (Ban Chỉ đạo without its topic)."""
    code: str = ""
    """The letters, for messages."""
    candidates: tuple[Where, ...] = field(default=())


def own_place(header: Header, vocabulary: Vocabulary) -> Place:
    """Return where the document itself comes from."""
    province = vocabulary.province_by_name.get((header.jurisdiction or "").lower())
    symbol = read_letters(header.symbol, vocabulary, party_mark=False) if header.symbol else None
    code = symbol.bodies[0] if symbol and symbol.bodies else None
    body = find_body(code, vocabulary) if code else None
    return Place(
        province=province.slug if province else None,
        unit=_unit(header.issuer or "", vocabulary) or _unit(header.parent_body or "", vocabulary),
        body=_own_slot(header, code, body, vocabulary),
        code=code,
        known=header.symbol is not None or header.issuer is not None,
    )


def full_issuer(header: Header) -> str | None:
    """Return the issuer with the body it belongs to, where its own name says too little: “Văn phòng”."""
    if header.issuer and header.parent_body and fold(collapse(header.issuer)) in _NAMELESS:
        return f"{header.issuer} {header.parent_body}"
    return header.issuer


def _own_slot(
    header: Header, code: str | None, body: Body | None, vocabulary: Vocabulary
) -> str | None:
    if code is None:
        return None
    named = _by_words(body, code, full_issuer(header) or "", vocabulary)
    return named.slot if named else _slot(code)


def _slot(code: str) -> str:
    return re.sub(r"[^a-z0-9]", "", fold(code))


@cache
def _province_pattern(vocabulary: Vocabulary) -> re.Pattern[str]:
    names = sorted(vocabulary.province_by_name, key=len, reverse=True)
    spelled = "|".join(re.escape(name).replace(r"\ ", r"\s+") for name in names)
    return re.compile(rf"(?<!\w)(?:{spelled})(?!\w)", re.IGNORECASE)


def _province_in(phrase: str, vocabulary: Vocabulary) -> str | None:
    """Return the slug of the last province named in a phrase."""
    found = _province_pattern(vocabulary).findall(collapse(phrase))
    return vocabulary.province_by_name[found[-1].lower()].slug if found else None


def body_of(
    symbol: Symbol | None,
    issuer: str | None,
    date: str | None,
    place: Place,
    vocabulary: Vocabulary,
) -> Where:
    """Return who issued an instrument with this symbol and these words for its issuer."""
    del date
    phrase = issuer or ""
    if symbol is None or not symbol.bodies:
        return _from_words(phrase, place, vocabulary)
    code = symbol.bodies[0]
    if symbol.legislature is not None:
        return _central(f"{_slot(code)}{symbol.legislature}", code)
    body = _levelled(code, phrase, vocabulary) or find_body(code, vocabulary)
    body = _by_words(body, code, phrase, vocabulary)
    slots = [_slot(code) if body is None else body.slot]
    for other in (*symbol.bodies[1:], *_joint(symbol, body, vocabulary)):
        found = find_body(other, vocabulary)
        slots.append(found.slot if found else _slot(other))
    name = "-".join(slots) or UNKNOWN
    if body is not None and body.is_central:
        return _central(name, code, party=body.is_party)
    party = body.is_party if body else _looks_party(symbol)
    if name == "vp" and fold(collapse(phrase)) in ("", "van phong"):
        if code == place.code and place.body not in (None, "vp"):
            return _local(place.body or name, phrase, place, vocabulary, party=party, code=code)
        return _office(place, party=party, code=code)
    if code == _OWN_BOARD:
        name = _board(phrase)
    where = _local(name, phrase, place, vocabulary, party=party, code=code)
    return replace(where, doubtful=name == "bcd" and not phrase.strip())


def _joint(symbol: Symbol, first: Body | None, vocabulary: Vocabulary) -> tuple[str, ...]:
    """Return the second body of a joint Party paper: `05-QC/BTCTU-BDVTU`; state papers have units there."""
    other = find_body(symbol.unit, vocabulary) if symbol.unit and "/" in symbol.letters else None
    both = first is not None and first.is_party and other is not None and other.is_party
    return (symbol.unit,) if both and symbol.unit else ()


def _looks_party(symbol: Symbol) -> bool:
    return symbol.kind is not None and "/" in symbol.letters and symbol.code is not None


def _levelled(code: str, phrase: str, vocabulary: Vocabulary) -> Body | None:
    """Complete a Party board's code by the level that the issuer's words give: BTG + “Tỉnh ủy” → BTGTU."""
    if code not in _LEVELLED:
        return None
    folded = fold(phrase)
    level = next((suffix for words, suffix in _LEVELS.items() if words in folded), None)
    return vocabulary.body_by_code.get(code + level) if level else None


def _by_words(body: Body | None, code: str, phrase: str, vocabulary: Vocabulary) -> Body | None:
    """Prefer the body that the words name where its code goes on from the one written: VP → VPUBND."""
    named = _named_body(phrase, vocabulary)
    if named is None or named.code == code or not named.code.startswith(code):
        return body
    return named if body is None or body.is_party == named.is_party else body


def _central(slot: str, code: str, *, party: bool = False) -> Where:
    return Where(
        realm="dcsvn" if party else "vn",
        body=slot,
        party=party,
        central=True,
        inferred=False,
        code=code,
    )


def _local(
    slot: str, phrase: str, place: Place, vocabulary: Vocabulary, *, party: bool, code: str
) -> Where:
    root = "dcsvn" if party else "vn"
    unit = _unit(phrase, vocabulary)
    province = _province_in(_without_units(phrase, vocabulary), vocabulary)
    inferred = province is None
    province = province or place.province
    if province is None:
        return Where(
            realm=root,
            body=f"{UNKNOWN}{slot}" if not slot.startswith(UNKNOWN) else slot,
            party=party,
            central=False,
            inferred=True,
            code=code,
        )
    if unit is None and not _higher(phrase, slot, place):
        unit = place.unit
    return Where(
        realm="-".join(part for part in (root, province, unit) if part),
        body=slot,
        party=party,
        central=False,
        inferred=inferred,
        code=code,
    )


def _units(phrase: str, vocabulary: Vocabulary) -> list[re.Match[str]]:
    """Return the districts and communes that a phrase names, centrally run cities left out."""
    return [
        match
        for match in _UNIT.finditer(phrase)
        if not (fold(match[1]) in _CITY_WORDS and _is_city(match[2], vocabulary))
    ]


def _is_city(name: str, vocabulary: Vocabulary) -> bool:
    """Whether a city is one of those under the central government, not one within a province."""
    found = vocabulary.province(_province_in(name, vocabulary) or "")
    return found is not None and found.kind == "thành phố"


def _unit(phrase: str, vocabulary: Vocabulary) -> str | None:
    """Return the slugs of district and commune; a commune keeps its kind: `phuongtravinh`."""
    parts = []
    for match in reversed(_units(phrase, vocabulary)):
        kind = slug(match[1]) if fold(match[1]) in _COMMUNE_WORDS else ""
        parts.append(f"{kind}{slug(match[2])}".replace("-", ""))
    return "-".join(parts[:2]) or None


def _without_units(phrase: str, vocabulary: Vocabulary) -> str:
    for match in reversed(_units(phrase, vocabulary)):
        phrase = phrase[: match.start()] + phrase[match.end() :]
    return phrase


_DISTRICT_SLOTS = ("hu", "qu", "thu")
_PROVINCE_WORDS = ("tinh", "thanh pho", "so ", "tinh uy", "thanh uy")


def _higher(phrase: str, slot: str, place: Place) -> bool:
    """Whether the words or the body's code say that it is above the document's own district."""
    folded = fold(phrase)
    if any(word in f"{folded} " for word in ("huyen", "quan ", "thi xa", "phuong ", "xa ")):
        return False
    if any(word in folded for word in _PROVINCE_WORDS):
        return True
    return not slot.endswith(_DISTRICT_SLOTS) and slot != place.body


def _office(place: Place, *, party: bool, code: str) -> Where:
    """`VP` alone: the office of the people's committee, or that of the document's own body."""
    root = "dcsvn" if party else "vn"
    realm = f"{root}-{place.province}" if place.province else root
    slots = ["vpubnd", f"vp-{place.body}" if place.body else "vp"]
    candidates = tuple(
        Where(realm=realm, body=slot, party=party, central=False, inferred=True, code=code)
        for slot in slots
    )
    return Where(
        realm=realm,
        body=UNKNOWN,
        party=party,
        central=False,
        inferred=True,
        code=code,
        candidates=candidates if place.province else (),
    )


def _board(phrase: str) -> str:
    """Return `bcd-<topic>` of a steering committee, plain `bcd` where no words tell the topic."""
    topic = re.sub(r"^(?:ban chi dao|bcd)\s*", "", fold(collapse(phrase)))
    topic = re.sub(r"\b(?:tinh|thanh pho|huyen)\b.*$", "", topic).strip()
    words = slug(topic).split("-")[:4]
    return "-".join(["bcd", *(word for word in words if word)])


def _named_body(phrase: str, vocabulary: Vocabulary) -> Body | None:
    """Return the body with the longest name that a phrase begins with."""
    words = collapse(phrase).lower()
    fitting = [name for name in vocabulary.body_by_name if words.startswith(name)] if words else []
    return vocabulary.body_by_name[max(fitting, key=len)] if fitting else None


def _from_words(phrase: str, place: Place, vocabulary: Vocabulary) -> Where:
    """Return the body that the issuer's words name, open when they name none."""
    body = _named_body(phrase, vocabulary)
    if body is None:
        return Where(realm="vn", body=UNKNOWN, party=False, central=False, inferred=True)
    if body.is_central:
        return _central(body.slot, body.code, party=body.is_party)
    return _local(body.slot, phrase, place, vocabulary, party=body.is_party, code=body.code)
