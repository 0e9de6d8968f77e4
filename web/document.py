"""The text of a report as paragraphs in which every citation and every finding has its place.

Nothing here changes a word: the pieces of all paragraphs are slices of the raw decoded text.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from kb.model import Report, Section, Span

_LINE = re.compile(r"[^\r\n]+")
_BREAK = re.compile(r"(?:\r\n|\n|\r(?!\n))[^\S\r\n]*[\r\n]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A paragraph or heading: half-open `[start, end)` in code points of the raw text."""

    start: int
    end: int
    level: int | None
    """Level of a heading, 1 the outermost; `None` for a paragraph."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Flag:
    """The place in the text where a finding's number stands."""

    position: int
    number: int
    """Counts the findings that have a place, from 1."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A run of words that are all plain, or all one citation."""

    text: str
    citation: int | None
    """Index of the citation that the words belong to."""
    ends: bool
    """Whether that citation ends with this run; one that a paragraph's end cuts has several runs."""
    anchors: tuple[int, ...]
    """Indexes of the citations that begin in this run."""
    flags: tuple[int, ...]
    """Numbers of the findings that stand right after this run."""


def blocks(text: str, sections: Sequence[Section]) -> tuple[Block, ...]:
    """Return the paragraphs of `text`: a blank line or the edge of a heading ends one."""
    headings = {section.span.start: section for section in sections}
    found: list[Block] = []
    for line in _lines(text):
        level = _level_at(headings, line)
        last = found[-1] if found else None
        if last is not None and _continues(text, last, line, sections, level):
            found[-1] = Block(start=last.start, end=line.end, level=last.level)
        else:
            found.append(Block(start=line.start, end=line.end, level=level))
    return tuple(found)


def _lines(text: str) -> Iterator[Span]:
    for match in _LINE.finditer(text):
        words = match[0].strip(" \t\ufeff\u00a0\f\v")
        if words:
            start = match.start() + match[0].index(words)
            yield Span(start=start, end=start + len(words))


def _level_at(headings: dict[int, Section], line: Span) -> int | None:
    section = headings.get(line.start)
    return section.level if section is not None else None


def _continues(
    text: str, last: Block, line: Span, sections: Sequence[Section], level: int | None
) -> bool:
    """Whether `line` goes on with the block before it: inside one heading, or both plain and touching."""
    if level is not None:
        return False
    if last.level is not None:
        return any(s.span.start <= last.start and line.start < s.span.end for s in sections)
    return _BREAK.search(text, last.end, line.start) is None


def block_at(found: Sequence[Block], offset: int) -> int:
    """Return the index of the block that `offset` stands in or after; 0 before the first."""
    return max(0, bisect_right(found, offset, key=_start) - 1)


def _start(block: Block) -> int:
    return block.start


def flags_of(report: Report) -> tuple[Flag, ...]:
    """Return where the findings that have a place stand, by number; never inside a citation's words."""
    placed = [finding.span for finding in report.findings if finding.span is not None]
    taken = outermost([citation.mention.span for citation in report.citations])
    ends = sorted(report.citations[i].mention.span for i in taken)
    return tuple(
        Flag(position=_outside(span.end, ends), number=n) for n, span in enumerate(placed, start=1)
    )


def _outside(position: int, spans: Sequence[Span]) -> int:
    at = bisect_right(spans, position, key=_span_start) - 1
    if at >= 0 and spans[at].start < position < spans[at].end:
        return spans[at].end
    return position


def _span_start(span: Span) -> int:
    return span.start


def outermost(spans: Sequence[Span]) -> tuple[int, ...]:
    """Return the indexes of spans that do not begin inside an earlier one, in the order of the text."""
    kept: list[int] = []
    end = -1
    for index in sorted(range(len(spans)), key=_by_start(spans)):
        if spans[index].start >= end:
            kept.append(index)
            end = spans[index].end
    return tuple(kept)


def _by_start(spans: Sequence[Span]) -> Callable[[int], tuple[int, int]]:
    return lambda index: (spans[index].start, -spans[index].end)


def pieces(report: Report, found: Sequence[Block]) -> tuple[tuple[Piece, ...], ...]:
    """Return the pieces of each block, in order."""
    spans = [citation.mention.span for citation in report.citations]
    shown = outermost(spans)
    flags = flags_of(report)
    links: list[list[int]] = [[] for _ in found]
    marks: list[list[Flag]] = [[] for _ in found]
    for index in shown:
        for at in _blocks_of(found, spans[index]):
            links[at].append(index)
    for flag in flags:
        marks[block_at(found, max(0, flag.position - 1))].append(flag)
    starts = sorted((span.start, index) for index, span in enumerate(spans))
    return tuple(
        tuple(_cut(report.text, block, [(i, spans[i]) for i in links[n]], marks[n], starts))
        for n, block in enumerate(found)
    )


def _blocks_of(found: Sequence[Block], span: Span) -> range:
    first, last = block_at(found, span.start), block_at(found, span.end - 1)
    return range(first, last + 1) if found else range(0)


def _cut(
    text: str,
    block: Block,
    links: Sequence[tuple[int, Span]],
    marks: Sequence[Flag],
    starts: Sequence[tuple[int, int]],
) -> Iterator[Piece]:
    edges = {block.start, block.end}
    edges.update(span.start for _, span in links)
    edges.update(span.end for _, span in links)
    edges.update(flag.position for flag in marks)
    inside = sorted(edge for edge in edges if block.start <= edge <= block.end)
    for start, end in pairwise(inside):
        low, high = bisect_right(starts, (start, -1)), bisect_right(starts, (end, -1))
        link = next(((i, span) for i, span in links if span.start <= start < span.end), None)
        yield Piece(
            text=text[start:end],
            citation=link[0] if link else None,
            ends=link is not None and link[1].end <= end,
            anchors=tuple(index for _, index in starts[low:high]),
            flags=tuple(f.number for f in marks if _shown_at(f, block) == end),
        )


def _shown_at(flag: Flag, block: Block) -> int:
    return min(max(flag.position, block.start + 1), block.end)
