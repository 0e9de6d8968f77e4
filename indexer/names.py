"""Instruments cited by name: laws by title and date, plenum resolutions by number and term, aliases."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from indexer.periods import count
from indexer.resolved import (
    Resolved,
    Tables,
    bare_name,
    because,
    day_month_year,
    law_of,
    official_name,
    words_of,
)
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
    if mention.kind in ("Luật", "Bộ luật", "Pháp lệnh"):
        name = name[len(mention.kind) :] if fold(name).startswith(fold(mention.kind)) else name
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
    mentions: Sequence[Mention],
    resolved: Sequence[Resolved],
    called: Mapping[int, int | None],
    header: Header,
    tables: Tables,
) -> list[Resolved]:
    """Return what was resolved with the names looked up in the tables; for `called` see `indexer.called`."""
    numbered = _laws_with_numbers(mentions, resolved, tables)
    named = [
        _named(m, r, _asked(m, mentions, header), numbered, tables)
        if m.mention_class is MentionClass.NAMED
        else r
        for m, r in zip(mentions, resolved, strict=True)
    ]
    named = _as_dated(mentions, _with_terms(mentions, named), header, tables)
    return _as_called(mentions, named, called, tables)


@dataclass(frozen=True, slots=True)
class _Asked:
    """When a name was written: by the document, or before it by what bears it in its title."""

    today: str | None
    latest: str
    """No law passed after this day can be meant."""


def _asked(mention: Mention, mentions: Sequence[Mention], header: Header) -> _Asked:
    outer = mentions[mention.parent] if mention.parent is not None else None
    year = str(outer.year or "") if outer else ""
    date = (outer.date or "") if outer else ""
    written = date if date.startswith(year) else year
    latest = f"{written}-12-31" if len(written) == len("2018") else written or _NEVER
    amending = outer is not None and outer.rule.startswith("named.amending")
    if amending and written:
        return _Asked(min(latest, header.date or latest), latest)
    return _Asked(header.date, min(latest, header.date or latest))


_NEVER = "9999"


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


def _as_dated(
    mentions: Sequence[Mention], named: Sequence[Resolved], header: Header, tables: Tables
) -> list[Resolved]:
    """Let a bare name mean the one edition that the paper names with date or year."""
    dated: dict[str, set[InstrumentKey]] = {}
    for mention, result in zip(mentions, named, strict=True):
        if (
            mention.mention_class is MentionClass.NAMED
            and mention.date
            and not result.key.is_partial
        ):
            dated.setdefault(law_of(mention, tables), set()).add(result.key)
    return [
        _same_edition(r, _passed(dated.get(law_of(m, tables), ()), _asked(m, mentions, header)))
        if _is_bare(m, mentions) and not _is_told_by_title(m, r)
        else r
        for m, r in zip(mentions, named, strict=True)
    ]


def _is_bare(mention: Mention, mentions: Sequence[Mention]) -> bool:
    """Whether a law is named without date, and not in the name of the law that amends it."""
    named = mention.rule.startswith(("named.law", "named.amending"))
    outer = mentions[mention.parent] if mention.parent is not None else None
    amended = outer is not None and outer.rule.startswith("named.amending")
    return named and mention.date is None and not amended


def _passed(keys: Iterable[InstrumentKey], asked: _Asked) -> set[InstrumentKey]:
    """Return the laws that may be meant: none of a later year than who names them."""
    return {key for key in keys if not key.period.isdigit() or key.period <= asked.latest}


def _same_edition(result: Resolved, dated: set[InstrumentKey]) -> Resolved:
    if len(dated) != 1:
        return result
    key = next(iter(dated))
    return Resolved(key=key, resolution=Resolution.ANTECEDENT, reason=because("law-mention"))


def _as_called(
    mentions: Sequence[Mention],
    named: Sequence[Resolved],
    called: Mapping[int, int | None],
    tables: Tables,
) -> list[Resolved]:
    """Let a name mean what the document says that it means, there and from there on."""
    told = list(named)
    meant: dict[str, Resolved] = {}
    for index, mention in enumerate(mentions):
        if index in called:
            source = called[index]
            meant[bare_name(mention)] = (
                _defined(mention, tables) if source is None else _antecedent(told[source])
            )
        if mention.mention_class is MentionClass.NAMED and mention.date is None:
            told[index] = meant.get(bare_name(mention), told[index])
    return told


def _defined(mention: Mention, tables: Tables) -> Resolved:
    """Return the open key of a name that the document gives to something that it cites, but not to what."""
    key = _open_key(mention, tables)
    return Resolved(key=key, resolution=Resolution.PARTIAL, reason=because("called-unclear"))


def _antecedent(result: Resolved) -> Resolved:
    level = result.resolution if result.key.is_partial else Resolution.ANTECEDENT
    return replace(result, resolution=level, reason=because("called"))


def _laws_with_numbers(
    mentions: Sequence[Mention], resolved: Sequence[Resolved], tables: Tables
) -> Mapping[str, frozenset[InstrumentKey]]:
    """Return the laws that the document names together with their number, by folded name."""
    found: dict[str, set[InstrumentKey]] = {}
    for mention, result in zip(mentions, resolved, strict=True):
        sure = result.resolution is not Resolution.AMBIGUOUS and not result.key.is_partial
        if mention.rule == "numbered.law-named" and sure:
            found.setdefault(law_of(mention, tables), set()).add(result.key)
    return {name: frozenset(keys) for name, keys in found.items()}


def _named(
    mention: Mention,
    result: Resolved,
    asked: _Asked,
    numbered: Mapping[str, frozenset[InstrumentKey]],
    tables: Tables,
) -> Resolved:
    if mention.rule.startswith("named.plenum"):
        return _plenum(mention, result, tables)
    if mention.rule.startswith("named.congress"):
        return result
    if mention.rule == "named.alias":
        alias = tables.gazetteer.aliases[law_name(words_of(mention))]
        if _is_later(alias.key, asked.today):
            return _another(mention, alias, tables)
        return Resolved(
            key=alias.key,
            resolution=Resolution.REGISTRY,
            reason=because("alias", id=_spelled(alias.key, tables)),
        )
    name = bare_name(mention)
    told = numbered.get(official_name(name, tables), ())
    if mention.rule.startswith("named.constitution"):
        name = "hien phap nuoc cong hoa xa hoi chu nghia viet nam"
    known = _edition(mention, result, tables.gazetteer.laws.get(name, ()), asked, tables)
    mine = _passed(told, asked)
    if len(mine) != 1 or mention.date is not None or _is_told_by_title(mention, known):
        return known
    return Resolved(
        key=next(iter(mine)), resolution=Resolution.ANTECEDENT, reason=because("law-mention")
    )


def _is_told_by_title(mention: Mention, known: Resolved) -> bool:
    """Whether the day of the instrument whose title holds a name tells the edition of a law."""
    return mention.parent is not None and known.resolution is Resolution.REGISTRY


def _another(mention: Mention, alias: Alias, tables: Tables) -> Resolved:
    """Return the open key of an alias whose instrument came later: a paper of the kind that it names."""
    reason = because("alias-later", id=_spelled(alias.key, tables), year=alias.key.period)
    return Resolved(key=_open_key(mention, tables), resolution=Resolution.PARTIAL, reason=reason)


def _open_key(mention: Mention, tables: Tables) -> InstrumentKey:
    """Return the key of a name of which only the kind is known."""
    kinds, words = tables.vocabulary.kind_by_name, words_of(mention).lower().split()
    heads = (" ".join(words[:n]) for n in range(len(words), 0, -1))
    kind = next((kinds[head] for head in heads if head in kinds), None)
    return build_key(
        realm="vn",
        body=UNKNOWN,
        type=kind.slot if kind else UNKNOWN,
        number=_name_slot(words_of(mention)),
        period=UNKNOWN,
    )


def _edition(
    mention: Mention,
    result: Resolved,
    editions: Sequence[NamedLaw],
    asked: _Asked,
    tables: Tables,
) -> Resolved:
    """Choose the edition of a law by its date or year, else the one in force on the day of the document."""
    if not editions:
        return result
    if mention.date:
        dated = [law for law in editions if law.date and law.date.startswith(mention.date)]
        code = "law-dated" if len(mention.date) > len("2018") else "law-yeared"
        return _chosen(dated, result, code, tables)
    editions = [law for law in editions if (law.date or "0000") <= asked.latest]
    today = asked.today
    if today is None:
        return _chosen(editions, result, "law-only", tables)
    passed = [law for law in editions if (law.date or "0000") <= today]
    begun = [law for law in passed if (law.effective_from or law.date or "0000") <= today]
    if begun and passed[-1] is not begun[-1]:
        return _chosen((begun[-1], passed[-1]), result, "law-in-force", tables)
    code = "law-in-force" if len(editions) > 1 else "law-only"
    return _chosen(passed[-1:], result, code, tables, date=day_month_year(today))


def _is_later(key: InstrumentKey, today: str | None) -> bool:
    """Whether an instrument is of a later year than the document."""
    return bool(today and key.period[:4].isdigit() and key.period[:4] > today[:4])


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
