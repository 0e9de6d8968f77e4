"""The period of a key: the year of a state paper, the committee's term of a Party paper.

Terms of the Central Committee end with its congress; provincial terms begin in the autumn of
2010, 2015, 2020, 2025.
"""

from __future__ import annotations

import re
from functools import cache

from kb.identity import UNKNOWN
from kb.vocabulary import toml_of

_TERM = re.compile(r"khóa\s+([IVX]{1,5}|[0-9]{1,2})(?!\w)", re.IGNORECASE)
_VALUES = {"I": 1, "V": 5, "X": 10}
_PROVINCIAL_START = "10-01"
"""First day of a provincial term, month and day: congresses are held in September to November."""
_YEARS = range(1900, 2100)
_UNSURE_FROM, _UNSURE_TO = "08-01", "11-30"


@cache
def terms() -> tuple[tuple[int, str, str], ...]:
    """Return (number, first day, day after the last or empty) of the Central Committee's terms."""
    rows = toml_of("plenums.toml")["term"]
    return tuple((row["number"], row["from"], row.get("until", "")) for row in rows)


def state_period(year: int | None, date: str | None) -> str:
    """Return the year of a state paper: the one in the symbol, else that of the date."""
    if year is not None:
        return str(year) if year in _YEARS else UNKNOWN
    return date[:4] if date else UNKNOWN


def implied_term(date: str | None, issuer: str | None, surface: str, *, central: bool) -> str:
    """Return the term of a Party paper from the khóa in the words, else from the date."""
    if not central:
        return provincial_term(date)
    written = stated_term(issuer, surface)
    if written is not None:
        return f"k{written}"
    number = term_of(date)
    return f"k{number}" if number else UNKNOWN


def stated_term(issuer: str | None, surface: str) -> int | None:
    """Return the khóa that the words state."""
    match = _TERM.search(issuer or "") or _TERM.search(surface)
    return count(match[1]) if match else None


def count(numeral: str) -> int:
    """Return the value of a Roman or Arabic numeral."""
    if numeral.isdigit():
        return int(numeral)
    values = [_VALUES[letter] for letter in numeral.upper()]
    pairs = zip(values, [*values[1:], 0], strict=True)
    return sum(-value if value < following else value for value, following in pairs)


def term_of(date: str | None) -> int | None:
    """Return the term of the Central Committee on an ISO date; `None` for a year that two terms share."""
    if date is None:
        return None
    first, last = (date, date) if len(date) > len("2018") else (f"{date}-01-01", f"{date}-12-31")
    found = {number for number, start, end in terms() if start <= last and (not end or first < end)}
    return found.pop() if len(found) == 1 else None


@cache
def _sittings() -> tuple[tuple[int, str], ...]:
    """Return (number, day of the first session) of the National Assemblies, the oldest first."""
    rows = toml_of("plenums.toml")["legislature"]
    return tuple((row["number"], row["opened"]) for row in rows)


def legislature_of(date: str | None) -> int | None:
    """Return the National Assembly that sat on an ISO date; `None` for a year that two share."""
    if date is None:
        return None
    first, last = (date, date) if len(date) > len("2018") else (f"{date}-01-01", f"{date}-12-31")
    rows = _sittings()
    ends = [*(opened for _, opened in rows[1:]), "9999"]
    found = [
        number
        for (number, opened), end in zip(rows, ends, strict=True)
        if opened <= last and first < end
    ]
    return found[0] if len(found) == 1 and first >= rows[0][1] else None


def provincial_term(date: str | None) -> str:
    """Return `n<start>-<end>` of the provincial term on an ISO date, `?` for a bare year of change."""
    if date is None:
        return UNKNOWN
    year = int(date[:4])
    start = year - year % 5
    if year % 5 == 0:
        if len(date) == len("2015"):
            return UNKNOWN
        start = year if date[5:] >= _PROVINCIAL_START else year - 5
    return f"n{start}-{start + 5}"


def period_uncertain(date: str | None) -> bool:
    """Whether a date falls in the months in which one provincial term follows the other."""
    if date is None or len(date) == len("2015") or int(date[:4]) % 5:
        return False
    return _UNSURE_FROM <= date[5:] <= _UNSURE_TO
