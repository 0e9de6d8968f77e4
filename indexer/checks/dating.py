"""Dates as words: how they are shown, and whether a calendar has them."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from functools import cache

from kb.model import Mention
from kb.text import Normalised, collapse
from kb.vocabulary import toml_of

_PARTS = re.compile(r"(\d{1,2})\D{1,9}(\d{1,2})(?:\D{1,7}(\d{1,6}))?")
_WRONG_YEAR = re.compile(
    r"[ \n]?[,(]?[ \n]?ngày[ \n](?P<date>\d{1,2}[/.-]\d{1,2}[/.-](?:\d{3}|\d{5,6}))(?!\d|[/.-]\d)",
    re.IGNORECASE,
)
_FIRST_YEAR, _LAST_YEAR = 1930, 2100


def parse_iso(date: str) -> datetime.date:
    """Return the day of a full ISO date."""
    return datetime.date.fromisoformat(date)


def date_fault(mention: Mention, end: int, source: Normalised) -> str | None:
    """Return the words of a date that no calendar has; `end` is the mention's normalised end."""
    if mention.date is not None:
        far = (
            len(mention.date) > len("2018")
            and not _FIRST_YEAR <= int(mention.date[:4]) <= _LAST_YEAR
        )
        return _words(mention, source) if far else None
    written = _words(mention, source)
    if written is not None:
        return written if _is_impossible(written) else None
    wrong = _WRONG_YEAR.match(source.text, end)
    return wrong["date"] if wrong else None


def _words(mention: Mention, source: Normalised) -> str | None:
    span = mention.field_span("date")
    if span is None:
        return None
    return collapse(source.text[source.from_raw(span.start) : source.from_raw(span.end)])


def _is_impossible(written: str) -> bool:
    parts = _PARTS.search(written)
    if parts is None:
        return False
    day, month, year = int(parts[1]), int(parts[2]), parts[3]
    try:
        datetime.date(int(year) if year else 2000, month, day)
    except ValueError:
        return True
    return False


@cache
def legislatures() -> Mapping[int, tuple[int, int]]:
    """Return first and last year of each National Assembly by its number."""
    rows = toml_of("plenums.toml")["legislature"]
    return {row["number"]: (row["first_year"], row["last_year"]) for row in rows}


@cache
def term_limits() -> Mapping[int, tuple[str, str]]:
    """Return the first and last day that may belong to a term of the Central Committee."""
    rows = toml_of("plenums.toml")["term"]
    sure = {row["number"]: row["certainty"] for row in rows}
    return {
        row["number"]: (
            _widen(row["from"], row["certainty"], first=True),
            _widen(row.get("until", "9999-12-31"), sure.get(row["number"] + 1, "day"), first=False),
        )
        for row in rows
    }


def _widen(day: str, certainty: str, *, first: bool) -> str:
    """Return the first or last day of the month or year of `day`, as certain as it is."""
    if certainty == "year":
        return f"{day[:4]}-01-01" if first else f"{day[:4]}-12-31"
    if certainty == "month":
        return f"{day[:7]}-01" if first else f"{day[:7]}-31"
    return day
