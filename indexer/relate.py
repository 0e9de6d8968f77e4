"""What the document does with each instrument: the cue words before a mention give its role.

The nearest cue wins and governs its list to the end of the sentence; inside a title the cue joins
the outer instrument to the inner one. Source of the cues: `kb/tables/relations.toml`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from indexer.sentences import sentence_ends
from kb.model import Mention, Role, Span
from kb.text import Normalised
from kb.vocabulary import toml_of

_REACH = 1500
"""How far back a sentence is read, in characters: longer ones are lists whose items bring their own cue."""
_BULLET = re.compile(r"[ \n]*(?:[-+*•]|\(?\d{1,3}[.)]|\(?[a-zđ][.)])?[-+*• \n“\"]*")
_ITEM = re.compile(r"[;”\"()]|,[ \n](?=[^,;]*$)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Cued:
    """A role and the words that gave it, in normalised positions; no words for plain mentions."""

    role: Role = Role.MENTIONS
    start: int = 0
    end: int = 0


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Cues:
    pattern: re.Pattern[str]
    roles: tuple[Role, ...]
    adjacent: frozenset[int]


@cache
def _cues() -> _Cues:
    rows = toml_of("relations.toml")["cue"]
    groups = "|".join(f"(?P<c{n}>{row['pattern']})" for n, row in enumerate(rows))
    return _Cues(
        pattern=re.compile(rf"(?<!\w)(?:{groups})(?!\w)", re.IGNORECASE),
        roles=tuple(Role(row["role"]) for row in rows),
        adjacent=frozenset(n for n, row in enumerate(rows) if row.get("adjacent")),
    )


def find_cue(text: str, start: int, end: int) -> Cued | None:
    """Return the last cue in `text[start:end]`, `end` being where the mention or its provision begins."""
    found = None
    cues = _cues()
    for match in cues.pattern.finditer(text, start, end):
        number = int((match.lastgroup or "c0")[1:])
        if number in cues.adjacent and len(text[match.end() : end].strip()) > len("các văn bản số"):
            continue
        found = Cued(role=cues.roles[number], start=match.start(), end=match.end())
    return found


def relate(source: Normalised, mentions: Sequence[Mention]) -> tuple[tuple[Role, Span | None], ...]:
    """Return the role of each mention and the raw span of its cue."""
    cued: list[Cued] = []
    for index in range(len(mentions)):
        cued.append(_role(source, mentions, index, cued))
    return tuple((c.role, _span(source, c)) for c in cued)


def _span(source: Normalised, cued: Cued) -> Span | None:
    if cued.end == cued.start:
        return None
    start, end = source.to_raw(cued.start, cued.end)
    return Span(start=start, end=end)


def _begin(source: Normalised, mention: Mention) -> int:
    provision = mention.field_span("provision")
    return source.from_raw((provision or mention.span).start)


def _end(source: Normalised, mention: Mention) -> int:
    """Return where date and issuer of a mention end."""
    spans = (mention.field_span(name) for name in ("date", "issuer"))
    ends = [span.end for span in spans if span and span.end > mention.span.end]
    return source.from_raw(max([mention.span.end, *ends]))


def _role(
    source: Normalised, mentions: Sequence[Mention], index: int, cued: Sequence[Cued]
) -> Cued:
    mention = mentions[index]
    begin = _begin(source, mention)
    if mention.parent is not None:
        return _inner_role(source, mentions, index, begin, cued)
    previous = next((i for i in reversed(range(index)) if mentions[i].parent is None), None)
    ends = sentence_ends(source.text, max(0, begin - _REACH), begin)
    start = ends[-1] if ends else max(0, begin - _REACH)
    if previous is None or _begin(source, mentions[previous]) < start:
        listed = None if previous is None else cued[previous]
        return _leading_role(source.text, start, begin, listed)
    floor = max(_end(source, mentions[i]) for i in range(previous, index))
    floor = min(floor, begin)
    item = [m.end() for m in _ITEM.finditer(source.text, floor, begin)]
    found = find_cue(source.text, item[-1] if item else floor, begin)
    if found is not None:
        return found
    if ";" in source.text[floor:begin]:
        return cued[_leader(source, mentions, previous, start)]
    return cued[previous]


def _leader(source: Normalised, mentions: Sequence[Mention], index: int, start: int) -> int:
    """Return the mention that begins the list item of `index`: a cue inside an item is not the list's."""
    for i in reversed(range(index)):
        if mentions[i].parent is not None:
            continue
        if _begin(source, mentions[i]) < start:
            break
        floor = _end(source, mentions[i])
        if ";" in source.text[floor : _begin(source, mentions[index])]:
            break
        index = i
    return index


def _inner_role(
    source: Normalised, mentions: Sequence[Mention], index: int, begin: int, cued: Sequence[Cued]
) -> Cued:
    parent = mentions[index].parent or 0
    brothers = [i for i in range(parent + 1, index) if mentions[i].parent == parent]
    inside = mentions[index].span.end <= mentions[parent].span.end
    start = (
        source.from_raw(mentions[parent].span.start) if inside else _end(source, mentions[parent])
    )
    floor = max([start, *(_end(source, mentions[i]) for i in brothers)])
    found = find_cue(source.text, min(floor, begin), begin)
    return found or (cued[brothers[-1]] if brothers else Cued())


def _leading_role(text: str, start: int, begin: int, listed: Cued | None) -> Cued:
    """Find the cue of the first mention of a sentence; a list item takes that of its introduction.

    `listed` is the role of the item before it.
    """
    bullet = _BULLET.match(text, start, begin)
    if bullet is None or bullet.end() < begin:
        return find_cue(text, start, begin) or Cued()
    before = text[max(0, start - _REACH) : start].rstrip(" \n-+*•")
    offset = max(0, start - _REACH)
    if before.endswith(":"):
        intro = sentence_ends(text, offset, offset + len(before) - 1)
        return find_cue(text, intro[-1] if intro else offset, offset + len(before)) or Cued()
    if before.endswith((";", ",")) and listed is not None:
        return listed
    return Cued()
