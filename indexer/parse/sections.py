"""The tree of headings, its depth taken from the headings that are open, not from the kind of numbering."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from indexer.parse.headings import Heading, heading, styles
from indexer.parse.pieces import Line, as_written, lines, raw_span
from indexer.read import SourceText
from kb.model import Section

_GAP = 2
"""Most that a numbering may skip (a heading lost in scanning)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Open:
    heading: Heading
    index: int


def sections(
    source: SourceText, start: int, body_end: int, closing_end: int
) -> tuple[Section, ...]:
    """Return the headings from the normalised position `start` on.

    The main text ends at `body_end`; recipients and signature reach to `closing_end`.
    """
    text = source.matching.text
    all_lines = [line for line in lines(text, start) if not body_end <= line.start < closing_end]
    found, parents = _headings(text, all_lines, body_end)
    levels = _levels(parents)
    ends = _ends(source, found, levels, body_end)
    built: list[Section] = []
    for index, parent in enumerate(parents):
        built.append(_section(source, found[index], parent, built, ends[index]))
    return tuple(built)


def _levels(parents: Sequence[int | None]) -> list[int]:
    levels: list[int] = []
    for parent in parents:
        levels.append(1 if parent is None else levels[parent] + 1)
    return levels


def _headings(
    text: str, all_lines: Sequence[Line], body_end: int
) -> tuple[list[Heading], list[int | None]]:
    found: list[Heading] = []
    parents: list[int | None] = []
    opened: list[_Open] = []
    index = article = 0
    while index < len(all_lines):
        if opened and opened[-1].heading.start < body_end <= all_lines[index].start:
            opened = []
        here = heading(text, all_lines, index)
        here = _fitting(here, opened, article) if here else None
        if here:
            opened = [o for o in opened if o.heading.style.rank < here.style.rank]
            parents.append(opened[-1].index if opened else None)
            opened.append(_Open(heading=here, index=len(found)))
            found.append(here)
            article = (here.order or 0) if here.style.id == "article" else article
        index = max(index, here.index if here else index) + 1
    return found, parents


def _fitting(here: Heading, opened: Sequence[_Open], article: int) -> Heading | None:
    """Return the heading if it goes on with the numbering, or begins one, at this place.

    `article` is the number of the last article before it.
    """
    here = _letter_after_letter(here, opened)
    if here.style.ordinal == "article":
        fits = not here.doubtful or here.order == article + 1
    elif here.doubtful and not here.is_capital:
        fits = False
    else:
        fits = here.style.legal or _goes_on(here, opened)
    return here if fits else None


def _goes_on(here: Heading, opened: Sequence[_Open]) -> bool:
    in_article = any(o.heading.style.id == "article" for o in opened)
    if in_article and not here.is_capital:
        return False
    if here.style.ordinal == "decimal":
        return _under(here, opened)
    if here.order is None:
        return True
    last = next((o.heading.order for o in opened if o.heading.style is here.style), 0) or 0
    begins = here.order == 1 or (here.is_capital and last == 0)
    return begins or 0 < last < here.order <= last + _GAP


def _letter_after_letter(here: Heading, opened: Sequence[_Open]) -> Heading:
    """Read `I` after `H` as a letter."""
    if here.number != "I" or here.style.id != "roman":
        return here
    capital = next(style for style in styles() if style.id == "capital")
    after_h = any(o.heading.style is capital and o.heading.number == "H" for o in opened)
    return replace(here, style=capital, order=9) if after_h else here


def _under(here: Heading, opened: Sequence[_Open]) -> bool:
    """Whether the number above (`1` of `1.2`) is open."""
    above = (here.number or "").rpartition(".")[0]
    siblings = (o.heading.number or "" for o in opened if o.heading.style is here.style)
    return any(o.heading.number == above for o in opened) or any(
        number.rpartition(".")[0] == above for number in siblings
    )


def _section(
    source: SourceText, here: Heading, parent: int | None, built: Sequence[Section], end: int
) -> Section:
    above = built[parent] if parent is not None else None
    has_title = here.title_end > here.title_start
    title = as_written(source, here.title_start, here.title_end) if has_title else ""
    span = raw_span(source, here.start, here.title_end)
    return Section(
        label=_label(here, title, above),
        level=above.level + 1 if above else 1,
        number=here.number,
        title=title,
        span=span,
        end=max(span.end, end),
        parent=parent,
    )


def _label(here: Heading, title: str, above: Section | None) -> str:
    own = here.number or title
    if above is None:
        return own
    prefix = above.label
    if above.number and own.startswith(f"{above.number}."):
        prefix = prefix.removesuffix(above.number).rstrip(".")
    return f"{prefix}.{own}" if prefix else own


def _ends(
    source: SourceText, found: Sequence[Heading], levels: Sequence[int], body_end: int
) -> list[int]:
    """Return where each section's text ends: at the next heading of its level or further out.

    Sections of the main text end with it.
    """
    starts = [source.matching.to_raw(here.start, here.start)[0] for here in found]
    close = source.matching.to_raw(body_end, body_end)[0]
    ends = [len(source.raw)] * len(found)
    waiting: list[int] = []
    for index, level in enumerate(levels):
        while waiting and levels[waiting[-1]] >= level:
            ends[waiting.pop()] = starts[index]
        waiting.append(index)
    return [
        min(end, close) if here.start < body_end else end
        for end, here in zip(ends, found, strict=True)
    ]
