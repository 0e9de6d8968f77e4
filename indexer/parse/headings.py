"""Which lines are headings: numbering styles as data, and what tells a heading from a numbered sentence."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files

from indexer.parse.pieces import Line, trim
from kb.errors import TableError
from kb.text import LOWER, UPPER, numeral_value

LONGEST = 250
"""Most characters of a title."""
LONGEST_SENTENCE = 160
"""Most characters of a title that ends in a full stop: beyond, it is a sentence."""
LONGEST_LIST = 120
"""Most characters of an article's title that ends in a colon: beyond, it is the sentence before a list."""
WRAPPED = 50
"""Fewest characters of a line that the page's edge has broken."""

_MARKUP = re.compile(r"[*#_ ]*")
_SMALL = re.compile(f"[{LOWER}]")
_LETTER = re.compile(f"[{UPPER}{LOWER}]")
_OPENS_TITLE = re.compile(rf"[{UPPER}“\"‘(]")
_TWO_SENTENCES = re.compile(rf"[{LOWER}\d)”][.;?] +[{UPPER}“]")
_TERMINAL = '.;:!?”"/)'
_NEXT_NUMBER = re.compile(r" \d{1,2}(?:\.\d{1,2})*\.\Z")
_LETTERS = "ABCDEFGHIJKL"
_SMALLS = "abcdđeghiklmnopqrstuvxy"
_NUMBER_WORDS = frozenset(
    {
        "PHỤ",
        "LỤC",
        "Lục",
        "SỐ",
        "BIỂU",
        "MẪU",
        "PHẦN",
        "THỨ",
        "Thứ",
        "CHƯƠNG",
        "MỤC",
        "TIỂU",
        "ĐIỀU",
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """A way of numbering."""

    id: str
    rank: int
    """Smaller is further out."""
    line: re.Pattern[str]
    ordinal: str
    legal: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """A line that is numbered, or marked, like a heading; normalised positions."""

    style: Style
    number: str | None
    """As written, white space collapsed; words in title form."""
    order: int | None
    """The number as a number."""
    start: int
    title_start: int
    title_end: int
    """Equal to `title_start` where the heading has no title of its own."""
    index: int
    """Of its last line among the lines."""
    is_capital: bool
    doubtful: bool = False
    """Whether the line before it seems to go on into it."""

    @property
    def end(self) -> int:
        """Where the heading ends, number and title."""
        return self.title_end


@cache
def styles() -> tuple[Style, ...]:
    """Load `headings.toml`.

    Raises:
        TableError: a row has an unknown or missing field, or its pattern does not compile.
    """
    table = tomllib.loads(files("indexer.parse").joinpath("headings.toml").read_text("utf-8"))
    try:
        return tuple(Style(**{**row, "line": re.compile(row["line"])}) for row in table["style"])
    except (TypeError, KeyError, re.error) as error:
        raise TableError("bad-layout", row="style", field=str(error)) from error


@cache
def _any_number() -> re.Pattern[str]:
    """Return one pattern for all styles that number."""
    return re.compile("|".join(s.line.pattern.replace("(?P<number>", "(?:") for s in styles()[:-1]))


@cache
def _may_be_heading() -> re.Pattern[str]:
    """Return a pattern that passes over most lines at once."""
    return re.compile(rf"\*|[#_ ]*(?:{_any_number().pattern})")


def heading(text: str, all_lines: Sequence[Line], index: int) -> Heading | None:
    """Return the heading that begins on line `index`, judged by itself and by the lines around it."""
    line = all_lines[index]
    if not _may_be_heading().match(line.text):
        return None
    marked = _MARKUP.match(text, line.start, line.end)
    begin = marked.end() if marked else line.start
    for style in styles():
        if style.id == "starred":
            return _starred(style, text, line, begin, index)
        match = style.line.match(text, begin, line.end)
        if match:
            found = _numbered(style, match, text, all_lines, index)
            title = found if style.legal or found is None else _if_title(found, text, all_lines)
            return _doubted(title, all_lines, index) if title else None
    return None


def _doubted(found: Heading, all_lines: Sequence[Line], index: int) -> Heading:
    inside = _is_inside_paragraph(all_lines, index)
    return replace(found, doubtful=True) if inside else found


def _is_inside_paragraph(all_lines: Sequence[Line], index: int) -> bool:
    """Whether the line goes on from the one before, which the page's edge has broken."""
    line = all_lines[index]
    if index == 0 or line.after_blank:
        return False
    before = all_lines[index - 1].text.rstrip("* ")
    return len(before) >= WRAPPED and before[-1:] not in _TERMINAL and not _is_capital(before)


def _is_capital(words: str) -> bool:
    words = words[: LONGEST + 1]
    letters = len(_LETTER.findall(words))
    return letters > 0 and len(_SMALL.findall(words)) <= letters // 5


def _starred(style: Style, text: str, line: Line, begin: int, index: int) -> Heading | None:
    """Return `* Thuận lợi:` and the like: starred, one phrase, closed by a colon or bold."""
    stars = text[line.start : begin]
    end = trim(text, begin, line.end, " *_")[1]
    closed = text[end - 1 : end] == ":" or (stars.startswith("**") and line.text.endswith("**"))
    end = trim(text, begin, end, " *_:")[1]
    words = text[begin:end]
    if "*" not in stars or not closed or len(words) > LONGEST_SENTENCE:
        return None
    if not _OPENS_TITLE.match(words) or _TWO_SENTENCES.search(words) or words[-1:] in ".;,":
        return None
    return Heading(
        style=style,
        number=None,
        order=None,
        start=line.start,
        title_start=begin,
        title_end=end,
        index=index,
        is_capital=_is_capital(words),
    )


def _numbered(
    style: Style, match: re.Match[str], text: str, all_lines: Sequence[Line], index: int
) -> Heading | None:
    line = all_lines[index]
    start = match.end()
    own = text[start : line.end].strip(" *_")
    if style.legal and not own:
        return _titled_below(style, match, text, all_lines, index)
    if not _OPENS_TITLE.match(own):
        return None
    last, end = _extent(text, all_lines, index, start)
    begin, end = _trimmed(text, start, end)
    if style.legal and _is_sentence(text[begin:end], all_lines[last].text):
        begin = end = trim(text, match.start("number"), match.end("number"), " .:-")[1]
        last = index
    return _build(style, match, text, (begin, end), last)


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the title without markup, colon and the number of a next heading joined to it."""
    begin, end = trim(text, start, end, " *_:\n")
    following = _NEXT_NUMBER.search(text, begin, end)
    return begin, following.start() if following else end


def _build(
    style: Style, match: re.Match[str], text: str, title: tuple[int, int], index: int
) -> Heading:
    number = _title_form(match["number"]) if style.legal else match["number"]
    return Heading(
        style=style,
        number=number,
        order=_order(style, number),
        start=match.start("number"),
        title_start=title[0],
        title_end=title[1],
        index=index,
        is_capital=title[0] == title[1] or _is_capital(text[slice(*title)]),
    )


def _title_form(number: str) -> str:
    """Return `PHỤ LỤC II` as `Phụ lục II`, `CHƯƠNG I` as `Chương I`."""
    words = number.split()
    small = [word.lower() if len(word) > 1 and word in _NUMBER_WORDS else word for word in words]
    return " ".join([small[0].capitalize(), *small[1:]])


def _is_sentence(words: str, last_line: str) -> bool:
    ends = last_line.rstrip(" *_")[-1:]
    return (
        len(words) > (LONGEST_LIST if ends == ":" else LONGEST)
        or ends in (".", ";", ",")
        or bool(_TWO_SENTENCES.search(words))
    )


def _titled_below(
    style: Style, match: re.Match[str], text: str, all_lines: Sequence[Line], index: int
) -> Heading:
    """Return a heading that stands alone on its line; a phrase on the next lines is its title."""
    bare = trim(text, match.start("number"), match.end("number"), " .:-")[1]
    below = index + 1
    while below < len(all_lines) and below <= index + 2 and all_lines[below].text.startswith("("):
        below += 1
    if below < len(all_lines) and _may_be_title(all_lines[below]):
        last, end = _extent(text, all_lines, below, all_lines[below].start)
        begin, end = _trimmed(text, all_lines[below].start, end)
        if not _is_sentence(text[begin:end], all_lines[last].text):
            return _build(style, match, text, (begin, end), last)
    return _build(style, match, text, (bare, bare), index)


def _may_be_title(line: Line) -> bool:
    words = line.text.lstrip("*# ")
    numbered = _any_number().match(words)
    return bool(_OPENS_TITLE.match(words)) and not numbered and len(line.text) <= LONGEST


def _extent(text: str, all_lines: Sequence[Line], index: int, start: int) -> tuple[int, int]:
    """Return the last line and the end of the title from `start` on, over lines broken by the edge."""
    line = all_lines[index]
    capital = _is_capital(text[start : line.end])
    colon = text.find(":", start, line.end)
    if colon > 0 and _is_capital(text[start:colon]):
        return index, colon
    last = index
    while last + 1 < len(all_lines) and last < index + 6:
        here, following = all_lines[last], all_lines[last + 1]
        if following.after_blank or here.text.rstrip(" *")[-1:] in ".;:":
            break
        if not _goes_on(here, following, capital=capital):
            break
        last += 1
    return last, all_lines[last].end


def _goes_on(here: Line, following: Line, *, capital: bool) -> bool:
    if capital:
        return _is_capital(following.text) and not _any_number().match(following.text)
    return len(here.text) >= WRAPPED and bool(re.match(rf"[{LOWER}\d“(]", following.text))


def _if_title(found: Heading, text: str, all_lines: Sequence[Line]) -> Heading | None:
    """Return a numbered line as a heading if it reads as a title and something stands under it."""
    words = text[found.title_start : found.title_end]
    if not words or len(words) > LONGEST or _TWO_SENTENCES.search(words) or words[-1] in ";,":
        return None
    if found.is_capital:
        return found
    if words[-1] == "." and len(words) > LONGEST_SENTENCE:
        return None
    rest = all_lines[found.index].text.rstrip(" *_")
    if rest.endswith((";", ",")):
        return None
    return found if _has_text_below(found, all_lines) else None


def _has_text_below(found: Heading, all_lines: Sequence[Line]) -> bool:
    """Whether the next line is neither the next item of a list nor missing."""
    if found.index + 1 >= len(all_lines):
        return False
    words = all_lines[found.index + 1].text.lstrip("*# ")
    match = found.style.line.match(words)
    if match is None:
        return not any(s.line.match(words) for s in styles() if s.rank < found.style.rank)
    return _order(found.style, match["number"]) == 1 and found.order != 1


def _order(style: Style, number: str) -> int | None:
    if style.ordinal == "arabic":
        return int(number)
    if style.ordinal == "roman":
        return numeral_value(number)
    if style.ordinal == "letter":
        return _LETTERS.find(number) + 1
    if style.ordinal == "small":
        return _SMALLS.find(number) + 1
    if style.ordinal == "article":
        return int(re.sub(r"\D", "", number))
    return int(number.rpartition(".")[2]) if style.ordinal == "decimal" else None
