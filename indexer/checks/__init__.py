"""Findings: what a reader should check. Codes, wording and limits are data (`kb/tables/findings.toml`).

Each check is a pure function of the case, made once; none compares all pairs of citations, so that
time grows with their number. What only a registry of known instruments can tell is left to
`kb.records`, which is asked again whenever the registry changes.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from indexer.checks import (
    agreement,
    dates,
    issuers,
    letters,
    quotes,
    references,
    series,
    symbols,
    writing,
)
from indexer.checks.case import Case, build
from indexer.checks.claims import claims
from indexer.parse import ParsedReport
from indexer.resolved import Tables
from kb.findings import load
from kb.model import Citation, Claim, Finding
from kb.records import in_order

Check = Callable[[Case], Iterator[Finding]]

CHECKS: Mapping[str, Check] = MappingProxyType(
    {
        check.__name__.replace("_", "-"): check
        for check in (
            symbols.kind_symbol_mismatch,
            symbols.legislature_year_mismatch,
            symbols.malformed_symbol,
            symbols.wrong_separator,
            symbols.missing_symbol_year,
            symbols.unexpected_symbol_year,
            letters.unknown_symbol,
            letters.letter_variant,
            letters.inconsistent_symbol,
            issuers.issuer_symbol_mismatch,
            issuers.missing_issuer,
            issuers.ambiguous_body,
            issuers.garbled_issuer,
            issuers.conflicting_issuers,
            issuers.province_mismatch,
            issuers.body_not_yet_existing,
            dates.date_after_report,
            dates.impossible_date,
            dates.year_date_mismatch,
            dates.term_date_mismatch,
            dates.undated_yearless,
            dates.undated_mention,
            dates.weekend_date,
            dates.report_before_period_end,
            agreement.conflicting_dates,
            agreement.conflicting_titles,
            agreement.duplicate_in_sentence,
            series.number_regress,
            references.ambiguous_reference,
            references.unknown_instrument,
            references.alias_undefined,
            references.first_mention_incomplete,
            writing.duplicate_type_word,
            writing.lowercase_kind,
            writing.spacing,
            quotes.unclosed_quote,
        )
    }
)
"""The check of each code but those of `kb.records.CODES`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What the checks of a document give."""

    findings: tuple[Finding, ...]
    """In the order of their places, those about the whole first."""
    claims: tuple[Claim, ...]
    """What a registry may contradict."""


def check(
    parsed: ParsedReport,
    citations: Sequence[Citation],
    tables: Tables,
    *,
    codes: Collection[str] | None = None,
) -> Checked:
    """Return what the document says against itself, and what it claims.

    `codes` names the checks to run; without it those that the table switches on. Nothing is given
    twice: two mentions that share the faulty words are one finding.
    """
    case = build(parsed, citations, tables)
    wanted = load().usual if codes is None else codes
    found = {
        (finding.code, finding.span): finding
        for code, examine in CHECKS.items()
        if code in wanted
        for finding in examine(case)
    }
    return Checked(findings=in_order(found.values()), claims=tuple(claims(case)))
