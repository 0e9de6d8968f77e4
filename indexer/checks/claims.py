"""What citations say that a registry of known instruments may contradict: `kb.records` asks it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from indexer.checks.case import Case, Reading, called
from indexer.checks.dates import outside_term
from indexer.sentences import sentence_ends
from kb.model import Claim, Role

_PAST = (Role.AMENDS, Role.REPLACES, Role.REPEALS)
_REACH = 60
"""How far before and after a citation words about its past may stand, in characters."""


def claims(case: Case) -> Iterator[Claim]:
    """Yield what each citation claims, unless what identifies it is in doubt."""
    for index, reading in enumerate(case.readings):
        if not reading.symbol_fault:
            yield Claim(
                citation=index,
                called=called(reading),
                day=None if _is_doubtful(case, reading) else reading.day,
                is_current=not _is_past(case, reading),
            )


def _is_doubtful(case: Case, reading: Reading) -> bool:
    """Whether another finding says already what is wrong with the date."""
    faulty = reading.year_clash or reading.date_fault
    return bool(faulty or outside_term(reading) or _is_late(case, reading.day or ""))


def _is_late(case: Case, day: str) -> bool:
    return case.header.date is not None and day > case.header.date


def _is_past(case: Case, reading: Reading) -> bool:
    """Whether the citation speaks of the past by its own words, or stands in a title."""
    if reading.mention.parent is not None or reading.citation.role in _PAST:
        return True
    text, settings = case.text.text, case.table.settings["historical"]
    first, end = max(0, reading.start - _REACH), reading.tail
    begun = sentence_ends(text, first, reading.start)[-1:]
    stops = sentence_ends(text, end, end + _REACH)[:1]
    words = text[begun[0] if begun else first : reading.start].rpartition(";")[2]
    rest = text[end : stops[0] if stops else end + _REACH]
    return bool(
        _behind(tuple(settings["before"])).search(words)
        or _behind(tuple(settings["acts"]), tuple(settings["acts_by"])).search(words)
        or _ahead(tuple(settings["after"])).match(rest)
    )


@cache
def _behind(words: tuple[str, ...], stops: tuple[str, ...] = ()) -> re.Pattern[str]:
    """Return the pattern of words that reach to the end of a text, no number and no `stops` between."""
    between = "|".join((r"\d+/", *(rf"\b{_spelled((stop,))}\b" for stop in stops)))
    return re.compile(rf"(?i)(?<!\w)(?:{_spelled(words)})(?!\w)(?:(?!{between})[^;:])*$")


@cache
def _ahead(words: tuple[str, ...]) -> re.Pattern[str]:
    """Return the pattern of words that a text begins with."""
    return re.compile(rf"(?i)[\s,(]*(?:đã\s+|nay\s+|mà\s+)?(?:{_spelled(words)})(?!\w)")


def _spelled(words: tuple[str, ...]) -> str:
    return "|".join(word.replace(" ", r"\s+") for word in words)
