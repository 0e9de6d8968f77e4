"""Trust: `kb verify`, `rebuild`, `doctor`."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kb.cli import output
from kb.cli.options import HomeOption, JsonOption, QuietOption, settings
from kb.errors import KbError, message

if TYPE_CHECKING:
    from kb.settings import Settings


def register(app: typer.Typer) -> None:
    """Add the commands to `app`."""
    app.command("verify", help=message("help-verify"))(verify)
    app.command("rebuild", help=message("help-rebuild"))(rebuild)
    app.command("doctor", help=message("help-doctor"))(doctor)


def verify(
    fast: Annotated[bool, typer.Option("--quick", help=message("help-quick"))] = False,
    as_json: JsonOption = False,
    quiet: QuietOption = False,
    home: HomeOption = None,
) -> None:
    """Check that catalogue, originals and index agree; exit 1 when they do not."""
    from kb.library import open_store

    with open_store(settings(home)) as store:
        found = store.verify(quick=fast)
        left = store.leftovers()
    if as_json:
        output.json({"clean": not found, "differences": found, "leftovers": left})
    else:
        for difference in found:
            output.line(f"{difference.code}\t{difference.place}\t{difference.message}")
    if found:
        output.note(message("cli-differences", count=len(found)), quiet=quiet)
        raise typer.Exit(1)
    output.note(message("cli-clean"), quiet=quiet)


def rebuild(
    as_json: JsonOption = False, quiet: QuietOption = False, home: HomeOption = None
) -> None:
    """Make rows and index anew from what was read of the reports."""
    from kb.library import open_store

    with open_store(settings(home)) as store:
        committed = store.rebuild()
    if as_json:
        output.json(committed)
    output.note(message("cli-rebuilt", generation=committed.generation), quiet=quiet)
    if committed.removed:
        output.note(message("cli-rebuilt-dropped", count=committed.removed), quiet=quiet)


# --- doctor


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """One thing looked at: its name, what it is, and whether something is to be done."""

    name: str
    value: str
    advice: str | None = None


def doctor(as_json: JsonOption = False, home: HomeOption = None) -> None:
    """Tell how this installation stands: versions, data directory, readers, settings."""
    chosen = settings(home)
    seen = [*_versions(), *_data(chosen), *_readers(), *_settings(chosen, home)]
    if as_json:
        output.json(seen)
    else:
        heads = (message("head-name"), message("head-value"), message("head-advice"))
        output.table(heads, ((s.name, s.value, s.advice) for s in seen))


def _versions() -> Iterator[Seen]:
    import sqlite3
    from importlib.metadata import version

    yield Seen(name="danchieu", value=version("danchieu"))
    yield Seen(name="python", value=sys.version.split()[0])
    old = sqlite3.sqlite_version_info < (3, 51, 3)
    # Below it a reset of the write-ahead log may corrupt a database that two processes write.
    advice = message("doctor-sqlite") if old else None
    yield Seen(name="sqlite", value=sqlite3.sqlite_version, advice=advice)


def _data(chosen: Settings) -> Iterator[Seen]:
    place = chosen.home.absolute()
    existing = next(path for path in (place, *place.parents) if path.exists())
    writable = os.access(existing, os.W_OK)
    advice = None if writable else message("doctor-not-writable")
    yield Seen(name="home", value=str(place), advice=advice)
    try:
        totals = _totals(chosen)
    except KbError as error:
        yield Seen(name="catalogue", value="–", advice=str(error))
    else:
        yield Seen(name="catalogue", value=totals)


def _totals(chosen: Settings) -> str:
    from kb.library import open_library

    opened = open_library(chosen)
    try:
        totals = opened.totals()
    finally:
        opened.close()
    return message(
        "doctor-totals",
        reports=totals.reports,
        failed=totals.failed,
        instruments=totals.instruments,
        citations=totals.citations,
        generation=totals.generation,
    )


def _readers() -> Iterator[Seen]:
    from importlib.metadata import entry_points

    for group, name in (("danchieu.readers", "reader"), ("danchieu.search", "search")):
        for entry in sorted(entry_points(group=group), key=lambda entry: entry.name):
            yield Seen(name=f"{name} {entry.name}", value=entry.value)


def _settings(chosen: Settings, home: Path | None) -> Iterator[Seen]:
    for name in type(chosen).model_fields:
        value = str(getattr(chosen, name))
        yield Seen(name=f"KB_{name.upper()}", value=f"{value} ({_source(chosen, name, home)})")


def _source(chosen: Settings, name: str, home: Path | None) -> str:
    if name == "home" and home is not None:
        return message("doctor-from-command")
    if f"KB_{name.upper()}" in {variable.upper() for variable in os.environ}:
        return message("doctor-from-environment")
    if name in chosen.model_fields_set:
        return message("doctor-from-file")
    return message("doctor-from-default")
