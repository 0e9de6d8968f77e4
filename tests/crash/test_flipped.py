"""A flipped byte in each kind of file of a data directory is found by `kb verify`, first shown clean."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.crash.command import Kb, write_reports

pytestmark = pytest.mark.slow
KINDS = {
    "whoosh:": ("blobs/*/*/*", "index/g*/*.seg", "index/g*/*.toc", "index/g*/MANIFEST.json"),
    "fts5:": ("blobs/*/*/*",),
}
WORDS = {
    "a text": "bộ thử nghiệm".encode(),
    "a citation": b'"surface":',
    "a finding": b'"suggestion":',
    "a header": b'"recipients":',
}


@pytest.fixture(scope="module", params=KINDS)
def clean(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Kb:
    """Return `kb` over a data directory of each engine, shown clean."""
    folder = tmp_path_factory.mktemp("flipped")
    write_reports(folder / "reports", 8)
    kb = Kb(home=folder / "home", index=request.param)
    assert kb("index", folder / "reports", "--workers", "1", "--quiet").code == 0
    done = kb("verify")
    assert (done.code, done.out) == (0, "")
    return kb


def _flipped(kb: Kb, path: Path, place: int) -> Kb:
    """Return `kb` over a copy in which one bit of a file is another."""
    copy = Kb(home=kb.home.with_name("copy"), index=kb.index)
    shutil.rmtree(copy.home, ignore_errors=True)
    shutil.copytree(kb.home, copy.home)
    damaged = copy.home / path.relative_to(kb.home)
    data = bytearray(damaged.read_bytes())
    data[place] ^= 1
    damaged.chmod(0o600)
    damaged.write_bytes(data)
    return copy


def test_a_flipped_byte_of_each_kind_of_file_is_found(clean: Kb) -> None:
    """Originals and every file of the index: exit code 1, and the file or its folder is named."""
    for kind in KINDS[clean.index]:
        path = max(clean.home.glob(kind))
        done = _flipped(clean, path, path.stat().st_size // 2)("verify")
        assert (done.code, "Traceback" in done.err) == (1, False), kind
        assert path.name in done.out or path.parent.name in done.out


@pytest.mark.parametrize("words", WORDS.values(), ids=WORDS)
def test_a_flipped_byte_of_the_catalogue_is_found(clean: Kb, words: bytes) -> None:
    """Text, citations, findings and headers in the database: exit code 1."""
    path = clean.home / "catalogue.db"
    done = _flipped(clean, path, path.read_bytes().index(words) + 2)("verify")
    assert (done.code, "Traceback" in done.err) == (1, False)
    assert done.out


def test_the_state_of_the_catalogue_is_guarded(clean: Kb) -> None:
    """A damaged first page is no crash: nothing can be checked, in one line."""
    done = _flipped(clean, clean.home / "catalogue.db", 5)("verify")
    assert (done.code, done.is_one_line()) == (2, True)
