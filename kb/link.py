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
from kb.identity import UNKNOWN, parse_key
from kb.model import Citation, Finding, Instrument, Report, Resolution, Span
from kb.naming import shown
from kb.ports import Decision, Knowledge
from kb.records import compared, undated_mention
from kb.replay import Decided, Read, after_report
from kb.staff_names import found_names, with_names
from kb.standing import standing

VERSION = "link.2"
"""Changes whenever the same knowledge would link the same report otherwise."""
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
    stand = tuple(d for d in standing(knowledge.decisions(report.id)) if _could_hold(d, report))
    made, names = Decided(stand), found_names(report, stand)
    reads = tuple(
        Read(resolved=citation, linked=_known(citation, report.header.date, knowledge))
        for citation in report.citations
    )
    citations = tuple(map(made.citation, reads))
    findings = tuple(_open_findings(report, citations))
    linked = compared(replace(report, citations=citations, findings=findings), knowledge.record)
    every = with_names(citations, names)
    told = (
        *linked.findings,
        *_later(report, every, knowledge),
        *made.idle(reads, linked.findings, (name.decision for name in names)),
    )
    return replace(linked, citations=every, findings=made.undismissed(told))


def _could_hold(decision: Decision, report: Report) -> bool:
    """Tell whether a name for all reports may be meant here: none means what came after the report."""
    key = parse_key(decision.value) if decision.action == "alias" else None
    if key is None or decision.report_id is not None or report.header.date is None:
        return True
    return not key.period.isdigit() or key.period <= report.header.date[:4]


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
        level, reason = Resolution.REGISTRY, message("link-title", date=date)
    else:
        level = Resolution.REPORTS
        reason = message("link-title-reports", date=date, report=known.told_by)
    return replace(
        citation,
        key=known.key,
        resolution=level,
        reason=reason,
        candidates=(),
        unlinked=citation.key,
    )


def _later(
    report: Report, citations: Sequence[Citation], knowledge: Knowledge
) -> Iterator[Finding]:
    """Yield a warning for each instrument later than the report that staff link an undated citation to."""
    day = report.header.date
    undated = (c for c in citations if c.mention.date is None)
    first = {c.key: c for c in undated if c.resolution is Resolution.DECIDED}
    for key, citation in first.items():
        known = knowledge.instruments(body=key.body, type=key.type, number=key.number)
        dates = (i.date for i in known if i.key == key and i.date)
        issued = next(dates, key.period if key.period.isdigit() else "")
        if day and issued > day:
            yield after_report(citation, issued, day)


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
            if name and citation.resolution is not Resolution.DECIDED:
                yield undated_mention(citation, name)


def _is_about(finding: Finding, citation: Citation) -> bool:
    """Whether a finding only asks what a citation means."""
    asks = finding.code in _SETTLED and finding.span is not None
    return asks and finding.span is not None and _overlap(citation.mention.span, finding.span)


def _overlap(first: Span, second: Span) -> bool:
    return first.start < second.end and second.start < first.end
