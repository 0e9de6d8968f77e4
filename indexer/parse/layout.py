"""The table `layout.toml`, compiled: the fixed words of Vietnamese official papers."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from kb.errors import TableError
from kb.text import LOWER, UPPER
from kb.vocabulary import Vocabulary, load

NOT_IN_WORD = rf"(?<![{UPPER}{LOWER}\d])"
WORD_ENDS = rf"(?![{UPPER}{LOWER}\d])"
NAME = rf"[{UPPER}][{LOWER}]*(?: [{UPPER}][{LOWER}]*){{1,5}}"
"""A person's name on one line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """Compiled patterns; all run on normalised text."""

    motto: re.Pattern[str]
    body: re.Pattern[str]
    """Opening words of a body's name, capitals."""
    not_body: re.Pattern[str]
    authority: re.Pattern[str]
    joining: frozenset[str]
    opens: re.Pattern[str]
    opens_always: re.Pattern[str]
    levels: str
    """Alternatives, for patterns."""
    kind: re.Pattern[str]
    """A kind's name in capitals."""
    kind_line: re.Pattern[str]
    """A kind's name in any case."""
    signature_prefix: re.Pattern[str]
    """`KT.`, alone."""
    rank: re.Pattern[str]
    role: re.Pattern[str]
    """Where a signature may begin."""
    role_beside: re.Pattern[str]
    """An office within a line, after the end of a sentence or an item."""
    filler: re.Pattern[str]
    honour: re.Pattern[str]
    recipients: re.Pattern[str]
    recipients_last: re.Pattern[str]
    addressee: re.Pattern[str]
    closing: re.Pattern[str]
    period_kinds: frozenset[str]
    periods: tuple[re.Pattern[str], ...]
    own_number: re.Pattern[str]
    """`Số: 61/2018/NĐ-CP` with groups number, year, letters; number may be blank."""
    bare_number: re.Pattern[str]
    """The same without `Số`."""


@cache
def layout() -> Layout:
    """Load the table.

    Raises:
        TableError: a part is missing or a pattern does not compile.
    """
    table = tomllib.loads(files("indexer.parse").joinpath("layout.toml").read_text("utf-8"))
    try:
        return _layout(table, load())
    except KeyError as error:
        raise TableError("bad-layout", row=str(error), field="") from error
    except re.error as error:
        raise TableError("bad-layout", row=str(error.pattern)[:60], field=str(error)) from error


def _layout(table: dict[str, Any], vocabulary: Vocabulary) -> Layout:
    sign, last = table["signature"], table["recipients"]["last"]
    prefix, rank = _any(sign["prefixes"]), _any(sign["ranks"])
    return Layout(
        motto=_spaced(table["motto"]),
        body=re.compile(rf"{_any(table['bodies'])}{WORD_ENDS}"),
        not_body=re.compile(_any(table["not_bodies"])),
        authority=re.compile(rf"{NOT_IN_WORD}{_any(table['authorities'])}{WORD_ENDS}"),
        joining=frozenset(table["joining"]),
        opens=re.compile(rf"{_any(table['opens'])}{WORD_ENDS}"),
        opens_always=re.compile(
            rf"{NOT_IN_WORD}{_any(table['opens_always'])}{WORD_ENDS}|(?:^|(?<=\n))Điều 1(?=[.:\n])"
        ),
        levels=_any(table["levels"]),
        kind=re.compile(
            rf"{NOT_IN_WORD}(?P<kind>{_any(n.upper() for n in _kind_names(vocabulary))}){WORD_ENDS}"
        ),
        kind_line=re.compile(rf"(?i:(?P<kind>{_any(_kind_names(vocabulary))})){WORD_ENDS}"),
        signature_prefix=re.compile(rf"{prefix}\.?"),
        rank=re.compile(rf"{NOT_IN_WORD}{rank}{WORD_ENDS}"),
        role=re.compile(
            rf"{NOT_IN_WORD}{prefix}[\s*]{{0,3}}(?=[{UPPER}]{{2}})|(?:^|(?<=\n))[\s*_#|]{{0,6}}{rank}{WORD_ENDS}"
        ),
        role_beside=re.compile(
            rf"(?<=[;:.,] )(?:{prefix}[ *]{{0,3}}(?=[{UPPER}]{{2}})|{rank}{WORD_ENDS})"
        ),
        filler=re.compile(rf"(?:{_any(sign['fillers'])}|[\s*_\[\]|#>.])*"),
        honour=re.compile(rf"(?:{_any(sign['honours'])}[ .]*)*"),
        recipients=re.compile(
            rf"{NOT_IN_WORD}{_any(table['recipients']['heads'])} ?:? ?[*_]{{0,3}}"
        ),
        recipients_last=re.compile(rf"{_any(last)}{WORD_ENDS}"),
        addressee=re.compile(
            rf"{NOT_IN_WORD}{_any(table['addressee']['heads'])} ?[*_]{{0,3}} ?:? ?[*_]{{0,3}}"
        ),
        closing=_closing(table["addressee"]),
        period_kinds=frozenset(table["period"]["kinds"]),
        periods=tuple(
            re.compile(rf"{NOT_IN_WORD}{p}{WORD_ENDS}", re.IGNORECASE)
            for p in table["period"]["patterns"]
        ),
        own_number=_own_number(vocabulary),
        bare_number=re.compile(rf"{vocabulary.grammar.patterns['dated']}|{_plain(vocabulary)}"),
    )


def _any(words: Iterable[str]) -> str:
    longest_first = sorted(set(words), key=lambda word: (-len(word), word))
    return "(?:" + "|".join(re.escape(word).replace(r"\ ", r"\s") for word in longest_first) + ")"


def _spaced(words: Iterable[str]) -> re.Pattern[str]:
    return re.compile(
        "|".join(r"\s{0,2}".join(re.escape(part) for part in word.split()) for word in words)
    )


def _kind_names(vocabulary: Vocabulary) -> list[str]:
    names = [name for kind in vocabulary.kinds for name in (kind.name, *kind.also)]
    return [name for name in names if " " in name or name in ("Luật", "Lệnh")]


def _closing(table: dict[str, list[str]]) -> re.Pattern[str]:
    body = rf"[{UPPER}][{UPPER}{LOWER}, -]{{3,90}}?"
    return re.compile(
        rf"{NOT_IN_WORD}{_any(table['verbs'])}(?: về| đến| lên)? (?P<body>{body})"
        rf"(?: xin)? {_any(table['purposes'])}{WORD_ENDS}"
    )


def _plain(vocabulary: Vocabulary) -> str:
    return re.sub(r"\(\?P<(\w+)>", r"(?P<plain_\1>", vocabulary.grammar.patterns["plain"])


def _own_number(vocabulary: Vocabulary) -> re.Pattern[str]:
    pieces = vocabulary.grammar.pieces
    blank = r"[.…_ ]{0,40}"
    return re.compile(
        rf"{NOT_IN_WORD}(?:Số|SỐ|số)(?P<colon> ?:)?[\s*_]{{0,4}}(?P<number>{pieces['number']})?{blank}"
        rf"{pieces['joint']}(?:(?P<year>{pieces['year']}){pieces['joint']})?(?P<letters>{pieces['letters']})"
    )
