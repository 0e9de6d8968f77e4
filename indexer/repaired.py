"""What had to be read otherwise than it is written, since a scan or a slip has damaged it.

Nothing is repaired in silence: such a mention says that its original must be looked at.
"""

from __future__ import annotations

import re

from indexer.head import Head
from indexer.ruleset import LAW_NAME, NEAR
from kb.text import collapse, fold, lower
from kb.vocabulary import Vocabulary

_YEAR = re.compile(r" (?:năm )?(?:19|20)[0-9]{2}$")


def is_repaired(head: Head, text: str, law_names: frozenset[str], vocabulary: Vocabulary) -> bool:
    """Tell whether type word, number, symbol or name stand otherwise in `text` than they were read."""
    written = collapse(text[head.start : head.end])
    if head.rule in (LAW_NAME, NEAR):
        return _YEAR.sub("", lower(written)) not in law_names
    return not (_has_kind(head, written, vocabulary) and _has_number(head, written))


def _has_kind(head: Head, written: str, vocabulary: Vocabulary) -> bool:
    if head.kind is None or head.symbol is None or written[:1].isdigit():
        return True
    known = vocabulary.kind_by_name.get(head.kind.lower())
    forms = (head.kind, *((known.name, *known.also, *known.prose) if known else ()))
    return written.lower().startswith(tuple(form.lower() for form in forms))


def _has_number(head: Head, written: str) -> bool:
    """Whether number, year and letters stand there; letters that stand with a later number do not."""
    if head.symbol is None or head.distributed:
        return True
    digits = (head.number or "", head.year or "")
    return all(part in written for part in digits) and _plain(head.symbol.letters) in _plain(
        written
    )


def _plain(letters: str) -> str:
    return re.sub(r"[^a-z0-9&]", "", fold(letters))
