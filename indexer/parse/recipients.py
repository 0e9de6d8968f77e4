"""To whom: Nơi nhận and Kính gửi, parts 9 and 5b of the layout, or the closing sentence."""

from __future__ import annotations

import re
from collections.abc import Iterator

from indexer.parse.layout import layout
from indexer.parse.pieces import Line, Piece, joined, lines, piece
from indexer.read import SourceText
from kb.text import LOWER

LONGEST = 4000
"""Positions that a list of recipients may take."""
_ITEM = re.compile(r"(?:^|(?<=[;.:] )|(?<=;))[-+•*] ?(?=\S)")
_CONTINUES = re.compile(rf"[{LOWER}(]")
_STRIP = " \n\t*_#|;.,"
_STRIP_ADDRESSEE = " \n\t*_#|;:,-"
_CLOSING = 3000
"""Positions before the closing parts in which the closing sentence stands."""


def recipients(source: SourceText, start: int, end: int) -> tuple[int, list[Piece]]:
    """Return where “Nơi nhận” begins (`end` where it is missing) and the recipients as listed."""
    text = source.matching.text
    head = layout().recipients.search(text, start, end)
    if not head:
        return end, []
    items: list[Piece] = []
    for line in lines(text, head.end(), min(end, head.end() + LONGEST)):
        begins = _begins(line)
        if not begins and not (items and _CONTINUES.match(line.text)):
            if line.start == head.end():
                continue
            break
        if not begins:
            items[-1] = _continued(source, items[-1], line)
            continue
        items += _items(source, line, begins)
        if (
            items
            and layout().recipients_last.match(items[-1].value)
            and line.text.rstrip().endswith(".")
        ):
            break
    return head.start(), items


def _begins(line: Line) -> list[int]:
    return [match.end() for match in _ITEM.finditer(line.text)]


def _items(source: SourceText, line: Line, begins: list[int]) -> list[Piece]:
    ends = [*(begin - 2 for begin in begins[1:]), len(line.text)]
    found = (
        _item(source, line.start + first, line.start + last)
        for first, last in zip(begins, ends, strict=True)
    )
    return [item for item in found if item]


def _item(source: SourceText, start: int, end: int) -> Piece | None:
    """Return one recipient, without a signature that stood beside it."""
    beside = layout().role_beside.search(source.matching.text, start, end)
    return piece(source, start, beside.start() if beside else end, _STRIP)


def _continued(source: SourceText, item: Piece, line: Line) -> Piece:
    return piece(source, item.start, line.end, _STRIP) or item


def addressee(source: SourceText, start: int, end: int) -> Piece | None:
    """Return the words after “Kính gửi”, several addressees parted by semicolons."""
    text = source.matching.text
    head = layout().addressee.search(text, start, end)
    if not head:
        return None
    return joined(list(_addressees(source, head.end(), min(end, head.end() + LONGEST))), "; ")


def _addressees(source: SourceText, start: int, end: int) -> Iterator[Piece]:
    listed = False
    for line in lines(source.matching.text, start, end):
        is_first = line.start == start
        is_item = line.text.startswith(("-", "+", "•"))
        if not is_first and not is_item:
            break
        found = piece(source, line.start, _stop(line), _STRIP_ADDRESSEE)
        listed = listed or is_item
        if found:
            yield _unended(found)
        if not listed and found:
            break


def _unended(found: Piece) -> Piece:
    return Piece(start=found.start, end=found.end, value=found.value.rstrip(" ;.,"))


def _stop(line: Line) -> int:
    """Return where the body begins on the line, where a site has joined lines."""
    for match in layout().opens.finditer(line.text, 1):
        if line.text[match.start() - 1] == " ":
            return line.start + match.start()
    return line.end


def closing_addressee(source: SourceText, end: int, listed: list[Piece]) -> Piece | None:
    """Return whom the closing sentence names (“… gửi Sở Nội vụ tổng hợp”).

    It must open with “Trên đây”, or name one of the recipients `listed`.
    """
    text = source.matching.text
    start = max(0, end - _CLOSING)
    last = text.rfind("Trên đây", start, end)
    matches = list(layout().closing.finditer(text, max(start, last), end))
    for match in reversed(matches):
        found = piece(source, *match.span("body"), _STRIP_ADDRESSEE)
        if found and (last >= 0 or any(found.value in item.value for item in listed)):
            return found
    return None
