# Long on purpose: one documented value a template and their shared parts, read side by side.
"""What each page shows: one frozen dataclass a template, and the small values that they share.

A template may use the fields of its dataclass and the functions of `web.site` and nothing else;
a test holds it to that.
"""

from __future__ import annotations

from dataclasses import dataclass

from kb.answers import Totals
from web.drawing import CheckedSvg


@dataclass(frozen=True, slots=True, kw_only=True)
class Shell:
    """What surrounds every page."""

    title: str
    """Of the window; the site's name is added."""
    place: str
    """Which entry of the menu is at hand: `home search reports instruments findings about`, or empty."""
    query: str = ""
    """What stands in the box."""
    json_url: str | None = None
    csv_url: str | None = None
    svg_url: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportLine:
    """A report in a list."""

    id: str
    url: str
    name: str
    subject: str | None
    issuer: str | None
    place: str | None
    date: str | None
    file: str
    failure: str | None
    """Why it could not be read; `None` for a report that was."""
    citation_count: int
    instrument_count: int
    finding_count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class InstrumentLine:
    """An instrument in a list."""

    key: str
    url: str
    name: str
    title: str | None
    issuer: str | None
    date: str | None
    report_count: int
    mention_count: int
    partial: bool
    """Whether the key leaves something open, so that the page behind it asks to choose."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Words of a snippet, highlighted or not."""

    text: str
    marked: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Snippet:
    """A piece of a report's text and the address of its place."""

    url: str
    parts: tuple[Part, ...]
    section: str | None
    role: str | None
    """Role of the citation in the piece; `None` for a search hit."""
    resolution: str | None
    candidates: tuple[Field, ...] = ()
    """The instruments that the citation may mean, where several fit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A report with the pieces that answer the question."""

    report: ReportLine
    snippets: tuple[Snippet, ...]
    mention_count: int
    """Times it cites the instrument at hand; 0 for a search hit."""
    roles: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """A link that sets or unsets one value of the address."""

    label: str
    url: str
    count: int | None
    selected: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class FacetGroup:
    """A facet with its values."""

    name: str
    label: str
    choices: tuple[Choice, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Chip:
    """A filter at work, with the address without it."""

    label: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Paging:
    """Which part of a list is shown."""

    first: int
    """From 1; 0 for an empty list."""
    last: int
    total: int
    previous_url: str | None
    next_url: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """A named fact; `label` is a key of the catalogue of texts."""

    label: str
    value: str
    url: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EffectLine:
    """Effect status on a day."""

    code: str
    """`in-force expired not-yet unknown`."""
    date: str | None
    """The day asked about, ISO."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CitationLink:
    """A citation at its place in the text."""

    url: str
    hint: str
    """For the pointer: name, date, role, how sure."""
    certainty: str
    """`sure inferred open`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """Words of a paragraph."""

    text: str
    link: CitationLink | None
    anchor: str | None
    """Id of the citation that begins here."""
    more_anchors: tuple[str, ...]
    """Ids of further citations that begin inside these words."""
    flags: tuple[int, ...]
    """Numbers of the findings right after these words."""
    end: bool
    """Whether the citation ends here: a citation that runs over a paragraph's end has several runs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """A finding beside the text."""

    number: int | None
    """`None` for a finding about the whole document."""
    code: str
    severity: str
    message: str
    suggestion: str | None
    quote: str | None
    url: str | None
    """Of its place in the report."""
    report: ReportLine | None = None
    """The report it belongs to, where notes of several are listed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    """A paragraph or heading of a report with the notes in its margin."""

    anchor: str
    level: int | None
    runs: tuple[Run, ...]
    notes: tuple[Note, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OutlineEntry:
    """A heading in the table of contents."""

    url: str
    level: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthorityLine:
    """A row of danh mục văn bản viện dẫn."""

    instrument: InstrumentLine
    places: tuple[tuple[int, str], ...]
    """Number of the citation, from 1, and its address on the page."""
    roles: tuple[str, ...]
    resolution: str
    certainty: str
    why: str | None
    """What the instrument was told by, unless it stands there letter for letter."""
    effect: EffectLine


@dataclass(frozen=True, slots=True, kw_only=True)
class RelationLine:
    """An instrument of a relation group."""

    role: str
    instrument: InstrumentLine
    evidence: tuple[str, ...]
    """Addresses of the citations that say so."""
    registry: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RelationGroup:
    """Relations under one name of the lược đồ; `code` is its key in the catalogue of texts."""

    code: str
    lines: tuple[RelationLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class NodeLine:
    """A node of the neighbourhood in the table twin of the drawing."""

    url: str
    label: str
    title: str
    kind: str
    date: str | None
    issuer: str | None
    mention_count: int
    centre: bool
    partial: bool
    """Whether it is not settled which instrument this is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EdgeLine:
    """An edge of the neighbourhood in the table twin of the drawing."""

    source: str
    target: str
    role: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Diagram:
    """The neighbourhood as a drawing and as a table."""

    svg: CheckedSvg | None
    """`None` where there is nothing beside the centre."""
    nodes: tuple[NodeLine, ...]
    edges: tuple[EdgeLine, ...]
    total: int
    """Nodes that there would be without the cap."""
    data_url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StartPage:
    """`start.html`."""

    shell: Shell
    totals: Totals
    latest: tuple[ReportLine, ...]
    most_cited: tuple[InstrumentLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchPage:
    """`search.html`."""

    shell: Shell
    sentence: str
    """The whole filter in one sentence."""
    jump: InstrumentLine | None
    """The instrument that the text names."""
    choices: tuple[InstrumentLine, ...]
    """The instruments to choose from, where several fit."""
    spelled: str | None
    """The citation as it should be written, when the text is one."""
    text_url: str
    """The same words searched as plain text."""
    hits: tuple[Hit, ...]
    facets: tuple[FacetGroup, ...]
    chips: tuple[Chip, ...]
    clear_url: str
    sorts: tuple[Choice, ...]
    hidden: tuple[tuple[str, str], ...]
    """Name and value of what the date form must carry along."""
    date_from: str
    date_to: str
    paging: Paging


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportsPage:
    """`reports.html`."""

    shell: Shell
    lines: tuple[ReportLine, ...]
    chips: tuple[Chip, ...]
    issuer: str
    report_place: str
    paging: Paging


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportPage:
    """`report.html`."""

    shell: Shell
    report: ReportLine
    fields: tuple[Field, ...]
    recipients: tuple[str, ...]
    quality: str
    """`text ocr legacy-encoding`."""
    copies: tuple[str, ...]
    """Further paths that hold the same file."""
    outline: tuple[OutlineEntry, ...]
    paragraphs: tuple[Paragraph, ...]
    notes: tuple[Note, ...]
    """All findings, those about the whole document first."""
    authorities: tuple[AuthorityLine, ...]
    cited_by: tuple[Hit, ...]
    similar: tuple[tuple[ReportLine, int], ...]
    diagram: Diagram


@dataclass(frozen=True, slots=True, kw_only=True)
class InstrumentsPage:
    """`instruments.html`."""

    shell: Shell
    lines: tuple[InstrumentLine, ...]
    words: str
    type: str
    types: tuple[tuple[str, str], ...]
    """Type letters of a key and what they are called."""
    chips: tuple[Chip, ...]
    paging: Paging


@dataclass(frozen=True, slots=True, kw_only=True)
class InstrumentPage:
    """`instrument.html`."""

    shell: Shell
    instrument: InstrumentLine
    fields: tuple[Field, ...]
    effect: EffectLine
    replaced_by: tuple[Field, ...]
    amended_by: tuple[Field, ...]
    own_reports: tuple[str, ...]
    """Addresses of the reports of the collection that are this instrument."""
    choices: tuple[InstrumentLine, ...]
    """The instruments that a partial key may mean."""
    citing: tuple[Hit, ...]
    paging: Paging
    groups: tuple[RelationGroup, ...]
    co_cited: tuple[tuple[InstrumentLine, int], ...]
    siblings: tuple[InstrumentLine, ...]
    diagram: Diagram


@dataclass(frozen=True, slots=True, kw_only=True)
class ChooserPage:
    """`chooser.html`: a spelling that fits several instruments."""

    shell: Shell
    spelled: str
    choices: tuple[InstrumentLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingsPage:
    """`findings.html`."""

    shell: Shell
    notes: tuple[Note, ...]
    codes: tuple[Choice, ...]
    severities: tuple[Choice, ...]
    paging: Paging


@dataclass(frozen=True, slots=True, kw_only=True)
class AboutPage:
    """`about.html`."""

    shell: Shell
    totals: Totals
    version: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FaultPage:
    """`fault.html`: an answer that could not be given."""

    shell: Shell
    status: int
    heading: str
    message: str
    advice: str
    incident: str | None
    """For the administrator, to find the entry in the log."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DocsPage:
    """`docs.html`: the interactive description of the API."""

    shell: Shell
    nonce: str
    """Of this response; scripts without it do not run."""
