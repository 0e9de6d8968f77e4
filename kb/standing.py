"""Which staff decisions stand, in which order they apply, and in which report each holds.

A decision speaks of a report, not of the bytes of its file: it is known again by its own key, or, where it
has none, by its place in the folders. So a decision survives a word mended elsewhere in the file.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from kb.identity import UNKNOWN, InstrumentKey, parse_key
from kb.ports import Decision


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """What a report is known by."""

    id: str
    key: InstrumentKey | None
    paths: frozenset[str]
    """As `spelled` gives them."""


def spelled(path: str) -> str:
    """Return a path as every file of text can hold it."""
    return path.encode("utf-8", "backslashreplace").decode()


def made_at(decision: Decision) -> tuple[datetime, str]:
    """Return what decisions are put in order by: the moment, then the id."""
    moment = datetime.fromisoformat(decision.when)
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)), decision.id


def taken_back(decisions: Iterable[Decision]) -> dict[str, Decision]:
    """Return id → what takes that decision back; what is taken back itself takes nothing back."""
    undone: dict[str, Decision] = {}
    for decision in sorted(decisions, key=made_at, reverse=True):
        if decision.action == "undo" and decision.id not in undone:
            undone.setdefault(decision.value, decision)
    return undone


def standing(decisions: Iterable[Decision]) -> tuple[Decision, ...]:
    """Return the decisions that stand, in the order in which they apply: the last word counts.

    Those for all reports come before those for one, then the older before the newer.
    """
    every = sorted(decisions, key=made_at)
    undone = taken_back(every)
    left = (d for d in every if d.action != "undo" and d.id not in undone)
    return tuple(sorted(left, key=_is_narrow))


def completed(key: InstrumentKey, date: str) -> InstrumentKey:
    """Close the period of a state key with a confirmed date; a term cannot be told from a date alone."""
    if key.period != UNKNOWN or key.is_party:
        return key
    return replace(key, period=date[:4])


def confirmed(decisions: Iterable[Decision]) -> dict[InstrumentKey, tuple[str, bool]]:
    """Return instrument → confirmed date, and whether it was confirmed for all reports.

    One confirmed for a single report says what only that report was found to mean.
    """
    dates: dict[InstrumentKey, tuple[str, bool]] = {}
    for decision in standing(decisions):
        key = parse_key(decision.key) if decision.action == "confirm" else None
        whole = completed(key, decision.value) if key else None
        if whole is not None and not whole.is_partial:
            wide = decision.report_id is None
            if wide or not dates.get(whole, ("", False))[1]:
                dates[whole] = (decision.value, wide)
    return dates


def _is_narrow(decision: Decision) -> bool:
    return decision.report_id is not None


def placed(decision: Decision, place: Place) -> Decision:
    """Return the decision with what its report is known by, here, once the file has changed."""
    own = str(place.key) if place.key and not place.key.is_partial else None
    path = min(place.paths, default=decision.report_path)
    known = decision.report_path if decision.report_path in place.paths else path
    return replace(decision, report_key=decision.report_key or own, report_path=known)


def is_placed(decision: Decision) -> bool:
    """Tell whether nothing is left to be said about the report of a decision."""
    return decision.report_id is None or bool(decision.report_key or decision.report_path)


def holds_in(decision: Decision, place: Place) -> bool:
    """Tell whether a decision holds in the report at `place`, by what both say of themselves alone."""
    if decision.report_id in (None, place.id):
        return True
    own = parse_key(decision.report_key) if decision.report_key else None
    if own is not None and own == place.key:
        return True
    return decision.report_path in place.paths and not _another(own, place.key)


def _another(before: InstrumentKey | None, now: InstrumentKey | None) -> bool:
    """Tell whether two papers that lay at one place are not the same: their numbers say so."""
    if before is None or now is None:
        return False
    return (before.number, before.period) != (now.number, now.period)
