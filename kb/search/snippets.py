"""Passages around what a search found, cut from the stored raw text; the same for every engine.

The words are looked for in the text itself, not in tokens made anew, which would cost more.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from kb import text
from kb.answers import Passage
from kb.model import Section, Span
from kb.search.analysis import folded
from kb.search.tree import Leaf, Node, Phrase, Prefix, Term, leaves

WIDTH = 240
"""Code points of a passage, give or take a word."""
_LEAD = 60
"""Code points before the first mark."""
_MAX_MARKS = 100
"""Places looked at for one word; more would not make better passages."""
_LONGEST_WORD = 40
_SPACES = re.compile(r"\s+")
_LONG_SPACES = re.compile(r"\s{2,}")
_SEPARATOR = re.compile(r"[\W_]+")
_EMPTY_LINE = re.compile(r"\n[^\S\n]*\n\s*")
_PLACED_TONE = re.compile("[òóỏõọ][ae]|[ùúủũụ]y")


@dataclass(frozen=True, slots=True)
class _Mark:
    """A found clause, in code points of the normalised text."""

    start: int
    end: int
    clause: tuple[str, ...]
    """Its words, folded, so that the spellings of one clause count as one."""
    weight: int


def passages(
    report_id: str,
    raw: str,
    query: Node,
    *,
    limit: int = 3,
    sections: Sequence[Section] = (),
) -> tuple[Passage, ...]:
    """Return up to `limit` passages of `raw` that show most of what `query` asks for, in text order.

    A query of filters only, or one whose words do not stand in the text, gives none.
    """
    normalised = text.Normalised(raw, (), ()) if text.is_plain(raw) else text.normalise(raw)
    marks = sorted(_marks(normalised.text, query), key=lambda mark: (mark.start, -mark.end))
    cut = (_cut(normalised.text, window) for window in _windows(marks, limit))
    placed = ((normalised.to_raw(*span), _raw_marks(normalised, marks, span)) for span in cut)
    return tuple(
        _passage(report_id, raw, Span(start=span[0], end=span[1]), inside, sections)
        for span, inside in placed
    )


def _marks(normalised: str, query: Node) -> Iterator[_Mark]:
    """Find every clause, with its marks where they stand so, else without."""
    wanted = list(leaves(query))
    exact = [leaf for leaf in wanted if leaf.field == "exact"]
    found = list(_found(_lowered(normalised, exact), exact)) if exact else []
    yield from found
    seen = {mark.clause for mark in found}
    rest = [leaf for leaf in wanted if leaf.field != "exact" and _clause(leaf) not in seen]
    if rest:
        yield from _found(text.fold(normalised), rest)


def _lowered(normalised: str, exact: Iterable[Leaf]) -> str:
    """Lower the text, and place its tones where that can matter to a wanted word."""
    lowered = text.lower(normalised)
    movable = any(_PLACED_TONE.search(word) for leaf in exact for word in _words(leaf))
    return text.place_tones(lowered) if movable else lowered


def _found(spelled: str, wanted: Iterable[Leaf]) -> Iterator[_Mark]:
    for leaf in dict.fromkeys(wanted):
        clause, taken = _clause(leaf), 0
        for match in _pattern(leaf).finditer(spelled):
            start, end = match.span()
            if start and spelled[start - 1].isalnum():
                continue
            yield _Mark(start=start, end=end, clause=clause, weight=2 * len(clause) - 1)
            taken += 1
            if taken == _MAX_MARKS:
                break


def _words(leaf: Leaf) -> tuple[str, ...]:
    match leaf:
        case Phrase(tokens=tokens):
            return tokens
        case Prefix(start=start):
            return (start,)
        case Term(token=token):
            return (token,)


def _clause(leaf: Leaf) -> tuple[str, ...]:
    if isinstance(leaf, Term) and leaf.field == "symbols":
        return tuple(_SEPARATOR.split(leaf.token))
    return tuple(folded(_words(leaf)))


@lru_cache(maxsize=256)
def _pattern(leaf: Leaf) -> re.Pattern[str]:
    """Return a pattern that opens with a literal: `re` skips to it, code looks before it."""
    words = _SEPARATOR.pattern.join(map(re.escape, _words(leaf)))
    return re.compile(words + (r"[^\W_]*" if isinstance(leaf, Prefix) else r"(?![^\W_])"))


def _windows(marks: Sequence[_Mark], limit: int) -> list[tuple[int, int]]:
    """Choose up to `limit` stretches, each from a mark on, that hold the most different clauses."""
    chosen: list[tuple[int, int]] = []
    for start, end in (stretch for _, stretch in sorted(_stretches(marks))):
        if len(chosen) == limit:
            break
        if all(end + _LEAD <= other or start >= other_end + _LEAD for other, other_end in chosen):
            chosen.append((start, end))
    return sorted(chosen)


def _stretches(marks: Sequence[_Mark]) -> Iterator[tuple[int, tuple[int, int]]]:
    """Yield (negative worth, stretch) for the stretch that begins with each mark."""
    held: Counter[tuple[str, ...]] = Counter()
    worth = last = 0
    for mark in marks:
        while last < len(marks) and marks[last].end <= mark.start + WIDTH - _LEAD:
            worth += 0 if held[marks[last].clause] else marks[last].weight
            held[marks[last].clause] += 1
            last += 1
        yield -worth, (mark.start, max(marks[last - 1].end, mark.end) if last else mark.end)
        if held[mark.clause]:
            held[mark.clause] -= 1
            worth -= 0 if held[mark.clause] else mark.weight


def _cut(normalised: str, window: tuple[int, int]) -> tuple[int, int]:
    """Widen a stretch to a passage: some words before, not over an empty line, ends at blanks."""
    first, last = window
    start = max(0, first - _LEAD)
    empty = [line.end() for line in _EMPTY_LINE.finditer(normalised, start, first)]
    start = empty[-1] if empty else _word_start(normalised, start, first)
    end = min(len(normalised), max(start + WIDTH, last))
    after = _EMPTY_LINE.search(normalised, last, end)
    end = after.start() if after else _word_end(normalised, end, last)
    return _trimmed(normalised, start, end)


def _word_start(normalised: str, start: int, first: int) -> int:
    if start == 0 or normalised[start - 1].isspace():
        return start
    blank = _SPACES.search(normalised, start, first)
    return blank.end() if blank else max(0, first - _LONGEST_WORD)


def _word_end(normalised: str, end: int, last: int) -> int:
    if end == len(normalised) or normalised[end].isspace():
        return end
    blank = max(normalised.rfind(" ", last, end), normalised.rfind("\n", last, end))
    if blank >= 0:
        return blank
    following = _SPACES.search(normalised, end, end + _LONGEST_WORD)
    return following.start() if following else end


def _trimmed(normalised: str, start: int, end: int) -> tuple[int, int]:
    piece = normalised[start:end]
    return start + len(piece) - len(piece.lstrip()), end - len(piece) + len(piece.rstrip())


def _inside(marks: Iterable[_Mark], start: int, end: int) -> list[tuple[int, int]]:
    """Return the marks within a passage, overlapping ones merged."""
    merged: list[tuple[int, int]] = []
    for mark in marks:
        if mark.start < start or mark.end > end:
            continue
        if merged and mark.start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], mark.end))
        else:
            merged.append((mark.start, mark.end))
    return merged


def _raw_marks(
    normalised: text.Normalised, marks: Iterable[_Mark], cut: tuple[int, int]
) -> list[tuple[int, int]]:
    return [normalised.to_raw(*mark) for mark in _inside(marks, *cut)]


def _passage(
    report_id: str,
    raw: str,
    span: Span,
    marks: Iterable[tuple[int, int]],
    sections: Sequence[Section],
) -> Passage:
    tidied, lost = _tidy(span.of(raw))
    inside = ((start - span.start, end - span.start) for start, end in marks)
    return Passage(
        report_id=report_id,
        text=tidied,
        marks=tuple(
            Span(start=_place(lost, start), end=_place(lost, end)) for start, end in inside
        ),
        span=span,
        section=_section(sections, span.start),
    )


def _tidy(piece: str) -> tuple[str, list[tuple[int, int]]]:
    """Return `piece` with runs of white space as one blank, and (end, code points lost) of each run."""
    lost = [(run.end(), len(run.group()) - 1) for run in _LONG_SPACES.finditer(piece)]
    return _SPACES.sub(" ", piece), lost


def _place(lost: Iterable[tuple[int, int]], position: int) -> int:
    return position - sum(count for end, count in lost if end <= position)


def _section(sections: Sequence[Section], position: int) -> str | None:
    """Return the label of the innermost section around a raw position."""
    around = [s for s in sections if s.span.start <= position < s.end]
    return max(around, key=lambda section: section.level).label if around else None
