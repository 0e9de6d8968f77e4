"""What people type → a query tree. Iterative: no input can exhaust the stack.

Words are joined by AND; `"…"` and `“…”` are phrases; `-word` and KHÔNG exclude; OR and HOẶC join
alternatives (looser than AND, since most Vietnamese words are several syllables); `word*` is a
prefix; parentheses group. A symbol such as `61/2018/NĐ-CP` is looked for whole and by its parts.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from kb.errors import QueryRefused
from kb.search.analysis import folded, symbol, tokens
from kb.search.tree import (
    MAX_CHARACTERS,
    MAX_DEPTH,
    All,
    And,
    Filter,
    In,
    Leaf,
    Node,
    Not,
    Or,
    Phrase,
    Prefix,
    Range,
    Term,
    TextField,
    check,
    leaves,
    restrict,
)
from kb.text import normalise

__all__ = [
    "All",
    "And",
    "Filter",
    "In",
    "Leaf",
    "Node",
    "Not",
    "Or",
    "Phrase",
    "Prefix",
    "Range",
    "Term",
    "check",
    "leaves",
    "parse",
    "restrict",
]

_LEXEME = re.compile(
    r"""(?P<open>\()|(?P<close>\))|["“”„«»](?P<phrase>[^"“”„«»]*)["“”„«»]?|(?P<minus>-(?=[\w("“„«]))"""
    r"""|(?P<word>[^\s()"“”„«»]+)"""
)
_LEADING_WILDCARD = re.compile(r"(?<![\w*])\*\w[^\s()]*")
_OR = frozenset({"OR", "HOẶC"})
_NOT = frozenset({"NOT", "KHÔNG"})


@dataclass(slots=True)
class _Frame:
    """An open parenthesis: alternatives of conjunctions, and whether the whole is negated."""

    negated: bool = False
    negate_next: bool = False
    groups: list[list[Node]] = field(default_factory=lambda: [[]])

    def add(self, node: Node | None, *, negated: bool) -> None:
        if node is not None:
            self.groups[-1].append(Not(child=node) if negated else node)

    def take_negation(self) -> bool:
        negated, self.negate_next = self.negate_next, False
        return negated

    def node(self) -> Node | None:
        alternatives = tuple(_joined(group) for group in self.groups if group)
        if not alternatives:
            return None
        return alternatives[0] if len(alternatives) == 1 else Or(children=alternatives)


def _joined(group: list[Node]) -> Node:
    flat = tuple(part for node in group for part in _conjuncts(node))
    return flat[0] if len(flat) == 1 else And(children=flat)


def _conjuncts(node: Node) -> tuple[Node, ...]:
    return node.children if isinstance(node, And) else (node,)


def parse(typed: str) -> Node:
    """Return the tree of what was typed; without any word, `All`.

    Raises:
        QueryRefused: the query is beyond the limits of `kb.search.tree`.
    """
    text = _measured(typed)
    marked = _has_marks(text)
    frames = [_Frame()]
    for match in _LEXEME.finditer(text):
        _take(match, frames, marked=marked)
    while len(frames) > 1:
        _close(frames)
    return check(frames[0].node() or All())


def _measured(typed: str) -> str:
    text = normalise(typed).text if len(typed) <= 4 * MAX_CHARACTERS else typed
    if len(text) > MAX_CHARACTERS:
        raise QueryRefused("query-too-long", length=len(text), limit=MAX_CHARACTERS)
    # Looked for as it was typed: in reports a star before a word is emphasis, and normalised away.
    if wildcard := _LEADING_WILDCARD.search(typed):
        raise QueryRefused("query-leading-wildcard", word=wildcard[0])
    return text


def _has_marks(text: str) -> bool:
    words = [word for word in text.split() if word not in _OR | _NOT]
    exact = tokens(" ".join(words))
    return exact != folded(exact)


def _take(match: re.Match[str], frames: list[_Frame], *, marked: bool) -> None:
    top, kind, words = frames[-1], match.lastgroup, match[0]
    if kind == "open":
        _open(frames)
    elif kind == "close":
        _close(frames)
    elif kind == "minus" or words in _NOT:
        top.negate_next = True
    elif words in _OR:
        top.groups.append([])
    else:
        written, negated = match["phrase"] or match["word"] or "", top.take_negation()
        quoted = kind == "phrase"
        node = _clause(written, quoted=quoted, marked=marked, negated=negated)
        top.add(node, negated=negated)


def _open(frames: list[_Frame]) -> None:
    if len(frames) > MAX_DEPTH:
        raise QueryRefused("query-too-deep", limit=MAX_DEPTH)
    frames.append(_Frame(negated=frames[-1].take_negation()))


def _close(frames: list[_Frame]) -> None:
    if len(frames) > 1:
        frame = frames.pop()
        frames[-1].add(frame.node(), negated=frame.negated)


def _clause(written: str, *, quoted: bool, marked: bool, negated: bool) -> Node | None:
    """Return what one word or phrase asks for.

    With marks, `exact` is asked and `fold` as the weaker spelling; a negated word with marks
    excludes only itself.
    """
    words = tokens(written)
    if not words:
        return None
    if not quoted and written.endswith("*"):
        return _prefix(words, marked=marked, negated=negated)
    spelled = _spelled(words, marked=marked, negated=negated)
    whole = None if quoted and " " in written.strip() else symbol(written)
    if whole:
        spelled.insert(0, Term(field="symbols", token=whole))
    return _one(spelled)


def _prefix(words: list[str], *, marked: bool, negated: bool) -> Node:
    start = words.pop()
    fields = _fields(marked=marked, negated=negated)
    last = _one([Prefix(field=name, start=_in_field(name, [start])[0]) for name in fields])
    if not words:
        return last
    return And(children=(_one(_spelled(words, marked=marked, negated=negated)), last))


def _spelled(words: list[str], *, marked: bool, negated: bool) -> list[Leaf]:
    return [_leaf(name, words) for name in _fields(marked=marked, negated=negated)]


def _fields(*, marked: bool, negated: bool) -> tuple[TextField, ...]:
    if not marked:
        return ("fold",)
    return ("exact",) if negated else ("exact", "fold")


def _in_field(name: TextField, words: list[str]) -> list[str]:
    return folded(words) if name == "fold" else words


def _leaf(name: TextField, words: list[str]) -> Leaf:
    spelled = tuple(_in_field(name, words))
    if len(spelled) == 1:
        return Term(field=name, token=spelled[0])
    return Phrase(field=name, tokens=spelled)


def _one(spelled: list[Leaf]) -> Node:
    return spelled[0] if len(spelled) == 1 else Or(children=tuple(spelled), spellings=True)
