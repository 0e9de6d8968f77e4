"""Which instrument each mention means, and why: from one document and the tables.

The rules are those of the key scheme: body with its jurisdiction, type, number, period. What the
words leave open stays open in the key; a candidate is never taken without a reason.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from indexer.bodies import Place, Where, body_of, full_issuer, own_place
from indexer.called import called
from indexer.names import name_laws, unknown_name
from indexer.others import complete
from indexer.periods import (
    implied_term,
    legislature_of,
    period_uncertain,
    state_period,
    stated_term,
)
from indexer.resolved import Resolved, Tables, because, day_month_year, words_of
from kb.candidates import settle
from kb.identity import UNKNOWN, InstrumentKey, build_key, canonical_number
from kb.model import Header, Mention, MentionClass, Quality, Resolution, Span
from kb.symbols import YEARED_FROM, Symbol, beside, find_body, old_body, read_letters, type_slot
from kb.text import fold, normalise, one_line
from kb.vocabulary import Kind, Vocabulary

_NO_SITTING = re.compile(r"QH(?:20[0-9]{2})?$")
"""Letters of the National Assembly without the number of the legislature."""
_MISTYPED_YEAR = re.compile(r"[/-]\s?\d{5}\s?[/-]")


def resolve(
    mentions: Sequence[Mention], raw: str, header: Header, tables: Tables
) -> tuple[Resolved, ...]:
    """Return what each mention of the text `raw` means, in order."""
    place = own_place(header, tables.vocabulary)
    first = [_alone(mention, raw, header, place, tables) for mention in mentions]
    completed = complete(mentions, first, tables.vocabulary)
    named = name_laws(mentions, completed, called(raw, mentions, tables), header, tables)
    return tuple(_consult(m, r, header, tables) for m, r in zip(mentions, named, strict=True))


# Each mention by itself.


def _alone(mention: Mention, raw: str, header: Header, place: Place, tables: Tables) -> Resolved:
    if mention.mention_class is MentionClass.NAMED:
        return unknown_name(mention)
    if mention.symbol is None:
        return _number_only(mention, place, tables)
    return _numbered(mention, raw, header, place, tables)


def _symbol(mention: Mention, vocabulary: Vocabulary) -> Symbol:
    surface = words_of(mention)
    letters = mention.symbol or ""
    party_mark = re.search(r"\d[a-zđ]?\s?[-–‑]", surface) is not None and mention.year is None
    symbol = read_letters(letters, vocabulary, party_mark=party_mark)
    of_party = party_mark and old_body(symbol.code or "", vocabulary) is None
    if mention.kind == "Công văn" and symbol.kind is not None and not of_party:
        return _as_letter(symbol, vocabulary)
    return beside(symbol, _word(mention, vocabulary), vocabulary)


def _word(mention: Mention, vocabulary: Vocabulary) -> Kind | None:
    return vocabulary.kind_by_name.get((mention.kind or "").lower())


def _as_letter(symbol: Symbol, vocabulary: Vocabulary) -> Symbol:
    """Read `3/CT-TTHT` after “Công văn” as a letter, where no body follows the letters of a kind."""
    if symbol.kind is None or symbol.kind.slot == "cv" or not symbol.code:
        return symbol
    known = any(find_body(body, vocabulary) for body in symbol.bodies if body != "VP")
    if known and old_body(symbol.code, vocabulary) is None:
        return symbol
    unit = "-".join((*symbol.bodies, symbol.unit or "")).strip("-")
    return replace(symbol, kind=None, bodies=(symbol.code,), unit=unit or None, code=None)


def _numbered(mention: Mention, raw: str, header: Header, place: Place, tables: Tables) -> Resolved:
    symbol = _symbol(mention, tables.vocabulary)
    where = _where(symbol, mention, mention.issuer, place, tables)
    key = _key(mention, symbol, where, tables)
    if where.party and where.central and key.period == UNKNOWN:
        key = replace(key, period=_term_behind(mention, raw))
    return _judged(mention, key, where, header)


def _term_behind(mention: Mention, raw: str) -> str:
    """Return the term of a Party paper from right behind its symbol: “294-QĐ/TW khóa XIV”, “(Khóa XIV)”."""
    behind = one_line(raw[mention.span.end : mention.span.end + len(", (nhiệm kỳ khóa XVIII)")])
    term = stated_term(None, behind) if _TERM_BEHIND.match(behind) else None
    return f"k{term}" if term else UNKNOWN


_TERM_BEHIND = re.compile(r",? ?\(?khóa ", re.IGNORECASE)


def _where(
    symbol: Symbol, mention: Mention, issuer: str | None, place: Place, tables: Tables
) -> Where:
    """Return who issued it; a law promulgated by an order is the National Assembly's."""
    where = body_of(symbol, issuer, mention.date, place, tables.vocabulary)
    if symbol.legislature is not None:
        return _checked(where, symbol, mention)
    if where.body in _ASSEMBLIES:
        return _sitting(where, where.body, mention.date or str(mention.year or ""))
    if symbol.kind is None or symbol.kind.id not in _ACTS or where.body not in _PROMULGATING:
        return where
    if symbol.kind.id == "law" and mention.year is not None:
        return where
    assembly = "ubtvqh" if symbol.kind.id == "ordinance" else "qh"
    if assembly == "ubtvqh" and where.body == "hdnn":
        return where
    return _sitting(where, assembly, mention.date)


def _sitting(where: Where, assembly: str, date: str | None) -> Where:
    """Return the assembly with the number of the legislature that sat on a date."""
    sitting = legislature_of(date or None)
    return replace(where, body=f"{assembly}{sitting}" if sitting else f"{UNKNOWN}{assembly}")


def _checked(where: Where, symbol: Symbol, mention: Mention) -> Where:
    """Doubt a legislature that did not sit in the year of the symbol: `16/2023/QH1`."""
    sitting = legislature_of(str(mention.year)) if mention.year else None
    if sitting is None or sitting == symbol.legislature:
        return where
    assembly = where.body.rstrip("0123456789")
    meant = replace(where, body=f"{assembly}{sitting}")
    return replace(where, doubtful=True, candidates=(where, meant))


_ASSEMBLIES = ("qh", "ubtvqh")
_ACTS = ("law", "code", "ordinance")
_PROMULGATING = ("ctn", "hdnn")
"""Bodies whose orders gave laws their numbers: `05-L/CTN`, `21-LCT/HĐNN8`."""


def _key(mention: Mention, symbol: Symbol, where: Where, tables: Tables) -> InstrumentKey:
    return build_key(
        realm=where.realm,
        body=where.body,
        type=_type(mention, symbol, where, tables),
        number=canonical_number(mention.number or UNKNOWN),
        period=_period(mention, where),
    )


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
        options = tuple(replace(key, realm=w.realm, body=w.body) for w in where.candidates)
        return Resolved(key=key, resolution=Resolution.AMBIGUOUS, reason=reason, candidates=options)
    if key.period == UNKNOWN:
        return Resolved(key=key, resolution=Resolution.PARTIAL, reason=because("undated"))
    return _full(mention, key, where, header)


def _full(mention: Mention, key: InstrumentKey, where: Where, header: Header) -> Resolved:
    """Judge a key without open slots: is all of it written, or is a part inferred?"""
    if mention.year is None and _MISTYPED_YEAR.search(words_of(mention)):
        reason = because("year-of-date", year=key.period)
        return Resolved(key=key, resolution=Resolution.INFERRED_YEAR, reason=reason)
    if _NO_SITTING.search(mention.symbol or ""):
        reason = because("legislature-of-date")
        return Resolved(key=key, resolution=Resolution.INFERRED_ISSUER, reason=reason)
    if _implied_date(mention):
        reason = because("implied-year", year=key.period)
        return Resolved(key=key, resolution=Resolution.INFERRED_YEAR, reason=reason)
    if where.party and not where.central and period_uncertain(mention.date):
        reason = because("term-uncertain", period=key.period.removeprefix("n"))
        return Resolved(key=key, resolution=Resolution.INFERRED_YEAR, reason=reason)
    if where.inferred:
        reason = because("body-of-report", place=header.jurisdiction or header.issuer or "")
        return Resolved(key=key, resolution=Resolution.INFERRED_ISSUER, reason=reason)
    code = "written" if mention.quality is Quality.TEXT else "written-damaged"
    return Resolved(key=key, resolution=Resolution.EXACT, reason=because(code))


def _implied_date(mention: Mention) -> bool:
    """Whether the date was written without a year (“ngày 19/6”)."""
    span = mention.field_span("date")
    full = mention.date is not None and len(mention.date) == len("2018-06-19")
    return (
        mention.year is None and full and span is not None and span.end - span.start <= len("19/06")
    )


def _type(mention: Mention, symbol: Symbol, where: Where, tables: Tables) -> str:
    word = _word(mention, tables.vocabulary)
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
    return _untyped(mention, symbol, word, where)


def _untyped(mention: Mention, symbol: Symbol, word: Kind | None, where: Where) -> str:
    """Return the type where the letters give none: the word's, unless the symbol is that of a letter."""
    if word is None or word.slot in ("cv", "vb"):
        return "vb" if mention.year is not None and symbol.unit is None else "cv"
    known = not where.body.startswith(UNKNOWN)
    early = (mention.date or "9999") < YEARED_FROM
    letter = known and mention.year is None and not early
    return "cv" if letter else word.slot


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
    kind = _word(mention, vocabulary)
    if kind is not None and kind.id in _ACTS and mention.year is not None:
        return _bare_act(mention, kind)
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


def _bare_act(mention: Mention, kind: Kind) -> Resolved:
    """Return the key of “Luật 69/2025”: the legislature is that of the year, if one alone sat in it."""
    assembly = "ubtvqh" if kind.id == "ordinance" else "qh"
    sitting = legislature_of(str(mention.year))
    key = build_key(
        realm="vn",
        body=f"{assembly}{sitting}" if sitting else f"{UNKNOWN}{assembly}",
        type=kind.slot,
        number=canonical_number(mention.number or UNKNOWN),
        period=str(mention.year),
    )
    level, code = (Resolution.EXACT, "written") if sitting else (Resolution.PARTIAL, "number-only")
    return Resolved(key=key, resolution=level, reason=because(code))


def _year_of(mention: Mention) -> str:
    return state_period(mention.year, mention.date)


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
    """Return the document as an instrument, `None` where its header does not identify it, or as none."""
    vocabulary = tables.vocabulary
    if header.number is None or header.symbol is None:
        return None
    if header.kind is not None and header.kind.lower() not in vocabulary.kind_by_name:
        return None
    mention = _as_mention(header)
    written = read_letters(header.symbol, vocabulary, party_mark="/" in header.symbol)
    symbol = beside(written, _word(mention, vocabulary), vocabulary)
    where = _where(symbol, mention, full_issuer(header), own_place(header, vocabulary), tables)
    key = _key(mention, symbol, where, tables)
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
