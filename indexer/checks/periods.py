"""Reporting periods (kỳ báo cáo) as written, and their last day."""

from __future__ import annotations

import calendar
import re
from collections.abc import Sequence

from indexer.periods import count
from kb.text import collapse, fold, one_line

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


_ANY_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_BARE_YEAR = re.compile(r"(?:ca )?nam (?:19|20)\d\d")
_JOINED = r"(?:[,;:–-]|(?<!\w)va) ?"


def reported(title: str, period: str, *, coming: Sequence[str], plans: Sequence[str]) -> str | None:
    """Return the period that a report with this title reports on, as written; `period` is the one read.

    A title goes on with what is to come (“… quý II và nhiệm vụ quý III năm 2018”: `coming` are words that
    such a part begins with): that is not reported on, and may hold the year of both. A bare year behind
    the name of a plan (`plans`) is the plan's.
    """
    words = one_line(title)
    past, rest = _split(words, coming)
    known = fold(one_line(period))
    if known not in fold(words):
        return None if _BARE_YEAR.fullmatch(known) else period
    if known in fold(past) and last_day(period) is not None:
        return None if _BARE_YEAR.fullmatch(known) and _names_plan(past, plans) else period
    return _with_year(past, rest)


def _split(title: str, coming: Sequence[str]) -> tuple[str, str]:
    """Return the part about the past and the part about what is to come."""
    opened = re.compile(_JOINED + rf"(?:{'|'.join(map(fold, coming))})(?!\w)")
    for match in opened.finditer(fold(title)):
        past = title[: match.start()].rstrip()
        if _UNDATED.search(fold(past)):
            return past, title[match.start() :]
    return title, ""


_UNDATED = re.compile(
    rf"(?<!\w)(?:quy (?:iv|i{{1,3}}|[1-4])|{_NUMBER} thang|thang \d{{1,2}}|nam (?:19|20)\d\d)(?!\w)"
)
"""A period, with or without its year."""


def _with_year(past: str, rest: str) -> str | None:
    """Return the period that ends the past part with the year that only the other part bears."""
    starts = list(_UNDATED.finditer(fold(past)))
    year = _ANY_YEAR.search(rest)
    if not starts or year is None:
        return None
    period, ahead = past[starts[-1].start() :], last_day(_behind_joint(rest))
    found = _dated(period, int(year.group()))
    if ahead is not None and (last_day(found) or "") > ahead:
        return _dated(period, int(year.group()) - 1)
    return found


def _behind_joint(rest: str) -> str:
    """Return the part about what is to come from its own period on."""
    found = _UNDATED.search(fold(rest))
    return rest[found.start() :] if found else rest


def _dated(period: str, year: int) -> str:
    return f"{period} {year}" if fold(period).endswith("nam") else f"{period} năm {year}"


def _names_plan(past: str, plans: Sequence[str]) -> bool:
    return re.search(rf"(?<!\w)(?:{'|'.join(map(fold, plans))})(?!\w)", fold(past)) is not None


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
