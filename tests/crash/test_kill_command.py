"""`kb index` itself, killed with its workers at any moment."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.crash.command import Kb, write_reports

KILLS = 10
"""For each engine."""
REPORTS = 60
SEED = 20190912


def _interrupted(kb: Kb, folder: Path, workers: int, seconds: float) -> bool:
    """Index, kill the whole group of processes after `seconds`; return whether it was still at work."""
    process = kb.start("index", folder, "--workers", str(workers), "--quiet")
    try:
        process.communicate(timeout=seconds)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
        return True
    assert process.returncode == 0
    return False


def _change(files: list[Path], chance: random.Random, turn: int) -> None:
    """Give some of the files other words, so that every run has something to do."""
    for path in chance.sample(files, REPORTS // 2):
        path.write_text(f"{path.read_text('utf-8')}\nBổ sung lần {turn}.\n", "utf-8")


def _is_sound(kb: Kb) -> bool:
    """Tell whether `kb verify` is clean; before the first commit there is nothing to verify."""
    done = kb("verify", "--quiet")
    return done.code == 0 or (done.code == 2 and "kb index" in done.err)


@pytest.mark.slow
@pytest.mark.timeout(900)
@pytest.mark.parametrize("index", ["whoosh:", "fts5:"])
def test_the_command_is_killed(index: str, tmp_path: Path, figure: Callable[[str], None]) -> None:
    """After every kill all agrees; after one run to the end all is as if there had been no kill."""
    chance = random.Random(SEED)
    files = write_reports(tmp_path / "reports", REPORTS)
    timed = Kb(home=tmp_path / "timed", index=index)
    start = time.monotonic()
    assert timed("index", tmp_path / "reports", "--workers", "1", "--quiet").code == 0
    whole = time.monotonic() - start
    kb, kills, turns = Kb(home=tmp_path / "home", index=index), 0, 0
    while kills < KILLS and turns < 3 * KILLS:
        # Starting workers costs more than the reading of few files, so only every third run has them.
        workers = 2 if turns % 3 == 0 else 1
        seconds = chance.uniform(whole / 3, whole)
        kills += _interrupted(kb, tmp_path / "reports", workers, seconds)
        assert _is_sound(kb)
        turns += 1
        _change(files, chance, turns)
    assert kb("index", tmp_path / "reports", "--workers", "1", "--quiet").code == 0
    assert kb("verify", "--quiet").code == 0
    fresh = Kb(home=tmp_path / "fresh", index=index)
    assert fresh("index", tmp_path / "reports", "--workers", "1", "--quiet").code == 0
    assert kb("export").out == fresh("export").out
    figure(f"{index} the command itself: {kills} kills in {turns} runs, nothing lost or doubled")
    assert kills >= KILLS
