"""Two small search engines for tests: one whose index lies in files, one inside the catalogue."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from kb.ports import Hits, IndexDocument, IndexReader, IndexWriter, Sort

Place = Path | sqlite3.Connection


@dataclass(slots=True, kw_only=True)
class Reader:
    hashes: dict[str, str]

    def search(
        self,
        query: object,
        *,
        sort: Sort = "relevance",
        offset: int = 0,
        limit: int = 10,
        facets: Sequence[str] = (),
    ) -> Hits:
        raise NotImplementedError

    def terms(self, prefix: str, limit: int) -> Sequence[str]:
        raise NotImplementedError

    def ids(self) -> Iterator[tuple[str, str]]:
        yield from self.hashes.items()

    def damage(self) -> Iterator[str]:
        yield from ()

    def close(self) -> None:
        """Hold nothing open."""


@dataclass(slots=True, kw_only=True)
class FileWriter:
    """Adds one segment a commit, never touching the others, as Whoosh does."""

    place: Path
    changes: dict[str, str | None] = field(default_factory=dict)

    def put(self, document: IndexDocument) -> None:
        self.changes[document.id] = document.content_hash

    def delete(self, report_id: str) -> None:
        self.changes[report_id] = None

    def commit(self) -> None:
        number = len(list(self.place.glob("*.segment")))
        (self.place / "WRITELOCK").touch()
        (self.place / f"{number:06}.segment").write_text(json.dumps(self.changes))
        self.changes = {}

    def cancel(self) -> None:
        self.changes = {}


@dataclass(frozen=True, slots=True, kw_only=True)
class FileEngine:
    """An index of JSON segments in a directory."""

    name: str = "file"
    stamp: str = "file/1"
    inside_catalogue: bool = False

    def create(self, place: Place) -> None:
        self.writer(place).commit()

    def writer(self, place: Place) -> IndexWriter:
        assert isinstance(place, Path)
        return FileWriter(place=place)

    def reader(self, place: Place) -> IndexReader:
        assert isinstance(place, Path)
        hashes: dict[str, str | None] = {}
        for segment in sorted(place.glob("*.segment")):
            hashes.update(json.loads(segment.read_text()))
        return Reader(hashes={id_: hash_ for id_, hash_ in hashes.items() if hash_})

    def optimise(self, place: Place) -> None:
        """Leave the segments as they are."""


@dataclass(slots=True, kw_only=True)
class TableWriter:
    connection: sqlite3.Connection

    def put(self, document: IndexDocument) -> None:
        row = (document.id, document.content_hash)
        self.connection.execute("INSERT OR REPLACE INTO test_index VALUES (?, ?)", row)

    def delete(self, report_id: str) -> None:
        self.connection.execute("DELETE FROM test_index WHERE id = ?", (report_id,))

    def commit(self) -> None:
        """Leave it to the catalogue's transaction."""

    def cancel(self) -> None:
        """Leave it to the catalogue's transaction."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TableEngine:
    """An index of one table in the catalogue's own file."""

    name: str = "table"
    stamp: str = "table/1"
    inside_catalogue: bool = True

    def create(self, place: Place) -> None:
        assert isinstance(place, sqlite3.Connection)
        place.execute("CREATE TABLE test_index (id TEXT PRIMARY KEY, hash TEXT)")

    def writer(self, place: Place) -> IndexWriter:
        assert isinstance(place, sqlite3.Connection)
        return TableWriter(connection=place)

    def reader(self, place: Place) -> IndexReader:
        assert isinstance(place, sqlite3.Connection)
        return Reader(hashes=dict(place.execute("SELECT id, hash FROM test_index").fetchall()))

    def optimise(self, place: Place) -> None:
        """Leave the table as it is."""
