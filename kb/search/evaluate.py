"""How operators combine what engines find for leaves: one code, so the same hits everywhere."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from heapq import nlargest
from typing import Protocol

from kb.ports import Hit
from kb.search.tree import All, And, In, Node, Not, Or, Range

Matches = dict[int, float]
"""Engine's number of a document → score; 0 where only filters found it."""


class Leaves(Protocol):
    """What an engine answers itself."""

    def text(self, node: Node) -> Matches | None:
        """Return what a text query finds; `None` leaves its operators to `evaluate`."""
        ...

    def kept(self, node: In | Range) -> Collection[int]:
        """Return the documents that a filter keeps."""
        ...

    def everything(self) -> Collection[int]:
        """Return all documents."""
        ...


def evaluate(node: Node, leaves: Leaves) -> Matches:
    """Return the documents that a checked tree finds; its guarded depth bounds the recursion."""
    found = None if isinstance(node, In | Range | All) else leaves.text(node)
    if found is not None:
        return found
    match node:
        case And(children=children):
            return _all_of(children, leaves)
        case Or(children=children):
            return _sum(evaluate(child, leaves) for child in children)
        case Not(child=child):
            return _without(leaves.everything(), evaluate(child, leaves))
        case In() | Range():
            return dict.fromkeys(leaves.kept(node), 0.0)
        case _:
            return dict.fromkeys(leaves.everything(), 0.0)


def _sum(results: Iterable[Matches]) -> Matches:
    total: Matches = {}
    for result in results:
        for number, score in result.items():
            total[number] = total.get(number, 0.0) + score
    return total


def _all_of(children: tuple[Node, ...], leaves: Leaves) -> Matches:
    """Filters first, since an empty one saves the texts; what is excluded last."""
    wanted = [child for child in children if not isinstance(child, Not | All)]
    found: Matches | None = None
    for child in sorted(wanted, key=lambda child: not isinstance(child, In | Range)):
        found = _both(found, evaluate(child, leaves))
        if not found:
            return {}
    if found is None:
        found = dict.fromkeys(leaves.everything(), 0.0)
    for excluded in (child.child for child in children if isinstance(child, Not)):
        found = _without(found, evaluate(excluded, leaves))
    return found


def _both(left: Matches | None, right: Matches) -> Matches:
    if left is None:
        return right
    small, large = (left, right) if len(left) <= len(right) else (right, left)
    return {number: score + large[number] for number, score in small.items() if number in large}


def _without(left: Matches | Collection[int], right: Matches) -> Matches:
    scores = left if isinstance(left, dict) else dict.fromkeys(left, 0.0)
    return {number: score for number, score in scores.items() if number not in right}


def best(
    found: Matches,
    name: Callable[[Iterable[int]], Mapping[int, str]],
    *,
    offset: int,
    limit: int,
) -> tuple[Hit, ...]:
    """Return one page by score, then by id; `name` is asked only for ids that may be on it."""
    if limit <= 0 or not found:
        return ()
    last = min(offset + limit, len(found))
    least = nlargest(last, found.values())[-1]
    likely = name(number for number, score in found.items() if score >= least)
    ranked = sorted((-found[number], report_id) for number, report_id in likely.items())
    return tuple(Hit(id=report_id, score=-score) for score, report_id in ranked[offset:last])


def facet_order(counts: Mapping[str, int]) -> dict[str, int]:
    """Return the values of a facet, most frequent first, then by value."""
    return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))
