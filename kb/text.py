"""One normalisation for rules, index and query, with a map from normalised positions back to the raw text.

What people wrote is never changed: matching runs on the normalised text, and every result is
carried back through the map to code points of the raw decoded text.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

VERSION = "text.1"
"""Changes whenever the same raw text would give another normalised text."""

_BLANK = " \t\x0b\x0c\r\n\x1c-\x1f\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"
_IGNORED = "\xad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff"
_MARK = "\u0300-\u036f"
_CHANGED = re.compile(
    rf"(?P<blank>[{_BLANK}{_IGNORED}]{{2,}}|[\t\x0b\x0c\r\n\x1c-\x1f\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f"
    rf"\u205f\u3000{_IGNORED}])|(?P<emphasis>(?<=\w)\*{{1,3}}(?!\*)(?=[^\w*])|(?<![\w*])\*{{1,3}}(?=\w))|(?P<marked>[^{_MARK}][{_MARK}]+)"
)
_UNPLAIN = re.compile(f"[{_IGNORED}Ðð]")
_UNSEEN = re.compile(f"[{_IGNORED}]")
_NEWLINE = re.compile("\r\n|[\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_ANY_BLANK = re.compile(f"[{_BLANK}]")

_ONE_TO_ONE = str.maketrans(
    {
        "Ð": "Đ",
        "ð": "đ",
        **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d", "-"),
        **dict.fromkeys("\u2044\u2215\uff0f", "/"),
    }
)

_PLACED = str.maketrans(
    dict(zip("àáảãạèéẻẽẹỳýỷỹỵ", "aaaaaeeeeeyyyyy", strict=True))
    | dict(zip("ÀÁẢÃẠÈÉẺẼẸỲÝỶỸỴ", "AAAAAEEEEEYYYYY", strict=True))
)
_TONES = ("\u0300", "\u0301", "\u0309", "\u0303", "\u0323")
_LATE_TONE = re.compile(
    r"(?:([oO])([àáảãạèéẻẽẹÀÁẢÃẠÈÉẺẼẸ])|(?<![qQ])([uU])([ỳýỷỹỵỲÝỶỸỴ]))(?![^\W\d_])"
)


@dataclass(frozen=True, slots=True)
class Normalised:
    r"""A normalised text and the way back.

    `text` is NFC with one kind of dash, slash and Đ, tone marks placed as in hòa, ủy; runs of blanks
    are one blank, a single line end is `\n`, one or more empty lines are `\n\n`; invisible characters
    and the stars of markdown emphasis are gone.
    """

    text: str
    _starts: tuple[int, ...]
    """Normalised starts of the pieces that differ in length from the raw text."""
    _pieces: tuple[tuple[int, int, int], ...]
    """For each: normalised end, raw start, raw end."""

    def to_raw(self, start: int, end: int) -> tuple[int, int]:
        """Return the raw half-open span of the normalised span `[start, end)`."""
        first = self._raw(start, ending=False)
        return (first, self._raw(end - 1, ending=True)) if end > start else (first, first)

    def _raw(self, position: int, *, ending: bool) -> int:
        piece = bisect_right(self._starts, position) - 1
        if piece < 0:
            return position + ending
        end, raw_start, raw_end = self._pieces[piece]
        if position < end:
            return raw_end if ending else raw_start
        return raw_end + position - end + ending

    def from_raw(self, position: int) -> int:
        """Return the normalised position of a raw position; inside a changed piece, the piece's start."""
        piece = bisect_right(self._pieces, position, key=lambda p: p[1]) - 1
        if piece < 0:
            return position
        end, _, raw_end = self._pieces[piece]
        return self._starts[piece] if position < raw_end else end + position - raw_end


def normalise(raw: str, drop: Sequence[tuple[int, int]] = ()) -> Normalised:
    """Normalise `raw`; the raw spans `drop` (sorted, disjoint) count as one line end each."""
    parts: list[str] = []
    starts: list[int] = []
    pieces: list[tuple[int, int, int]] = []
    length = raw_position = 0
    for start, end, replacement in _changes(raw, drop):
        parts.append(raw[raw_position:start])
        length += start - raw_position
        parts.append(replacement)
        starts.append(length)
        length += len(replacement)
        pieces.append((length, start, end))
        raw_position = end
    parts.append(raw[raw_position:])
    text = place_tones("".join(parts).translate(_ONE_TO_ONE))
    return Normalised(_singletons(text), tuple(starts), tuple(pieces))


def is_plain(raw: str) -> bool:
    """Tell whether the letters of `raw` are normalised already, up to the place of tone marks.

    `normalise` would then leave every letter where it is, apart from runs of blanks.
    """
    return unicodedata.is_normalized("NFC", raw) and _UNPLAIN.search(raw) is None


def _changes(raw: str, drop: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int, str]]:
    position = 0
    for start, end in drop:
        left, right = _widen(raw, start, end)
        yield from _changes_between(raw, position, max(left, position))
        yield max(left, position), right, "\n"
        position = right
    yield from _changes_between(raw, position, len(raw))


def _widen(raw: str, start: int, end: int) -> tuple[int, int]:
    while start > 0 and raw[start - 1].isspace():
        start -= 1
    while end < len(raw) and raw[end].isspace():
        end += 1
    return start, end


def _changes_between(raw: str, start: int, end: int) -> Iterator[tuple[int, int, str]]:
    for match in _CHANGED.finditer(raw, start, end):
        if match.lastgroup == "emphasis":
            yield match.start(), match.end(), ""
        elif match.lastgroup == "marked":
            yield match.start(), match.end(), unicodedata.normalize("NFC", match.group())
        else:
            yield match.start(), match.end(), _blank(match.group())


def _blank(run: str) -> str:
    lines = len(_NEWLINE.findall(run))
    if lines:
        return "\n" if lines == 1 else "\n\n"
    return " " if _ANY_BLANK.search(run) else ""


def _singletons(text: str) -> str:
    """Compose what NFC changes one to one (Å, Ω); whatever would change the length stays as it is."""
    if unicodedata.is_normalized("NFC", text):
        return text
    return "".join(c if len(n := unicodedata.normalize("NFC", c)) != 1 else n for c in text)


def place_tones(text: str) -> str:
    """Place tone marks on the first vowel of final oa, oe, uy (hoà → hòa, uỷ → ủy); the length stays."""
    return _LATE_TONE.sub(_place, text)


def _place(match: re.Match[str]) -> str:
    glide, vowel = (match[1], match[2]) if match[1] else (match[3], match[4])
    tone = next(mark for mark in unicodedata.normalize("NFD", vowel)[1:] if mark in _TONES)
    return unicodedata.normalize("NFC", glide + tone) + vowel.translate(_PLACED)


class _Folding(dict[int, str]):
    """Code point → one lower-case letter without marks; filled as letters are met."""

    def __missing__(self, code: int) -> str:
        letter = unicodedata.normalize("NFD", chr(code))[0].lower()
        folded = "d" if letter in "đð" else letter
        self[code] = folded if len(folded) == 1 else chr(code)
        return self[code]


_FOLD = _Folding()


def fold(text: str) -> str:
    """Return `text` in lower case without marks, đ as d; one letter for one letter of an NFC text."""
    return text.lower() if text.isascii() else text.translate(_FOLD)


def lower(text: str) -> str:
    """Return `text` in lower case, one letter for one letter."""
    lowered = text.lower()
    return lowered if len(lowered) == len(text) else "".join(map(_lower_letter, text))


def _lower_letter(letter: str) -> str:
    lowered = letter.lower()
    return lowered if len(lowered) == 1 else letter


def collapse(text: str) -> str:
    """Return `text` with every run of white space as one blank and none at the ends."""
    return " ".join(text.split())


def as_written(raw: str) -> str:
    """Return raw words for people: composed, on one line, Đ for Ð, without what cannot be seen."""
    composed = unicodedata.normalize("NFC", raw).replace("Ð", "Đ").replace("ð", "đ")
    return collapse(_UNSEEN.sub("", composed))


@lru_cache(maxsize=4096)
def one_line(raw: str) -> str:
    """Return raw words normalised, on one line: what tables are asked with."""
    return collapse(normalise(raw).text)


def slug(text: str) -> str:
    """Return `text` as lower-case ASCII words joined by hyphens (`Luật Lưu trữ` → `luat-luu-tru`)."""
    folded = fold(unicodedata.normalize("NFC", text))
    return "-".join(re.findall(r"[a-z0-9]+", folded))


_LETTERS = (
    "aàảãáạăằẳẵắặâầẩẫấậbcdđeèẻẽéẹêềểễếệfghiìỉĩíịjklmnoòỏõóọôồổỗốộơờởỡớợpqrstuùủũúụưừửữứựvwxyỳỷỹýỵz"
)
UPPER = _LETTERS.upper()
"""The capital letters of Vietnamese, for character classes."""
LOWER = _LETTERS
"""The small letters of Vietnamese, for character classes."""


def ascii_digits(pattern: str) -> str:
    r"""Return a regular expression in which `\d` means 0 to 9, not the digits of other scripts."""
    parts: list[str] = []
    in_class = False
    for part in re.findall(r"\\.|[^\\]", pattern, re.DOTALL):
        if part == r"\d":
            parts.append("0-9" if in_class else "[0-9]")
            continue
        in_class = part == "[" or (in_class and part != "]")
        parts.append(part)
    return "".join(parts)


_ROMANS = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}


def numeral_value(numeral: str) -> int:
    """Return the value of a Roman (either case, up to C) or Arabic numeral.

    Raises:
        KeyError: a letter that is no Roman digit.
    """
    if numeral.isdigit():
        return int(numeral)
    values = [_ROMANS[letter] for letter in numeral.lower()]
    pairs = zip(values, [*values[1:], 0], strict=True)
    return sum(-value if value < following else value for value, following in pairs)


def written_date(value: str) -> str:
    """Return an ISO date as dd/mm/yyyy; a bare year, or anything else, stays as it is."""
    parts = value.split("-")
    return "/".join(reversed(parts)) if len(parts) == len("ymd") else value
