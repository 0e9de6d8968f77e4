"""Find the full-text engine that a URL names, among the installed entry points."""

from __future__ import annotations

from collections.abc import Callable
from importlib.metadata import EntryPoint, entry_points
from typing import cast

from kb.errors import WrongUse
from kb.ports import SearchEngine

GROUP = "danchieu.search"
"""Entry points: URL scheme → function without arguments that returns a `kb.ports.SearchEngine`."""


def search_engine(url: str) -> SearchEngine:
    """Return the engine for `whoosh:`, `fts5:` or the scheme of another installed engine.

    Raises:
        WrongUse: no installed engine has this scheme.
    """
    scheme, colon, _ = url.partition(":")
    found = _installed().get(scheme) if colon else None
    if found is None:
        known = ", ".join(f"{name}:" for name in sorted(_installed()))
        raise WrongUse("engine-unknown", url=url, known=known)
    return cast("Callable[[], SearchEngine]", found.load())()


def _installed() -> dict[str, EntryPoint]:
    return {point.name: point for point in entry_points(group=GROUP)}
