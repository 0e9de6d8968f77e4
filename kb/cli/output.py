"""Where words go: data to standard output, the rest to standard error, in UTF-8 everywhere."""

from __future__ import annotations

import errno
import io
import os
import sys
from collections.abc import Iterable, Sequence

from kb.errors import message
from kb.wire import to_json


def force_utf8() -> None:
    """Write UTF-8 whatever the console says; what it cannot hold is escaped, never an error."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def line(text: str = "") -> None:
    """Write one line of data."""
    sys.stdout.write(text + "\n")


def raw(text: str) -> None:
    """Write data as it is."""
    sys.stdout.write(text)


def json(value: object) -> None:
    """Write data as JSON."""
    line(to_json(value))


def note(text: str, *, quiet: bool = False) -> None:
    """Say something about the work, unless it shall be quiet."""
    if not quiet:
        sys.stderr.write(text + "\n")


def error(text: str) -> None:
    """Say what went wrong, on one line."""
    sys.stderr.write(f"kb: {' '.join(text.split())}\n")


def raw_error(text: str) -> None:
    """Write a longer text, such as the help, where errors go."""
    sys.stderr.write(text + "\n")


def on_terminal() -> bool:
    """Tell whether a person sees the output as it comes."""
    return sys.stdout.isatty()


def table(headings: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Write rows: a drawn table on a terminal, else one line each with tabs between the cells."""
    cells = [
        [" ".join(str(cell if cell is not None else "").split()) for cell in row] for row in rows
    ]
    if not on_terminal():
        for row in cells:
            line("\t".join(row))
        return
    from rich import box
    from rich.console import Console
    from rich.table import Table

    drawn = Table(*headings, box=box.SIMPLE_HEAD, pad_edge=False)
    for row in cells:
        drawn.add_row(*row)
    Console(highlight=False, markup=False).print(drawn)


def flush() -> None:
    """Write out what waits, so that a full disk or a closed pipe is noticed here."""
    sys.stdout.flush()


def abandon() -> int:
    """Leave quietly when the reader of a pipe has gone; nothing is lost that anybody wanted."""
    try:
        null = os.open(os.devnull, os.O_WRONLY)
        os.dup2(null, sys.stdout.fileno())
    except (OSError, ValueError):
        sys.stdout = io.StringIO()
    return 0


_SYSTEM = {
    errno.ENOSPC: "cli-disk-full",
    errno.EDQUOT: "cli-disk-full",
    errno.EACCES: "cli-no-access",
    errno.EPERM: "cli-no-access",
    errno.EROFS: "cli-read-only",
    errno.ENOENT: "cli-not-there",
    errno.EISDIR: "cli-is-directory",
}


def told_by_system(problem: OSError) -> str:
    """Return what the operating system refused, in Vietnamese."""
    place = os.fsdecode(problem.filename) if isinstance(problem.filename, str | bytes) else "–"
    code = _SYSTEM.get(problem.errno or 0, "cli-system")
    if code == "cli-system":
        return message("cli-system", place=place, number=problem.errno or 0)
    return message(code, place=place)
