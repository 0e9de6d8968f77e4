"""Whether an instrument is in force on a day, as far as the registry tells."""

from __future__ import annotations

from enum import StrEnum

from kb.model import Instrument


class Effect(StrEnum):
    """Tình trạng hiệu lực on a day."""

    IN_FORCE = "in-force"
    EXPIRED = "expired"
    NOT_YET = "not-yet"
    UNKNOWN = "unknown"


def effect_on(instrument: Instrument, day: str | None, *, present: bool = False) -> Effect:
    """Return the effect status on `day` (ISO); what the registry leaves open is unknown, never in force.

    `present` says that `day` is today, so that a replacement without a date has happened.
    """
    if instrument.status is None or day is None or len(day) != len("2018-09-05"):
        return Effect.UNKNOWN
    if instrument.effective_to is not None:
        return Effect.EXPIRED if day >= instrument.effective_to else _from_start(instrument, day)
    if instrument.status == "in_force":
        return _from_start(instrument, day)
    return Effect.EXPIRED if present else Effect.UNKNOWN


def _from_start(instrument: Instrument, day: str) -> Effect:
    start = instrument.effective_from or instrument.date
    return Effect.NOT_YET if start is not None and day < start else Effect.IN_FORCE
