"""How instruments and reports are called: the printed symbol, and the name for people.

Forms: Nghị định 30/2020/NĐ-CP, Phụ lục I, for the State (`61/2018/NĐ-CP`); Hướng dẫn 36-HD/VPTW
for the Party (`120-KL/TW`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from kb import vocabulary
from kb.identity import UNKNOWN, InstrumentKey
from kb.model import Header, Instrument
from kb.text import collapse, fold
from kb.vocabulary import Body, Kind

_LEGISLATURE = re.compile(r"(?:ubtv)?qh\d*")


def printed(number: str, year: int | str | None, symbol: str | None, *, party: bool) -> str:
    """Return number, year and letters joined as the State or the Party prints them."""
    if symbol is None:
        return number
    if party and year is None:
        return f"{number}-{symbol}"
    return "/".join(str(part) for part in (number, year, symbol) if part is not None)


def label_of(
    key: InstrumentKey | None, instrument: Instrument | None, header: Header | None = None
) -> str | None:
    """Return the short form, `61/2018/NĐ-CP`; for an instrument without a number its title.

    `None` when nothing is known: then the id has to serve.
    """
    if instrument and instrument.number and instrument.symbol:
        party = instrument.key.is_party
        return printed(instrument.number, instrument.year, instrument.symbol, party=party)
    if header and header.number and header.symbol:
        party = bool(key and key.is_party)
        return printed(header.number, header.year, header.symbol, party=party)
    if instrument and instrument.titles:
        return collapse(instrument.titles[0][0])
    return _from_key(key) if key else None


def name_of(
    key: InstrumentKey | None,
    instrument: Instrument | None,
    header: Header | None = None,
    *,
    titled: bool = False,
) -> str | None:
    """Return the name for people, `Nghị định 61/2018/NĐ-CP`; `titled` adds what it is about."""
    label = label_of(key, instrument, header)
    if label is None:
        return None
    kind = (instrument.kind if instrument else None) or (header.kind if header else None)
    told = kind is None or label.casefold().startswith(kind.casefold())
    name = label if told else f"{kind} {label}"
    about = title_of(instrument, header) if titled else None
    return f"{name} · {about}" if about and about != label else name


def title_of(instrument: Instrument | None, header: Header | None = None) -> str | None:
    """Return what it is about (trích yếu): the report's subject, else the title met most."""
    if header and header.subject:
        return collapse(header.subject)
    return collapse(instrument.titles[0][0]) if instrument and instrument.titles else None


def shown(date: str) -> str:
    """Return an ISO date as official papers print it: `05/9/2018`, `16/02/2018`; a bare year stays."""
    parts = date.split("-")
    if len(parts) != len("ymd"):
        return date
    year, month, day = parts
    return f"{day}/{month if month in ('01', '02') else month.lstrip('0')}/{year}"


def when(date: str) -> str:
    """Return an ISO date with the word before it: `ngày 05/9/2018`, `năm 2019`."""
    return f"ngày {shown(date)}" if "-" in date else f"năm {date}"


def issuer_of(key: InstrumentKey) -> str | None:
    """Return the full name of the body in a key, `Ủy ban nhân dân tỉnh Trà Vinh`, if it is known."""
    first = key.body.split("-")[0]
    body = _bodies().get(first) or _bodies().get(first.rstrip("0123456789"))
    province = vocabulary.load().province(key.province) if key.province else None
    if body is None or province is None:
        return body.name if body else None
    told = body.name.endswith(("Tỉnh ủy", "Thành ủy")) or body.name.startswith(("Tỉnh", "Thành"))
    if told:
        return f"{body.name} {province.name}"
    return f"{body.name} {_kind_then(province, key)} {province.name}"


def _kind_then(province: vocabulary.Province, key: InstrumentKey) -> str:
    """Return tỉnh or thành phố as it was in the year of the key."""
    city_from = province.city_from
    year = key.period[:4] if key.period[:4].isdigit() else ""
    return "tỉnh" if city_from and year and year < city_from[:4] else province.kind


def _from_key(key: InstrumentKey) -> str:
    """Return the printed form as far as a key alone gives it, `118/2025/NĐ-CP`."""
    if key.number.startswith("~"):
        return key.number.removeprefix("~").replace("-", " ")
    kind = vocabulary.load().kind_of_slot(key.type, party=key.is_party)
    letters = "-".join(part for part in (_code(key, kind), _body_codes(key)) if part)
    symbol = letters.replace("-", "/", 1) if key.is_party else letters
    number = key.number if key.number[:1].isdigit() else None
    year = key.period if key.period.isdigit() else None
    if number is None or not symbol:
        parts = (kind.name if kind else symbol, number, year if number is None else None)
        return " ".join(part for part in parts if part)
    always = kind is None or kind.year == "always" or _LEGISLATURE.fullmatch(key.body)
    dated = year if always else None
    return printed(number.zfill(2), dated, symbol, party=key.is_party)


def _code(key: InstrumentKey, kind: Kind | None) -> str | None:
    """Return the type letters; letters (công văn) and the papers of the National Assembly bear none."""
    if kind is None or key.type == "cv" or _LEGISLATURE.fullmatch(key.body):
        return None
    codes = kind.party if key.is_party else kind.codes
    return next((code for code in codes if fold(code) == key.type), next(iter(codes), None))


def _body_codes(key: InstrumentKey) -> str | None:
    if key.body == UNKNOWN:
        return None
    known = _bodies()
    return "-".join(known[p].code if p in known else p.upper() for p in key.body.split("-"))


@cache
def _bodies() -> Mapping[str, Body]:
    """Return body slot → body."""
    return {body.slot: body for body in reversed(vocabulary.load().bodies)}
