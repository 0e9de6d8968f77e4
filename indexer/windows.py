"""Open windows on a text: the pieces around what could start a citation.

A scan over the whole text finds the triggers; the pattern rules, which cost more, run on the windows
around them only. Each trigger has a pattern of its own that begins with a letter or a set of letters
and minds the case: `re` passes by what cannot begin such a pattern ten times as fast as it tries an
alternation of everything at every letter. Positions are those of the normalised text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from indexer.ruleset import Part, Ruleset
from indexer.tokenise import UNMARKED_LAW, gapped, lower_all, typed
from indexer.tries import any_of
from kb.text import LOWER, ascii_digits, lower
from kb.vocabulary import Vocabulary

_TYPED = 60
"""Characters before a symbol in which its type word stands."""
_SYMBOL_START = (
    r"[\dlIO](?<![^\W\d_][lIO])[a-zA-EđĐ]?[ \n]?[/-][ \n]{0,2}"
    rf"(?:[\dlIO]{{4,5}}[ \n]?[/-][ \n]{{0,2}})?[A-ZĐƯÔƠ](?![{LOWER}]{{2}}(?<![CT]tr))"
)
"""The end of a number and the first letter behind it, which begins no everyday word."""
_ANNOUNCED = len("hoặc các số ")
"""Characters before a number in which a list or the word “số” shows."""
_LISTED = (170, 170)
"""How far numbers that share a symbol or a type word may reach before and after it."""
_SYMBOL = 50
"""Characters of the longest symbol behind its number."""
_NUMBER = 20
"""Characters of the longest number behind its type word."""
_BEFORE = 90
"""Characters before a word in the middle of a name, in which the name begins."""
_NAME = 280
"""Characters of the longest name of a law with its number or date."""
_LIST_BEFORE = re.compile(r"[\d,]|và|hoặc")
_LIST_BEHIND = re.compile(r"[^\W_]*(?:/(?:19|20)\d\d)?[ \n]{0,2}(?:[,+]|và|hoặc)")
_SYMBOL_END = re.compile(r"[ \n]{1,2}(?=[^\W\d_A-ZĐƯÔƠÂĂÊ]|[^\w \n/-])")
"""Where a symbol ends at the latest; what a scan has torn off goes on with a capital, a digit or a joint."""
_GENERAL = re.compile(r"[pP]háp[ \n]luật")
"""The law in general."""


_Reach = tuple[int, int, Part]
"""Start, end, and what was met there."""


@dataclass(frozen=True, slots=True, eq=False)
class _Triggers:
    patterns: tuple[tuple[Part, re.Pattern[str]], ...]
    """What is met: a symbol, a number, or a word, by the part of a name that it is."""
    counted: re.Pattern[str]
    """A type word and a number, met in the text in small letters."""
    typed: re.Pattern[str]
    """A type word, damaged or not."""
    name_end: re.Pattern[str]
    """Where a name of a law ends at the latest."""
    openings: re.Pattern[str]
    """The words that begin names which go on with a `led` word."""

    def scan(self, text: str) -> Iterator[tuple[Part, re.Match[str]]]:
        """Yield what is met in `text`, and where."""
        for part, pattern in self.patterns:
            yield from ((part, met) for met in pattern.finditer(text))
        yield from (("count", met) for met in self.counted.finditer(lower(text)))


@dataclass(frozen=True, slots=True)
class Window:
    """A piece `[start, end)` of a text."""

    start: int
    end: int
    parts: frozenset[Part]
    """What was met in it; rules that ask for other parts of a name match nothing there."""


def windows(text: str, ruleset: Ruleset, vocabulary: Vocabulary) -> Iterator[Window]:
    """Yield the disjoint pieces of `text` around triggers, cut at blanks."""
    triggers = _triggers(ruleset, vocabulary)
    around = (_around(text, part, met, triggers) for part, met in triggers.scan(text))
    yield from _disjoint(text, sorted(reach for reach in around if reach))


def _disjoint(text: str, reaches: Sequence[_Reach]) -> Iterator[Window]:
    """Widen to the next blanks and merge what then overlaps; no letter is looked at twice."""
    start = end = -1
    parts: set[Part] = set()
    for left, right, part in reaches:
        if end < 0 or left > end:
            if end > 0:
                yield Window(start, end, frozenset(parts))
            start = _back_to_blank(text, left, max(end, 0))
            parts = set()
        if right > end:
            end = _on_to_blank(text, right)
        parts.add(part)
    if end > 0:
        yield Window(start, end, frozenset(parts))


def _around(text: str, part: Part, met: re.Match[str], triggers: _Triggers) -> _Reach | None:
    """Return how far what a trigger belongs to may reach; `None` where no name can hold the word."""
    start, end = met.span()
    match part:
        case "id":
            return _id_start(text, start, triggers), _symbol_end(text, end), part
        case "count":
            listed = _LIST_BEHIND.match(text, end)
            return start, end + (_LISTED[1] if listed else _NUMBER), part
        case "law":
            if _GENERAL.match(text, max(0, start - len("pháp "))):
                return None
            return start - len("Bộ \n"), _name_end(text, end, triggers), part
        case "led":
            first = triggers.openings.search(text, max(0, start - _BEFORE), start)
            return (first.start(), end + _NAME, part) if first else None
    return start - _BEFORE, end + _NAME, part


def _id_start(text: str, start: int, triggers: _Triggers) -> int:
    while start > 0 and text[start - 1].isalnum():
        start -= 1
    near = max(0, start - _ANNOUNCED)
    if _LIST_BEFORE.search(text, near, start):
        return start - _LISTED[0]
    typed = triggers.typed.search(text, max(0, start - _TYPED), start + 1)
    return min(typed.start(), near) if typed else near


def _symbol_end(text: str, start: int) -> int:
    stop = _SYMBOL_END.search(text, start, start + _SYMBOL)
    return stop.start() if stop else start + _SYMBOL


def _name_end(text: str, start: int, triggers: _Triggers) -> int:
    stop = triggers.name_end.search(text, start, start + _NAME)
    return stop.start() if stop else start + _NAME


def _back_to_blank(text: str, position: int, floor: int) -> int:
    position = max(position, floor)
    while position > floor and not text[position - 1].isspace():
        position -= 1
    return position


def _on_to_blank(text: str, position: int) -> int:
    position = min(position, len(text))
    while position < len(text) and not text[position].isspace():
        position += 1
    return position


@cache
def _triggers(ruleset: Ruleset, vocabulary: Vocabulary) -> _Triggers:
    kinds = any_of(lower_all(n for k in vocabulary.kinds for n in (k.name, *k.also)), gapped)
    prose = any_of(a for k in vocabulary.kinds for a in k.prose)
    words = {part: set(words) for part, words in ruleset.words.items()}
    words["word"] |= set(ruleset.untyped)
    spelled: list[tuple[Part, str]] = [
        ("id", _SYMBOL_START),
        ("id", rf"\d[ \n]?(?:{vocabulary.grammar.pieces['codes']})[/-]"),
        ("count", rf"(?:{prose})[ \n]?(?:số[ \n])?\d"),
        ("law", UNMARKED_LAW),
        *((part, any_of(found, gapped)) for part, found in words.items() if found),
    ]
    counted = rf"(?:{kinds})[ \n]{{1,2}}(?:số[ \n]?:?[ \n]?)?\d"
    return _Triggers(
        patterns=tuple((part, re.compile(ascii_digits(form))) for part, form in spelled),
        counted=re.compile(ascii_digits(counted)),
        typed=typed(vocabulary),
        name_end=_name_ends(ruleset.law_names),
        openings=re.compile(rf"(?<!\w)(?i:{any_of(ruleset.openings, gapped)})"),
    )


def _name_ends(law_names: Iterable[str]) -> re.Pattern[str]:
    """Match the end of a name: of a paragraph, of a sentence, or a mark that no known name holds."""
    marked = {
        name[mark.end() : mark.end() + len("; chi phí")]
        for name in law_names
        for mark in re.finditer(r"[;:(“”)]", name)
    }
    held = any_of({lower(words) for words in marked if words}, gapped)
    return re.compile(rf"(?<!,)\n\n|(?<![sS][oôơồổỗộố])[.][ \n]|[;:(“”)](?!(?i:{held}))")
