"""One pattern for many names: shared beginnings are tried once, the longest name wins."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any

_END = ""


def any_of(names: Iterable[str], atom: Callable[[str], str] = re.escape) -> str:
    """Return a pattern that matches the longest of `names`; `atom` spells one letter of them."""
    root: dict[str, Any] = {}
    for name in names:
        node = root
        for letter in name:
            node = node.setdefault(letter, {})
        node[_END] = {}
    return _pattern(root, atom)


def _pattern(node: dict[str, Any], atom: Callable[[str], str]) -> str:
    branches = [
        atom(letter) + _pattern(following, atom)
        for letter, following in sorted(node.items())
        if letter != _END
    ]
    if not branches:
        return ""
    alone = len(branches) == 1 and _END not in node
    joined = branches[0] if alone else f"(?:{'|'.join(branches)})"
    return f"{joined}?" if _END in node else joined
