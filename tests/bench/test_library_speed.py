"""How fast the library answers who cites an instrument, in collections of 1,000 and 10,000 reports.

Figures are in milliseconds of processor time. What fails is growth, which holds on any machine; the
target stands beside the figure.
"""

import random
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from kb.library import Library
from kb.model import Report, Role
from kb.registry import search_engine
from tests.kb.shelf import Cite, fill, open_store, report

SIZES, INSTRUMENTS, QUESTIONS = (1_000, 10_000), 400, 200
TARGET = 5.0
"""Milliseconds, 95th percentile, at 10,000 reports."""
GROWTH = 4.0
"""At most, for ten times the reports."""


def _papers(chance: random.Random, count: int) -> Iterator[Report]:
    """Yield reports that cite a dozen instruments each, a few of them very often."""
    decrees = [(f"Nghị định {n}/2018/NĐ-CP", f"vn:cp:nd:{n}:2018") for n in range(1, INSTRUMENTS)]
    weights = [1 / n for n in range(1, INSTRUMENTS)]
    for number in range(1, count + 1):
        cites = [
            Cite(surface=surface, key=name, role=chance.choice(list(Role)))
            for surface, name in chance.choices(decrees, weights=weights, k=12)
        ]
        date = f"20{10 + number % 15}-{1 + number % 12:02}-15"
        yield report(*cites, number=str(number), date=date, words="Báo cáo một cửa. " * 300)


def _taken(home: Path, count: int) -> list[float]:
    """Return the milliseconds of each question, ascending."""
    chance = random.Random(7)
    engine = search_engine("fts5:")
    with open_store(home, engine) as store:
        fill(store, _papers(chance, count))
        library = Library(store, engine, {})
        library.totals()
        taken = []
        for _ in range(QUESTIONS):
            typed = f"nd {chance.randint(1, INSTRUMENTS - 1)}/2018"
            start = time.process_time()
            library.cite(typed)
            taken.append((time.process_time() - start) * 1000)
        library.close()
    return sorted(taken)


@pytest.mark.bench
@pytest.mark.timeout(1200)
def test_who_cites_it_hardly_grows_with_the_collection(
    tmp_path: Path, figure: Callable[[str], None]
) -> None:
    """Ten times the reports cost at most four times the time of `cite`, passages included."""
    at95 = {}
    for count in SIZES:
        taken = _taken(tmp_path / str(count), count)
        at95[count] = taken[int(len(taken) * 0.95)]
        middle = taken[len(taken) // 2]
        figure(
            f"who cites it, {count:6} reports: p50 {middle:.1f} ms, p95 {at95[count]:.1f} ms"
            f" (target {TARGET:.0f} ms at {SIZES[-1]})"
        )
    assert at95[SIZES[-1]] <= GROWTH * at95[SIZES[0]]
