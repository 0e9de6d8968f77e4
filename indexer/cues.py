"""The words that give a citation its role, and where they and the mention stand in normalised text.

Source of the words: `kb/tables/relations.toml`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from kb.model import Mention, Role
from kb.text import UPPER, Normalised
from kb.vocabulary import toml_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Cued:
    """A role and the words that gave it, in normalised positions; no words for plain mentions."""

    role: Role = Role.MENTIONS
    start: int = 0
    end: int = 0
    final: bool = False
    """Whether no cue behind the mention says more, and the next mention of the list takes nothing over."""
    verb: bool = False
    """Whether it is a verb whose subject may be another mention."""
    passive: bool = False
    """Whether the mention behind it acts on the one before it: “được thay thế bởi”."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Cues:
    pattern: re.Pattern[str]
    roles: tuple[Role | None, ...]
    """`None` for words that look like a cue and are none."""
    adjacent: frozenset[int]
    final: frozenset[int]
    verbs: frozenset[int]
    passive: frozenset[int]
    after: tuple[tuple[re.Pattern[str], Role], ...]
    """Cues that stand behind the mention: “… hết hiệu lực”."""


@cache
def _cues() -> _Cues:
    rows = toml_of("relations.toml")["cue"]
    before = [row for row in rows if not row.get("after")]
    groups = "|".join(f"(?P<c{n}>{row['pattern']})" for n, row in enumerate(before))
    return _Cues(
        pattern=re.compile(rf"(?<!\w)(?:{groups})(?!\w)", re.IGNORECASE),
        roles=tuple(None if row.get("neutral") else Role(row["role"]) for row in before),
        adjacent=_marked(before, "adjacent"),
        final=_marked(before, "final"),
        verbs=_marked(before, "verb"),
        passive=_marked(before, "passive"),
        after=tuple(
            (re.compile(rf"(?<!\w)(?:{row['pattern']})(?!\w)", re.IGNORECASE), Role(row["role"]))
            for row in rows
            if row.get("after")
        ),
    )


def _marked(rows: Sequence[Mapping[str, Any]], mark: str) -> frozenset[int]:
    return frozenset(n for n, row in enumerate(rows) if row.get(mark))


@cache
def subject_forms() -> Mapping[str, re.Pattern[str]]:
    """Return the patterns that tell between which mentions a verb or a passive stands."""
    rows = toml_of("relations.toml")["subject"]
    return {name: re.compile(pattern.replace("{upper}", UPPER)) for name, pattern in rows.items()}


def find_cue(text: str, start: int, end: int, names: Sequence[tuple[int, int]] = ()) -> Cued | None:
    """Return the last cue in `text[start:end]`, `end` being where the mention or its provision begins.

    `names` are spans in which words are a name and no cue: “Luật Ban hành văn bản …”.
    """
    found = None
    cues = _cues()
    for match in cues.pattern.finditer(text, start, end):
        number = int((match.lastgroup or "c0")[1:])
        role = cues.roles[number]
        if role is None or any(a <= match.start() < b for a, b in names):
            continue
        if number in cues.adjacent and len(text[match.end() : end].strip()) > len("các văn bản số"):
            continue
        found = Cued(
            role=role,
            start=match.start(),
            end=match.end(),
            final=number in cues.final,
            verb=number in cues.verbs,
            passive=number in cues.passive,
        )
    return found


def cue_behind(text: str, start: int, end: int) -> Cued | None:
    """Return the cue in `text[start:end]` that tells of what stands before it."""
    for pattern, role in _cues().after:
        match = pattern.search(text, start, end)
        if match is not None:
            return Cued(role=role, start=match.start(), end=match.end())
    return None


@dataclass(frozen=True, slots=True)
class Place:
    """Where a mention stands in normalised text."""

    begin: int
    """Of its provision, else of the mention."""
    start: int
    end: int
    """Of date and issuer behind it, but for those behind its title."""


def place_of(source: Normalised, mention: Mention) -> Place:
    """Return where a mention stands."""
    provision = mention.field_span("provision")
    subject = mention.field_span("subject")
    spans = (mention.field_span(name) for name in ("date", "issuer"))
    ends = [
        span.end
        for span in spans
        if span and span.end > mention.span.end and not (subject and span.start >= subject.start)
    ]
    return Place(
        source.from_raw(min((provision or mention.span).start, mention.span.start)),
        source.from_raw(mention.span.start),
        source.from_raw(max([mention.span.end, *ends])),
    )
