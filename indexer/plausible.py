"""Which heads can be citations, by what they are and by what stands around them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from indexer.head import Head
from indexer.ruleset import ALIAS
from indexer.tails import grammar
from kb.symbols import Symbol, find_body
from kb.vocabulary import Vocabulary

_OTHER_CONGRESS = re.compile(
    r"[ \n]bộ(?!\w)|,?[ \n](?:của[ \n])?(?i:đảng[ \n](?:bộ|ủy)|công đoàn|đoàn|hội|mặt trận|mttq|liên đoàn"
    r"|tỉnh|thành|huyện|quận|xã|phường|thị)(?!\w)"
)
"""What follows the number of a congress that is not the Party's."""


def plausible(heads: Sequence[Head], text: str, vocabulary: Vocabulary) -> Iterator[Head]:
    """Yield the heads that can be citations: no standards, case numbers, plain counts.

    A symbol of an unknown body is one where it stands alone if the document has its letters elsewhere
    behind a type word, in a cell of their own, or twice in one list.
    """
    typed = {
        head.symbol.letters
        for head in heads
        if head.symbol and (head.kind or _fills_cell(head, text))
    }
    for one, other in pairwise(heads):
        if one.symbol and other.symbol and _is_alike(one.symbol, other.symbol):
            together = _LIST.fullmatch(text, one.end, other.start)
            typed |= {one.symbol.letters, other.symbol.letters} if together else set()
    before: Head | None = None
    for head in heads:
        listed = before is not None and _goes_on(before, head, text)
        if _is_plausible(head, typed, text, vocabulary, listed=listed):
            yield head
            before = head


def _is_alike(one: Symbol, other: Symbol) -> bool:
    """Whether two symbols are of one type and body, whose letters nobody need know."""
    return one.kind is not None and one.kind == other.kind and one.bodies[:1] == other.bodies[:1]


def _goes_on(before: Head, head: Head, text: str) -> bool:
    """Whether a symbol is the next item of a list: of the same letters, or of their type word."""
    one, other = before.symbol, head.symbol
    if one is None or other is None or not _LIST.fullmatch(text, before.end, head.start):
        return False
    return (one.kind is not None and one.kind == other.kind) or (one.old and other.old)


_LIST = re.compile(
    r"(?:[ \n]năm[ \n]\d{4}|[ \n]ngày[ \n][\d/.-]{6,10})?(?:[,;][ \n]?|[ \n](?:và|hoặc)[ \n])(?:số[ \n])?"
)


def _fills_cell(head: Head, text: str) -> bool:
    """Whether a symbol stands alone in the cell of a table."""
    before, behind = text[max(0, head.start - 3) : head.start], text[head.end : head.end + 3]
    return before.strip(" `*").endswith("|") and behind.strip(" `*").startswith("|")


def _is_plausible(
    head: Head, typed: set[str], text: str, vocabulary: Vocabulary, *, listed: bool
) -> bool:
    before = text[max(0, head.start - 16) : head.start].rstrip()
    if head.symbol is None:
        return _is_whole_name(head, text, vocabulary)
    if before.endswith(vocabulary.grammar.refused_before):
        return False
    if head.symbol.letters in vocabulary.grammar.refused_letters:
        return False
    if head.kind is not None or listed:
        return True
    alike = head.symbol.letters in typed or _fills_cell(head, text)
    if alike and head.symbol.kind is not None and not before.lower().endswith("số:"):
        return True
    return _stands_alone(head, before, text, vocabulary)


def _is_whole_name(head: Head, text: str, vocabulary: Vocabulary) -> bool:
    """Tell whether a name ends where it was found, and does not go on as another one."""
    if head.rule.startswith("named.congress"):
        return _OTHER_CONGRESS.match(text, head.end) is None
    if head.rule != ALIAS:
        return True
    goes_on = re.match(r"[ \n](?=[^\W\d_])", text[head.end : head.end + 2])
    return goes_on is None or grammar(vocabulary).follow.match(text, head.end) is not None


def _stands_alone(head: Head, before: str, text: str, vocabulary: Vocabulary) -> bool:
    """A symbol without a type word must be one by its letters, or follow “số”."""
    symbol = head.symbol
    if symbol is None:
        return False
    assembly = symbol.old and symbol.bodies[0].endswith("QH") and head.year is not None
    if symbol.legislature is not None or assembly:
        return True
    announced = before.lower().endswith("số")
    surface = text[head.start : head.end]
    if re.match(r"\d+[a-zđ]?[ \n]-[ \n]", surface) and not announced:
        return symbol.kind is not None and bool(symbol.bodies) and "/" in symbol.letters
    body = find_body(symbol.bodies[0], vocabulary) if symbol.bodies else None
    if symbol.kind is not None:
        known = body is not None or head.year is not None
        dated = grammar(vocabulary).date.match(text, head.end) is not None
        return bool(symbol.bodies) and (announced or known or dated)
    if symbol.old:
        return announced
    return body is not None and (symbol.unit is not None or (announced and head.year is not None))
