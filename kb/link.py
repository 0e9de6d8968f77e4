"""Link a report with what is known beyond it: the registry, other reports' sure citations, staff decisions.

A pure step: the same report and the same knowledge give the same links, in whatever order reports
arrived. Decisions of people win over everything else; without one, an open key is closed only where
a title gives a reason.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from kb.candidates import settle
from kb.errors import message
from kb.identity import UNKNOWN, InstrumentKey, parse_key
from kb.model import Citation, Finding, Instrument, MentionClass, Report, Resolution, Span
from kb.naming import shown
from kb.ports import Decision, Knowledge
from kb.records import compared, undated_mention
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
    findings = tuple(_open_findings(report, citations))
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
        return _closed(citation, outcome.chosen)
    candidates = tuple(sorted({*citation.candidates, *outcome.fitting}))
    if candidates == citation.candidates:
        return citation
    level = Resolution.AMBIGUOUS if len(candidates) > 1 else citation.resolution
    reason = message("link-candidates", n=len(candidates))
    return replace(citation, candidates=candidates, resolution=level, reason=reason)


def _closed(citation: Citation, known: Instrument) -> Citation:
    """Return the citation of an instrument whose title agrees, with who tells of it."""
    date = shown(known.date or "")
    if known.told_by is None:
        reason = message("link-title", date=date)
        return _meaning(citation, known.key, Resolution.REGISTRY, reason)
    reason = message("link-title-reports", date=date, report=known.told_by)
    return _meaning(citation, known.key, Resolution.REPORTS, reason)


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


def _open_findings(report: Report, citations: Sequence[Citation]) -> Iterator[Finding]:
    """Yield the findings but those that ask what has been answered.

    Where registry or reports knew it, the words still lack their date: then that is said instead.
    """
    called = {claim.citation: claim.called for claim in report.claims}
    answered = [
        (after, called.get(n))
        for n, (before, after) in enumerate(zip(report.citations, citations, strict=True))
        if before.key.is_partial and not after.key.is_partial
    ]
    for finding in report.findings:
        about = [pair for pair in answered if _is_about(finding, pair[0])]
        if not about:
            yield finding
        elif finding.code == "undated-yearless":
            citation, name = about[0]
            if name and citation.resolution is not Resolution.EXACT:
                yield undated_mention(citation, name)


def _is_about(finding: Finding, citation: Citation) -> bool:
    """Whether a finding only asks what a citation means."""
    asks = finding.code in _SETTLED and finding.span is not None
    return asks and finding.span is not None and _overlap(citation.mention.span, finding.span)


def _overlap(first: Span, second: Span) -> bool:
    return first.start < second.end and second.start < first.end


def _undismissed(findings: Sequence[Finding], decisions: Sequence[Decision]) -> tuple[Finding, ...]:
    dismissed = {(d.quote, d.key) for d in decisions if d.action == "dismiss"}
    return tuple(f for f in findings if (f.code, str(f.key or "")) not in dismissed)
