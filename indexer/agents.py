"""Which citation acts on which: the subject of a verb, and what stands behind “được … bởi”.

In “Nghị định B thay thế Quyết định A” the document only mentions both. In doubt nobody acts: a relation
is worse than none where the subject may be another.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from operator import attrgetter

from indexer.cues import Cued, Place, find_cue, subject_forms
from indexer.lists import joined, lists
from indexer.sentences import sentence_ends
from kb.model import Act, Mention, Role

_REACH = 1500
"""How far back a sentence is read, in characters."""
_LIST = 100
"""Mentions before the body of a passive among which its subject is looked for."""
_ADVERBIAL = (Role.BASIS, Role.ACCORDING_TO, Role.IMPLEMENTS, Role.PROPOSES, Role.REPLIES)
"""“Căn cứ A, …”: what follows the comma has the document for its subject."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Acted:
    """What is done to a mention, and by which other one."""

    cued: Cued
    agent: int | None = None
    """Who does what `cued` says; `None`: the document."""
    acts: tuple[Act, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """The text with its mentions, where they stand, and the cue of each."""

    text: str
    mentions: Sequence[Mention]
    places: Sequence[Place]
    cued: Sequence[Cued]


def who_acts(page: Page) -> list[Acted]:
    """Return for each mention what is done to it, by the document or by another mention."""
    found = [Acted(cued=cued) for cued in page.cued]
    verdicts: dict[int, int | None] = {}
    for group in _groups(page):
        cued = page.cued[group[0]]
        if cued.passive:
            _passive(page, group, found)
        elif cued.start > page.places[group[0]].start:
            _ended(page, group, found)
        elif cued.verb:
            _active(page, group, found, verdicts)
    for patient in range(len(found) - 1):
        _surrounded(page, patient, found)
    return found


def _groups(page: Page) -> Iterable[list[int]]:
    """Return the mentions that share one cue, in the order of the cues."""
    groups: dict[tuple[int, int | None], list[int]] = defaultdict(list)
    for index, cued in enumerate(page.cued):
        if cued.role is not Role.MENTIONS:
            groups[cued.start, page.mentions[index].parent].append(index)
    return [groups[name] for name in sorted(groups, key=lambda name: (name[0], name[1] or -1))]


# --- passive: “A được thay thế bởi B”


def _passive(page: Page, agents: Sequence[int], found: list[Acted]) -> None:
    """Let those behind the cue act on those before it; the document mentions the former."""
    cued = page.cued[agents[0]]
    patients = _patients(page, agents[0], found)
    acting = _agents(page, agents, patients)
    for index in agents:
        found[index] = replace(found[index], cued=Cued())
    for patient in patients:
        for agent in acting:
            if _may_act(page, agent, patient):
                found[patient] = _with_act(page, found[patient], patient, agent, cued)


def _with_act(page: Page, acted: Acted, patient: int, agent: int, cued: Cued) -> Acted:
    """Add an act; it is the role of a mention with which the document does nothing itself."""
    inner = page.mentions[patient].parent is not None
    done = acted.cued.role is not Role.MENTIONS
    if inner or done:
        return replace(acted, acts=(*acted.acts, Act(role=cued.role, agent=agent)))
    return replace(acted, cued=cued, agent=agent)


def _patients(page: Page, agent: int, found: Sequence[Acted]) -> list[int]:
    """Return the mentions of which the words before the cue of `agent` speak."""
    cued, forms = page.cued[agent], subject_forms()
    last = _before(page, cued.start)
    if last is None or page.mentions[last].parent != page.mentions[agent].parent:
        return []
    gap = page.text[page.places[last].end : cued.start]
    if page.cued[last].passive and forms["goes_on"].fullmatch(gap):
        return [n for n in range(max(0, last - _LIST), last) if _acts_on(found[n], last)]
    aside = forms["aside"].search(gap)
    if aside is not None and _is_title(gap[: aside.start()], alike=_alike(page, last, agent)):
        return [last]
    by = forms["by"].search(page.text, cued.start, cued.end) is not None
    if not (forms["patient"].fullmatch(gap) or (by and forms["titled"].fullmatch(gap))):
        return []
    return [last] if page.mentions[last].parent is not None else _subjects(page, last)


def _surrounded(page: Page, patient: int, found: list[Acted]) -> None:
    """Let B act in “A được B thay thế”."""
    agent, forms = patient + 1, subject_forms()
    if page.mentions[patient].parent is not None or page.mentions[agent].parent is not None:
        return
    end = page.places[agent].end
    verb = forms["done"].match(page.text, end)
    between = (page.places[patient].end, page.places[agent].begin)
    if verb is None or not forms["suffered"].fullmatch(page.text, *between):
        return
    cued = find_cue(page.text, end, verb.end())
    if cued is not None and _may_act(page, agent, patient):
        found[patient] = _with_act(page, found[patient], patient, agent, cued)


def _acts_on(acted: Acted, agent: int) -> bool:
    return acted.agent == agent or any(act.agent == agent for act in acted.acts)


def _subjects(page: Page, last: int) -> list[int]:
    """Return the list that ends with `last` if it begins the sentence, else `last` alone."""
    first = last
    while first > 0 and _joined(page, first - 1, first):
        first -= 1
    listed = range(first, last + 1)
    alone = _begins(page, first) and all(_plain(page, n) for n in listed)
    return list(listed) if alone else [last]


def _plain(page: Page, index: int) -> bool:
    """Whether no words before a mention say what the document does with it."""
    return (
        page.cued[index].role is Role.MENTIONS or page.cued[index].start >= page.places[index].end
    )


def _joined(page: Page, left: int, right: int) -> bool:
    """Whether only list words stand between two mentions of no title."""
    if page.mentions[left].parent is not None:
        return False
    end = page.places[left].end
    start = page.places[right].begin
    return joined(page.text, end, start) if end <= start else page.places[left].start < start


def _begins(page: Page, index: int) -> bool:
    begin = page.places[index].begin
    start = _sentence(page.text, begin)
    return subject_forms()["begin"].fullmatch(page.text, start, begin) is not None


def _agents(page: Page, agents: Sequence[int], patients: Sequence[int]) -> list[int]:
    """Return those of a list behind “bởi” that surely belong to it; the first always does."""
    if not patients:
        return []
    first, cued, last = agents[0], page.cued[agents[0]], patients[-1]
    near = page.text[cued.end : page.places[first].begin]
    if not subject_forms()["near"].fullmatch(near):
        return []
    aside = subject_forms()["aside"].search(page.text[page.places[last].end : cued.start])
    alone = all(_plain(page, n) for n in patients) and _begins(page, patients[0])
    if aside or alone or ":" in near:
        return list(agents)
    return [n for n in agents if n == first or _of_provision(page, first, n, last)]


def _of_provision(page: Page, first: int, agent: int, patient: int) -> bool:
    """Whether a list can only tell who amended: “Bãi bỏ Điều 5 Luật A đã được sửa đổi theo Luật B, Luật C”.

    Were C itself repealed as A is, a provision of it would be named.
    """
    changed = page.cued[patient].role in (Role.AMENDS, Role.REPLACES, Role.REPEALS)
    ours, theirs = page.mentions[agent].provision, page.mentions[patient].provision
    return changed and ours is None and theirs is not None and _alike(page, first, agent)


# --- end of force: “A hết hiệu lực kể từ ngày B có hiệu lực”


def _ended(page: Page, patients: Sequence[int], found: list[Acted]) -> None:
    """Let an act whose entry into force ends others act on them."""
    agent = _entering(page, patients)
    if agent is None:
        return
    for patient in patients:
        if found[patient].agent is None and _may_act(page, agent, patient):
            found[patient] = replace(found[patient], agent=agent)


def _entering(page: Page, patients: Sequence[int]) -> int | None:
    """Return the mention with whose force that of `patients` ends."""
    text, places, forms = page.text, page.places, subject_forms()
    cued = page.cued[patients[0]]
    behind = bisect_left(places, cued.end, key=attrgetter("begin"))
    if behind < len(places) and forms["from_day"].fullmatch(text, cued.end, places[behind].begin):
        return behind if forms["in_force"].match(text, places[behind].end) else None
    before = patients[0] - 1
    if before < 0 or page.mentions[before].parent is not None:
        return None
    start = _sentence(text, places[before].begin)
    opened = forms["day"].fullmatch(text, start, places[before].begin)
    entered = forms["entered"].fullmatch(text, places[before].end, places[patients[0]].begin)
    return before if opened and entered else None


# --- active: “B thay thế A”


def _active(
    page: Page, patients: Sequence[int], found: list[Acted], verdicts: dict[int, int | None]
) -> None:
    """Let the subject of a verb act; the document keeps its own acts, and in doubt only mentions.

    `verdicts` remembers who acts on the mentions of the verbs before.
    """
    if page.mentions[patients[0]].parent is not None:
        return
    certain, agent = _subject(page, patients[0], verdicts)
    for place, patient in enumerate(patients):
        fits = agent is None or (
            _is_object(page, patients, place) and _may_act(page, agent, patient)
        )
        fits = fits and not _is_means(page, patients[: place + 1])
        if certain and fits:
            verdicts[patient] = agent
            found[patient] = replace(found[patient], agent=agent)
        else:
            found[patient] = replace(found[patient], cued=Cued())


def _subject(
    page: Page, patient: int, verdicts: Mapping[int, int | None]
) -> tuple[bool, int | None]:
    """Return whether the subject of a verb is certain, and the mention that it is (`None`: the document)."""
    cued = page.cued[patient]
    last = _before(page, cued.start)
    if last is None:
        return True, None
    forms, top = subject_forms(), _top(page, last)
    gap = page.text[page.places[last].end : cued.start]
    if forms["itself"].search(gap):
        return True, None
    if forms["subject"].fullmatch(page.text, page.places[last].end, cued.start):
        return top == last, top
    joint = forms["joint"].search(gap)
    if joint is not None:
        return _shared(page, patient, top, (gap[: joint.start()], joint["comma"]), verdicts)
    adverbial = page.cued[top].role in _ADVERBIAL
    return forms["own_clause" if adverbial else "own_subject"].search(gap) is not None, None


def _shared(
    page: Page,
    patient: int,
    top: int,
    gap: tuple[str, str | None],
    verdicts: Mapping[int, int | None],
) -> tuple[bool, int | None]:
    """Return the same for a verb behind “,” or “và”, which goes on from the mention `top`.

    `gap` is what stands between the two, and the comma.
    """
    lead, comma = gap
    role, titled = page.cued[top].role, _is_title(lead, alike=_alike(page, top, patient))
    if top in verdicts:
        return titled or verdicts[top] is None, verdicts[top]
    replaced = page.cued[patient].role is Role.REPLACES
    if replaced and role in (Role.MENTIONS, Role.PROMULGATES) and titled and comma:
        return True, top
    return role in _ADVERBIAL, None


def _is_title(words: str, *, alike: bool) -> bool:
    """Whether nothing stands behind a mention, or a title in which no new clause can begin.

    A title with commas is sure only between instruments of one kind, `alike`.
    """
    titled = lists().title.match(words) is not None and not subject_forms()["stop"].search(words)
    return not words.strip() or (titled and (alike or "," not in words))


def _is_object(page: Page, patients: Sequence[int], place: int) -> bool:
    """Whether a verb surely reaches a mention of its list: the first, and those announced or of its kind."""
    first, index = patients[0], patients[place]
    gap = page.text[page.cued[first].end : page.places[first].begin]
    reached = ":" in gap or _alike(page, first, index)
    return reached and subject_forms()["object"].fullmatch(gap) is not None


def _is_means(page: Page, patients: Sequence[int]) -> bool:
    """Whether the last of a list only takes the place of the others: “thay thế A bằng B”."""
    ends = [page.places[n] for n in patients[-2:]]
    gap = page.text[ends[0].end : ends[-1].begin]
    return len(ends) > 1 and subject_forms()["means"].fullmatch(gap) is not None


def _alike(page: Page, one: int, other: int) -> bool:
    return page.mentions[one].kind == page.mentions[other].kind


# --- places


def _before(page: Page, position: int) -> int | None:
    """Return the last mention before a position in its sentence."""
    index = bisect_left(page.places, position, key=attrgetter("start")) - 1
    start = _sentence(page.text, position)
    return index if index >= 0 and page.places[index].start >= start else None


def _sentence(text: str, position: int) -> int:
    """Return where the sentence begins that reaches `position`."""
    start = max(0, position - _REACH)
    ends = sentence_ends(text, start, position)
    return ends[-1] if ends else start


def _top(page: Page, index: int) -> int:
    """Return the mention in whose title another stands, or which it amended by the words there."""
    floor = page.places[index].start - _REACH
    while True:
        parent = page.mentions[index].parent
        if parent is None and page.cued[index].passive:
            parent = _before(page, page.cued[index].start)
        if parent is None or page.places[parent].start < floor:
            return index
        index = parent


def _may_act(page: Page, agent: int, patient: int) -> bool:
    """Whether an instrument can act on another: it is no older, and not the same."""
    ours, other = page.mentions[agent], page.mentions[patient]
    same = ours.number is not None and _named(ours) == _named(other)
    dates = _dated(ours), _dated(other)
    known = min(map(len, dates))
    return not same and dates[0][:known] >= dates[1][:known]


def _named(mention: Mention) -> tuple[object, ...]:
    return mention.number, mention.year, mention.symbol


def _dated(mention: Mention) -> str:
    return mention.date or str(mention.year or "")
