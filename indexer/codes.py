"""Which body the letters in a symbol stand for, and when they stand for none.

Letters are those of a body, of a matter (`XPVPHC`: xử phạt vi phạm hành chính) or of an organ that
every company has (`HĐQT`). Before 1997 a ministry wrote its letters without “B”, or those of a unit.
"""

from __future__ import annotations

from collections.abc import Sequence

from indexer.issuers import names_association
from kb.symbols import YEARED_FROM, Symbol, find_body, old_body
from kb.text import collapse, fold
from kb.vocabulary import Body, Vocabulary


def named_body(phrase: str, vocabulary: Vocabulary) -> Body | None:
    """Return the body with the longest name that a phrase begins with, as whole words.

    An organ of an association, “Ban Chấp hành Trung ương Hội …”, is not the Party's of the same name.
    """
    words = collapse(phrase).split()
    for length in range(len(words), 0, -1):
        found = vocabulary.body_by_name.get(" ".join(words[:length]).lower().rstrip(",;"))
        if found is not None:
            rest = " ".join(["", *words[length:]])
            others = found.is_party and found.is_central and names_association(rest, vocabulary)
            return None if others else found
    return None


def coded_body(
    symbol: Symbol, phrase: str, date: str | None, vocabulary: Vocabulary
) -> Body | None:
    """Return the body of the first letters; the one in the words where the letters are those of a unit."""
    code = symbol.bodies[0]
    body = find_body(code, vocabulary)
    if body is not None:
        return _twin(body, symbol, vocabulary)
    early = date is not None and date < YEARED_FROM
    named = named_body(phrase, vocabulary)
    if named is not None and named.is_central and symbol.is_letter and symbol.unit is None:
        return named
    if named is None:
        return old_body(code, vocabulary) if early and not phrase else None
    abbreviated = named.is_central and len(code) > 1 and fold(code) in named.slot
    return named if early or abbreviated else None


def _twin(body: Body, symbol: Symbol, vocabulary: Vocabulary) -> Body:
    """Return the Party's body where Party and state share a code and the separators are the Party's."""
    party = "/" in symbol.letters
    same = (b for b in vocabulary.bodies if b.code == body.code and b.is_party == party)
    return next(same, body)


def is_no_body(symbol: Symbol, phrase: str, vocabulary: Vocabulary) -> bool:
    """Whether the letters name a matter or a company's organ, so that only the words tell the body."""
    code, *units = (*symbol.bodies, *(symbol.unit or "").split("-"))
    subjects, organs = vocabulary.grammar.subjects, vocabulary.grammar.organs
    if code in subjects:
        return True
    body = find_body(code, vocabulary)
    if body is None:
        return any(part in organs for part in (code, *units))
    if symbol.kind is not None or not body.is_party:
        return False
    named = named_body(phrase, vocabulary)
    of_state = named is not None and not named.is_party
    party = any(f" {word} " in f" {fold(phrase)} " for word in vocabulary.grammar.words["party"])
    return of_state or (code in vocabulary.grammar.ambiguous and not party)


def is_nationwide(phrase: str, vocabulary: Vocabulary) -> bool:
    """Whether the words name a body that belongs to no province, though the tables do not know it."""
    named = named_body(phrase, vocabulary)
    if named is not None and named.is_central and not named.branches:
        return True
    known, words = vocabulary.grammar.words, fold(phrase)
    for head in known["heads"]:
        words = words.removeprefix(f"{head} ")
    begins = any(words.startswith(f"{begin} ") for begin in known["nationwide"])
    return begins or any(f" {word}" in f" {fold(phrase)} " for word in known["national"])


def peers(symbol: Symbol, first: Body | None, vocabulary: Vocabulary) -> tuple[str, ...]:
    """Return the codes of the bodies that issued a state paper with the first: `KH-BCA-BNN&MT`."""
    if first is None or first.is_party or symbol.kind is None or len(symbol.bodies) > 1:
        return ()
    words = vocabulary.grammar.words["central_peers" if first.is_central else "local_peers"]
    found: list[str] = []
    for code in (symbol.unit or "").split("-") if _begins(first, words) else ():
        body = find_body(code, vocabulary) if len(code) > 1 else None
        if body is None or body.is_central != first.is_central or not _begins(body, words):
            break
        found.append(code)
    return tuple(found)


def _begins(body: Body, words: Sequence[str]) -> bool:
    return fold(body.name.split()[0]) in words and not body.shared
