"""The tables of the catalogue. `migrations/` makes them; a test holds both to the same schema.

Truth: `paths`, `reports`, `contents`, `decisions`, `instruments`. All other tables are projections of them,
made by `kb.store.projection`.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
)
from sqlalchemy.types import TypeDecorator

HEAD = "0001"
"""Revision of the schema that this version reads and writes."""


class PathName(TypeDecorator[str]):
    """A file name as its bytes, so that names that are no Unicode come back unharmed."""

    impl = LargeBinary
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: object) -> bytes | None:
        """Return the bytes of the name."""
        del dialect
        return None if value is None else value.encode("utf-8", "surrogateescape")

    def process_result_value(self, value: Any, dialect: object) -> str | None:  # noqa: ANN401 - the driver's
        """Return the name of the bytes."""
        del dialect
        return None if value is None else bytes(value).decode("utf-8", "surrogateescape")


metadata = MetaData()


def _text(name: str, *, null: bool = False, primary: bool = False) -> Column[Any]:
    return Column(name, Text, nullable=null, primary_key=primary)


def _number(name: str, *, null: bool = False, primary: bool = False) -> Column[Any]:
    return Column(name, Integer, nullable=null, primary_key=primary)


def _report_id(*, primary: bool = False) -> Column[Any]:
    target = ForeignKey("reports.id", ondelete="CASCADE")
    return Column("report_id", Text, target, nullable=False, primary_key=primary)


def _table(name: str, *columns: Any, rowid: bool = False) -> Table:  # noqa: ANN401 - columns and constraints
    return Table(name, metadata, *columns, sqlite_with_rowid=rowid, sqlite_strict=True)


meta = _table(
    "meta",
    _number("one", primary=True),
    _number("generation"),
    _text("engine", null=True),
    _text("manifest", null=True),
    _text("link", null=True),
    _text("seal", null=True),
    CheckConstraint("one = 1", name="only_row"),
    rowid=True,
)

reports = _table(
    "reports",
    _text("id", primary=True),
    _text("sha256"),
    _number("original"),
    _text("status"),
    _text("failure", null=True),
    _text("reader"),
    _text("encoding"),
    _text("quality"),
    _text("ruleset"),
    _text("key", null=True),
    _text("date", null=True),
    _text("header"),
    _number("chars"),
    _number("citation_count"),
    _number("instrument_count"),
    _number("finding_count"),
    _text("content_hash", null=True),
    _text("digest"),
    rowid=True,
)

contents = _table(
    "contents",
    _report_id(primary=True),
    _text("text"),
    Column("resolved", LargeBinary, nullable=False),
    _text("source"),
    _text("spans"),
    rowid=True,
)

paths = _table(
    "paths",
    Column("path", PathName, primary_key=True, nullable=False),
    Column("report_id", Text, ForeignKey("reports.id"), nullable=False),
    _number("since"),
)
Index("paths_by_report", paths.c.report_id)

sections = _table(
    "sections",
    _report_id(primary=True),
    _number("n", primary=True),
    _text("label"),
    _number("level"),
    _text("number", null=True),
    _text("title"),
    _number("start"),
    _number("heading_end"),
    _number("section_end"),
    _number("parent", null=True),
)

citations = _table(
    "citations",
    _text("instrument_key", primary=True),
    _report_id(primary=True),
    _number("n", primary=True),
    _text("role"),
    _text("resolution"),
    _text("body"),
)
Index("citations_by_report", citations.c.report_id, citations.c.n)

cited = _table(
    "cited",
    _text("instrument_key", primary=True),
    _text("type"),
    _text("number"),
    _number("reports"),
    _number("mentions"),
)
Index("cited_by_number", cited.c.number, cited.c.type)

facts = _table(
    "facts",
    _text("instrument_key", primary=True),
    _text("field", primary=True),
    _text("value", primary=True),
    _number("mentions"),
)

findings = _table(
    "findings",
    _report_id(primary=True),
    _number("n", primary=True),
    _text("code"),
    _text("severity"),
    _text("body"),
)

relations = _table(
    "relations",
    _text("source", primary=True),
    _text("target", primary=True),
    _report_id(primary=True),
    _number("n", primary=True),
    _text("role"),
)
Index("relations_by_report", relations.c.report_id)

sightings = _table(
    "sightings",
    _text("number", primary=True),
    _text("type", primary=True),
    _text("body", primary=True),
    _text("key", primary=True),
    _report_id(primary=True),
    _number("n", primary=True),
    _text("seen"),
)
Index("sightings_by_report", sightings.c.report_id)

dependencies = _table(
    "dependencies",
    _text("number", primary=True),
    _text("type", primary=True),
    _text("body", primary=True),
    _report_id(primary=True),
)
Index("dependencies_by_report", dependencies.c.report_id)

decisions = _table(
    "decisions",
    _text("id", primary=True),
    _text("report_id", null=True),
    _text("decided_at"),
    _text("body"),
)

instruments = _table("instruments", _text("key", primary=True), _text("body"))

OF_REPORT = (sections, citations, findings, relations, sightings, dependencies)
"""Projected tables that hold rows of one report under `report_id`."""
