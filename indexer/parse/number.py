"""The document's own number, place and date: part 3 and 4 of the layout."""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass

from indexer.parse.layout import layout
from indexer.parse.pieces import Piece, as_written, trim
from indexer.read import SourceText
from kb.text import LOWER, UPPER, lower
from kb.vocabulary import load

HEAD = 6000
"""Positions of the text in which a header is looked for."""

_BLANKS = r"[ \n.…_]{0,12}"
_DATE = re.compile(
    rf"(?P<comma> ?,)?[ \n]{{0,2}}(?i:ngày){_BLANKS}"
    rf"(?:(?P<d>\d{{1,2}})?{_BLANKS}(?i:tháng){_BLANKS}(?P<m>\d{{1,2}})?{_BLANKS}"
    r"(?i:năm)[ \n]?(?P<y>\d{4})?"
    r"|(?P<d2>\d{1,2})[/.-](?P<m2>\d{1,2})[/.-](?P<y2>\d{4}))"
)
_WORD = rf"[{UPPER}][{UPPER}{LOWER}.]*"
_PLACE = re.compile(rf"{_WORD}(?:(?: |-| - )(?:{_WORD}|phố|xã|trấn))*\Z")
_LONGEST_PLACE = 60
_CONFIRMS = re.compile(r"XÁC\sTHỰC\sVĂN\sBẢN\sHỢP\sNHẤT")


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnNumber:
    """`Số: 38/2022/NĐ-CP` as read."""

    start: int
    """Of the word “Số”, or of the number where that word is missing."""
    end: int
    number: Piece | None
    year: int | None
    symbol: Piece


@dataclass(frozen=True, slots=True, kw_only=True)
class DateLine:
    """`Trà Vinh, ngày 05 tháng 9 năm 2018` as read."""

    start: int
    end: int
    place: Piece | None
    date: Piece | None


def opening(text: str) -> int:
    """Return where the body surely begins, or the end of the head of the text."""
    head = text[:HEAD]
    match = layout().opens_always.search(head)
    return match.start() if match else len(head)


def confirmation(text: str) -> tuple[int, int] | None:
    """Return where a consolidated text (VBHN) is confirmed: its header, set at the end."""
    found = _CONFIRMS.search(text)
    return (found.end(), min(len(text), found.end() + 600)) if found else None


def own_number(text: str, start: int, end: int) -> OwnNumber | None:
    """Return the first number of the document's own between `start` and `end`."""
    for match in layout().own_number.finditer(text, start, end):
        if match["colon"] or _begins_line(text, match.start()):
            return _number(text, match)
    return None


def _begins_line(text: str, position: int) -> bool:
    before = text[max(0, position - 40) : position].rpartition("\n")[2]
    return not before.strip(" *_|#") or before.rstrip(" *_|#")[-1:] in "-|"


def _number(text: str, match: re.Match[str]) -> OwnNumber:
    first, last = match.span("letters")
    last = _whole_words(text, first, last)
    number = match["number"]
    return OwnNumber(
        start=match.start(),
        end=last,
        number=Piece(start=match.start("number"), end=match.end("number"), value=number)
        if number
        else None,
        year=int(match["year"]) if match["year"] else None,
        symbol=Piece(start=first, end=last, value=re.sub(r"\s", "", text[first:last])),
    )


def _whole_words(text: str, first: int, last: int) -> int:
    """Give back a last segment that is but the beginning of a word (`QĐ-UBND - Hà Nội`)."""
    if last < len(text) and text[last].isalpha():
        joints = [match.start() for match in re.finditer(r"\s?[/-]", text[first:last])]
        return first + max(joints, default=last - first)
    return last


def titled_number(text: str) -> OwnNumber | None:
    """Return the number in a title line set before the header by the site that a text was saved from."""
    first_line = text[:400].lstrip("\n").partition("\n")[0]
    kind = layout().kind_line.match(first_line)
    if not kind:
        return None
    match = layout().bare_number.match(first_line, kind.end() + 1)
    if not match:
        return None
    shift = text.index(first_line)
    part = "" if match["number"] else "plain_"
    number, letters = match.span(f"{part}number"), match.span(f"{part}letters")
    return OwnNumber(
        start=shift,
        end=shift + match.end(),
        number=Piece(start=shift + number[0], end=shift + number[1], value=match[f"{part}number"]),
        year=int(match["year"]) if match["year"] else None,
        symbol=Piece(
            start=shift + letters[0],
            end=shift + letters[1],
            value=re.sub(r"\s", "", match[f"{part}letters"]),
        ),
    )


def date_line(source: SourceText, start: int, end: int) -> DateLine | None:
    """Return the first place and date between `start` and `end`; a blank date (draft) leaves `date` open."""
    text = source.matching.text
    for match in _DATE.finditer(text, start, end):
        place = _place(source, start, match.start())
        alone = _begins_line(text, match.start() + len(match[0]) - len(match[0].lstrip(" ,\n")))
        if (place and (match["comma"] or _is_known(place.value))) or (alone and match["d"]):
            first = place.start if place else match.start()
            return DateLine(start=first, end=match.end(), place=place, date=_date(match))
    return None


def _date(match: re.Match[str]) -> Piece | None:
    day, month, year = (match[n] or match[f"{n}2"] for n in "dmy")
    if not (day and month and year):
        return None
    try:
        date = datetime.date(int(year), int(month), int(day))
    except ValueError:
        return None
    start = match.start() + len(match[0]) - len(match[0].lstrip(" ,\n"))
    return Piece(start=start, end=match.end(), value=date.isoformat())


def _place(source: SourceText, floor: int, end: int) -> Piece | None:
    """Return the capitalised words that end at `end`, as far back as they name a place."""
    text = source.matching.text
    _, end = trim(text, floor, end)
    floor = max(floor, end - _LONGEST_PLACE)
    line = text.rfind("\n", floor, end) + 1
    head = text[max(floor, line) : end]
    found = _PLACE.search(head)
    if not found:
        return None
    start = end - len(found[0])
    leading = _begins_line(text, start) or start <= floor
    if not leading and (known := _known_ending(found[0])):
        start = end - len(known)
    return Piece(start=start, end=end, value=as_written(source, start, end))


def _known_ending(words: str) -> str | None:
    """Return the longest end of `words` that is a province."""
    parts = words.split(" ")
    endings = (" ".join(parts[i:]) for i in range(len(parts)))
    return next((ending for ending in endings if _is_known(ending)), None)


def _is_known(place: str) -> bool:
    name = re.sub(r"^(?:tỉnh|thành phố|tp\.?) ?", "", lower(place))
    return name in load().province_by_name
