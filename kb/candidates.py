"""Which known instruments an open key could mean, and when one of them may be taken.

A candidate is taken only for a reason: its title agrees with the words of the mention. That it is
the only one known is no reason.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from kb.identity import UNKNOWN, InstrumentKey
from kb.model import Instrument
from kb.text import fold

_COMMON = frozenset(
    {"ve", "viec", "cua", "va", "cac", "trong", "cho", "mot", "so", "nam", "theo", "quy", "dinh"}
    | {"thuc", "hien", "cong", "tac", "nha", "nuoc", "ban", "hanh"}
)
"""Words of so many titles that sharing them says nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """The one instrument that is meant, or those that fit."""

    chosen: Instrument | None
    fitting: tuple[InstrumentKey, ...]


def agrees(key: InstrumentKey, other: InstrumentKey) -> bool:
    """Tell whether `other` says the same wherever `key` is not open."""
    return (
        key.number == other.number
        and key.type in (other.type, UNKNOWN)
        and _same_body(key, other)
        and key.period in (other.period, UNKNOWN)
    )


def _same_body(key: InstrumentKey, other: InstrumentKey) -> bool:
    if key.body == UNKNOWN:
        return True
    if key.body.startswith(UNKNOWN):
        return other.body == key.body.removeprefix(UNKNOWN)
    return (key.realm, key.body) == (other.realm, other.body)


def settle(
    key: InstrumentKey, subject: str | None, before: str | None, known: Iterable[Instrument]
) -> Outcome:
    """Return what an open key means among `known`, none later than `before` (ISO date)."""
    fitting = sorted(
        (i for i in known if i.key != key and agrees(key, i.key) and not _later(i, before)),
        key=lambda instrument: instrument.key,
    )
    placed = not key.body.startswith(UNKNOWN)
    titled = [i for i in fitting if placed and titles_agree(subject, i)]
    return Outcome(
        chosen=titled[0] if len(titled) == 1 else None,
        fitting=tuple(instrument.key for instrument in fitting),
    )


def _later(instrument: Instrument, date: str | None) -> bool:
    return bool(instrument.date and date and instrument.date > date)


def titles_agree(subject: str | None, instrument: Instrument) -> bool:
    """Tell whether a known title shares three telling words or more, and most of its own."""
    mine = _words(subject or "")
    return any(
        _numbers(mine) == _numbers(theirs)
        and len(mine & theirs) >= max(3, (len(theirs) * 3 + 4) // 5)
        for theirs in (_words(title) for title, _ in instrument.titles)
        if theirs
    )


def _numbers(words: frozenset[str]) -> frozenset[str]:
    """Return the numbers of a title: the plan for 2018 is not the plan for 2020."""
    return frozenset(word for word in words if word.isdigit())


def _words(title: str) -> frozenset[str]:
    return frozenset(re.findall(r"[a-z0-9]+", fold(title))) - _COMMON
