"""The issuing body: part 2 of the layout, or what the words of the document say where it is missing."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from itertools import dropwhile

from indexer.parse.layout import NOT_IN_WORD, WORD_ENDS, layout
from indexer.parse.number import OwnNumber
from indexer.parse.pieces import Piece, as_written, joined, lines, trim
from indexer.read import SourceText
from kb.text import LOWER, UPPER, fold, lower, place_tones
from kb.vocabulary import Body, load

_SEPARATOR = re.compile(r"[-_=*~]{2,}|[|\t]|(?<=\s)\*(?=\s|\Z)")
_HYPHEN = re.compile(r" ?-\s{1,2}|\s{1,2}- ?")
_SMALL = re.compile(f"[{LOWER}]")
_LETTER = re.compile(f"[{UPPER}{LOWER}]")
_MOST_SMALL = 0.2
"""Share of small letters in a line of capitals (a slip of the keyboard)."""
_SEARCHED = 20_000
"""Positions in which the issuer's name is looked for when the header lacks it."""


def bodies_above(source: SourceText, start: int, end: int) -> list[Piece]:
    """Return the bodies named in capitals between `start` and `end`, the issuer last."""
    groups: list[list[Piece]] = []
    continuing = False
    for segment in _segments(source, start, end):
        words = _words(source, segment)
        if layout().stamp.match(fold(words)):
            groups, continuing = groups[:-1], False
        elif layout().not_body.match(words):
            continuing = False
        elif continuing and (not _is_body(words) or _is_whole([*groups[-1], segment])):
            groups[-1] += _linked(source, groups[-1], segment)
        elif _is_body(words):
            groups.append([segment])
            continuing = True
    found = [joined(group) for group in _coupled(source, groups)]
    return [body for body in found if body]


def _is_body(words: str) -> bool:
    return bool(layout().body.match(words) or layout().body_scanned.match(fold(words)))


def _is_whole(pieces: list[Piece]) -> bool:
    """Whether pieces that look like two bodies are one name on two lines (`VĂN PHÒNG` / `QUỐC HỘI`)."""
    return fold(small(" ".join(part.value for part in pieces))) in _bodies_by_name()


def _coupled(source: SourceText, groups: list[list[Piece]]) -> list[list[Piece]]:
    """Join a body to the one before it where a hyphen at the line's end couples them: they issue together."""
    coupled: list[list[Piece]] = []
    for group in groups:
        linked = _linked(source, coupled[-1], group[0]) if coupled else []
        if len(linked) > 1:
            coupled[-1] += [*linked, *group[1:]]
        else:
            coupled.append(group)
    return coupled


def _linked(source: SourceText, before: list[Piece], segment: Piece) -> list[Piece]:
    """Return a segment, a hyphen before it where one stands at the end of its line or of the line above."""
    between = source.matching.text[before[-1].end : segment.start]
    hyphen = Piece(start=segment.start, end=segment.start, value="-")
    return [hyphen, segment] if _HYPHEN.fullmatch(between) else [segment]


def bodies_below(source: SourceText, start: int, end: int) -> list[Piece]:
    """Return the body that decides (`HỘI ĐỒNG NHÂN DÂN TỈNH …`), named between subject and first basis.

    Of a head of a body (`BỘ TRƯỞNG BỘ Y TẾ`), the body. Nothing where a scanner has spoilt the name.
    """
    text = source.matching.text
    for body in bodies_above(source, start, end)[:1]:
        office = layout().rank_scanned.match(fold(text[body.start : body.end]))
        first = body.start + office.end() if office else body.start
        if not (office and layout().body.match(text, first)):
            first = body.start
        value = as_written(source, first, body.end)
        return [Piece(start=first, end=body.end, value=value)] if _is_spelled(value) else []
    return []


def completed(source: SourceText, bodies: list[Piece], start: int, end: int) -> list[Piece]:
    """Return the bodies, the issuer by its full name below where the head lacks the place of it."""
    issuer = small(bodies[-1].value) if bodies else ""
    below = bodies_below(source, start, end) if issuer in layout().placed else []
    known = _bodies_by_name().get(fold(issuer))
    names = tuple(f"{small(name)} " for name in ((known.name, *known.names) if known else ()))
    full = [body for body in below if small(body.value).startswith(names)]
    return [*bodies[:-1], *full] if full else bodies


def _is_spelled(name: str) -> bool:
    """Whether a name begins with that of a known body."""
    words = small(name).split()
    return any(" ".join(words[:n]) in load().body_by_name for n in range(len(words), 0, -1))


def _words(source: SourceText, segment: Piece) -> str:
    """Return the normalised words of a piece, which the patterns are written for."""
    return source.matching.text[segment.start : segment.end]


def _segments(source: SourceText, start: int, end: int) -> Iterator[Piece]:
    """Yield the runs of capitals: lines without motto, rules and columns."""
    text = source.matching.text
    mottos = layout().mottos(text, start, end)
    for line in lines(text, start, end):
        cuts = [span for span in mottos if span[1] > line.start]
        cuts += [m.span() for m in _SEPARATOR.finditer(text, line.start, line.end)]
        for span in _between(line.start, line.end, sorted(cuts)):
            first, last = trim(text, *span, " *_|#.,:[]-")
            if first < last and _is_capital(text[first:last]):
                yield Piece(start=first, end=last, value=as_written(source, first, last))


def _between(start: int, end: int, cuts: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    for first, last in cuts:
        if first >= end:
            break
        if start < first:
            yield start, first
        start = max(start, last)
    if start < end:
        yield start, end


def _is_capital(words: str) -> bool:
    letters = len(_LETTER.findall(words))
    return letters > 1 and len(_SMALL.findall(words)) <= _MOST_SMALL * letters


def issuer_in_text(source: SourceText, number: OwnNumber | None) -> Piece | None:
    """Return where the text first names the body that the own symbol abbreviates, `None` if nowhere."""
    if number is None or number.symbol is None:
        return None
    text = source.matching.text[:_SEARCHED]
    for code in _body_codes(number.symbol.value):
        body = load().body_by_code.get(code)
        for pattern in (*([_named(body.name)] if body else []), _initials(code)):
            if found := pattern.search(text, number.end):
                return Piece(
                    start=found.start(),
                    end=found.end(),
                    value=as_written(source, found.start(), found.end()),
                )
    return None


def _body_codes(symbol: str) -> list[str]:
    """Return the parts of a symbol that may name its body, likeliest first."""
    parts = re.split(r"[-/]", symbol)
    kinds = {**load().state_codes, **load().party_codes}
    if parts[0] not in kinds:
        return parts[:1]
    return list(dropwhile(lambda part: part in kinds, parts))[:1]


def _named(name: str) -> re.Pattern[str]:
    words = r"\s".join(re.escape(word) for word in name.split())
    place = rf"(?:\s{layout().levels}\s[{UPPER}][{LOWER}]+(?:\s[{UPPER}][{LOWER}]+){{0,3}})?"
    return re.compile(rf"{NOT_IN_WORD}{words}{WORD_ENDS}{place}")


def _initials(code: str) -> re.Pattern[str]:
    """Return a pattern for a name whose words begin with the letters of `code`, “và” not counted."""
    letters = [letter for letter in code if letter.isalpha()]
    words = (rf"(?i:{re.escape(letter)})[{LOWER}]*" for letter in letters[1:])
    head = rf"{re.escape(letters[0])}[{LOWER}]+" if letters else r"(?!)"
    return re.compile(
        NOT_IN_WORD + r"(?:,?\s(?:và\s|-\s)?)".join([head, *words]) + WORD_ENDS
        if len(letters) > 1
        else r"(?!)"
    )


@cache
def _bodies_by_name() -> Mapping[str, Body]:
    return {fold(n): b for b in reversed(load().bodies) for n in (b.name, *b.names)}


def is_central(bodies: list[Piece], issuer: Piece | None, symbol: str | None) -> bool:
    """Return whether the issuer is a body of the whole country, by its name, its parent or its symbol."""
    name = small(issuer.value) if issuer else ""
    known = _bodies_by_name().get(fold(name)) if name else None
    if known:
        return known.is_central
    if layout().central.match(name):
        return True
    if layout().local.search(name):
        return False
    if any(_is_ministry(small(body.value)) for body in bodies):
        return True
    codes = _levels(symbol)
    return bool(codes) and codes[0]


def _is_ministry(name: str) -> bool:
    known = _bodies_by_name().get(fold(name))
    return known.is_central if known else layout().central.match(name) is not None


def is_local(bodies: list[Piece], issuer: Piece | None, symbol: str | None) -> bool:
    """Return whether a name or the symbol says that the issuer is a body of a province."""
    names = [*bodies, *([issuer] if issuer else [])]
    levels = _levels(symbol)
    return any(layout().local.search(small(body.value)) for body in names) or levels[:1] == [False]


def small(words: str) -> str:
    """Return a body's name in small letters on one line, tone marks placed as in the tables."""
    return place_tones(lower(" ".join(words.split())))


def _levels(symbol: str | None) -> list[bool]:
    """Return of each known body in a symbol whether it is central; the kind's letters are not looked at."""
    if not symbol:
        return []
    parts = re.split(r"[-/]", symbol)
    kinds = {**load().state_codes, **load().party_codes}
    named = parts[1:] if parts[0] in kinds else parts[:1]
    bodies = (load().body_by_code.get(part) for part in named if part not in kinds)
    return [body.is_central for body in bodies if body]
