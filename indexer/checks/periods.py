"""Reporting periods (kỳ báo cáo) as written, and their last day."""

from __future__ import annotations

import calendar
import re

from indexer.periods import count
from kb.text import collapse, fold

_YEAR = r"(?:(?:nam )?(?P<year>(?:19|20)\d\d)|[^0-9]{0,20}nam (?P<later>(?:19|20)\d\d))"
_WORDS = {
    "ba": 3,
    "sau": 6,
    "chin": 9,
    "muoi hai": 12,
    "bay": 7,
    "tam": 8,
    "muoi": 10,
    "muoi mot": 11,
    "hai": 2,
    "bon": 4,
    "tu": 4,
}
_NUMBER = r"(?P<n>\d{1,2}|ba|sau|bay|tam|chin|muoi mot|muoi hai|muoi)"
_LAST_MONTH = (
    (re.compile(rf"quy (?P<n>iv|i{{1,3}}|[1-4])\W{{1,3}}{_YEAR}"), "quarter"),
    (re.compile(rf"{_NUMBER} thang cuoi {_YEAR}"), "year"),
    (re.compile(rf"{_NUMBER} thang (?:dau )?{_YEAR}"), "months"),
    (re.compile(r"thang (?P<n>\d{1,2})(?: nam |[/-])(?P<year>(?:19|20)\d\d)(?P<later>)"), "months"),
    (re.compile(r"(?:^|ca )nam (?P<year>(?:19|20)\d\d)(?P<later>)"), "year"),
)


def last_day(period: str) -> str | None:
    """Return the ISO date of the last day of a written period, `None` when it is not understood."""
    words = fold(collapse(period))
    for pattern, unit in _LAST_MONTH:
        if match := pattern.search(words):
            year = int(match["year"] or match["later"])
            month = 12 if unit == "year" else _month(match["n"], unit)
            return _end(year, month) if 1 <= month <= 12 else None
    return None


def _month(number: str, unit: str) -> int:
    value = _WORDS.get(number) or count(number.upper())
    return value * 3 if unit == "quarter" else value


def _end(year: int, month: int) -> str:
    return f"{year}-{month:02}-{calendar.monthrange(year, month)[1]:02}"
