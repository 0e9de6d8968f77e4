"""Who issued it: the words for the issuer against the letters of the symbol, the place and the time."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache

from indexer.checks.case import Case, Reading, called
from kb.identity import UNKNOWN, InstrumentKey
from kb.model import Finding, Severity
from kb.naming import issuer_of, when
from kb.text import UPPER, lower, one_line
from kb.vocabulary import Body, Province, Vocabulary

_LEVELS = ("BTG", "BDV")
"""Codes of Party boards that lack the level."""


@cache
def _names(vocabulary: Vocabulary) -> re.Pattern[str]:
    names = sorted(vocabulary.body_by_name, key=len, reverse=True)
    return re.compile(rf"(?:{'|'.join(map(re.escape, names))})(?!\w)")


@lru_cache(maxsize=4096)
def plain(issuer: str) -> str:
    """Return the issuer's words normalised, with one blank between them."""
    return one_line(issuer)


@lru_cache(maxsize=4096)
def issuing_body(issuer: str, vocabulary: Vocabulary, tail: tuple[str, ...]) -> Body | None:
    """Return the body that the issuer's words begin with, `None` when its name goes on past the known one."""
    words = plain(issuer)
    match = _names(vocabulary).match(lower(words))
    if match is None:
        return None
    rest = words[match.end() :].lstrip()
    goes_on = re.match(rf"[{UPPER}]", rest) is not None and not words.isupper()
    places = (*tail, *(province.name for province in vocabulary.provinces))
    if goes_on and not rest.startswith(places):
        return None
    return vocabulary.body_by_name[match.group()]


def body_in_words(case: Case, reading: Reading) -> Body | None:
    """Return the body that the issuer of a mention names."""
    issuer = reading.mention.issuer
    tail = tuple(case.table.settings["issuer"]["tail"])
    return issuing_body(issuer, case.vocabulary, tail) if issuer else None


def contradicts(case: Case, reading: Reading) -> bool:
    """Whether the issuer's words name another body than the symbol."""
    written, meant, symbol = body_in_words(case, reading), reading.body, reading.symbol
    if written is None or meant is None or symbol is None or reading.symbol_fault:
        return False
    settings = case.table.settings["issuer"]
    if meant.code in settings["open"] or written.code in settings["open"]:
        return False
    if reading.key.body == written.slot:
        return False
    codes = {code for code in symbol.bodies if code}
    if written.code in codes or _is_office_of(meant, written) or _levelled(meant, written):
        return False
    return [meant.code, written.code] not in [*settings["equal"], *map(_flip, settings["equal"])]


def _flip(pair: list[str]) -> list[str]:
    return pair[::-1]


def _is_office_of(office: Body, body: Body) -> bool:
    """An office announces what its body or its head decides: VPCP for CP and TTg."""
    if not office.code.startswith("VP"):
        return False
    return body.code == office.code.removeprefix("VP") or (office.code, body.code) == (
        "VPCP",
        "TTg",
    )


def _levelled(first: Body, second: Body) -> bool:
    """Whether they are one body, one code without its level or place: BTG and BTGTU, CAT and CATP."""
    return (
        first.code == second.code
        or first.code.startswith(second.code)
        or second.code.startswith(first.code)
    )


def issuer_symbol_mismatch(case: Case) -> Iterator[Finding]:
    """The issuer that stands there is not the body of the symbol."""
    for reading in case.readings:
        if contradicts(case, reading) and reading.body and reading.id:
            yield case.finding(
                "issuer-symbol-mismatch",
                case.field_span(reading, "issuer"),
                ground="symbol",
                key=reading.key,
                symbol=reading.whole,
                issuer_written=reading.mention.issuer or "",
                body=reading.body.name,
            )


def missing_issuer(case: Case) -> Iterator[Finding]:
    """A body of every province, without issuer, in a document that has no province."""
    for reading in case.firsts if case.is_whole else ():
        if _is_nowhere(reading) and not _is_ambiguous(reading):
            yield case.finding(
                "missing-issuer",
                reading.mention.span,
                ground="text",
                key=reading.key,
                id=called(reading),
                unknown=case.table.words["district" if reading.key.province else "place"],
            )


def _is_nowhere(reading: Reading) -> bool:
    """Whether the body is known, its place is not, and no issuer stands there."""
    told = reading.mention.issuer is not None or not reading.is_numbered
    return not told and reading.body is not None and reading.key.body.startswith(UNKNOWN)


def ambiguous_body(case: Case) -> Iterator[Finding]:
    """The code of the symbol fits several bodies and no issuer tells which."""
    for reading in case.firsts:
        if _is_ambiguous(reading) and reading.symbol:
            yield case.finding(
                "ambiguous-body",
                case.id_span(reading),
                ground="symbol",
                key=reading.key,
                id=called(reading),
                body_code=reading.symbol.bodies[0],
                candidates=_candidates(case, reading),
            )


def _is_ambiguous(reading: Reading) -> bool:
    if reading.symbol is None or not reading.symbol.bodies or reading.mention.issuer is not None:
        return False
    code = reading.symbol.bodies[0]
    return (code == "VP" and reading.key.body == UNKNOWN) or code == "BCĐ" or code in _LEVELS


def _candidates(case: Case, reading: Reading) -> str:
    words = case.table.words
    if reading.symbol and reading.symbol.bodies[0] in _LEVELS and reading.body:
        return words["many_levels"].format(name=reading.body.name)
    keys = reading.citation.candidates
    names = [_office(case, key) for key in keys]
    return words["or"].join(names) if names else words["many_boards"]


def _office(case: Case, key: InstrumentKey) -> str:
    """Return the name of the office in a candidate's key; `vp-stttt` is that of the document's own body."""
    inner = key.body.removeprefix("vp-")
    if inner == key.body:
        return issuer_of(key) or key.body
    body = next((b for b in case.vocabulary.bodies if b.slot == inner), None)
    return case.table.words["office_of"].format(body=body.name if body else inner.upper())


def garbled_issuer(case: Case) -> Iterator[Finding]:
    """Words in the issuer's place that are no body: “Ban Chấp hành Trung ương 7 (khóa XI)”."""
    for reading in case.readings:
        found = garbled_words(case, reading)
        if found:
            text, suggestion = found
            yield case.finding(
                "garbled-issuer",
                case.field_span(reading, "issuer"),
                ground="text",
                key=reading.key,
                text=text,
                suggestion=suggestion,
            )


def garbled_words(case: Case, reading: Reading) -> tuple[str, str] | None:
    """Return the garbled words of an issuer and what they may be."""
    issuer = plain(reading.mention.issuer or "")
    for row in case.table.garbled:
        if issuer and (match := row.pattern.match(lower(issuer))):
            term = match["term"].upper()
            return issuer[: match.end()], row.suggestion.format(n=match["n"].upper(), term=term)
    return None


def conflicting_issuers(case: Case) -> Iterator[Finding]:
    """One instrument, two phrases for its issuer."""
    for mentions in case.by_key.values():
        told: dict[tuple[str, str], Reading] = {}
        for reading in mentions:
            organ = _organ(case, reading)
            if organ is None or organ in told:
                continue
            first = next(iter(told.values()), None)
            told[organ] = reading
            if first is not None:
                yield _two_issuers(case, first, reading)


def _two_issuers(case: Case, first: Reading, second: Reading) -> Finding:
    return case.finding(
        "conflicting-issuers",
        case.field_span(second, "issuer"),
        ground="other-mention",
        key=second.key,
        id=called(second),
        issuer1=first.mention.issuer,
        issuer2=second.mention.issuer,
    )


def _organ(case: Case, reading: Reading) -> tuple[str, str] | None:
    """Return who signs for the body and the body, so that abbreviations and places don't count."""
    body = body_in_words(case, reading)
    if body is None or contradicts(case, reading) or garbled_words(case, reading):
        return None
    words = lower(plain(reading.mention.issuer or ""))
    settings = case.table.settings["issuer"]
    lead = next((lead for lead in settings["leads"] if words.startswith(lead)), "")
    return settings["same_lead"].get(lead, lead), body.code


def province_mismatch(case: Case) -> Iterator[Finding]:
    """An issuer of another province than the report's."""
    for reading in case.firsts:
        province, own = reading.key.province, case.place.province
        if province and own and province != own and reading.mention.issuer:
            yield case.finding(
                "province-mismatch",
                case.field_span(reading, "issuer"),
                ground="header",
                key=reading.key,
                id=called(reading),
                province=_place(case, province),
                own=_place(case, own),
            )


def _place(case: Case, slug: str) -> str:
    province = case.vocabulary.province(slug)
    return f"{province.kind} {province.name}" if province else slug


def body_not_yet_existing(case: Case) -> Iterator[Finding]:
    """A date before the issuing body, or the province in its name, existed, or after it ended."""
    for reading in case.readings:
        date = reading.mention.date
        if date is None or reading.date_fault or reading.year_clash or reading.symbol_fault:
            continue
        found = _absent(case, reading, date)
        if found:
            name, limit = found
            unsure = limit >= case.table.settings["limits"]["unsure_from"]
            yield case.finding(
                "body-not-yet-existing",
                case.field_span(reading, "date"),
                ground="calendar",
                key=reading.key,
                severity=Severity.INFO if unsure else None,
                id=called(reading),
                body=name,
                when=when(date),
            )


def _absent(case: Case, reading: Reading, date: str) -> tuple[str, str] | None:
    """Return the name of what did not exist on a date, and the limit that says so."""
    key = reading.key
    province = case.vocabulary.province(key.province) if key.province else None
    named = province and province.name.lower() in lower(reading.mention.issuer or "")
    for holder in (reading.body, province if named else None):
        limit = _limit(holder, date) if holder else None
        if holder and limit:
            name = holder.name if isinstance(holder, Body) else f"{holder.kind} {holder.name}"
            return name[:1].upper() + name[1:], limit
    return None


def _limit(holder: Body | Province, date: str) -> str | None:
    """Return the limit of existence that a date lies beyond; a bare year only counts as a whole."""
    if holder.since and date < holder.since[: len(date)]:
        return holder.since
    if holder.until and date >= holder.until and len(date) > len("2018"):
        return holder.until
    if holder.until and date > holder.until[: len(date)]:
        return holder.until
    return None
