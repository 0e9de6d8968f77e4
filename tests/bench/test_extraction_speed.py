"""How fast citations are read: MB of 10^6 UTF-8 bytes a CPU second, after start-up, on one core.

`python -m pytest tests/bench/test_extraction_speed.py -m bench -s`; `KB_BENCH_MB=10` names the size of
the long text. The texts are those of the gold set where it is at hand, else the sample reports, with
other numbers in each repetition. eyecite reads English opinions made here, in an environment of its own,
since what it installs would hide our tests. Speed stands beside its target; what fails is a ratio.
"""

from __future__ import annotations

import json
import os
import random
import re
import resource
import subprocess
import sys
import time
import venv
from collections.abc import Callable
from pathlib import Path

import pytest

from indexer.parse import ParsedReport, parse
from indexer.pipeline import Tools, cite
from indexer.pipeline import tools as load_tools
from indexer.read import read

ROOT = Path(__file__).resolve().parents[2]
LONG = int(float(os.environ.get("KB_BENCH_MB", "2")) * 1e6)
SHORT = 50_000
TARGET = 5.0
"""MB a second."""
TIMES = 20
"""Times as fast as eyecite: the target."""
EYECITE = """
import json, sys, time
from eyecite import get_citations
opinions = json.load(open(sys.argv[1]))
get_citations(opinions[0])
start = time.process_time()
found = sum(len(get_citations(text)) for text in opinions)
print(time.process_time() - start, found)
"""


def _source() -> str:
    gold = Path(os.environ.get("KB_GOLD", ROOT.parent / "shared" / "gold")) / "dev"
    folder = gold if gold.is_dir() else ROOT / "corpus"
    return "\n\n".join(path.read_text("utf-8") for path in sorted(folder.glob("*.txt")))


def _varied(source: str, size: int) -> bytes:
    """Return `size` bytes of the texts, with other numbers before each slash or hyphen."""
    chance = random.Random(1)
    made: list[str] = []
    length = 0
    while length < size:
        made.append(
            re.sub(r"(?<![\d/])\d{1,3}(?=[/-])", lambda _: str(chance.randint(1, 999)), source)
        )
        length += len(made[-1].encode())
    return "\n\n".join(made).encode()[:size].decode("utf-8", "ignore").encode()


def _parsed(data: bytes) -> ParsedReport:
    return parse(read(data, "a.txt"))


def _seconds(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


def _opinions() -> list[str]:
    chance = random.Random(2)
    words = (ROOT / "README.md").read_text("utf-8").split()
    return [_opinion(words, chance) for _ in range(5)]


def _opinion(words: list[str], chance: random.Random) -> str:
    made: list[str] = []
    while sum(map(len, made)) < 90_000:
        volume, page = chance.randint(1, 999), chance.randint(1, 1500)
        cited = chance.choice([f"{volume} U.S. {page}", f"{volume} F.3d {page}", "Id. at 5"])
        made.append(f"{' '.join(chance.choice(words) for _ in range(70))}. See {cited}. ")
    return "".join(made)


def _eyecite(folder: Path) -> float:
    """Return the speed of eyecite on opinions of 90 kB with a citation in every 500 characters."""
    texts = _opinions()
    (folder / "opinions.json").write_text(json.dumps(texts), "utf-8")
    venv.create(folder / "env", with_pip=True)
    python = str(folder / "env/bin/python")
    install = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "eyecite"]
    subprocess.run(install, check=True, capture_output=True, timeout=600)
    run = [python, "-c", EYECITE, str(folder / "opinions.json")]
    done = subprocess.run(run, check=True, capture_output=True, text=True, timeout=600)
    return sum(len(text.encode()) for text in texts) / 1e6 / float(done.stdout.split()[0])


@pytest.fixture(scope="module")
def tools() -> Tools:
    """Return rules and tables, warm."""
    loaded = load_tools()
    cite(_parsed(_varied(_source(), SHORT)), loaded)
    return loaded


@pytest.mark.bench
@pytest.mark.timeout(3600)
def test_a_long_text_costs_by_length_what_a_short_one_costs(tools: Tools) -> None:
    """Extraction and resolution take at most a fifth more for each MB of a long text."""
    source = _source()
    short = [_parsed(_varied(source[start:], SHORT)) for start in range(0, 60_000, 6_000)]
    before = sum(_seconds(lambda p=paper: cite(p, tools)) for paper in short) / len(short)  # type: ignore[misc]
    long = _parsed(_varied(source, LONG))
    took = _seconds(lambda: cite(long, tools))
    speed, growth = LONG / 1e6 / took, took / LONG / (before / SHORT)
    print(f"\nextraction and resolution: {speed:.2f} MB/s at {LONG / 1e6:g} MB (target {TARGET})")
    print(f"cost by length against {SHORT / 1000:g} kB: {growth:.2f} (target 1.1)")
    assert growth <= 1.2


@pytest.mark.bench
@pytest.mark.timeout(3600)
def test_memory_does_not_grow_with_the_number_of_papers(tools: Tools) -> None:
    """A hundred papers leave no more behind than ten."""
    data = _varied(_source(), SHORT)
    for _ in range(10):
        cite(_parsed(data), tools)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for number in range(100):
        cite(_parsed(data.replace(b"2018", str(1990 + number % 30).encode())), tools)
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    print(f"\nmemory after 100 papers more: {grown:+.0f} MB")
    assert grown < 20


@pytest.mark.bench
@pytest.mark.timeout(3600)
def test_extraction_is_faster_than_eyecite(tools: Tools, tmp_path: Path) -> None:
    """Each reads its own language; the ratio is told beside its target."""
    paper = _parsed(_varied(_source(), 500_000))
    ours = 0.5 / _seconds(lambda: cite(paper, tools))
    theirs = _eyecite(tmp_path)
    print(f"\nours {ours:.2f} MB/s, eyecite {theirs:.2f} MB/s: ×{ours / theirs:.1f}", end=" ")
    print(f"(target ×{TIMES}) on Python {sys.version_info.major}.{sys.version_info.minor}")
    assert ours > theirs
