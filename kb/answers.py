"""What the library answers: plain values, ready for a page, a table or JSON. No engine's types in them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from kb.model import Finding, Instrument, Report, Resolution, Role, Span
from kb.ports import ReportCard, StoredCitation


@dataclass(frozen=True, slots=True, kw_only=True)
class InstrumentCard:
    """An instrument and how much it is cited, as lists show it."""

    instrument: Instrument
    name: str
    """For people: `Nghị định 61/2018/NĐ-CP`."""
    report_count: int
    mention_count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A piece of a report's text around a citation or a search hit."""

    report_id: str
    text: str
    """The raw words, line ends turned into blanks, cut at word boundaries."""
    marks: tuple[Span, ...]
    """What to highlight, in code points of `text`."""
    span: Span
    """Where the piece stands in the raw text of the report."""
    section: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CitingReport:
    """A report that cites an instrument: how often, in which roles, and the first passages."""

    card: ReportCard
    mention_count: int
    roles: tuple[Role, ...]
    passages: tuple[tuple[StoredCitation, Passage], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Recognised:
    """What the query box made of its text, when the text is a citation."""

    query: str
    matches: tuple[InstrumentCard, ...]
    """Instruments that fit, known ones first, then by date; one: jump there; several: let people choose."""
    spelled: str | None
    """The citation as it should be written, `None` when the text is no citation."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CiteAnswer:
    """Who cites an instrument."""

    recognised: Recognised
    """Several matches and no `card`: the caller must choose."""
    card: InstrumentCard | None
    """Of a partial key: what the reports write alike, which may be several instruments."""
    reports: tuple[CitingReport, ...]
    total: int
    """Number of citing reports before paging."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Facet:
    """One value of a facet with its count under the present query."""

    value: str
    label: str
    count: int
    selected: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchHit:
    """A report that a search found, with up to three passages."""

    card: ReportCard
    score: float
    passages: tuple[Passage, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchAnswer:
    """A page of hits with exact total and facets."""

    query: str
    hits: tuple[SearchHit, ...]
    total: int
    offset: int
    facets: Mapping[str, tuple[Facet, ...]]
    recognised: Recognised
    generation: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Authority:
    """A row of a report's danh mục văn bản viện dẫn."""

    card: InstrumentCard
    citations: tuple[int, ...]
    """Indexes of the report's citations."""
    roles: tuple[Role, ...]
    resolution: Resolution
    """The least sure of the mentions' resolutions."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportAnswer:
    """A whole report with its table of authorities and its neighbours."""

    report: Report
    card: ReportCard
    authorities: tuple[Authority, ...]
    cited_by: tuple[CitingReport, ...]
    """Reports of the collection that cite this one."""
    similar: tuple[tuple[ReportCard, int], ...]
    """Reports that cite the same instruments, with how many they share."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RelationRow:
    """A relation between two instruments with the number of reports that say so."""

    role: Role
    outgoing: bool
    """True when the instrument at hand acts on `other`."""
    other: InstrumentCard
    evidence: tuple[tuple[str, int], ...]
    """(report id, citation index)."""
    registry: bool
    """Whether the registry of known instruments says it too."""


@dataclass(frozen=True, slots=True, kw_only=True)
class InstrumentAnswer:
    """An instrument: what is known, who cites it, what it does to others, what is cited with it."""

    card: InstrumentCard
    reports: tuple[CitingReport, ...]
    total: int
    relations: tuple[RelationRow, ...]
    co_cited: tuple[tuple[InstrumentCard, int], ...]
    """Instruments cited by the same reports, with the number of shared reports."""
    siblings: tuple[InstrumentCard, ...]
    """Other instruments of the same number and type: do not confuse."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """A node of a neighbourhood: an instrument, or a report of the collection."""

    id: str
    """Key; report id for a report without one; `key@report id` where the key is partial."""
    label: str
    title: str
    kind: str
    """`report` or the key's type."""
    date: str | None
    issuer: str | None
    mention_count: int
    distance: int
    """Steps from the centre, 0 for the centre."""
    report_id: str | None = None
    """The report of the collection that this node is."""
    partial: bool = False
    """Whether it is not settled which instrument this is; such a node belongs to one report."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Edge:
    """`source` cites or acts on `target`."""

    source: str
    target: str
    role: Role
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class EgoGraph:
    """The neighbourhood of one node, capped; `total` says how many nodes there would be without the cap."""

    centre: str
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundFinding:
    """A finding and the report it belongs to."""

    card: ReportCard
    finding: Finding


@dataclass(frozen=True, slots=True, kw_only=True)
class Totals:
    """How much there is, for the start page."""

    reports: int
    failed: int
    instruments: int
    citations: int
    findings: int
    generation: int
