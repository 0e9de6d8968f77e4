"""The commands that read documents: `kb index`, `extract`, `explain`, `eval`.

spaCy is loaded only when one of them runs.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from kb.cli import output
from kb.cli.asking import report_id_of
from kb.cli.options import HomeOption, JsonOption, QuietOption, library, settings
from kb.errors import KbError, WrongUse, message

if TYPE_CHECKING:
    from indexer.evaluate import Score
    from indexer.indexing import Indexed
    from kb.model import Citation

Paths = Annotated[list[Path], typer.Argument(metavar="PATH…", help=message("help-index-paths"))]
Files = Annotated[list[Path], typer.Argument(metavar="FILE…", help=message("help-extract-files"))]


def register(app: typer.Typer) -> None:
    """Add the commands to `app`."""
    app.command("index", help=message("help-index-command"))(index)
    app.command("extract", help=message("help-extract"))(extract)
    app.command("explain", help=message("help-explain"))(explain)
    app.command("eval", help=message("help-eval"))(evaluate)


def index(
    paths: Paths,
    *,
    workers: Annotated[
        int | None,
        typer.Option("--workers", metavar="N", min=0, max=64, help=message("help-workers")),
    ] = None,
    as_json: JsonOption = False,
    quiet: QuietOption = False,
    home: HomeOption = None,
) -> None:
    """Read what is new or changed and commit it; exit 1 when a file could not be read."""
    from indexer.indexing import index as run
    from kb.decisions import states
    from kb.library import open_store

    chosen = settings(home)
    with open_store(chosen) as store:
        with store.writer() as writer, _progress(quiet=quiet) as step:
            count = chosen.workers if workers is None else workers
            done = run(writer, paths, workers=count, step=step)
        with store.snapshot() as snapshot:
            idle = sum(told.state in ("idle", "nowhere") for told in states(snapshot))
    if as_json:
        output.json({**_indexed(done), "idle_decisions": idle})
    else:
        _tell(done, quiet=quiet)
        output.note(message("index-idle", count=idle), quiet=quiet or not idle)
    if done.failures:
        raise typer.Exit(1)


@contextmanager
def _progress(*, quiet: bool) -> Iterator[Callable[[str, int, int], None]]:
    """Show how far the run is, on a terminal only."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    console = Console(stderr=True)
    if quiet or not console.is_terminal:
        yield lambda _path, _done, _total: None
        return
    columns = (TextColumn("{task.description}", markup=False), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task(message("index-reading"), total=None)

        def step(path: str, done: int, total: int) -> None:
            bar.update(task, completed=done, total=total, description=Path(path).name[:40])

        yield step


def _indexed(done: Indexed) -> dict[str, Any]:
    return {
        "found": done.found,
        "unchanged": done.unchanged,
        "added": done.added,
        "changed": done.changed,
        "removed": done.removed,
        "failed": [{"path": f.path, "reason": f.reason} for f in done.failures],
        "generation": done.generation,
    }


def _tell(done: Indexed, *, quiet: bool) -> None:
    for failure in done.failures:
        output.error(f"{failure.path}: {failure.reason}")
    output.note(
        message(
            "index-done",
            found=done.found,
            added=done.added,
            changed=done.changed,
            unchanged=done.unchanged,
            removed=done.removed,
            failed=len(done.failures),
        ),
        quiet=quiet,
    )


def extract(
    files: Files,
    *,
    as_lines: Annotated[bool, typer.Option("--jsonl", help=message("help-jsonl"))] = False,
) -> None:
    """Print what is read out of files, without a data directory; exit 1 when one could not be read."""
    from indexer.pipeline import read_report, tools, unreadable
    from indexer.read import find_files, load
    from indexer.wire import document

    loaded = tools()
    failed = False
    for path in find_files(files):
        try:
            report = read_report(load(path), str(path), loaded)
        except KbError as error:
            report = unreadable(str(path), error, loaded.ruleset.hash)
        failed = failed or report.failure is not None
        if report.failure is not None:
            output.error(f"{path}: {report.failure}")
        if as_lines:
            output.line(json.dumps(document(str(path), report), ensure_ascii=False))
        else:
            _print_citations(str(path), report.citations)
    if failed:
        raise typer.Exit(1)


def _print_citations(path: str, citations: tuple[Citation, ...]) -> None:
    rows = (
        (
            path,
            c.mention.span.start,
            " ".join(c.mention.surface.split()),
            c.mention.date,
            c.role,
            c.key,
            c.resolution,
        )
        for c in citations
    )
    headings = ("Tệp", "Vị trí", "Viện dẫn", "Ngày", "Vai trò", "Khóa", "Cách xác định")
    output.table(headings, rows)


def explain(
    report_id: Annotated[str, typer.Argument(metavar="REPORT", help=message("help-report-id"))],
    offset: Annotated[int, typer.Argument(metavar="OFFSET", min=0, help=message("help-offset-in"))],
    *,
    as_json: JsonOption = False,
    home: HomeOption = None,
) -> None:
    """Tell why a citation was found and what its key rests on."""
    with library(home) as opened:
        report = opened.report(report_id_of(opened, report_id)).report
    found = next(
        (c for c in report.citations if c.mention.span.start <= offset < c.mention.span.end),
        None,
    )
    if found is None:
        near = ", ".join(_near(report.citations, offset)) or message("explain-none")
        raise WrongUse("explain-nothing", id=report_id, offset=offset, near=near)
    rows = list(_explained(found, report.text, report.ruleset))
    if as_json:
        output.json(dict(rows))
    else:
        output.table(("", ""), [(message(_LABELS[n]), _in_words(n, value)) for n, value in rows])


def _near(citations: Sequence[Citation], offset: int) -> Iterator[str]:
    """Yield the places of the citations just before and just behind an offset, with their words."""
    before = [c for c in citations if c.mention.span.end <= offset]
    behind = [c for c in citations if c.mention.span.start > offset]
    for citation in (*before[-1:], *behind[:1]):
        span = citation.mention.span
        yield f"{span.start}-{span.end} “{' '.join(citation.mention.surface.split())}”"


def _in_words(name: str, value: str) -> str:
    """Return a value as people read it: the codes of level and role in Vietnamese."""
    return message(f"{name}-{value}") if name in ("resolution", "role") else value


_LABELS = {
    "surface": "explain-surface",
    "span": "explain-span",
    "rule": "explain-rule",
    "rule-note": "explain-rule-note",
    "ruleset": "explain-ruleset",
    "date": "explain-date",
    "issuer": "explain-issuer",
    "subject": "explain-subject",
    "provision": "explain-provision",
    "key": "explain-key",
    "unlinked": "explain-unlinked",
    "resolution": "explain-resolution",
    "reason": "explain-reason",
    "candidates": "explain-candidates",
    "role": "explain-role",
    "cue": "explain-cue",
}


def _explained(citation: Citation, text: str, ruleset: str) -> Iterator[tuple[str, str]]:
    from indexer.ruleset import note_of

    mention = citation.mention
    yield "surface", " ".join(mention.surface.split())
    yield "span", f"{mention.span.start}-{mention.span.end}"
    yield "rule", mention.rule
    yield "rule-note", note_of(mention.rule)
    yield "ruleset", ruleset
    for name, span in mention.fields:
        yield name, f"{' '.join(span.of(text).split())} ({span.start}-{span.end})"
    yield "key", str(citation.key)
    if citation.unlinked is not None and citation.unlinked != citation.key:
        yield "unlinked", str(citation.unlinked)
    yield "resolution", citation.resolution
    yield "reason", citation.reason
    if citation.candidates:
        yield "candidates", ", ".join(map(str, citation.candidates))
    yield "role", citation.role
    if citation.cue is not None:
        cue = citation.cue
        yield "cue", f"{' '.join(cue.of(text).split())} ({cue.start}-{cue.end})"


def evaluate(
    gold: Annotated[Path, typer.Argument(metavar="GOLD_DIR", help=message("help-gold"))],
    *,
    save: Annotated[bool, typer.Option("--save", help=message("help-eval-save"))] = False,
    as_json: JsonOption = False,
    home: HomeOption = None,
) -> None:
    """Score extraction against annotated documents; exit 1 when they differ."""
    from indexer.evaluate import as_shape, baseline, read_gold, score
    from indexer.pipeline import read_report, tools
    from indexer.wire import document

    documents = read_gold(gold)
    loaded = tools()
    predicted = {
        d.name: document(str(d.text), read_report(d.text.read_bytes(), str(d.text), loaded))
        for d in documents
    }
    result = score(documents, predicted)
    last = settings(home).home / "eval" / baseline(gold)
    before = frozenset(json.loads(last.read_text("utf-8"))["found"]) if last.is_file() else None
    if as_json:
        output.json(as_shape(result))
    else:
        _print_score(result, before)
    if save:
        last.parent.mkdir(parents=True, exist_ok=True)
        last.write_text(json.dumps(as_shape(result), ensure_ascii=False, indent=1), "utf-8")
    if result.missed or result.spurious:
        raise typer.Exit(1)


def _print_score(result: Score, before: frozenset[str] | None) -> None:
    rows: list[tuple[str, object]] = [
        ("eval-precision", f"{result.precision:.4f}"),
        ("eval-recall", f"{result.recall:.4f}"),
        ("eval-f1", f"{result.f1:.4f}"),
        ("eval-identity", f"{result.identity:.4f}" if result.identity is not None else "–"),
        *((_FOUND[name], f"{found}/{total}") for name, (found, total) in result.classes.items()),
        *((_SAME[name], f"{rate:.4f}") for name, rate in result.fields.items()),
        *(("eval-missed", place) for place in result.missed),
        *(("eval-spurious", place) for place in result.spurious),
    ]
    if before is not None:
        rows += [("eval-gained", place) for place in sorted(result.found - before)]
        rows += [("eval-lost", place) for place in sorted(before - result.found)]
    output.table(("", ""), [(message(label), value) for label, value in rows])


_FOUND = {
    "numbered": "eval-class-numbered",
    "number_only": "eval-class-number-only",
    "named": "eval-class-named",
}
_SAME = {
    "kind": "eval-field-kind",
    "number": "eval-field-number",
    "year": "eval-field-year",
    "symbol": "eval-field-symbol",
    "date": "eval-field-date",
    "class": "eval-field-class",
}
