"""Full disks and failing disks: every file operation fails once, and each time all is as before or done."""

import errno
import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.exc import OperationalError

from kb.errors import StoreError
from kb.ports import SearchEngine
from kb.registry import search_engine
from tests.kb.store.samples import citation, file, fill, lines, open_store

BEFORE = {
    "1": file("một", citation("vn:ttg:ct:16:?"), number="1"),
    "2": file("hai", number="2"),
}
AFTER = {
    "1": file("đổi", citation("vn:ttg:ct:16:2016", date="2016-05-16"), number="3"),
    "2": file("hai", number="2"),
    "3": file("ba", citation("vn:ttg:ct:16:?"), number="4"),
}
MOST = 60
"""More operations than one commit makes."""


@dataclass(slots=True, kw_only=True)
class Failing:
    """A function that fails at its nth call."""

    real: Callable[..., Any]
    at: int
    code: int
    calls: int = field(default=0)

    def __call__(self, *args: Any, **options: Any) -> Any:  # noqa: ANN401 - stands in for any call
        self.calls += 1
        if self.calls == self.at:
            raise OSError(self.code, os.strerror(self.code))
        return self.real(*args, **options)


@pytest.fixture(scope="module", params=["whoosh:", "fts5:"])
def engine(request: pytest.FixtureRequest) -> SearchEngine:
    """Return each engine in turn."""
    return search_engine(request.param)


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A data directory before the commit, and both exports."""

    home: Path
    before: list[str]
    after: list[str]


@pytest.fixture(scope="module")
def case(engine: SearchEngine, tmp_path_factory: pytest.TempPathFactory) -> Case:
    """Return a filled data directory, found in order."""
    home, done = tmp_path_factory.mktemp("before") / "home", tmp_path_factory.mktemp("after")
    with open_store(home, engine) as store:
        fill(store, BEFORE)
        assert store.verify() == ()
        before = lines(store)
    with open_store(done, engine) as store:
        fill(store, AFTER)
        after = lines(store)
    return Case(home=home, before=before, after=after)


def attempt(home: Path, engine: SearchEngine) -> bool:
    """Commit; return whether it was told to have failed."""
    with open_store(home, engine) as store:
        try:
            fill(store, AFTER)
        except StoreError:
            return True
    return False


def check(home: Path, engine: SearchEngine, allowed: list[list[str]]) -> None:
    """Hold the catalogue against the exports that it may have."""
    with open_store(home, engine) as store:
        assert store.verify() == ()
        assert lines(store) in allowed


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("os.fsync", errno.EIO),
        ("os.replace", errno.ENOSPC),
        ("os.link", errno.EIO),
        ("os.mkdir", errno.ENOSPC),
        ("os.open", errno.EMFILE),
        ("shutil.copyfile", errno.ENOSPC),
    ],
)
def test_each_operation_fails_once(
    name: str,
    code: int,
    case: Case,
    engine: SearchEngine,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """At every call that fails: clean on the spot, old or new, and done after another run."""
    module, function = name.rsplit(".", 1)
    real = getattr({"os": os, "shutil": shutil}[module], function)
    for at in range(1, MOST):
        home = Path(shutil.copytree(case.home, tmp_path / str(at)))
        failing = Failing(real=real, at=at, code=code)
        with monkeypatch.context() as patch:
            patch.setattr(name, failing)
            told = attempt(home, engine)
        check(home, engine, [case.before] if told else [case.before, case.after])
        assert not attempt(home, engine)
        check(home, engine, [case.after])
        if failing.calls < at:
            break
    else:
        pytest.fail("more calls than expected: raise MOST")


@pytest.mark.parametrize("name", ["write_reports", "write_paths", "write_meta", "seal_of"])
def test_database_fails(
    name: str, case: Case, engine: SearchEngine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """When the transaction fails, nothing has changed and no half generation is left."""
    home = Path(shutil.copytree(case.home, tmp_path / "home"))
    with monkeypatch.context() as patch:
        patch.setattr(f"kb.store.rows.{name}", _no_room)
        assert attempt(home, engine)
    assert not (home / "index" / "g2").exists()
    check(home, engine, [case.before])
    assert not attempt(home, engine)
    check(home, engine, [case.after])


def _no_room(*_: object) -> None:
    raise OperationalError("INSERT", {}, RuntimeError("database or disk is full"))
