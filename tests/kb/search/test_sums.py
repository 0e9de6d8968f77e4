"""A damaged FTS5 index shows, and a sound one never does."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from kb.ports import Hits
from kb.search import sqlite_fts
from kb.search.query import And, Node, Term
from kb.search.sums import damage
from tests.kb.search.generate import document, language

SPEECH = language(3)
DOCUMENTS = [document(number, SPEECH, words=250) for number in range(12)]
WORDS = sorted({word for item in DOCUMENTS for word in item.text.lower().split() if word.isalpha()})
SEED = 20260105


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """Return the file of an index that was written, added to, replaced in and deleted from."""
    path = tmp_path_factory.mktemp("sums") / "catalogue.db"
    connection = sqlite3.connect(path)
    engine = sqlite_fts.engine()
    engine.create(connection)
    for part in (DOCUMENTS[:6], DOCUMENTS[4:], DOCUMENTS[:1]):
        writer = engine.writer(connection)
        for item in part:
            writer.put(item)
        writer.delete(DOCUMENTS[2].id)
        connection.commit()
    assert list(engine.reader(connection).damage()) == []
    connection.close()
    return path.read_bytes()


@pytest.fixture
def connection(data: bytes, tmp_path: Path) -> Iterator[sqlite3.Connection]:
    """Return a copy of the index to be damaged."""
    (tmp_path / "copy.db").write_bytes(data)
    opened = sqlite3.connect(tmp_path / "copy.db")
    yield opened
    opened.close()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE search_document SET date = 20200101 WHERE number = 4",
        "UPDATE search_document SET total = total + 1 WHERE number = 4",
        "DELETE FROM search_document WHERE number = 4",
        "DELETE FROM search_kept WHERE number = 4",
        "UPDATE search_kept SET tokens = x'00' WHERE number = 4",
        "UPDATE search_kept SET tokens = (SELECT max(tokens) FROM search_kept) WHERE number = 4",
        "DELETE FROM search_keyword WHERE number = 4 AND field = 'kind'",
        "UPDATE search_keyword SET value = 'x' WHERE number = 4 AND field = 'kind'",
        "INSERT INTO search_keyword (field, value, number) VALUES ('kind', 'x', 99)",
        "INSERT INTO search_text (rowid, exact, fold) VALUES (99, 'x', 'x')",
        "UPDATE search_text_docsize SET sz = x'0101' WHERE id = 4",
        "UPDATE search_text_data SET block = x'010101' WHERE id = 1",
        "UPDATE search_text_docsize SET id = 98 WHERE id = 4",
        "UPDATE search_text_idx SET term = x'3078' || term WHERE length(term) > 3",
    ],
)
def test_each_table_counts(connection: sqlite3.Connection, statement: str) -> None:
    """What is changed, taken away or added in any table shows."""
    assert connection.execute(statement).rowcount > 0
    assert list(damage(connection)) != []


def test_swapped_words_show(connection: sqlite3.Connection) -> None:
    """The same words in another order are another text."""
    taken = (7, "x y", "x y")
    connection.execute("INSERT INTO search_text (rowid, exact, fold) VALUES (?, ?, ?)", taken)
    before = set(damage(connection))
    connection.execute(
        "INSERT INTO search_text (search_text, rowid, exact, fold) VALUES ('delete', ?, ?, ?)",
        taken,
    )
    connection.execute("INSERT INTO search_text (rowid, exact, fold) VALUES (7, 'y x', 'y x')")
    assert set(damage(connection)) == before != set()


def _trees() -> Iterator[Node]:
    chance = random.Random(SEED)
    for _ in range(20):
        first, second = (Term(field="exact", token=word) for word in chance.sample(WORDS, 2))
        yield from (first, And(children=(first, second)))


def _answers(connection: sqlite3.Connection) -> list[Hits]:
    reader = sqlite_fts.engine().reader(connection)
    return [reader.search(tree, limit=100, facets=("year", "place")) for tree in _trees()]


def _shows(connection: sqlite3.Connection) -> bool:
    try:
        told = [line for (line,) in connection.execute("PRAGMA integrity_check")]
        return told != ["ok"] or bool(list(damage(connection)))
    except (sqlite3.Error, ValueError, LookupError, TypeError):
        return True


def test_flipped_bits_show_or_do_no_harm(data: bytes, tmp_path: Path) -> None:
    """A flipped bit anywhere in the file shows, or every search answers as before."""
    chance = random.Random(SEED)
    (tmp_path / "0.db").write_bytes(data)
    with sqlite3.connect(tmp_path / "0.db") as sound:
        before = _answers(sound)
    sound.close()
    shown = 0
    for number in range(1, 41):
        changed = bytearray(data)
        changed[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
        (tmp_path / f"{number}.db").write_bytes(changed)
        opened = sqlite3.connect(tmp_path / f"{number}.db")
        shows = _shows(opened)
        assert shows or _answers(opened) == before, number
        shown += shows
        opened.close()
    assert shown > 10
