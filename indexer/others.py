"""What the document's other mentions say of an instrument: its date, its body, its full form.

One other mention decides; where several differ, all are candidates and nothing is taken.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from indexer.places import spot_in
from indexer.resolved import Resolved, because
from kb.candidates import agrees
from kb.identity import UNKNOWN, InstrumentKey
from kb.model import Mention, MentionClass, Resolution
from kb.text import fold, one_line
from kb.vocabulary import Vocabulary


@dataclass(frozen=True, slots=True, kw_only=True)
class _Cited:
    """A mention by number, as the others see it."""

    kind: str
    key: InstrumentKey
    year: str | None
    symbol: bool
    """Whether it has a symbol of its own."""


def complete(
    mentions: Sequence[Mention], resolved: Sequence[Resolved], vocabulary: Vocabulary
) -> list[Resolved]:
    """Fill open slots from the document's other mentions: one decides, several are candidates."""
    alike = _share_symbols(mentions, resolved, vocabulary)
    cited: dict[str, dict[_Cited, None]] = {}
    for mention, result in zip(mentions, alike, strict=True):
        if mention.mention_class is not MentionClass.NAMED:
            one = _Cited(
                kind=_kind_name(mention, vocabulary),
                key=result.key,
                year=mention.date[:4] if mention.date else None,
                symbol=mention.symbol is not None,
            )
            cited.setdefault(result.key.number, {})[one] = None
    return [
        _completed(m, r, cited.get(r.key.number, {}), vocabulary)
        for m, r in zip(mentions, alike, strict=True)
    ]


def _kind_name(mention: Mention, vocabulary: Vocabulary) -> str:
    """Return the name of the kind in small letters, in one spelling: “Qui định” is “quy định”."""
    kind = vocabulary.kind_by_name.get((mention.kind or "").lower())
    return (kind.name if kind else mention.kind or "").lower()


# Mentions of one symbol.


def _share_symbols(
    mentions: Sequence[Mention], resolved: Sequence[Resolved], vocabulary: Vocabulary
) -> list[Resolved]:
    """Let mentions of one number and symbol share the body and the date that one of them says."""
    groups: dict[tuple[str, ...], list[int]] = {}
    for index, (mention, result) in enumerate(zip(mentions, resolved, strict=True)):
        if mention.symbol is not None:
            letters = re.sub(r"[^a-z0-9]", "", fold(mention.symbol))
            place = (result.key.number, result.key.type, letters, str(mention.year))
            groups.setdefault(place, []).append(index)
    shared = list(resolved)
    for group in groups.values():
        if any(shared[i].key.is_partial for i in group) and len(group) > 1:
            _share_bodies(group, mentions, shared, vocabulary)
            _share_periods(group, mentions, shared, vocabulary)
    return shared


def _share_bodies(
    group: Sequence[int],
    mentions: Sequence[Mention],
    shared: list[Resolved],
    vocabulary: Vocabulary,
) -> None:
    closed = {
        (shared[i].key.realm, shared[i].key.body)
        for i in group
        if not shared[i].key.body.startswith(UNKNOWN)
    }
    said = {(shared[i].key.realm, shared[i].key.body) for i in group if mentions[i].issuer}
    if not closed and len(said) == 1:
        _share_open(group, mentions, shared, *said.pop())
    if len(closed) != 1:
        return
    realm, body = closed.pop()
    for i in group:
        key = shared[i].key
        if key.body.startswith(UNKNOWN) and _may_be(mentions[i], key, realm, body, vocabulary):
            period = key.period if key.realm.partition("-")[0] == realm.partition("-")[0] else "?"
            filled = replace(key, realm=realm, body=body, period=period)
            shared[i] = _filled(filled, "body-of-mention")


def _share_open(
    group: Sequence[int],
    mentions: Sequence[Mention],
    shared: list[Resolved],
    realm: str,
    body: str,
) -> None:
    """Give mentions that say no issuer the body, open as it is, of those that say one."""
    for i in group:
        if mentions[i].issuer is None and shared[i].key.realm == realm:
            shared[i] = replace(shared[i], key=replace(shared[i].key, body=body))


def _may_be(
    mention: Mention, key: InstrumentKey, realm: str, body: str, vocabulary: Vocabulary
) -> bool:
    """Whether the words for the issuer leave room for a body and place that another mention says."""
    if mention.issuer is None:
        return True
    if key.body != f"{UNKNOWN}{body}":
        return False
    spot = spot_in(one_line(mention.issuer), vocabulary)
    places = realm.split("-")[1:]
    if not set(spot.units) <= set(places) or (spot.province and spot.province not in places):
        return False
    if spot.units or spot.province:
        return True
    below = bool({"district", "commune"} & spot.levels)
    return len(places) > 1 if below else len(places) == 1


def _share_periods(
    group: Sequence[int],
    mentions: Sequence[Mention],
    shared: list[Resolved],
    vocabulary: Vocabulary,
) -> None:
    issuers = [_issuer(mentions[i], shared[i].key, vocabulary) for i in group]
    said: dict[_Issuer, set[str]] = {}
    for i, (realm, body, units) in zip(group, issuers, strict=True):
        if shared[i].key.period != UNKNOWN:
            for wide in {units, ()}:
                said.setdefault((realm, body, wide), set()).add(shared[i].key.period)
    for i, issuer in zip(group, issuers, strict=True):
        periods = said.get(issuer, set())
        if shared[i].key.period == UNKNOWN and len(periods) == 1:
            filled = replace(shared[i].key, period=next(iter(periods)))
            shared[i] = _dated(shared[i], filled)


_Issuer = tuple[str, str, tuple[str, ...]]
"""Realm and body of a key; for an open body also the district and commune that the words name."""


def _issuer(mention: Mention, key: InstrumentKey, vocabulary: Vocabulary) -> _Issuer:
    if not key.body.startswith(UNKNOWN) or mention.issuer is None:
        return key.realm, key.body, ()
    units = spot_in(one_line(mention.issuer), vocabulary).units
    return key.realm, key.body, units


def _dated(result: Resolved, key: InstrumentKey) -> Resolved:
    """Return a mention with the date of another; the candidates of an open body are dated with it."""
    if key.body.startswith(UNKNOWN):
        candidates = tuple(replace(c, period=key.period) for c in result.candidates)
        return replace(result, key=key, candidates=candidates)
    return _filled(key, "other-mention")


def _filled(key: InstrumentKey, code: str) -> Resolved:
    if key.is_partial:
        return Resolved(key=key, resolution=Resolution.PARTIAL, reason=because("undated"))
    return Resolved(key=key, resolution=Resolution.ANTECEDENT, reason=because(code))


# Short forms, and mentions that write one symbol in two ways.


def _completed(
    mention: Mention, result: Resolved, cited: Iterable[_Cited], vocabulary: Vocabulary
) -> Resolved:
    """`cited` are the document's mentions with this number."""
    if mention.mention_class is MentionClass.NAMED or not result.key.is_partial:
        return result
    if mention.symbol is not None and result.key.body.startswith(UNKNOWN):
        return result
    short = mention.mention_class is MentionClass.NUMBER_ONLY
    kind = _kind_name(mention, vocabulary) if short else None
    fitting = _fitting(result.key, kind, (c for c in cited if not c.key.is_partial))
    if short and not fitting:
        fitting = _fitting(result.key, kind, (c for c in cited if c.symbol))
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


def _fitting(key: InstrumentKey, kind: str | None, cited: Iterable[_Cited]) -> list[InstrumentKey]:
    """Return the keys that agree with `key` wherever it is not open.

    A short form names the kind alone, by its first words at least: “Thông tư 20” may be a Thông tư
    liên tịch, “Quy định 41” one that is numbered as QĐ.
    """
    return sorted(
        {one.key for one in cited if one.key != key and agrees(_as_kind(key, kind, one), one.key)}
    )


def _as_kind(key: InstrumentKey, kind: str | None, other: _Cited) -> InstrumentKey:
    if not kind or not f"{other.kind} ".startswith(f"{kind} "):
        return key
    same_year = other.year is not None and other.year == key.period
    return replace(key, type=other.key.type, period=other.key.period if same_year else key.period)
