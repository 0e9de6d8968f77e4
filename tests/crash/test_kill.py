"""Killed at any moment, the catalogue is as before the commit or as after it, and all agrees."""

import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.context import ForkServerContext
from pathlib import Path

import pytest

from kb.errors import StoreError
from kb.registry import search_engine
from tests.crash.victim import COMMITS, index, state
from tests.kb.store.samples import open_store

KILLS = 100
"""For each engine."""
KILLS_A_HOME = 10
SEED = 20180921
_GLANCE = 0.002
"""Seconds between two looks at what the victim has done."""
PRELOADED = [
    "tests.crash.victim",
    "kb.store.migrate",
    "kb.search.whoosh_engine",
    "kb.search.sqlite_fts",
]

Sight = dict[str, str]
"""Path → SHA-256."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """When to kill. Counted from a commit, so that a busy machine changes nothing."""

    commits: int
    """Commits that have returned."""
    seconds: float
    """Time from then on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Victim:
    """Runs of the program on one home."""

    processes: ForkServerContext
    home: Path
    url: str

    def run(self, number: int, *, kill: Moment | None = None) -> tuple[bool, int]:
        """Run, kill at a moment; return whether it was killed, and the commits that returned."""
        done = self.home.with_suffix(f".{number}")
        done.touch()
        process = self.processes.Process(target=index, args=(self.home, self.url, number, done))
        process.start()
        if kill is None:
            process.join()
        else:
            while process.is_alive() and done.read_bytes().count(b"\n") < kill.commits:
                process.join(_GLANCE)
            process.join(kill.seconds)
        process.kill()
        process.join()
        assert process.exitcode in {0, -9}, process.exitcode
        return process.exitcode == -9, len(done.read_text().splitlines())

    def check(self, before: Sight, number: int, commits: int) -> Sight:
        """Hold the catalogue against what it was and what it was to become; return what it is."""
        allowed = [before, *(sight(number, step) for step in range(COMMITS))][commits : commits + 2]
        with open_store(self.home, search_engine(self.url)) as store:
            try:
                assert store.verify() == ()
                with store.snapshot() as snapshot:
                    cards = tuple(snapshot.cards())
            except StoreError as error:
                if error.code not in {"store-missing", "store-empty"}:
                    raise
                cards = ()
        found = {path: card.sha256 for card in cards for path in card.paths}
        assert found in allowed, "neither the state before the commit nor the one after it"
        assert len(cards) == len(found), "a report doubled or without a file"
        return found


def sight(run: int, step: int) -> Sight:
    """Return what the catalogue should hold after a step."""
    return {path: held.report.sha256 for path, held in state(run, step).items()}


@pytest.fixture(scope="module")
def processes() -> ForkServerContext:
    """Return a maker of fresh processes that have the modules loaded already."""
    context = get_context("forkserver")
    context.set_forkserver_preload(PRELOADED)
    return context


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.parametrize("url", ["whoosh:", "fts5:"])
def test_kills(
    url: str, tmp_path: Path, processes: ForkServerContext, figure: Callable[[str], None]
) -> None:
    """Kills at random moments of six commits lose nothing, double nothing and leave nothing to mend."""
    chance = random.Random(SEED)
    commit = _time_of_a_run(Victim(processes=processes, home=tmp_path / "timed", url=url)) / COMMITS
    kills, runs, spread = 0, 0, set()
    while kills < KILLS and runs < 2 * KILLS:
        home = tmp_path / f"home-{runs}"
        victim = Victim(processes=processes, home=home, url=url)
        held: Sight = {}
        for _ in range(KILLS_A_HOME):
            moment = Moment(commits=runs % COMMITS, seconds=chance.uniform(0, 1.2 * commit))
            runs += 1
            killed, commits = victim.run(runs, kill=moment)
            kills += killed
            spread.add(commits)
            held = victim.check(held, runs, commits)
        _, commits = victim.run(0)
        assert commits == COMMITS
        assert victim.check(held, 0, COMMITS) == sight(0, COMMITS - 1)
    figure(f"{url} {kills} kills in {runs} runs, after {sorted(spread)} commits: nothing lost")
    assert kills >= KILLS
    assert spread >= set(range(COMMITS))


def _time_of_a_run(victim: Victim) -> float:
    victim.run(0)
    start = time.monotonic()
    victim.run(1)
    return time.monotonic() - start
