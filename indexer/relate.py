"""What the document does with each instrument: the cue words before a mention give its role.

The nearest cue wins and governs its list to the end of the sentence; inside a title the cue joins
the outer instrument to the inner one. Who the subject of a cue is, `indexer.agents` tells.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from operator import attrgetter

from indexer.agents import Page, who_acts
from indexer.cues import Cued, Place, cue_behind, find_cue, place_of
from indexer.lists import lists
from indexer.sentences import sentence_ends
from kb.model import Act, Mention, Role, Span
from kb.text import Normalised

_REACH = 1500
"""How far back a sentence is read, in characters: longer ones are lists whose items bring their own cue."""
_BULLET = re.compile(
    r"[ \n]*(?:(?P<dash>[-+*•])|\(?(?P<number>\d{1,3})[.)/]|\(?(?P<letter>[a-zđ])[.)])?[-+*• \n“\"]*"
)
_INLINE = re.compile(rf":{_BULLET.pattern}$")
"""“… sau đây: a) ”, with which a list begins in the middle of a line."""
_CALLED = re.compile(r"gọi[ \n](?:tắt|là|chung)|viết[ \n]tắt")
_STATED = re.compile(r"quy[ \n]định", re.IGNORECASE)
"""“quy định tại …” as what a sentence speaks of; “theo quy định tại …” is no such thing."""
_LETTERS = "abcdđeghiklmnopqrstuvxy"
_SKIPPED = 3
"""Items that may lie between two of one list without a citation of their own."""
_PARAGRAPH = re.compile(
    r"(?:\n\n|[.;:!?…]\n)(?![\n\-+*• ]|\(?\d{1,3}[.)/]|\(?[a-zđ][.)])"
    r"|\n(?:[IVX]{1,4}\.|Điều|Chương|CHƯƠNG|Mục|MỤC|Phần|PHẦN)[ ]"
)
"""What belongs to no list: a paragraph without a mark, a heading."""
_OTHER_ITEM = re.compile(r"\n(?:\(?\d{1,2}[.)/]|\(?[a-zđ]\))[ ]|:[ ]?\n")
_ITEM = re.compile(r"[;”\"()]|,[ \n](?=[^,;]*$)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Related:
    """What is done to a mention: fields of `kb.model.Citation`."""

    role: Role
    cue: Span | None
    agent: int | None
    acts: tuple[Act, ...]


def relate(source: Normalised, mentions: Sequence[Mention]) -> tuple[Related, ...]:
    """Return what the document, or one mention, does to each mention."""
    places = [place_of(source, mention) for mention in mentions]
    reader = _Reader(text=source.text, mentions=mentions, places=places)
    cued = [reader.role(index) for index in range(len(mentions))]
    cued = _look_behind(source.text, mentions, places, cued)
    page = Page(text=source.text, mentions=mentions, places=places, cued=cued)
    return tuple(
        Related(
            role=acted.cued.role,
            cue=_span(source, acted.cued),
            agent=acted.agent,
            acts=acted.acts,
        )
        for acted in who_acts(page)
    )


def _look_behind(
    text: str, mentions: Sequence[Mention], places: Sequence[Place], cued: Sequence[Cued]
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
        behind = cue_behind(text, place.end, stop) or behind
        if behind is not None and _gives_way(text, cued[index], place, behind):
            found[index] = behind
        limit = place.begin
    return found


def _gives_way(text: str, cued: Cued, place: Place, behind: Cued) -> bool:
    """Whether the cue behind a mention says what becomes of it.

    Any cue before it says more, but “quy định tại Điều 5 của Luật … hết hiệu lực” speaks of what ends.
    """
    if cued.role is Role.ACCORDING_TO:
        stated = _STATED.match(text, cued.start, cued.end) is not None
        return stated and behind.start <= place.end + 1
    return cued.role is Role.MENTIONS and not cued.final


def _span(source: Normalised, cued: Cued) -> Span | None:
    if cued.role is Role.MENTIONS:
        return None
    start, end = source.to_raw(cued.start, cued.end)
    return Span(start=start, end=end)


@dataclass(frozen=True, slots=True)
class _Item:
    """An item of a list whose introduction gives the cue."""

    start: int
    style: str | None
    """`dash`, `number` or `letter`; `None` without a mark."""
    ordinal: int
    cue: Cued


@dataclass(slots=True)
class _Reader:
    """Reads mentions in their order; remembers what later ones of a list or title take over."""

    text: str
    mentions: Sequence[Mention]
    places: Sequence[Place]
    top: int | None = None
    """The last mention that stands in no title."""
    top_cue: Cued = field(default_factory=Cued)
    item_cue: Cued = field(default_factory=Cued)
    """The cue of the first mention of the present list item: it governs the list."""
    listed: _Item | None = None
    numbered: dict[str | None, Cued] = field(default_factory=dict)
    """The cue of the last mention of each number, for the names that a document gives it."""
    enclosing: Cued | None = None
    """The cue that held before the open bracket."""
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
        number = self.mentions[index].number
        cued = self._first(start, begin) if first else self._next(begin, number)
        self.numbered[number] = cued
        self.top, self.reached = index, self.places[index].end
        self.top_cue = Cued() if cued.final else cued
        if self.item_cue.final:
            self.item_cue = Cued()
        return cued

    def _first(self, start: int, begin: int) -> Cued:
        """Find the cue of the first mention of a sentence; a list item takes that of its introduction."""
        self.enclosing = None
        mark = _BULLET.match(self.text, start, begin)
        if mark is None or mark.end() < begin:
            self.item_cue = find_cue(self.text, start, begin) or Cued()
            inline = _INLINE.search(self.text, max(start, begin - 12), begin)
            if inline:
                self.listed = _item(inline, begin, self.item_cue)
            return self.item_cue
        before = self.text[max(0, start - _REACH) : start].rstrip(" \n-+*•")
        item = _item(mark, start, Cued())
        if self.listed is not None and _same_list(self.text, self.listed, item):
            item = replace(item, cue=self.listed.cue)
        elif before.endswith(":"):
            item = replace(item, cue=self._introduced(start, before))
        else:
            self.item_cue = self.top_cue if before.endswith((";", ",")) else Cued()
            return self.item_cue
        self.listed, self.item_cue = item, item.cue
        return item.cue

    def _introduced(self, start: int, before: str) -> Cued:
        """Find the cue of the line that announces a list; `before` is what stands before it, to the colon."""
        offset = max(0, start - _REACH)
        ends = sentence_ends(self.text, offset, offset + len(before) - 1)
        first = bisect_right(self.places, offset, key=attrgetter("end"))
        last = bisect_left(self.places, start, key=attrgetter("start"))
        named = [(p.start, p.end) for p in self.places[first:last]]
        intro = ends[-1] if ends else offset
        cue = find_cue(self.text, intro, offset + len(before), named) or Cued()
        spent = cue.role is Role.ACCORDING_TO and any(a >= cue.end for a, _ in named)
        return Cued() if spent else cue

    def _next(self, begin: int, number: str | None) -> Cued:
        floor = min(self.reached, begin)
        gap = self.text[floor:begin]
        base = self.top_cue
        if self.enclosing is not None and ")" in gap.partition("(")[0]:
            base, self.enclosing = self.enclosing, None
        if gap.rfind("(") > gap.rfind(")"):
            self.enclosing = base
        if number is not None and _CALLED.search(gap):
            return self.numbered.get(number, base)
        found = find_cue(self.text, floor, begin)
        if found is not None and self._of_the_item_before(found, floor, begin):
            found = None
        new_item = ";" in gap
        forms = lists()
        told = forms.predicate.match(gap) and not forms.list_end.search(gap)
        if found is None and (told or forms.turn.search(gap)):
            base = Cued()
        cued = found or (self.item_cue if new_item else base)
        if new_item and found is not None:
            lead = self.text[floor : found.start].rpartition(";")[2]
            self.item_cue = cued if len(lead.strip()) <= len("và đồng thời") else self.item_cue
        return cued

    def _of_the_item_before(self, cued: Cued, floor: int, begin: int) -> bool:
        """Whether a cue stands in the item or in the title before, and so says nothing of this mention."""
        if _ITEM.search(self.text, cued.end, begin):
            return True
        forms = lists()
        gap = self.text[floor:begin]
        clause = forms.clause.search(gap)
        anew = clause is not None and clause.start() + floor < cued.start
        if anew or forms.title.match(gap) is None:
            return False
        joint = forms.list_end.search(gap)
        return joint is not None and joint.start() >= cued.end - floor

    def _inner(self, index: int) -> Cued:
        parent = self.mentions[index].parent or 0
        inside = self.mentions[index].span.end <= self.mentions[parent].span.end
        start = self.places[parent].start if inside else self.places[parent].end
        last, inherited = self.brothers.get(parent, (start, Cued()))
        begin = self.places[index].begin
        cued = find_cue(self.text, min(max(start, last), begin), begin) or inherited
        self.brothers[parent] = (self.places[index].end, cued)
        return cued


def _item(mark: re.Match[str], start: int, cue: Cued) -> _Item:
    style = mark.lastgroup
    ordinal = 0
    if style == "number":
        ordinal = int(mark["number"])
    elif style == "letter":
        ordinal = _LETTERS.find(mark["letter"])
    return _Item(start=start, style=style, ordinal=ordinal, cue=cue)


def _same_list(text: str, last: _Item, item: _Item) -> bool:
    """Whether an item goes on the list of the last one: same marks, in order, no other text between."""
    between = text[last.start : item.start + len("(12) ")]
    if item.style is None or item.style != last.style or len(between) > _REACH:
        return False
    if _PARAGRAPH.search(between):
        return False
    if item.style == "dash":
        return _OTHER_ITEM.search(between) is None
    return 0 < item.ordinal - last.ordinal <= _SKIPPED
