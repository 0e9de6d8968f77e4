"""From a document to its mentions: heads with date, issuer, subject and provision, and which stands in whose title."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache

from indexer.heads import Head, find_heads
from indexer.ruleset import Ruleset
from indexer.sentences import list_rules, sentence_end
from indexer.tails import (
    Range,
    Tail,
    date_before,
    grammar,
    issuer_before,
    provision_before,
    read_tail,
)
from kb.identity import canonical_number
from kb.model import Header, Mention, MentionClass, Quality, Span
from kb.symbols import find_body
from kb.text import Normalised, collapse, fold
from kb.vocabulary import Kind, Vocabulary

_SHORT_KINDS = ("decree", "resolution", "directive", "circular", "decision", "conclusion")
"""Kinds whose name with a bare number is a citation even when nothing else in the document helps."""


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
class _Lists:
    sentence_end: re.Pattern[str]
    joint: re.Pattern[str]
    list_end: re.Pattern[str]
    passive: re.Pattern[str]
    alias: re.Pattern[str]
    closed_quote: re.Pattern[str]
    direct: re.Pattern[str]
    clause: re.Pattern[str]
    force: re.Pattern[str]


@cache
def _lists() -> _Lists:
    rows = list_rules()
    apart = {name: re.compile(pattern) for name, pattern in rows["apart"].items()}
    return _Lists(
        sentence_end=sentence_end(),
        joint=re.compile(rows["list"]["joint"]),
        list_end=re.compile(f"(?:{'|'.join(rows['list']['ends'])})$"),
        **apart,
    )


def extract(
    source: Normalised,
    raw: str,
    header: Header,
    *,
    skip: Sequence[Span] = (),
    ruleset: Ruleset,
    vocabulary: Vocabulary,
    quality: Quality = Quality.TEXT,
) -> tuple[Mention, ...]:
    """Return the mentions of a document in order.

    `header` tells the document's own number, which is no citation; `skip` are raw spans (the header's number line) in which
    nothing is looked for.
    """
    text = source.text
    skipped = [(source.from_raw(s.start), source.from_raw(s.end)) for s in skip]
    heads = [h for h in find_heads(text, ruleset, vocabulary) if not _within(h, skipped)]
    heads = _extend_amending(text, heads)
    heads = _keep_short(text, heads, vocabulary)
    year = header.date[:4] if header.date else ""
    drafts = _draft(text, heads, vocabulary, year)
    drafts = [d for d in drafts if not _is_own(d, header)]
    drafts = _inherit_kinds(text, _nest(text, drafts))
    drafts = _share_dates(_share(text, drafts, vocabulary))
    return tuple(
        _mention(index, drafts, source, raw, vocabulary, quality) for index in range(len(drafts))
    )


def _within(head: Head, spans: Sequence[Range]) -> bool:
    return any(start <= head.start < end for start, end in spans)


# Heads that depend on other heads.


def _extend_amending(text: str, heads: Sequence[Head]) -> list[Head]:
    """Let a law that amends laws reach to the end of the last law it names; drop it when it names none."""
    extended: list[Head] = []
    for index, head in enumerate(heads):
        if head.amending_until is None:
            extended.append(head)
            continue
        inner = _inner_laws(text, head.amending_until, heads[index + 1 :])
        if inner:
            end = inner[-1].end
            name = collapse(text[head.start : end])
            extended.append(replace(head, end=end, name=name))
    return extended


def _inner_laws(text: str, start: int, following: Sequence[Head]) -> list[Head]:
    inner: list[Head] = []
    for head in following:
        joined = head.start == start if not inner else _joined(text, inner[-1].end, head.start)
        if not joined or head.kind not in ("Luật", "Bộ luật", "Pháp lệnh"):
            break
        inner.append(head)
    return inner


def _joined(text: str, start: int, end: int) -> bool:
    return _lists().joint.fullmatch(text, start, end) is not None


def _keep_short(text: str, heads: Sequence[Head], vocabulary: Vocabulary) -> list[Head]:
    """Keep numbers without a symbol only where words or another mention identify them."""
    known = {
        (_slot(h.kind, vocabulary), canonical_number(h.number))
        for h in heads
        if h.mention_class is MentionClass.NUMBERED and h.number
    }
    return [
        h
        for h in heads
        if h.mention_class is not MentionClass.NUMBER_ONLY or _short(text, h, known, vocabulary)
    ]


def _kind_of(name: str | None, vocabulary: Vocabulary) -> Kind | None:
    return vocabulary.kind_by_name.get(name.lower()) if name else None


def _slot(name: str | None, vocabulary: Vocabulary) -> str | None:
    kind = _kind_of(name, vocabulary)
    return kind.slot if kind else None


def _short(
    text: str, head: Head, known: set[tuple[str | None, str]], vocabulary: Vocabulary
) -> bool:
    kind = _kind_of(head.kind, vocabulary)
    capital = text[head.start].isupper()
    if kind is None or not capital or head.number is None or _goes_on(text, head.end):
        return False
    if (kind.slot, canonical_number(head.number)) in known:
        return True
    if not kind.strong:
        return False
    if head.rule == "number-only.so":
        return True
    counted = re.fullmatch(r"(?:19|20)\d\d", head.number) is not None
    follows = grammar(vocabulary).follow.match(text, head.end) is not None
    return kind.id in _SHORT_KINDS and not counted and follows


def _goes_on(text: str, end: int) -> bool:
    """Tell whether the number goes on as a fraction, a date or a broken symbol."""
    return re.match(r"[ ]?[/%]|[.,]\d|-\d|-[A-ZĐ]", text[end : end + 3]) is not None


def _is_own(draft: Draft, header: Header) -> bool:
    head = draft.head
    if header.number is None or header.symbol is None or head.number is None or head.symbol is None:
        return False
    same = (
        canonical_number(head.number) == canonical_number(header.number)
        and fold(head.symbol.letters) == fold(header.symbol)
        and (head.year or None) == (str(header.year) if header.year else None)
    )
    date = draft.tail.date
    return same and (date is None or header.date is None or header.date.startswith(date))


# What stands around each head.


def _draft(text: str, heads: Sequence[Head], vocabulary: Vocabulary, year: str) -> list[Draft]:
    drafts: list[Draft] = []
    for index, head in enumerate(heads):
        following = next((h.start for h in heads[index + 1 :] if h.start >= head.end), len(text))
        floor = max((h.end for h in heads[:index] if h.end <= head.start), default=0)
        if any(h.start <= head.start and head.end <= h.end for h in heads[:index]):
            drafts.append(_inner(head))
        else:
            drafts.append(_surround(text, head, floor, following, vocabulary, year))
    return drafts


def _inner(head: Head) -> Draft:
    """A law in the name of the law that amends it: date and issuer behind it are the outer law's."""
    tail = Tail(end=head.end, date=head.name_year)
    return Draft(head=head, tail=tail, provision=None, kind=head.kind)


def _surround(
    text: str, head: Head, floor: int, following: int, vocabulary: Vocabulary, year: str
) -> Draft:
    limit = min(following, head.end + 400)
    tail = read_tail(text, head.end, limit, vocabulary, year=year)
    if head.name_year and tail.date is None:
        tail = replace(tail, date=head.name_year)
    if tail.issuer is None and (found := issuer_before(text, head.start, floor, vocabulary)):
        tail = replace(tail, issuer=collapse(text[slice(*found)]), issuer_range=found)
    if tail.date is None and (before := date_before(text, head.start, floor, vocabulary)):
        tail = replace(tail, date=before[0], date_range=before[1])
    provision = provision_before(text, head.start, floor, vocabulary)
    return Draft(head=_identified(head, tail), tail=tail, provision=provision, kind=head.kind)


def _identified(head: Head, tail: Tail) -> Head:
    """Take the words that identify a bare number into its span: “Quyết định số 290 của Bộ Chính trị khóa X”."""
    directly = tail.issuer_range is not None and tail.issuer_range[0] >= head.end
    dated_first = (
        tail.date_range is not None
        and tail.issuer_range is not None
        and tail.date_range[0] < tail.issuer_range[0]
    )
    if head.mention_class is not MentionClass.NUMBER_ONLY or not directly or dated_first:
        return head
    return replace(head, end=tail.issuer_range[1]) if tail.issuer_range else head


def _nest(text: str, drafts: Sequence[Draft]) -> list[Draft]:
    """Give each draft its parent: the mention in whose title it stands."""
    nested: list[Draft] = []
    for draft in drafts:
        nested.append(_placed(text, draft, nested))
    return nested


def _placed(text: str, draft: Draft, before: Sequence[Draft]) -> Draft:
    start = draft.provision[0] if draft.provision else draft.head.start
    holder = next((i for i in reversed(range(len(before))) if before[i].head.end > start), None)
    if holder is not None:
        return replace(draft, parent=holder)
    if not before:
        return draft
    index = len(before) - 1
    if before[index].parent is not None and _holds(before, index):
        index = before[index].parent or 0
    previous = before[index]
    gap = text[previous.tail.end : start] if previous.tail.end <= start else ""
    relation = _relation(text, previous, start, gap)
    if relation in ("apart", "list"):
        return replace(draft, sibling=relation == "list")
    if relation == "beside":
        return replace(draft, parent=previous.parent, sibling=True)
    return replace(draft, parent=index)


def _holds(before: Sequence[Draft], index: int) -> bool:
    """Whether the draft lies inside the span of its parent (a law in the name of the law that amends it)."""
    parent = before[index].parent
    return parent is not None and before[parent].head.end >= before[index].head.end


def _relation(text: str, previous: Draft, start: int, gap: str) -> str:
    """Tell how what begins at `start` goes on from the previous mention.

    `apart` in another sentence or clause, `list` as the next item of the outermost list, `beside` it at the same level,
    `inside` its title.
    """
    lists = _lists()
    if lists.sentence_end.search(text, previous.tail.end, start):
        return "apart"
    if ";" in gap or lists.closed_quote.search(gap):
        return "list"
    if lists.alias.search(gap) or lists.clause.search(gap):
        return "apart"
    if lists.joint.fullmatch(gap):
        return "beside"
    beside = (
        lists.passive.search(gap)
        or lists.direct.match(gap)
        or lists.force.search(gap)
        or lists.list_end.search(gap)
    )
    return "beside" if beside else "inside"


def _inherit_kinds(text: str, drafts: Sequence[Draft]) -> list[Draft]:
    """Give a symbol without a type word the one that its list shares, else what the symbol says."""
    kinds: list[Draft] = []
    for index, draft in enumerate(drafts):
        kind = draft.kind
        if kind is None and draft.head.mention_class is MentionClass.NUMBERED:
            previous = kinds[index - 1] if index else None
            kind = _shared_kind(text, previous, draft) or _symbol_kind(draft.head)
        kinds.append(replace(draft, kind=kind))
    return kinds


def _shared_kind(text: str, previous: Draft | None, draft: Draft) -> str | None:
    if previous is None or previous.kind is None or previous.tail.end > draft.head.start:
        return None
    mine, other = draft.head.symbol, previous.head.symbol
    same = mine is not None and other is not None and mine.kind == other.kind
    return previous.kind if same and _joined(text, previous.tail.end, draft.head.start) else None


def _symbol_kind(head: Head) -> str | None:
    symbol = head.symbol
    if symbol is None:
        return None
    if symbol.kind is not None:
        return symbol.kind.name
    return "Công văn" if symbol.is_letter else None


def _share(text: str, drafts: Sequence[Draft], vocabulary: Vocabulary) -> list[Draft]:
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
            and _joined(text, left.tail.end, right.head.start)
            and _same_body(left.head, right.head, vocabulary)
        ):
            tail = replace(
                left.tail, issuer=right.tail.issuer, issuer_range=right.tail.issuer_range
            )
            shared[index] = replace(left, tail=tail)
    return shared


def _share_dates(drafts: Sequence[Draft]) -> list[Draft]:
    """Give the numbers that share a symbol the date that stands with the last of them."""
    shared = list(drafts)
    for index in range(len(shared) - 2, -1, -1):
        left, right = shared[index], shared[index + 1]
        same = left.head.distributed and left.head.rule == right.head.rule
        if same and left.tail.date is None and right.tail.date is not None:
            tail = replace(left.tail, date=right.tail.date, date_range=right.tail.date_range)
            shared[index] = replace(left, tail=tail)
    return shared


def _same_body(left: Head, right: Head, vocabulary: Vocabulary) -> bool:
    codes = [h.symbol.bodies[:1] if h.symbol else () for h in (left, right)]
    bodies = [find_body(code[0], vocabulary) if code else None for code in codes]
    return codes[0] == codes[1] or (bodies[0] is not None and bodies[0] == bodies[1])


# Out of drafts, mentions.


def _mention(
    index: int,
    drafts: Sequence[Draft],
    source: Normalised,
    raw: str,
    vocabulary: Vocabulary,
    quality: Quality,
) -> Mention:
    draft = drafts[index]
    head, tail = draft.head, draft.tail
    span = _raw_span(source, (head.start, head.end))
    subject = _subject(source.text, index, drafts, vocabulary)
    ranges = {
        "date": tail.date_range,
        "issuer": tail.issuer_range,
        "provision": draft.provision,
        "subject": subject,
    }
    text = source.text
    symbol = head.symbol
    return Mention(
        span=span,
        surface=span.of(raw),
        mention_class=head.mention_class,
        kind=draft.kind,
        symbol_kind=_symbol_kind(head),
        number=head.number,
        year=int(head.year) if head.year and len(head.year) == 4 else None,
        symbol=symbol.letters if symbol else None,
        date=tail.date,
        issuer=tail.issuer,
        subject=collapse(text[slice(*subject)]) if subject else None,
        provision=collapse(text[slice(*draft.provision)]) if draft.provision else None,
        rule=head.rule,
        parent=draft.parent,
        distributed=head.distributed,
        quality=quality,
        fields=tuple((n, _raw_span(source, r)) for n, r in ranges.items() if r is not None),
    )


def _raw_span(source: Normalised, span: Range) -> Span:
    start, end = source.to_raw(*span)
    return Span(start=start, end=end)


def _subject(
    text: str, index: int, drafts: Sequence[Draft], vocabulary: Vocabulary
) -> Range | None:
    """Return the subject: from behind date and issuer to the end of the title."""
    draft = drafts[index]
    begin = max(draft.tail.end, draft.head.end)
    lead = grammar(vocabulary).subject.match(text, begin)
    start = lead.end() if lead else begin
    limit = min(len(text), begin + 600)
    for other_index, other in enumerate(drafts[index + 1 :], start=index + 1):
        if not _descends(drafts, other_index, index):
            limit = min(limit, other.head.start)
            break
    lists = _lists()
    quoted = lead is not None and any(mark in lead.group() for mark in '“"')
    stop = re.compile(r"[;”\"]" if quoted else r"[;()]|[ \n]?[“”][ \n]?[,;.]").search(
        text, start, limit
    )
    sentence = lists.sentence_end.search(text, start, limit)
    ends = [m.start() for m in (stop, sentence) if m]
    end = min([limit, *ends])
    if end == limit and limit < len(text) and (tail := lists.list_end.search(text[start:end])):
        end = start + tail.start()
    while end > start and text[end - 1] in ' \n.,:;“"*|':
        end -= 1
    words = text[start:end]
    return (
        (start, end)
        if len(words) > 3 and words.strip() and not words.startswith((",", "."))
        else None
    )


def _descends(drafts: Sequence[Draft], index: int, ancestor: int) -> bool:
    parent = drafts[index].parent
    while parent is not None and parent >= ancestor:
        if parent == ancestor:
            return True
        parent = drafts[parent].parent
    return False
