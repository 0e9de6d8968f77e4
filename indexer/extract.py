"""From a document to its mentions: heads with date, issuer, subject and provision."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from indexer.bodies import own_place
from indexer.drafts import cell_ends, draft_all, row_ends
from indexer.head import Head
from indexer.heads import find_heads
from indexer.issuers import Range
from indexer.lists import (
    Draft,
    inherit_kinds,
    joined,
    lift_dates,
    lift_issuers,
    lists,
    nest,
    share,
    share_dates,
    symbol_kind,
    title_limits,
)
from indexer.places import spot_in
from indexer.repaired import is_repaired
from indexer.ruleset import Ruleset
from indexer.tails import TailGrammar, grammar, without_pages
from kb.identity import canonical_number
from kb.model import Header, Mention, MentionClass, Quality, Span
from kb.text import Normalised, as_written, collapse, fold, one_line
from kb.vocabulary import Kind, Vocabulary

_SHORT_KINDS = ("decree", "resolution", "directive", "circular", "decision", "conclusion", "rules")
"""Kinds whose name with a bare number is a citation even when nothing else in the document helps."""

_LAWS = ("law", "code", "ordinance")
_CLAUSE = 200
"""Characters behind a title in which the verb of the main clause stands."""
_MARKS = ' \n.,:;“"*|'
"""What no title ends with."""
"""Kinds that a number with its year identifies; without a year they are told by name."""


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

    `header` tells the document's own number, which is no citation; `skip` are raw spans (the line
    of that number) in which nothing is looked for.
    """
    text = source.text
    skipped = [(source.from_raw(s.start), source.from_raw(s.end)) for s in skip]
    heads = [h for h in find_heads(text, ruleset, vocabulary) if not _within(h, skipped)]
    heads = _extend_amending(text, heads)
    heads = _keep_short(text, _lend_symbols(text, heads), vocabulary)
    drafts = draft_all(text, heads, row_ends(source, raw), vocabulary, header.date)
    drafts = _without_own(drafts, header, vocabulary)
    drafts = inherit_kinds(text, nest(text, drafts, cell_ends(source, raw)))
    drafts = lift_dates(share_dates(text, share(text, drafts, vocabulary)))
    drafts = lift_issuers(text, drafts, vocabulary)
    damaged = {
        draft.head.start
        for draft in drafts
        if is_repaired(draft.head, text, ruleset.law_names, vocabulary)
    }
    return tuple(
        _mention(
            draft,
            limit,
            source,
            raw,
            vocabulary=vocabulary,
            quality=Quality.OCR if draft.head.start in damaged else quality,
        )
        for draft, limit in zip(drafts, title_limits(drafts, len(text)), strict=True)
    )


def _within(head: Head, spans: Sequence[Range]) -> bool:
    return any(start <= head.start < end for start, end in spans)


# Heads that depend on other heads.


def _extend_amending(text: str, heads: Sequence[Head]) -> list[Head]:
    """Let a law that amends laws reach to the end of the last law it names; drop it when it names none."""
    extended: list[Head] = []
    last: dict[int, Head] = {}
    for index, head in enumerate(heads):
        if head.amending_until is None:
            extended.append(head)
            continue
        inner = _inner_laws(text, head.amending_until, heads[index + 1 :])
        if inner:
            extended.append(_amending(text, head, inner[-1]))
            last[id(inner[-1])] = _bare_name(inner[-1])
    return [last.get(id(head), head) for head in extended]


def _amending(text: str, head: Head, inner: Head) -> Head:
    """Reach to the end of the last law named; a number or year behind it is that of the amending law."""
    whole = replace(head, end=inner.end, name=collapse(text[head.start : inner.end]))
    if inner.symbol is None:
        return replace(whole, name_year=inner.name_year)
    return replace(
        whole,
        mention_class=MentionClass.NUMBERED,
        number=inner.number,
        year=inner.year,
        symbol=inner.symbol,
    )


def _bare_name(head: Head) -> Head:
    """Return a law's head without the number or year that belongs to the law amending it."""
    if head.name is None:
        return head
    return replace(
        head,
        end=head.start + len(head.name),
        rule="named.law",
        mention_class=MentionClass.NAMED,
        number=None,
        year=None,
        symbol=None,
        name_year=None,
    )


def _inner_laws(text: str, start: int, following: Sequence[Head]) -> list[Head]:
    inner: list[Head] = []
    for head in following:
        goes_on = head.start == start if not inner else joined(text, inner[-1].end, head.start)
        if not goes_on or head.kind not in ("Luật", "Bộ luật", "Pháp lệnh"):
            break
        inner.append(head)
    return inner


_GOES_ON = re.compile(
    r"[ ]?[/%]|[.,]\d|-\d|-[A-ZĐ]|[ \n](?:điều|khoản|chương|mục|điểm|nội dung|nhiệm vụ|người|trường hợp"
    r"|tháng|quý|tuần|chỉ tiêu|nhóm|giải pháp|bước)(?!\w)"
)
_YEARS_COUNTED = re.compile(r"[ \n]năm(?!\w)")
"""“Kế hoạch 5 năm 2021-2025”: a number of years, in papers that plan or report."""
_PLANNING = ("plan", "report", "programme", "scheme", "project")


def _keep_short(text: str, heads: Sequence[Head], vocabulary: Vocabulary) -> list[Head]:
    """Keep numbers without a symbol only where words or another mention identify them."""
    known = {
        (_slot(h.kind, vocabulary), canonical_number(h.number))
        for h in heads
        if h.mention_class is MentionClass.NUMBERED and h.number
    }
    kept = (
        replace(
            h, antecedent=(_slot(h.kind, vocabulary), canonical_number(h.number or "")) in known
        )
        if h.mention_class is MentionClass.NUMBER_ONLY
        else h
        for h in heads
    )
    return [
        h
        for h in kept
        if h.mention_class is not MentionClass.NUMBER_ONLY or _short(text, h, vocabulary)
    ]


def _lend_symbols(text: str, heads: Sequence[Head]) -> list[Head]:
    """Give “Nghị quyết số 18” of “Nghị quyết số 18 và Nghị quyết số 19-NQ/TW” the symbol behind it."""
    lent = list(heads)
    for index in range(len(lent) - 2, -1, -1):
        left, right = lent[index], lent[index + 1]
        same = left.kind == right.kind and left.rule == "number-only.so" and left.year is None
        if (
            same
            and right.symbol
            and re.fullmatch(r",?[ \n](?:và[ \n])?", text[left.end : right.start])
        ):
            lent[index] = replace(
                left,
                mention_class=MentionClass.NUMBERED,
                year=right.year,
                symbol=right.symbol,
                party_mark=right.party_mark,
                distributed=True,
            )
    return lent


def _kind_of(name: str | None, vocabulary: Vocabulary) -> Kind | None:
    return vocabulary.kind_by_name.get(name.lower()) if name else None


def _slot(name: str | None, vocabulary: Vocabulary) -> str | None:
    kind = _kind_of(name, vocabulary)
    return kind.slot if kind else None


def _short(text: str, head: Head, vocabulary: Vocabulary) -> bool:
    kind = _kind_of(head.kind, vocabulary)
    if kind is None or head.number is None or _goes_on(text, head.end):
        return False
    if kind.id in _PLANNING and _YEARS_COUNTED.match(text, head.end):
        return False
    capital = text[head.start].isupper()
    if head.antecedent and (capital or kind.strong):
        return True
    if head.year is not None:
        listed = head.rule == "number-only.years" and text[head.start].isdigit()
        return (capital or listed) and kind.year != "never" and (kind.strong or kind.id in _LAWS)
    if head.rule == "number-only.so" and grammar(vocabulary).date.match(text, head.end):
        return True
    return capital and kind.strong and _identified_by_words(text, head, kind, vocabulary)


def _identified_by_words(text: str, head: Head, kind: Kind, vocabulary: Vocabulary) -> bool:
    if head.rule == "number-only.so":
        return True
    counted = re.fullmatch(r"(?:19|20)\d\d", head.number or "") is not None
    follows = grammar(vocabulary).follow.match(text, head.end) is not None
    return kind.id in _SHORT_KINDS and not counted and follows


def _goes_on(text: str, end: int) -> bool:
    """Tell whether the number goes on as a fraction, a date or a broken symbol."""
    return _GOES_ON.match(text, end) is not None


def _without_own(drafts: list[Draft], header: Header, vocabulary: Vocabulary) -> list[Draft]:
    """Leave out where the document speaks of itself, by a bare number too that no other instrument bears."""
    drafts = [d for d in drafts if not (d.head.symbol and _is_own(d, header, vocabulary))]
    others = frozenset(
        (_slot(d.head.kind, vocabulary), canonical_number(d.head.number))
        for d in drafts
        if d.head.number and d.head.mention_class is MentionClass.NUMBERED
    )
    return [d for d in drafts if d.head.symbol or not _is_own(d, header, vocabulary, others)]


def _is_own(
    draft: Draft,
    header: Header,
    vocabulary: Vocabulary,
    others: frozenset[tuple[str | None, str]] = frozenset(),
) -> bool:
    """Tell whether the document speaks of itself; not where another issuer, place or year is stated."""
    head = draft.head
    if header.number is None or header.symbol is None or head.number is None:
        return False
    same = canonical_number(head.number) == canonical_number(header.number)
    slot = _slot(head.kind, vocabulary)
    if head.symbol is None:
        short = head.year is None and draft.tail.issuer is None
        known = head.antecedent and (slot, canonical_number(head.number)) in others
        same = same and short and not known and slot == _slot(header.kind, vocabulary)
    else:
        year = str(header.year) if header.year else None
        same = same and fold(head.symbol.letters) == fold(header.symbol) and head.year == year
    date = draft.tail.date
    return (
        same
        and not _is_elsewhere(draft.tail.issuer or "", header, vocabulary)
        and (date is None or header.date is None or header.date[:4] == date[:4])
    )


def _is_elsewhere(issuer: str, header: Header, vocabulary: Vocabulary) -> bool:
    """Tell whether `issuer` names a province, district or commune that is not the document's own."""
    spot, own = spot_in(issuer, vocabulary), own_place(header, vocabulary)
    return (spot.province is not None and spot.province != own.province) or any(
        unit not in own.units for unit in spot.units
    )


# Out of drafts, mentions.

_AHEAD = 40
"""Characters behind a subject whose words may tell that a paragraph begins: “⏎Thay thế Quyết định”."""


def _mention(
    draft: Draft,
    limit: int,
    source: Normalised,
    raw: str,
    *,
    vocabulary: Vocabulary,
    quality: Quality,
) -> Mention:
    """Return the mention of a draft; its subject ends before `limit`."""
    head, tail = draft.head, draft.tail
    span = _raw_span(source, (head.start, head.end))
    subject = _subject(source.text, draft, limit, vocabulary)
    ranges = {
        "date": tail.date_range,
        "issuer": tail.issuer_range,
        "provision": draft.provision,
        "subject": subject,
    }
    symbol = head.symbol
    return Mention(
        span=span,
        surface=span.of(raw),
        mention_class=head.mention_class,
        kind=draft.kind,
        symbol_kind=symbol_kind(head),
        number=head.number,
        year=int(head.year) if head.year and len(head.year) == 4 else None,
        symbol=symbol.letters if symbol else None,
        date=tail.date,
        issuer=_as_written(source, raw, tail.issuer_range),
        subject=_as_written(source, raw, subject),
        provision=_provision(source, raw, draft.provision, vocabulary),
        rule=head.rule,
        parent=draft.parent,
        distributed=head.distributed,
        quality=quality,
        fields=tuple((n, _raw_span(source, r)) for n, r in ranges.items() if r is not None),
    )


def _as_written(source: Normalised, raw: str, span: Range | None) -> str | None:
    """Return the words of the raw text on one line; normalised where page furniture stands between them."""
    if span is None:
        return None
    start, end = source.to_raw(*span)
    written, read = raw[start:end], source.text[slice(*span)]
    if written != read and one_line(written) != collapse(read):
        return collapse(read)
    return as_written(written)


def _provision(
    source: Normalised, raw: str, span: Range | None, vocabulary: Vocabulary
) -> str | None:
    """Return the words of a provision, without a page number that stands between its lines."""
    written = source.text[slice(*span)] if span else ""
    words = without_pages(written, vocabulary)
    return words if words != collapse(written) else _as_written(source, raw, span)


def _raw_span(source: Normalised, span: Range) -> Span:
    start, end = source.to_raw(*span)
    return Span(start=start, end=end)


def _title_end(text: str, start: int, end: int, forms: TailGrammar) -> int:
    """Return where a title ends that reaches to `end`: before the main clause, a passive, the next verb."""
    clause = forms.subject_end.search(text, start, min(len(text), end + _CLAUSE))
    if clause is not None and clause.start() < end:
        end = clause.start()
    rest = forms.subject_rest.search(text[start:end].rstrip(_MARKS))
    if rest is not None:
        end = start + rest.start()
    return start + len(text[start:end].rstrip(_MARKS))


def _subject(text: str, draft: Draft, limit: int, vocabulary: Vocabulary) -> Range | None:
    """Return the subject: from behind date and issuer to the end of the title."""
    begin = max(draft.tail.end, draft.head.end)
    lead = grammar(vocabulary).subject.match(text, begin)
    start = lead.end() if lead else begin
    announced = lead is not None and lead.group().strip(" \n,") != ""
    if not announced and not grammar(vocabulary).verbs.match(text, start):
        return None
    limit = min(limit, begin + 600)
    forms = lists()
    quoted = lead is not None and any(mark in lead.group() for mark in '“"')
    stop = re.compile(r"[;”\"]" if quoted else r"[;()]|[ \n]?[“”][ \n]?[,;.]").search(
        text, start, limit
    )
    sentence = forms.sentence_end.search(text, start, limit + _AHEAD)
    ends = [m.start() for m in (stop, sentence) if m]
    end = min([limit, *ends])
    if end == limit and limit < len(text) and (tail := forms.list_end.search(text[start:end])):
        end = start + tail.start()
    end = _title_end(text, start, end, grammar(vocabulary))
    words = text[start:end]
    return (
        (start, end)
        if len(words) > 3 and words.strip() and not words.startswith((",", "."))
        else None
    )
