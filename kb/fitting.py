"""Tell whether an instrument is what a typed citation means."""

from __future__ import annotations

from collections.abc import Iterator

from kb.identity import UNKNOWN, InstrumentKey
from kb.lookup import Sought
from kb.model import Instrument
from kb.text import slug


def fits(sought: Sought, instrument: Instrument) -> bool:
    """Tell whether an instrument is what was typed, as far as the text goes."""
    key = instrument.key
    if sought.key is not None:
        return _covers(sought.key, key)
    if sought.number is None or key.number != sought.number:
        return False
    return (
        _fits_type(sought, instrument)
        and _fits_body(sought, instrument)
        and _fits_time(sought, instrument)
        and sought.province in {None, key.province}
    )


def _covers(typed: InstrumentKey, key: InstrumentKey) -> bool:
    """Tell whether a key is the one typed, open slots of the typed one fitting any."""
    pairs = zip(str(typed).split(":"), str(key).split(":"), strict=True)
    return all(one in {other, UNKNOWN} for one, other in pairs)


def _fits_type(sought: Sought, instrument: Instrument) -> bool:
    if not sought.types or instrument.key.type in sought.types:
        return True
    return sought.kind is not None and sought.letters is None and instrument.kind == sought.kind


def _fits_body(sought: Sought, instrument: Instrument) -> bool:
    body = instrument.key.body
    if not sought.bodies or body in sought.bodies:
        return True
    if instrument.symbol and sought.letters and _same_letters(instrument.symbol, sought.letters):
        return True
    prefixes = tuple(f"{slot}-" for slot in sought.bodies)
    return instrument.key.is_party and body.startswith(tuple(sought.bodies) + prefixes)


def _same_letters(symbol: str, letters: str) -> bool:
    return slug(symbol) == slug(letters)


def _fits_time(sought: Sought, instrument: Instrument) -> bool:
    period = instrument.key.period
    if sought.date and instrument.date and len(instrument.date) == len(sought.date):
        return instrument.date == sought.date
    if sought.term and period != sought.term:
        return False
    return sought.year is None or in_year(instrument, sought.year)


def in_year(instrument: Instrument, year: int) -> bool:
    """Tell whether an instrument may be cited with this year."""
    return year in set(_years(instrument))


def _years(instrument: Instrument) -> Iterator[int]:
    """Yield the years that it may be cited with: in its symbol, of its date, of its term."""
    period = instrument.key.period
    if instrument.year:
        yield instrument.year
    if instrument.date:
        yield int(instrument.date[:4])
    if period.isdigit():
        yield int(period)
    elif period.startswith("n"):
        first, last = period[1:].split("-")
        yield from range(int(first), int(last) + 1)
