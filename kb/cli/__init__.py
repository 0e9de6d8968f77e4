"""The command `kb`. Subcommands of other packages come by entry points (`danchieu.commands`)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kb.cli.root import main

if TYPE_CHECKING:
    import typer

__all__ = ["main"]


def __getattr__(name: str) -> typer.Typer:
    """Build `app` when it is asked for: other packages' commands import this one in their turn."""
    if name != "app":
        raise AttributeError(name)
    from kb.cli.root import build

    return build()
