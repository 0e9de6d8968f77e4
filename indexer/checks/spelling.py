"""Misspelt symbols: a year with too many digits, a code with letters swapped, lost or doubled."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from kb.model import Mention
from kb.symbols import Symbol, find_body
from kb.vocabulary import Vocabulary

_LONG_YEAR = re.compile(
    r"(?P<number>\d{1,6}(?:\.\d{1,3})?[a-zđ]?)[/-](?P<year>\d{5,6})[/-](?P<letters>.+)"
)
_LONG_LEGISLATURE = re.compile(r"^(?:UBTV)?QH(\d{1,2})$")
_SHORTEST = 4
_LATEST_LEGISLATURE = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Misspelt:
    """A symbol that fits no form, and what it may be."""

    suggestion: str | None
    """Number and symbol in full."""


def symbol_fault(
    whole: str, mention: Mention, symbol: Symbol | None, vocabulary: Vocabulary
) -> Misspelt | None:
    """Return what is wrong with number and symbol `whole`, `None` when they fit a form."""
    if not whole or symbol is None:
        return None
    if long := _LONG_YEAR.fullmatch(whole):
        year = _meant_year(long["year"], mention.date)
        return Misspelt(suggestion=f"{long['number']}/{year}/{long['letters']}" if year else None)
    if (number := _LONG_LEGISLATURE.match(symbol.letters)) and int(number[1]) > _LATEST_LEGISLATURE:
        return Misspelt(suggestion=None)
    code = symbol.bodies[0] if symbol.bodies else ""
    meant = near_code(code, vocabulary)
    return Misspelt(suggestion=_replaced(whole, code, meant)) if meant else None


def _replaced(whole: str, code: str, meant: str) -> str:
    return re.sub(rf"(?<![A-Za-zĐđ]){re.escape(code)}(?![A-Za-zĐđ])", meant, whole, count=1)


def _meant_year(digits: str, date: str | None) -> str | None:
    """Return the year that one digit too many hides; that of the date if it is among them."""
    found = {digits[:i] + digits[i + 1 :] for i in range(len(digits))}
    likely = {year for year in found if re.fullmatch(r"(?:19|20)\d\d", year)}
    if date and date[:4] in likely:
        return date[:4]
    return likely.pop() if len(likely) == 1 else None


@lru_cache(maxsize=4096)
def near_code(code: str, vocabulary: Vocabulary) -> str | None:
    """Return the known body code that an unknown one misspells, `None` unless exactly one is near.

    Near is: two neighbouring letters swapped, or one letter lost or doubled inside; the first two
    letters agree. A changed letter is no sign: codes of neighbouring levels differ by one (`SYT`, `PYT`).
    """
    if len(code) < _SHORTEST or find_body(code, vocabulary) is not None:
        return None
    found = {
        body.code
        for body in vocabulary.bodies
        if body.code[:2] == code[:2] and (_swapped(code, body.code) or _one_off(code, body.code))
    }
    return found.pop() if len(found) == 1 else None


def _swapped(code: str, known: str) -> bool:
    if len(code) != len(known):
        return False
    differ = [i for i, (a, b) in enumerate(zip(code, known, strict=True)) if a != b]
    if len(differ) != len("ab") or differ[1] != differ[0] + 1:
        return False
    first, second = differ
    return code[first] == known[second] and code[second] == known[first]


def _one_off(code: str, known: str) -> bool:
    longer, shorter = sorted((code, known), key=len, reverse=True)
    if len(longer) != len(shorter) + 1 or len(longer) <= _SHORTEST or longer[-1] != shorter[-1]:
        return False
    return any(longer[:i] + longer[i + 1 :] == shorter for i in range(2, len(longer) - 1))
