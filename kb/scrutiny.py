"""Refuse a decision that contradicts what is written, what the key says of itself, or the calendar.

What the author wrote wrongly is mended in the file, never by a decision that says otherwise.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime

from kb import vocabulary
from kb.errors import WrongUse
from kb.identity import NONE_BY_NATURE, UNKNOWN, InstrumentKey, canonical_number
from kb.model import Citation, Mention, MentionClass
from kb.text import collapse, written_date

_FIRST_STATE_YEAR, _FIRST_PARTY_YEAR = 1945, 1930
"""The State and the Party issued nothing before they were founded."""
_ASSEMBLY = re.compile(r"qh[0-9]{1,2}")
_PROVINCIAL = re.compile(r"n([0-9]{4})-([0-9]{4})")


def require_whole(key: InstrumentKey, *, known: bool) -> None:
    """Refuse a key that names no one instrument; a `known` one is met in reports or the registry.

    Raises:
        WrongUse: a slot is open, the year is none, or nobody bears such letters.
    """
    if key.is_partial:
        raise WrongUse("scrutiny-open", key=key)
    if key.period.isdigit() and not _first(key) <= int(key.period) <= datetime.now(UTC).year:
        raise WrongUse("scrutiny-year", key=key, year=key.period)
    if known:
        return
    words = vocabulary.load()
    if words.kind_of_slot(key.type, party=key.is_party) is None:
        raise WrongUse("scrutiny-letters", key=key, letters=key.type)
    slots = {body.slot for body in words.bodies}
    if not (_ASSEMBLY.fullmatch(key.body) or slots & {key.body, *key.body.split("-")}):
        raise WrongUse("scrutiny-letters", key=key, letters=key.body)


def require_date(key: InstrumentKey, date: str) -> None:
    """Refuse a date (ISO, a day) that the key's own year or term does not hold, or that is still to come.

    Raises:
        WrongUse: another key or another date is meant.
    """
    if date > datetime.now(UTC).date().isoformat():
        raise WrongUse("scrutiny-future", date=written_date(date))
    if not within(key.period, date):
        raise WrongUse("scrutiny-date", key=key, date=written_date(date), period=key.period)


def fits(citation: Citation, key: InstrumentKey) -> bool:
    """Tell whether a key could be what a citation means, as far as key and citation say."""
    try:
        require_as_written(citation, key)
    except WrongUse:
        return False
    return not key.is_partial and not (key.period.isdigit() and int(key.period) < _first(key))


def _first(key: InstrumentKey) -> int:
    return _FIRST_PARTY_YEAR if key.is_party else _FIRST_STATE_YEAR


def require_as_written(citation: Citation, key: InstrumentKey) -> None:
    """Refuse a key whose number, kind or year is not the one that the citation writes.

    A name writes none of them but perhaps its year; a mere number does not say by which kind of paper
    the scheme or the plan was approved.

    Raises:
        WrongUse: what is written and what to type instead are named.
    """
    mention, own = citation.mention, citation.unlinked or citation.key
    named = mention.mention_class is MentionClass.NAMED
    written = canonical_number(mention.number) if mention.number else key.number
    if not named and own.number not in (UNKNOWN, NONE_BY_NATURE) and key.number != written:
        _refuse("scrutiny-number", citation, key, str(mention.number))
    kinds = _slots(mention, own)
    if mention.mention_class is MentionClass.NUMBERED and kinds and key.type not in kinds:
        _refuse("scrutiny-kind", citation, key, mention.kind or own.type)
    times = tuple(str(time) for time in (mention.year, mention.date) if time)
    if times and not any(within(key.period, time) for time in times):
        _refuse("scrutiny-period", citation, key, times[0][:4])


def _refuse(code: str, citation: Citation, key: InstrumentKey, written: str) -> None:
    own = citation.unlinked or citation.key
    told = str(own).replace(f":{UNKNOWN}", ":…")
    raise WrongUse(
        code, quote=collapse(citation.mention.surface), written=written, key=key, own=told
    )


def _slots(mention: Mention, own: InstrumentKey) -> frozenset[str]:
    """Return the type slots that kind word and symbol write, none where the key leaves the type open."""
    if own.type == UNKNOWN:
        return frozenset()
    kinds = vocabulary.load().kind_by_name
    names = (name.lower() for name in (mention.kind, mention.symbol_kind) if name)
    return frozenset({own.type, *(kinds[name].slot for name in names if name in kinds)})


def within(period: str, time: str) -> bool:
    """Tell whether an ISO date, or a bare year, may lie in a year or a term; in an unknown term it may."""
    if period == UNKNOWN:
        return True
    if period.isdigit():
        return time[:4] == period
    provincial = _PROVINCIAL.fullmatch(period)
    if provincial:
        return provincial[1] <= time[:4] <= provincial[2]
    rows = vocabulary.toml_of("plenums.toml")["term"]
    term = next((row for row in rows if row["key"] == period), None)
    if term is None:
        return True
    first, last = term["from"], term.get("until") or "9999"
    return bool(first[: len(time)] <= time <= last[: len(time)])
