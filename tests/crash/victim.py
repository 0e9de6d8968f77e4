"""A program to be killed: indexes one state of a folder after the other, and tells each commit."""

from __future__ import annotations

from pathlib import Path

from kb.registry import search_engine
from tests.kb.store.samples import File, citation, file, open_store

COMMITS = 6
"""Commits of one run."""
FILES = 4


def state(run: int, step: int) -> dict[str, File]:
    """Return the folder as it is at one step of one run: files come, change and go."""
    held = range(step, step + FILES)
    return {f"bao-cao/{n}.txt": _file(run, n, n == step) for n in held}


def _file(run: int, number: int, changing: object) -> File:
    return file(
        f"{number} kỳ {run if changing else run // 2}",
        citation("vn:ttg:ct:16:?"),
        citation(f"vn:ttg:ct:16:{2000 + number}", date=f"{2000 + number}-05-16"),
        citation("vn:cp:nd:61:2018", parent=0),
        number=str(number + 1),
    )


def index(home: Path, url: str, run: int, done: Path) -> None:
    """Bring the catalogue through the states of a run; each commit that returned leaves a line in `done`."""
    with open_store(home, search_engine(url)) as store, store.writer() as writer:
        for step in range(COMMITS):
            wanted = state(run, step)
            known = writer.known_files()
            for path, held in wanted.items():
                writer.put(path, held.data, held.report)
            for path in known.keys() - wanted.keys():
                writer.forget(path)
            writer.commit()
            with done.open("a") as stream:
                stream.write(f"{step}\n")
