"""Kind (tên loại): part 5 of the layout."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from indexer.parse.layout import layout
from indexer.parse.number import OwnNumber
from indexer.parse.pieces import Piece, lines, trim
from indexer.read import SourceText
from kb.text import LOWER, fold, lower
from kb.vocabulary import Body, Kind, load

_SMALL = re.compile(f"[{LOWER}]")
_ABBREVIATED_ABOUT = re.compile(r"[ :]{1,3}[Vv] ?/ ?[Vv](?!\w)")
_FIRST_LINES = 200
"""Positions in which a line may hold kind and subject in running letters."""


def kind_of_name(name: str) -> Kind | None:
    """Return the kind written as `name`, in any case."""
    return load().kind_by_name.get(lower(" ".join(name.split())))


def kind_of_title(source: SourceText, titled: OwnNumber | None) -> Kind | None:
    """Return the kind that opens a title which a site has set above a text."""
    found = layout().kind_line.match(source.matching.text, titled.start) if titled else None
    return kind_of_name(found["kind"]) if found else None


def kind_of_symbol(symbol: str) -> Kind | None:
    """Return the kind that the first letters of a symbol say; `Công văn` where they say none."""
    first = re.split(r"[-/]", symbol)[0]
    vocabulary = load()
    is_party = any(body.is_party for body in _bodies(symbol))
    codes = vocabulary.party_codes if is_party else vocabulary.state_codes
    kind = (
        codes.get(first) or vocabulary.state_codes.get(first) or vocabulary.party_codes.get(first)
    )
    return kind or (None if first.startswith(("QH", "UBTVQH")) else kind_of_name("công văn"))


def _bodies(symbol: str) -> list[Body]:
    found = (load().body_by_code.get(part) for part in re.split(r"[-/]", symbol)[1:])
    return [body for body in found if body]


def title(source: SourceText, start: int, end: int, *, joined_lines: bool = False) -> Piece | None:
    """Return the kind in capitals at the head of a line, or alone on its line, or before `V/v`.

    Where a site has joined lines it may stand within one. A scanner may have lost its marks.
    """
    return (
        _in_capitals(source.matching.text, start, end, joined_lines=joined_lines)
        or _alone(source.matching.text, start, end)
        or _before_about(source.matching.text, start)
    )


def _in_capitals(text: str, start: int, end: int, *, joined_lines: bool) -> Piece | None:
    scanned = _scanned(text, start, end)
    for match in layout().kind.finditer(text, start, end):
        if scanned and scanned.start < match.start():
            break
        if layout().stamp.match(fold(text[match.start() : match.end() + 20])):
            continue
        if layout().governed.search(text, max(0, match.start() - 20), match.start()):
            continue
        if joined_lines or _begins_line(text, match.start()):
            return Piece(start=match.start(), end=match.end(), value=match["kind"])
    return scanned


def _scanned(text: str, start: int, end: int) -> Piece | None:
    """Return the first line that is a kind in capitals but for its marks (`QUYÉT ĐỊNH`)."""
    for line in lines(text, start, end):
        first, last = trim(text, line.start, line.end, " \n\t*_#|:")
        words = text[first:last]
        kind = None if _SMALL.search(words) else _kind_by_fold().get(fold(words))
        if kind:
            return Piece(start=first, end=last, value=kind.name)
    return None


@cache
def _kind_by_fold() -> Mapping[str, Kind]:
    named = load().kind_by_name.items()
    return {fold(n): k for n, k in named if " " in n and k.id not in ("consolidation", "document")}


def _alone(text: str, start: int, end: int) -> Piece | None:
    for line in lines(text, start, end):
        first, last = trim(text, line.start, line.end)
        alone = layout().kind_line.fullmatch(text, first, last)
        if alone:
            return Piece(start=first, end=last, value=alone["kind"])
    return None


def _before_about(text: str, start: int) -> Piece | None:
    """Return the kind in `Tờ trình V/v …` at the head of the text."""
    for line in lines(text, start, _FIRST_LINES):
        first, last = trim(text, line.start, line.end)
        kind = layout().kind_line.match(text, first, last)
        if kind and _ABBREVIATED_ABOUT.match(text, kind.end()):
            return Piece(start=first, end=kind.end(), value=kind["kind"])
    return None


def _begins_line(text: str, position: int) -> bool:
    return not text[max(0, position - 20) : position].rpartition("\n")[2].strip(" *_#|")
