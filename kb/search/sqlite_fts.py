"""Full text in the catalogue's own SQLite file, with FTS5: rows and index commit together.

The tables are fed with our tokens, joined by blanks, through the `ascii` tokenizer, which leaves all
letters beyond ASCII alone: SQLite's own Unicode rules never touch them. The tokens are kept, since
taking a document out of a contentless table needs exactly what was put in. The engine writes into
the transaction that it is given and never commits it.
"""

from __future__ import annotations

import json
import sqlite3
import zlib
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from kb.errors import QueryRefused
from kb.ports import Hit, Hits, IndexDocument, IndexReader, IndexWriter, SearchEngine, Sort
from kb.search import analysis
from kb.search.evaluate import Matches, best, evaluate, facet_order
from kb.search.sums import damage, sum_of
from kb.search.tree import (
    MAX_EXPANSION,
    And,
    In,
    Leaf,
    Node,
    Not,
    Or,
    Phrase,
    Prefix,
    Range,
    Term,
    check,
)

_SCHEMA_VERSION = "2"
_TABLES = (
    "search_places",
    "search_terms",
    "search_text",
    "search_document",
    "search_kept",
    "search_keyword",
)
_CREATE = (
    "CREATE VIRTUAL TABLE search_text USING fts5(exact, fold, content='', tokenize='ascii')",
    "CREATE VIRTUAL TABLE search_terms USING fts5vocab('search_text', 'col')",
    "CREATE VIRTUAL TABLE search_places USING fts5vocab('search_text', 'instance')",
    """CREATE TABLE search_document (
        number INTEGER PRIMARY KEY,
        id TEXT NOT NULL UNIQUE,
        content_hash TEXT NOT NULL,
        date INTEGER,
        total INTEGER NOT NULL
    )""",
    "CREATE TABLE search_kept (number INTEGER PRIMARY KEY, tokens BLOB NOT NULL)",
    """CREATE TABLE search_keyword (
        field TEXT NOT NULL,
        value TEXT NOT NULL,
        number INTEGER NOT NULL,
        PRIMARY KEY (field, value, number)
    ) WITHOUT ROWID""",
    "CREATE INDEX search_keyword_number ON search_keyword (number, field, value)",
)
_LAST = "\U0010ffff"


def engine() -> SearchEngine:
    """Return the FTS5 engine."""
    return _Engine()


class _Engine:
    name = "fts5"
    inside_catalogue = True

    @property
    def stamp(self) -> str:
        return f"fts5/{_SCHEMA_VERSION}/{analysis.VERSION}"

    def create(self, place: object) -> None:
        connection = _connection(place)
        for table in _TABLES:
            connection.execute(f"DROP TABLE IF EXISTS {table}")
        for statement in _CREATE:
            connection.execute(statement)

    def writer(self, place: object) -> IndexWriter:
        return _Writer(_connection(place))

    def reader(self, place: object) -> IndexReader:
        return _Reader(_connection(place))

    def optimise(self, place: object) -> None:
        _connection(place).execute("INSERT INTO search_text(search_text) VALUES ('optimize')")


def _connection(place: object) -> sqlite3.Connection:
    if not isinstance(place, sqlite3.Connection):
        raise TypeError(f"an FTS5 index lies in the catalogue's database, not in {place!r}")
    return place


class _Writer:
    """Writes at once into the open transaction; whoever opened it commits or rolls back."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def put(self, document: IndexDocument) -> None:
        self.delete(document.id)
        exact = analysis.tokens(document.text)
        keywords = sorted(_keywords(document))
        joined = " ".join(exact)
        cursor = self._connection.execute(
            "INSERT INTO search_document (id, content_hash, date, total) VALUES (?, ?, ?, ?)",
            (
                document.id,
                document.content_hash,
                document.date,
                sum_of(exact, keywords, document.date),
            ),
        )
        number = cursor.lastrowid
        self._connection.execute(
            "INSERT INTO search_kept (number, tokens) VALUES (?, ?)",
            (number, zlib.compress(joined.encode(), 1)),
        )
        self._connection.execute(
            "INSERT INTO search_text (rowid, exact, fold) VALUES (?, ?, ?)",
            (number, joined, " ".join(analysis.folded(exact))),
        )
        self._connection.executemany(
            "INSERT INTO search_keyword (field, value, number) VALUES (?, ?, ?)",
            ((name, value, number) for name, value in keywords),
        )

    def delete(self, report_id: str) -> None:
        row = self._connection.execute(
            "SELECT number, tokens FROM search_document JOIN search_kept USING (number) WHERE id = ?",
            (report_id,),
        ).fetchone()
        if row is None:
            return
        number, exact = row[0], zlib.decompress(row[1]).decode()
        fold = " ".join(analysis.folded(exact.split(" "))) if exact else ""
        self._connection.execute(
            "INSERT INTO search_text (search_text, rowid, exact, fold) VALUES ('delete', ?, ?, ?)",
            (number, exact, fold),
        )
        for table in ("search_keyword", "search_kept", "search_document"):
            self._connection.execute(f"DELETE FROM {table} WHERE number = ?", (number,))  # noqa: S608

    def commit(self) -> None:
        """Do nothing: the catalogue's transaction decides."""

    def cancel(self) -> None:
        """Do nothing: the catalogue's transaction decides."""


def _keywords(document: IndexDocument) -> set[tuple[str, str]]:
    symbols = {("symbols", analysis.symbol(symbol) or symbol) for symbol in document.symbols}
    return symbols | {
        (name, value) for name, values in document.keywords.items() for value in values
    }


class _Reader:
    """What the given connection sees."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def search(
        self,
        query: object,
        *,
        sort: Sort = "relevance",
        offset: int = 0,
        limit: int = 10,
        facets: Sequence[str] = (),
    ) -> Hits:
        tree = check(query)
        found = evaluate(tree, _Leaves(self._connection, scored=sort == "relevance" and limit > 0))
        return Hits(
            hits=self._page(found, sort, offset, limit),
            total=len(found),
            facets={name: self._facet(name, found) for name in facets},
        )

    def terms(self, prefix: str, limit: int) -> Sequence[str]:
        start = "".join(analysis.tokens(prefix))
        field = "fold" if analysis.fold_token(start) == start else "exact"
        return _expand(self._connection, field, start)[:limit] if start else []

    def ids(self) -> Iterator[tuple[str, str]]:
        yield from self._connection.execute(
            "SELECT id, content_hash FROM search_document ORDER BY id"
        ).fetchall()

    def damage(self) -> Iterator[str]:
        yield from damage(self._connection)

    def close(self) -> None:
        """Do nothing: the connection is the catalogue's."""

    def _page(self, found: Matches, sort: Sort, offset: int, limit: int) -> tuple[Hit, ...]:
        if sort == "relevance":
            return best(found, self._names, offset=offset, limit=limit)
        rows = self._connection.execute(
            "SELECT number, id FROM search_document WHERE number IN (SELECT value FROM json_each(?))"
            " ORDER BY coalesce(date, 0) DESC, id LIMIT ? OFFSET ?",
            (json.dumps(list(found)), max(0, limit), offset),
        )
        return tuple(Hit(id=report_id, score=found[number]) for number, report_id in rows)

    def _names(self, numbers: Iterable[int]) -> Mapping[int, str]:
        rows = self._connection.execute(
            "SELECT number, id FROM search_document"
            " WHERE number IN (SELECT value FROM json_each(?))",
            (json.dumps(list(numbers)),),
        )
        return dict(rows.fetchall())

    def _facet(self, name: str, found: Matches) -> Mapping[str, int]:
        """Count from the documents to their values: the other way reads every value of a field."""
        rows = self._connection.execute(
            "SELECT value, count(*) FROM (SELECT value AS number FROM json_each(?)) AS found"
            " CROSS JOIN search_keyword USING (number) WHERE field = ? GROUP BY value",
            (json.dumps(list(found)), name),
        )
        return facet_order(dict(rows.fetchall()))


class _Leaves:
    """Hands FTS5 as much of a tree as it can say in one MATCH; filters and the rest are sets."""

    def __init__(self, connection: sqlite3.Connection, *, scored: bool) -> None:
        self._connection = connection
        self._score = "-bm25(search_text, 2.0, 1.0)" if scored else "0.0"

    def text(self, node: Node) -> Matches | None:
        if isinstance(node, Term) and node.field == "symbols":
            return dict.fromkeys(self._with("symbols", [node.token]), 1.0)
        match = _match(node)
        if match is None:
            return None
        if isinstance(node, Prefix):
            self._refuse_wide(node)
        rows = self._connection.execute(
            f"SELECT rowid, {self._score} FROM search_text WHERE search_text MATCH ?",  # noqa: S608
            (match,),
        )
        return dict(rows)

    def kept(self, node: In | Range) -> Collection[int]:
        if isinstance(node, In):
            return self._with(node.field, node.values)
        rows = self._connection.execute(
            "SELECT number FROM search_document WHERE date BETWEEN ? AND ?",
            (node.first or 0, node.last or 99999999),
        )
        return {number for (number,) in rows}

    def everything(self) -> Collection[int]:
        return {
            number for (number,) in self._connection.execute("SELECT number FROM search_document")
        }

    def _with(self, field: str, values: Iterable[str]) -> set[int]:
        rows = self._connection.execute(
            "SELECT number FROM search_keyword WHERE field = ?"
            " AND value IN (SELECT value FROM json_each(?))",
            (field, json.dumps(list(values))),
        )
        return {number for (number,) in rows}

    def _refuse_wide(self, node: Prefix) -> None:
        if len(_expand(self._connection, node.field, node.start)) > MAX_EXPANSION:
            raise QueryRefused("query-too-broad", limit=MAX_EXPANSION)


def _expand(connection: sqlite3.Connection, field: str, start: str) -> list[str]:
    """Return the terms that begin with `start` in byte order, at most one beyond the limit."""
    rows = connection.execute(
        "SELECT term FROM search_terms WHERE term >= ? AND term < ? AND col = ? LIMIT ?",
        (start, start + _LAST, field, MAX_EXPANSION + 1),
    )
    return [term for (term,) in rows]


def _match(node: Node) -> str | None:
    """Return a tree of words and phrases in FTS5's language, tokens quoted; `None` with filters.

    Prefixes stand alone, so that their expansion is counted before they run.
    """
    match node:
        case Term(field="exact" | "fold") | Phrase() | Prefix():
            return _leaf(node)
        case Or(children=children) if children:
            return _joined(" OR ", children)
        case And(children=children):
            wanted = [child for child in children if not isinstance(child, Not)]
            return _but_not(
                _joined(" AND ", wanted),
                [child.child for child in children if isinstance(child, Not)],
            )
    return None


def _but_not(wanted: str | None, excluded: Sequence[Node]) -> str | None:
    unwanted = _joined(" OR ", excluded)
    if wanted is None or not excluded:
        return wanted
    return None if unwanted is None else f"({wanted} NOT {unwanted})"


def _joined(operator: str, nodes: Sequence[Node]) -> str | None:
    parts = [None if isinstance(node, Prefix) else _match(node) for node in nodes]
    if not parts or None in parts:
        return None
    return f"({operator.join(part for part in parts if part)})"


def _leaf(node: Leaf) -> str:
    words = node.tokens if isinstance(node, Phrase) else (_word(node),)
    quoted = " ".join(words).replace('"', '""')
    return f'{node.field} : "{quoted}"' + (" *" if isinstance(node, Prefix) else "")


def _word(node: Term | Prefix) -> str:
    return node.token if isinstance(node, Term) else node.start
