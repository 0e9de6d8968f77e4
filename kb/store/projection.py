"""The rows of one report: a pure function of the report as resolved and as linked."""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Table

from kb.model import Citation, Finding, Report, Role, Severity, Status
from kb.ports import IndexDocument
from kb.store import tables
from kb.store.codec import dumps, loads, plain
from kb.store.document import document_of
from kb.store.knowledge import Series, series_of, sightings_of

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Projection:
    """Everything that the catalogue and the index hold of one report."""

    report: Row
    content: Row
    rows: Mapping[str, tuple[Row, ...]]
    """Table name → rows in the order of their primary key."""
    document: IndexDocument | None
    """`None` for a failed report: there is nothing to find in it."""
    citations: tuple[Citation, ...]

    @property
    def id(self) -> str:
        """Id of the report."""
        return str(self.report["id"])


def project(
    resolved: Report, linked: Report, asked: Iterable[Series], *, original: bool
) -> Projection:
    """Return the rows of a report.

    `asked` are the series that linking asked for; `original` says whether its bytes are stored.
    """
    shown = without_self_citations(linked)
    document = document_of(shown) if shown.status is Status.OK else None
    bodies = _Bodies()
    rows = _rows(resolved, shown, asked, bodies)
    report = _report_row(shown, document, original=original)
    content = _content_row(shown, _pack(resolved, bodies))
    return Projection(
        report={**report, "digest": digest(report, content, rows)},
        content=content,
        rows=rows,
        document=document,
        citations=shown.citations,
    )


def digest(report: Row, content: Row, rows: Mapping[str, tuple[Row, ...]]) -> str:
    """Return the SHA-256 over all rows of a report; text and packed report count by `source`."""
    whole = {
        "report": {name: value for name, value in report.items() if name != "digest"},
        "spans": content["spans"],
        "source": content["source"],
        "rows": rows,
    }
    return hashlib.sha256(_json(whole).encode()).hexdigest()


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


class _Bodies:
    """JSON of citations; linking leaves most of them as they are, so each is written once."""

    def __init__(self) -> None:
        self._written: dict[int, tuple[Citation, str]] = {}

    def __call__(self, citation: Citation) -> str:
        held = self._written.get(id(citation))
        if held is None:
            # Holding the citation keeps its id from being used again.
            held = self._written[id(citation)] = (citation, dumps(citation))
        return held[1]


def _pack(report: Report, bodies: _Bodies) -> bytes:
    """Return a report without its text, compressed: a line of JSON, then one for each citation."""
    lines = [dumps(replace(report, text="", citations=())), *map(bodies, report.citations)]
    return zlib.compress("\n".join(lines).encode(), 1)


def source_hash(packed: bytes, text: bytes) -> str:
    """Return the SHA-256 over what a report is made anew from."""
    return hashlib.sha256(packed + b"\0" + text).hexdigest()


def unpack(packed: bytes, text: str) -> Report:
    """Return the report that was packed as resolved within itself, with its text."""
    head, *bodies = zlib.decompress(packed).decode().split("\n")
    citations = tuple(loads(Citation, body) for body in bodies)
    return replace(loads(Report, head), text=text, citations=citations)


def without_self_citations(report: Report) -> Report:
    """Return the report without citations of itself; parents keep pointing at the right citation."""
    kept = [n for n, citation in enumerate(report.citations) if citation.key != report.key]
    if report.key is None or len(kept) == len(report.citations):
        return report
    places = {old: new for new, old in enumerate(kept)}
    citations = tuple(report.citations[old].renumbered(places) for old in kept)
    return replace(report, citations=citations)


def _report_row(
    report: Report, document: IndexDocument | None, *, original: bool
) -> dict[str, Any]:
    grave = [f for f in report.findings if f.severity is not Severity.INFO]
    return {
        "id": report.id,
        "sha256": report.sha256,
        "original": int(original),
        "status": str(report.status),
        "failure": report.failure,
        "reader": report.reader,
        "encoding": report.encoding,
        "quality": str(report.quality),
        "ruleset": report.ruleset,
        "key": str(report.key) if report.key else None,
        "date": report.header.date,
        "header": dumps(replace(report.header, spans=())),
        "chars": len(report.text),
        "citation_count": len(report.citations),
        "instrument_count": len({citation.key for citation in report.citations}),
        "finding_count": len(grave),
        "content_hash": document.content_hash if document else None,
    }


def _content_row(report: Report, packed: bytes) -> dict[str, Any]:
    return {
        "report_id": report.id,
        "text": report.text,
        "resolved": packed,
        "source": source_hash(packed, report.text.encode()),
        "spans": dumps(report.header.spans),
    }


def _rows(
    resolved: Report, linked: Report, asked: Iterable[Series], bodies: _Bodies
) -> dict[str, tuple[Row, ...]]:
    made: dict[Table, Iterable[Row]] = {
        tables.sections: _section_rows(linked),
        tables.citations: (
            _citation_row(linked.id, n, c, bodies(c)) for n, c in enumerate(linked.citations)
        ),
        tables.findings: (_finding_row(linked.id, n, f) for n, f in enumerate(linked.findings)),
        tables.relations: _relation_rows(linked),
        tables.sightings: _sighting_rows(resolved),
        tables.dependencies: (_dependency_row(linked.id, series) for series in asked),
    }
    return {table.name: in_order(table, rows) for table, rows in made.items()}


def in_order(table: Table, rows: Iterable[Row]) -> tuple[Row, ...]:
    """Return rows by primary key."""
    names = [column.name for column in table.primary_key]
    return tuple(sorted(rows, key=lambda row: [row[name] for name in names]))


def _section_rows(report: Report) -> Iterator[Row]:
    for n, section in enumerate(report.sections):
        yield {
            "report_id": report.id,
            "n": n,
            "label": section.label,
            "level": section.level,
            "number": section.number,
            "title": section.title,
            "start": section.span.start,
            "heading_end": section.span.end,
            "section_end": section.end,
            "parent": section.parent,
        }


def _citation_row(report_id: str, n: int, citation: Citation, body: str) -> Row:
    return {
        "instrument_key": str(citation.key),
        "report_id": report_id,
        "n": n,
        "role": str(citation.role),
        "resolution": str(citation.resolution),
        "body": body,
    }


def _finding_row(report_id: str, n: int, finding: Finding) -> Row:
    return {
        "report_id": report_id,
        "n": n,
        "code": finding.code,
        "severity": str(finding.severity),
        "body": dumps(finding),
    }


def _relation_rows(report: Report) -> Iterator[Row]:
    """Yield report → instrument, and instrument → instrument for what one citation does to another."""
    own = str(report.key) if report.key else None
    for n, citation in enumerate(report.citations):
        target = str(citation.key)
        if own:
            yield _relation_row(own, target, report.id, n, citation.own_role)
        acting = {str(report.citations[agent].key): role for agent, role in _acting(citation)}
        for source, role in acting.items():
            if source not in (own, target):
                yield _relation_row(source, target, report.id, n, role)


def _acting(citation: Citation) -> Iterator[tuple[int, Role]]:
    """Yield who acts on a citation: whose title it stands in comes last, as it wins over the rest."""
    for act in citation.acts:
        yield act.agent, act.role
    if citation.agent is not None:
        yield citation.agent, citation.role
    elif citation.mention.parent is not None:
        yield citation.mention.parent, citation.role


def _relation_row(source: str, target: str, report_id: str, n: int, role: Role) -> Row:
    return {"source": source, "target": target, "report_id": report_id, "n": n, "role": str(role)}


def _sighting_rows(report: Report) -> Iterator[Row]:
    for n, sighting in enumerate(sightings_of(report)):
        body = plain(replace(sighting, report_id=""))
        series = series_of(sighting.key)
        yield {
            "number": series.number,
            "type": series.type,
            "body": series.body,
            "key": body.pop("key"),
            "report_id": report.id,
            "n": n,
            "seen": _json({name: value for name, value in body.items() if value != ""}),
        }


def _dependency_row(report_id: str, series: Series) -> Row:
    return {
        "number": series.number,
        "type": series.type,
        "body": series.body,
        "report_id": report_id,
    }
