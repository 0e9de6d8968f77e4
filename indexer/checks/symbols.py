"""What the symbol says against the type word, and whether the symbol has the form that its kind needs."""

from __future__ import annotations

import re
from collections.abc import Iterator

from indexer.checks.case import Case, Reading
from indexer.checks.dating import legislatures
from kb.model import Finding
from kb.symbols import Symbol, tidy
from kb.text import fold
from kb.vocabulary import Kind

_APPROVED = ("scheme", "project", "programme", "scheme_option")
"""Kinds that people cite by the number of the decision that approves them: “Đề án 06/QĐ-TTg”."""
_GENERIC = ("document", "telegram")
_OLD_UNTIL = "2000"
"""Until then letters without a type were the rule for decisions as well (`12/UB`)."""
_YEARED_FROM = "1997"
"""From then on symbols of normative acts carry the year."""


def kind_symbol_mismatch(case: Case) -> Iterator[Finding]:
    """The type word that stands there is not that of the letters."""
    for reading in case.readings:
        meant = _other_kind(case, reading)
        if meant is not None:
            yield case.finding(
                "kind-symbol-mismatch",
                case.word_span(reading),
                ground="symbol",
                key=reading.key,
                kind_written=reading.mention.kind or reading.type_word,
                symbol=tidy(reading.id or ""),
                kind_from_symbol=meant,
            )


def _other_kind(case: Case, reading: Reading) -> str | None:
    """Return the kind that the symbol says where the type word says another."""
    symbol, word = reading.symbol, reading.word
    if symbol is None or word is None or not reading.type_word or reading.id is None:
        return None
    if reading.symbol_fault or word.id in _GENERIC:
        return None
    if symbol.kind is not None:
        return None if _agree(word, symbol, symbol.kind, reading) else symbol.kind.name
    if symbol.legislature is not None:
        return _act(case, word, symbol)
    return _letter(case, reading, word, symbol)


def _agree(word: Kind, symbol: Symbol, kind: Kind, reading: Reading) -> bool:
    party = reading.key.is_party
    codes = word.party if party else word.codes
    same_letters = fold(symbol.code or "") in map(fold, codes) and not _swaps_d(symbol.code or "", codes)
    both = word.name.lower() in kind.name.lower() or kind.name.lower() in word.name.lower()
    approved = word.id in _APPROVED and kind.id in ("decision", "resolution", "plan")
    ambiguous = (symbol.code, word.id) in (("TT", "submission"), ("CT", "programme"), ("QĐ", "rules"))
    rules = symbol.code == "QĐ" and word.id == "rules"
    if rules and not party:
        return False
    told = (reading.mention.kind or "").lower() in ("thông báo kết luận",) and kind.slot in ("kl", "tb")
    return word.slot == kind.slot or same_letters or both or approved or ambiguous or told


def _swaps_d(code: str, codes: tuple[str, ...]) -> bool:
    """Whether only the stroke of Đ tells the letters from those of the kind: HD is no HĐ, DA no ĐA."""
    return code not in codes and any(fold(c) == fold(code) and c.lower() != code.lower() for c in codes)


def _act(case: Case, word: Kind, symbol: Symbol) -> str | None:
    assembly = symbol.bodies[0] == "QH"
    fitting = ("law", "code", "resolution", "constitution") if assembly else ("ordinance", "resolution")
    if word.id in (*fitting, "order"):
        return None
    return case.table.words["law_kinds" if assembly else "ordinance_kinds"]


def _letter(case: Case, reading: Reading, word: Kind, symbol: Symbol) -> str | None:
    """Letters without a type are those of a công văn, if the body is known and the form is not an old one."""
    early = (reading.mention.date or "9999")[:4] < _OLD_UNTIL
    if not symbol.is_letter or reading.body is None or reading.mention.year or early:
        return None
    return None if word.id == "official_letter" else case.table.words["letter"]


def legislature_year_mismatch(case: Case) -> Iterator[Finding]:
    """`QHnn` with a year in which that legislature did not sit."""
    for reading in case.readings:
        symbol, year = reading.symbol, reading.mention.year
        if symbol is None or symbol.legislature is None or year is None:
            continue
        years = legislatures().get(symbol.legislature)
        if years and not years[0] <= year <= years[1]:
            yield case.finding(
                "legislature-year-mismatch",
                case.id_span(reading),
                ground="symbol",
                key=reading.key,
                symbol=tidy(reading.id or ""),
                n=str(symbol.legislature),
                year=str(year),
            )


def malformed_symbol(case: Case) -> Iterator[Finding]:
    """A symbol that fits no form."""
    for reading in case.readings:
        if reading.symbol_fault:
            written = tidy(reading.id or "")
            yield case.finding(
                "malformed-symbol",
                case.id_span(reading),
                ground="symbol",
                key=reading.key,
                symbol=written,
                suggestion=reading.symbol_fault.suggestion,
            )


def wrong_separator(case: Case) -> Iterator[Finding]:
    """A slash after the number of a Party paper, a hyphen after that of a state paper."""
    for reading in case.readings:
        meant = _separated(case, reading)
        if meant is None:
            continue
        other = "state" if reading.body and reading.body.is_party else "party"
        yield case.finding(
            "wrong-separator",
            case.id_span(reading),
            ground="symbol",
            key=reading.key,
            id=tidy(reading.id or ""),
            other=case.table.words[other],
            suggestion=meant,
        )


def _separated(case: Case, reading: Reading) -> str | None:
    """Return number and symbol with the right separators where they are wrong."""
    symbol, body = reading.symbol, reading.body
    if symbol is None or symbol.kind is None or body is None or reading.id is None:
        return None
    if reading.symbol_fault or symbol.old or symbol.legislature or _is_mixed(case, symbol):
        return None
    if body.code in case.table.settings["separator"]["free"] or _is_early(reading):
        return None
    whole = tidy(reading.id)
    if body.is_party:
        expected = _party_form(reading, symbol)
        return expected if reading.mention.year is None and whole != expected else None
    number = re.match(r"\d+(?:\.\d+)?[a-zđ]?", whole)
    if number is None or whole[number.end()] == "/":
        return None
    year = f"{reading.mention.year}/" if reading.mention.year else ""
    return f"{number.group()}/{year}{'-'.join(_segments(symbol))}"


def _party_form(reading: Reading, symbol: Symbol) -> str:
    number = re.match(r"\d+(?:\.\d+)?[a-zđ]?", tidy(reading.id or ""))
    first, *rest = _segments(symbol)
    return f"{number.group() if number else ''}-{first}/{'-'.join(rest)}"


def _segments(symbol: Symbol) -> list[str]:
    return [part for part in re.split("[-/]", symbol.letters) if part]


def _is_mixed(case: Case, symbol: Symbol) -> bool:
    """Whether a Party body and a state body issued it together."""
    segments = _segments(symbol)[1:]
    known = [case.vocabulary.body_by_code.get(part) for part in segments]
    return len({body.is_party for body in known if body}) > 1


def _is_early(reading: Reading) -> bool:
    return (reading.mention.date or "9999")[:4] < _YEARED_FROM


def missing_symbol_year(case: Case) -> Iterator[Finding]:
    """A decree or circular without the year in its symbol."""
    for reading in case.readings:
        if not _lacks_year(case, reading):
            continue
        segments = _segments(reading.symbol) if reading.symbol else []
        year = (reading.mention.date or "")[:4] or _recorded_year(case, reading) or "…"
        number = reading.mention.number or ""
        yield case.finding(
            "missing-symbol-year",
            case.id_span(reading),
            ground="symbol",
            key=reading.key,
            symbol=tidy(reading.id or ""),
            kind=reading.mention.kind or "",
            suggestion=f"{number}/{year}/{'-'.join(segments)}",
        )


def _lacks_year(case: Case, reading: Reading) -> bool:
    symbol, body, year = reading.symbol, reading.body, case.table.settings["year"]
    if symbol is None or reading.id is None or reading.mention.year or reading.symbol_fault:
        return False
    if symbol.kind is None or _is_early(reading) or body is None or body.is_party:
        return False
    if body.code in year["needed_bodies"]:
        return True
    circular = symbol.kind.id == "circular" and not body.is_central
    word = reading.word.id if reading.word else symbol.kind.id
    agreed = word in (symbol.kind.id, "document")
    return symbol.kind.id in year["needed"] and agreed and not circular


def _recorded_year(case: Case, reading: Reading) -> str | None:
    """Return the year where the registry knows one instrument with this number only."""
    years = {key.period for key in case.recorded.get(reading.base, ())}
    return years.pop() if len(years) == 1 else None


def unexpected_symbol_year(case: Case) -> Iterator[Finding]:
    """A year in the symbol of a paper that carries none."""
    for reading in case.readings:
        year = reading.mention.year
        if year is not None and reading.id is not None and _forbids_year(case, reading, year):
            yield case.finding(
                "unexpected-symbol-year",
                case.id_span(reading),
                ground="symbol",
                key=reading.key,
                id=tidy(reading.id),
                year=str(year),
                kind=reading.mention.kind or case.table.words["letter"],
            )


def _forbids_year(case: Case, reading: Reading, year: int) -> bool:
    symbol, body, since = reading.symbol, reading.body, case.table.settings["year"]
    if symbol is None or body is None or reading.symbol_fault:
        return False
    if body.is_party:
        return symbol.kind is not None
    if symbol.kind is None:
        return symbol.is_letter and year >= since["never_since"]
    if symbol.kind.id == "directive":
        return year >= since["directive_since" if body.is_central else "local_directive_since"]
    if symbol.kind.id == "decision":
        ministry = body.is_central and body.code not in ("TTg", "CTN", "QH", "UBTVQH", "KTNN")
        return ministry and year >= since["ministry_decision_since"]
    return symbol.kind.year == "never" and year >= since["never_since"]


def unknown_symbol(case: Case) -> Iterator[Finding]:
    """Letters that no table has, where no issuer explains them; once for each."""
    seen: set[str] = set()
    for reading in case.readings:
        symbol = reading.symbol
        code = symbol.bodies[0] if symbol and symbol.bodies else None
        if code is None or code in seen or reading.body or reading.symbol_fault or reading.id is None:
            continue
        seen.add(code)
        own = code in (case.header.symbol or "")
        joint = bool(symbol and symbol.kind and len(symbol.bodies) > 1)
        if reading.mention.issuer is None and not own and not joint:
            yield case.finding(
                "unknown-symbol",
                case.id_span(reading),
                ground="symbol",
                key=reading.key,
                symbol=tidy(reading.id),
                part=code,
            )


def letter_variant(case: Case) -> Iterator[Finding]:
    """Đ written as D or Ð, or capitals and small letters exchanged; once for each spelling."""
    seen: set[str] = set()
    for reading in case.readings:
        raw = case.id_span(reading).of(case.parsed.source.raw)
        meant = _spelled(case, reading, raw)
        if meant is None or meant in seen:
            continue
        seen.add(meant)
        yield case.finding(
            "letter-variant",
            case.id_span(reading),
            ground="symbol",
            key=reading.key,
            symbol=tidy(raw),
            suggestion=meant,
        )


def _spelled(case: Case, reading: Reading, raw: str) -> str | None:
    """Return number and symbol in official letters where they are written otherwise."""
    symbol = reading.symbol
    shouted = reading.type_word.isupper() and len(reading.type_word) > len("TTLT")
    if symbol is None or reading.id is None or reading.symbol_fault or shouted:
        return None
    whole = tidy(reading.id)
    for written, official in _codes(case, reading, symbol):
        whole = re.sub(rf"(?<![\w&]){re.escape(written)}(?![\w&])", official, whole, count=1)
    changed = whole != tidy(reading.id) or "Ð" in raw or "ð" in raw
    return whole if changed else None


def _codes(case: Case, reading: Reading, symbol: Symbol) -> Iterator[tuple[str, str]]:
    """Yield the codes that are written with other letters, with the official form."""
    if symbol.kind is not None and symbol.code:
        party = reading.body is not None and reading.body.is_party
        codes = symbol.kind.party if party and symbol.kind.party else symbol.kind.codes
        official = next((code for code in codes if fold(code) == fold(symbol.code)), symbol.code)
        if official != symbol.code:
            yield symbol.code, official
    if reading.body is not None and symbol.bodies:
        code = symbol.bodies[0]
        if code != reading.body.code and fold(code) == fold(reading.body.code):
            yield code, reading.body.code


def inconsistent_symbol(case: Case) -> Iterator[Finding]:
    """The drafting unit stands in some symbols of a body and is missing in others of the same type."""
    groups: dict[tuple[str, str, str], dict[str | None, Reading]] = {}
    for reading in case.readings:
        symbol = reading.symbol
        if symbol is None or symbol.kind is None or reading.id is None or reading.mention.year:
            continue
        if reading.symbol_fault or reading.key.body.startswith("?"):
            continue
        key = reading.key
        groups.setdefault((key.realm, key.body, key.type), {}).setdefault(symbol.unit, reading)
    for units in groups.values():
        bare = units.pop(None, None)
        if bare is not None and units:
            other = next(iter(units.values()))
            yield case.finding(
                "inconsistent-symbol",
                case.id_span(bare),
                ground="other-mention",
                key=bare.key,
                a=bare.mention.symbol,
                b=other.mention.symbol,
            )
