"""Read documents in other processes, renewed after a number of files: a bad file harms no other."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from itertools import islice

from indexer.pipeline import crashed, read_alone, tools
from kb.model import Report

_RENEWED_AFTER = 500
"""Files that one process reads before a fresh one takes its place."""
_ALONE = 8
"""So few files are read in this process: starting others would take longer."""
_AHEAD = 4
"""Files in work for each process, so that memory does not grow with the folder."""


@dataclass(frozen=True, slots=True)
class Work:
    """A file whose bytes were read: where it lies and what it holds."""

    path: str
    data: bytes


def read_all(work: Iterable[Work], *, count: int, workers: int) -> Iterator[tuple[Work, Report]]:
    """Yield every file with its report, in the order of `work`; `workers` 0 means one for each core."""
    processes = workers or os.cpu_count() or 1
    if processes == 1 or (workers == 0 and count <= _ALONE):
        yield from ((item, read_alone(item.data, item.path, tools())) for item in work)
        return
    yield from _in_processes(work, processes)


def _in_processes(work: Iterable[Work], processes: int) -> Iterator[tuple[Work, Report]]:
    items = iter(work)
    while batch := list(islice(items, processes * _AHEAD * 8)):
        yield from _batch(batch, processes)


def _batch(batch: Sequence[Work], processes: int) -> Iterator[tuple[Work, Report]]:
    pool = _pool(processes)
    futures = [pool.submit(_read, item.data, item.path) for item in batch]
    for item, future in zip(batch, futures, strict=True):
        yield item, _result(item, future)


def _result(item: Work, future: Future[Report]) -> Report:
    """Return the report; after a crash read the file alone, to tell the guilty one from its neighbours."""
    try:
        return future.result()
    except BrokenProcessPool:
        _close()
        return _read_alone(item)


def _read_alone(item: Work) -> Report:
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as alone:
        try:
            return alone.submit(_read, item.data, item.path).result()
        except BrokenProcessPool:
            return crashed(item.data, tools().ruleset.hash)


def _read(data: bytes, path: str) -> Report:
    return read_alone(data, path, tools())


class _Pools:
    """The pool of this process, made on first use and kept for the next batch."""

    current: ProcessPoolExecutor | None = None


def _pool(processes: int) -> ProcessPoolExecutor:
    if _Pools.current is None:
        _Pools.current = ProcessPoolExecutor(
            processes,
            mp_context=multiprocessing.get_context("spawn"),
            initializer=tools,
            max_tasks_per_child=_RENEWED_AFTER,
        )
    return _Pools.current


def _close() -> None:
    if _Pools.current is not None:
        _Pools.current.shutdown(wait=False, cancel_futures=True)
        _Pools.current = None
