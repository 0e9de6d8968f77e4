"""Which body issued an instrument, and where.

From the letters of the symbol, the words for its issuer, and the place of the citing document. What
they leave open stays open: a body whose place is not known is `?code`, one that the words contradict
is `?` with candidates.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from difflib import SequenceMatcher

from indexer.codes import coded_body, is_nationwide, is_no_body, named_body, peers
from indexer.places import Spot, realm_of, spot_in
from kb.identity import UNKNOWN
from kb.model import Header
from kb.symbols import YEARED_FROM, Symbol, find_body, old_body, read_letters
from kb.text import collapse, fold, one_line, slug
from kb.vocabulary import Body, Vocabulary

_LEVELLED = ("BTG", "BDV", "BTC", "BNC", "UBKT", "VP", "BTGDV")
"""Boards of a Party committee, whose code lacks the committee's letters."""
_COMMITTEES = (
    ("tinh uy", "TU"),
    ("thanh uy", "TU"),
    ("huyen uy", "HU"),
    ("quan uy", "QU"),
    ("thi uy", "THU"),
    ("trung uong", "TW"),
)
_NAMELESS = (
    "van phong",
    "ban to chuc",
    "ban tuyen giao",
    "ban dan van",
    "ban noi chinh",
    "uy ban kiem tra",
)
"""Offices and boards that every committee has."""
_LOCAL_WORDS = ("ban", "so", "phong", "trung", "chi", "hoi", "truong", "doan", "to")
"""Words that begin the names of bodies below the government."""
_SAME_NAME = 0.85
"""From this likeness on a damaged name is that of the body."""
_TWO_TIERS = "2025-07-01"
"""First day without districts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a document comes from, and the code of its own body."""

    province: str | None
    """Slug, `None` for a central body."""
    is_city: bool = False
    """Whether the province is a city under the central government."""
    units: tuple[str, ...] = ()
    """District and commune of the document's own body."""
    body: str | None = None
    """Body slot of the document's own symbol."""
    code: str | None = None
    """Body letters of the document's own symbol."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Where:
    """Realm and body slot of an instrument."""

    realm: str
    body: str
    """`?` or `?code` when it is open."""
    party: bool
    central: bool
    inferred: bool
    """Whether any part of the place was taken from the document, not from the words."""
    doubtful: bool = False
    """Whether several bodies of the place share the code (Ban Chỉ đạo without its topic)."""
    code: str = ""
    """The letters, for messages."""
    candidates: tuple[Where, ...] = field(default=())


def own_place(header: Header, vocabulary: Vocabulary) -> Place:
    """Return where the document itself comes from; no province where its header names none."""
    province = vocabulary.province_by_name.get((header.jurisdiction or "").lower())
    symbol = read_letters(header.symbol, vocabulary, party_mark=False) if header.symbol else None
    code = symbol.bodies[0] if symbol and symbol.bodies else None
    spots = [spot_in(words or "", vocabulary) for words in (header.issuer, header.parent_body)]
    return Place(
        province=province.slug if province else None,
        is_city=province is not None and province.kind == "thành phố",
        units=next((spot.units for spot in spots if spot.units), ()),
        body=_own_slot(header, code, vocabulary),
        code=code,
    )


def full_issuer(header: Header) -> str | None:
    """Return the issuer with the body it belongs to, where its own name says too little."""
    issuer, parent = header.issuer, header.parent_body
    if issuer and parent and fold(collapse(issuer)) in _NAMELESS:
        return f"{issuer} {parent}"
    return issuer


def _own_slot(header: Header, code: str | None, vocabulary: Vocabulary) -> str | None:
    if code is None:
        return None
    named = _by_words(find_body(code, vocabulary), code, full_issuer(header) or "", vocabulary)
    return named.slot if named else _slot(code)


def _slot(code: str) -> str:
    return re.sub(r"[^a-z0-9]", "", fold(code))


def body_of(
    symbol: Symbol | None,
    issuer: str | None,
    date: str | None,
    place: Place,
    vocabulary: Vocabulary,
) -> Where:
    """Return who issued an instrument with this symbol, these words for its issuer, this ISO date."""
    phrase = one_line(issuer or "")
    if symbol is None or not symbol.bodies:
        return _from_words(phrase, date, place, vocabulary)
    code = symbol.bodies[0]
    if symbol.legislature is not None:
        return _central(f"{_slot(code)}{symbol.legislature}", code)
    if is_no_body(symbol, phrase, vocabulary):
        return _of_words_only(symbol, phrase, date, place, vocabulary)
    return _coded(symbol, phrase, date, place, vocabulary)


def _coded(
    symbol: Symbol, phrase: str, date: str | None, place: Place, vocabulary: Vocabulary
) -> Where:
    """Return the body whose letters stand in the symbol, as far as the words agree."""
    code = symbol.bodies[0]
    coded = _levelled(code, phrase, vocabulary) or coded_body(symbol, phrase, date, vocabulary)
    body = _by_words(coded, code, phrase, vocabulary)
    spot = spot_in(phrase, vocabulary)
    if body is not None and body.is_central and not _is_branch(body, spot):
        if _contradicts(body, phrase, vocabulary):
            return _contradicted(body, code)
        return _central(_joined(symbol, body, vocabulary), code, party=body.is_party)
    if (
        body is None
        and code != place.code
        and not _is_placed(spot)
        and (is_nationwide(phrase, vocabulary) or old_body(code, vocabulary))
    ):
        return _nowhere(_slot(code), symbol)
    party = body.is_party if body else _looks_party(symbol, phrase, date, vocabulary)
    seat = _Seat(spot=spot, place=place, date=date, party=party, code=code)
    return _seated(_joined(symbol, body, vocabulary), body, phrase, seat)


def _of_words_only(
    symbol: Symbol, phrase: str, date: str | None, place: Place, vocabulary: Vocabulary
) -> Where:
    """Return the body that the words name, without one the letters as an open body."""
    named = _from_words(phrase, date, place, vocabulary)
    if named.body != UNKNOWN:
        return named
    spot = spot_in(phrase, vocabulary)
    realm = realm_of("vn", spot.province, spot.units) if spot.province else "vn"
    return replace(
        _nowhere(_slot("".join((*symbol.bodies, symbol.unit or ""))), symbol), realm=realm
    )


def _nowhere(slot: str, symbol: Symbol) -> Where:
    """Return an unknown body that belongs to no province, its letters as an open slot."""
    return replace(_central(f"{UNKNOWN}{slot}", symbol.bodies[0]), central=False)


def _seated(slot: str, body: Body | None, phrase: str, seat: _Seat) -> Where:
    if slot == "vp" and fold(phrase) in ("", "van phong"):
        return _office(seat)
    if body is not None and body.shared:
        return _shared(body, phrase, seat)
    return _local(slot, seat)


def _joined(symbol: Symbol, body: Body | None, vocabulary: Vocabulary) -> str:
    """Return the body slot, several bodies joined in printed order."""
    slots = [_slot(symbol.bodies[0]) if body is None else body.slot]
    joint = (*_party_joint(symbol, body, vocabulary), *peers(symbol, body, vocabulary))
    for other in (*symbol.bodies[1:], *joint):
        found = find_body(other, vocabulary)
        slots.append(found.slot if found else _slot(other))
    return "-".join(slots) or UNKNOWN


def _party_joint(symbol: Symbol, first: Body | None, vocabulary: Vocabulary) -> tuple[str, ...]:
    """Return the second body of a joint Party paper: `05-QC/BTCTU-BDVTU`; state papers have units there."""
    other = find_body(symbol.unit, vocabulary) if symbol.unit and "/" in symbol.letters else None
    both = first is not None and first.is_party and other is not None and other.is_party
    return (symbol.unit,) if both and symbol.unit else ()


def _looks_party(symbol: Symbol, phrase: str, date: str | None, vocabulary: Vocabulary) -> bool:
    """Whether the separators suggest a Party paper and the words name no state body.

    Before 1997 the state put a hyphen behind the number too.
    """
    named = named_body(phrase, vocabulary)
    early = date is not None and date < YEARED_FROM and named is None
    return (
        not early and symbol.hyphen and "/" in symbol.letters and (named is None or named.is_party)
    )


def _levelled(code: str, phrase: str, vocabulary: Vocabulary) -> Body | None:
    """Complete a board's code by its committee's level: BTG + “Tỉnh ủy” → BTGTU."""
    if code not in _LEVELLED:
        return None
    folded = fold(phrase)
    level = next((suffix for words, suffix in _COMMITTEES if words in folded), None)
    return vocabulary.body_by_code.get(code + level) if level else None


def _by_words(body: Body | None, code: str, phrase: str, vocabulary: Vocabulary) -> Body | None:
    """Prefer the body that the words name where its code goes on from the one written: VP → VPUBND."""
    named = named_body(phrase, vocabulary)
    loose = body is not None and code in body.also and phrase and named is not body
    if body is not None and loose and not _is_meant(phrase, body):
        # Letters that stand for a body only loosely: CT is the chairman's, but also Cục Thuế's.
        body = None
    if named is None or named.code == code or not named.code.startswith(code):
        return body
    return named if body is None or body.is_party == named.is_party else body


def _is_placed(spot: Spot) -> bool:
    """Whether the words say anything of the place."""
    return bool(spot.province or spot.units or spot.levels)


def _is_branch(body: Body, spot: Spot) -> bool:
    """Whether the words put a central body into a province: Bảo hiểm xã hội tỉnh Trà Vinh."""
    return body.branches and (spot.province is not None or "province" in spot.levels)


def _contradicts(body: Body, phrase: str, vocabulary: Vocabulary) -> bool:
    """Whether the words name a local body, though the code is that of a central one."""
    named = named_body(phrase, vocabulary)
    if named is not None:
        return not named.is_central
    return fold(phrase).split(" ")[0] in _LOCAL_WORDS and not _is_meant(phrase, body)


def _is_meant(phrase: str, body: Body) -> bool:
    """Whether the words hold the body's name, or begin like it but for letters that a scan changed."""
    folded = fold(phrase)
    names = [fold(name) for name in (body.name, *body.names)]
    return any(
        name in folded
        or SequenceMatcher(None, folded, name[: len(folded)]).ratio() >= _SAME_NAME
        or SequenceMatcher(None, folded[: len(name)], name).ratio() >= _SAME_NAME
        for name in names
    )


def _contradicted(body: Body, code: str) -> Where:
    own = _central(body.slot, code, party=body.is_party)
    return replace(own, body=UNKNOWN, candidates=(own,))


def _central(slot: str, code: str, *, party: bool = False) -> Where:
    realm = "dcsvn" if party else "vn"
    return Where(realm=realm, body=slot, party=party, central=True, inferred=False, code=code)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Seat:
    """What is known of where a local body sits."""

    spot: Spot
    place: Place
    date: str | None
    party: bool
    code: str

    @property
    def root(self) -> str:
        return "dcsvn" if self.party else "vn"


def _local(slot: str, seat: _Seat) -> Where:
    spot, place = seat.spot, seat.place
    province = spot.province or place.province
    units = _units(slot, seat)
    known = province is not None and units is not None
    return Where(
        realm=realm_of(seat.root, province or "", units or ()) if known else _wide(seat, province),
        body=slot if known else f"{UNKNOWN}{slot}",
        party=seat.party,
        central=False,
        inferred=spot.province is None or (units or ()) != spot.units,
        code=seat.code,
    )


def _wide(seat: _Seat, province: str | None) -> str:
    """Return the realm of a body of which only the province is known, or not even that."""
    return realm_of(seat.root, province, ()) if province else seat.root


def _units(slot: str, seat: _Seat) -> tuple[str, ...] | None:
    """Return district and commune of a local body, `None` where they cannot be known."""
    spot, place = seat.spot, seat.place
    if spot.units:
        return _with_district(seat)
    if spot.province is not None or "province" in spot.levels:
        return () if not _is_district_body(slot) else None
    if "commune" in spot.levels:
        return place.units if len(place.units) > 1 or _has_commune(place.units) else None
    if "district" in spot.levels or _is_district_body(slot):
        return place.units[:1] or None
    if "city" in spot.levels:
        return () if place.is_city else (place.units[:1] or None)
    return place.units if slot == place.body else ()


def _with_district(seat: _Seat) -> tuple[str, ...] | None:
    """Return the units named; a commune alone needs its district while there were districts."""
    spot, place = seat.spot, seat.place
    if not spot.has_commune or len(spot.units) > 1 or (seat.date or _TWO_TIERS) >= _TWO_TIERS:
        return spot.units
    own = place.units[:1] if not _has_commune(place.units[:1]) else ()
    return (*own, *spot.units) if own and spot.province is None else None


def _has_commune(units: tuple[str, ...]) -> bool:
    return Spot(units=units).has_commune


def _is_district_body(slot: str) -> bool:
    """Whether only districts have such a body: Huyện ủy and its boards, Phòng Nội vụ."""
    return slot.endswith(("hu", "qu", "thu")) or slot in ("pnv", "ptp", "pgddt", "pvhtt", "ptckh")


def _office(seat: _Seat) -> Where:
    """`VP` alone: the office of the people's committee, or that of the document's own body."""
    place = seat.place
    if seat.code == place.code and place.body not in (None, "vp"):
        return _local(place.body or "vp", seat)
    slots = ("vpubnd", f"vp-{place.body}" if place.body else "vp")
    candidates = tuple(replace(_local(slot, seat), inferred=True) for slot in slots)
    open_one = replace(candidates[0], body=UNKNOWN)
    return replace(open_one, candidates=candidates if place.province else ())


def _shared(body: Body, phrase: str, seat: _Seat) -> Where:
    """Tell bodies apart that every office has several of: `bcd-<topic>`, doubtful without a topic."""
    topic = _topic(body, phrase)
    where = _local("-".join((body.slot, *topic)), seat)
    return replace(where, doubtful=not topic)


def _topic(body: Body, phrase: str) -> tuple[str, ...]:
    """Return the words that tell a board from its like, without its kind and place."""
    names = sorted((body.name, body.code, *body.names), key=len, reverse=True)
    rest = next((phrase[len(n) :] for n in names if fold(phrase).startswith(fold(n))), phrase)
    folded = re.sub(r"\b(?:tinh|thanh pho|huyen|tinh uy|thanh uy)\b.*$", "", fold(rest)).strip()
    return tuple(word for word in slug(folded)[:80].split("-") if word)


def _from_words(phrase: str, date: str | None, place: Place, vocabulary: Vocabulary) -> Where:
    """Return the body that the issuer's words name, open when they name none."""
    body = named_body(phrase, vocabulary)
    if body is None:
        return Where(realm="vn", body=UNKNOWN, party=False, central=False, inferred=True)
    spot = spot_in(phrase, vocabulary)
    if body.is_central and not _is_branch(body, spot):
        return _central(body.slot, body.code, party=body.is_party)
    seat = _Seat(spot=spot, place=place, date=date, party=body.is_party, code=body.code)
    if body.shared:
        return _shared(body, phrase, seat)
    return _local(body.slot, seat)
