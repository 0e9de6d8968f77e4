"""The document's own number: part 3 of the layout, and how it is told from a number that is cited.

An own number stands in the head on a line of its own, or beside motto, place and date. What a type
word inside a sentence governs, or what a date and an issuer follow, is cited. In doubt there is no
own number: a citation too many is seen and struck out, one taken for the paper itself is lost.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from indexer.parse.layout import WORD_ENDS, layout
from indexer.parse.pieces import Piece
from kb.symbols import read_letters
from kb.text import LOWER, UPPER, fold
from kb.vocabulary import load

HEAD = 6000
"""Positions of the text in which a header is looked for."""
FIRST = 250
"""Positions within which a number needs no other part of a head beside it."""
_ABOVE, _BELOW = 600, 500
"""Positions around a number in which the other parts of its head stand."""

MARKS = " *_|#"
_RULES = MARKS + "-=~.…[]"
_CONFIRMS = re.compile(r"XÁC\sTHỰC\sVĂN\sBẢN\sHỢP\sNHẤT")
_CITES = re.compile(rf"[,;)]|(?i:ngày|của|về|do){WORD_ENDS}|[{LOWER}]")
_DATED_ONLY = re.compile(r"(?i:ngày) [\d\s/.-]{1,14}(?:(?i:tháng) ?\d{1,2} ?(?i:năm) ?\d{4})?\Z")
_LETTERS_END = re.compile(rf"[{UPPER}]{{2}} ?\Z")
"""What cannot be read ends in letters: the symbol begins there, and what follows is but its rest."""
_CAPITAL_END = re.compile(rf"[{UPPER}]{{2,}}\Z")
_DATE_END = re.compile(r"(?i:năm) ?\d{4}\Z|\d[/.-]\d{4}\Z")
_OPENS_HEAD = re.compile(
    rf"[{UPPER}][{UPPER}{LOWER}. -]{{1,40}}, ?(?i:ngày)|V ?/ ?v|(?=[{UPPER}]{{2}})"
)
_STAMPED = re.compile(r"\s{0,2}(?:Ngày|NGÀY|Đến|ĐẾN|Chuyển) ?:")
_NUMBER_WORD = re.compile(r"(?i:số) ?:? ?(?=\d)")
_GOES_ON = re.compile(rf"[ ]?(?:,|(?:là|và){WORD_ENDS})")
_SENTENCE_ENDS = ".;:!?"


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnNumber:
    """`Số: 38/2022/NĐ-CP` as read."""

    start: int
    """Of the word “Số”, or of the number where that word is missing."""
    end: int
    number: Piece | None
    year: int | None
    symbol: Piece | None
    """`None` where print has lost its letters (`Số: 12/-UBND`)."""

    @property
    def letters(self) -> str:
        """The symbol, empty where it is lost."""
        return self.symbol.value if self.symbol else ""


def opening(text: str, start: int = 0) -> int:
    """Return where the body surely begins behind `start`, or the end of the head of the text."""
    head = text[:HEAD]
    match = layout().opens_always.search(head, start)
    return match.start() if match else len(head)


def confirmation(text: str) -> tuple[int, int] | None:
    """Return where a consolidated text (VBHN) is confirmed: its header, set at the end."""
    found = _CONFIRMS.search(text)
    return (found.end(), min(len(text), found.end() + 600)) if found else None


def own_number(text: str, start: int, end: int) -> OwnNumber | None:
    """Return the first number of the document's own between `start` and `end`."""
    listed = -1
    for match in layout().own_number.finditer(text, start, end):
        number = _number(text, match)
        if match.start() != listed and _is_own(text, match, number):
            return number
        listed = _next_words(text, number.end)
    return None


def begins_line(text: str, position: int) -> bool:
    """Tell whether nothing stands before `position` on its line, or in its column."""
    before = text[max(0, position - 40) : position].rpartition("\n")[2]
    return not before.strip(MARKS) or before.rstrip(" *_#")[-1:] in "-|"


def _is_own(text: str, match: re.Match[str], number: OwnNumber) -> bool:
    start, end = match.start(), number.end
    before = _before(text, start)
    titled = _is_titled(text, start)
    sure = bool(match["colon"]) or titled
    if not (sure or before == "") or (match["misread"] and not (match["colon"] and before == "")):
        return False
    own_line = before == "" and bool(match["colon"]) and not text.startswith("số", start)
    if not titled and ((_is_governed(text, start) and not own_line) or not _may_precede(before)):
        return False
    if not _may_follow(text, end, sure=sure, titled=titled and before == ""):
        return False
    if _STAMPED.match(text, end):
        return False
    listed = layout().own_number.match(text, _next_words(text, end)) is not None
    first = not (titled or listed or match["unread"]) and len(text[:start].strip()) < FIRST
    return first or _is_headed(text, start, end)


def _next_words(text: str, end: int) -> int:
    """Return where the words of the next line begin."""
    rest = text[end : end + 200]
    below = rest.partition("\n")[2].lstrip(_RULES + "\n+")
    return end + len(rest) - len(below)


def _before(text: str, position: int) -> str:
    """Return the words before `position` on its line, without columns and rules."""
    return text[max(0, position - 80) : position].rpartition("\n")[2].strip(_RULES)


def _is_titled(text: str, start: int) -> bool:
    """Whether a type word alone on its line stands before: `Luật số: …`, or `THÔNG TƯ` above `SỐ …`."""
    above = text[max(0, start - 80) : start].rstrip(" \n*_:")
    kind = layout().kind_at_end.search(above)
    if not kind or above[: kind.start()].rpartition("\n")[2].strip(MARKS):
        return False
    same_line = (
        "\n" not in text[start - (len(text[max(0, start - 80) : start]) - len(above)) : start]
    )
    return same_line or kind[0].isupper()


def _is_governed(text: str, start: int) -> bool:
    """Whether a type word within a sentence or a subject stands before, over the line's end too."""
    return (
        layout().kind_at_end.search(text[max(0, start - 80) : start].rstrip(" \n*_:")) is not None
    )


def _may_precede(before: str) -> bool:
    """Whether a head that a site has joined to one line may have `before` in front of the number."""
    return (
        not before
        or _CAPITAL_END.search(before) is not None
        or _DATE_END.search(before) is not None
        or layout().motto_at_end(before)
    )


def _may_follow(text: str, end: int, *, sure: bool, titled: bool) -> bool:
    """Whether what follows on the line is no date or issuer of a citation and no sentence."""
    rest = text[end : end + 200].partition("\n")[0].strip(_RULES)
    if not rest or layout().motto_begins(rest):
        return True
    if (date := rest.lstrip(", ")).lower().startswith("ngày"):
        return titled or (sure and _DATED_ONLY.match(date) is not None)
    if _CITES.match(text[end : end + 40].lstrip(_RULES)):
        return False
    return sure or _OPENS_HEAD.match(rest) is not None


def _is_headed(text: str, start: int, end: int) -> bool:
    """Whether motto, body, title or place and date stand near: a number alone proves no head."""
    above, below = text[max(0, start - _ABOVE) : start], text[end : end + _BELOW]
    near = layout().motto_in(above + "\n" + below) or layout().body_line.search(above)
    if near:
        return True
    following = re.sub(r"\A[ *_|.-]*\n?", "", below)
    return bool(_OPENS_HEAD.match(following) or layout().kind_alone.search(below))


def _number(text: str, match: re.Match[str]) -> OwnNumber:
    number = match["number"]
    year = match["year"]
    first, last = match.span("letters")
    symbol = None
    if first >= 0 and not (match["unread"] and _LETTERS_END.search(match["unread"])):
        last = _whole_words(text, first, last)
        symbol = Piece(start=first, end=last, value=_mended(re.sub(r"\s", "", text[first:last])))
    return OwnNumber(
        start=match.start(),
        end=last if symbol else match.end(),
        number=Piece(start=match.start("number"), end=match.end("number"), value=number)
        if number
        else None,
        year=int(year.replace(" ", "")) if year else None,
        symbol=symbol,
    )


def _mended(letters: str) -> str:
    """Return the letters as they are put right in citations: the stroke of Đ, a lost hyphen."""
    return read_letters(letters, load(), party_mark=False).letters


def _whole_words(text: str, first: int, last: int) -> int:
    """Give back a last segment that is but the beginning of a word (`QĐ-UBND - Hà Nội`)."""
    if last < len(text) and text[last].isalpha():
        joints = [match.start() for match in re.finditer(r"\s?[/-]", text[first:last])]
        return first + max(joints, default=last - first)
    return last


def titled_number(text: str) -> OwnNumber | None:
    """Return the number in a first line that may be the title set above by a site.

    It is the document's own only where `is_title` says so.
    """
    first_line = _first_line(text)
    kind = layout().kind_line.match(first_line)
    if not kind:
        return None
    shift = text.index(first_line)
    number = written_number(text, shift + kind.end() + 1, shift + len(first_line))
    return replace(number, start=shift) if number else None


def written_number(text: str, start: int, end: int) -> OwnNumber | None:
    """Return the number and symbol that stand at `start`, “số” before them or not."""
    word = _NUMBER_WORD.match(text, start, end)
    match = layout().bare_number.match(text, word.end() if word else start, end)
    if not match:
        return None
    part = "" if match["number"] else "plain_"
    number, letters = match.span(f"{part}number"), match.span(f"{part}letters")
    return OwnNumber(
        start=start,
        end=match.end(),
        number=Piece(start=number[0], end=number[1], value=match[f"{part}number"]),
        year=int(match["year"]) if match["year"] else None,
        symbol=Piece(
            start=letters[0],
            end=letters[1],
            value=re.sub(r"\s", "", match[f"{part}letters"]),
        ),
    )


def _first_line(text: str) -> str:
    return text[:400].lstrip("\n" + MARKS).partition("\n")[0]


def is_title(text: str, titled: OwnNumber, number: OwnNumber | None) -> bool:
    """Tell whether the first line names this document, not one that the text goes on to speak of.

    The head below repeats the number; or, without a number, the parts of an office paper follow and
    the line is no sentence.
    """
    if number:
        return identity(number) == identity(titled)
    if _first_line(text).rstrip(" *_")[-1:] in _SENTENCE_ENDS or _GOES_ON.match(text, titled.end):
        return False
    below = text[titled.end : opening(text) + 20]
    return bool(
        layout().motto_in(below)
        or layout().kind_alone.search(below)
        or re.search(rf"\n[*_ ]*{layout().addressee.pattern}", below)
    )


def identity(number: OwnNumber) -> tuple[str, int | None, str]:
    """Return what two ways of writing a number have in common."""
    return (
        number.number.value.lstrip("0") if number.number else "",
        number.year,
        fold(number.letters),
    )
