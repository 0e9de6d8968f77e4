"""Quotation marks and brackets that are still open where the next citation begins."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from indexer.checks.case import Case, Reading
from indexer.sentences import sentence_ends
from kb.model import Finding
from kb.text import collapse

_MARK = re.compile('[“”"()]|\n\n')
_ITEM = re.compile(r";[ \n]{1,2}(?:[-+*•][ ]|(?:và|các)[ \n])?$")
_LONGEST = 400
"""How long an open quotation may be, in characters: a longer one is another fault than a forgotten mark."""
_SHOWN = 60
"""How many characters of the open quotation a message repeats."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Open:
    """A mark that was never closed in its paragraph."""

    start: int
    end: int
    """Where its paragraph ends."""


def unclosed_quote(case: Case) -> Iterator[Finding]:
    """A quotation or bracket in which the next item of a list begins, and which is never closed."""
    marks = list(unclosed(case.text.text))
    starts = [mark.start for mark in marks]
    for head in case.readings:
        at = bisect_left(starts, head.start) - 1
        if at < 0 or head.start >= marks[at].end or not _begins_item(case.text.text, head):
            continue
        end = case.text.text.rfind(";", 0, head.start)
        if end > marks[at].start and _is_one_item(case.text.text, marks[at].start, end):
            yield _finding(case, marks[at].start, end)


def _is_one_item(text: str, start: int, end: int) -> bool:
    """Whether a quotation can still be meant: no sentence ended since it was opened."""
    return end - start <= _LONGEST and not sentence_ends(text, start, end)


def _begins_item(text: str, reading: Reading) -> bool:
    return _ITEM.search(text[max(0, reading.start - 8) : reading.start]) is not None


def _finding(case: Case, start: int, end: int) -> Finding:
    words = collapse(case.text.text[start + 1 : end])
    cut = words if len(words) <= _SHOWN else f"…{words[-_SHOWN:].partition(' ')[2]}"
    mark = case.table.words["bracket" if case.text.text[start] == "(" else "quotation"]
    return case.finding("unclosed-quote", case.span(start, end), ground="text", text=cut, mark=mark)


def unclosed(text: str) -> Iterator[Open]:
    """Yield the opening marks that their paragraph leaves open, in order."""
    quotes: list[int] = []
    brackets: list[int] = []
    for match in _MARK.finditer(text):
        position, mark = match.start(), match.group()
        if mark == "\n\n":
            yield from _left(quotes, brackets, position)
            quotes, brackets = [], []
        elif mark in "()":
            _pair(brackets, position, opens=mark == "(")
        else:
            _pair(quotes, position, opens=_opens(text, position, mark, quotes))
    yield from _left(quotes, brackets, len(text))


def _pair(stack: list[int], position: int, *, opens: bool) -> None:
    if opens:
        stack.append(position)
    elif stack:
        stack.pop()


def _left(quotes: Sequence[int], brackets: Sequence[int], end: int) -> Iterator[Open]:
    yield from (Open(start=start, end=end) for start in sorted([*quotes, *brackets]))


def _opens(text: str, position: int, mark: str, quotes: Sequence[int]) -> bool:
    """Whether a mark opens a quotation: by its form, unless what stands around it says the contrary."""
    before, after = text[position - 1 : position], text[position + 1 : position + 2]
    leans_right = not before or before.isspace() or before in '(“"*'
    leans_left = not after or after.isspace() or after in '.,;:)”"*'
    if mark == '"':
        return leans_right and not (quotes and leans_left)
    if leans_right != leans_left:
        return leans_right
    stopped = bool(quotes) and after != "" and after in ".,;:"
    return mark == "“" and not stopped
