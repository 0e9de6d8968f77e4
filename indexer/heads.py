"""Find the heads of citations: type word, number and symbol, or the name of a law or plenum.

The pattern rules run on windows of the text only. Positions are those of the normalised text.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache

from indexer.damaged import damaged_kind
from indexer.head import Head
from indexer.numbers import read_id
from indexer.plausible import plausible
from indexer.ruleset import ALIAS, LAW_NAME, NEAR, Match, Part, Ruleset
from indexer.tokenise import Token
from indexer.windows import Window, windows
from kb.model import MentionClass
from kb.symbols import Symbol
from kb.text import collapse, fold, lower
from kb.vocabulary import Kind, Vocabulary

_LONGEST = 160
"""Letters of the longest name of a law."""
_BATCH = 64
"""Windows that are put to the matchers together."""
_ID_TAGS = ("ID", "LAWID")
_FALLBACKS = ("named.law-dated", "named.law-yeared", "named.law-short")
_AMENDING = "named.amending"
_BARE_YEAR = re.compile(r"(?:19|20)[0-9]{2}")
_BRACKETED_YEAR = re.compile(
    r"[ \n]\((?:[^()\n]{2,60}\)[ \n]năm|[A-ZĐ&]{2,10}\))[ \n](?P<year>(?:19|20)[0-9]{2})(?![0-9/])"
)
_YEARED = ("named.law-yeared", "named.law-short", "named.constitution")


def find_heads(
    text: str, ruleset: Ruleset, vocabulary: Vocabulary, opened: Iterable[Window] | None = None
) -> tuple[Head, ...]:
    """Return the heads of `text` in order; one may lie inside a law that amends laws, else none overlap.

    `opened` are the windows on it, if they are to be others than those around its triggers.
    """
    opened = windows(text, ruleset, vocabulary) if opened is None else opened
    heads = [
        head
        for parts, alike in _batches(opened)
        for head in _heads_in(text, alike, parts, ruleset, vocabulary)
    ]
    heads.sort(key=lambda head: (head.start, -head.end))
    return tuple(_typed(head, text) for head in plausible(heads, text, vocabulary))


def _batches(opened: Iterable[Window]) -> Iterator[tuple[frozenset[Part], Sequence[Window]]]:
    """Yield windows that show the same parts, many at a time: each call of a matcher has its price."""
    alike: dict[frozenset[Part], list[Window]] = defaultdict(list)
    for window in opened:
        batch = alike[window.parts]
        batch.append(window)
        if len(batch) == _BATCH:
            yield window.parts, alike.pop(window.parts)
    yield from alike.items()


def _typed(head: Head, text: str) -> Head:
    """Take in the type word that a scan damaged, where the symbol says which it was."""
    if head.kind is not None or head.symbol is None or head.symbol.kind is None:
        return head
    start = damaged_kind(text, head.start, head.symbol.kind)
    return head if start is None else replace(head, start=start, kind=head.symbol.kind.name)


def _heads_in(
    text: str,
    opened: Iterable[Window],
    parts: Iterable[Part],
    ruleset: Ruleset,
    vocabulary: Vocabulary,
) -> Iterator[Head]:
    tokens: list[Token] = []
    for window in opened:
        tokens += ruleset.tokenizer.tokens(text, window.start, window.end)
        tokens.append(Token("\n\n", "BREAK", window.end))
    found = [_found(text, tokens, match) for match in ruleset.match(tokens, parts)]
    for chosen in _choose(found, ruleset.law_names, vocabulary):
        yield from _heads(chosen, ruleset.classes[chosen.rule], vocabulary)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Found:
    """What a rule matched."""

    rule: str
    text: str
    """The whole text."""
    tokens: Sequence[Token]
    behind: Token | None

    @property
    def start(self) -> int:
        return self.tokens[0].start

    @property
    def end(self) -> int:
        return self.tokens[-1].end

    @property
    def before(self) -> str:
        """The word before it, in small letters, in or outside of the window."""
        near = lower(self.text[max(0, self.start - len("những ")) : self.start])
        return near.split()[-1] if near.strip() else ""

    @property
    def words(self) -> str:
        return collapse(self.text[self.start : self.end])


def _found(text: str, tokens: Sequence[Token], match: Match) -> _Found:
    return _Found(
        rule=match.rule,
        text=text,
        tokens=tokens[match.start : match.end],
        behind=tokens[match.end] if match.end < len(tokens) else None,
    )


def _choose(
    found: Sequence[_Found], law_names: frozenset[str], vocabulary: Vocabulary
) -> list[_Found]:
    """Keep the longest of overlapping matches; an amending law may hold others."""
    known = {f.start for f in found if f.rule == LAW_NAME and _is_spelled(f, law_names)}
    candidates = [f for f in found if _may_stand(f, known, law_names, vocabulary)]
    taken: set[int] = set()
    chosen: list[_Found] = []
    for candidate in sorted(candidates, key=lambda f: (f.start - f.end, f.start, f.rule)):
        starts = {token.start for token in candidate.tokens}
        if candidate.rule.startswith(_AMENDING):
            chosen.append(candidate)
        elif starts.isdisjoint(taken):
            taken |= starts
            chosen.append(candidate)
    return chosen


def _may_stand(
    found: _Found, known: set[int], law_names: frozenset[str], vocabulary: Vocabulary
) -> bool:
    first = found.tokens[0]
    if found.rule == "numbered.typed-named":
        return _is_of_its_kind(found.tokens, vocabulary)
    if found.rule in _FALLBACKS:
        name = found.tokens[1]
        return first.start not in known and _is_capital(first) and _is_capital(name)
    if found.rule in (LAW_NAME, NEAR) and _is_cut(found, law_names):
        return False
    if found.rule == LAW_NAME:
        spelled = _is_spelled(found, law_names)
        return spelled and (_is_type_word(first) or _is_dated(found))
    names_another = any(lower(token.text) == "luật" for token in found.tokens)
    return first.tag != "LAW" or _is_capital(first) or (_is_type_word(first) and not names_another)


def _is_of_its_kind(tokens: Sequence[Token], vocabulary: Vocabulary) -> bool:
    """Whether the symbol is one of the first type word's, and of no other that stands between them."""
    symbol = read_id(tokens[-1].text, vocabulary)[2]
    typed = [token for token in tokens if token.tag == "KIND"]
    fits = [_bears(vocabulary.kind_by_name.get(collapse(lower(t.text))), symbol) for t in typed]
    return fits[0] and not any(fits[1:])


def _bears(kind: Kind | None, symbol: Symbol) -> bool:
    """Whether papers of a kind bear such a symbol."""
    if kind is None:
        return False
    if symbol.code is None:
        return symbol.is_letter and not kind.codes
    return symbol.code in (*kind.codes, *kind.party)


def _is_spelled(found: _Found, law_names: frozenset[str]) -> bool:
    """Whether a law's name stands there, letter for letter or, if it is long enough, but for marks."""
    if lower(found.words) in law_names:
        return True
    words = found.tokens
    return len(words) > len(("Luật", "Giá")) and _is_capital(words[0]) and _is_capital(words[1])


def _is_cut(found: _Found, law_names: frozenset[str]) -> bool:
    """Whether the words go on as another law's name: “Luật Khiếu nại, tố cáonăm 1998”, or unreadably."""
    name, behind = lower(found.words), found.text[found.end : found.end + _LONGEST]
    if "\ufffd" in behind[: len(" v?")]:
        return True
    said = name + lower(" ".join(behind.split("\n")))
    return any(said.startswith(longer) for longer in _longer(name, law_names))


@cache
def _longer(name: str, law_names: frozenset[str]) -> tuple[str, ...]:
    """Return the names of laws that begin with the words of another."""
    return tuple(other for other in law_names if other != name and other.startswith(name))


def _is_dated(found: _Found) -> bool:
    """Whether a law named in small letters stands with its year, and is not “pháp luật …”."""
    return found.before != "pháp" and _year(found.behind) is not None


def _year(token: Token | None) -> str | None:
    """Return the year that a token says: “năm 2013”, “2014”."""
    if token is None:
        return None
    if token.tag == "YEAR" or _BARE_YEAR.fullmatch(token.text):
        return token.text[-4:]
    return None


def _is_capital(token: Token) -> bool:
    return token.text[:1].isupper()


def _is_type_word(token: Token) -> bool:
    """Whether the kind word of a law is one: “luật” in small letters may be the law in general."""
    return _is_capital(token) or collapse(token.text) == "bộ luật"


def _heads(found: _Found, mention_class: MentionClass, vocabulary: Vocabulary) -> Iterator[Head]:
    if found.rule == "numbered.shared-symbol":
        yield from _shared(found, vocabulary)
    elif mention_class is MentionClass.NUMBERED:
        yield _numbered(found, vocabulary)
    elif mention_class is MentionClass.NUMBER_ONLY:
        yield from _number_only(found, vocabulary)
    else:
        yield _named(found, vocabulary)


def _numbered(found: _Found, vocabulary: Vocabulary) -> Head:
    written = next(token for token in found.tokens if token.tag in _ID_TAGS)
    first = written if _is_collective(found) else found.tokens[0]
    kind = _kind(first, vocabulary) if first.tag in ("KIND", "ABBR", "LAW") else None
    number, year, symbol, party_mark = read_id(written.text, vocabulary)
    words = [token for token in found.tokens if token.tag not in (*_ID_TAGS, "SO")]
    named = first.tag == "LAW" and len(words) > 1
    return Head(
        start=first.start,
        end=written.end,
        rule=found.rule,
        mention_class=MentionClass.NUMBERED,
        kind=kind,
        number=number,
        year=year,
        symbol=symbol,
        party_mark=party_mark,
        name=collapse(found.text[first.start : words[-1].end]) if named else None,
    )


def _number_only(found: _Found, vocabulary: Vocabulary) -> Iterator[Head]:
    """Give each number of a list the type word before the first."""
    typed = found.tokens[0]
    numbers = [token for token in found.tokens if token.tag == "PAIR"] or [found.tokens[-1]]
    for token in numbers:
        first = typed if token is numbers[0] else token
        number, _, year = token.text.partition("/")
        yield Head(
            start=first.start,
            end=token.end,
            rule=found.rule,
            mention_class=MentionClass.NUMBER_ONLY,
            kind=_kind(typed, vocabulary),
            number=number,
            year=year or None,
        )


def _is_collective(found: _Found) -> bool:
    """Whether the word only announces several papers of any kind: “các văn bản số 1407/UBND-NNMT và …”."""
    return found.tokens[0].text == "văn bản" and found.before in ("các", "những")


def _shared(found: _Found, vocabulary: Vocabulary) -> Iterator[Head]:
    """Give each number of “Quyết định số 1629 và 1645/QĐ-UBND” the symbol that stands with the last."""
    tokens = found.tokens
    number, year, symbol, party_mark = read_id(tokens[-1].text, vocabulary)
    typed = tokens[0] if tokens[0].tag in ("KIND", "ABBR") else None
    last = Head(
        start=tokens[-1].start,
        end=tokens[-1].end,
        rule=found.rule,
        mention_class=MentionClass.NUMBERED,
        kind=_kind(typed, vocabulary) if typed else None,
        number=number,
        year=year,
        symbol=symbol,
        party_mark=party_mark,
    )
    for index, token in enumerate(tokens[:-1]):
        if token.tag in ("NUM", "PAIR"):
            number, _, year = token.text.partition("/")
            leads = all(t.tag in ("KIND", "ABBR", "SO") for t in tokens[:index])
            first = typed if typed and leads else token
            yield replace(
                last,
                start=first.start,
                end=token.end,
                number=number,
                year=year or last.year,
                distributed=True,
            )
    yield last


def _named(found: _Found, vocabulary: Vocabulary) -> Head:
    tokens = list(found.tokens)
    if found.rule == "named.law-dated":
        tokens = tokens[:-1]
    name, year = tokens, None
    if found.rule.startswith(_YEARED):
        if tokens[-1].tag in ("YEAR", "NUM"):
            name, year = tokens[:-1], tokens[-1].text[-4:]
    elif found.rule == LAW_NAME and found.behind is not None:
        # A year right behind belongs to the span: “Luật Đất đai năm 2013”, “Luật Doanh nghiệp 2014”.
        year = _year(found.behind)
        tokens = [*tokens, found.behind] if year else tokens
        year = year or _year_behind_bracket(found)
    first, last = tokens[0], tokens[-1]
    typed = first.tag in ("KIND", "ABBR", "LAW") or found.rule == LAW_NAME
    kind = _kind(first, vocabulary) if typed and found.rule != ALIAS else None
    return Head(
        start=first.start,
        end=last.end,
        rule=found.rule,
        mention_class=MentionClass.NAMED,
        kind=kind or _alias_kind(first, vocabulary),
        name=collapse(found.text[first.start : name[-1].end]),
        name_year=year,
        amending_until=last.start if found.rule.startswith(_AMENDING) else None,
    )


def _year_behind_bracket(found: _Found) -> str | None:
    """Return the year of “Bộ luật Tố tụng dân sự (BLTTDS) năm 2015”, which stands outside of the span."""
    match = _BRACKETED_YEAR.match(found.text, found.end)
    return match["year"] if match else None


def _kind(token: Token, vocabulary: Vocabulary) -> str | None:
    """Return the type word in title form; an abbreviation gives the full word."""
    text = collapse(token.text)
    if text.startswith("BL"):
        return "Bộ luật"
    if token.tag == "ABBR":
        kind = next((k for k in vocabulary.kinds if text in k.prose), None)
        return _abbreviated(text, kind) if kind else None
    words = text.lower()
    if words not in vocabulary.kind_by_name:
        words = _repaired_kind(words, vocabulary)
    return words[:1].upper() + words[1:]


def _abbreviated(letters: str, kind: Kind) -> str:
    """Return the name of a kind that its letters stand for: CTHĐ is “Chương trình hành động”."""
    spelled = ("".join(word[0] for word in name.split()).upper() for name in kind.also)
    return next((n for n, s in zip(kind.also, spelled, strict=True) if s == letters), kind.name)


@cache
def _folded_kinds(vocabulary: Vocabulary) -> Mapping[str, str]:
    return {fold(name).replace(" ", ""): name for name in vocabulary.kind_by_name}


def _repaired_kind(words: str, vocabulary: Vocabulary) -> str:
    """Return the type word that a scan damaged; the words themselves where it is none."""
    return _folded_kinds(vocabulary).get(re.sub(r"[^a-z]", "", fold(words)), words)


def _alias_kind(token: Token, vocabulary: Vocabulary) -> str | None:
    text = collapse(token.text)
    if text.upper().startswith(("NQ", "KL")):
        return "Nghị quyết" if text.upper().startswith("NQ") else "Kết luận"
    return _kind(token, vocabulary) if token.tag == "KIND" else None
