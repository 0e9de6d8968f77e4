"""What the symbol says against the type word, and whether the symbol has the form that its kind needs."""

from __future__ import annotations

import re
from collections.abc import Iterator

from indexer.checks.case import Case, Reading
from indexer.checks.dating import legislatures
from indexer.checks.letters import lost_marks
from kb.identity import UNKNOWN
from kb.model import Finding, Quality, Severity
from kb.symbols import YEARED_FROM, Symbol
from kb.text import collapse, fold
from kb.vocabulary import Body, Kind

_YEAR_MARK = re.compile(r"\d+[a-zđ]?/(?:19|20)\d\d-")
_LETTERS = re.compile(r"(?<=[/\d-])[A-ZĐ].*")
_NUMBER = re.compile(r"\d+(?:\.\d+)?[a-zđ]?")
_APPROVED = ("scheme", "project", "programme", "scheme_option")
"""Kinds that people cite by the number of the decision that approves them: “Đề án 06/QĐ-TTg”."""
_AMBIGUOUS = (("TT", "submission"), ("CT", "programme"))
_GENERIC = ("document", "telegram")
_OLD_UNTIL = "2000"
"""Until then letters without a type were the rule for decisions as well (`12/UB`)."""


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
                symbol=reading.whole,
                kind_from_symbol=meant,
            )


def _other_kind(case: Case, reading: Reading) -> str | None:
    """Return the kind that the symbol says where the type word says another."""
    symbol, word = reading.symbol, reading.word
    if symbol is None or word is None or not reading.type_word or reading.id is None:
        return None
    if reading.symbol_fault or word.id in _GENERIC:
        return None
    if reading.key.type == word.slot and symbol.legislature is None:
        return None
    if symbol.kind is not None:
        return None if _agree(word, symbol, symbol.kind, reading) else symbol.kind.name
    if symbol.legislature is not None:
        return _act(case, word, symbol)
    return _letter(case, reading, word, symbol)


def _agree(word: Kind, symbol: Symbol, kind: Kind, reading: Reading) -> bool:
    if word.slot == kind.slot:
        return True
    party = reading.key.is_party
    if symbol.code == "QĐ" and word.id == "rules":
        return party  # older Party papers number a Quy định as QĐ
    codes, code = (word.party if party else word.codes), symbol.code or ""
    letters = fold(code) in map(fold, codes) and not _swaps_d(code, codes)
    return letters or _is_usual(word, kind, code, (reading.mention.kind or "").lower())


def _is_usual(word: Kind, kind: Kind, code: str, written: str) -> bool:
    """Whether usage joins the word to the letters, though the tables name another kind."""
    names = word.name.lower(), kind.name.lower()
    longer = names[0] in names[1] or names[1] in names[0]
    approved = word.id in _APPROVED and kind.id in ("decision", "resolution", "plan")
    concluding = written == "thông báo kết luận" and kind.slot in ("kl", "tb")
    return longer or approved or concluding or (code, word.id) in _AMBIGUOUS


def _swaps_d(code: str, codes: tuple[str, ...]) -> bool:
    """Whether only the stroke of Đ tells the letters from those of the kind: HD is no HĐ, DA no ĐA."""
    return code not in codes and any(
        fold(c) == fold(code) and c.lower() != code.lower() for c in codes
    )


def _act(case: Case, word: Kind, symbol: Symbol) -> str | None:
    assembly = symbol.bodies[0] == "QH"
    fitting = (
        ("law", "code", "resolution", "constitution") if assembly else ("ordinance", "resolution")
    )
    if word.id in (*fitting, "order"):
        return None
    return case.table.words["law_kinds" if assembly else "ordinance_kinds"]


def _letter(case: Case, reading: Reading, word: Kind, symbol: Symbol) -> str | None:
    """Letters without a type are those of a công văn, if the body is known and the form is not an old one."""
    early = (reading.mention.date or "9999")[:4] < _OLD_UNTIL
    if not symbol.is_letter or reading.body is None or reading.mention.year or early:
        return None
    if reading.key.body.startswith(UNKNOWN):
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
                symbol=reading.whole,
                n=str(symbol.legislature),
                year=str(year),
            )


def malformed_symbol(case: Case) -> Iterator[Finding]:
    """A symbol that fits no form."""
    for reading in case.readings:
        if reading.symbol_fault:
            written = reading.whole
            yield case.finding(
                "malformed-symbol",
                case.id_span(reading),
                ground="symbol",
                key=reading.key,
                symbol=written,
                suggestion=reading.symbol_fault.suggestion,
            )


def wrong_separator(case: Case) -> Iterator[Finding]:
    """A slash after the number of a Party paper, a hyphen after that of a state paper; a lost one."""
    for reading in case.readings:
        yield from _gapped(case, reading)
        meant = _separated(case, reading)
        if meant is None:
            continue
        mark = _mark(case, reading)
        yield case.finding(
            "wrong-separator",
            case.id_span(reading),
            ground="symbol",
            key=reading.key,
            severity=Severity.INFO if mark == "mark_lost" else None,
            id=reading.whole,
            fault=case.table.words[mark],
            suggestion=meant,
        )


def _gapped(case: Case, reading: Reading) -> Iterator[Finding]:
    """Yield a symbol that a blank divides from its number: `15 QĐ-UBND`; scans lose marks."""
    symbol, body, mention = reading.symbol, reading.body, reading.mention
    if symbol is None or symbol.kind is None or body is None or reading.id is not None:
        return
    if mention.distributed or case.parsed.source.quality is not Quality.TEXT:
        return
    if _is_free(case, symbol, body) or body.is_party != reading.key.is_party:
        return
    if gap := re.search(rf"(\d+[a-zđ]?)[ \n]+{re.escape(symbol.letters)}$", reading.words):
        state = _joined(reading, symbol, gap[1])
        yield case.finding(
            "wrong-separator",
            case.span(reading.start + gap.start(), reading.start + gap.end()),
            ground="symbol",
            key=reading.key,
            id=collapse(gap.group()),
            severity=Severity.INFO,
            fault=case.table.words["mark_lost"],
            suggestion=_as_party(gap[1], symbol) if body.is_party else state,
        )


def _is_free(case: Case, symbol: Symbol, body: Body) -> bool:
    """Whether both ways of printing are usual: in some organisations, and where Party and State sign."""
    return body.code in case.table.settings["separator"]["free"] or _is_mixed(case, symbol)


def _as_party(number: str, symbol: Symbol) -> str:
    first, *rest = _segments(symbol)
    return f"{number}-{first}/{'-'.join(rest)}"


def _mark(case: Case, reading: Reading) -> str:
    """Return the word of the table for what is wrong with the separators."""
    if _year_mark(reading):
        return "mark_year"
    if _lacks_mark(case, reading):
        return "mark_lost"
    return "mark_state" if reading.body and reading.body.is_party else "mark_party"


def _year_mark(reading: Reading) -> bool:
    """Whether a hyphen stands behind the year: `61/2018-NĐ-CP`."""
    return reading.mention.year is not None and _YEAR_MARK.match(reading.whole) is not None


def _lacks_mark(case: Case, reading: Reading) -> bool:
    """Whether a separator is missing: `13/QĐUBND`; scans lose them by themselves."""
    if case.parsed.source.quality is not Quality.TEXT or reading.symbol is None:
        return False
    letters = _LETTERS.search(reading.whole)
    return letters is not None and lost_marks(letters.group(), reading.symbol)


def _separated(case: Case, reading: Reading) -> str | None:
    """Return number and symbol with the right separators where they are wrong."""
    symbol, body = reading.symbol, reading.body
    if symbol is None or symbol.kind is None or body is None or reading.id is None:
        return None
    if reading.symbol_fault or symbol.old or symbol.legislature or _is_early(reading):
        return None
    if _is_free(case, symbol, body):
        return None
    number = _NUMBER.match(reading.whole)
    if number and not body.is_party and (_year_mark(reading) or _lacks_mark(case, reading)):
        return _joined(reading, symbol, number.group())
    return _rejoined(reading, symbol, number.group(), party=body.is_party) if number else None


def _rejoined(reading: Reading, symbol: Symbol, number: str, *, party: bool) -> str | None:
    year = reading.mention.year
    if party:
        expected = _as_party(number, symbol)
        return expected if year is None and reading.whole != expected else None
    if reading.whole.startswith("/", len(number)):
        return None
    return _joined(reading, symbol, number)


def _joined(reading: Reading, symbol: Symbol, number: str) -> str:
    """Return number and symbol as the State prints them."""
    year = reading.mention.year
    return "/".join([number, *([str(year)] if year else []), "-".join(_segments(symbol))])


def _segments(symbol: Symbol) -> list[str]:
    return [part for part in re.split("[-/]", symbol.letters) if part]


def _is_mixed(case: Case, symbol: Symbol) -> bool:
    """Whether a Party body and a state body issued it together."""
    segments = _segments(symbol)[1:]
    known = [case.vocabulary.body_by_code.get(part) for part in segments]
    return len({body.is_party for body in known if body}) > 1


def _is_early(reading: Reading) -> bool:
    return (reading.mention.date or "9999")[:4] < YEARED_FROM


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
            symbol=reading.whole,
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
                id=reading.whole,
                year=str(year),
                kind=reading.mention.kind or case.table.words["letter"],
            )


def _forbids_year(case: Case, reading: Reading, year: int) -> bool:
    symbol, body, since = reading.symbol, reading.body, case.table.settings["year"]
    if symbol is None or body is None or reading.symbol_fault:
        return False
    if body.is_party or symbol.kind is None:
        letter = symbol.is_letter and year >= since["never_since"]
        return bool(symbol.kind is not None or (letter and not body.is_party))
    if symbol.kind.id == "directive":
        return bool(
            year >= since["directive_since" if body.is_central else "local_directive_since"]
        )
    if symbol.kind.id == "decision":
        ministry = body.is_central and body.code not in ("TTg", "CTN", "QH", "UBTVQH", "KTNN")
        return bool(ministry and year >= since["ministry_decision_since"])
    return bool(symbol.kind.year == "never" and year >= since["never_since"])
