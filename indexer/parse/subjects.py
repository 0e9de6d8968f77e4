"""Subject (trích yếu): what stands below the kind, or behind `V/v` in a letter."""

from __future__ import annotations

import re
from functools import cache

from indexer.parse.dateline import DateLine
from indexer.parse.layout import WORD_ENDS, layout
from indexer.parse.number import OwnNumber, begins_line
from indexer.parse.pieces import Line, Piece, joined, lines, piece, trim
from indexer.read import SourceText
from kb.text import LOWER, UPPER, fold, place_tones
from kb.vocabulary import load

LONGEST_SUBJECT = 1500
LONGEST_LINE = 300
"""Most characters of a line that may hold several sentences of a subject: beyond, a site has joined lines."""
FEWEST_CAPITALS = 20
"""Fewest characters of a subject in capitals that a line in running letters ends."""
_ABOUT = re.compile(r"[Vv] ?/ ?[Vv] ?:? ?|(?:Về|VỀ) (?:việc|VIỆC) ?:? ?")
_ABBREVIATED_ABOUT = re.compile(r"[Vv] ?/ ?[Vv] ?:? ?")
_RULE = re.compile(r"[-_=*~.\s\[\]]{2,}\Z|[-_=*~]")
_HEADING = re.compile(
    rf"(?:[IVX]{{1,4}}|[A-Z]|\d{{1,2}})[.)-] ?[{UPPER}]"
    r"|(?:[IVX]{1,4}|[A-Z]|\d{1,2})[.)]\Z"
    r"|(?:PHẦN|Phần|CHƯƠNG|Chương|Mục|MỤC|Điều) [\dIVX]+|\((?:Kèm|Ban hành|kèm)"
)
_CAPITAL_LINE = re.compile(rf"[^{LOWER}]+\Z")
_CONTINUES = re.compile(rf"[{LOWER}(]")
_RULE_INSIDE = re.compile(r"(?:[-_*~=] ?){4,}")
_CAPITALS_END = re.compile(rf"[^{LOWER}]{{20,}}(?= [{UPPER}][{LOWER}]*,? [{LOWER}])")
_SENTENCE_ENDS = re.compile(rf"(?<=[{LOWER})”]{{2}})\.(?= [{UPPER}])")
_SENTENCE = re.compile(rf"[{UPPER}][{LOWER}]*,? [{LOWER}]")
_GAP = re.compile(r"[\s,.*_|-]*")
_LEAD_NUMBER = re.compile(r"(?i:số) ?:? ?(?P<number>[^\s,;]+(?: ?[/-] ?[^\s,;]+)*)")
_LEAD_DATE = re.compile(
    r"(?i:ngày)\s(?:\d{1,2} ?[/.-] ?\d{1,2} ?[/.-] ?\d{4}|\d{1,2}\s(?i:tháng)\s\d{1,2}\s(?i:năm)\s\d{4})"
)
_STOP = re.compile(rf"[{LOWER}{UPPER}\d]{{3}}\.\Z|-[{UPPER}]{{2}}\.\Z| \.\Z")
_NUMBER_LINE = re.compile(r"(?i:số) \d")
_NUMBER_WORD = re.compile(r"(?i:số)\Z")
_IN_WORDS = re.compile(rf"[{LOWER}{UPPER}]{{2,}}|\d+")
_FEWEST_SIGNS = 5
"""Fewest signs of a line that may be a scrap."""
_PAGE_EDGE = 50
"""Fewest characters of a line in capitals that the page's edge has broken."""
_LINE_END = re.compile(r"[ *_|]*(?:\Z|\n(?! ?[-–,]))")
_TITLE_LEAD = re.compile(rf"[ *_,]*(?:(?i:năm) \d{{4}}(?!\d)|{_LEAD_DATE.pattern})?[ *_,:–-]*")
_TITLE_ISSUED = re.compile(rf" do [{UPPER}][^\n;]{{3,120}} ban hành\Z")
_TITLE_GOES_ON = re.compile(rf"(?:của|do|là|và|có){WORD_ENDS}")
_STAMPED = re.compile(r"(?m)^ ?\d{1,2} ?[/:] ?\d{1,2} ?$")
"""Two numbers alone on their line; where more than one such line stands in a head, they are of a stamp."""
_PARTY_LETTER = "CV/"


def subject(
    source: SourceText, start: int, end: int, issuer: str | None, number: OwnNumber | None
) -> Piece | None:
    """Return the words after the kind, up to the issuer in capitals, the first basis or a new paragraph.

    The old style repeats issuer, number and date before them (`CỦA … SỐ … NGÀY …`): not part of it.
    """
    text = source.matching.text
    start = _after_marks(text, start, end)
    start = _after_marks(text, _after_lead(text, start, end, issuer, number), end)
    parts: list[Piece] = []
    rows = list(lines(text, start, min(end, start + LONGEST_SUBJECT)))
    stamped = sum(1 for _ in _STAMPED.finditer(text, 0, end)) > 1
    if stamped:
        rows = [line for line in rows if not _STAMPED.fullmatch(line.text)]
    for line, below in zip(rows, [*rows, None][1:], strict=True):
        last = end <= start + LONGEST_SUBJECT if below is None else _is_authority(below.text)
        if _ends_subject(line, parts) and not (last and _is_last_capital(line, parts)):
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


def _after_lead(
    text: str, start: int, end: int, issuer: str | None, number: OwnNumber | None
) -> int:
    """Return where the subject itself begins, behind issuer, own number and date in any order."""
    position = start
    while True:
        gap = _GAP.match(text, position, end)
        next_part = gap.end() if gap else position
        found = (
            _of_body(issuer).match(text, next_part, end)
            or _own_again(text, next_part, end, number)
            or (_LEAD_DATE.match(text, next_part, end) if position > start else None)
        )
        if found is None:
            return next_part if text[next_part:end].strip() else start
        position = found.end()


@cache
def _of_body(issuer: str | None) -> re.Pattern[str]:
    """Return a pattern for `CỦA` with the issuer or any central body."""
    central = (
        name for body in load().bodies if body.is_central for name in (body.name, *body.names)
    )
    names = sorted({*central, *([place_tones(issuer)] if issuer else [])}, key=len, reverse=True)
    spelled = (r"[\s,-]{1,3}".join(map(re.escape, re.split(r"[\s,-]+", name))) for name in names)
    return re.compile(rf"(?i:của\s(?:{'|'.join(spelled)})){WORD_ENDS}")


def _own_again(text: str, start: int, end: int, number: OwnNumber | None) -> re.Match[str] | None:
    found = _LEAD_NUMBER.match(text, start, end)
    if not found or number is None or number.number is None:
        return None
    own = text[number.number.start : number.end]
    return found if _bare(found["number"]) == _bare(own) else None


def _bare(number: str) -> str:
    return re.sub(r"[\s/-]", "", fold(number)).lstrip("0")


def _ends_subject(line: Line, parts: list[Piece]) -> bool:
    words = line.text.strip("*_ ")
    if _RULE.match(words) or _HEADING.match(words) or layout().opens_always.match(words):
        return True
    if not parts:
        return False
    if _is_authority(words) or layout().stamp.match(fold(words)) or _is_scrap(words):
        return True
    last = parts[-1].value
    is_new = line.after_blank and not _goes_on(last, words)
    above = " ".join(part.value for part in parts)
    turns = len(above) >= FEWEST_CAPITALS and _is_capital(above) and _SENTENCE.match(words)
    begins = layout().opens.match(words) and last[-1:] != "," and not _is_period(words)
    return bool(is_new or turns or begins)


def _is_period(words: str) -> bool:
    """Whether a line is but a period (`Năm học 2023-2024`), as no sentence is."""
    return any(period.fullmatch(words) for period in layout().periods)


def _goes_on(last: str, words: str) -> bool:
    """Whether `words` below an empty line go on from the words `last` above it."""
    if _CONTINUES.match(words) or layout().unfinished.search(last):
        return True
    if layout().takes_number.search(last) and words[0].isdigit():
        return True
    kind = _NUMBER_WORD.sub("", last).rstrip()
    numbered = _NUMBER_LINE.match(words) if kind == last else words[0].isdigit()
    return bool(numbered and layout().kind_at_end.search(kind))


def _is_last_capital(line: Line, parts: list[Piece]) -> bool:
    """Whether a line above authority or basis ends a subject in capitals that the page's edge has broken."""
    words = line.text.strip("*_ ")
    above = parts[-1].value if parts else ""
    if not (line.after_blank and len(above) >= _PAGE_EDGE and " " in words):
        return False
    names = (layout().body, layout().rank, layout().not_body, layout().kind, layout().opens_always)
    return (
        _is_capital(above + words)
        and not _HEADING.match(words)
        and not _is_scrap(words)
        and not layout().authority.search(words)
        and not layout().rank_scanned.match(fold(words))
        and not layout().body_scanned.match(fold(words))
        and not any(name.match(words) for name in names)
    )


def _is_scrap(words: str) -> bool:
    """Whether under half of the signs stand in words or numbers: a stamp, or marks at the page's edge."""
    signs = sum(not sign.isspace() for sign in words)
    in_words = sum(len(word) for word in _IN_WORDS.findall(words))
    return signs >= _FEWEST_SIGNS and 2 * in_words < signs


def _is_authority(words: str) -> bool:
    return bool(_CAPITAL_LINE.match(words)) and bool(
        layout().authority.match(words) or layout().authority_scanned.match(fold(words))
    )


def _stop_in_line(line: Line) -> int:
    """Return where a later part of the document begins within the line, where a site has joined lines."""
    found = (
        layout().opens_always.search(line.text),
        _RULE_INSIDE.search(line.text),
        _CAPITALS_END.match(line.text),
        _SENTENCE_ENDS.search(line.text) if len(line.text) > LONGEST_LINE else None,
    )
    ends = (match.end() if match.re is _CAPITALS_END else match.start() for match in found if match)
    return min(ends, default=len(line.text))


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


def subject_of_title(source: SourceText, titled: OwnNumber) -> Piece | None:
    """Return what a title that a site has set above says behind the number, without year and issuer."""
    text = source.matching.text
    lead = _TITLE_LEAD.match(text, titled.end)
    start = lead.end() if lead else titled.end
    stop = text.find("\n", start)
    found = piece(source, start, stop if stop >= 0 else len(text))
    issued = _TITLE_ISSUED.search(text, found.start, found.end) if found else None
    if found and issued:
        found = piece(source, found.start, issued.start())
    return found if found and not _TITLE_GOES_ON.match(found.value) else None


def letter_subject(
    source: SourceText, start: int, dated: DateLine | None, end: int
) -> Piece | None:
    """Return the subject of a letter (`V/v …`), which stands under the number, perhaps around the date."""
    text = source.matching.text
    about = _ABOUT.search(text, start, min(end, start + 400))
    if not about:
        return None
    parts: list[Piece] = []
    for line in lines(text, about.end(), min(end, about.end() + LONGEST_SUBJECT)):
        new = parts and line.after_blank and not _goes_on(parts[-1].value, line.text)
        fresh = parts and (layout().motto_begins(line.text) or _is_scrap(line.text))
        if new or fresh or layout().opens_always.match(line.text):
            break
        parts += _around(source, line, dated)
        if dated and line.start <= dated.start < dated.end == line.end and not parts:
            break
    return _unended(joined(parts))


def is_abbreviated(source: SourceText, about: Piece | None) -> bool:
    """Tell whether `V/v` stands before a subject: that of a letter."""
    before = source.matching.text[max(0, about.start - 10) : about.start] if about else ""
    return re.search(rf"{_ABBREVIATED_ABOUT.pattern}\n?\Z", before) is not None


def party_subject(
    source: SourceText, number: OwnNumber, dated: DateLine | None, end: int
) -> Piece | None:
    """Return the subject of a Party letter, which has no `V/v` (Hướng dẫn 36-HD/VPTW).

    It fills the lines between number and date, or between both and the addressee, at `end`.
    """
    text = source.matching.text
    if not (number.letters.startswith(_PARTY_LETTER) and layout().addressee.match(text, end)):
        return None
    below = dated is not None and "\n" in text[number.end : dated.start].strip(" ")
    start = number.end if below or dated is None else max(number.end, dated.end)
    stop = dated.start if below and dated else end
    rows = [
        line for line in lines(text, start, stop) if trim(text, line.start, line.end)[0] < line.end
    ]
    if (
        not rows
        or any(_is_other(line) or line.after_blank for line in rows[1:])
        or _is_other(rows[0])
    ):
        return None
    return _unended(piece(source, rows[0].start, rows[-1].end))


def _is_other(line: Line) -> bool:
    """Whether a line is a rule, a stamp, a motto or marks of a scan: no sentence."""
    words = line.text.strip()
    capital = _is_capital(words) or layout().motto_in(words)
    return bool(_RULE.match(words) or capital or _is_scrap(words))


def untitled_subject(
    source: SourceText, start: int, end: int, issuer: str | None, number: OwnNumber
) -> Piece | None:
    """Return the subject in capitals that stands first below the head where the kind's line is missing."""
    text = source.matching.text
    start = _after_marks(text, start, end)
    line = next(lines(text, start, end), None)
    if line is None or not (_is_capital(line.text) and layout().act.match(line.text)):
        return None
    return subject(source, start, end, issuer, number)


def body_of_title(source: SourceText, named: Piece, end: int) -> list[Piece]:
    """Return the central body that ends the line of the kind (`CHỈ THỊ CỦA THỦ TƯỚNG CHÍNH PHỦ`)."""
    text = source.matching.text
    found = _of_body(None).match(text, _after_marks(text, named.end, end), end)
    if not found or not begins_line(text, named.start) or not _LINE_END.match(text, found.end()):
        return []
    body = piece(source, found.start() + len("của "), found.end())
    return [body] if body else []


def _unended(found: Piece | None) -> Piece | None:
    """Return the subject without the full stop of a sentence."""
    if found is None or not _STOP.search(found.value):
        return found
    return Piece(start=found.start, end=found.end - 1, value=found.value[:-1].rstrip())


def _around(source: SourceText, line: Line, dated: DateLine | None) -> list[Piece]:
    end = line.start + _stop_in_line(line)
    if dated is None or not line.start <= dated.start < line.end:
        spans = [(line.start, end)]
    else:
        spans = [(line.start, min(dated.start, end)), (dated.end, max(dated.end, end))]
    found = (piece(source, *span) for span in spans if span[0] < span[1])
    return [part for part in found if part]
