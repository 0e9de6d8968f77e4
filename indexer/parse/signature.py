"""Who signed and in what office: part 7 of the layout."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

from indexer.parse.layout import NAME, WORD_ENDS, layout
from indexer.parse.pieces import Piece, as_written, trim
from indexer.read import SourceText
from kb.text import UPPER

REACH = 700
"""Positions from the beginning of a signature to the name."""
_CAPITALS = re.compile(
    rf"[{UPPER}]{{2,}}(?:\.(?=\s*[{UPPER}])|(?=[\s.,*_:;-]|\Z))|[KT]/[TML](?=\s)|Q\.|[,&-](?=\s)|\d(?=\s)"
)
_NAME = re.compile(rf"(?P<name>{NAME}){WORD_ENDS}")
_NAME_AT_END = re.compile(rf"(?:^|(?<=[;.:] )|(?<=\n))(?P<name>{NAME})[ *_]*$", re.MULTILINE)
_PREFIX_INSIDE = re.compile(r"(?<=\s)(?:TM|KT|TL|TUQ|Q)\.(?=\s)")
_BULLETS = "-+•"
_TIGHT = re.compile(rf"(?<=\.)(?=[{UPPER}]{{2}})")


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """The block as read."""

    start: int
    role: Piece
    """`KT. GIÁM ĐỐC, PHÓ GIÁM ĐỐC`: lines and offices parted by commas."""
    signer: Piece


def signature(source: SourceText, start: int, end: int) -> Signature | None:
    """Return the first signature between `start` and `end`."""
    text = source.matching.text
    while match := layout().role.search(text, start, end):
        first = trim(text, match.start(), match.end())[0]
        stop = _end(text, match.end(), min(end, first + REACH))
        spans = _role_spans(text, first, stop)
        found = _signature(source, spans, stop)
        if found:
            return found
        start = max(match.end(), spans[-1][1] if spans else 0)
    return None


def _end(text: str, start: int, end: int) -> int:
    """Return where what is signed and issued with it begins: its kind on a line, a chapter, an annex."""
    below = layout().attached.search(text, start, end)
    return below.start() if below else end


def _signature(source: SourceText, spans: list[tuple[int, int]], end: int) -> Signature | None:
    if not any(layout().rank.search(source.matching.text, *span) for span in spans):
        return None
    value = ", ".join(_offices(source, spans))
    role = Piece(start=spans[0][0], end=spans[-1][1], value=value)
    signer = _name(source, role.end, end)
    return Signature(start=role.start, role=role, signer=signer) if signer else None


def _role_spans(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Return the lines of capitals from `start` on, as far as they are about the office."""
    spans: list[tuple[int, int]] = []
    beside_list = text[max(0, start - 20) : start].rpartition("\n")[2].strip(" *_|#") != ""
    position = start
    while position < end:
        position = layout().filler.match(text, position, end).end()  # type: ignore[union-attr]
        last = _capitals_until(text, position, end)
        if last == position and beside_list and text[position : position + 1] in _BULLETS:
            position, last = _beside_item(text, position, end)
        elif last == position:
            break
        spans += [(position, last)] if last > position else []
        position = last
    return spans


def _beside_item(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the office that the right column holds beside a recipient; empty where it holds none."""
    stop = text.find("\n", start, end)
    stop = end if stop < 0 else stop
    office = layout().role_beside.search(text, start, stop)
    return (office.start(), _capitals_until(text, office.start(), stop)) if office else (stop, stop)


def _capitals_until(text: str, start: int, end: int) -> int:
    """Return where the run of words in capitals ends that begins at `start`, on its line."""
    last = position = start
    if not text[start : start + 1].isupper():
        return start
    while match := _CAPITALS.match(text, position, end):
        last = match.end()
        gap = re.compile(r"[ *_:]*").match(text, last, end)
        position = gap.end() if gap else last
    return last


def _offices(source: SourceText, spans: list[tuple[int, int]]) -> list[str]:
    """Return the offices: each begins with a prefix (KT.), or with a rank where one is named already."""
    parts: list[str] = []
    for span in spans:
        written = _TIGHT.sub(" ", as_written(source, *span)).strip(" ,-")
        for office in _cut(written):
            if parts and (_is_prefix(parts[-1]) or not _begins_office(office)):
                parts[-1] += f" {office}"
            else:
                parts.append(office)
    return parts


def _cut(written: str) -> list[str]:
    ranks = [match.start() for match in layout().rank.finditer(written)]
    cuts = ranks[1:] + [m.start() for m in _PREFIX_INSIDE.finditer(written)]
    bounds = [0, *sorted(cut for cut in cuts if not _is_prefix(written[:cut])), len(written)]
    pieces = [written[first:last].strip(" ,-") for first, last in pairwise(bounds)]
    return [part for part in pieces if part]


def _is_prefix(words: str) -> bool:
    return bool(layout().signature_prefix.fullmatch(words.strip()))


def _begins_office(words: str) -> bool:
    return bool(layout().rank.match(words) or layout().signature_prefix.match(words))


def _name(source: SourceText, start: int, end: int) -> Piece | None:
    text = source.matching.text
    position = layout().filler.match(text, start, end).end()  # type: ignore[union-attr]
    position = layout().honour.match(text, position, end).end()  # type: ignore[union-attr]
    match = _NAME.match(text, position, end) or _NAME_AT_END.search(text, position, end)
    if match is None:
        return None
    first, last = match.span("name")
    return Piece(start=first, end=last, value=as_written(source, first, last))


def closing(text: str, start: int) -> int:
    """Return where the closing parts may begin: after `./.`, at “Nơi nhận”, or near the end."""
    heads = layout().recipients.search(text, start)
    ends = text.find("./.", start)
    found = [position for position in (ends, heads.start() if heads else -1) if position >= 0]
    return min(found) if found else max(start, len(text) - 1500)
