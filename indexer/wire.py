"""The JSON of `kb extract --jsonl`: a stable shape, one object a document."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from kb.model import Citation, Finding, Header, Report, Section

Shape = Mapping[str, Any]


def document(path: str, report: Report) -> Shape:
    """`path sha256 chars status failure header sections citations findings`; offsets index the raw text."""
    return {
        "path": path,
        "sha256": report.sha256,
        "chars": len(report.text),
        "status": report.status,
        "failure": report.failure,
        "key": str(report.key) if report.key else None,
        "header": _header(report.header),
        "sections": [_section(section) for section in report.sections],
        "citations": [_citation(citation) for citation in report.citations],
        "findings": [_finding(finding) for finding in report.findings],
    }


def _header(header: Header) -> Shape:
    fields = asdict(header)
    for name in ("spans", "parent_body"):
        fields.pop(name)
    return fields


def _section(section: Section) -> Shape:
    return {
        "label": section.label,
        "level": section.level,
        "number": section.number,
        "title": section.title,
        "start": section.span.start,
        "end": section.span.end,
        "text_end": section.end,
        "parent": section.parent,
    }


def _citation(citation: Citation) -> Shape:
    mention = citation.mention
    cue = citation.cue
    return {
        "start": mention.span.start,
        "end": mention.span.end,
        "surface": mention.surface,
        "class": mention.mention_class,
        "kind": mention.kind,
        "symbol_kind": mention.symbol_kind,
        "number": mention.number,
        "year": mention.year,
        "symbol": mention.symbol,
        "date": mention.date,
        "issuer": mention.issuer,
        "subject": mention.subject,
        "provision": mention.provision,
        "section": citation.section,
        "role": citation.role,
        "cue": {"start": cue.start, "end": cue.end} if cue else None,
        "parent": mention.parent,
        "agent": citation.agent,
        "acts": [{"role": act.role, "agent": act.agent} for act in citation.acts],
        "distributed": mention.distributed,
        "key": str(citation.key),
        "resolution": citation.resolution,
        "reason": citation.reason,
        "candidates": [str(key) for key in citation.candidates],
        "rule": mention.rule,
        "quality": mention.quality,
    }


def _finding(finding: Finding) -> Shape:
    span = finding.span
    return {
        "code": finding.code,
        "severity": finding.severity,
        "start": span.start if span else None,
        "end": span.end if span else None,
        "message": finding.message,
        "suggestion": finding.suggestion,
        "key": str(finding.key) if finding.key else None,
        "ground": finding.ground,
    }
