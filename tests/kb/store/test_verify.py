"""`verify` is shown clean first, then every damage that is done on purpose is found."""

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from kb.errors import StoreError
from kb.registry import search_engine
from kb.store import Store
from tests.kb.store.engines import FileEngine
from tests.kb.store.samples import citation, file, fill, instrument, open_store, unreadable

FILES = {
    "1": file("một", citation("vn:ttg:ct:16:2016", date="2016-05-16"), number="3"),
    "2": file("hai", citation("vn:ttg:ct:16:?"), number="4"),
    "3": file("ba"),
}


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a data directory of two generations, found in order."""
    home = tmp_path_factory.mktemp("filled") / "home"
    with open_store(home, search_engine("whoosh:")) as store:
        fill(store, {path: FILES[path] for path in ("1", "2")})
        fill(store, {"3": FILES["3"]})
        with store.writer() as writer:
            writer.put("x", None, unreadable("x"))
            writer.commit()
        assert store.verify() == ()
        assert store.verify(quick=True) == ()
    return home


@pytest.fixture
def home(filled: Path, tmp_path: Path) -> Path:
    """Return a copy to be damaged."""
    return Path(shutil.copytree(filled, tmp_path / "home"))


def flip(path: Path, place: int) -> None:
    """Turn one bit of a file."""
    data = bytearray(path.read_bytes())
    data[place] ^= 1
    path.chmod(0o600)
    path.write_bytes(data)


def flip_words(path: Path, words: bytes) -> None:
    """Turn one bit where `words` stand in a file."""
    flip(path, path.read_bytes().index(words) + 1)


def first(home: Path, pattern: str) -> Path:
    """Return the first file of this pattern."""
    return min(path for path in home.glob(pattern) if path.is_file())


def sql(statement: str) -> Callable[[Path], None]:
    """Return a damage done by a statement."""

    def damage(home: Path) -> None:
        connection = sqlite3.connect(home / "catalogue.db")
        connection.execute("PRAGMA foreign_keys = OFF")
        assert connection.execute(statement).rowcount > 0
        connection.commit()
        connection.close()

    return damage


DAMAGES: dict[str, Callable[[Path], object]] = {
    "a byte of a text": lambda h: flip_words(h / "catalogue.db", b"m\xe1\xbb\x99t"),
    "a byte of a citation": lambda h: flip_words(h / "catalogue.db", b'"number-symbol"'),
    "a byte of a finding": lambda h: flip_words(h / "catalogue.db", "Lưu ý".encode()),
    "a byte of a header": lambda h: flip_words(h / "catalogue.db", b"Tr\xc3\xa0 Vinh"),
    "the database's first page": lambda h: flip(h / "catalogue.db", 100),
    "the database cut": lambda h: _cut(h / "catalogue.db"),
    "a byte of an original": lambda h: flip(first(h, "blobs/*/*/*"), 5),
    "an original gone": lambda h: first(h, "blobs/*/*/*").unlink(),
    "an original emptied": lambda h: _empty(first(h, "blobs/*/*/*")),
    "a stray file among the originals": lambda h: (h / "blobs/sha256/note.txt").write_text("x"),
    "a byte of a segment": lambda h: flip(first(h, "index/g3/*.seg"), 40),
    "a byte of the table of contents": lambda h: flip(first(h, "index/g3/*.toc"), -3),
    "a byte of the manifest": lambda h: flip(h / "index/g3/MANIFEST.json", 30),
    "the manifest gone": lambda h: (h / "index/g3/MANIFEST.json").unlink(),
    "an index file gone": lambda h: first(h, "index/g3/*.seg").unlink(),
    "a file added to the index": lambda h: (h / "index/g3/x.seg").write_bytes(b"x"),
    "a file beside the generations": lambda h: (h / "index/x").write_bytes(b"x"),
    "the generation gone": lambda h: shutil.rmtree(h / "index/g3"),
    "a report row gone": sql("DELETE FROM reports WHERE status = 'ok' AND rowid = 1"),
    "a citation row gone": sql("DELETE FROM citations WHERE n = 0"),
    "a relation row gone": sql("DELETE FROM relations"),
    "a finding row gone": sql("DELETE FROM findings"),
    "a section row gone": sql("DELETE FROM sections"),
    "a text gone": sql("DELETE FROM contents WHERE rowid = 2"),
    "a path gone": sql("DELETE FROM paths WHERE report_id IN (SELECT id FROM reports LIMIT 1)"),
    "a sighting row gone": sql("DELETE FROM sightings"),
    "a question row gone": sql("DELETE FROM dependencies"),
    "a count changed": sql("UPDATE cited SET mentions = mentions + 1"),
    "a fact gone": sql("DELETE FROM facts WHERE field = 'date'"),
    "a role changed": sql("UPDATE citations SET role = 'repeals'"),
    "an older generation named": sql("UPDATE meta SET generation = 2"),
    "a reason gone": sql("UPDATE reports SET failure = NULL WHERE status = 'failed'"),
    "another engine named": sql("UPDATE meta SET engine = 'other'"),
    "the seal gone": sql("UPDATE meta SET seal = NULL"),
}


def _cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def _empty(path: Path) -> None:
    path.write_bytes(b"")


def found(home: Path) -> bool:
    """Return whether the damage is told, as a difference or because nothing can be opened."""
    with open_store(home, search_engine("whoosh:")) as store:
        try:
            return bool(store.verify())
        except StoreError:
            return True


@pytest.mark.parametrize("name", DAMAGES)
def test_damage_is_found(name: str, home: Path) -> None:
    """Each damage shows."""
    DAMAGES[name](home)
    assert found(home)


INSIDE: dict[str, Callable[[Path], object]] = {
    "a posting gone": sql("DELETE FROM search_text_docsize WHERE id = 1"),
    "a filter value gone": sql("DELETE FROM search_keyword WHERE number = 2"),
    "a kept text damaged": sql("UPDATE search_kept SET tokens = x'00' WHERE number = 1"),
    "a date changed": sql("UPDATE search_document SET date = 20991231 WHERE number = 1"),
    "a byte of a posting list": sql(
        "UPDATE search_text_data SET block = substr(block, 1, 6) || x'7a' || substr(block, 8)"
        " WHERE id > 100"
    ),
    "a document gone": sql("DELETE FROM search_document WHERE number = 1"),
}


@pytest.mark.parametrize("name", INSIDE)
def test_damage_inside_the_catalogue_is_found(name: str, tmp_path: Path) -> None:
    """An index in the catalogue's own file is held to what was put in, and is made anew."""
    home = tmp_path / "home"
    with open_store(home, search_engine("fts5:")) as store:
        fill(store, FILES)
        assert store.verify() == ()
    INSIDE[name](home)
    with open_store(home, search_engine("fts5:")) as store:
        assert store.verify() != ()
        store.rebuild()
        assert store.verify() == ()


@pytest.mark.parametrize("part", range(10))
def test_flipped_bytes_show_or_do_no_harm(part: int, home: Path) -> None:
    """A byte anywhere in the database file shows, or the catalogue tells the same as before."""
    catalogue = home / "catalogue.db"
    with open_store(home, search_engine("whoosh:")) as store:
        before = list(store.export())
    flip(catalogue, (2 * part + 1) * catalogue.stat().st_size // 20)
    assert found(home) or _export(home) == before


def _export(home: Path) -> list[str]:
    with open_store(home, search_engine("whoosh:")) as store:
        return list(store.export())


@pytest.fixture
def whole(home: Path) -> Iterator[Store]:
    """Return the catalogue before any damage."""
    with open_store(home, search_engine("whoosh:")) as store:
        yield store


@pytest.mark.parametrize(
    "name", ["a byte of a segment", "an index file gone", "a count changed", "a citation row gone"]
)
def test_rebuild_mends_projections(name: str, home: Path, whole: Store) -> None:
    """What can be made from the stored reports is made anew, and is as it was."""
    before = list(whole.export())
    whole.close()
    DAMAGES[name](home)
    with open_store(home, search_engine("whoosh:")) as store:
        store.rebuild()
        assert store.verify() == ()
        assert list(store.export()) == before


@pytest.mark.parametrize("name", ["a byte of a text", "a text gone", "a report row gone"])
def test_rebuild_drops_what_it_cannot_make(name: str, home: Path, whole: Store) -> None:
    """A report that is damaged itself is dropped, and is as it was when its file is put again."""
    before = list(whole.export())
    whole.close()
    DAMAGES[name](home)
    with open_store(home, search_engine("whoosh:")) as store:
        assert store.rebuild().removed == 1
        assert store.verify() == ()
        fill(store, FILES)
        assert store.verify() == ()
        assert list(store.export()) == before


def test_damaged_report_is_told(home: Path) -> None:
    """Linking a damaged report anew stops with its id and what to do."""
    DAMAGES["a byte of a text"](home)
    rows = [instrument("vn:ttg:ct:17:2019", "2019-06-13", "Về chỉ thị khác")]
    with open_store(home, search_engine("whoosh:"), registry=rows) as store:
        with pytest.raises(StoreError) as told:
            fill(store, {})
        assert told.value.code == "store-report-damaged"


def test_damaged_original_is_mended_by_indexing(home: Path) -> None:
    """A file that is put again replaces its damaged original."""
    flip(first(home, "blobs/*/*/*"), 5)
    with open_store(home, search_engine("whoosh:")) as store:
        fill(store, FILES)
        assert store.verify() == ()


def test_leftovers_are_no_differences(tmp_path: Path) -> None:
    """What a killed writer leaves is counted, is no difference, and goes with the next writer."""
    home = tmp_path / "home"
    with open_store(home, FileEngine()) as store:
        fill(store, {"1": file("một")})
        (home / "tmp" / "half").write_bytes(b"x")
        (home / "index" / "g2").mkdir()
        left = file("không ai cần")
        with store.writer() as writer:
            writer.put("2", left.data, left.report)
        (home / "tmp" / "half").write_bytes(b"x")
        (home / "index" / "g2").mkdir()
        assert store.verify() == ()
        assert store.leftovers() == {"originals": 1, "generations": 1, "tmp": 1}
        with store.writer():
            pass
        assert store.leftovers() == {"originals": 1, "generations": 0, "tmp": 0}
