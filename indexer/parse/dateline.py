"""Place and date of a document: part 4 of the layout, and how they are told from those of a citation."""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass

from indexer.parse.layout import layout
from indexer.parse.number import begins_line
from indexer.parse.pieces import Piece, as_written, trim
from indexer.read import SourceText
from kb.text import LOWER, UPPER, fold, lower
from kb.vocabulary import load

_A = "".join(letter for letter in LOWER if fold(letter) == "a")
_BLANKS = r"[ \n.…_]{0,12}"
_DATE = re.compile(
    rf"(?P<comma> ?,)?[ \n]{{0,2}}(?P<word>(?i:ng[{_A}])[^\W\d_])(?:{_BLANKS}"
    rf"(?:(?P<d>\d{{1,2}})?{_BLANKS}(?i:tháng){_BLANKS}(?P<m>\d{{1,2}})?{_BLANKS}"
    r"(?i:năm)[ \n]?(?P<y>\d{4})?"
    r"|(?P<d2>\d{1,2})[/.-](?P<m2>\d{1,2})[/.-](?P<y2>\d{4}))"
    # what a scanner or a pen has left of the day, the month or the year
    rf"|(?P<unread>[^\n,;:]{{0,10}}?(?i:tháng)[^\n,;:]{{0,8}}(?:(?i:n[ăàâa]m)[^\n{LOWER}{UPPER}]{{0,6}})?))"
)
_WORD = rf"[{UPPER}][{UPPER}{LOWER}.]*"
_NUMBERED = r"(?:Quận|QUẬN|Phường|PHƯỜNG) \d{1,2}"
_NAMED = rf"{_WORD}(?:(?: |-| - )(?:{_WORD}|phố|xã|trấn))*"
_PLACE = re.compile(rf"(?:(?:{_NAMED}, )?{_NUMBERED}|{_NAMED})\Z")
_LONGEST_PLACE = 60
_LONGEST_QUOTATION = 300
_CITES = re.compile(rf"[ ]?(?:[,;)]|[{LOWER}])")
_CITES_BELOW = re.compile(rf"\s?(?:[,;)]|[{LOWER}])")
_PART_OF_SYMBOL = re.compile(r"[\d/-]\Z")
_CAPITALS = re.compile(rf"[{UPPER}]{{2,}}")


@dataclass(frozen=True, slots=True, kw_only=True)
class DateLine:
    """`Trà Vinh, ngày 05 tháng 9 năm 2018` as read."""

    start: int
    end: int
    place: Piece | None
    date: Piece | None


def date_line(source: SourceText, start: int, end: int) -> DateLine | None:
    """Return the first place and date between `start` and `end`.

    A blank date (draft) and one that cannot be read leave `date` open.
    """
    text = source.matching.text
    for match in _DATE.finditer(text, start, end):
        place = _place(source, start, match.start())
        if _is_cited(text, match, place) or (_is_misread(match) and not _is_sure(match, place)):
            continue
        first = match.start() + len(match[0]) - len(match[0].lstrip(" ,\n"))
        alone = begins_line(text, first) and bool(match["d"])
        if (place and (match["comma"] or _is_known(place.value))) or alone:
            first = place.start if place else first
            if _is_quoted(text, first, match.end()):
                continue
            return DateLine(start=first, end=match.end(), place=place, date=_date(match))
    return None


def _is_cited(text: str, match: re.Match[str], place: Piece | None) -> bool:
    """Whether the date belongs to an instrument or a sentence: words go on behind it."""
    if match["unread"] is not None:
        return place is None or not match["comma"]
    goes_on = _CITES if place else _CITES_BELOW
    return goes_on.match(text, match.end()) is not None


def _is_quoted(text: str, start: int, end: int) -> bool:
    """Whether quotation marks that words of a sentence or a table precede stand around place and date."""
    line = text.rfind("\n", max(0, start - _LONGEST_QUOTATION), start) + 1
    before = text[max(line, start - _LONGEST_QUOTATION) : start]
    mark = max(before.rfind('"'), before.rfind("“"))
    opened = before.count('"') % 2 == 1 or before.rfind("“") > before.rfind("”")
    closed = text[end : end + 1] in ("”", '"') and mark >= 0
    return opened and (closed or any(sign.isalnum() for sign in before[:mark]))


def _is_misread(match: re.Match[str]) -> bool:
    """Whether a scanner has made another word of “ngày”: what stands behind it may lack a digit too."""
    return fold(match["word"]) != "ngay"


def _is_sure(match: re.Match[str], place: Piece | None) -> bool:
    """Whether a province, a comma and all parts of a date show what the misread word was."""
    whole = re.search(r"(?i)tháng.*năm ?\d", match[0], re.DOTALL) is not None
    return bool(place and match["comma"] and whole and _is_known(place.value))


def _date(match: re.Match[str]) -> Piece | None:
    day, month, year = (match[n] or match[f"{n}2"] for n in "dmy")
    if not (day and month and year) or _is_misread(match):
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
    found = _PLACE.search(text[max(floor, line) : end])
    if not found or layout().not_places.match(found[0]):
        return None
    start = end - len(found[0])
    if start == line and (broken := _begun_above(text, floor, start, found[0])):
        start = broken
    elif known := _known_ending(found[0]):
        start = end - len(known) if _is_other(found[0].removesuffix(known), text, start) else start
    elif not _begins(text, start, floor):
        return None
    if _PART_OF_SYMBOL.search(text[max(0, start - 1) : start]):
        return None
    return Piece(start=start, end=end, value=as_written(source, start, end))


def _begins(text: str, start: int, floor: int) -> bool:
    """Whether words at `start` stand first on their line, behind the number or behind the motto."""
    behind_motto = layout().motto_at_end(text[max(0, start - 80) : start].rstrip())
    return begins_line(text, start) or start <= floor + 1 or behind_motto


def _is_other(words: str, text: str, start: int) -> bool:
    """Whether the words before a known place are not part of it: a body's name, the end of a sentence."""
    return bool(_CAPITALS.search(words.replace("TP", ""))) or not begins_line(text, start)


def _begun_above(text: str, floor: int, start: int, words: str) -> int | None:
    """Return where a place begins whose first word a narrow column has left on the line above."""
    first = text.rfind("\n", floor, start - 1) + 1
    above = text[first : start - 1].strip(" |")
    joined = f"{above} {words}"
    return text.index(above, first) if " " not in above and above and _is_known(joined) else None


def _known_ending(words: str) -> str | None:
    """Return the longest end of `words` that is a province."""
    parts = words.split(" ")
    endings = (" ".join(parts[i:]) for i in range(len(parts)))
    return next((ending for ending in endings if _is_known(ending)), None)


def _is_known(place: str) -> bool:
    name = re.sub(r"^(?:tỉnh|thành phố|tp\.?) ?", "", lower(place))
    return name in load().province_by_name
