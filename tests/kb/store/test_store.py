"""Opening, locking, migrating: what happens when the data directory is not as one would wish."""

import os
import sqlite3
from collections.abc import Callable, Iterator
from multiprocessing import get_context
from multiprocessing.connection import Connection as Pipe
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine

from kb.errors import Busy, KbError, StoreError, WrongUse
from kb.registry import search_engine
from kb.settings import Settings
from kb.store import open_catalogue, tables
from kb.store.database import writing_engine
from kb.store.migrate import configuration, upgrade
from tests.kb.store.engines import FileEngine, TableEngine
from tests.kb.store.samples import citation, file, fill, instrument, lines, open_store

NOBODY = 65534


def test_missing_home_is_told(tmp_path: Path) -> None:
    """Reading where nothing was indexed is told, and makes nothing."""
    with open_store(tmp_path / "none", FileEngine()) as store:
        with pytest.raises(StoreError) as told, store.snapshot():
            pass
        with pytest.raises(StoreError):
            store.verify()
    assert told.value.code == "store-missing"
    assert not (tmp_path / "none").exists()


def test_home_that_cannot_be_made(tmp_path: Path) -> None:
    """A data directory below a file is told in one line."""
    (tmp_path / "file").write_text("x")
    store = open_store(tmp_path / "file" / "home", FileEngine())
    with pytest.raises(StoreError) as told, store.writer():
        pass
    assert str(tmp_path / "file" / "home") in str(told.value)


def test_no_database(tmp_path: Path) -> None:
    """A file that is no database is told, by readers and by the writer."""
    (tmp_path / "catalogue.db").write_bytes(b"not a database" * 100)
    with open_store(tmp_path, FileEngine()) as store:
        for use in (store.snapshot, store.writer):
            with pytest.raises(StoreError) as told, use():
                pass
            assert told.value.code == "store-database"


@pytest.fixture
def nobody(for_all: Path) -> Iterator[Callable[[], None]]:
    """Return a function that gives up the rights of the superuser until the test ends."""

    def give_up() -> None:
        if os.geteuid() == 0:
            os.seteuid(NOBODY)

    yield give_up
    if os.getuid() == 0:
        os.seteuid(0)


@pytest.mark.parametrize("engine", [FileEngine(), TableEngine()], ids=["file", "table"])
def test_read_only_home(
    engine: FileEngine | TableEngine, tmp_path: Path, nobody: Callable[[], None]
) -> None:
    """A read-only data directory can be read, and writing to it is told."""
    home = tmp_path / "home"
    with open_store(home, engine) as store:
        fill(store, {"1": file("một")})
    for path in (*home.rglob("*"), home):
        path.chmod(0o555 if path.is_dir() else 0o444)
    nobody()
    with open_store(home, engine) as store:
        with store.snapshot() as snapshot:
            assert len(snapshot.cards()) == 1
        with pytest.raises(StoreError) as told, store.writer():
            pass
    assert told.value.code == "store-read-only"


def _hold(home: Path, ready: Pipe) -> None:
    with open_store(home, FileEngine()) as store, store.writer():
        ready.send(os.getpid())
        ready.recv()


def test_second_writer_is_told_who_writes(tmp_path: Path) -> None:
    """Of two writers one wins; the other is told the first's process number, with exit code 75."""
    here, there = get_context("forkserver").Pipe()
    holder = get_context("forkserver").Process(target=_hold, args=(tmp_path, there))
    holder.start()
    pid = here.recv()
    with open_store(tmp_path, FileEngine()) as store:
        with pytest.raises(Busy) as told, store.writer():
            pass
        assert told.value.exit_code == 75
        assert str(pid) in str(told.value)
        holder.kill()
        holder.join()
        with store.writer() as writer:
            writer.commit()
        assert store.verify() == ()


def test_lock_in_one_process(tmp_path: Path) -> None:
    """Two writers of one process exclude each other as well, and the lock is free afterwards."""
    with open_store(tmp_path, FileEngine()) as store:
        with store.writer(), pytest.raises(Busy), store.writer():
            pass
        with store.writer():
            pass
    assert (tmp_path / "lock").exists()


def test_too_little_room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A disk that is almost full is told before anything is written."""
    monkeypatch.setattr("kb.store.store.RESERVE", 1 << 62)
    with (
        open_store(tmp_path, FileEngine()) as store,
        pytest.raises(StoreError) as told,
        store.writer(),
    ):
        pass
    assert told.value.code == "store-full"


def _schema(path: Path) -> list[tuple[str, str]]:
    connection = sqlite3.connect(path)
    rows = connection.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL")
    found = sorted((name, " ".join(sql.split()).replace(" ,", ",")) for name, sql in rows)
    connection.close()
    return [row for row in found if row[0] != "alembic_version"]


def test_migrated_is_fresh(tmp_path: Path) -> None:
    """The migrations make exactly the schema that the tables describe."""
    migrated, fresh = tmp_path / "migrated.db", tmp_path / "fresh.db"
    database = writing_engine(migrated)
    with database.begin() as connection:
        upgrade(connection)
        found = compare_metadata(MigrationContext.configure(connection), tables.metadata)
    database.dispose()
    made = create_engine(f"sqlite:///{fresh}")
    tables.metadata.create_all(made)
    made.dispose()
    assert found == []
    assert [(n, _plain(s)) for n, s in _schema(migrated)] == [
        (n, _plain(s)) for n, s in _schema(fresh)
    ]


def _plain(sql: str) -> str:
    return sql.replace("( ", "(").replace(" )", ")").replace('"', "")


def test_head_is_the_last_migration() -> None:
    """The revision that readers ask for is the last of the migrations."""
    assert ScriptDirectory.from_config(configuration()).get_current_head() == tables.HEAD


@pytest.mark.parametrize(("revision", "code"), [("9999", "store-newer"), ("0000", "store-older")])
def test_other_schema_is_refused(revision: str, code: str, tmp_path: Path) -> None:
    """A reader refuses the schema of another version."""
    with open_store(tmp_path, FileEngine()) as store:
        fill(store, {"1": file("một")})
    _set_revision(tmp_path, revision)
    with (
        open_store(tmp_path, FileEngine()) as store,
        pytest.raises(StoreError) as told,
        store.snapshot(),
    ):
        pass
    assert told.value.code == code


def test_newer_schema_is_not_written(tmp_path: Path) -> None:
    """A writer refuses the schema of a newer version."""
    with open_store(tmp_path, FileEngine()) as store:
        fill(store, {"1": file("một")})
    _set_revision(tmp_path, "9999")
    with (
        open_store(tmp_path, FileEngine()) as store,
        pytest.raises(StoreError) as told,
        store.writer(),
    ):
        pass
    assert told.value.code == "store-newer"


def _set_revision(home: Path, revision: str) -> None:
    connection = sqlite3.connect(home / "catalogue.db")
    connection.execute("UPDATE alembic_version SET version_num = ?", (revision,))
    connection.commit()
    connection.close()


def test_half_made_schema_is_finished(tmp_path: Path) -> None:
    """A database file without tables, left by a killed first run, is no obstacle."""
    (tmp_path / "catalogue.db").touch()
    with open_store(tmp_path, FileEngine()) as store:
        with pytest.raises(StoreError) as told, store.snapshot():
            pass
        assert told.value.code == "store-empty"
        fill(store, {"1": file("một")})
        assert store.verify() == ()


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (FileEngine(), FileEngine(stamp="file/2")),
        (TableEngine(), TableEngine(stamp="table/2")),
        (FileEngine(), TableEngine()),
        (TableEngine(), FileEngine()),
        (search_engine("whoosh:"), search_engine("fts5:")),
        (search_engine("fts5:"), search_engine("whoosh:")),
    ],
    ids=lambda engine: engine.stamp.split("/")[0],
)
def test_other_engine_makes_the_index_anew(
    old: FileEngine,
    new: FileEngine,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """A reader tells that the index is another engine's; the writer makes it anew, and says so."""
    with open_store(tmp_path, old) as store:
        fill(store, {"1": file("một"), "2": file("hai")})
    with open_store(tmp_path, new) as store:
        with store.snapshot() as snapshot, pytest.raises(StoreError) as told:
            snapshot.index_place()
        assert told.value.code == "store-index-stamp"
        fill(store, {"3": file("ba")})
        assert new.stamp in caplog.text
        assert store.verify() == ()
        with store.snapshot() as snapshot:
            reader = new.reader(snapshot.index_place())
            assert len(list(reader.ids())) == 3
            reader.close()


def test_other_registry_links_anew(tmp_path: Path) -> None:
    """A registry with another row links what was open, although no file changed."""
    held = file("một", citation("vn:ttg:ct:16:?"))
    with open_store(tmp_path, FileEngine()) as store:
        fill(store, {"1": held})
    row = instrument("vn:ttg:ct:16:2016", "2016-05-16", "Về dân vận")
    with open_store(tmp_path, FileEngine(), registry=[row]) as store:
        fill(store, {"1": held})
        with store.snapshot() as snapshot:
            report = snapshot.report(held.report.id)
        assert report is not None
        assert report.citations[0].key == row.key
        assert store.verify() == ()


def test_two_generations_are_kept(tmp_path: Path) -> None:
    """The generation before the present one stays for readers; older ones go."""
    with open_store(tmp_path, FileEngine()) as store:
        for n in range(4):
            fill(store, {str(n): file(str(n))})
    assert sorted(path.name for path in (tmp_path / "index").iterdir()) == ["g3", "g4"]


def test_old_generation_is_never_written(tmp_path: Path) -> None:
    """The files of a generation are the same before and after the next one is built."""
    with open_store(tmp_path, search_engine("whoosh:")) as store:
        fill(store, {"1": file("một"), "2": file("hai")})
        before = {p.name: p.read_bytes() for p in (tmp_path / "index/g1").iterdir()}
        fill(store, {"1": file("đổi"), "3": file("ba")})
        assert {p.name: p.read_bytes() for p in (tmp_path / "index/g1").iterdir()} == before


def test_links_refused_are_copies(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the file system has no hard links, generations are copies."""
    monkeypatch.setattr("os.link", _refuse)
    with open_store(tmp_path, FileEngine()) as store:
        fill(store, {"1": file("một")})
        fill(store, {"2": file("hai")})
        assert store.verify() == ()


def _refuse(*_: object) -> None:
    raise PermissionError


def test_report_of_other_bytes_is_refused(tmp_path: Path) -> None:
    """A report that was not read of the bytes beside it is a programmer's error."""
    one, two = file("một"), file("hai")
    store = open_store(tmp_path, FileEngine())
    with store.writer() as writer, pytest.raises(ValueError, match=one.report.id):
        writer.put("1", two.data, one.report)
    store.close()


def test_export_is_plain(tmp_path: Path) -> None:
    """The export is sorted JSON lines in NFC, a type on each."""
    with open_store(tmp_path, FileEngine()) as store:
        fill(store, {"1": file("một", citation("vn:ttg:ct:16:2016"), number="3")})
        found = lines(store)
    assert all(line.startswith("{") and line.endswith("}\n") for line in found)
    assert [line.split('"type":"')[1].split('"')[0] for line in found] == [
        "instrument",
        "instrument",
        "relation",
        "report",
    ]


@pytest.mark.parametrize("url", ["lucene:", "whoosh", ""])
def test_unknown_engine(url: str) -> None:
    """An engine that is not there is told with those that are."""
    with pytest.raises(WrongUse) as told:
        search_engine(url)
    assert "whoosh:" in str(told.value)


def test_unknown_catalogue(tmp_path: Path) -> None:
    """A catalogue that is not there is told."""
    settings = Settings(home=tmp_path, catalogue="oracle:")
    with pytest.raises(KbError) as told:
        open_catalogue(settings, FileEngine(), registry={})
    assert told.value.code == "store-url"
