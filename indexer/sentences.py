"""Where sentences and paragraphs end in normalised text, also where print wraps lines or breaks pages."""

from __future__ import annotations

import re
import tomllib
from bisect import bisect_right
from collections.abc import Sequence
from functools import cache, lru_cache
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
    rows = list_rules()["sentence"]
    return re.compile("|".join([*rows["ends"], rows["dateline"]]))


@cache
def dateline() -> re.Pattern[str]:
    """Return the pattern of the line end before a document's own place and date."""
    return re.compile(list_rules()["sentence"]["dateline"])


def sentence_ends(text: str, start: int, end: int) -> Sequence[int]:
    """Return the positions where sentences end between `start` and `end`, `end` included."""
    ends = _all_ends(text)
    return ends[bisect_right(ends, start) : bisect_right(ends, end)]


@lru_cache(maxsize=2)
def _all_ends(text: str) -> tuple[int, ...]:
    """Return where all sentences of a text end; one pass serves every mention in it."""
    return tuple(match.end() for match in sentence_end().finditer(text))
