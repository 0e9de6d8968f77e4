"""Open windows on a text: the pieces around what could start a citation.

One scan over the whole text finds the triggers; the pattern rules, which cost more, run on the
windows around them only. Positions are those of the normalised text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from indexer.ruleset import Ruleset
from indexer.tokenise import gapped, lower_all
from indexer.tries import any_of
from kb.text import ascii_digits
from kb.vocabulary import Vocabulary

_REACH = {"id": (110, 50), "short": (10, 170), "word": (90, 280)}
"""How far a window reaches before and after its trigger, in characters.

Before a symbol stand a type word and a list of numbers, behind a number the rest of its list, behind
a word the longest name of a law and its number.
"""


def windows(text: str, ruleset: Ruleset, vocabulary: Vocabulary) -> Iterator[tuple[int, int]]:
    """Yield the disjoint pieces of `text` around triggers, cut at blanks."""
    start = end = -1
    for trigger in _triggers(ruleset, vocabulary).finditer(text):
        before, after = _REACH[trigger.lastgroup or "word"]
        left, right = trigger.start() - before, trigger.end() + after
        if left > end:
            if end > 0:
                yield _snap(text, start, end)
            start, end = left, right
        end = max(end, right)
    if end > 0:
        yield _snap(text, start, end)


def _snap(text: str, start: int, end: int) -> tuple[int, int]:
    start, end = max(start, 0), min(end, len(text))
    while start > 0 and not text[start - 1].isspace():
        start -= 1
    while end < len(text) and not text[end].isspace():
        end += 1
    return start, end


@cache
def _triggers(ruleset: Ruleset, vocabulary: Vocabulary) -> re.Pattern[str]:
    kinds = any_of(lower_all(n for k in vocabulary.kinds for n in (k.name, *k.also)), gapped)
    prose = any_of(a for k in vocabulary.kinds for a in k.prose)
    grammar = {
        "@id": r"[\dlIO][a-zA-EđĐ]?[ \n]?[/-][ \n]{0,2}(?:[\dlIO]{4,5}[ \n]?[/-][ \n]{0,2})?[A-ZĐƯÔƠ]"
        rf"|\d[ \n]?(?:{vocabulary.grammar.pieces['codes']})[/-]",
        "@short": rf"(?i:{kinds})[ \n]{{1,2}}(?:(?i:số)[ \n]?:?[ \n]?)?\d|(?:{prose})[ \n]?\d",
    }
    required = {literal for rule in ruleset.rules for literal in rule.requires}
    literals = {word for word in required - set(grammar) if word.lower() != "số"}
    words = any_of(literals | set(ruleset.alias_words), gapped)
    pattern = f"(?P<id>{grammar['@id']})|(?P<short>{grammar['@short']})|(?P<word>{words})"
    return re.compile(ascii_digits(pattern))
