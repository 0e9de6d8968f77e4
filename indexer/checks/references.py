"""Short forms and names: what they may mean, and whether they were introduced."""

from __future__ import annotations

from collections.abc import Iterator

from indexer.checks.case import Case, Reading, called
from indexer.checks.dates import is_collision
from kb.identity import InstrumentKey
from kb.model import Finding, MentionClass, Resolution
from kb.text import collapse

_PARTS = ("kind", "symbol", "date", "issuer", "subject")
_ALIAS = "named.alias"
_CONGRESS = "named.congress"
"""Resolutions of congresses have no number by nature."""


def ambiguous_reference(case: Case) -> Iterator[Finding]:
    """Several instruments fit a short form, a plenum, or a number that the document has with two dates."""
    for reading in case.firsts:
        several = reading.citation.candidates
        if len(several) < 2 or not _is_open(case, reading):
            continue
        yield case.finding(
            "ambiguous-reference",
            reading.mention.span,
            ground="other-mention" if reading.is_numbered else "registry",
            key=reading.key,
            text=collapse(reading.words),
            n=str(len(several)),
        )


def _is_open(case: Case, reading: Reading) -> bool:
    """Whether nothing but the writer can tell which of the candidates is meant."""
    if reading.citation.resolution is not Resolution.AMBIGUOUS:
        return False
    if reading.is_numbered:
        return is_collision(reading) and any(
            key in case.by_key for key in reading.citation.candidates
        )
    return case.is_whole or not reading.is_law


def unknown_instrument(case: Case) -> Iterator[Finding]:
    """A name or short form that nothing in the document and the tables explains."""
    for reading in case.firsts:
        unresolved = reading.citation.resolution is Resolution.PARTIAL
        nameless = reading.mention.rule.startswith(_CONGRESS)
        named = not reading.is_numbered and not reading.citation.candidates
        if unresolved and named and not nameless:
            yield case.finding(
                "unknown-instrument",
                reading.mention.span,
                ground="registry",
                key=reading.key,
                text=collapse(reading.words),
            )


def alias_undefined(case: Case) -> Iterator[Finding]:
    """A number without its symbol, before or without the citation in full."""
    full: set[InstrumentKey] = set()
    told: set[InstrumentKey] = set()
    for reading in case.readings:
        if reading.mention.mention_class is not MentionClass.NUMBER_ONLY or _is_said_in_full(
            reading
        ):
            full.add(reading.key)
        elif reading.key not in full | told and _is_short(reading):
            told.add(reading.key)
            yield case.finding(
                "alias-undefined",
                reading.mention.span,
                ground="text",
                key=reading.key,
                alias=collapse(reading.words),
            )


def _is_said_in_full(reading: Reading) -> bool:
    """Whether issuer, date or khóa stand with the number and identify it."""
    return reading.citation.resolution in (Resolution.EXACT, Resolution.INFERRED_ISSUER)


def _is_short(reading: Reading) -> bool:
    """Whether it means something known; several or no candidates are other findings."""
    level, candidates = reading.citation.resolution, reading.citation.candidates
    if level in (Resolution.ANTECEDENT, Resolution.REGISTRY):
        return True
    return len(candidates) == 1


def first_mention_incomplete(case: Case) -> Iterator[Finding]:
    """The first mention lacks a part that the official style asks for; laws go by name."""
    for reading in case.firsts:
        if reading.is_law or reading.mention.rule == _ALIAS:
            continue
        mention = reading.mention
        missing = [part for part in _PARTS if getattr(mention, part) is None]
        if missing:
            yield case.finding(
                "first-mention-incomplete",
                mention.span,
                ground="text",
                key=reading.key,
                id=called(reading),
                missing=", ".join(case.table.words[part] for part in missing),
            )
