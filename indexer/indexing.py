"""One run of indexing: find the files, skip what is known, read the rest, commit in batches."""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from indexer.pipeline import read_alone, tools, unreadable
from indexer.read import find_files, load
from indexer.workers import Work, read_all
from kb.errors import KbError, WrongUse
from kb.model import Report, Status
from kb.ports import Committed, KnownFile, Writer

BATCH_FILES = 100
BATCH_SECONDS = 2.0
"""A commit waits for this many files or seconds, whichever comes first: each costs a sync of the disk."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """A file that could not be read, and why, in Vietnamese."""

    path: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Indexed:
    """What a run did, in numbers of files (`added`, `changed`, `removed` in reports)."""

    found: int
    unchanged: int
    added: int
    changed: int
    removed: int
    failures: tuple[Failure, ...]
    generation: int | None
    """`None` where nothing was written."""


@dataclass(slots=True)
class _Run:
    """What has been committed so far."""

    writer: Writer
    failures: list[Failure] = field(default_factory=list)
    commits: list[Committed] = field(default_factory=list)
    waiting: int = 0
    since: float = field(default_factory=time.monotonic)

    def put(self, path: str, data: bytes | None, report: Report) -> None:
        """Hand a file to the writer, and commit when a batch is full."""
        if report.status is Status.FAILED:
            self.failures.append(Failure(path=path, reason=report.failure or ""))
        self.writer.put(path, data, report)
        self.waiting += 1
        if self.waiting >= BATCH_FILES or time.monotonic() - self.since > BATCH_SECONDS:
            self.commit()

    def commit(self) -> None:
        """Commit what waits."""
        self.commits.append(self.writer.commit())
        self.waiting, self.since = 0, time.monotonic()


def index(
    writer: Writer,
    paths: Sequence[Path],
    *,
    workers: int = 0,
    step: Callable[[str, int, int], None] = lambda _path, _done, _total: None,
) -> Indexed:
    """Read what is new or changed below `paths` and commit it; `step` hears of each file as it is done.

    Raises:
        WrongUse: a path that is not there.
    """
    _require(paths)
    ruleset = tools().ruleset.hash
    files = find_files([_absolute(path) for path in paths])
    known = writer.known_files()
    run = _Run(writer=writer)
    for path in _gone(known, paths, files):
        writer.forget(path)
        run.waiting += 1
    total = len(files)
    skipped = _Skipped()
    work = _changed(
        files, known, ruleset, run, skipped=skipped, step=lambda p, n: step(p, n, total)
    )
    for item, report in read_all(work, count=total, workers=workers):
        run.put(item.path, item.data, report)
    if run.waiting or not run.commits:
        run.commit()
    return Indexed(
        found=total,
        unchanged=skipped.count,
        added=sum(commit.added for commit in run.commits),
        changed=sum(commit.changed for commit in run.commits),
        removed=sum(commit.removed for commit in run.commits),
        failures=tuple(run.failures),
        generation=run.commits[-1].generation if run.commits else None,
    )


@dataclass(slots=True)
class _Skipped:
    count: int = 0


def _absolute(path: Path) -> Path:
    """Return the path from the root, links kept: a link is refused by name, not followed."""
    return Path.cwd() / os.path.normpath(path)


def _require(paths: Iterable[Path]) -> None:
    for path in paths:
        if not path.exists() and not path.is_symlink():
            raise WrongUse("index-no-path", path=path)


def _gone(
    known: Mapping[str, KnownFile], paths: Sequence[Path], files: Iterable[Path]
) -> list[str]:
    """Return the known files that lay in the given folders and are there no longer."""
    present = {str(path) for path in files}
    folders = [f"{_absolute(path)}{os.sep}" for path in paths if path.is_dir()]
    return sorted(p for p in known if p not in present and p.startswith(tuple(folders)))


def _changed(
    files: Sequence[Path],
    known: Mapping[str, KnownFile],
    ruleset: str,
    run: _Run,
    *,
    skipped: _Skipped,
    step: Callable[[str, int], None],
) -> Iterator[Work]:
    """Yield the files whose bytes or rules changed; those that cannot be fetched are recorded."""
    for number, path in enumerate(files, start=1):
        name = str(path)
        try:
            data = load(path)
        except KbError as error:
            _record_unreadable(name, error, known, ruleset, run)
        else:
            if _is_known(known.get(name), hashlib.sha256(data).hexdigest(), ruleset):
                skipped.count += 1
                _again(known[name], name, data, run)
            else:
                yield Work(name, data)
        step(name, number)


def _is_known(file: KnownFile | None, sha256: str, ruleset: str) -> bool:
    return file is not None and (file.sha256, file.ruleset) == (sha256, ruleset)


def _again(file: KnownFile, name: str, data: bytes, run: _Run) -> None:
    """Name an unchanged file that failed before among the failures: it still cannot be searched."""
    if file.status is Status.FAILED:
        report = read_alone(data, name, tools())
        run.failures.append(Failure(path=name, reason=report.failure or ""))


def _record_unreadable(
    name: str, error: KbError, known: Mapping[str, KnownFile], ruleset: str, run: _Run
) -> None:
    report = unreadable(name, error, ruleset)
    if _is_known(known.get(name), report.sha256, ruleset):
        run.failures.append(Failure(path=name, reason=report.failure or ""))
    else:
        run.put(name, None, report)
