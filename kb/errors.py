"""The errors that a user may meet; each says in Vietnamese what happened, where, and what to do.

The wording is data (`tables/messages.toml`), so that it can be reviewed without reading code.
"""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files


@cache
def _messages() -> dict[str, str]:
    return tomllib.loads(files("kb").joinpath("tables/messages.toml").read_text("utf-8"))


def message(code: str, /, **values: object) -> str:
    """Return the Vietnamese message `code` with its named placeholders filled in.

    Raises:
        KeyError: the code or a placeholder is unknown (a programmer's error).
    """
    return _messages()[code].format(**values)


class KbError(Exception):
    """Something a user can mend. `code` names the message in `tables/messages.toml`."""

    exit_code = 2

    def __init__(self, code: str, /, **values: object) -> None:
        super().__init__(message(code, **values))
        self.code = code
        self.values = values


class WrongUse(KbError):
    """A command, option or address that makes no sense."""


class TableError(KbError):
    """A rule or table file that cannot be loaded; the message names file and row."""


class Unreadable(KbError):
    """A document that cannot be read; the run goes on without it."""

    exit_code = 1


class StoreError(KbError):
    """A data directory that cannot be opened or written."""


class Busy(KbError):
    """Another writer holds the lock."""

    exit_code = 75


class QueryRefused(KbError):
    """A search query beyond the limits."""


class NotFound(KbError):
    """No such report or instrument."""
