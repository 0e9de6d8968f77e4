"""The letters of symbols: unknown ones, other spellings, units that come and go."""

from __future__ import annotations

import re
from collections.abc import Iterator

from indexer.checks.case import Case, Reading
from kb.model import Finding
from kb.symbols import Symbol, tidy
from kb.text import fold


def unknown_symbol(case: Case) -> Iterator[Finding]:
    """Letters that no table has, where no issuer explains them; once for each."""
    seen: set[str] = set()
    for reading in case.readings:
        symbol = reading.symbol
        code = symbol.bodies[0] if symbol and symbol.bodies else None
        if (
            code is None
            or code in seen
            or reading.body
            or reading.symbol_fault
            or reading.id is None
        ):
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
                symbol=reading.whole,
                part=code,
            )


def letter_variant(case: Case) -> Iterator[Finding]:
    """Đ written as D or Ð, or capitals and small letters exchanged; once for each spelling."""
    seen: set[str] = set()
    for reading in case.readings:
        meant = _spelled(reading)
        if meant is None or meant in seen:
            continue
        seen.add(meant)
        yield case.finding(
            "letter-variant",
            case.id_span(reading),
            ground="symbol",
            key=reading.key,
            symbol=tidy(case.id_span(reading).of(case.parsed.source.raw)),
            suggestion=meant,
        )


def _spelled(reading: Reading) -> str | None:
    """Return number and symbol in official letters where they are written otherwise."""
    symbol = reading.symbol
    shouted = reading.type_word.isupper() and len(reading.type_word) > len("TTLT")
    if symbol is None or reading.id is None or reading.symbol_fault or shouted:
        return None
    codes = [*_restored(reading, symbol), *_codes(reading, symbol)]
    crossed = not {"Ð", "ð"}.isdisjoint(reading.mention.surface)
    if not codes and not crossed:
        return None
    whole = reading.whole
    for written, official in codes:
        whole = re.sub(rf"(?<![\w&]){re.escape(written)}(?![\w&])", official, whole, count=1)
    return whole


def _restored(reading: Reading, symbol: Symbol) -> Iterator[tuple[str, str]]:
    """Yield the printed letters that reading has put right (`ND-CP`), with the official form."""
    plain = fold(re.sub("[-/]", "", symbol.letters))
    for match in re.finditer(r"(?<=[/\d-])[A-ZĐ].*", reading.whole):
        printed = match.group()
        same = fold(re.sub("[-/]", "", printed)) == plain
        if same and printed.upper() != symbol.letters.upper():
            if not lost_marks(printed, symbol):
                yield printed, symbol.letters
            return


def lost_marks(printed: str, symbol: Symbol) -> bool:
    """Whether printed letters lack a separator: that is another fault than other letters."""
    return _marks(printed) < _marks(symbol.letters)


def _marks(letters: str) -> int:
    return letters.count("-") + letters.count("/")


def _codes(reading: Reading, symbol: Symbol) -> Iterator[tuple[str, str]]:
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
