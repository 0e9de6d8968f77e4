"""Read number, year and letters of a symbol as it is written, through what print and scans do to it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from kb.symbols import Symbol, read_letters, tidy
from kb.vocabulary import Vocabulary


def read_id(written: str, vocabulary: Vocabulary) -> tuple[str, str | None, Symbol, bool]:
    """Read number, year, letters of a symbol and whether a hyphen follows the number."""
    groups = _id_groups(written, vocabulary)
    number = groups["number"]
    party_mark = written[len(number) :].lstrip()[:1] == "-"
    letters = tidy(groups["letters"].replace("T.Ư", "TƯ"), blank="-")
    letters = _SITTING.sub(lambda m: m[1] if len(m[1]) > 1 else f"1{m[1]}", letters)
    letters = re.sub(r"[._]", "-", re.sub(r"(?<=[/-])[|'‘’`]-?", "", letters))
    symbol = read_letters(letters, vocabulary, party_mark=party_mark)
    year = groups.get("year")
    return repaired(number), repaired(year) if year else None, symbol, party_mark


def repaired(digits: str) -> str:
    """Return digits without what a scan made of them: `20l8`, `20 18` → `2018`."""
    digits = digits.replace(" ", "")
    suffix = digits[-1] if digits[-1:].isalpha() and digits[-1] not in "lIOo" else ""
    return digits.removesuffix(suffix).translate(_SCANNED) + suffix


_SITTING = re.compile(r"(?<=QH)[Il]([0-9]{1,2})$")
"""A stroke that a scan put for the 1 of a legislature, or before it: `QHI5`, `QHI15`."""
_SCANNED = str.maketrans("lI]Oo", "11100")


def _id_groups(written: str, vocabulary: Vocabulary) -> Mapping[str, str]:
    for pattern in _id_patterns(vocabulary):
        match = pattern.fullmatch(written)
        if match is not None:
            groups = match.groupdict()
            return {**groups, "letters": groups["letters"] or groups["letters2"]}
    raise ValueError(written)


@cache
def _id_patterns(vocabulary: Vocabulary) -> tuple[re.Pattern[str], ...]:
    patterns = vocabulary.grammar.patterns
    return tuple(
        re.compile(patterns[n]) for n in ("loose", "dated", "scanned", "plain", "announced")
    )
