"""Dates against the calendar, the document's own date, the symbol's year and the Party's terms."""

from __future__ import annotations

import re
from collections.abc import Iterator

from indexer.checks.case import Base, Case, Reading, called
from indexer.checks.dating import parse_iso, term_limits
from indexer.checks.periods import last_day, reported
from indexer.periods import stated_term
from kb.identity import UNKNOWN, InstrumentKey
from kb.model import Finding, MentionClass, Resolution, Span
from kb.naming import shown, when

_NUMERALS = ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX")


def date_after_report(case: Case) -> Iterator[Finding]:
    """Dated after the document that cites it, or numbered in a later year."""
    own = case.header.date
    for reading in case.readings if own else ():
        mention = reading.mention
        date = mention.date or (str(mention.year) if mention.year else None)
        if own is None or date is None or reading.date_fault or reading.symbol_fault:
            continue
        implied = reading.citation.resolution is Resolution.INFERRED_YEAR
        if date <= own[: len(date)] or reading.year_clash or implied:
            continue
        span = case.field_span(reading, "date") if mention.date else case.id_span(reading)
        yield case.finding(
            "date-after-report",
            span,
            ground="header",
            key=reading.key,
            id=called(reading),
            when=when(date),
            since=_first(when(date)),
            report_date=shown(own),
        )


def _first(words: str) -> str:
    """Return words as they begin a sentence."""
    return words[:1].upper() + words[1:]


def impossible_date(case: Case) -> Iterator[Finding]:
    """A day that no calendar has, or a year with a wrong number of digits."""
    for reading in case.readings:
        if reading.date_fault:
            yield case.finding(
                "impossible-date",
                _fault_span(case, reading, reading.date_fault),
                ground="calendar",
                key=reading.key,
                id=called(reading),
                text=reading.date_fault,
            )


def _fault_span(case: Case, reading: Reading, words: str) -> Span:
    if span := reading.mention.field_span("date"):
        return span
    start = case.text.text.find(words, reading.end)
    return case.span(start, start + len(words)) if start >= 0 else reading.mention.span


def year_date_mismatch(case: Case) -> Iterator[Finding]:
    """The year in the symbol is not that of the date."""
    for reading in case.readings:
        mention = reading.mention
        if reading.year_clash and mention.date and not reading.date_fault:
            yield case.finding(
                "year-date-mismatch",
                case.field_span(reading, "date"),
                ground="symbol",
                key=reading.key,
                id=called(reading),
                when=when(mention.date),
                year=str(mention.year),
                date_year=mention.date[:4],
            )


def term_date_mismatch(case: Case) -> Iterator[Finding]:
    """The khóa that stands there is not that of the date; compared as far as the limits of terms are sure."""
    for reading in case.readings:
        term = outside_term(reading)
        if term is not None and reading.mention.date:
            yield case.finding(
                "term-date-mismatch",
                case.field_span(reading, "date"),
                ground="calendar",
                key=reading.key,
                id=called(reading),
                when=when(reading.mention.date),
                since=_first(when(reading.mention.date)),
                term=_roman(term),
            )


def outside_term(reading: Reading) -> int | None:
    """Return the term of the Central Committee that stands there, when the date lies outside it."""
    mention, key = reading.mention, reading.key
    if mention.date is None or reading.date_fault or (key.realm, key.body) != ("dcsvn", "tw"):
        return None
    term = stated_term(mention.issuer, reading.words)
    limits = term_limits().get(term) if term is not None else None
    if limits is None:
        return None
    first, last = limits
    width = len(mention.date)
    return None if first[:width] <= mention.date <= last[:width] else term


def _roman(number: int) -> str:
    tens, ones = divmod(number, 10)
    return "X" * tens + _NUMERALS[ones]


def undated_yearless(case: Case) -> Iterator[Finding]:
    """No year in the symbol and no date in any mention of the document."""
    for reading in _undated(case):
        if (
            not _is_told(case, reading)
            and not _is_khoa_stated(reading)
            and reading.mention.year is None
        ):
            yield case.finding(
                "undated-yearless",
                reading.mention.span,
                ground="text",
                key=reading.key,
                id=called(reading),
            )


def undated_mention(case: Case) -> Iterator[Finding]:
    """The first mention has no date, though another mention, the symbol's year or a khóa identifies it."""
    for reading in _undated(case):
        yeared = reading.mention.year is not None
        nested = reading.mention.parent is not None
        if yeared and (nested or case.header.year is not None):
            continue  # titles, and the bases of normative acts, name acts by number and year alone
        if yeared or _is_told(case, reading) or _is_khoa_stated(reading):
            yield case.finding(
                "undated-mention",
                reading.mention.span,
                ground="text",
                key=reading.key,
                id=called(reading),
                date=_known_date(case, reading),
            )


def _undated(case: Case) -> Iterator[Reading]:
    """Yield the first mention of each instrument, where it should have a date and has none."""
    if not case.is_whole:
        return
    seen: set[InstrumentKey | Base] = set()
    for reading in case.readings:
        if reading.key in seen or (reading.key.period != UNKNOWN and reading.base in seen):
            continue
        seen |= {reading.key, reading.base} if reading.key.period == UNKNOWN else {reading.key}
        if reading.mention.date is None and _needs_date(reading):
            yield reading


def _needs_date(reading: Reading) -> bool:
    mention = reading.mention
    short = mention.mention_class is MentionClass.NUMBER_ONLY
    settled = reading.citation.resolution not in (Resolution.EXACT, Resolution.INFERRED_ISSUER)
    if mention.mention_class is MentionClass.NAMED or reading.is_law or (short and settled):
        return False
    return not (reading.date_fault or reading.symbol_fault or is_collision(reading))


def is_collision(reading: Reading) -> bool:
    """Whether a number with its symbol fits several mentions of the document."""
    several = len(reading.citation.candidates) > 1
    dated = reading.citation.resolution is Resolution.AMBIGUOUS and reading.mention.date is None
    return several and dated and not reading.key.body.startswith(UNKNOWN)


def _is_told(case: Case, reading: Reading) -> bool:
    """Whether another mention of the document has the date."""
    return any(other.mention.date for other in case.by_key.get(reading.key, ()))


def _is_khoa_stated(reading: Reading) -> bool:
    return reading.key.is_party and stated_term(reading.mention.issuer, reading.words) is not None


def _known_date(case: Case, reading: Reading) -> str | None:
    """Return the date from another mention; where none has it, `kb.records` may know one."""
    dates = (other.mention.date for other in case.by_key.get(reading.key, ()))
    told = next((date for date in dates if date), None)
    return shown(told) if told else None


def weekend_date(case: Case) -> Iterator[Finding]:
    """A Saturday or Sunday."""
    for reading in case.firsts:
        day = reading.day
        if day is None or reading.date_fault or parse_iso(day).isoweekday() < 6:
            continue
        words = case.table.words
        yield case.finding(
            "weekend-date",
            case.field_span(reading, "date"),
            ground="calendar",
            key=reading.key,
            id=called(reading),
            date=shown(day),
            weekday=words["saturday" if parse_iso(day).isoweekday() == 6 else "sunday"],
        )


def report_before_period_end(case: Case) -> Iterator[Finding]:
    """A report that is signed before its period is over."""
    header = case.header
    report = re.match(r"báo cáo", (header.kind or "").lower())
    if header.date is None or header.period is None or report is None:
        return
    period = reported(header.subject or "", header.period, **case.table.settings["period"])
    last = last_day(period) if period else None
    if period is not None and last is not None and header.date < last:
        field = "period" if period.startswith(header.period) else "subject"
        span = next((s for name, s in header.spans if name == field), None)
        yield case.finding(
            "report-before-period-end",
            span,
            ground="header",
            report_date=shown(header.date),
            period=period,
        )
