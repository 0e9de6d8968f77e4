"""How instruments and reports are called: the printed symbol, and the name for people.

Forms: Nghị định 30/2020/NĐ-CP, Phụ lục I, for the State (`61/2018/NĐ-CP`); Hướng dẫn 36-HD/VPTW
for the Party (`120-KL/TW`).
"""

from __future__ import annotations

from kb.identity import NONE_BY_NATURE, UNKNOWN, InstrumentKey
from kb.model import Header, Instrument
from kb.text import collapse


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


def _from_key(key: InstrumentKey) -> str:
    """Return something readable of a key alone: its slots in upper case, open ones left out."""
    if key.number.startswith("~"):
        return key.number.removeprefix("~").replace("-", " ")
    letters = [part.upper() for part in (key.type, key.body) if part != UNKNOWN]
    number = () if key.number in (UNKNOWN, NONE_BY_NATURE) else (key.number,)
    period = () if key.period == UNKNOWN else (f"({key.period})",)
    return " ".join((*number, "-".join(letters), *period))
