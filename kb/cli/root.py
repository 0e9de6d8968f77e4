"""Put the command together, run it, and turn whatever goes wrong into one line and an exit code."""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Callable, Sequence
from functools import cache
from importlib.metadata import EntryPoint, entry_points, version
from pathlib import Path
from typing import Annotated

import typer

from kb.cli import asking, deciding, keeping, known, output, usage
from kb.errors import KbError, message

GROUP = "danchieu.commands"
"""Entry points: functions `(typer.Typer) -> None` that add commands."""
logger = logging.getLogger(__name__)


@cache
def build() -> typer.Typer:
    """Return the whole command, those of other packages included."""
    app = typer.Typer(
        name="kb",
        help=message("help-kb"),
        add_completion=False,
        no_args_is_help=True,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
    )
    app.callback()(_root)
    for module in (asking, deciding, known, keeping):
        module.register(app)
    for entry in sorted(entry_points(group=GROUP), key=lambda entry: entry.name):
        _extend(app, entry)
    usage.translate(app)
    return app


def _extend(app: typer.Typer, entry: EntryPoint) -> None:
    """Add the commands of another package; where it cannot be loaded, the others still work."""
    try:
        register: Callable[[typer.Typer], None] = entry.load()
    except ImportError as error:
        output.note(message("cli-extension", name=entry.value, detail=error))
    else:
        register(app)


def _root(
    context: typer.Context,
    home: Annotated[
        Path | None, typer.Option("--home", metavar="DIR", help=message("help-home"))
    ] = None,
    show_version: Annotated[
        bool,
        typer.Option(
            "--version",
            is_eager=True,
            callback=lambda wanted: _tell_version(wanted=wanted),
            help=message("help-version"),
        ),
    ] = False,
) -> None:
    del show_version
    if home is not None:
        # Commands of other packages read the settings themselves, so the environment tells them.
        before = os.environ.get("KB_HOME")
        os.environ["KB_HOME"] = str(home)
        context.call_on_close(lambda: _restore(before))


def _tell_version(*, wanted: bool) -> None:
    if wanted:
        output.line(f"danchieu {version('danchieu')}")
        raise typer.Exit


def _restore(home: str | None) -> None:
    if home is None:
        os.environ.pop("KB_HOME", None)
    else:
        os.environ["KB_HOME"] = home


def main() -> None:
    """Run `kb` with the arguments of this process and exit with its code."""
    output.force_utf8()
    sys.exit(run(sys.argv[1:]))


def run(arguments: Sequence[str]) -> int:
    """Run `kb` and return its exit code: 0 done, 1 failures or differences, 2 wrong use, 75 busy.

    Nothing escapes: what goes wrong is one Vietnamese line on standard error.
    """
    try:
        code = _invoke(arguments)
        output.flush()
    except (Exception, KeyboardInterrupt) as error:
        logger.debug("stopped", exc_info=True)
        if os.environ.get("KB_DEBUG"):
            raise
        return _stopped(error)
    return code


def _stopped(error: BaseException) -> int:
    """Say in one line why the work stopped, and return the exit code."""
    match error:
        case KbError():
            return _fail(str(error), error.exit_code)
        case typer.TyperException():
            return usage.report(error)
        case KeyboardInterrupt() | typer.Abort():
            return _fail(message("cli-interrupted"), usage.INTERRUPTED)
        case BrokenPipeError():
            return output.abandon()
        case OSError():
            return _fail(output.told_by_system(error), 1)
        case _:
            detail = f"{type(error).__name__}: {error}".splitlines()[0]
            return _fail(message("cli-unexpected", detail=detail), 1)


def _invoke(arguments: Sequence[str]) -> int:
    command = typer.main.get_command(build())
    try:
        done = command.main(list(arguments), prog_name="kb", standalone_mode=False)
    except SystemExit as leaving:
        # The library leaves by itself when the reader of a pipe has gone.
        raise BrokenPipeError from leaving
    if done == usage.INTERRUPTED:
        raise KeyboardInterrupt
    return done if isinstance(done, int) else 0


def _fail(told: str, code: int) -> int:
    output.error(told)
    return code
