"""Options that several commands share, and what they open."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kb.errors import WrongUse, message

if TYPE_CHECKING:
    from kb.library import Library
    from kb.settings import Settings

HomeOption = Annotated[
    Path | None, typer.Option("--home", metavar="DIR", help=message("help-home"))
]
JsonOption = Annotated[bool, typer.Option("--json", help=message("help-json"))]
QuietOption = Annotated[bool, typer.Option("--quiet", "-q", help=message("help-quiet"))]
LimitOption = Annotated[
    int, typer.Option("--limit", metavar="N", min=1, max=1000, help=message("help-limit"))
]
OffsetOption = Annotated[
    int, typer.Option("--offset", metavar="N", min=0, max=10_000, help=message("help-offset"))
]


def settings(home: Path | None) -> Settings:
    """Return the settings: this command line, then environment, then `kb.toml`, then defaults.

    Raises:
        WrongUse: a setting that is none, or a `kb.toml` that cannot be read.
    """
    from pydantic import ValidationError

    from kb.settings import Settings

    try:
        return Settings() if home is None else Settings(home=home)
    except ValidationError as error:
        wrong = error.errors()[0]
        name = ".".join(str(part) for part in wrong["loc"])
        raise WrongUse("cli-setting", name=name, value=wrong.get("input")) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise WrongUse("cli-settings-file", detail=error) from error


@contextmanager
def library(home: Path | None) -> Iterator[Library]:
    """Open the library of the data directory, and close it afterwards.

    Raises:
        StoreError: there is none, or it cannot be read.
    """
    from kb.library import open_library

    opened = open_library(settings(home))
    try:
        yield opened
    finally:
        opened.close()


def readable(typed: str) -> str:
    """Return what was typed without bytes that are no UTF-8, which no search could find."""
    return typed.encode("utf-8", "replace").decode("utf-8")
