# Long on purpose: the whole wire format in one place, as the API description shows it.
"""The API's answers on the wire. Field names are those of `kb.answers`; only `url` is added."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, computed_field

from kb.answers import ReportAnswer
from kb.identity import parse_key
from kb.model import MentionClass, Quality, Resolution, Role, Severity, Status
from kb.wire import plain
from web.links import citation_url, instrument_url, report_url

_AROUND = 32
"""Characters of context on each side of a quote."""


class Wire(BaseModel):
    """A value on the wire; what an answer holds beyond these fields stays inside."""

    model_config = ConfigDict(frozen=True, extra="ignore")


Pairs = Annotated[tuple[tuple[str, int], ...], BeforeValidator(lambda value: value or ())]


class SpanOut(Wire):
    """Half-open `[start, end)` in code points."""

    start: int
    end: int


class HeaderOut(Wire):
    """What a report says of itself."""

    number: str | None
    year: int | None
    symbol: str | None
    date: str | None
    place: str | None
    kind: str | None
    issuer: str | None
    subject: str | None
    addressee: str | None
    signer: str | None
    signer_role: str | None
    recipients: tuple[str, ...]
    period: str | None
    jurisdiction: str | None


class ReportCardOut(Wire):
    """A report without its text and citations."""

    id: str
    sha256: str
    paths: tuple[str, ...]
    key: str | None
    header: HeaderOut
    status: Status
    failure: str | None
    citation_count: int
    instrument_count: int
    finding_count: int
    chars: int

    @computed_field  # type: ignore[prop-decorator]  # pydantic's own way of writing it
    @property
    def url(self) -> str:
        """Address of its page."""
        return report_url(self.id)


class InstrumentOut(Wire):
    """An instrument as far as reports and registry tell of it."""

    key: str
    kind: str | None
    number: str | None
    year: int | None
    symbol: str | None
    issuer: str | None
    date: str | None
    titles: Pairs
    status: str | None
    effective_from: str | None
    effective_to: str | None
    replaced_by: tuple[str, ...]
    amended_by: tuple[str, ...]
    confidence: str | None
    report_ids: tuple[str, ...]

    @computed_field  # type: ignore[prop-decorator]  # pydantic's own way of writing it
    @property
    def url(self) -> str:
        """Address of its page."""
        key = parse_key(self.key)
        return instrument_url(key) if key else "/instruments"

    @computed_field  # type: ignore[prop-decorator]  # pydantic's own way of writing it
    @property
    def partial(self) -> bool:
        """Whether the key leaves something open: reports may mean several instruments by it."""
        key = parse_key(self.key)
        return key is not None and key.is_partial


class InstrumentCardOut(Wire):
    """An instrument and how much it is cited."""

    instrument: InstrumentOut
    name: str
    report_count: int
    mention_count: int


class PassageOut(Wire):
    """A piece of a report's text; `marks` count in `text`, `span` in the raw text of the report."""

    report_id: str
    text: str
    marks: tuple[SpanOut, ...]
    span: SpanOut
    section: str | None


class QuoteOut(Wire):
    """W3C text quote selector."""

    exact: str
    prefix: str
    suffix: str


class ActOut(Wire):
    """What another citation's instrument does to this one."""

    role: Role
    agent: int


class CitationOut(Wire):
    """A citation with the text position and the text quote that prove it."""

    index: int
    position: SpanOut
    quote: QuoteOut
    mention_class: MentionClass
    kind: str | None
    symbol_kind: str | None
    number: str | None
    year: int | None
    symbol: str | None
    date: str | None
    issuer: str | None
    subject: str | None
    provision: str | None
    section: str | None
    role: Role
    parent: int | None
    agent: int | None
    """Index of the citation whose instrument does what `role` says; none where the document does it."""
    acts: tuple[ActOut, ...]
    """What more citations of the document do to this one, beside `role`."""
    key: str
    resolution: Resolution
    reason: str
    candidates: tuple[str, ...]
    rule: str
    quality: Quality
    url: str


class FindingOut(Wire):
    """Something that a reader should check."""

    code: str
    severity: Severity
    span: SpanOut | None
    message: str
    suggestion: str | None
    key: str | None
    ground: str | None


class SectionOut(Wire):
    """A heading and where its section ends."""

    label: str
    level: int
    number: str | None
    title: str
    span: SpanOut
    end: int
    parent: int | None


class StoredCitationOut(Wire):
    """Which citation of which report."""

    report_id: str
    index: int
    role: Role
    resolution: Resolution
    candidates: tuple[str, ...]
    """The instruments that fit, where several do."""
    passage: PassageOut
    url: str


class CitingReportOut(Wire):
    """A report that cites an instrument."""

    card: ReportCardOut
    mention_count: int
    roles: tuple[Role, ...]
    citations: tuple[StoredCitationOut, ...]


class AuthorityOut(Wire):
    """A row of danh mục văn bản viện dẫn."""

    card: InstrumentCardOut
    citations: tuple[int, ...]
    roles: tuple[Role, ...]
    resolution: Resolution


class SharedReportOut(Wire):
    """A report and how many instruments it shares."""

    card: ReportCardOut
    shared: int


class SharedInstrumentOut(Wire):
    """An instrument and how many reports it shares."""

    card: InstrumentCardOut
    shared: int


class ReportOut(Wire):
    """A whole report."""

    card: ReportCardOut
    text: str
    sections: tuple[SectionOut, ...]
    citations: tuple[CitationOut, ...]
    findings: tuple[FindingOut, ...]
    authorities: tuple[AuthorityOut, ...]
    cited_by: tuple[CitingReportOut, ...]
    similar: tuple[SharedReportOut, ...]
    reader: str
    encoding: str
    quality: Quality
    ruleset: str


class RelationOut(Wire):
    """A relation between two instruments."""

    role: Role
    outgoing: bool
    other: InstrumentCardOut
    evidence: Pairs
    registry: bool


class ListOut(Wire):
    """What every list says of itself."""

    total: int
    page: int
    next: str | None
    """Full address of the next page."""


class InstrumentAnswerOut(ListOut):
    """Everything about an instrument; `total` counts its citing reports."""

    card: InstrumentCardOut
    reports: tuple[CitingReportOut, ...]
    relations: tuple[RelationOut, ...]
    co_cited: tuple[SharedInstrumentOut, ...]
    siblings: tuple[InstrumentCardOut, ...]


class FacetOut(Wire):
    """A facet value with its count."""

    value: str
    label: str
    count: int
    selected: bool


class SearchHitOut(Wire):
    """A report that a search found."""

    card: ReportCardOut
    score: float
    passages: tuple[PassageOut, ...]


class RecognisedOut(Wire):
    """What a text names as a citation: status 200 one instrument, 300 several, 404 none."""

    query: str
    status: int
    spelled: str | None
    matches: tuple[InstrumentCardOut, ...]


class SearchOut(ListOut):
    """A page of hits."""

    query: str
    hits: tuple[SearchHitOut, ...]
    facets: dict[str, tuple[FacetOut, ...]]
    recognised: RecognisedOut
    generation: int


class ReportListOut(ListOut):
    """A page of reports."""

    reports: tuple[ReportCardOut, ...]


class InstrumentListOut(ListOut):
    """A page of instruments."""

    instruments: tuple[InstrumentCardOut, ...]


class FoundFindingOut(Wire):
    """A finding and its report."""

    card: ReportCardOut
    finding: FindingOut


class FindingListOut(ListOut):
    """A page of findings with the count of each code."""

    findings: tuple[FoundFindingOut, ...]
    counts: dict[str, int]


class NodeOut(Wire):
    """A node of a neighbourhood."""

    id: str
    label: str
    title: str
    kind: str
    date: str | None
    issuer: str | None
    mention_count: int
    distance: int
    report_id: str | None
    partial: bool


class EdgeOut(Wire):
    """`source` cites or acts on `target`."""

    source: str
    target: str
    role: Role
    count: int


class EgoGraphOut(Wire):
    """A neighbourhood; `total` counts the nodes that there would be without the limit."""

    centre: str
    nodes: tuple[NodeOut, ...]
    edges: tuple[EdgeOut, ...]
    total: int


class TotalsOut(Wire):
    """How much there is."""

    reports: int
    failed: int
    instruments: int
    citations: int
    findings: int
    generation: int


class SuggestionOut(Wire):
    """An instrument that begins as the text does."""

    key: str
    name: str
    title: str | None
    report_count: int
    url: str


class SuggestOut(Wire):
    """Suggestions for the box."""

    query: str
    suggestions: tuple[SuggestionOut, ...]


class ResolveIn(BaseModel):
    """A text to read as a citation."""

    text: str


def citations_out(answer: ReportAnswer) -> list[dict[str, object]]:
    """Return the citations of a report with their proof, ready for `CitationOut`."""
    report = answer.report
    found: list[dict[str, object]] = []
    for index, citation in enumerate(report.citations):
        start, end = citation.mention.span.start, citation.mention.span.end
        quote = {
            "exact": report.text[start:end],
            "prefix": report.text[max(0, start - _AROUND) : start],
            "suffix": report.text[end : end + _AROUND],
        }
        flat = {**_fields(citation.mention), **_fields(citation)}
        position = {"start": start, "end": end}
        place = citation_url(report.id, index)
        found.append({**flat, "index": index, "position": position, "quote": quote, "url": place})
    return found


def _fields(value: object) -> dict[str, object]:
    written = plain(value)
    return dict(written) if isinstance(written, dict) else {}
