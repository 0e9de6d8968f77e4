"""The seams: what an engine must do. `tests/contract/` holds each engine to it."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, Protocol

from kb.identity import InstrumentKey
from kb.model import Citation, Finding, Header, Instrument, Relation, Report, Status

# --- catalogue


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportCard:
    """A report without its text and citations, as lists show it."""

    id: str
    sha256: str
    paths: tuple[str, ...]
    """Where the file was found, oldest first."""
    key: InstrumentKey | None
    header: Header
    status: Status
    failure: str | None
    citation_count: int
    instrument_count: int
    finding_count: int
    """Findings of severity error or warning."""
    chars: int


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredCitation:
    """A citation and where it stands."""

    report_id: str
    index: int
    """Position among the citations of its report, from 0."""
    citation: Citation


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownFile:
    """What the catalogue knows of a file on disk."""

    path: str
    sha256: str
    ruleset: str
    status: Status


class Snapshot(Protocol):
    """One consistent view of the catalogue; everything asked of it belongs to one generation."""

    @property
    def generation(self) -> int:
        """Number of the generation that this view belongs to."""
        ...

    def cards(self) -> Sequence[ReportCard]:
        """Return all reports, newest date first, then by id; failed ones last."""
        ...

    def card(self, report_id: str) -> ReportCard | None:
        """Return one report without its text, `None` when there is no such report."""
        ...

    def report(self, report_id: str) -> Report | None:
        """Return the whole report with text, sections, citations and findings."""
        ...

    def text(self, report_id: str) -> str:
        """Return the raw decoded text of a report, empty for a failed one."""
        ...

    def texts(self, report_ids: Collection[str]) -> Mapping[str, str]:
        """Return report id → raw decoded text, for a page of a list; unknown ids are left out."""
        ...

    def citations_of(
        self, key: InstrumentKey, *, reports: Collection[str] | None = None
    ) -> Sequence[StoredCitation]:
        """Return every citation of an instrument, by report id and index (a primary-key look-up).

        `reports` keeps only the citations of these reports, so that a page of a long list stays cheap.
        """
        ...

    def instruments(self) -> Mapping[InstrumentKey, Instrument]:
        """Return what registry and reports tell of every instrument cited, registered or borne."""
        ...

    def instrument(self, key: InstrumentKey) -> Instrument | None:
        """Return what registry and reports tell of one instrument, `None` when neither knows it."""
        ...

    def decisions(self) -> Sequence[Decision]:
        """Return every staff decision, oldest first, then by id."""
        ...

    def reports_citing(self, key: InstrumentKey) -> Mapping[str, int]:
        """Return report id → number of mentions, for an instrument."""
        ...

    def keys(self) -> Mapping[InstrumentKey, tuple[int, int]]:
        """Return every cited key with (number of reports, number of mentions)."""
        ...

    def keys_like(self, *, type: str | None, number: str) -> Sequence[InstrumentKey]:
        """Return cited keys with this number (canonical) and, when given, this type."""
        ...

    def relations(self) -> Iterator[Relation]:
        """Yield relations: report → instrument (`source` is the report's key) and instrument → instrument."""
        ...

    def findings(self) -> Iterator[tuple[str, Finding]]:
        """Yield (report id, finding) in the order of reports."""
        ...

    def index_place(self) -> Path | sqlite3.Connection:
        """Return where this generation is indexed: a directory or the catalogue's connection."""
        ...


class Catalogue(Protocol):
    """The only truth: reports, citations, findings, relations and the number of the current generation."""

    def snapshot(self) -> AbstractContextManager[Snapshot]:
        """Open one read transaction."""
        ...


# --- full text


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexDocument:
    """What a full-text engine gets of a report."""

    id: str
    content_hash: str
    """Changes whenever anything that is indexed of the report changes."""
    text: str
    """Raw decoded text; the engine analyses it with `kb.search.analysis`."""
    title: str
    symbols: frozenset[str]
    """Canonical symbols cited or borne: `61/2018/nđ-cp`."""
    keywords: Mapping[str, frozenset[str]]
    """Keyword field → values: `instruments`, `kind`, `issuer`, `place`, `year`, `period`."""
    date: int | None
    """yyyymmdd."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """One report that a query found; score order only, no text."""

    id: str
    score: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Hits:
    """A page of hits, the exact total, and the counts for the facets asked for."""

    hits: tuple[Hit, ...]
    total: int
    facets: Mapping[str, Mapping[str, int]] = field(default_factory=dict)


Sort = Literal["relevance", "date"]


class IndexReader(Protocol):
    """Search one generation. Every engine gives the same hits, totals and facets for the same query."""

    def search(
        self,
        query: object,
        *,
        sort: Sort = "relevance",
        offset: int = 0,
        limit: int = 10,
        facets: Sequence[str] = (),
    ) -> Hits:
        """Run a query tree of `kb.search.query`.

        Raises:
            QueryRefused: an expansion beyond the limits.
        """
        ...

    def terms(self, prefix: str, limit: int) -> Sequence[str]:
        """Return folded words of the texts that begin with `prefix`, in their order."""
        ...

    def ids(self) -> Iterator[tuple[str, str]]:
        """Yield (report id, content hash) of everything indexed, for `kb verify`."""
        ...

    def damage(self) -> Iterator[str]:
        """Yield what of the index is not as it was put in: report ids, or parts by name; for `kb verify`.

        An index that lies in files has nothing to add to the hashes of its manifest.
        """
        ...

    def close(self) -> None:
        """Let go of files and connections."""
        ...


class IndexWriter(Protocol):
    """Add and remove documents; nothing is seen before `commit`."""

    def put(self, document: IndexDocument) -> None:
        """Add or replace the document with this id."""
        ...

    def delete(self, report_id: str) -> None:
        """Remove the document with this id; nothing happens where there is none."""
        ...

    def commit(self) -> None:
        """Make what was put and deleted visible to new readers."""
        ...

    def cancel(self) -> None:
        """Drop what was put since the last commit; inside a catalogue's transaction, its rollback does."""
        ...


class SearchEngine(Protocol):
    """A full-text engine; holds no data of its own."""

    @property
    def name(self) -> str:
        """Return the scheme of its URL: `whoosh`, `fts5`."""
        ...

    @property
    def stamp(self) -> str:
        """Engine, version, analysis and schema; an index with another stamp is rebuilt."""
        ...

    @property
    def inside_catalogue(self) -> bool:
        """Whether the index lives in the catalogue's own database file and transaction (FTS5)."""
        ...

    def create(self, place: Path | sqlite3.Connection) -> None:
        """Make an empty index."""
        ...

    def writer(self, place: Path | sqlite3.Connection) -> IndexWriter:
        """Open the index for writing."""
        ...

    def reader(self, place: Path | sqlite3.Connection) -> IndexReader:
        """Open the index for reading."""
        ...

    def optimise(self, place: Path | sqlite3.Connection) -> None:
        """Merge what many small commits left behind; hits stay the same."""
        ...


# --- writing the catalogue


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What a person decided where the machine cannot know; survives every re-index."""

    id: str
    """First 16 hex digits of the SHA-256 of the other fields but the last two; older ones also leave out
    `who`, `when`, `why`."""
    action: Literal["choose", "alias", "confirm", "dismiss", "undo"]
    quote: str
    """The words decided about, white space collapsed; the finding's code for `dismiss`."""
    key: str
    """The key that the machine gave (`choose`, `confirm`, `dismiss`), or empty."""
    value: str
    """The chosen key, the alias' key, the confirmed ISO date, the id of the decision that `undo` takes
    back; empty for `dismiss`."""
    report_id: str | None
    """The report it was made in and holds in, `None` for all."""
    who: str
    when: str
    """ISO date and time, UTC."""
    why: str
    report_key: str | None = None
    """The report's own key, by which it is known again when its file has changed."""
    report_path: str | None = None
    """The report's file, by which it is known again when it has no key."""


class Knowledge(Protocol):
    """What linking knows beyond the one report: registry, other reports' sure citations, decisions."""

    def instruments(self, *, body: str, type: str, number: str) -> Sequence[Instrument]:
        """Return dated instruments of one series and number, by key: registry first, then seen in reports."""
        ...

    def record(self, key: InstrumentKey) -> Instrument | None:
        """Return the registry's own row of an instrument, imported or built in."""
        ...

    def decisions(self, report_id: str) -> Sequence[Decision]:
        """Return every decision that holds in a report; `kb.standing` puts them in order."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class InstrumentRow:
    """What staff say of a known instrument; what they say nothing of stays as it was."""

    key: InstrumentKey
    over: Callable[[Instrument | None], Instrument]
    """From what the registry knows of the instrument, if anything, to its new row."""


Link = Callable[[Report, Knowledge], Report]
"""The pure step from a report resolved within itself to a linked one (`kb.link.link`)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Committed:
    """What a commit wrote."""

    generation: int
    added: int
    changed: int
    removed: int
    failed: int
    relinked: int = 0
    """Reports, their files untouched, that show something else now."""
    decided: int = 0
    """Decisions that were not known before."""


class Writer(Protocol):
    """The one writer. Nothing is seen by readers before `commit`; leaving without it changes nothing."""

    def known_files(self) -> Mapping[str, KnownFile]:
        """Return what the catalogue holds of each path."""
        ...

    def put(self, path: str, data: bytes | None, report: Report) -> None:
        """Store the file and what was read of it; `data` is `None` where the file could not be read at all.

        `report` is resolved within itself only; the catalogue links it at `commit`.
        """
        ...

    def forget(self, path: str) -> None:
        """Drop a path; its report is retired when no other path holds it."""
        ...

    def decide(self, decisions: Sequence[Decision]) -> None:
        """Add decisions; they are replayed on every later linking."""
        ...

    def import_instruments(self, rows: Sequence[InstrumentRow]) -> None:
        """Lay rows over what the registry, built-in rows included, knows of their instruments.

        Raises:
            WrongUse: a row contradicts what is known beside it; none is taken.
        """
        ...

    def withdraw_instruments(self, keys: Collection[InstrumentKey]) -> None:
        """Take imported rows back; a built-in row of the same key holds again."""
        ...

    def commit(self) -> Committed:
        """Link, project and publish one generation; with nothing to do, write nothing."""
        ...
