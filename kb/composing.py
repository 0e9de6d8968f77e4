"""Put answers together from what a snapshot and the overview of its generation hold."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import groupby

from kb.answers import (
    Authority,
    CitingReport,
    Facet,
    InstrumentCard,
    RelationRow,
    SearchHit,
)
from kb.errors import WrongUse
from kb.graph import CitationGraph, Said, key_of_node
from kb.identity import InstrumentKey, parse_key
from kb.model import Citation, Report, Resolution, Role
from kb.overview import Overview
from kb.passages import around
from kb.ports import Hits, ReportCard, Snapshot, StoredCitation
from kb.search import query as queries
from kb.search.snippets import passages

FACETS = ("kind", "issuer", "place", "year", "instruments")
"""What a search can be narrowed by."""
_SURENESS = {resolution: rank for rank, resolution in enumerate(Resolution)}
_PASSAGES = 3
_SIMILAR = 10


# --- citing reports


def citing_reports(
    snapshot: Snapshot, overview: Overview, key: InstrumentKey, ids: Sequence[str]
) -> tuple[CitingReport, ...]:
    """Return the reports `ids` with their citations of `key`, in the order of `ids`."""
    found = snapshot.citations_of(key, reports=ids) if ids else ()
    stored = {
        report_id: list(group) for report_id, group in groupby(found, key=lambda c: c.report_id)
    }
    texts = snapshot.texts(ids) if ids else {}
    return tuple(
        _citing_report(card, texts.get(report_id, ""), stored.get(report_id, []))
        for report_id in ids
        if (card := overview.card(report_id))
    )


def _citing_report(card: ReportCard, text: str, stored: Sequence[StoredCitation]) -> CitingReport:
    first = stored[:_PASSAGES]
    return CitingReport(
        card=card,
        mention_count=len(stored),
        roles=_roles(item.citation for item in stored),
        passages=tuple(
            (item, around(card.id, text, item.citation.mention.span, section=item.citation.section))
            for item in first
        ),
    )


def _roles(citations: Iterable[Citation]) -> tuple[Role, ...]:
    met = {citation.own_role for citation in citations}
    return tuple(role for role in Role if role in met)


# --- instruments and reports


def relation_rows(overview: Overview, said: Sequence[Said]) -> Iterator[RelationRow]:
    """Yield what acts on an instrument and what it acts on, with cards."""
    for row in said:
        key = key_of_node(row.other)
        if key is not None:
            yield RelationRow(
                role=row.role,
                outgoing=row.outgoing,
                other=overview.described(key),
                evidence=row.evidence,
                registry=row.registry,
            )


def authorities(overview: Overview, report: Report) -> tuple[Authority, ...]:
    """Return the table of authorities, in the order in which the report first cites them."""
    rows: dict[InstrumentKey, list[int]] = {}
    for index, citation in enumerate(report.citations):
        rows.setdefault(citation.key, []).append(index)
    return tuple(_authority(overview, report, key, indexes) for key, indexes in rows.items())


def _authority(
    overview: Overview, report: Report, key: InstrumentKey, indexes: Sequence[int]
) -> Authority:
    citations = [report.citations[index] for index in indexes]
    card = overview.described(key)
    return Authority(
        card=_within(card, citations) if key.is_partial else card,
        citations=tuple(indexes),
        roles=_roles(citations),
        resolution=max((c.resolution for c in citations), key=_SURENESS.__getitem__),
    )


def _within(card: InstrumentCard, citations: Sequence[Citation]) -> InstrumentCard:
    """Return what one report says under a partial key: there it is one instrument."""
    mentions = [citation.mention for citation in citations]
    titles = Counter(mention.subject for mention in mentions if mention.subject)
    instrument = replace(
        card.instrument,
        issuer=_first(mention.issuer for mention in mentions) or card.instrument.issuer,
        date=_first(mention.date for mention in mentions),
        titles=tuple(titles.most_common()),
    )
    return replace(card, instrument=instrument, report_count=1, mention_count=len(citations))


def _first(values: Iterable[str | None]) -> str | None:
    return next(filter(None, values), None)


def similar_reports(
    overview: Overview, graph: CitationGraph, report_id: str
) -> Iterator[tuple[ReportCard, int]]:
    """Yield the reports that cite the same instruments, with how many they share."""
    node = graph.node_of(report_id)
    for other, shared in graph.similar(node, _SIMILAR) if node else ():
        card = overview.card(graph.report_id_of(other) or other)
        if card is not None:
            yield card, shared


# --- search


def filters_of(
    chosen: Mapping[str, frozenset[str]], first: str | None, last: str | None
) -> Iterator[queries.Node]:
    """Yield what narrows a search.

    Raises:
        WrongUse: an unknown facet or a date that is none.
    """
    for name, values in sorted(chosen.items()):
        if name not in FACETS:
            raise WrongUse("library-filter", name=name, known=", ".join(FACETS))
        yield queries.In(field=name, values=values)
    if first or last:
        yield queries.Range(first=_day(first), last=_day(last))


def _day(text: str | None) -> int | None:
    """Return an ISO date as yyyymmdd."""
    if not text:
        return None
    digits = text.replace("-", "")
    if len(text) != len("2018-09-05") or not (digits.isascii() and digits.isdigit()):
        raise WrongUse("library-date", date=text)
    return int(digits)


def search_hits(
    snapshot: Snapshot, overview: Overview, hits: Hits, words: queries.Node
) -> Iterator[SearchHit]:
    """Yield the reports that were found, with passages."""
    texts = snapshot.texts([hit.id for hit in hits.hits])
    for hit in hits.hits:
        card = overview.card(hit.id)
        if card is not None:
            found = passages(hit.id, texts.get(hit.id, ""), words, limit=_PASSAGES)
            yield SearchHit(card=card, score=hit.score, passages=found)


def facets_of(
    overview: Overview,
    counts: Mapping[str, Mapping[str, int]],
    chosen: Mapping[str, frozenset[str]],
) -> Mapping[str, tuple[Facet, ...]]:
    """Return facet → values with counts, the chosen ones marked; a partial key has no count."""
    return {
        name: tuple(
            Facet(
                value=value,
                label=_facet_label(overview, name, value),
                count=count,
                selected=value in chosen.get(name, ()),
            )
            for value, count in counts.get(name, {}).items()
            if name != "instruments" or not _is_open(value)
        )
        for name in FACETS
    }


def _is_open(value: str) -> bool:
    key = parse_key(value)
    return key is not None and key.is_partial


def _facet_label(overview: Overview, name: str, value: str) -> str:
    key = parse_key(value) if name == "instruments" else None
    return overview.described(key).name if key else value
