"""From heads to drafts: what stands before and behind each head, as far as it belongs to it."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from indexer.head import Head
from indexer.issuers import Range, goes_on, issuer_announced, issuer_before
from indexer.lists import LAWS, Draft
from indexer.sentences import dateline, sentence_ends
from indexer.tails import Tail, date_before, date_quoted, provision_of, read_tail
from kb.model import MentionClass
from kb.text import Normalised, collapse, fold, normalise
from kb.vocabulary import Vocabulary

_REACH = 400
"""Characters behind a head in which date and issuer stand."""


def row_ends(source: Normalised, raw: str) -> tuple[int, ...]:
    """Return where the rows of tables end, in normalised text.

    A row is a line whose cells tabs part, beside a line with as many cells; a tab alone parts words too.
    """
    return tuple(source.from_raw(end) for _, end in _rows(raw))


def cell_ends(source: Normalised, raw: str) -> tuple[int, ...]:
    """Return where the cells of tables end, in normalised text; the last of a row ends with it."""
    tabs = (
        start + found.start()
        for start, end in _rows(raw)
        for found in re.finditer("\t", raw[start:end])
    )
    ends = {*(end for _, end in _rows(raw)), *tabs}
    return tuple(source.from_raw(end) for end in sorted(ends))


def _rows(raw: str) -> list[Range]:
    if "\t" not in raw:
        return []
    lines = [line for line in _lines(raw) if raw[slice(*line)].strip()]
    cells = [raw[slice(*line)].strip().count("\t") for line in lines]
    rows = {n for n, (a, b) in enumerate(pairwise(cells)) if a and a == b}
    return [lines[n] for n in sorted(rows | {n + 1 for n in rows})]


def _lines(raw: str) -> list[Range]:
    """Return the spans of the lines, without the blanks at their ends."""
    spans: list[Range] = []
    position = 0
    for line in raw.splitlines(keepends=True):
        spans.append((position, position + len(line.rstrip())))
        position += len(line)
    return spans


def draft_all(
    text: str,
    heads: Sequence[Head],
    rows: Sequence[int],
    vocabulary: Vocabulary,
    today: str | None,
) -> list[Draft]:
    """Return a draft for each head.

    No part of a draft crosses the end of a table row (`rows`) or the line of the document's own
    place and date.
    """
    stops = sorted({*rows, *(own.start() for own in dateline().finditer(text))})
    drafts: list[Draft] = []
    floor = outer = 0
    for index, head in enumerate(heads):
        if head.end <= outer:
            drafts.append(_inner(head))
            continue
        following = next(
            (heads[i].start for i in range(index + 1, len(heads)) if heads[i].start >= head.end),
            len(text),
        )
        reach = (floor, min(following, head.end + _REACH, _stop(stops, head.end, len(text))))
        drafts.append(_surround(text, head, reach, vocabulary, today))
        floor = head.end
        outer = head.end if head.amending_until is not None else outer
    return _announce(text, drafts, vocabulary)


def _stop(stops: Sequence[int], position: int, end: int) -> int:
    index = bisect_left(stops, position)
    return stops[index] if index < len(stops) else end


def _inner(head: Head) -> Draft:
    """A law in the name of the law that amends it: date and issuer behind it are the outer law's."""
    tail = Tail(end=head.end, date=head.name_year)
    return Draft(head=head, tail=tail, provision=None, kind=head.kind)


def _surround(
    text: str, head: Head, reach: Range, vocabulary: Vocabulary, today: str | None
) -> Draft:
    floor, limit = reach
    tail = read_tail(text, head.end, limit, vocabulary, today=today, symbol=head.symbol)
    if not _may_issue(tail.issuer, head):
        tail = replace(tail, issuer=None, issuer_range=None, end=head.end)
    if head.name_year and tail.date is None:
        tail = replace(tail, date=head.name_year)
    if tail.issuer is None and (found := issuer_before(text, head.start, floor, vocabulary)):
        tail = replace(tail, issuer=collapse(text[slice(*found)]), issuer_range=found)
    quoted = date_quoted(text, (head.start, head.end), limit, vocabulary)
    if quoted and tail.date_range is None:
        tail = replace(tail, date=quoted[0], date_range=quoted[1], end=quoted[2])
    before = date_before(text, head.start, floor, vocabulary)
    if before and _is_fuller(before[0], tail.date):
        tail = replace(tail, date=before[0], date_range=before[1])
    provision = provision_of(text, (head.start, head.end), reach, vocabulary)
    return Draft(head=_identified(head, tail), tail=tail, provision=provision, kind=head.kind)


_LAWGIVERS = ("quoc hoi", "uy ban thuong vu", "chu tich nuoc", "hoi dong nha nuoc")


def _may_issue(issuer: str | None, head: Head) -> bool:
    """Whether the words behind a head can name its issuer: a ministry behind a law issued another paper."""
    if issuer is None or head.kind not in LAWS:
        return True
    return any(words in fold(normalise(issuer).text) for words in _LAWGIVERS)


def _is_fuller(date: str, written: str | None) -> bool:
    """Whether a date says more than the one written behind the head: none, or the bare year of it."""
    return written is None or (len(written) == len("2018") and date.startswith(written))


def _identified(head: Head, tail: Tail) -> Head:
    """Take identifying words into the span: “Quyết định số 290 của Bộ Chính trị khóa X”."""
    directly = tail.issuer_range is not None and tail.issuer_range[0] >= head.end
    dated_first = (
        tail.date_range is not None
        and tail.issuer_range is not None
        and tail.date_range[0] < tail.issuer_range[0]
    )
    bare = head.mention_class is MentionClass.NUMBER_ONLY and not head.antecedent
    if not bare or not directly or dated_first:
        return head
    return replace(head, end=tail.issuer_range[1]) if tail.issuer_range else head


def _announce(text: str, drafts: Sequence[Draft], vocabulary: Vocabulary) -> list[Draft]:
    """Give the items of “các Thông tư của Bộ Xây dựng: số …; số …” the issuer that stands before the list."""
    told: list[Draft] = []
    announced: Range | None = None
    floor = 0
    for draft in drafts:
        head = draft.head
        if head.kind is not None or head.symbol is None:
            announced = None
        elif found := issuer_announced(text, head.start, floor, vocabulary):
            announced = found
        elif announced and not _is_next(text, told[-1], head, vocabulary):
            announced = None
        if announced and draft.tail.issuer is None:
            words = collapse(text[slice(*announced)])
            tail = replace(draft.tail, issuer=words, issuer_range=announced)
            draft = replace(draft, tail=tail)  # noqa: PLW2901
        told.append(draft)
        floor = head.end
    return told


def _is_next(text: str, previous: Draft, head: Head, vocabulary: Vocabulary) -> bool:
    """Whether a head is the next item of its list, of the same kind and body."""
    mine, other = head.symbol, previous.head.symbol
    if mine is None or other is None or (mine.kind, mine.bodies) != (other.kind, other.bodies):
        return False
    end = previous.head.end
    listed = goes_on(text, end, head.start, vocabulary)
    return listed and not sentence_ends(text, end, head.start)
