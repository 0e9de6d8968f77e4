"""Instruments cited by name: laws by title and date, plenum resolutions by number and term, aliases."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache
from typing import Any

from indexer.periods import count
from indexer.resolved import Resolved, Tables, because, day_month_year, words_of
from kb.gazetteer import Alias, NamedLaw, law_name
from kb.identity import UNKNOWN, InstrumentKey, build_key
from kb.model import Header, Mention, MentionClass, Resolution
from kb.text import fold, slug
from kb.vocabulary import toml_of

_ORDINAL = re.compile(
    r"(?:trung uong|tw|nqtu|hoi nghi)(?: dang)?(?: lan)?(?: thu)? ?"
    r"([0-9]+|muoi(?: (?:mot|hai|ba|bon|tu|lam|nam|sau|bay|tam|chin))?|"
    r"nhat|mot|hai|ba|bon|tu|nam|sau|bay|tam|chin|[ivx]+)\b"
)


_CONGRESS = re.compile(r"\b([ivx]+)\b(?!.*\b[ivx]+\b)")


@cache
def _number_words() -> Mapping[str, int]:
    rows: list[dict[str, Any]] = toml_of("plenums.toml")["number"]
    return {fold(word): row["value"] for row in rows for word in row["words"]}


def unknown_name(mention: Mention) -> Resolved:
    """Return the partial key of a name, before the tables are asked."""
    year = mention.date[:4] if mention.date else UNKNOWN
    name = re.sub(r"(?:năm )?(?:19|20)\d\d$", "", words_of(mention)).strip()
    types = {"Pháp lệnh": "pl", "Hiến pháp": "hp", "Nghị quyết": "nq", "Kết luận": "kl"}
    party = mention.rule.startswith(("named.plenum", "named.congress"))
    if mention.rule.startswith("named.congress") and (numeral := _CONGRESS.search(fold(name))):
        name, year = "dai-hoi", f"k{_count(numeral[1])}"
    key = build_key(
        realm="dcsvn" if party else "vn",
        body="tw" if party else "qh",
        type=types.get(mention.kind or "", "luat"),
        number=_name_slot(name),
        period=year if year.startswith("k") or not party else UNKNOWN,
    )
    return Resolved(key=key, resolution=Resolution.PARTIAL, reason=because("law-unknown"))


def _name_slot(name: str) -> str:
    """Return `~slug` of a name; a very long one ends with a hash of the whole."""
    words = slug(name)
    if len(words) <= _LONGEST_SLUG:
        return f"~{words}"
    return f"~{words[:_LONGEST_SLUG]}-{hashlib.sha256(words.encode()).hexdigest()[:8]}"


_LONGEST_SLUG = 90


def name_laws(
    mentions: Sequence[Mention], resolved: Sequence[Resolved], header: Header, tables: Tables
) -> list[Resolved]:
    """Return what was resolved with the names looked up in the tables."""
    numbered = _laws_with_numbers(mentions, resolved)
    named = [
        _named(m, r, _as_of(m, mentions, header), numbered, tables)
        if m.mention_class is MentionClass.NAMED
        else r
        for m, r in zip(mentions, resolved, strict=True)
    ]
    return _as_dated(mentions, _with_terms(mentions, named))


def _as_of(mention: Mention, mentions: Sequence[Mention], header: Header) -> Header:
    """Return the header with the day from which a law's name is read: that of the law that amends it."""
    outer = mentions[mention.parent] if mention.parent is not None else None
    if outer is None or not outer.rule.startswith("named.amending") or not outer.date:
        return header
    day = outer.date if len(outer.date) > len("2018") else f"{outer.date}-12-31"
    return replace(header, date=min(day, header.date or day))


def _with_terms(mentions: Sequence[Mention], named: Sequence[Resolved]) -> list[Resolved]:
    """Let “NQTW 8” mean the plenum's resolution that the paper cites with its term, if it cites one."""
    cited: dict[tuple[str, str], set[InstrumentKey]] = {}
    for mention, result in zip(mentions, named, strict=True):
        if mention.rule.startswith("named.plenum") and result.key.period != UNKNOWN:
            cited.setdefault(_plenum_of(mention, result), set()).add(result.key)
    return [
        _same_term(r, cited.get(_plenum_of(m, r), set()))
        if m.rule.startswith("named.plenum") and r.key.period == UNKNOWN
        else r
        for m, r in zip(mentions, named, strict=True)
    ]


def _plenum_of(mention: Mention, result: Resolved) -> tuple[str, str]:
    ordinal = _ORDINAL.search(fold(words_of(mention)))
    return (str(_count(ordinal[1])) if ordinal else "", result.key.type)


def _same_term(result: Resolved, cited: set[InstrumentKey]) -> Resolved:
    if len(cited) != 1:
        return result
    key = next(iter(cited))
    level = Resolution.PARTIAL if key.is_partial else Resolution.ANTECEDENT
    return Resolved(key=key, resolution=level, reason=because("other-mention"))


def _as_dated(mentions: Sequence[Mention], named: Sequence[Resolved]) -> list[Resolved]:
    """Let a bare name mean the one edition that the paper names with date or year ."""
    dated: dict[str, set[InstrumentKey]] = {}
    for mention, result in zip(mentions, named, strict=True):
        if (
            mention.mention_class is MentionClass.NAMED
            and mention.date
            and not result.key.is_partial
        ):
            dated.setdefault(_bare(mention), set()).add(result.key)
    return [
        _same_edition(r, dated[_bare(m)]) if _is_bare(m) and _bare(m) in dated else r
        for m, r in zip(mentions, named, strict=True)
    ]


def _is_bare(mention: Mention) -> bool:
    """Whether a law is named without date, and not in the name of the law that amends it."""
    named = mention.mention_class is MentionClass.NAMED and mention.rule.startswith("named.law")
    return named and mention.date is None and mention.parent is None


def _same_edition(result: Resolved, dated: set[InstrumentKey]) -> Resolved:
    if len(dated) != 1:
        return result
    key = next(iter(dated))
    return Resolved(key=key, resolution=Resolution.ANTECEDENT, reason=because("law-mention"))


def _bare(mention: Mention) -> str:
    return law_name(re.sub(r"(?:năm\s)?(?:19|20)\d\d$", "", words_of(mention)))


def _laws_with_numbers(
    mentions: Sequence[Mention], resolved: Sequence[Resolved]
) -> Mapping[str, frozenset[InstrumentKey]]:
    """Return the laws that the document names together with their number, by folded name."""
    found: dict[str, set[InstrumentKey]] = {}
    for mention, result in zip(mentions, resolved, strict=True):
        if mention.rule == "numbered.law-named":
            name = re.split(r"\s(?:số\b|\d)", words_of(mention), maxsplit=1)[0]
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
        alias = tables.gazetteer.aliases[law_name(words_of(mention))]
        if _is_later(alias.key, header):
            return _another(mention, alias, tables)
        return Resolved(
            key=alias.key,
            resolution=Resolution.REGISTRY,
            reason=because("alias", id=_spelled(alias.key, tables)),
        )
    name = _bare(mention)
    mine = numbered.get(name, frozenset())
    if len(mine) == 1 and mention.date is None:
        return Resolved(
            key=next(iter(mine)), resolution=Resolution.ANTECEDENT, reason=because("law-mention")
        )
    if mention.rule.startswith("named.constitution"):
        name = "hien phap nuoc cong hoa xa hoi chu nghia viet nam"
    return _edition(mention, result, tables.gazetteer.laws.get(name, ()), header, tables)


def _another(mention: Mention, alias: Alias, tables: Tables) -> Resolved:
    """Return the open key of an alias whose instrument came later: a paper of the kind that it names."""
    kinds, words = tables.vocabulary.kind_by_name, words_of(mention).lower().split()
    heads = (" ".join(words[:n]) for n in range(len(words), 0, -1))
    kind = next((kinds[head] for head in heads if head in kinds), None)
    key = build_key(
        realm="vn",
        body=UNKNOWN,
        type=kind.slot if kind else UNKNOWN,
        number=_name_slot(words_of(mention)),
        period=UNKNOWN,
    )
    reason = because("alias-later", id=_spelled(alias.key, tables), year=alias.key.period)
    return Resolved(key=key, resolution=Resolution.PARTIAL, reason=reason)


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
    passed = [law for law in editions if (law.date or "0000") <= today]
    begun = [law for law in passed if (law.effective_from or law.date or "0000") <= today]
    if begun and passed[-1] is not begun[-1]:
        return _chosen((begun[-1], passed[-1]), result, "law-in-force", tables)
    code = "law-in-force" if len(editions) > 1 else "law-only"
    return _chosen(passed[-1:], result, code, tables, date=day_month_year(today))


def _is_later(key: InstrumentKey, header: Header) -> bool:
    """Whether an instrument is of a later year than the document."""
    return bool(header.date and key.period[:4].isdigit() and key.period[:4] > header.date[:4])


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


def _spelled(key: InstrumentKey, tables: Tables) -> str:
    known = tables.gazetteer.registry.get(key)
    if known is None or not known.symbol:
        return str(key)
    joint = "-" if key.is_party else "/"
    year = f"{known.year}/" if known.year else ""
    return f"{known.number}{joint if not year else '/'}{year}{known.symbol}"


def _plenum(mention: Mention, result: Resolved, tables: Tables) -> Resolved:
    """Look up the resolutions of a plenum; several stay several."""
    words = fold(words_of(mention))
    term = re.search(r"khoa ([ivx]+|[0-9]{1,2})(?![0-9])", words)
    ordinal = _ORDINAL.search(words)
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
    if word in _number_words():
        return _number_words()[word]
    return count(word)


def _roman(number: int) -> str:
    tens, ones = divmod(number, 10)
    return "X" * tens + ["", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX"][ones]
