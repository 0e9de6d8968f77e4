"""Page furniture: what a page carries besides its text, so that rules can read on over it.

The patterns are data (`furniture.toml`, each with its reason); this module knows only the three
ways a line can be one: sure by itself, part of a block, a bare number whose neighbours decide.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from itertools import pairwise
from typing import Any, NamedTuple

from kb.errors import TableError

LONGEST_LINE = 160
"""Furniture is short; longer lines are text and are never looked at."""
PAGE_CHARS = (800, 9000)
"""Fewest and most code points between two bare numbers that count as numbers of following pages."""
_GAP = 200
"""Most white space looked over to find the neighbour of a bare number."""

_LINE_END = re.compile(r"[\r\n\f]")
_NUMBER_AT_LINE_END = re.compile(
    r"(?<![0-9])[0-9]{1,4}[ \t\xa0]{0,9}[-–—]?[ \t\xa0]{0,20}(?=[\r\n\f]|\Z)"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """An opening line and the lines that may follow it."""

    opening: re.Pattern[str]
    more: re.Pattern[str] | None
    lines: int
    """Fewest lines that make it furniture."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Patterns:
    """The table `furniture.toml`, compiled; every pattern but `cue` matches a whole line."""

    cue: re.Pattern[str]
    """Words that the lines in question hold, in both Unicode forms."""
    sure: re.Pattern[str]
    blocks: tuple[Block, ...]
    number: re.Pattern[str]


class _Number(NamedTuple):
    start: int
    end: int
    value: int


@cache
def patterns() -> Patterns:
    """Load the table.

    Raises:
        TableError: a row lacks a pattern or its pattern does not compile.
    """
    table = tomllib.loads(files("indexer.read").joinpath("furniture.toml").read_text("utf-8"))
    cues = {cue for row in table["sure"] + table["block"] for cue in _get(row, "cues")}
    return Patterns(
        cue=_literals(cues),
        sure=_compile("|".join(f"(?:{_get(row, 'line')})" for row in table["sure"])),
        blocks=tuple(_block(row) for row in table["block"]),
        number=_compile(_get(table["number"][0], "line")),
    )


def _get(row: Mapping[str, Any], field: str) -> Any:  # noqa: ANN401 - a TOML value
    if field not in row:
        raise TableError("bad-furniture", row=row.get("id", "?"), field=field)
    return row[field]


def _compile(pattern: str) -> re.Pattern[str]:
    try:
        return re.compile(pattern)
    except re.error as error:
        raise TableError("bad-furniture", row=pattern[:60], field=str(error)) from error


def _literals(words: Iterable[str]) -> re.Pattern[str]:
    forms = {unicodedata.normalize(form, word) for word in words for form in ("NFC", "NFD")}
    return re.compile("|".join(re.escape(form) for form in sorted(forms)))


def _block(row: Mapping[str, Any]) -> Block:
    more = row.get("more")
    return Block(
        opening=_compile(_get(row, "line")),
        more=_compile(more) if more else None,
        lines=_get(row, "lines"),
    )


def furniture(raw: str) -> tuple[tuple[int, int], ...]:
    """Return the raw half-open spans of page furniture, in order, parted by more than blanks."""
    found = _cued(raw)
    numbers = _numbers(raw)
    kept = _beside(raw, numbers, found) | _of_pages(raw, numbers)
    return _merged(raw, sorted({*found, *((numbers[i].start, numbers[i].end) for i in kept)}))


def _cued(raw: str) -> set[tuple[int, int]]:
    found: set[tuple[int, int]] = set()
    position = 0
    while cue := patterns().cue.search(raw, position):
        start, end = _line_around(raw, cue.start())
        position = max(end, cue.end())
        if end - start <= LONGEST_LINE:
            span = _recognised(raw, start, end)
            found.update([span] if span else [])
            position = max(position, span[1] if span else 0)
    return found


def _line_around(raw: str, position: int) -> tuple[int, int]:
    """Return the span of the line at `position`, or more than `LONGEST_LINE` of it."""
    head = raw[max(0, position - LONGEST_LINE - 1) : position]
    start = position - len(_LINE_END.split(head)[-1])
    ending = _LINE_END.search(raw, position, position + LONGEST_LINE + 1)
    reach = min(len(raw), position + LONGEST_LINE + 1)
    return start, ending.start() if ending else reach


def _recognised(raw: str, start: int, end: int) -> tuple[int, int] | None:
    words = _words(raw[start:end])
    if patterns().sure.fullmatch(words):
        return start, end
    fitting = (b for b in patterns().blocks if b.opening.fullmatch(words))
    ends = (_block_end(raw, end, block) for block in fitting)
    last = max((e for e in ends if e is not None), default=None)
    return None if last is None else (start, last)


def _words(line: str) -> str:
    return unicodedata.normalize("NFC", line.strip())


def _block_end(raw: str, end: int, block: Block) -> int | None:
    """Return where the lines after `end` leave the block, `None` if they are too few."""
    lines = 1
    while block.more and (following := _next_line(raw, end)):
        if not block.more.fullmatch(_words(raw[slice(*following)])):
            break
        end = following[1]
        lines += 1
    return end if lines >= block.lines else None


def _next_line(raw: str, end: int) -> tuple[int, int] | None:
    start = end + (2 if raw.startswith("\r\n", end) else 1)
    if start >= len(raw):
        return None
    ending = _LINE_END.search(raw, start, start + LONGEST_LINE + 1)
    return start, ending.start() if ending else min(len(raw), start + LONGEST_LINE + 1)


def _numbers(raw: str) -> Sequence[_Number]:
    """Return the lines that hold nothing but a number as pages are numbered."""
    found = []
    for match in _NUMBER_AT_LINE_END.finditer(raw):
        start, end = match.span()
        if start and raw[start - 1] not in "\r\n\f":
            start -= len(_LINE_END.split(raw[max(0, start - 24) : start])[-1])
        value = _page_number(raw[start:end])
        if value is not None:
            found.append(_Number(start, end, value))
    return found


@lru_cache(maxsize=16_384)
def _page_number(line: str) -> int | None:
    whole = patterns().number.fullmatch(_words(line))
    return int(whole["number"]) if whole else None


def _beside(raw: str, numbers: Sequence[_Number], found: Collection[tuple[int, int]]) -> set[int]:
    """Return the indexes of numbers with but blanks between them and furniture or a page break."""
    breaks = [(i, i) for i, letter in enumerate(raw) if letter == "\f"] if "\f" in raw else []
    if not (found or breaks):
        return set()
    by_start = {_first_word(raw, number.start): i for i, number in enumerate(numbers)}
    by_end = {_last_word(raw, number.end): i for i, number in enumerate(numbers)}
    kept: set[int] = set()
    for start, end in (*found, *breaks):
        kept |= {by_end.get(_last_word(raw, start), -1), by_start.get(_first_word(raw, end), -1)}
    return kept - {-1}


def _first_word(raw: str, position: int) -> int:
    gap = raw[position : position + _GAP]
    return position + len(gap) - len(gap.lstrip())


def _last_word(raw: str, position: int) -> int:
    gap = raw[max(0, position - _GAP) : position]
    return position - len(gap) + len(gap.rstrip())


def _may_be_alone(raw: str, number: _Number) -> bool:
    return not raw[number.end : number.end + 2].strip()


def _of_pages(raw: str, numbers: Sequence[_Number]) -> set[int]:
    """Return the indexes of numbers between blank lines that rise by one a page."""
    alone = [
        i for i, number in enumerate(numbers) if _may_be_alone(raw, number) and _alone(raw, number)
    ]
    kept: set[int] = set()
    for here, following in pairwise(alone):
        distance = numbers[following].start - numbers[here].start
        rises = numbers[following].value == numbers[here].value + 1
        if rises and PAGE_CHARS[0] <= distance <= PAGE_CHARS[1]:
            kept |= {here, following}
    return kept


def _alone(raw: str, number: _Number) -> bool:
    before = raw[_last_word(raw, number.start) : number.start]
    after = raw[number.end : _first_word(raw, number.end)]
    return _is_blank_line(before) and _is_blank_line(after)


def _is_blank_line(gap: str) -> bool:
    return len(_LINE_END.findall(gap.replace("\r\n", "\n"))) > 1


def _merged(raw: str, spans: Sequence[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    merged: list[tuple[int, int]] = []
    for start, end in spans:
        if merged and not raw[merged[-1][1] : start].strip():
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return tuple(merged)
