"""Names that a document gives to what it cites: “Bộ luật Hình sự năm 2015 (BLHS)”, “(sau đây gọi là …)”."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from indexer.resolved import Tables, bare_name, law_of
from kb.model import Mention, MentionClass
from kb.text import one_line

_REACH = 70
"""Characters of the longest way to say it, bracket included."""
_SENTENCE = re.compile(r"[.;]\s|\n\s*\n")
_SAID = re.compile(
    r"\([^()]{0,30}(?<!\w)(?:gọi|viết)(?: chung| tắt)?(?: tắt)?(?: là)?(?: văn bản)?:? ?[\"“‘']?$"
)


def called(raw: str, mentions: Sequence[Mention], tables: Tables) -> Mapping[int, int | None]:
    """Return which named mentions only say how another one is called, and which: both by index.

    `None` where the document defines a name, but not for one instrument alone: the name then isn't
    the one that everybody knows by it.
    """
    found = {
        index: _meant(raw, mentions, index, tables)
        for index, mention in enumerate(mentions)
        if mention.mention_class is MentionClass.NAMED
        and (_is_said(raw, mention) or _is_bracketed(raw, mentions, index, tables))
    }
    laws = {i for i in found if bare_name(mentions[i]) in tables.gazetteer.laws}
    return {i: meant for i, meant in found.items() if meant is not None or i not in laws}


def _is_said(raw: str, mention: Mention) -> bool:
    start = mention.span.start
    before = raw[max(0, start - _REACH) : start]
    return "(" in before and _SAID.search(one_line(before)) is not None


def _is_bracketed(raw: str, mentions: Sequence[Mention], index: int, tables: Tables) -> bool:
    """Whether a law's abbreviation stands alone in brackets behind the law."""
    if index == 0 or mentions[index].date is not None:
        return False
    before, mention = mentions[index - 1].span, mentions[index].span
    between, behind = raw[before.end : mention.start], raw[mention.end : mention.end + 1]
    alone = between.strip() == "(" and behind == ")"
    return alone and law_of(mentions[index], tables) == law_of(mentions[index - 1], tables)


def _meant(raw: str, mentions: Sequence[Mention], index: int, tables: Tables) -> int | None:
    """Return the mention that the name stands for: of the same law, else the only one of the sentence."""
    start = mentions[index].span.start
    sentence = [
        other
        for other in range(index)
        if mentions[other].parent is None
        and not _SENTENCE.search(raw, mentions[other].span.end, start)
    ]
    name = law_of(mentions[index], tables)
    same = [other for other in sentence if law_of(mentions[other], tables) == name]
    if same:
        return same[-1]
    named = bare_name(mentions[index]) in tables.gazetteer.laws
    return sentence[0] if len(sentence) == 1 and not named else None
