"""Link a report with what is known beyond it: the registry, other reports' sure citations, staff decisions.

A pure step: the same report and the same knowledge give the same links, in whatever order reports
arrived. Decisions of people win over everything else; without one, an open key is closed only where
a title gives a reason.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from kb.candidates import settle
from kb.errors import message
from kb.identity import UNKNOWN, InstrumentKey, parse_key
from kb.model import Citation, Finding, MentionClass, Report, Resolution, Span
from kb.ports import Decision, Knowledge
from kb.records import compared
from kb.text import collapse, fold

_SETTLED = frozenset(
    {
        "ambiguous-reference",
        "ambiguous-body",
        "undated-yearless",
        "unknown-instrument",
        "alias-undefined",
    }
)
"""Findings that only ask which instrument is meant: answered once it is."""


def link(report: Report, knowledge: Knowledge) -> Report:
    """Return `report` with its open citations decided as far as `knowledge` gives a reason."""
    decisions = knowledge.decisions(report.id)
    citations = tuple(
        _decided(_known(citation, report.header.date, knowledge), citation, decisions)
        for citation in report.citations
    )
    findings = _open_findings(report, citations)
    linked = compared(replace(report, citations=citations, findings=findings), knowledge.record)
    return replace(linked, findings=_undismissed(linked.findings, decisions))


def _known(citation: Citation, before: str | None, knowledge: Knowledge) -> Citation:
    key = citation.key
    if not key.is_partial or key.number.startswith("~") or UNKNOWN in (key.type, key.number):
        return citation
    body = key.body.removeprefix(UNKNOWN) or UNKNOWN
    known = knowledge.instruments(body=body, type=key.type, number=key.number)
    outcome = settle(key, citation.mention.subject, before, known)
    if outcome.chosen is not None:
        reason = message("link-title", date=outcome.chosen.date or "")
        return _meaning(citation, outcome.chosen.key, Resolution.REGISTRY, reason)
    candidates = tuple(sorted({*citation.candidates, *outcome.fitting}))
    if candidates == citation.candidates:
        return citation
    level = Resolution.AMBIGUOUS if len(candidates) > 1 else citation.resolution
    reason = message("link-candidates", n=len(candidates))
    return replace(citation, candidates=candidates, resolution=level, reason=reason)


def _meaning(
    citation: Citation, key: InstrumentKey, resolution: Resolution, reason: str
) -> Citation:
    return replace(citation, key=key, resolution=resolution, reason=reason, candidates=())


def _decided(citation: Citation, machine: Citation, decisions: Sequence[Decision]) -> Citation:
    """Apply the decisions in their order; each speaks of the key that the machine gave by itself."""
    for decision in decisions:
        key = _decided_key(decision, machine)
        if key is not None:
            reason = message("link-decided", who=decision.who, why=decision.why)
            citation = _meaning(citation, key, Resolution.EXACT, reason)
    return citation


def _decided_key(decision: Decision, machine: Citation) -> InstrumentKey | None:
    if decision.action == "choose":
        fits = decision.key == str(machine.key) and _same_words(decision.quote, machine)
        return parse_key(decision.value) if fits else None
    if decision.action == "alias":
        named = machine.mention.mention_class is not MentionClass.NUMBERED
        return parse_key(decision.value) if named and _same_words(decision.quote, machine) else None
    if decision.action == "confirm" and decision.key == str(machine.key):
        return _dated(machine.key, decision.value) if _quoted(decision, machine) else None
    return None


def _same_words(quote: str, citation: Citation) -> bool:
    return fold(collapse(quote)) == fold(collapse(citation.mention.surface))


def _quoted(decision: Decision, citation: Citation) -> bool:
    return not decision.quote or _same_words(decision.quote, citation)


def _dated(key: InstrumentKey, date: str) -> InstrumentKey | None:
    """Close the period of a state key with a confirmed date; a term cannot be told from a date alone."""
    if key.period != UNKNOWN or key.is_party:
        return None
    return replace(key, period=date[:4])


def _open_findings(report: Report, citations: Sequence[Citation]) -> tuple[Finding, ...]:
    """Return the findings but those that ask what has been answered."""
    answered = [
        after.mention.span
        for before, after in zip(report.citations, citations, strict=True)
        if before.key.is_partial and not after.key.is_partial
    ]
    return tuple(
        finding
        for finding in report.findings
        if finding.code not in _SETTLED
        or finding.span is None
        or not any(_overlap(span, finding.span) for span in answered)
    )


def _overlap(first: Span, second: Span) -> bool:
    return first.start < second.end and second.start < first.end


def _undismissed(findings: Sequence[Finding], decisions: Sequence[Decision]) -> tuple[Finding, ...]:
    dismissed = {(d.quote, d.key) for d in decisions if d.action == "dismiss"}
    return tuple(f for f in findings if (f.code, str(f.key or "")) not in dismissed)
