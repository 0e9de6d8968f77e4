"""Names that staff gave to instruments (`kb decide alias`), found in the text of a report.

A name counts as it is written, whatever its case, where no citation stands already and no number follows.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate

from kb import vocabulary
from kb.identity import InstrumentKey, parse_key
from kb.model import Citation, Mention, MentionClass, Report, Resolution, Span
from kb.ports import Decision
from kb.replay import because
from kb.text import collapse, normalise, one_line

RULE = "staff-name"
"""Rule of the mentions found here."""
_POINTING = frozenset({"này", "đó", "ấy", "trên", "nêu", "nói", "kèm", "theo", "số"})
"""Words that only point at something said elsewhere: “Quyết định nêu trên”."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A citation by a name that staff gave, and the decision that gave it."""

    citation: Citation
    decision: Decision


def is_telling(name: str) -> bool:
    """Tell whether a name can stand for one instrument: it is more than a kind, a body, or one plain word."""
    words = vocabulary.load()
    plain = one_line(name).lower()
    rest = [word for word in _without_kind(plain).split() if word not in _POINTING]
    alone = len(plain.split()) == 1 and not any(letter.isdigit() for letter in plain)
    return bool(rest) and not alone and plain not in words.body_by_name


def _without_kind(plain: str) -> str:
    kinds = vocabulary.load().kind_by_name
    heads = (kind for kind in kinds if plain == kind or plain.startswith(f"{kind} "))
    return plain.removeprefix(max(heads, key=len, default="")).strip()


def found_names(report: Report, decisions: Sequence[Decision]) -> tuple[Found, ...]:
    """Return the citations by name that nothing else reads, in the order of the text.

    `decisions` are those that stand, in their order: the last one about the same name counts.
    """
    aliases = {_plain(d.quote): d for d in decisions if d.action == "alias" and d.quote}
    if not aliases:
        return ()
    text = normalise(report.text)
    taken = _Taken(report.citations)
    found: list[Found] = []
    for match in _pattern(aliases).finditer(text.text):
        start, end = text.to_raw(match.start(), match.end())
        decision, span = aliases.get(_plain(match.group())), Span(start=start, end=end)
        key = parse_key(decision.value) if decision else None
        if decision and key and not taken.at(span):
            found.append(Found(citation=_citation(report, span, key, decision), decision=decision))
    return tuple(found)


class _Taken:
    """Where citations stand already."""

    def __init__(self, citations: Sequence[Citation]) -> None:
        spans = sorted(citation.mention.span for citation in citations)
        self._starts = [span.start for span in spans]
        self._ends = list(accumulate((span.end for span in spans), max))

    def at(self, span: Span) -> bool:
        """Tell whether a citation has a letter of `span`."""
        before = bisect_left(self._starts, span.end)
        return before > 0 and self._ends[before - 1] > span.start


def _plain(name: str) -> str:
    return collapse(one_line(name)).lower()


def _pattern(names: Iterable[str]) -> re.Pattern[str]:
    """Return what finds any of the names, the longest first; a name may go over the end of a line."""
    each = (
        r"[ \n]".join(map(re.escape, name.split()))
        for name in sorted(names, key=lambda name: (-len(name), name))
    )
    return re.compile(
        rf"(?<!\w)(?:{'|'.join(each)})(?!\w)(?![ \n](?:số:?[ \n]?)?[0-9])", re.IGNORECASE
    )


def _citation(report: Report, span: Span, key: InstrumentKey, decision: Decision) -> Citation:
    surface = span.of(report.text)
    kind = vocabulary.load().kind_of_slot(key.type, party=key.is_party)
    named = kind is not None and _plain(surface).startswith(kind.name.lower())
    mention = Mention(
        span=span,
        surface=surface,
        mention_class=MentionClass.NAMED,
        kind=kind.name if kind and named else None,
        symbol_kind=None,
        number=None,
        year=None,
        symbol=None,
        date=None,
        issuer=None,
        subject=None,
        provision=None,
        rule=RULE,
        parent=_parent(report, span),
        quality=report.quality,
    )
    return Citation(
        mention=mention,
        key=key,
        resolution=Resolution.DECIDED,
        reason=because(decision),
        section=_section(report, span),
    )


def _parent(report: Report, span: Span) -> int | None:
    """Return the index of the citation in whose title the name stands, the innermost of several."""
    titles = (
        (title.end - title.start, index)
        for index, citation in enumerate(report.citations)
        if (title := citation.mention.field_span("subject")) is not None
        and title.start <= span.start
        and span.end <= title.end
    )
    return min(titles, default=(0, None))[1]


def _section(report: Report, span: Span) -> str | None:
    around = [s for s in report.sections if s.span.start <= span.start < s.end]
    return around[-1].label if around else None


def with_names(citations: Sequence[Citation], found: Sequence[Found]) -> tuple[Citation, ...]:
    """Return all citations in the order of the text; parents keep pointing at the right one."""
    if not found:
        return tuple(citations)
    old = list(enumerate(citations))
    every: list[tuple[int | None, Citation]] = [*old, *((None, each.citation) for each in found)]
    every.sort(key=_start)
    places = {index: place for place, (index, _) in enumerate(every) if index is not None}
    return tuple(citation.renumbered(places) for _, citation in every)


def _start(numbered: tuple[int | None, Citation]) -> tuple[int, int]:
    span = numbered[1].mention.span
    return span.start, -span.end
