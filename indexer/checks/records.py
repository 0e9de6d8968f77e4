"""What the registry of known instruments says: dates, effect, successors."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from indexer.checks.case import Case, Reading, called
from indexer.checks.dates import outside_term
from indexer.checks.dating import shown
from indexer.sentences import sentence_end
from kb.model import Finding, Instrument, Role

_PAST = (Role.AMENDS, Role.REPLACES, Role.REPEALS)
_REACH = 60
"""How far before and after a citation words about its past may stand, in characters."""
_CONSOLIDATION = "Văn bản hợp nhất"


def _record(case: Case, reading: Reading) -> Instrument | None:
    """Return the row of the instrument, unless what identifies it is in doubt."""
    if reading.symbol_fault or reading.key.is_partial:
        return None
    return case.tables.gazetteer.registry.get(reading.key)


def date_differs_from_record(case: Case) -> Iterator[Finding]:
    """Another date than a sure row of the registry has; near-unique symbols of central bodies only."""
    for key, mentions in case.by_key.items():
        record = case.tables.gazetteer.registry.get(key)
        if record is None or record.confidence != "high" or record.date is None or key.province:
            continue
        for reading in mentions:
            if reading.day and reading.day != record.date and not _is_doubtful(case, reading):
                yield case.finding(
                    "date-differs-from-record",
                    case.field_span(reading, "date"),
                    ground="registry",
                    key=key,
                    id=called(reading),
                    date=shown(reading.day),
                    record_date=shown(record.date),
                )


def _is_doubtful(case: Case, reading: Reading) -> bool:
    """Whether another finding says already what is wrong with the date."""
    faulty = reading.year_clash or reading.date_fault or reading.symbol_fault
    return bool(faulty or outside_term(reading) or _is_late(case, reading.day or ""))


def _is_late(case: Case, day: str) -> bool:
    return case.header.date is not None and day > case.header.date


def superseded_at_report_date(case: Case) -> Iterator[Finding]:
    """Cited as if in force, though the registry says that it was repealed or replaced by then."""
    own = case.header.date
    if own is None or case.header.kind == _CONSOLIDATION:
        return
    for key, mentions in case.by_key.items():
        record = case.tables.gazetteer.registry.get(key)
        if record is None or record.effective_to is None or record.effective_to > own:
            continue
        reading = next((r for r in mentions if not (r.symbol_fault or _is_past(case, r))), None)
        if reading is not None:
            names = [case.name(successor) for successor in record.replaced_by]
            yield case.finding(
                "superseded-at-report-date",
                reading.mention.span,
                ground="registry",
                key=key,
                id=called(reading),
                replaced_by=", ".join(names) or None,
                effective_to=shown(record.effective_to),
            )


def _is_past(case: Case, reading: Reading) -> bool:
    """Whether the citation speaks of the past by its own words, or stands in a title."""
    if reading.mention.parent is not None or reading.citation.role in _PAST:
        return True
    text = case.text.text
    before = text[max(0, reading.start - _REACH) : reading.start]
    end = reading.tail
    after = text[end : end + _REACH]
    settings = case.table.settings["historical"]
    start = max((m.end() for m in sentence_end().finditer(before)), default=0)
    stop = sentence_end().search(after)
    return bool(
        _cue(tuple(settings["before"]), last=True).search(re.split("[;]", before[start:])[-1])
        or _cue(tuple(settings["after"]), last=False).match(
            after[: stop.start()] if stop else after
        )
    )


@cache
def _cue(words: tuple[str, ...], *, last: bool) -> re.Pattern[str]:
    spelled = "|".join(word.replace(" ", r"\s+") for word in words)
    if last:
        return re.compile(rf"(?i)(?<!\w)(?:{spelled})(?!\w)(?:(?!\d+/)[^;:])*$")
    return re.compile(rf"(?i)[\s,(]*(?:đã\s+|nay\s+|mà\s+)?(?:{spelled})(?!\w)")


def not_yet_in_force(case: Case) -> Iterator[Finding]:
    """Cited by number before it takes effect."""
    own = case.header.date
    if own is None:
        return
    for reading in case.firsts:
        record = _record(case, reading)
        if record is None or record.effective_from is None or not reading.is_numbered:
            continue
        issued = record.date is not None and record.date <= own
        if own < record.effective_from and issued:
            yield case.finding(
                "not-yet-in-force",
                reading.mention.span,
                ground="registry",
                key=reading.key,
                id=called(reading),
                effective_from=shown(record.effective_from),
            )
