"""Open windows on a text: the pieces around what could start a citation.

One scan over the whole text finds the triggers; the pattern rules, which cost more, run on the
windows around them only. Positions are those of the normalised text.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from indexer.ruleset import Rule, Ruleset
from indexer.tokenise import DAMAGED_LAW, gapped, lower_all
from indexer.tries import any_of
from kb.text import ascii_digits
from kb.vocabulary import Vocabulary

_TYPED = 60
"""Characters before a symbol in which its type word stands."""
_LISTED = (170, 170)
"""How far numbers that share a symbol or a type word may reach before and after it."""
_BEHIND = {"id": 50, "short": 20}
"""How far a symbol or a number may go on."""
_BEFORE = 90
"""Characters before a word in the middle of a name, in which the name begins."""
_NAME = 280
"""Characters of the longest name of a law with its number or date."""
_LIST_BEFORE = re.compile(r"[\d,]|và|hoặc")
_LIST_BEHIND = re.compile(r"[^\W_]*[ \n]{0,2}(?:[,/]|và|hoặc)")
_NAME_END = re.compile(r"\n\n|(?<![sS][oôơồổỗộố])[.][ \n]")
"""Where a name of a law ends at the latest; other marks stand in names of the table."""


@dataclass(frozen=True, slots=True, eq=False)
class _Triggers:
    pattern: re.Pattern[str]
    """Its groups say what was met: a symbol, a number, or a word, by the part of a name that it is."""
    openings: re.Pattern[str]
    """The words that begin names which go on with a `led` word."""


def windows(text: str, ruleset: Ruleset, vocabulary: Vocabulary) -> Iterator[tuple[int, int]]:
    """Yield the disjoint pieces of `text` around triggers, cut at blanks."""
    triggers = _triggers(ruleset, vocabulary)
    around = (_around(text, found, triggers) for found in triggers.pattern.finditer(text))
    yield from _disjoint(text, sorted(reach for reach in around if reach))


def _disjoint(text: str, reaches: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Widen to the next blanks and merge what then overlaps; no letter is looked at twice."""
    start = end = -1
    for left, right in reaches:
        if end < 0 or left > end:
            if end > 0:
                yield start, end
            start = _back_to_blank(text, left, max(end, 0))
        if right > end:
            end = _on_to_blank(text, right)
    if end > 0:
        yield start, end


def _around(text: str, trigger: re.Match[str], triggers: _Triggers) -> tuple[int, int] | None:
    """Return how far what a trigger belongs to may reach; `None` where no name can hold the word."""
    start, end = trigger.span()
    match trigger.lastgroup:
        case "id":
            return _id_start(text, start), end + _BEHIND["id"]
        case "short":
            listed = _LIST_BEHIND.match(text, end)
            return start, end + (_LISTED[1] if listed else _BEHIND["short"])
        case "law":
            return start - len("Bộ \n"), _name_end(text, end)
        case "led":
            first = triggers.openings.search(text, max(0, start - _BEFORE), start)
            return (first.start(), end + _NAME) if first else None
    return start - _BEFORE, end + _NAME


def _id_start(text: str, start: int) -> int:
    while start > 0 and text[start - 1].isalnum():
        start -= 1
    listed = _LIST_BEFORE.search(text, max(0, start - len("hoặc các số ")), start)
    return start - (_LISTED[0] if listed else _TYPED)


def _name_end(text: str, start: int) -> int:
    stop = _NAME_END.search(text, start, start + _NAME)
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
    grammar = {
        "@id": r"[\dlIO][a-zA-EđĐ]?[ \n]?[/-][ \n]{0,2}(?:[\dlIO]{4,5}[ \n]?[/-][ \n]{0,2})?[A-ZĐƯÔƠ]"
        rf"|\d[ \n]?(?:{vocabulary.grammar.pieces['codes']})[/-]",
        "@short": rf"(?i:{kinds})[ \n]{{1,2}}(?:(?i:số)[ \n]?:?[ \n]?)?\d"
        rf"|(?:{prose})[ \n]?(?:số[ \n])?\d",
    }
    words: dict[str, set[str]] = defaultdict(set, {"word": set(ruleset.untyped)})
    openings: set[str] = set()
    for literal, rules in _rules_by_literal(ruleset).items():
        part, first = _part(literal, rules)
        words[part].add(literal)
        openings |= first
    parts = {name: any_of(found, gapped) for name, found in words.items() if found}
    parts["law"] = f"{parts['law']}|{DAMAGED_LAW}"
    spelled = {"id": grammar["@id"], "short": grammar["@short"], **parts}
    pattern = "|".join(f"(?P<{name}>{form})" for name, form in spelled.items())
    return _Triggers(
        pattern=re.compile(ascii_digits(pattern)),
        openings=re.compile(rf"(?<!\w)(?i:{any_of(openings, gapped)})" if openings else r"(?!)"),
    )


def _rules_by_literal(ruleset: Ruleset) -> dict[str, list[Rule]]:
    """Return which rules ask for a literal, but for those that the number grammar finds."""
    found: dict[str, list[Rule]] = defaultdict(list)
    for rule in ruleset.rules:
        for literal in rule.requires:
            if not literal.startswith("@") and literal.lower() != "số":
                found[literal].append(rule)
    return found


def _part(literal: str, rules: list[Rule]) -> tuple[str, set[str]]:
    """Tell which part of a name the literal is, and the words that may begin such a name.

    `law`: it begins the name of a law; `led`: known words begin the name; else just a `word` of it.
    """
    firsts = [rule.pattern[0] for rule in rules]
    if all(first.get("TAG") == "LAW" or literal.lower() == first.get("LOWER") for first in firsts):
        return "law", set()
    openings = [_literals(first.get("LOWER")) for first in firsts]
    if all(openings):
        return "led", set().union(*openings)
    return "word", set()


def _literals(value: object) -> set[str]:
    """Return the words that a condition of a token pattern names; none where it says anything else."""
    if isinstance(value, str):
        return {value}
    if isinstance(value, dict) and set(value) == {"IN"}:
        return set(value["IN"])
    return set()
