"""Which instrument each mention means, and why: from one document and the tables.

The rules are those of the key scheme: body with its jurisdiction, type, number, period. What the
words leave open stays open in the key; a candidate is never taken without a reason.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from indexer.bodies import Place, Where, body_of, full_issuer, own_place
from indexer.names import name_laws, unknown_name
from indexer.periods import implied_term, period_uncertain, state_period
from indexer.resolved import Resolved, Tables, because, day_month_year, words_of
from kb.candidates import agrees, settle
from kb.identity import UNKNOWN, InstrumentKey, build_key, canonical_number
from kb.model import Header, Mention, MentionClass, Resolution, Span
from kb.symbols import Symbol, find_body, read_letters, type_slot
from kb.text import fold, normalise
from kb.vocabulary import Vocabulary

_MISTYPED_YEAR = re.compile(r"[/-]\s?\d{5}\s?[/-]")


def resolve(mentions: Sequence[Mention], header: Header, tables: Tables) -> tuple[Resolved, ...]:
    """Return what each mention means, in order."""
    place = own_place(header, tables.vocabulary)
    first = [_alone(mention, header, place, tables) for mention in mentions]
    completed = _complete(mentions, first)
    named = name_laws(mentions, completed, header, tables)
    return tuple(_consult(m, r, header, tables) for m, r in zip(mentions, named, strict=True))


# Each mention by itself.


def _alone(mention: Mention, header: Header, place: Place, tables: Tables) -> Resolved:
    if mention.mention_class is MentionClass.NAMED:
        return unknown_name(mention)
    if mention.symbol is None:
        return _number_only(mention, place, tables)
    return _numbered(mention, header, place, tables)


def _symbol(mention: Mention, vocabulary: Vocabulary) -> Symbol:
    surface = words_of(mention)
    letters = mention.symbol or ""
    party_mark = re.search(r"\d[a-zđ]?\s?[-–‑]", surface) is not None and mention.year is None
    symbol = read_letters(letters, vocabulary, party_mark=party_mark)
    if mention.kind == "Công văn" and symbol.kind is not None and not party_mark:
        return _as_letter(symbol, vocabulary)
    return symbol


def _as_letter(symbol: Symbol, vocabulary: Vocabulary) -> Symbol:
    """Read `3/CT-TTHT` after “Công văn” as a letter, where no body follows the letters of a kind."""
    if symbol.kind is None or symbol.kind.slot == "cv" or not symbol.code:
        return symbol
    if any(find_body(body, vocabulary) for body in symbol.bodies):
        return symbol
    unit = "-".join((*symbol.bodies, symbol.unit or "")).strip("-")
    return replace(symbol, kind=None, bodies=(symbol.code,), unit=unit or None, code=None)


def _numbered(mention: Mention, header: Header, place: Place, tables: Tables) -> Resolved:
    vocabulary = tables.vocabulary
    symbol = _symbol(mention, vocabulary)
    where = body_of(symbol, mention.issuer, mention.date, place, vocabulary)
    key = build_key(
        realm=where.realm,
        body=where.body,
        type=_type(mention, symbol, where, tables),
        number=canonical_number(mention.number or UNKNOWN),
        period=_period(mention, where),
    )
    return _judged(mention, key, where, header)


def _judged(mention: Mention, key: InstrumentKey, where: Where, header: Header) -> Resolved:
    if key.body.startswith(UNKNOWN):
        level = Resolution.AMBIGUOUS if where.candidates else Resolution.PARTIAL
        code = "ambiguous-body" if where.candidates else "unknown-place"
        options = tuple(replace(key, realm=w.realm, body=w.body) for w in where.candidates)
        return Resolved(
            key=key, resolution=level, reason=because(code, code=where.code), candidates=options
        )
    if where.doubtful:
        reason = because("ambiguous-body", code=where.code)
        return Resolved(key=key, resolution=Resolution.AMBIGUOUS, reason=reason)
    if key.period == UNKNOWN:
        return Resolved(key=key, resolution=Resolution.PARTIAL, reason=because("undated"))
    return _full(mention, key, where, header)


def _full(mention: Mention, key: InstrumentKey, where: Where, header: Header) -> Resolved:
    """Judge a key without open slots: is all of it written, or is a part inferred?"""
    if mention.year is None and _MISTYPED_YEAR.search(words_of(mention)):
        reason = because("year-of-date", year=key.period)
        return Resolved(key=key, resolution=Resolution.INFERRED_YEAR, reason=reason)
    if _implied_date(mention):
        reason = because("implied-year", year=key.period)
        return Resolved(key=key, resolution=Resolution.INFERRED_YEAR, reason=reason)
    if where.party and not where.central and period_uncertain(mention.date):
        reason = because("term-uncertain", period=key.period.removeprefix("n"))
        return Resolved(key=key, resolution=Resolution.INFERRED_YEAR, reason=reason)
    if where.inferred:
        reason = because("body-of-report", place=header.jurisdiction or header.issuer or "")
        return Resolved(key=key, resolution=Resolution.INFERRED_ISSUER, reason=reason)
    return Resolved(key=key, resolution=Resolution.EXACT, reason=because("written"))


def _implied_date(mention: Mention) -> bool:
    """Whether the date was written without a year (“ngày 19/6”)."""
    span = mention.field_span("date")
    full = mention.date is not None and len(mention.date) == len("2018-06-19")
    return (
        mention.year is None and full and span is not None and span.end - span.start <= len("19/06")
    )


def _type(mention: Mention, symbol: Symbol, where: Where, tables: Tables) -> str:
    word = tables.vocabulary.kind_by_name.get((mention.kind or "").lower())
    if symbol.kind is not None:
        if fold(symbol.code or "") == "tt" and word is not None and word.slot == "ttr":
            return "ttr"
        if symbol.kind.id == "rules":
            return "qdi" if where.party else "qyd"
        return type_slot(symbol.kind, symbol.code or "")
    if symbol.legislature is not None:
        return word.slot if word and word.slot != "vb" else _assembly_type(mention, symbol, tables)
    if symbol.old:
        return word.slot if word else "vb"
    return "cv"


def _assembly_type(mention: Mention, symbol: Symbol, tables: Tables) -> str:
    """Return the type of a National Assembly number without a type word, `vb` where none is known."""
    body = f"{fold(symbol.bodies[0])}{symbol.legislature}"
    number = canonical_number(mention.number or UNKNOWN)
    found = {
        key.type
        for key in tables.gazetteer.registry
        if (key.body, key.number, key.period) == (body, number, str(mention.year))
    }
    return found.pop() if len(found) == 1 else UNKNOWN


def _period(mention: Mention, where: Where) -> str:
    if where.party:
        issuer = normalise(mention.issuer or "").text
        return implied_term(mention.date, issuer, words_of(mention), central=where.central)
    return state_period(mention.year, mention.date)


def _number_only(mention: Mention, place: Place, tables: Tables) -> Resolved:
    vocabulary = tables.vocabulary
    kind = vocabulary.kind_by_name.get((mention.kind or "").lower())
    only = vocabulary.body_by_code.get(kind.issuer or "") if kind else None
    issuer = only.name if only else mention.issuer
    where = body_of(None, issuer, mention.date, place, vocabulary)
    key = build_key(
        realm=where.realm,
        body=where.body,
        type=kind.slot if kind else "vb",
        number=canonical_number(mention.number or UNKNOWN),
        period=_period(mention, where) if where.body != UNKNOWN else _year_of(mention),
    )
    if key.is_partial:
        return Resolved(key=key, resolution=Resolution.PARTIAL, reason=because("number-only"))
    reason = because("identified-by-words")
    level = Resolution.INFERRED_ISSUER if where.inferred else Resolution.EXACT
    return Resolved(key=key, resolution=level, reason=reason)


def _year_of(mention: Mention) -> str:
    return state_period(mention.year, mention.date)


# Other mentions of the same document.


def _complete(mentions: Sequence[Mention], resolved: Sequence[Resolved]) -> list[Resolved]:
    """Fill open slots from the document's other mentions: one decides, several are candidates."""
    full: dict[str, set[InstrumentKey]] = {}
    known: dict[str, set[InstrumentKey]] = {}
    for mention, result in zip(mentions, resolved, strict=True):
        key = result.key
        if mention.mention_class is not MentionClass.NAMED and not key.is_partial:
            full.setdefault(key.number, set()).add(key)
        if mention.symbol is not None:
            known.setdefault(key.number, set()).add(key)
    return [
        _completed(m, r, full.get(r.key.number, set()), known.get(r.key.number, set()))
        for m, r in zip(mentions, resolved, strict=True)
    ]


def _completed(
    mention: Mention, result: Resolved, full: set[InstrumentKey], known: set[InstrumentKey]
) -> Resolved:
    """`full` and `known` are the document's keys with this number, without and with open slots."""
    if mention.mention_class is MentionClass.NAMED or not result.key.is_partial:
        return result
    if mention.symbol is not None and result.key.body.startswith(UNKNOWN):
        return result
    fitting = _fitting(result.key, full)
    if mention.mention_class is MentionClass.NUMBER_ONLY and not fitting:
        fitting = _fitting(result.key, known)
    code = "short-form" if mention.symbol is None else "other-mention"
    if len(fitting) == 1:
        level = Resolution.PARTIAL if fitting[0].is_partial else Resolution.ANTECEDENT
        return Resolved(key=fitting[0], resolution=level, reason=because(code))
    if len(fitting) > 1:
        reason = because("other-mentions", n=len(fitting))
        return replace(
            result, resolution=Resolution.AMBIGUOUS, reason=reason, candidates=tuple(fitting)
        )
    return result


def _fitting(key: InstrumentKey, keys: Iterable[InstrumentKey]) -> list[InstrumentKey]:
    """Return the keys that agree with `key` wherever it is not open."""
    return sorted(other for other in keys if other != key and agrees(key, other))


# The registry of known instruments.


def _consult(mention: Mention, result: Resolved, header: Header, tables: Tables) -> Resolved:
    """Offer the known instruments that fit an open key; take one only when its title says so."""
    key = result.key
    if not key.is_partial or key.number.startswith("~") or result.candidates:
        return result
    known = tables.by_number.get(key.number, ())
    outcome = settle(key, mention.subject, header.date, known)
    if outcome.chosen is not None:
        date = outcome.chosen.date
        reason = because("registry-title", date=day_month_year(date) if date else "")
        return Resolved(key=outcome.chosen.key, resolution=Resolution.REGISTRY, reason=reason)
    if not outcome.fitting:
        return result
    level = Resolution.AMBIGUOUS if len(outcome.fitting) > 1 else result.resolution
    reason = because("registry-candidates", n=len(outcome.fitting))
    return replace(result, resolution=level, reason=reason, candidates=outcome.fitting)


def own_key(header: Header, tables: Tables) -> InstrumentKey | None:
    """Return the document as an instrument, `None` where its header does not identify it."""
    if header.number is None or header.symbol is None:
        return None
    vocabulary = tables.vocabulary
    place = own_place(header, vocabulary)
    symbol = read_letters(header.symbol, vocabulary, party_mark="/" in header.symbol)
    where = body_of(symbol, full_issuer(header), header.date, place, vocabulary)
    mention = _as_mention(header)
    key = build_key(
        realm=where.realm,
        body=where.body,
        type=_type(mention, symbol, where, tables),
        number=canonical_number(header.number),
        period=_period(mention, where),
    )
    return None if key.is_partial else key


def _as_mention(header: Header) -> Mention:
    """Return the header as if another document cited it in full."""
    return Mention(
        span=Span(start=0, end=0),
        surface="",
        mention_class=MentionClass.NUMBERED,
        kind=header.kind,
        symbol_kind=None,
        number=header.number,
        year=header.year,
        symbol=header.symbol,
        date=header.date,
        issuer=header.issuer,
        subject=header.subject,
        provision=None,
        rule="header",
    )
