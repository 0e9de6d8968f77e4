"""The values that flow through the knowledge base: reports, mentions, citations, instruments, findings.

All are frozen. Offsets are half-open `[start, end)` in code points of the raw decoded text of the report,
the text that people see; line ends and the byte order mark are kept in it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

from kb.identity import InstrumentKey


class MentionClass(StrEnum):
    """How a mention names its instrument."""

    NUMBERED = "numbered"
    NUMBER_ONLY = "number_only"
    NAMED = "named"


class Resolution(StrEnum):
    """How the key of a citation was found (from sure to unsure); `decided`: staff said so."""

    EXACT = "exact"
    DECIDED = "decided"
    INFERRED_YEAR = "inferred-year"
    INFERRED_ISSUER = "inferred-issuer"
    ANTECEDENT = "antecedent"
    REGISTRY = "registry"
    REPORTS = "reports"
    AMBIGUOUS = "ambiguous"
    PARTIAL = "partial"


class Role(StrEnum):
    """What the citing document does with the instrument (vai trò viện dẫn)."""

    BASIS = "basis"
    ACCORDING_TO = "according-to"
    IMPLEMENTS = "implements"
    PROMULGATES = "promulgates"
    AMENDS = "amends"
    REPLACES = "replaces"
    REPEALS = "repeals"
    DETAILS = "details"
    PROPOSES = "proposes"
    REPLIES = "replies"
    MENTIONS = "mentions"


class Severity(StrEnum):
    """How bad a finding is (mức độ: lỗi, cảnh báo, lưu ý)."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


class Quality(StrEnum):
    """Where the text came from; anything but `text` asks the reader to check the original."""

    TEXT = "text"
    OCR = "ocr"
    LEGACY = "legacy-encoding"


class Status(StrEnum):
    """Whether a report could be read."""

    OK = "ok"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Span:
    """Half-open `[start, end)` in code points of the raw decoded text."""

    start: int
    end: int

    def of(self, text: str) -> str:
        """Return the words of `text` that the span covers."""
        return text[self.start : self.end]


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """What a document says of itself; `None` where it does not say, never invented.

    Layout: Nghị định 30/2020/NĐ-CP, Phụ lục I.
    """

    number: str | None = None
    """số, without year and symbol: `1183`."""
    year: int | None = None
    """The year inside the symbol (`38/2022/NĐ-CP`), `None` for administrative papers."""
    symbol: str | None = None
    """ký hiệu, the letters: `BC-STTTT-VP`."""
    date: str | None = None
    """ngày ban hành, ISO, day precision."""
    place: str | None = None
    kind: str | None = None
    """tên loại in title form: `Báo cáo`."""
    issuer: str | None = None
    parent_body: str | None = None
    """cơ quan chủ quản, the line above the issuer; tells whose office or board the issuer is."""
    subject: str | None = None
    """trích yếu."""
    addressee: str | None = None
    signer: str | None = None
    signer_role: str | None = None
    recipients: tuple[str, ...] = ()
    period: str | None = None
    """kỳ báo cáo as written: `quý III/2018`."""
    jurisdiction: str | None = None
    """The province or city by name (`Trà Vinh`); `None` for a central body."""
    spans: tuple[tuple[str, Span], ...] = ()
    """Field name and the span it was read from."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A heading and its place in the tree of headings."""

    label: str
    """The path of numbers, joined by dots: `A.II.6.b`; an unnumbered heading stands by its title."""
    level: int
    """1 for the outermost."""
    number: str | None
    title: str
    span: Span
    """The heading itself, number included."""
    end: int
    """Where the section's text ends."""
    parent: int | None
    """Index of the enclosing section in the report's sections."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """One place where a document names an instrument, with the parts that stand there.

    What the words say is kept as they say it; identity is the citation's business.
    """

    span: Span
    surface: str
    mention_class: MentionClass
    kind: str | None
    """The type word as written (or shared by a list), in title form: `Nghị định`."""
    symbol_kind: str | None
    """The kind that the symbol's letters say, in title form; differs from `kind` in faulty citations."""
    number: str | None
    """As written, letter suffix included: `30c`, `04`."""
    year: int | None
    """The year inside the symbol."""
    symbol: str | None
    """Normalised letters: `NĐ-CP`, `CT/TU`, `UBND-KSTT`."""
    date: str | None
    """ISO date, or the bare year where only a year stands there."""
    issuer: str | None
    """As written after “của”, white space collapsed."""
    subject: str | None
    """trích yếu, as far as it goes."""
    provision: str | None
    """As written: `điểm a khoản 1 Điều 12`."""
    rule: str
    """Id of the rule that found it."""
    parent: int | None = None
    """Index of the mention in whose title this one stands."""
    distributed: bool = False
    """The symbol stands only with a later number of the same list."""
    quality: Quality = Quality.TEXT
    fields: tuple[tuple[str, Span], ...] = ()
    """Field name and the span it was read from."""

    def field_span(self, name: str) -> Span | None:
        """Return where the field `name` was read, `None` where it was not written."""
        return next((span for field_name, span in self.fields if field_name == name), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """What another citation's instrument does to this one."""

    role: Role
    agent: int
    """Index of the mention that acts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    """A mention and the instrument that it means, with what proves it."""

    mention: Mention
    key: InstrumentKey
    resolution: Resolution
    reason: str
    """Why this key, in Vietnamese, one sentence."""
    candidates: tuple[InstrumentKey, ...] = ()
    """The instruments that fit, where several do."""
    role: Role = Role.MENTIONS
    cue: Span | None = None
    """The words that gave the role."""
    section: str | None = None
    """Label of the section it stands in."""
    unlinked: InstrumentKey | None = None
    """The key that the report gives by itself, where registry or staff closed or changed it."""
    agent: int | None = None
    """Index of the mention that acts on this one, where that is no title.

    The subject of an active verb, the body of a passive one: `role` is what it does. `None`: the document.
    """
    acts: tuple[Act, ...] = ()
    """What more mentions do to this one, beside `role`: “Căn cứ A (được sửa đổi bởi B)”."""

    @property
    def own_role(self) -> Role:
        """What the document itself does: it only mentions what another instrument acts on."""
        told = self.mention.parent is not None or self.agent is not None
        return Role.MENTIONS if told else self.role

    def renumbered(self, places: Mapping[int, int]) -> Citation:
        """Return the citation where the report's citations have other indexes, old → new.

        What is left out of `places` is gone: then it is the document itself that acts.
        """
        mention = self.mention
        return replace(
            self,
            mention=replace(mention, parent=_place(mention.parent, places)),
            agent=_place(self.agent, places),
            acts=tuple(replace(a, agent=places[a.agent]) for a in self.acts if a.agent in places),
        )


def _place(index: int | None, places: Mapping[int, int]) -> int | None:
    return None if index is None else places.get(index)


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """Something a reader should check. The text is never changed; the suggestion stands beside it."""

    code: str
    """A row of `tables/findings.toml`."""
    severity: Severity
    span: Span | None
    """`None` for a finding about the whole document."""
    message: str
    """What is the matter, Vietnamese."""
    suggestion: str | None = None
    """What to write instead, Vietnamese."""
    key: InstrumentKey | None = None
    ground: str | None = None
    """What the finding rests on: `symbol`, `calendar`, `registry`, `other-mention`, `header`, `text`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """What a citation says that the registry may contradict; a misspelt symbol claims nothing."""

    citation: int
    """Its index among the citations of the report."""
    called: str
    """How a message calls the instrument: `Nghị định số 61/2018/NĐ-CP`."""
    day: str | None = None
    """The full ISO date that stands there, `None` where another finding tells already what ails it."""
    is_current: bool = False
    """Whether it is cited as if in force, not as past and not in a title."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """A document that cites, with everything that was read out of it."""

    id: str
    """First 12 hex digits of `sha256`."""
    sha256: str
    """Of the bytes of the file, 64 hex digits."""
    text: str
    """Raw decoded text; empty for a failed file."""
    key: InstrumentKey | None
    """The report as an instrument; `None` where its header does not identify it."""
    header: Header
    sections: tuple[Section, ...] = ()
    citations: tuple[Citation, ...] = ()
    findings: tuple[Finding, ...] = ()
    claims: tuple[Claim, ...] = ()
    """What the registry is asked about when the report is linked; not stored with the linked report."""
    status: Status = Status.OK
    failure: str | None = None
    """Why it failed, Vietnamese."""
    reader: str = "text"
    encoding: str = "utf-8"
    quality: Quality = Quality.TEXT
    ruleset: str = ""
    """Hash of rules and tables that the report was read with."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Relation:
    """One instrument acts on another, or a report cites an instrument; active direction."""

    source: InstrumentKey
    target: InstrumentKey
    role: Role
    report_id: str
    """The report whose words say so."""
    citation: int
    """Index of the citation in that report that carries the evidence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Instrument:
    """A thing that can be cited, as far as the reports and the registry tell of it."""

    key: InstrumentKey
    kind: str | None
    """In title form: `Chỉ thị`."""
    number: str | None
    symbol: str | None
    """As printed after the number: `NĐ-CP`."""
    issuer: str | None
    date: str | None
    titles: tuple[tuple[str, int], ...] = ()
    """Titles seen and how often, most frequent first; a registry title counts 0."""
    status: str | None = None
    """`in_force`, `replaced`, `expired`, or `None` when unknown."""
    effective_from: str | None = None
    effective_to: str | None = None
    """Exclusive: in force on day d when `effective_from <= d < effective_to`."""
    replaced_by: tuple[InstrumentKey, ...] = ()
    amended_by: tuple[InstrumentKey, ...] = ()
    confidence: str | None = None
    """`high` or `medium` for a row of the registry, `None` for an instrument only seen in reports."""
    year: int | None = None
    """The year inside the symbol (`61/2018/NĐ-CP`), `None` where the symbol bears none."""
    report_ids: tuple[str, ...] = field(default=())
    """The reports of the collection that are this instrument."""
    told_by: str | None = None
    """How the report is called that tells of it, for linking, where the registry has no such row."""
