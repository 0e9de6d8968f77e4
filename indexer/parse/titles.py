"""Kind (tên loại) and subject (trích yếu): part 5 of the layout."""

from __future__ import annotations

import re

from indexer.parse.layout import layout
from indexer.parse.number import DateLine, OwnNumber
from indexer.parse.pieces import Line, Piece, joined, lines, piece, trim
from indexer.read import SourceText
from kb.text import LOWER, UPPER, fold, lower
from kb.vocabulary import Body, Kind, load

LONGEST_SUBJECT = 1500
_ABOUT = re.compile(r"[Vv] ?/ ?[Vv] ?:? ?|(?:Về|VỀ) (?:việc|VIỆC) ?:? ?")
_ABBREVIATED_ABOUT = re.compile(r"[Vv] ?/ ?[Vv] ?:? ?")
_RULE = re.compile(r"[-_=*~.\s\[\]]{2,}\Z|[-_=*~]")
_HEADING = re.compile(
    rf"(?:[IVX]{{1,4}}|[A-Z]|\d{{1,2}})[.)-] ?[{UPPER}]"
    r"|(?:PHẦN|Phần|CHƯƠNG|Chương|Mục|MỤC|Điều) [\dIVX]+|\((?:Kèm|Ban hành|kèm)"
)
_CAPITAL_LINE = re.compile(rf"[^{LOWER}]+\Z")
_CONTINUES = re.compile(rf"[{LOWER}(]")


def kind_of_name(name: str) -> Kind | None:
    """Return the kind written as `name`, in any case."""
    return load().kind_by_name.get(lower(" ".join(name.split())))


def kind_of_symbol(symbol: str) -> Kind | None:
    """Return the kind that the first letters of a symbol say; `Công văn` where they say none."""
    first = re.split(r"[-/]", symbol)[0]
    vocabulary = load()
    is_party = any(body.is_party for body in _bodies(symbol))
    codes = vocabulary.party_codes if is_party else vocabulary.state_codes
    kind = (
        codes.get(first) or vocabulary.state_codes.get(first) or vocabulary.party_codes.get(first)
    )
    return kind or (None if first.startswith(("QH", "UBTVQH")) else kind_of_name("công văn"))


def _bodies(symbol: str) -> list[Body]:
    found = (load().body_by_code.get(part) for part in re.split(r"[-/]", symbol)[1:])
    return [body for body in found if body]


def title(source: SourceText, start: int, end: int, *, joined_lines: bool = False) -> Piece | None:
    """Return the kind in capitals at the head of a line, or alone on its line.

    Where a site has joined lines it may stand within one.
    """
    text = source.matching.text
    for match in layout().kind.finditer(text, start, end):
        if joined_lines or _begins_line(text, match.start()):
            return Piece(start=match.start(), end=match.end(), value=match["kind"])
    for line in lines(text, start, end):
        first, last = trim(text, line.start, line.end)
        alone = layout().kind_line.fullmatch(text, first, last)
        if alone:
            return Piece(start=first, end=last, value=alone["kind"])
    return None


def _begins_line(text: str, position: int) -> bool:
    return not text[max(0, position - 20) : position].rpartition("\n")[2].strip(" *_#|")


def subject(source: SourceText, start: int, end: int, issuer: str | None) -> Piece | None:
    """Return the words after the kind, up to the issuer in capitals, the first basis or a new paragraph."""
    text = source.matching.text
    start = _after_marks(text, start, end)
    parts: list[Piece] = []
    for line in lines(text, start, min(end, start + LONGEST_SUBJECT)):
        if _ends_subject(line, parts):
            break
        stop = _stop_in_line(line)
        part = piece(source, line.start, line.start + stop)
        parts += [part] if part else []
        if stop < len(line.text):
            break
    found = _without_about(source, joined(parts))
    return _without_issuer(source, found, issuer) if found else None


def _after_marks(text: str, start: int, end: int) -> int:
    return trim(text, start, end, " \n*_:|#-.")[0]


def _ends_subject(line: Line, parts: list[Piece]) -> bool:
    words = line.text.strip("*_ ")
    if _RULE.match(words) or _HEADING.match(words) or layout().opens_always.match(words):
        return True
    if not parts:
        return False
    is_authority = bool(layout().authority.match(words) and _CAPITAL_LINE.match(words))
    is_new = line.after_blank and not _CONTINUES.match(words)
    return (
        is_authority or is_new or bool(layout().opens.match(words) and parts[-1].value[-1:] != ",")
    )


def _stop_in_line(line: Line) -> int:
    """Return where a later part of the document begins within the line, where a site has joined lines."""
    match = layout().opens_always.search(line.text)
    return match.start() if match else len(line.text)


def _without_about(source: SourceText, found: Piece | None) -> Piece | None:
    if found is None:
        return None
    about = _ABBREVIATED_ABOUT.match(source.matching.text, found.start)
    if not about:
        return found
    shortened = _ABBREVIATED_ABOUT.match(found.value)
    rest = found.value[shortened.end() if shortened else 0 :]
    return Piece(start=about.end(), end=found.end, value=rest) if rest else None


def _without_issuer(source: SourceText, found: Piece, issuer: str | None) -> Piece:
    """Cut the issuing authority that a site has joined to the end of the subject."""
    tail = found.value[-160:]
    for match in reversed(list(layout().authority.finditer(tail))):
        before = tail[: match.start()].split()
        rest = tail[match.start() :]
        named = issuer is not None and fold(rest).endswith(fold(issuer))
        if named and before and before[-1] not in layout().joining and _is_capital(rest):
            return _cut(source, found, len(rest))
    return found


def _is_capital(words: str) -> bool:
    return bool(_CAPITAL_LINE.match(words))


def _cut(source: SourceText, found: Piece, letters: int) -> Piece:
    value = found.value[:-letters].rstrip()
    words = len(found.value[-letters:].split())
    end = found.end
    for _ in range(words):
        end = trim(source.matching.text, found.start, end)[1]
        while end > found.start and not source.matching.text[end - 1].isspace():
            end -= 1
    return Piece(
        start=found.start, end=trim(source.matching.text, found.start, end)[1], value=value
    )


def letter_subject(
    source: SourceText, number: OwnNumber, dated: DateLine | None, end: int
) -> Piece | None:
    """Return the subject of a letter (`V/v …`), which stands under the number, perhaps around the date."""
    text = source.matching.text
    about = _ABOUT.search(text, number.end, min(end, number.end + 400))
    if not about:
        return None
    parts: list[Piece] = []
    for line in lines(text, about.end(), min(end, about.end() + LONGEST_SUBJECT)):
        fresh = parts and (line.after_blank or layout().motto.match(line.text))
        if fresh or layout().opens_always.match(line.text):
            break
        parts += _around(source, line, dated)
        if dated and line.start <= dated.start < dated.end == line.end and not parts:
            break
    return joined(parts)


def _around(source: SourceText, line: Line, dated: DateLine | None) -> list[Piece]:
    stop = layout().opens_always.search(line.text)
    end = line.start + stop.start() if stop else line.end
    if dated is None or not line.start <= dated.start < line.end:
        spans = [(line.start, end)]
    else:
        spans = [(line.start, min(dated.start, end)), (dated.end, max(dated.end, end))]
    found = (piece(source, *span) for span in spans if span[0] < span[1])
    return [part for part in found if part]
