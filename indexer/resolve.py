"""From mentions to citations: which instrument each one means, and why. Looks at one document and at the tables only.

The rules are those of the key scheme: body with its jurisdiction, type, number, period. What the words leave open stays open in
the key; a candidate is never taken without a reason.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache

from indexer.bodies import Place, Where, body_of, own_place
from indexer.periods import implied_term, state_period
from kb.candidates import agrees, settle
from kb.gazetteer import Gazetteer, NamedLaw, law_name
from kb.identity import UNKNOWN, InstrumentKey, canonical_number
from kb.model import Header, Instrument, Mention, MentionClass, Resolution, Span
from kb.symbols import Symbol, read_letters, type_slot
from kb.text import collapse, fold, slug
from kb.vocabulary import Vocabulary, toml_of

_NUMBER_WORDS = {
    "nhat": 1, "mot": 1, "hai": 2, "ba": 3, "bon": 4, "tu": 4, "nam": 5, "sau": 6, "bay": 7, "tam": 8, "chin": 9,
    "muoi": 10, "muoi mot": 11, "muoi hai": 12, "muoi ba": 13, "muoi bon": 14, "muoi lam": 15,
}  # fmt: skip
_MISTYPED_YEAR = re.compile(r"[/-]\s?\d{5}\s?[/-]")
_ROMAN = {"I": 1, "V": 5, "X": 10}


@dataclass(frozen=True, slots=True, kw_only=True)
class Resolved:
    """What a mention means, and why."""

    key: InstrumentKey
    resolution: Resolution
    reason: str
    candidates: tuple[InstrumentKey, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Tables:
    """What resolution looks things up in."""

    vocabulary: Vocabulary
    gazetteer: Gazetteer
    by_number: Mapping[str, tuple[Instrument, ...]]
    """The registry by the number slot of its keys."""


def make_tables(vocabulary: Vocabulary, gazetteer: Gazetteer) -> Tables:
    """Return the tables with their look-ups."""
    by_number: dict[str, list[Instrument]] = {}
    for key, instrument in gazetteer.registry.items():
        by_number.setdefault(key.number, []).append(instrument)
    return Tables(
        vocabulary=vocabulary,
        gazetteer=gazetteer,
        by_number={number: tuple(found) for number, found in by_number.items()},
    )


@cache
def _reasons() -> Mapping[str, str]:
    return toml_of("reasons.toml")


def because(code: str, /, **values: object) -> str:
    """Return the reason `code` in words."""
    return _reasons()[code].format(**values)


def resolve(mentions: Sequence[Mention], header: Header, tables: Tables) -> tuple[Resolved, ...]:
    """Return what each mention means, in order."""
    place = own_place(header, tables.vocabulary)
    first = [_alone(mention, header, place, tables) for mention in mentions]
    completed = _complete(mentions, first, header, tables)
    named = _name_laws(mentions, completed, header, tables)
    return tuple(_consult(m, r, header, tables) for m, r in zip(mentions, named, strict=True))


# Each mention by itself.


def _alone(mention: Mention, header: Header, place: Place, tables: Tables) -> Resolved:
    if mention.mention_class is MentionClass.NAMED:
        return _unknown_name(mention)
    if mention.symbol is None:
        return _number_only(mention, header, place, tables)
    return _numbered(mention, header, place, tables)


def _symbol(mention: Mention, vocabulary: Vocabulary) -> Symbol:
    surface = mention.surface
    letters = mention.symbol or ""
    party_mark = re.search(r"\d[a-zđ]?\s?[-–‑]", surface) is not None and mention.year is None
    return read_letters(letters, vocabulary, party_mark=party_mark)


def _numbered(mention: Mention, header: Header, place: Place, tables: Tables) -> Resolved:
    vocabulary = tables.vocabulary
    symbol = _symbol(mention, vocabulary)
    where = body_of(symbol, mention.issuer, mention.date, place, vocabulary)
    key = InstrumentKey(
        realm=where.realm,
        body=where.body,
        type=_type(mention, symbol, where, tables),
        number=canonical_number(mention.number or UNKNOWN),
        period=_period(mention, where, header),
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
    if mention.year is None and _MISTYPED_YEAR.search(mention.surface):
        reason = because("year-of-date", year=key.period)
        return Resolved(key=key, resolution=Resolution.INFERRED_YEAR, reason=reason)
    if _implied_date(mention):
        reason = because("implied-year", year=key.period)
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
    """Return the type of a National Assembly number without a type word: what the registry knows, else `vb`."""
    body = f"{fold(symbol.bodies[0])}{symbol.legislature}"
    number = canonical_number(mention.number or UNKNOWN)
    found = {
        key.type
        for key in tables.gazetteer.registry
        if (key.body, key.number, key.period) == (body, number, str(mention.year))
    }
    return found.pop() if len(found) == 1 else "vb"


def _period(mention: Mention, where: Where, header: Header) -> str:
    if where.party:
        return implied_term(mention.date, mention.issuer, mention.surface, central=where.central)
    return state_period(mention.year, mention.date)


def _number_only(mention: Mention, header: Header, place: Place, tables: Tables) -> Resolved:
    vocabulary = tables.vocabulary
    kind = vocabulary.kind_by_name.get((mention.kind or "").lower())
    where = body_of(None, mention.issuer, mention.date, place, vocabulary)
    key = InstrumentKey(
        realm=where.realm,
        body=where.body,
        type=kind.slot if kind else "vb",
        number=canonical_number(mention.number or UNKNOWN),
        period=_period(mention, where, header) if where.body != UNKNOWN else _year_of(mention),
    )
    if key.is_partial:
        return Resolved(key=key, resolution=Resolution.PARTIAL, reason=because("number-only"))
    reason = because("identified-by-words")
    level = Resolution.INFERRED_ISSUER if where.inferred else Resolution.EXACT
    return Resolved(key=key, resolution=level, reason=reason)


def _year_of(mention: Mention) -> str:
    return mention.date[:4] if mention.date else UNKNOWN


# Other mentions of the same document.


def _complete(
    mentions: Sequence[Mention], resolved: Sequence[Resolved], header: Header, tables: Tables
) -> list[Resolved]:
    """Fill open slots from the document's other mentions: a unique one decides, several are candidates."""
    full = [
        r.key
        for m, r in zip(mentions, resolved, strict=True)
        if m.mention_class is not MentionClass.NAMED and not r.key.is_partial
    ]
    series = [m for m in mentions if m.symbol is not None]
    keys = {id(m): r.key for m, r in zip(mentions, resolved, strict=True) if m.symbol is not None}
    known = [*full, *(keys[id(m)] for m in series)]
    return [_completed(m, r, full, known) for m, r in zip(mentions, resolved, strict=True)]


def _completed(
    mention: Mention,
    result: Resolved,
    full: Sequence[InstrumentKey],
    known: Sequence[InstrumentKey],
) -> Resolved:
    if mention.mention_class is MentionClass.NAMED or not result.key.is_partial:
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
    """Return the distinct keys that agree with `key` wherever it is not open."""
    return sorted({other for other in keys if other != key and agrees(key, other)})


# Laws, plenums and aliases by name.


def _unknown_name(mention: Mention) -> Resolved:
    """Return the partial key of a name, before the tables are asked."""
    year = mention.date[:4] if mention.date else UNKNOWN
    name = re.sub(r"(?:năm )?(?:19|20)\d\d$", "", collapse(mention.surface)).strip()
    types = {"Pháp lệnh": "pl", "Hiến pháp": "hp", "Nghị quyết": "nq", "Kết luận": "kl"}
    party = mention.rule.startswith(("named.plenum", "named.congress"))
    key = InstrumentKey(
        realm="dcsvn" if party else "vn",
        body="tw" if party else "qh",
        type=types.get(mention.kind or "", "luat"),
        number=f"~{slug(name)[:100]}",
        period=UNKNOWN if party else year,
    )
    return Resolved(key=key, resolution=Resolution.PARTIAL, reason=because("law-unknown"))


def _name_laws(
    mentions: Sequence[Mention], resolved: Sequence[Resolved], header: Header, tables: Tables
) -> list[Resolved]:
    numbered = _laws_with_numbers(mentions, resolved)
    return [
        _named(m, r, header, numbered, tables) if m.mention_class is MentionClass.NAMED else r
        for m, r in zip(mentions, resolved, strict=True)
    ]


def _laws_with_numbers(
    mentions: Sequence[Mention], resolved: Sequence[Resolved]
) -> Mapping[str, frozenset[InstrumentKey]]:
    """Return the laws that the document names together with their number, by folded name."""
    found: dict[str, set[InstrumentKey]] = {}
    for mention, result in zip(mentions, resolved, strict=True):
        if mention.rule == "numbered.law-named":
            name = re.split(r"\s(?:số\b|\d)", collapse(mention.surface), maxsplit=1)[0]
            found.setdefault(law_name(name), set()).add(result.key)
    return {name: frozenset(keys) for name, keys in found.items()}


def _named(
    mention: Mention,
    result: Resolved,
    header: Header,
    numbered: Mapping[str, frozenset[InstrumentKey]],
    tables: Tables,
) -> Resolved:
    if mention.rule.startswith("named.plenum"):
        return _plenum(mention, result, tables)
    if mention.rule.startswith("named.congress"):
        return result
    if mention.rule == "named.alias":
        alias = tables.gazetteer.aliases[law_name(mention.surface)]
        return Resolved(
            key=alias.key,
            resolution=Resolution.REGISTRY,
            reason=because("alias", id=_spelled(alias.key, tables)),
        )
    name = law_name(re.sub(r"(?:năm\s)?(?:19|20)\d\d$", "", collapse(mention.surface)))
    mine = numbered.get(name, frozenset())
    if len(mine) == 1 and mention.date is None:
        return Resolved(
            key=next(iter(mine)), resolution=Resolution.ANTECEDENT, reason=because("law-mention")
        )
    if mention.rule.startswith("named.constitution"):
        name = "hien phap nuoc cong hoa xa hoi chu nghia viet nam"
    return _edition(mention, result, tables.gazetteer.laws.get(name, ()), header, tables)


def _edition(
    mention: Mention,
    result: Resolved,
    editions: Sequence[NamedLaw],
    header: Header,
    tables: Tables,
) -> Resolved:
    """Choose the edition of a law by its date or year, else the one in force on the day of the document."""
    if not editions:
        return result
    if mention.date:
        dated = [law for law in editions if law.date and law.date.startswith(mention.date)]
        code = "law-dated" if len(mention.date) > len("2018") else "law-yeared"
        return _chosen(dated, result, code, tables)
    today = header.date
    if today is None:
        return _chosen(editions, result, "law-only", tables)
    begun = [law for law in editions if (law.effective_from or law.date or "9999") <= today]
    code = "law-in-force" if len(editions) > 1 else "law-only"
    return _chosen(begun[-1:] or editions[:1], result, code, tables, date=_dmy(today))


def _chosen(
    laws: Sequence[NamedLaw],
    result: Resolved,
    code: str,
    tables: Tables,
    *,
    date: str = "",
) -> Resolved:
    if not laws:
        return result
    keys = tuple(dict.fromkeys(law.key for law in laws))
    if len(keys) > 1:
        reason = because("law-editions", n=len(keys))
        return replace(result, resolution=Resolution.AMBIGUOUS, reason=reason, candidates=keys)
    partial = keys[0].is_partial
    reason = (
        because("law-unknown")
        if partial
        else because(code, id=_spelled(keys[0], tables), date=date)
    )
    level = Resolution.PARTIAL if partial else Resolution.REGISTRY
    return Resolved(key=keys[0], resolution=level, reason=reason)


def _dmy(iso: str) -> str:
    year, month, day = iso.split("-")
    return f"{day}/{month}/{year}"


def _spelled(key: InstrumentKey, tables: Tables) -> str:
    known = tables.gazetteer.registry.get(key)
    if known is None or not known.symbol:
        return str(key)
    joint = "-" if key.is_party else "/"
    year = f"{known.year}/" if known.year else ""
    return f"{known.number}{joint if not year else '/'}{year}{known.symbol}"


def _plenum(mention: Mention, result: Resolved, tables: Tables) -> Resolved:
    """Look up the resolutions of a plenum; several stay several."""
    words = fold(collapse(mention.surface))
    term = re.search(r"khoa ([ivx]+|\d+)", words)
    ordinal = re.search(
        r"(?:trung uong|tw|hoi nghi)(?: dang)?(?: lan)?(?: thu)? ?(\d+|muoi(?: \w+)?|nhat|mot|hai|ba|bon|tu|nam|sau|bay|tam|chin|[ivx]+)\b",
        words,
    )
    if ordinal is None:
        return result
    plenum = _count(ordinal[1])
    khoa = _count(term[1]) if term else None
    slot = result.key.type
    key = replace(result.key, number=f"~hn{plenum}", period=f"k{khoa}" if khoa else UNKNOWN)
    known = tables.gazetteer.plenums.get((plenum, khoa or 0), ())
    fitting = tuple(k for k in known if k.type == slot)
    if len(fitting) == 1:
        reason = because("plenum-one", plenum=plenum, term=_roman(khoa or 0))
        return Resolved(key=fitting[0], resolution=Resolution.REGISTRY, reason=reason)
    if fitting:
        reason = because("plenum-several", plenum=plenum, term=_roman(khoa or 0), n=len(fitting))
        return Resolved(key=key, resolution=Resolution.AMBIGUOUS, reason=reason, candidates=fitting)
    return Resolved(key=key, resolution=Resolution.PARTIAL, reason=because("plenum-unknown"))


def _count(word: str) -> int:
    if word.isdigit():
        return int(word)
    if word in _NUMBER_WORDS:
        return _NUMBER_WORDS[word]
    values = [_ROMAN[letter] for letter in word.upper() if letter in _ROMAN]
    return sum(
        -v if any(later > v for later in values[i + 1 :]) else v for i, v in enumerate(values)
    )


def _roman(number: int) -> str:
    tens, ones = divmod(number, 10)
    return "X" * tens + ["", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX"][ones]


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
        reason = because("registry-title", date=_dmy(date) if date else "")
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
    where = body_of(symbol, header.issuer, header.date, place, vocabulary)
    mention = _as_mention(header)
    key = InstrumentKey(
        realm=where.realm,
        body=where.body,
        type=_type(mention, symbol, where, tables),
        number=canonical_number(header.number),
        period=_period(mention, where, header),
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
