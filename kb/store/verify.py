"""Prove that catalogue, originals and index agree, down to the byte; `quick` leaves out the hashing."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Table, func, select, text
from sqlalchemy.exc import SQLAlchemyError

from kb.errors import KbError, message
from kb.model import Citation, Status
from kb.ports import SearchEngine
from kb.store import tables
from kb.store.codec import loads
from kb.store.database import driver
from kb.store.generation import MANIFEST, files_of, hash_of, read_manifest
from kb.store.layout import Home
from kb.store.projection import digest, in_order, source_hash
from kb.store.rows import seal_of
from kb.store.tally import Tally

_SHA256 = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """Something that is not as the catalogue says."""

    code: str
    """A message of `tables/messages.toml`."""
    place: str
    """File, table or report."""
    message: str
    """What is the matter and what to do, Vietnamese."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What is looked at, from one read transaction."""

    home: Home
    connection: Connection
    search: SearchEngine
    quick: bool


Check = Callable[[Checked], Iterator[Difference]]


def differences(checked: Checked) -> tuple[Difference, ...]:
    """Run every check; a check that cannot go on is a difference itself."""
    return tuple(found for check in _CHECKS for found in _guarded(check, checked))


def _guarded(check: Check, checked: Checked) -> Iterator[Difference]:
    try:
        yield from check(checked)
    except (SQLAlchemyError, sqlite3.Error, ValueError, LookupError, TypeError) as error:
        yield _difference("verify-database", checked.home.catalogue, detail=error)


def _difference(code: str, place: object, **values: object) -> Difference:
    return Difference(code=code, place=str(place), message=message(code, place=place, **values))


def _database(checked: Checked) -> Iterator[Difference]:
    pragma = "quick_check" if checked.quick else "integrity_check"
    for line in checked.connection.execute(text(f"PRAGMA {pragma}")).scalars():
        if line != "ok":
            yield _difference("verify-database", checked.home.catalogue, detail=line)
    for row in checked.connection.execute(text("PRAGMA foreign_key_check")):
        yield _difference("verify-database", checked.home.catalogue, detail=row[0])


def _seal(checked: Checked) -> Iterator[Difference]:
    meta = checked.connection.execute(select(tables.meta)).mappings().one()
    if meta["generation"] and meta["seal"] != seal_of(checked.connection):
        yield _difference("verify-seal", checked.home.catalogue)


def _reports(checked: Checked) -> Iterator[Difference]:
    rows = checked.connection.execute(select(tables.reports)).mappings().all()
    for row in rows:
        if row["status"] != str(Status.OK) and not row["failure"]:
            yield _difference("verify-no-reason", row["id"])
        if not checked.quick and not _is_whole(checked.connection, dict(row)):
            yield _difference("verify-report", row["id"])


def _is_whole(connection: Connection, report: dict[str, Any]) -> bool:
    content = select(tables.contents).where(tables.contents.c.report_id == report["id"])
    found = connection.execute(content).mappings().one_or_none()
    if found is None:
        return False
    rows = {table.name: _rows(connection, table, report["id"]) for table in tables.OF_REPORT}
    source = source_hash(found["resolved"], found["text"].encode())
    made = digest(report, dict(found), rows)
    return (source, made) == (found["source"], report["digest"])


def _rows(connection: Connection, table: Table, report_id: str) -> tuple[Mapping[str, Any], ...]:
    found = connection.execute(select(table).where(table.c.report_id == report_id)).mappings()
    return in_order(table, map(dict, found))


def _counts(checked: Checked) -> Iterator[Difference]:
    """Compare the counts over all citations with a new count."""
    if checked.quick:
        return
    tally = Tally()
    for report_id in checked.connection.execute(select(tables.reports.c.id)).scalars().all():
        table = tables.citations
        bodies = select(table.c.body).where(table.c.report_id == report_id)
        found = checked.connection.execute(bodies).scalars()
        tally.add((loads(Citation, body) for body in found), 1)
    cited = {key: (tally.reports[key], count) for key, count in tally.mentions.items()}
    stored = select(tables.cited.c.instrument_key, tables.cited.c.reports, tables.cited.c.mentions)
    held = {row[0]: (row[1], row[2]) for row in checked.connection.execute(stored)}
    facts = {tuple(row[:3]): row[3] for row in checked.connection.execute(select(tables.facts))}
    if cited != held:
        yield _difference("verify-counts", tables.cited.name)
    if dict(tally.facts) != facts:
        yield _difference("verify-counts", tables.facts.name)


def _originals(checked: Checked) -> Iterator[Difference]:
    table = tables.reports
    wanted = select(table.c.sha256).where(table.c.original == 1).order_by(table.c.sha256)
    needed = frozenset(checked.connection.execute(wanted).scalars())
    for sha256 in sorted(needed):
        if not checked.home.blob(sha256).is_file():
            yield _difference("verify-original-missing", checked.home.blob(sha256))
    if checked.home.blobs.is_dir():
        for path in sorted(checked.home.blobs.rglob("*")):
            if not path.is_dir() and not _is_original(path, quick=checked.quick):
                yield _difference("verify-original-damaged", path)


def _is_original(path: Path, *, quick: bool) -> bool:
    named = bool(_SHA256.fullmatch(path.name)) and path.parent.name == path.name[:2]
    return named and not path.is_symlink() and (quick or hash_of(path) == path.name)


def _index_files(checked: Checked) -> Iterator[Difference]:
    home = checked.home
    known = set(home.generations().values())
    if home.index.is_dir():
        for path in sorted(set(home.index.iterdir()) - known):
            yield _difference("verify-index-stray", path)
    meta = checked.connection.execute(select(tables.meta)).mappings().one()
    if meta["manifest"] is None:
        return
    place = home.generation(meta["generation"])
    try:
        yield from _generation(place, meta["manifest"], quick=checked.quick)
    except (OSError, ValueError):
        yield _difference("verify-index-missing", place)


def _generation(place: Path, manifest: str, *, quick: bool) -> Iterator[Difference]:
    if hash_of(place / MANIFEST) != manifest:
        yield _difference("verify-index-damaged", place / MANIFEST)
    entries = read_manifest(place)
    files = files_of(place)
    for name in sorted(files ^ entries.keys()):
        code = "verify-index-stray" if name in files else "verify-index-missing"
        yield _difference(code, place / name)
    for name in sorted(files & entries.keys()):
        path, entry = place / name, entries[name]
        if path.stat().st_size != entry.size or (not quick and hash_of(path) != entry.sha256):
            yield _difference("verify-index-damaged", path)


def _index_documents(checked: Checked) -> Iterator[Difference]:
    """Compare the documents of the index with those of the catalogue, content hash included."""
    meta = checked.connection.execute(select(tables.meta)).mappings().one()
    if meta["engine"] is None:
        return
    if meta["engine"] != checked.search.stamp:
        yield _difference("verify-index-stamp", meta["engine"])
        return
    if any(_index_files(checked)):
        # Told already; and an index that is not as it was written must not be opened: Whoosh unpickles it.
        return
    try:
        indexed, damaged = _indexed(checked, meta["generation"])
    except (KbError, OSError, EOFError) as error:
        yield _difference("verify-index-unreadable", checked.search.name, detail=error)
        return
    for place in damaged:
        yield _difference("verify-index-document", place)
    table = tables.reports
    hashed = select(table.c.id, table.c.content_hash).where(table.c.content_hash.is_not(None))
    wanted = sorted((row[0], row[1]) for row in checked.connection.execute(hashed))
    for report_id in sorted({id_ for id_, _ in set(indexed) ^ set(wanted)}):
        yield _difference("verify-index-document", report_id)
    if len(indexed) != len(set(indexed)):
        yield _difference("verify-index-unreadable", checked.search.name, detail="2×")


def _indexed(checked: Checked, generation: int) -> tuple[list[tuple[str, str]], list[str]]:
    """Return (report id, content hash) of what is indexed, and what of it is damaged."""
    inside = checked.search.inside_catalogue
    place = driver(checked.connection) if inside else checked.home.generation(generation)
    reader = checked.search.reader(place)
    try:
        return sorted(reader.ids()), [] if checked.quick else list(reader.damage())
    finally:
        reader.close()


_CHECKS: tuple[Check, ...] = (
    _database,
    _seal,
    _reports,
    _counts,
    _originals,
    _index_files,
    _index_documents,
)


def leftovers(home: Home, connection: Connection) -> dict[str, int]:
    """Count what a killed writer leaves behind: harmless, and no difference.

    `originals` that no report needs, `generations` beyond two, files in `tmp`.
    """
    needed = set(connection.execute(select(tables.reports.c.sha256)).scalars())
    current = connection.execute(select(func.max(tables.meta.c.generation))).scalar_one()
    blobs = home.blobs.rglob("*") if home.blobs.is_dir() else ()
    return {
        "originals": sum(p.is_file() and p.name not in needed for p in blobs),
        "generations": sum(n not in {current, current - 1} for n in home.generations()),
        "tmp": sum(1 for _ in home.tmp.iterdir()) if home.tmp.is_dir() else 0,
    }
