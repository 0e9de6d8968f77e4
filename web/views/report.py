"""The report page: header, text with every citation at its place, findings, danh mục, neighbours."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from kb.answers import Authority, EgoGraph, ReportAnswer
from kb.identity import InstrumentKey
from kb.model import Citation, Finding, Quality, Report, Resolution
from kb.text import collapse, written_date
from web.document import Block, Piece, block_at, blocks, pieces
from web.links import citation_url, instrument_url, report_url
from web.pages import (
    AuthorityLine,
    CitationLink,
    Field,
    Note,
    OutlineEntry,
    Paragraph,
    ReportPage,
    Run,
    Shell,
)
from web.views.diagram import diagram
from web.views.lines import (
    certainty,
    citing_hit,
    effect_line,
    instrument_line,
    note,
    numbered,
    report_line,
)
from web.wording import Wording

_QUOTE = 160
"""Characters of the text that a note repeats at most."""


def report_page(answer: ReportAnswer, ego: EgoGraph, say: Wording) -> ReportPage:
    """Return the page of a report."""
    report, line = answer.report, report_line(answer.card)
    found = blocks(report.text, report.sections)
    notes = tuple(_notes(report))
    return ReportPage(
        shell=Shell(
            title=line.name,
            place="reports",
            json_url=report_url(report.id, ".json"),
            csv_url=report_url(report.id, ".csv"),
            svg_url=report_url(report.id, ".svg"),
        ),
        report=line,
        fields=tuple(_fields(answer, say)),
        recipients=report.header.recipients,
        quality=report.quality.value,
        copies=answer.card.paths[1:],
        outline=tuple(_outline(report, found)),
        paragraphs=tuple(_paragraphs(answer, found, notes, say)),
        notes=tuple(sorted(notes, key=_whole_first)),
        authorities=tuple(_authority(row, report) for row in answer.authorities),
        cited_by=tuple(map(citing_hit, answer.cited_by)),
        similar=tuple((report_line(card), shared) for card, shared in answer.similar),
        diagram=diagram(ego),
    )


def _fields(answer: ReportAnswer, say: Wording) -> Iterator[Field]:
    header, key = answer.report.header, answer.report.key
    plain = {
        "kind": header.kind,
        "issuer": header.issuer,
        "place": header.place,
        "date": written_date(header.date) if header.date else None,
        "period": header.period,
        "addressee": header.addressee,
        "signer": say("report.signer", role=header.signer_role, name=header.signer)
        if header.signer and header.signer_role
        else header.signer or header.signer_role,
    }
    for name, value in plain.items():
        if value:
            yield Field(label=f"field.{name}", value=value)
    if key is not None:
        yield Field(label="field.key", value=str(key), url=instrument_url(key))
    yield Field(label="field.file", value=answer.card.paths[0] if answer.card.paths else "–")


def paragraph_of(report: Report, offset: int) -> int:
    """Return the number of the paragraph, from 1, that holds `offset` of the raw text."""
    return block_at(blocks(report.text, report.sections), offset) + 1


def _outline(report: Report, found: Sequence[Block]) -> Iterator[OutlineEntry]:
    for number, block in enumerate(found, start=1):
        if block.level is not None:
            words = collapse(report.text[block.start : block.end])
            yield OutlineEntry(url=f"#p{number}", level=block.level, text=words)


# --- the text


def _paragraphs(
    answer: ReportAnswer, found: Sequence[Block], notes: Sequence[Note], say: Wording
) -> Iterator[Paragraph]:
    report = answer.report
    links = _links(answer, say)
    by_number = {each.number: each for each in notes if each.number is not None}
    for number, (block, cut) in enumerate(zip(found, pieces(report, found), strict=True), start=1):
        runs = tuple(_run(piece, links) for piece in cut)
        flags = [flag for run in runs for flag in run.flags]
        yield Paragraph(
            anchor=f"p{number}",
            level=block.level,
            runs=runs,
            notes=tuple(by_number[flag] for flag in flags),
        )


def _run(piece: Piece, links: Sequence[CitationLink]) -> Run:
    anchors = tuple(f"c{index + 1}" for index in piece.anchors)
    return Run(
        text=piece.text,
        link=None if piece.citation is None else links[piece.citation],
        anchor=anchors[0] if anchors else None,
        more_anchors=anchors[1:],
        flags=piece.flags,
        end=piece.ends,
    )


def _links(answer: ReportAnswer, say: Wording) -> tuple[CitationLink, ...]:
    names = {row.card.instrument.key: row for row in answer.authorities}
    return tuple(_link(citation, names, say) for citation in answer.report.citations)


def _link(
    citation: Citation, names: Mapping[InstrumentKey, Authority], say: Wording
) -> CitationLink:
    row = names.get(citation.key)
    facts = [row.card.name if row else str(citation.key)]
    if row and row.card.instrument.date:
        facts.append(written_date(row.card.instrument.date))
    facts.append(say.label("role", citation.own_role.value))
    facts.append(say.label("resolution", citation.resolution.value))
    if not _is_literal(citation):
        facts.append(citation.reason)
    return CitationLink(
        url=instrument_url(citation.key),
        hint=" · ".join(facts),
        certainty=certainty(citation.resolution),
    )


# --- findings


def _notes(report: Report) -> Iterator[Note]:
    for number, finding in numbered(report.findings):
        url = f"#n{number}" if number is not None else None
        yield note(finding, number=number, quote=quoted(report, finding), url=url)


def quoted(report: Report, finding: Finding) -> str | None:
    """Return the words that a finding is about, shortened; `None` for one about the whole document."""
    if finding.span is None:
        return None
    words = collapse(finding.span.of(report.text))
    return words if len(words) <= _QUOTE else words[: _QUOTE - 1].rstrip() + "…"


def _whole_first(each: Note) -> int:
    return each.number or 0


# --- danh mục văn bản viện dẫn


def _authority(row: Authority, report: Report) -> AuthorityLine:
    return AuthorityLine(
        instrument=instrument_line(row.card),
        places=tuple((index + 1, citation_url(report.id, index)) for index in row.citations),
        roles=tuple(role.value for role in row.roles),
        resolution=row.resolution.value,
        certainty=certainty(Resolution(row.resolution)),
        why=_why(row, report),
        effect=effect_line(row.card.instrument, report.header.date),
    )


def _why(row: Authority, report: Report) -> str | None:
    """Return the reason of the row's least sure citation; `None` where all are literal."""
    cited = [report.citations[index] for index in row.citations]
    doubtful = [citation for citation in cited if not _is_literal(citation)]
    told = [citation for citation in doubtful if citation.resolution.value == row.resolution]
    return (told or doubtful)[0].reason if doubtful else None


def _is_literal(citation: Citation) -> bool:
    """Whether what is cited stands there letter for letter."""
    sure = citation.resolution is Resolution.EXACT
    return sure and citation.mention.quality is Quality.TEXT
