"""What the full-text engines get of a report: its text, and words from its citations and header."""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Iterator, Mapping

from kb.identity import canonical_number
from kb.model import Header, Report
from kb.naming import printed
from kb.ports import IndexDocument
from kb.store.codec import dumps


def document_of(report: Report) -> IndexDocument:
    """Return the index document of a linked report; a pure function of it."""
    title = title_of(report.header)
    symbols = frozenset(_symbols(report))
    keywords = dict(_keywords(report))
    date = _as_number(report.header.date)
    indexed = {
        "text": report.text,
        "title": title,
        "symbols": sorted(symbols),
        "keywords": {name: sorted(values) for name, values in keywords.items()},
        "date": date,
    }
    return IndexDocument(
        id=report.id,
        content_hash=hashlib.sha256(dumps(indexed).encode()).hexdigest(),
        text=report.text,
        title=title,
        symbols=symbols,
        keywords=keywords,
        date=date,
    )


def title_of(header: Header) -> str:
    """Return the title of a document: kind and subject, as far as its header says."""
    return " ".join(part for part in (header.kind, header.subject) if part)


def _symbols(report: Report) -> Iterator[str]:
    header = report.header
    if header.number and header.symbol:
        party = bool(report.key and report.key.is_party)
        yield _symbol(header.number, header.year, header.symbol, party=party)
    for citation in report.citations:
        mention = citation.mention
        if mention.number and mention.symbol:
            party = citation.key.is_party
            yield _symbol(mention.number, mention.year, mention.symbol, party=party)


def _symbol(number: str, year: int | None, symbol: str, *, party: bool) -> str:
    written = printed(canonical_number(number), year, symbol, party=party)
    return unicodedata.normalize("NFC", written).lower()


def _keywords(report: Report) -> Iterator[tuple[str, frozenset[str]]]:
    header: Header = report.header
    yield "instruments", frozenset(str(citation.key) for citation in report.citations)
    named: Mapping[str, str | None] = {
        "kind": header.kind,
        "issuer": header.issuer,
        "place": header.jurisdiction or header.place,
        "year": header.date[:4] if header.date else None,
        "period": header.period,
    }
    for name, value in named.items():
        yield name, frozenset([value] if value else [])


def _as_number(date: str | None) -> int | None:
    """Return an ISO date of day precision as yyyymmdd."""
    digits = (date or "").replace("-", "")
    return int(digits) if len(digits) == 8 and digits.isdigit() else None
