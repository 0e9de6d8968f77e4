"""Where sentences and paragraphs end in normalised text, also where print wraps lines or breaks pages."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

from kb.text import LOWER, UPPER


@cache
def list_rules() -> dict[str, Any]:
    """Return the rows of `rules/lists.toml` with Vietnamese letters filled in."""
    text = files("indexer").joinpath("rules/lists.toml").read_text("utf-8")
    return tomllib.loads(text.replace("{upper}", UPPER).replace("{lower}", LOWER))


@cache
def sentence_end() -> re.Pattern[str]:
    """Return the pattern of a sentence's end."""
    return re.compile("|".join(list_rules()["sentence"]["ends"]))


_SEEN = 12
"""Characters behind a sentence's end by which its pattern knows it."""


def sentence_ends(text: str, start: int, end: int) -> list[int]:
    """Return the positions where sentences end between `start` and `end`, `end` included."""
    ends = (match.end() for match in sentence_end().finditer(text, start, end + _SEEN))
    return [position for position in ends if position <= end]
