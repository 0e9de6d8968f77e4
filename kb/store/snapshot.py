"""Reading: one consistent view of the catalogue inside one read transaction."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from itertools import chain, groupby
from pathlib import Path
from typing import Any, TypeVar, cast

from sqlalchemy import Connection, RowMapping, bindparam, func, select

from kb.errors import StoreError
from kb.identity import InstrumentKey
from kb.model import (
    Citation,
    Finding,
    Header,
    Instrument,
    Quality,
    Relation,
    Report,
    Role,
    Section,
    Span,
    Status,
)
from kb.ports import Decision, ReportCard, SearchEngine, StoredCitation
from kb.standing import confirmed
from kb.store import tables
from kb.store.codec import from_plain, key_of, loads, loads_all
from kb.store.database import chunks, driver
from kb.store.layout import Home
from kb.store.tally import Facts, borne, instrument_from, registered

T = TypeVar("T")

_REPORT = select(tables.reports, tables.contents.c.text, tables.contents.c.spans).join(
    tables.contents
)
_ONE = _REPORT.where(tables.reports.c.id == bindparam("id"))
_TEXT = select(tables.contents.c.text).where(tables.contents.c.report_id == bindparam("id"))
_TEXTS = select(tables.contents.c.report_id, tables.contents.c.text).where(
    tables.contents.c.report_id.in_(bindparam("ids", expanding=True))
)
_PATHS = select(tables.paths.c.report_id, tables.paths.c.path).order_by(
    tables.paths.c.report_id, tables.paths.c.since, tables.paths.c.path
)
_CARD = select(
    tables.reports.c.id,
    tables.reports.c.sha256,
    tables.reports.c.key,
    tables.reports.c.header,
    tables.reports.c.status,
    tables.reports.c.failure,
    tables.reports.c.citation_count,
    tables.reports.c.instrument_count,
    tables.reports.c.finding_count,
    tables.reports.c.chars,
)
_SECTIONS = (
    select(
        tables.sections.c.label,
        tables.sections.c.level,
        tables.sections.c.number,
        tables.sections.c.title,
        tables.sections.c.start,
        tables.sections.c.heading_end,
        tables.sections.c.section_end,
        tables.sections.c.parent,
    )
    .where(tables.sections.c.report_id == bindparam("id"))
    .order_by(tables.sections.c.n)
)
_CARDS = _CARD.order_by(
    tables.reports.c.status != str(Status.OK),
    tables.reports.c.date.is_(None),
    tables.reports.c.date.desc(),
    tables.reports.c.id,
)
_CITING = tables.citations.c.instrument_key == bindparam("key")
_CITATIONS_OF = (
    select(tables.citations.c.report_id, tables.citations.c.n, tables.citations.c.body)
    .where(_CITING)
    .order_by(tables.citations.c.report_id, tables.citations.c.n)
)
_CITATIONS_IN = _CITATIONS_OF.where(
    tables.citations.c.report_id.in_(bindparam("ids", expanding=True))
)
_COUNTS_OF = select(tables.citations.c.report_id, func.count()).where(_CITING).group_by("report_id")


class Memo:
    """Long lists that all views of one generation share, by the seal of its catalogue."""

    def __init__(self) -> None:
        """Hold nothing."""
        self._held: dict[tuple[str | None, str], Any] = {}

    def get(self, name: tuple[str | None, str], make: Callable[[], T]) -> T:
        """Return the list of this name, made when it is not there."""
        held_now = self._held
        if name not in held_now:
            kept = {held: value for held, value in held_now.items() if held[0] == name[0]}
            made = make()
            self._held = {**kept, name: made}
            return made
        return cast("T", held_now[name])


class CatalogueSnapshot:
    """The port `Snapshot` on one open read transaction."""

    def __init__(
        self,
        home: Home,
        connection: Connection,
        *,
        engine: SearchEngine,
        registry: Mapping[InstrumentKey, Instrument],
        memo: Memo,
    ) -> None:
        """Take an open transaction; its end is the caller's business."""
        self._registry = registry
        self._home = home
        self._connection = connection
        self._engine = engine
        meta = connection.execute(select(tables.meta)).mappings().one()
        self._generation = int(meta["generation"])
        self._index_stamp = meta["engine"]
        self._seal = meta["seal"]
        self._memo = memo

    @property
    def generation(self) -> int:
        """Number of the generation that this view belongs to."""
        return self._generation

    def cards(self) -> Sequence[ReportCard]:
        """Return all reports, newest date first, then by id; failed ones last.

        The headers of cards carry no spans; `report` does.
        """
        return self._memo.get((self._seal, "cards"), self._cards)

    def _cards(self) -> tuple[ReportCard, ...]:
        paths = self._paths()
        rows = self._connection.execute(_CARDS).all()
        headers = loads_all(Header, (row.header for row in rows))
        pairs = zip(rows, headers, strict=True)
        return tuple(_card(row, header, paths.get(row[0], ())) for row, header in pairs)

    def card(self, report_id: str) -> ReportCard | None:
        """Return one report as lists show it."""
        found = _CARD.where(tables.reports.c.id == report_id)
        row = self._connection.execute(found).one_or_none()
        if row is None:
            return None
        paths = self._paths(report_id).get(report_id, ())
        return _card(row, loads(Header, row.header), paths)

    def report(self, report_id: str) -> Report | None:
        """Return the whole report with text, sections, citations and findings."""
        row = self._connection.execute(_ONE, {"id": report_id}).mappings().one_or_none()
        if row is None:
            return None
        return _report(
            row,
            sections=tuple(
                map(_section, self._connection.execute(_SECTIONS, {"id": report_id}).all())
            ),
            citations=self._bodies(tables.citations, Citation, report_id),
            findings=self._bodies(tables.findings, Finding, report_id),
        )

    def text(self, report_id: str) -> str:
        """Return the raw decoded text of a report, empty for a failed or unknown one."""
        return self._connection.execute(_TEXT, {"id": report_id}).scalar() or ""

    def texts(self, report_ids: Collection[str]) -> Mapping[str, str]:
        """Return report id → raw decoded text, in one question for many reports."""
        found: dict[str, str] = {}
        for part in chunks(report_ids):
            rows = self._connection.execute(_TEXTS, {"ids": part}).all()
            found.update((row.report_id, row.text) for row in rows)
        return found

    def citations_of(
        self, key: InstrumentKey, *, reports: Collection[str] | None = None
    ) -> Sequence[StoredCitation]:
        """Return every citation of an instrument, by report id and index; `reports` keeps only theirs."""
        if reports is None:
            rows: Iterable[Any] = self._connection.execute(_CITATIONS_OF, {"key": str(key)}).all()
        else:
            rows = chain.from_iterable(self._citations_in(key, part) for part in chunks(reports))
        found = list(rows)
        citations = loads_all(Citation, (row.body for row in found))
        return tuple(
            StoredCitation(report_id=row.report_id, index=row.n, citation=citation)
            for row, citation in zip(found, citations, strict=True)
        )

    def _citations_in(self, key: InstrumentKey, report_ids: Sequence[str]) -> Iterable[Any]:
        values = {"key": str(key), "ids": report_ids}
        return self._connection.execute(_CITATIONS_IN, values).all()

    def reports_citing(self, key: InstrumentKey) -> Mapping[str, int]:
        """Return report id → number of mentions, for an instrument."""
        rows = self._connection.execute(_COUNTS_OF, {"key": str(key)})
        return {report_id: count for report_id, count in rows}  # noqa: C416 - rows are no pairs

    def keys(self) -> Mapping[InstrumentKey, tuple[int, int]]:
        """Return every cited key with (number of reports, number of mentions)."""
        cited = tables.cited
        found = select(cited.c.instrument_key, cited.c.reports, cited.c.mentions)
        rows = self._connection.execute(found.order_by(cited.c.instrument_key))
        return {key_of(key): (reports, mentions) for key, reports, mentions in rows}

    def keys_like(self, *, type: str | None, number: str) -> Sequence[InstrumentKey]:
        """Return cited keys with this number (canonical) and, when given, this type."""
        cited = tables.cited
        found = select(cited.c.instrument_key).where(cited.c.number == number)
        if type is not None:
            found = found.where(cited.c.type == type)
        rows = self._connection.execute(found.order_by(cited.c.instrument_key)).scalars()
        return tuple(key_of(key) for key in rows)

    def relations(self) -> Iterator[Relation]:
        """Yield relations: report → instrument (`source` is the report's key) and instrument → instrument."""
        table = tables.relations
        ordered = select(table).order_by(*table.primary_key)
        for row in self._connection.execute(ordered):
            yield Relation(
                source=key_of(row.source),
                target=key_of(row.target),
                role=Role(row.role),
                report_id=row.report_id,
                citation=row.n,
            )

    def findings(self) -> Iterator[tuple[str, Finding]]:
        """Yield (report id, finding) in the order of report ids."""
        table = tables.findings
        ordered = select(table.c.report_id, table.c.body).order_by(table.c.report_id, table.c.n)
        for report_id, body in self._connection.execute(ordered):
            yield report_id, loads(Finding, body)

    def decisions(self) -> Sequence[Decision]:
        """Return what people decided, oldest first."""
        table = tables.decisions
        ordered = select(table.c.body).order_by(table.c.decided_at, table.c.id)
        return tuple(loads(Decision, body) for body in self._connection.execute(ordered).scalars())

    def instruments(self) -> Mapping[InstrumentKey, Instrument]:
        """Return what registry and reports tell of every instrument cited, known or borne."""
        return self._memo.get((self._seal, "instruments"), partial(self._instruments, None))

    def instrument(self, key: InstrumentKey) -> Instrument | None:
        """Return what registry and reports tell of one instrument, `None` when neither knows it."""
        return self._instruments(key).get(key)

    def imported(self) -> Sequence[Instrument]:
        """Return the imported registry rows, by key."""
        ordered = select(tables.instruments.c.body).order_by(tables.instruments.c.key)
        rows = self._connection.execute(ordered).scalars()
        return tuple(loads(Instrument, body) for body in rows)

    def _instruments(self, only: InstrumentKey | None) -> dict[InstrumentKey, Instrument]:
        found = {key: instrument_from(key, facts) for key, facts in self._facts(only)}
        for key, header, report_id in self._borne(only):
            found[key] = borne(key, header, report_id, found.get(key))
        known = {**self._registry, **{i.key: i for i in self.imported()}}
        for key in known if only is None else {only} & known.keys():
            found[key] = registered(known[key], found.get(key))
        for key, (date, wide) in self._memo.get((self._seal, "confirmed"), self._confirmed).items():
            told = found.get(key)
            if told is not None and (wide or told.date is None):
                found[key] = replace(told, date=date)
        return dict(sorted(found.items()))

    def _confirmed(self) -> dict[InstrumentKey, tuple[str, bool]]:
        return confirmed(self.decisions())

    def _facts(self, only: InstrumentKey | None) -> Iterator[tuple[InstrumentKey, Facts]]:
        table, wanted = tables.facts, select(tables.facts).order_by(*tables.facts.primary_key)
        if only is not None:
            wanted = wanted.where(table.c.instrument_key == str(only))
        told: dict[str, dict[str, dict[str, int]]] = {}
        for key, name, value, mentions in self._connection.execute(wanted).all():
            told.setdefault(key, {}).setdefault(name, {})[value] = mentions
        for key, facts in told.items():
            yield key_of(key), facts

    def _borne(self, only: InstrumentKey | None) -> Iterator[tuple[InstrumentKey, Header, str]]:
        table = tables.reports
        wanted = select(table.c.key, table.c.header, table.c.id).order_by(table.c.id)
        wanted = wanted.where(
            table.c.key.is_not(None) if only is None else table.c.key == str(only)
        )
        for key, header, report_id in self._connection.execute(wanted):
            yield key_of(key), loads(Header, header), report_id

    def index_place(self) -> Path | sqlite3.Connection:
        """Return where the full-text engine finds this generation.

        Raises:
            StoreError: the index was made by another engine or version.
        """
        if self._index_stamp != self._engine.stamp:
            raise StoreError("store-index-stamp", home=self._home.root, engine=self._engine.name)
        if self._engine.inside_catalogue:
            return driver(self._connection)
        return self._home.generation(self._generation)

    def _paths(self, report_id: str | None = None) -> dict[str, tuple[str, ...]]:
        wanted = _PATHS
        if report_id is not None:
            wanted = wanted.where(tables.paths.c.report_id == report_id)
        rows = self._connection.execute(wanted)
        groups = groupby(rows, key=_first)
        return {found: tuple(path for _, path in group) for found, group in groups}

    def _bodies(self, table: Any, kind: type[T], report_id: str) -> tuple[T, ...]:  # noqa: ANN401
        found = select(table.c.body).where(table.c.report_id == report_id).order_by(table.c.n)
        return tuple(loads_all(kind, self._connection.execute(found).scalars().all()))


def _first(row: Sequence[Any]) -> str:
    return str(row[0])


def _card(row: Sequence[Any], header: Header, paths: tuple[str, ...]) -> ReportCard:
    id_, sha256, key, _, status, failure, citations, instruments, findings, chars = row
    return ReportCard(
        id=id_,
        sha256=sha256,
        paths=paths,
        key=key_of(key) if key else None,
        header=header,
        status=Status(status),
        failure=failure,
        citation_count=citations,
        instrument_count=instruments,
        finding_count=findings,
        chars=chars,
    )


def _report(
    row: RowMapping,
    *,
    sections: tuple[Section, ...],
    citations: tuple[Citation, ...],
    findings: tuple[Finding, ...],
) -> Report:
    header = loads(Header, row["header"])
    spans = from_plain(Header, {"spans": json.loads(row["spans"])}).spans
    return Report(
        id=row["id"],
        sha256=row["sha256"],
        text=row["text"],
        key=key_of(row["key"]) if row["key"] else None,
        header=replace(header, spans=spans),
        sections=sections,
        citations=citations,
        findings=findings,
        status=Status(row["status"]),
        failure=row["failure"],
        reader=row["reader"],
        encoding=row["encoding"],
        quality=Quality(row["quality"]),
        ruleset=row["ruleset"],
    )


def _section(row: Sequence[Any]) -> Section:
    label, level, number, title, start, heading_end, section_end, parent = row
    return Section(
        label=label,
        level=level,
        number=number,
        title=title,
        span=Span(start=start, end=heading_end),
        end=section_end,
        parent=parent,
    )
