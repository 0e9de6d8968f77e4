"""Find the heads of citations: type word, number and symbol, or the name of a law or plenum.

The pattern rules run on windows of the text only. Positions are those of the normalised text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache

from spacy.tokens import Doc, Token

from indexer.damaged import damaged_kind
from indexer.numbers import read_id
from indexer.ruleset import ALIAS, LAW_NAME, Match, Ruleset
from indexer.tails import grammar
from indexer.windows import windows
from kb.model import MentionClass
from kb.symbols import Symbol, find_body
from kb.text import collapse, fold, lower
from kb.vocabulary import Kind, Vocabulary

_ID_TAGS = ("ID", "LAWID")
_FALLBACKS = ("named.law-dated", "named.law-yeared", "named.law-short")
_AMENDING = "named.amending"
_YEARED = ("named.law-yeared", "named.law-short", "named.constitution")


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """The part of a citation that its span covers; `[start, end)` in normalised text."""

    start: int
    end: int
    rule: str
    mention_class: MentionClass
    kind: str | None
    """As written, in title form; `None` where no type word stands there."""
    number: str | None = None
    year: str | None = None
    """As written: five digits in a mistyped one."""
    symbol: Symbol | None = None
    party_mark: bool = False
    """Whether a hyphen follows the number."""
    name: str | None = None
    """Words of a name, kind word included, without the year: `Luật Đất đai`."""
    name_year: str | None = None
    distributed: bool = False
    antecedent: bool = False
    """Whether the document cites the number elsewhere with its symbol."""
    amending_until: int | None = None
    """For a law that amends laws: where its span will reach at least."""


def find_heads(text: str, ruleset: Ruleset, vocabulary: Vocabulary) -> tuple[Head, ...]:
    """Return the heads of `text` in order; one may lie inside a law that amends laws, else none overlap."""
    heads: list[Head] = []
    for start, end in windows(text, ruleset, vocabulary):
        heads += heads_in(text[start:end], start, text, ruleset, vocabulary)
    return tuple(_typed(head, text) for head in heads)


def _typed(head: Head, text: str) -> Head:
    """Take in the type word that a scan damaged, where the symbol says which it was."""
    if head.kind is not None or head.symbol is None or head.symbol.kind is None:
        return head
    start = damaged_kind(text, head.start, head.symbol.kind)
    return head if start is None else replace(head, start=start, kind=head.symbol.kind.name)


def heads_in(
    piece: str, offset: int, text: str, ruleset: Ruleset, vocabulary: Vocabulary
) -> list[Head]:
    """Return the heads of one window; `offset` is where `piece` begins in `text`."""
    doc = ruleset.nlp.make_doc(piece)
    chosen = _choose(doc, ruleset.match(doc), ruleset.law_names, vocabulary)
    heads = [
        head
        for match in chosen
        for head in _heads(doc, match, offset, ruleset, vocabulary)
        if is_plausible(head, text, vocabulary)
    ]
    return sorted(heads, key=lambda head: (head.start, -head.end))


def _choose(
    doc: Doc, matches: Iterable[Match], law_names: frozenset[str], vocabulary: Vocabulary
) -> list[Match]:
    """Keep the longest of overlapping matches; an amending law may hold others."""
    known = {m.start for m in matches if m.rule == LAW_NAME and _is_spelled(doc, m, law_names)}
    candidates = [m for m in matches if _may_stand(doc, m, known, law_names, vocabulary)]
    taken: set[int] = set()
    chosen: list[Match] = []
    for match in sorted(candidates, key=lambda m: (-_length(doc, m), m.start, m.rule)):
        span = set(range(match.start, match.end))
        if match.rule.startswith(_AMENDING):
            chosen.append(match)
        elif not span & taken:
            taken |= span
            chosen.append(match)
    return chosen


def _length(doc: Doc, match: Match) -> int:
    return len(doc[match.start : match.end].text)


def _may_stand(
    doc: Doc, match: Match, known: set[int], law_names: frozenset[str], vocabulary: Vocabulary
) -> bool:
    first = doc[match.start]
    if match.rule == "numbered.typed-named":
        return _is_of_its_kind(doc, match, vocabulary)
    if match.rule in _FALLBACKS:
        name = doc[match.start + 1]
        return match.start not in known and _is_capital(first) and name.text[:1].isupper()
    if match.rule == LAW_NAME:
        spelled = _is_spelled(doc, match, law_names)
        return spelled and (_is_capital(first) or _is_dated(doc, match))
    return first.tag_ != "LAW" or _is_capital(first)


def _is_of_its_kind(doc: Doc, match: Match, vocabulary: Vocabulary) -> bool:
    """Whether the symbol is one of the first type word's, and of no other that stands between them."""
    symbol = read_id(doc[match.end - 1].text, vocabulary)[2]
    typed = [t for t in doc[match.start : match.end] if t.tag_ == "KIND"]
    fits = [_bears(vocabulary.kind_by_name.get(collapse(t.lower_)), symbol) for t in typed]
    return fits[0] and not any(fits[1:])


def _bears(kind: Kind | None, symbol: Symbol) -> bool:
    """Whether papers of a kind bear such a symbol."""
    if kind is None:
        return False
    if symbol.code is None:
        return symbol.is_letter and not kind.codes
    return symbol.code in (*kind.codes, *kind.party)


def _is_spelled(doc: Doc, match: Match, law_names: frozenset[str]) -> bool:
    """Whether a law's name stands there, letter for letter or, if it is long enough, but for marks."""
    words = doc[match.start : match.end]
    if lower(collapse(words.text)) in law_names:
        return True
    return len(words) > len(("Luật", "Giá")) and _is_capital(words[0]) and _is_capital(words[1])


def _is_dated(doc: Doc, match: Match) -> bool:
    """Whether a law named in small letters stands with its year, and is not “pháp luật …”."""
    before = doc[match.start - 1].lower_ if match.start else ""
    after = doc[match.end].tag_ if match.end < len(doc) else ""
    return before != "pháp" and (after == "YEAR" or _is_year(doc, match.end))


def _is_year(doc: Doc, index: int) -> bool:
    return index < len(doc) and re.fullmatch(r"(?:19|20)\d\d", doc[index].text) is not None


def _is_capital(token: Token) -> bool:
    return token.text[:1].isupper()


def _heads(
    doc: Doc, match: Match, offset: int, ruleset: Ruleset, vocabulary: Vocabulary
) -> Iterator[Head]:
    tokens = doc[match.start : match.end]
    mention_class = ruleset.classes[match.rule]
    if match.rule == "numbered.shared-symbol":
        yield from _shared(doc, match, offset, vocabulary)
    elif mention_class is MentionClass.NUMBERED:
        yield _numbered(list(tokens), match.rule, offset, vocabulary)
    elif mention_class is MentionClass.NUMBER_ONLY:
        yield from _number_only(list(tokens), match.rule, offset, vocabulary)
    else:
        yield _named(doc, match, offset, vocabulary)


def _numbered(tokens: Sequence[Token], rule: str, offset: int, vocabulary: Vocabulary) -> Head:
    written = next(token for token in tokens if token.tag_ in _ID_TAGS)
    first = written if _is_collective(tokens[0]) else tokens[0]
    kind = _kind(first, vocabulary) if first.tag_ in ("KIND", "ABBR", "LAW") else None
    number, year, symbol, party_mark = read_id(written.text, vocabulary)
    words = [t.text_with_ws for t in tokens if t.tag_ not in (*_ID_TAGS, "SO")]
    return Head(
        start=offset + first.idx,
        end=offset + written.idx + len(written.text),
        rule=rule,
        mention_class=MentionClass.NUMBERED,
        kind=kind,
        number=number,
        year=year,
        symbol=symbol,
        party_mark=party_mark,
        name=collapse("".join(words)) if first.tag_ == "LAW" and len(words) > 1 else None,
    )


def _number_only(
    tokens: Sequence[Token], rule: str, offset: int, vocabulary: Vocabulary
) -> Iterator[Head]:
    """Give each number of a list the type word before the first."""
    numbers = [token for token in tokens if token.tag_ == "PAIR"] or [tokens[-1]]
    for token in numbers:
        first = tokens[0] if token is numbers[0] else token
        number, _, year = token.text.partition("/")
        yield Head(
            start=offset + first.idx,
            end=offset + token.idx + len(token.text),
            rule=rule,
            mention_class=MentionClass.NUMBER_ONLY,
            kind=_kind(tokens[0], vocabulary),
            number=number,
            year=year or None,
        )


def _is_collective(token: Token) -> bool:
    """Whether the word only announces several papers of any kind: “các văn bản số 1407/UBND-NNMT và …”."""
    return token.text == "văn bản" and token.i > 0 and token.nbor(-1).lower_ in ("các", "những")


def _shared(doc: Doc, match: Match, offset: int, vocabulary: Vocabulary) -> Iterator[Head]:
    """Give each number of “Quyết định số 1629 và 1645/QĐ-UBND” the symbol that stands with the last."""
    tokens = list(doc[match.start : match.end])
    last = _numbered(tokens[-1:], match.rule, offset, vocabulary)
    typed = tokens[0] if tokens[0].tag_ in ("KIND", "ABBR") else None
    kind = _kind(typed, vocabulary) if typed else None
    for index, token in enumerate(tokens[:-1]):
        if token.tag_ in ("NUM", "PAIR"):
            number, _, year = token.text.partition("/")
            leads = all(t.tag_ in ("KIND", "ABBR", "SO") for t in tokens[:index])
            first = typed if typed and leads else token
            yield Head(
                start=offset + first.idx,
                end=offset + token.idx + len(token.text),
                rule=match.rule,
                mention_class=MentionClass.NUMBERED,
                kind=kind,
                number=number,
                year=year or last.year,
                symbol=last.symbol,
                party_mark=last.party_mark,
                distributed=True,
            )
    yield Head(
        start=last.start,
        end=last.end,
        rule=match.rule,
        mention_class=MentionClass.NUMBERED,
        kind=kind,
        number=last.number,
        year=last.year,
        symbol=last.symbol,
        party_mark=last.party_mark,
    )


def _named(doc: Doc, match: Match, offset: int, vocabulary: Vocabulary) -> Head:
    tokens = list(doc[match.start : match.end])
    if match.rule == "named.law-dated":
        tokens = tokens[:-1]
    name, year = tokens, None
    if match.rule.startswith(_YEARED):
        if tokens[-1].tag_ in ("YEAR", "NUM"):
            name, year = tokens[:-1], tokens[-1].text[-4:]
    elif match.rule == LAW_NAME:
        tokens, year = _with_year(doc, match, tokens)
    last = tokens[-1]
    first = tokens[0]
    typed = first.tag_ in ("KIND", "ABBR", "LAW") or match.rule == LAW_NAME
    kind = _kind(first, vocabulary) if typed and match.rule != ALIAS else None
    return Head(
        start=offset + first.idx,
        end=offset + last.idx + len(last.text),
        rule=match.rule,
        mention_class=MentionClass.NAMED,
        kind=kind or _alias_kind(first, vocabulary),
        name=collapse("".join(token.text_with_ws for token in name)),
        name_year=year,
        amending_until=offset + last.idx if match.rule.startswith(_AMENDING) else None,
    )


def _with_year(doc: Doc, match: Match, tokens: list[Token]) -> tuple[list[Token], str | None]:
    """Take a directly attached year into the span: “Luật Đất đai năm 2013”, “Luật Doanh nghiệp 2014”."""
    if match.end < len(doc):
        following = doc[match.end]
        if following.tag_ == "YEAR":
            return [*tokens, following], following.text[-4:]
        if _is_year(doc, match.end):
            return [*tokens, following], following.text
    return tokens, None


def _kind(token: Token, vocabulary: Vocabulary) -> str | None:
    """Return the type word in title form; an abbreviation gives the full word."""
    text = collapse(token.text)
    if text.startswith("BL"):
        return "Bộ luật"
    if token.tag_ == "ABBR":
        kind = next((k for k in vocabulary.kinds if text in k.prose), None)
        return kind.name if kind else None
    words = text.lower()
    if words not in vocabulary.kind_by_name:
        words = _repaired_kind(words, vocabulary)
    return words[:1].upper() + words[1:]


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
    return _kind(token, vocabulary) if token.tag_ == "KIND" else None


_OTHER_CONGRESS = re.compile(
    r"[ \n]bộ(?!\w)|,?[ \n](?:của[ \n])?(?i:đảng[ \n](?:bộ|ủy)|công đoàn|đoàn|hội|mặt trận|mttq|liên đoàn"
    r"|tỉnh|thành|huyện|quận|xã|phường|thị)(?!\w)"
)
"""What follows the number of a congress that is not the Party's."""


def is_plausible(head: Head, text: str, vocabulary: Vocabulary) -> bool:
    """Tell whether a head can be a citation, not a standard, a case number or a plain count."""
    before = text[max(0, head.start - 16) : head.start].rstrip()
    if head.symbol is None:
        return _is_whole_name(head, text, vocabulary)
    if before.endswith(vocabulary.grammar.refused_before):
        return False
    if head.symbol.letters in vocabulary.grammar.refused_letters:
        return False
    if head.kind is not None:
        return True
    return _stands_alone(head, before, text, vocabulary)


def _is_whole_name(head: Head, text: str, vocabulary: Vocabulary) -> bool:
    """Tell whether a name ends where it was found, and does not go on as another one."""
    if head.rule.startswith("named.congress"):
        return _OTHER_CONGRESS.match(text, head.end) is None
    if head.rule != ALIAS:
        return True
    goes_on = re.match(r"[ \n](?=[^\W\d_])", text[head.end : head.end + 2])
    return goes_on is None or grammar(vocabulary).follow.match(text, head.end) is not None


def _stands_alone(head: Head, before: str, text: str, vocabulary: Vocabulary) -> bool:
    """A symbol without a type word must be one by its letters, or follow “số”."""
    symbol = head.symbol
    if symbol is None:
        return False
    if symbol.legislature is not None:
        return True
    announced = before.lower().endswith("số")
    surface = text[head.start : head.end]
    if re.match(r"\d+[a-zđ]?[ \n]-[ \n]", surface) and not announced:
        return symbol.kind is not None and bool(symbol.bodies) and "/" in symbol.letters
    body = find_body(symbol.bodies[0], vocabulary) if symbol.bodies else None
    if symbol.kind is not None:
        known = body is not None or head.year is not None
        dated = grammar(vocabulary).date.match(text, head.end) is not None
        return bool(symbol.bodies) and (announced or known or dated)
    if symbol.old:
        return announced
    return body is not None and (symbol.unit is not None or (announced and head.year is not None))
