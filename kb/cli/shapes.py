"""The JSON that commands print: flat, documented, and kept stable apart from the answers' own fields."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from kb.answers import (
    Authority,
    CiteAnswer,
    CitingReport,
    InstrumentCard,
    Passage,
    ReportAnswer,
    SearchAnswer,
)
from kb.decisions import Told
from kb.model import Finding, Span
from kb.naming import label_of, name_of, title_of
from kb.ports import ReportCard

Shape = dict[str, Any]
"""A JSON object whose fields the docstring of its maker lists."""


def instrument(card: InstrumentCard) -> Shape:
    """`key name kind number year symbol issuer date title status partial reports mentions`."""
    known = card.instrument
    return {
        "key": str(known.key),
        "name": card.name,
        "kind": known.kind,
        "number": known.number,
        "year": known.year,
        "symbol": known.symbol,
        "issuer": known.issuer,
        "date": known.date,
        "title": title_of(known),
        "status": known.status,
        "partial": known.key.is_partial,
        "reports": card.report_count,
        "mentions": card.mention_count,
    }


def report_card(card: ReportCard) -> Shape:
    """`id key name symbol kind issuer place date title status failure paths citations findings`."""
    header = card.header
    return {
        "id": card.id,
        "key": str(card.key) if card.key else None,
        "name": report_name(card),
        "symbol": label_of(None, None, header),
        "kind": header.kind,
        "issuer": header.issuer,
        "place": header.jurisdiction or header.place,
        "date": header.date,
        "title": title_of(None, header),
        "status": card.status.value,
        "failure": card.failure,
        "paths": list(card.paths),
        "citations": card.citation_count,
        "findings": card.finding_count,
    }


def report_name(card: ReportCard) -> str:
    """Return what people call a report; without a number its file, without a file its id."""
    return name_of(card.key, None, card.header) or (card.paths[0] if card.paths else card.id)


def passage(piece: Passage) -> Shape:
    """`text start end section marks`; `marks` are places in `text`, the others in the report."""
    return {
        "text": piece.text,
        "start": piece.span.start,
        "end": piece.span.end,
        "section": piece.section,
        "marks": [[mark.start, mark.end] for mark in piece.marks],
    }


def citing(row: CitingReport) -> Shape:
    """A report with `mentions roles passages`; a passage also has `citation span resolution candidates`."""
    return {
        **report_card(row.card),
        "mentions": row.mention_count,
        "roles": [role.value for role in row.roles],
        "passages": [
            {
                **passage(piece),
                "citation": stored.index,
                "span": _span(stored.citation.mention.span),
                "resolution": stored.citation.resolution.value,
                "candidates": list(map(str, stored.citation.candidates)),
            }
            for stored, piece in row.passages
        ],
    }


def cite(answer: CiteAnswer) -> Shape:
    """`query spelled matches instrument partial total reports`.

    Several `matches`: `instrument` is null. `partial`: the reports write alike what may be several
    instruments; `total` then only counts these reports.
    """
    return {
        "query": answer.recognised.query,
        "spelled": answer.recognised.spelled,
        "matches": [instrument(card) for card in answer.recognised.matches],
        "instrument": instrument(answer.card) if answer.card else None,
        "partial": bool(answer.card and answer.card.instrument.key.is_partial),
        "total": answer.total,
        "reports": [citing(row) for row in answer.reports],
    }


def search(answer: SearchAnswer) -> Shape:
    """`query total offset generation instruments hits facets`; a hit is a report with passages."""
    return {
        "query": answer.query,
        "total": answer.total,
        "offset": answer.offset,
        "generation": answer.generation,
        "instruments": [instrument(card) for card in answer.recognised.matches],
        "hits": [
            {
                **report_card(hit.card),
                "score": round(hit.score, 6),
                "passages": [passage(piece) for piece in hit.passages],
            }
            for hit in answer.hits
        ],
        "facets": {
            name: [{"value": f.value, "label": f.label, "count": f.count} for f in values]
            for name, values in answer.facets.items()
        },
    }


def authority(row: Authority) -> Shape:
    """An instrument with `roles resolution cited_at`, the indexes of the report's citations."""
    return {
        **instrument(row.card),
        "roles": [role.value for role in row.roles],
        "resolution": row.resolution.value,
        "cited_at": list(row.citations),
    }


def finding(found: Finding) -> Shape:
    """`code severity start end message suggestion key`."""
    return {
        "code": found.code,
        "severity": found.severity.value,
        "start": found.span.start if found.span else None,
        "end": found.span.end if found.span else None,
        "message": found.message,
        "suggestion": found.suggestion,
        "key": str(found.key) if found.key else None,
    }


def report(answer: ReportAnswer) -> Shape:
    """`report authorities findings cited_by similar`."""
    return {
        "report": report_card(answer.card),
        "authorities": [authority(row) for row in answer.authorities],
        "findings": [finding(found) for found in answer.report.findings],
        "cited_by": [citing(row) for row in answer.cited_by],
        "similar": [{**report_card(card), "shared": n} for card, n in answer.similar],
    }


def told(known: Told) -> Shape:
    """A decision's own fields with `state reports`, the ids of the reports that it holds in now."""
    return {**asdict(known.decision), "state": known.state, "reports": list(known.report_ids)}


def _span(span: Span) -> Sequence[int]:
    return [span.start, span.end]
