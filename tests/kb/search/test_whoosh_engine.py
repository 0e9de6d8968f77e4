"""Whoosh: stock postings, our phrases, and directories that are not ours."""

from __future__ import annotations

import gc
import os
import stat
from collections.abc import Callable, Sequence
from dataclasses import replace
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from whoosh import formats
from whoosh import index as stock_index
from whoosh.query import Phrase as StockPhrase

from kb.errors import Busy, StoreError
from kb.ports import IndexDocument, IndexReader
from kb.search import whoosh_engine
from kb.search.postings import encoded
from kb.search.query import Phrase, parse
from tests.kb.search.generate import Queries, small_documents

ENGINE = whoosh_engine.engine()


def write(place: Path, documents: Sequence[IndexDocument], gone: Sequence[str] = ()) -> None:
    """Commit once."""
    writer = ENGINE.writer(place)
    for report_id in gone:
        writer.delete(report_id)
    for item in documents:
        writer.put(item)
    writer.commit()


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """Return an empty index."""
    ENGINE.create(tmp_path / "index")
    return tmp_path / "index"


def reader(place: Path) -> IndexReader:
    """Open the index."""
    return ENGINE.reader(place)


# --- phrases equal Whoosh's own


@given(st.lists(st.integers(0, 100_000), min_size=1, unique=True).map(sorted))
def test_positions_are_in_the_stock_format(positions: list[int]) -> None:
    """Our encoding is byte for byte what Whoosh writes."""
    assert encoded(positions) == formats.Positions().encode(positions)


@pytest.mark.parametrize("count", [300, pytest.param(10_000, marks=pytest.mark.slow)])
def test_phrases_equal_stock_phrases(place: Path, count: int) -> None:
    """Random phrases, with repeated and absent words, over segments with deletions, agree."""
    documents = small_documents(60, 61)
    for start in range(0, 60, 12):
        write(place, documents[start : start + 12], gone=[documents[max(0, start - 3)].id])
    queries = Queries([*documents[:48], *documents[50:]], 61)
    ours = reader(place)
    with stock_index.open_dir(str(place)).searcher() as searcher:
        for _ in range(count):
            name, words = queries.spelled(_phrase(queries))
            stock = {
                searcher.stored_fields(number)["document"][0]
                for number in StockPhrase(name, list(words)).docs(searcher)
            }
            hits = ours.search(Phrase(field=name, tokens=words), limit=60).hits
            assert {hit.id for hit in hits} == stock, words
    ours.close()


def _phrase(queries: Queries) -> list[str]:
    words = queries.words(queries.chance.randint(2, 6))
    if queries.chance.random() < 0.3:
        queries.chance.shuffle(words)
    if queries.chance.random() < 0.2:
        words[queries.chance.randrange(len(words))] = queries.chance.choice(["vắng", words[0]])
    return words


# --- the directory


def test_an_index_is_private(place: Path) -> None:
    """Nobody else may read the directory or its files."""
    write(place, small_documents(3, 1))
    modes = [stat.S_IMODE(path.stat().st_mode) for path in [place, *place.iterdir()]]
    assert modes[0] == 0o700
    assert not any(mode & 0o077 for mode in modes)


def test_the_text_is_not_in_the_index(place: Path) -> None:
    """The index holds no text of a report."""
    secret = "Câu này chỉ đứng trong văn bản."
    (item,) = small_documents(1, 1)
    write(place, [replace(item, text=secret)])
    kept = b"".join(path.read_bytes() for path in place.iterdir())
    assert secret.encode() not in kept
    assert "Câu này chỉ".lower().encode() not in kept


def test_a_directory_that_others_can_write_is_refused(place: Path) -> None:
    """Pickles that somebody else may have put there are never opened."""
    place.chmod(0o777)
    with pytest.raises(StoreError) as refusal:
        reader(place)
    assert refusal.value.code == "index-not-ours"


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="owners: a POSIX system")
def test_a_directory_of_somebody_else_is_refused(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An index of another owner is never opened, for reading or writing."""
    monkeypatch.setattr(os, "geteuid", lambda: place.stat().st_uid + 1)
    for use in (lambda: reader(place), lambda: ENGINE.writer(place).delete("a")):
        with pytest.raises(StoreError) as refusal:
            use()
        assert refusal.value.code == "index-not-ours"


@pytest.mark.filterwarnings("ignore::ResourceWarning")
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize("damage", ["missing", "empty", "torn", "no toc"])
def test_damage_is_one_clear_line(place: Path, damage: str) -> None:
    """Missing, empty or torn files end in one error that names the rebuild command."""
    write(place, small_documents(5, 1))
    segment = next(place.glob("*.seg"))
    changes: dict[str, Callable[[], object]] = {
        "missing": lambda: segment.rename(place / "elsewhere"),
        "empty": lambda: segment.write_bytes(b""),
        "torn": lambda: segment.write_bytes(segment.read_bytes()[:300]),
        "no toc": lambda: next(place.glob("*.toc")).rename(place / "elsewhere"),
    }
    changes[damage]()
    with pytest.raises(StoreError, match="kb rebuild") as refusal:
        reader(place).search(parse("một"))
    assert refusal.value.code == "index-damaged"
    del refusal
    gc.collect()  # Whoosh leaves a file open when it meets damage; it is closed here, not in another test


def test_a_missing_directory_is_damage(tmp_path: Path) -> None:
    """An index that was deleted is reported, not made anew in silence."""
    with pytest.raises(StoreError):
        reader(tmp_path / "none")


def test_two_writers_do_not_meet(place: Path) -> None:
    """A second writer is told that the first is at work."""
    first = ENGINE.writer(place)
    first.delete("a")
    with pytest.raises(Busy):
        ENGINE.writer(place).delete("b")
    first.cancel()


def test_segments_do_not_pile_up(place: Path) -> None:
    """Forty commits leave at most thirteen segments; optimising leaves one."""
    for item in small_documents(40, 1):
        write(place, [item])
    assert len(list(place.glob("*.seg"))) <= 13
    ENGINE.optimise(place)
    assert len(list(place.glob("*.seg"))) == 1


def test_one_distribution_provides_whoosh() -> None:
    """All forks import as `whoosh`: exactly one may be installed."""
    assert set(packages_distributions()["whoosh"]) == {"Whoosh-Reloaded"}
