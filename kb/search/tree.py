"""The query as a tree of our own, in no engine's language, and the limits that it must keep."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from kb.errors import QueryRefused
from kb.search.analysis import is_token

MAX_CHARACTERS = 512
"""Of the query as typed, NFC."""
MAX_CLAUSES = 32
"""Words, phrases and prefixes; several spellings of one count once, filters do not count."""
MAX_DEPTH = 8
"""Operators above a clause."""
MIN_PREFIX = 3
MAX_PHRASE = 32
MAX_EXPANSION = 512
"""Terms that a prefix may stand for, and values in one filter."""

TextField = Literal["exact", "fold"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """Documents with this token; in `symbols` this whole symbol in canonical form."""

    field: TextField | Literal["symbols"]
    token: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrase:
    """Documents with these tokens one right after the other."""

    field: TextField
    tokens: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Prefix:
    """Documents with a token that begins like this."""

    field: TextField
    start: str


@dataclass(frozen=True, slots=True, kw_only=True)
class And:
    """Documents that every child finds; without children, all."""

    children: tuple[Node, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Or:
    """Documents that some child finds; without children, none."""

    children: tuple[Node, ...]
    spellings: bool = False
    """Whether the children spell one clause (with marks, without, whole symbol), counted once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Not:
    """Documents that the child does not find."""

    child: Node


@dataclass(frozen=True, slots=True, kw_only=True)
class Range:
    """Documents dated within these days, yyyymmdd, inclusive; `None` is open; no undated ones."""

    first: int | None = None
    last: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class In:
    """Documents with one of these values in a keyword field."""

    field: str
    values: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class All:
    """Every document."""


Leaf = Term | Phrase | Prefix
Filter = Range | In | All
Node = Leaf | Filter | And | Or | Not


def restrict(node: Node, *filters: Node) -> Node:
    """Return `node` narrowed by `filters`, which cost no depth."""
    if not filters:
        return node
    inner = node.children if isinstance(node, And) else (node,)
    return And(children=(*(child for child in inner if not isinstance(child, All)), *filters))


def check(node: object) -> Node:
    """Return `node` when it keeps the limits; every engine asks this before it searches.

    Raises:
        QueryRefused: too many clauses, too deep, a prefix too short, a phrase or a filter too long.
        TypeError: not a tree.
        ValueError: words that did not come through `kb.search.analysis`.
    """
    clauses = 0
    waiting: list[tuple[object, int]] = [(node, 0)]
    while waiting:
        item, depth = waiting.pop()
        clauses += _is_clause(item)
        if depth > MAX_DEPTH + _is_frame(node):
            raise QueryRefused("query-too-deep", limit=MAX_DEPTH)
        if clauses > MAX_CLAUSES:
            raise QueryRefused("query-too-many-clauses", limit=MAX_CLAUSES)
        below = _check_one(item)
        waiting += [(child, depth + (not _is_clause(item))) for child in below]
    return node  # type: ignore[return-value]  # _check_one refused every other type


def _is_clause(item: object) -> bool:
    if isinstance(item, Or) and item.spellings:
        return True
    return isinstance(item, Leaf)


def _is_frame(node: object) -> bool:
    """Tell whether the root only holds a query and its filters together."""
    return isinstance(node, And) and any(isinstance(child, Filter) for child in node.children)


def _check_one(item: object) -> tuple[object, ...]:
    match item:
        case Or(children=children, spellings=True):
            return _check_spellings(children)
        case And(children=children) | Or(children=children):
            return children
        case Not(child=child):
            return (child,)
        case In(values=values):
            _refuse_longer(len(values), MAX_EXPANSION, "query-too-broad")
        case Range() | All():
            pass
        case _:
            _check_leaf(item)
    return ()


def _check_spellings(children: tuple[Node, ...]) -> tuple[object, ...]:
    if len(children) > 4:
        raise ValueError("more spellings than one clause can have")
    for child in children:
        _check_leaf(child)
    return ()


def _check_leaf(item: object) -> None:
    match item:
        case Term(field="symbols"):
            return
        case Term(token=token):
            _check_tokens((token,))
        case Phrase(tokens=words):
            _refuse_longer(len(words), MAX_PHRASE, "query-phrase-too-long")
            _check_tokens(words)
        case Prefix(start=start):
            if len(start) < MIN_PREFIX:
                raise QueryRefused("query-prefix-too-short", prefix=start, limit=MIN_PREFIX)
            _check_tokens((start,))
        case _:
            raise TypeError(f"not a query tree: {item!r}")


def _refuse_longer(length: int, limit: int, code: str) -> None:
    if length > limit:
        raise QueryRefused(code, limit=limit)


def _check_tokens(words: tuple[str, ...]) -> None:
    if not words or not all(map(is_token, words)):
        raise ValueError(f"not tokens of the index: {words!r}")


def leaves(node: Node) -> Iterator[Leaf]:
    """Yield words, phrases and prefixes that a hit may contain, left to right, none under Not."""
    waiting = [node]
    while waiting:
        item = waiting.pop()
        if isinstance(item, And | Or):
            waiting.extend(reversed(item.children))
        elif isinstance(item, Leaf):
            yield item
