"""Citations in lists and in titles: which stands in whose title, and what neighbours share."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from indexer.head import Head
from indexer.issuers import Range, is_issuer_of, issuer_closing
from indexer.sentences import list_rules, sentence_end, sentence_ends
from indexer.tails import Tail
from indexer.tokenise import gapped
from indexer.tries import any_of
from kb.model import MentionClass
from kb.symbols import find_body
from kb.text import collapse, fold
from kb.vocabulary import Vocabulary

LAWS = ("Luật", "Bộ luật", "Pháp lệnh", "Hiến pháp")
"""Kinds whose name is the title."""
_TITLE = 400
"""Characters behind a head in which its title closes with “do … ban hành”."""
_VERB = 60
"""Characters in which the verb of a title ends."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A head with what was read around it, before parents and subjects are known."""

    head: Head
    tail: Tail
    provision: Range | None
    kind: str | None
    parent: int | None = None
    sibling: bool = False
    """Whether it goes on a list with the draft before it."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ListGrammar:
    """Compiled patterns of `rules/lists.toml`."""

    sentence_end: re.Pattern[str]
    joint: re.Pattern[str]
    list_end: re.Pattern[str]
    title: re.Pattern[str]
    damaged_title: re.Pattern[str]
    """The verbs of a title in folded text: “hướng dan thi hành”."""
    passive: re.Pattern[str]
    alias: re.Pattern[str]
    closed_quote: re.Pattern[str]
    direct: re.Pattern[str]
    main: re.Pattern[str]
    amending: re.Pattern[str]
    clause: re.Pattern[str]
    force: re.Pattern[str]
    predicate: re.Pattern[str]
    turn: re.Pattern[str]


@cache
def lists() -> ListGrammar:
    """Compile the patterns."""
    rows = list_rules()
    apart = {name: re.compile(pattern) for name, pattern in rows["apart"].items()}
    return ListGrammar(
        sentence_end=sentence_end(),
        joint=re.compile(rows["list"]["joint"]),
        list_end=re.compile(f"(?:{'|'.join(rows['list']['ends'])})$"),
        title=_title(rows["title"]),
        damaged_title=_damaged_title(rows["title"]),
        **apart,
    )


def _title(rows: dict[str, Any]) -> re.Pattern[str]:
    """Compile what opens a title behind number, date and issuer."""
    verbs = any_of(rows["verbs"], gapped)
    kinds = any_of(rows["kinds"], gapped)
    return re.compile(
        rf"{rows['remark']}{rows['issuer']}"
        rf"(?:{rows['lead']}(?:(?i:{rows['about']}|{verbs})|(?-i:{kinds}))"
        rf"|;[ \n]{{1,2}}(?:{rows['behind_semicolon']}))(?!\w)"
        rf"(?!{rows['participle']})"
    )


def _damaged_title(rows: dict[str, Any]) -> re.Pattern[str]:
    """Compile the verbs of two words, without which a scan's marks and commas leave nothing to tell."""
    verbs = any_of(
        {fold(verb) for verb in rows["verbs"]}, lambda x: r",?[ \n]{1,2}" if x == " " else x
    )
    return re.compile(rf"{rows['lead']}(?:{verbs})(?!\w)(?!{rows['folded_participle']})")


def joined(text: str, start: int, end: int) -> bool:
    """Tell whether only list words stand between two positions."""
    return lists().joint.fullmatch(text, start, end) is not None


def nest(text: str, drafts: Sequence[Draft], cells: Sequence[int] = ()) -> list[Draft]:
    """Give each draft its parent: the mention in whose title it stands.

    `cells` are the ends of table cells, which no title crosses.
    """
    nested: list[Draft] = []
    outer = None
    for index, draft in enumerate(drafts):
        if outer is not None and draft.head.end <= drafts[outer].head.end:
            nested.append(replace(draft, parent=outer))
        else:
            previous = nested[-1].tail.end if nested else 0
            parted = bisect_left(cells, previous) < bisect_left(cells, draft.head.start)
            nested.append(draft if parted else _placed(text, draft, nested))
            outer = index if draft.head.amending_until is not None else None
    return nested


def title_limits(drafts: Sequence[Draft], end: int) -> list[int]:
    """Return for each draft where its title ends at the latest: at the next that is not inside it."""
    depths = [0] * len(drafts)
    limits = [end] * len(drafts)
    waiting: list[int] = []
    for index, draft in enumerate(drafts):
        depths[index] = 0 if draft.parent is None else depths[draft.parent] + 1
        while waiting and depths[waiting[-1]] >= depths[index]:
            limits[waiting.pop()] = draft.head.start
        waiting.append(index)
    return limits


def _placed(text: str, draft: Draft, before: Sequence[Draft]) -> Draft:
    start = min((draft.head.start, *(draft.provision or ())))
    if not before:
        return draft
    index = len(before) - 1
    if before[index].parent is not None and _holds(before, index):
        index = before[index].parent or 0
    previous = before[index]
    gap = text[previous.tail.end : start] if previous.tail.end <= start else ""
    relation = _relation(text, previous, start, gap)
    if relation == "list" and _amends_the_last(previous, draft, gap):
        relation = "beside"
    if relation == "inside" and _amends_a_provision(previous, draft, gap):
        relation = "apart"
    if relation in ("apart", "list"):
        return replace(draft, sibling=relation == "list")
    beside = relation == "beside"
    parent = _able(draft, before, previous.parent if beside else index)
    return replace(draft, parent=parent, sibling=beside)


def _amends_the_last(previous: Draft, draft: Draft, gap: str) -> bool:
    """Whether a law amends the very law named before it in one title: “… Luật A; Luật sửa đổi … Luật A”."""
    name = previous.head.name
    inner = previous.parent is not None and name is not None and gap.strip() == ";"
    amending = draft.head.amending_until is not None
    return inner and amending and fold(draft.head.name or "").endswith(fold(name or ""))


def _amends_a_provision(previous: Draft, draft: Draft, gap: str) -> bool:
    """Whether a sentence says what a provision amends: “Khoản 24 Điều 1 Thông tư 39 sửa đổi Khoản 2 …”."""
    provisions = previous.provision is not None and draft.provision is not None
    bare = previous.tail.date_range is None and previous.tail.issuer is None
    return provisions and bare and lists().amending.fullmatch(gap) is not None


def _able(draft: Draft, before: Sequence[Draft], parent: int | None) -> int | None:
    """Climb to a parent whose title can name the draft: another instrument, and no earlier one."""
    while parent is not None and not _may_name(before[parent], draft):
        parent = before[parent].parent
    return parent


def _may_name(outer: Draft, inner: Draft) -> bool:
    same = outer.head.symbol is not None and _identity(outer.head) == _identity(inner.head)
    ours, other = _dated(outer), _dated(inner)
    known = min(len(ours), len(other))
    return not same and ours[:known] >= other[:known]


def _identity(head: Head) -> tuple[str | None, str | None, str | None]:
    return head.number, head.year, head.symbol.letters if head.symbol else None


def _dated(draft: Draft) -> str:
    """Return the ISO date of an instrument, else the year that its symbol says, else nothing."""
    year = draft.head.year if draft.head.year and len(draft.head.year) == len("2018") else None
    return draft.tail.date or year or ""


def _holds(before: Sequence[Draft], index: int) -> bool:
    """Whether the draft lies inside the span of its parent (a law in the name of the law that amends it)."""
    parent = before[index].parent
    return parent is not None and before[parent].head.end >= before[index].head.end


def _relation(text: str, previous: Draft, start: int, gap: str) -> str:
    """Tell how what begins at `start` goes on from the previous mention.

    `apart` in another sentence or clause, `list` as the next item of the outermost list, `beside`
    it at the same level, `inside` its title.
    """
    forms = lists()
    if sentence_ends(text, previous.tail.end, start):
        return "apart"
    begin = opens_title(previous.head, gap)
    if ";" in gap[begin or 0 :] or forms.closed_quote.search(gap):
        return "list"
    if forms.main.search(gap) or forms.alias.search(gap) or forms.clause.search(gap, begin or 0):
        return "apart"
    if forms.joint.fullmatch(gap) or forms.direct.match(gap):
        return "beside"
    if begin is None:
        return "apart" if forms.predicate.match(gap) else "beside"
    ended = any(form.search(gap, begin) for form in (forms.passive, forms.force, forms.turn))
    return "beside" if ended or forms.list_end.search(gap) else "inside"


def opens_title(head: Head, gap: str) -> int | None:
    """Return how far the words reach that open a title in what follows number, date and issuer.

    A law cited by name has its title in the name: nothing behind it is one.
    """
    if head.kind in LAWS and head.name:
        return None
    forms = lists()
    match = forms.title.match(gap) or forms.damaged_title.match(fold(gap[:_VERB]))
    return match.end() if match else None


def inherit_kinds(text: str, drafts: Sequence[Draft]) -> list[Draft]:
    """Give a symbol without a type word the one that its list shares, else what the symbol says."""
    kinds: list[Draft] = []
    for index, draft in enumerate(drafts):
        kind = draft.kind
        if kind is None and draft.head.mention_class is MentionClass.NUMBERED:
            previous = kinds[index - 1] if index else None
            kind = _shared_kind(text, previous, draft) or symbol_kind(draft.head)
        kinds.append(replace(draft, kind=kind))
    return kinds


def _shared_kind(text: str, previous: Draft | None, draft: Draft) -> str | None:
    if previous is None or previous.kind is None or previous.tail.end > draft.head.start:
        return None
    mine, other = draft.head.symbol, previous.head.symbol
    same = mine is not None and other is not None and mine.kind == other.kind
    return previous.kind if same and joined(text, previous.tail.end, draft.head.start) else None


def symbol_kind(head: Head) -> str | None:
    """Return the kind that the letters of a symbol say, in title form."""
    symbol = head.symbol
    if symbol is None:
        return None
    if symbol.kind is not None:
        return symbol.kind.name
    return "Công văn" if symbol.is_letter else None


def share(text: str, drafts: Sequence[Draft], vocabulary: Vocabulary) -> list[Draft]:
    """Let “A và B của Chính phủ” give A the issuer, where A has none and its symbol does not contradict."""
    shared = list(drafts)
    for index in range(len(shared) - 2, -1, -1):
        left, right = shared[index], shared[index + 1]
        if (
            left.tail.issuer is None
            and right.tail.issuer is not None
            and right.parent == left.parent
            and ";" not in text[left.tail.end : right.head.start]
            and left.tail.end <= right.head.start
            and joined(text, left.tail.end, min((right.head.start, *(right.provision or ()))))
            and _same_body(left.head, right.head, vocabulary)
        ):
            tail = replace(
                left.tail, issuer=right.tail.issuer, issuer_range=right.tail.issuer_range
            )
            shared[index] = replace(left, tail=tail)
    return shared


def share_dates(text: str, drafts: Sequence[Draft]) -> list[Draft]:
    """Give the numbers that share a symbol or a type word the date that stands with the last."""
    shared = list(drafts)
    for index in range(len(shared) - 2, -1, -1):
        left, right = shared[index], shared[index + 1]
        symbols = left.head.distributed and left.head.rule == right.head.rule
        words = right.head.kind is None and right.head.symbol is not None and right.sibling
        if (
            (symbols or words)
            and left.tail.date is None
            and right.tail.date is not None
            and joined(text, left.tail.end, right.head.start)
        ):
            tail = replace(left.tail, date=right.tail.date, date_range=right.tail.date_range)
            shared[index] = replace(left, tail=tail)
    return shared


def lift_dates(drafts: Sequence[Draft]) -> list[Draft]:
    """Give a law that amends laws the date behind the last of them, where the year is its own.

    “Luật số 85/2025/QH15 sửa đổi … Luật A và Luật B ngày 25/6/2025”: nobody amends a law of the same year.
    """
    lifted = list(drafts)
    for index, draft in enumerate(drafts):
        outer = drafts[draft.parent] if draft.parent is not None else None
        if outer is None or draft.parent is None or not _is_dated_for(draft, outer):
            continue
        tail = replace(outer.tail, date=draft.tail.date, date_range=draft.tail.date_range)
        lifted[draft.parent] = replace(outer, tail=tail)
        lifted[index] = replace(draft, tail=replace(draft.tail, date=None, date_range=None))
    return lifted


def _is_dated_for(inner: Draft, outer: Draft) -> bool:
    """Whether a law's date can only be that of the numbered law in whose title it stands."""
    laws = inner.head.kind in LAWS and outer.head.kind in LAWS and inner.head.number is None
    date = inner.tail.date or ""
    full = len(date) > len("2018") and inner.head.name_year is None
    return laws and full and outer.tail.date is None and date[:4] == outer.head.year


def lift_issuers(text: str, drafts: Sequence[Draft], vocabulary: Vocabulary) -> list[Draft]:
    """Give an instrument the issuer that closes its title, if it is the body of its symbol.

    In “Quyết định 280-TTg … kèm theo Nghị định 54-CP do Thủ tướng Chính phủ ban hành” it stands
    behind the inner one, whose symbol contradicts it.
    """
    lifted = list(drafts)
    for index, limit in enumerate(title_limits(drafts, len(text))):
        draft = lifted[index]
        found = _closing(text, draft, limit, vocabulary)
        if found is None:
            continue
        words = text[slice(*found)]
        inner = _issued_in(lifted, index, found)
        if inner is not None and is_issuer_of(lifted[inner].head.symbol, words, vocabulary):
            continue
        if inner is not None:
            bare = replace(lifted[inner].tail, issuer=None, issuer_range=None)
            lifted[inner] = replace(lifted[inner], tail=bare)
        tail = replace(draft.tail, issuer=collapse(words), issuer_range=found)
        lifted[index] = replace(draft, tail=tail)
    return lifted


def _closing(text: str, draft: Draft, limit: int, vocabulary: Vocabulary) -> Range | None:
    """Return the issuer that closes the title of a draft without one."""
    start, symbol = draft.tail.end, draft.head.symbol
    if draft.tail.issuer is not None or symbol is None:
        return None
    stop = min(limit, start + _TITLE)
    ends = sentence_ends(text, start, stop)
    stop = ends[0] if ends else stop
    found = issuer_closing(text, start, stop, vocabulary)
    named = found is not None and is_issuer_of(symbol, text[slice(*found)], vocabulary)
    return found if named and opens_title(draft.head, text[start:stop]) is not None else None


def _issued_in(drafts: Sequence[Draft], index: int, found: Range) -> int | None:
    """Return the draft behind `index` to which the issuer at `found` was given."""
    for inner in range(index + 1, len(drafts)):
        if drafts[inner].head.start > found[0]:
            break
        if drafts[inner].tail.issuer_range == found:
            return inner
    return None


def _same_body(left: Head, right: Head, vocabulary: Vocabulary) -> bool:
    codes = [h.symbol.bodies[:1] if h.symbol else () for h in (left, right)]
    bodies = [find_body(code[0], vocabulary) if code else None for code in codes]
    return codes[0] == codes[1] or (bodies[0] is not None and bodies[0] == bodies[1])
