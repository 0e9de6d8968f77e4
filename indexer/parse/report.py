"""Parse: source text → header, sections, body and annexes."""

from __future__ import annotations

from dataclasses import dataclass

from indexer.parse.header import read_header
from indexer.parse.pieces import raw_span
from indexer.parse.sections import sections
from indexer.read import SourceText
from kb.model import Header, Section, Span


@dataclass(frozen=True, slots=True, kw_only=True)
class ParsedReport:
    """A document with its parts told apart; spans count code points of the raw text."""

    source: SourceText
    header: Header
    sections: tuple[Section, ...]
    body: Span
    """From the end of the header to the recipients or the signature."""
    own_number: tuple[Span, ...]
    """Where the document gives its own number; no citations."""
    annexes: tuple[Span, ...]
    """Phụ lục, biểu, mẫu, each to the next or to the end."""


def parse(source: SourceText) -> ParsedReport:
    """Tell the parts of a document apart. Never fails: what is not found is `None` or empty."""
    read = read_header(source)
    found = sections(source, read.body_start, read.body_end, read.closing_end)
    return ParsedReport(
        source=source,
        header=read.header,
        sections=found,
        body=raw_span(source, read.body_start, read.body_end),
        own_number=read.own,
        annexes=tuple(
            Span(start=section.span.start, end=section.end)
            for section in found
            if section.parent is None and _is_annex(section)
        ),
    )


def _is_annex(section: Section) -> bool:
    return (section.number or "").startswith(("Phụ", "Biểu", "Mẫu"))
