"""What the document does with each instrument: the cue words before a mention give its role.

The nearest cue wins and governs its list to the end of the sentence; inside a title the cue joins
the outer instrument to the inner one. Source of the cues: `kb/tables/relations.toml`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
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
    after: tuple[tuple[re.Pattern[str], Role], ...]
    """Cues that stand behind the mention: “… hết hiệu lực”."""


@cache
def _cues() -> _Cues:
    rows = toml_of("relations.toml")["cue"]
    before = [row for row in rows if not row.get("after")]
    groups = "|".join(f"(?P<c{n}>{row['pattern']})" for n, row in enumerate(before))
    return _Cues(
        pattern=re.compile(rf"(?<!\w)(?:{groups})(?!\w)", re.IGNORECASE),
        roles=tuple(Role(row["role"]) for row in before),
        adjacent=frozenset(n for n, row in enumerate(before) if row.get("adjacent")),
        after=tuple(
            (re.compile(rf"(?<!\w)(?:{row['pattern']})(?!\w)", re.IGNORECASE), Role(row["role"]))
            for row in rows
            if row.get("after")
        ),
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
    places = [_place(source, mention) for mention in mentions]
    reader = _Reader(text=source.text, mentions=mentions, places=places)
    cued = [reader.role(index) for index in range(len(mentions))]
    cued = _look_behind(source.text, mentions, places, cued)
    return tuple((c.role, _span(source, c)) for c in cued)


def _look_behind(
    text: str, mentions: Sequence[Mention], places: Sequence[_Place], cued: Sequence[Cued]
) -> list[Cued]:
    """Give mentions without a cue before them the one behind their list: “A và B hết hiệu lực”."""
    found = list(cued)
    limit, behind = len(text), None
    for index in reversed(range(len(mentions))):
        if mentions[index].parent is not None:
            continue
        place = places[index]
        ends = sentence_ends(text, place.end, min(limit, place.end + _REACH))
        if ends or limit == len(text):
            behind = None
        stop = ends[0] if ends else min(limit, place.end + _REACH)
        behind = _cue_after(text, place.end, stop) or behind
        if behind is not None and cued[index].role is Role.MENTIONS:
            found[index] = behind
        limit = place.begin
    return found


def _cue_after(text: str, start: int, end: int) -> Cued | None:
    for pattern, role in _cues().after:
        match = pattern.search(text, start, end)
        if match is not None:
            return Cued(role=role, start=match.start(), end=match.end())
    return None


def _span(source: Normalised, cued: Cued) -> Span | None:
    if cued.end == cued.start:
        return None
    start, end = source.to_raw(cued.start, cued.end)
    return Span(start=start, end=end)


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a mention stands in normalised text."""

    begin: int
    """Of its provision, else of the mention."""
    start: int
    end: int
    """Of date and issuer behind it."""


def _place(source: Normalised, mention: Mention) -> _Place:
    provision = mention.field_span("provision")
    spans = (mention.field_span(name) for name in ("date", "issuer"))
    ends = [span.end for span in spans if span and span.end > mention.span.end]
    return _Place(
        source.from_raw(min((provision or mention.span).start, mention.span.start)),
        source.from_raw(mention.span.start),
        source.from_raw(max([mention.span.end, *ends])),
    )


@dataclass(slots=True)
class _Reader:
    """Reads mentions in their order; remembers what later ones of a list or title take over."""

    text: str
    mentions: Sequence[Mention]
    places: Sequence[_Place]
    top: int | None = None
    """The last mention that stands in no title."""
    top_cue: Cued = field(default_factory=Cued)
    item_cue: Cued = field(default_factory=Cued)
    """The cue of the first mention of the present list item: it governs the list."""
    reached: int = 0
    """Where date and issuer of everything since `top` end."""
    brothers: dict[int, tuple[int, Cued]] = field(default_factory=dict)
    """Parent → where its last inner mention ends, and that mention's cue."""

    def role(self, index: int) -> Cued:
        """Return the role of the next mention."""
        if self.mentions[index].parent is not None:
            cued = self._inner(index)
            self.reached = max(self.reached, self.places[index].end)
            return cued
        begin = self.places[index].begin
        ends = sentence_ends(self.text, max(0, begin - _REACH), begin)
        start = ends[-1] if ends else max(0, begin - _REACH)
        first = self.top is None or self.places[self.top].begin < start
        cued = self._first(start, begin) if first else self._next(begin)
        self.top, self.top_cue, self.reached = index, cued, self.places[index].end
        return cued

    def _first(self, start: int, begin: int) -> Cued:
        listed = self.top_cue if self.top is not None else None
        self.item_cue = _leading_role(self.text, start, begin, listed)
        return self.item_cue

    def _next(self, begin: int) -> Cued:
        floor = min(self.reached, begin)
        marks = [mark.end() for mark in _ITEM.finditer(self.text, floor, begin)]
        found = find_cue(self.text, marks[-1] if marks else floor, begin)
        new_item = ";" in self.text[floor:begin]
        cued = found or (self.item_cue if new_item else self.top_cue)
        if new_item:
            self.item_cue = cued
        return cued

    def _inner(self, index: int) -> Cued:
        parent = self.mentions[index].parent or 0
        inside = self.mentions[index].span.end <= self.mentions[parent].span.end
        start = self.places[parent].start if inside else self.places[parent].end
        last, inherited = self.brothers.get(parent, (start, Cued()))
        begin = self.places[index].begin
        cued = find_cue(self.text, min(max(start, last), begin), begin) or inherited
        self.brothers[parent] = (self.places[index].end, cued)
        return cued


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
