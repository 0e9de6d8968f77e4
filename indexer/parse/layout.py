"""The table `layout.toml`, compiled: the fixed words of Vietnamese official papers."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from kb.errors import TableError
from kb.text import LOWER, UPPER, fold
from kb.vocabulary import Vocabulary, load

NOT_IN_WORD = rf"(?<![{UPPER}{LOWER}\d])"
WORD_ENDS = rf"(?![{UPPER}{LOWER}\d])"
NAME = rf"[{UPPER}][{LOWER}]*(?: [{UPPER}][{LOWER}]*){{1,5}}"
"""A person's name on one line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """Compiled patterns; all run on normalised text."""

    motto: re.Pattern[str]
    """National name and motto as printed or as scanned; runs on folded text, see `mottos`."""
    body: re.Pattern[str]
    """Opening words of a body's name, capitals."""
    body_line: re.Pattern[str]
    """The same at the head of a line."""
    body_scanned: re.Pattern[str]
    """On folded text: openings of two words and names of known bodies, which no other words equal."""
    placed: frozenset[str]
    """Names in small letters that a place completes."""
    not_body: re.Pattern[str]
    authority: re.Pattern[str]
    authority_scanned: re.Pattern[str]
    """The same on folded text, for capitals whose marks a scanner has lost."""
    rank_scanned: re.Pattern[str]
    """An office at the head of folded words."""
    stamp: re.Pattern[str]
    """Of incoming mail, on folded text."""
    central: re.Pattern[str]
    """Opening words of the name of a central body, on small letters."""
    local: re.Pattern[str]
    """Words in the name of a local body, on small letters."""
    joining: frozenset[str]
    act: re.Pattern[str]
    """Opening words of a subject in capitals."""
    governed: re.Pattern[str]
    """Words before a kind's name in capitals that make it part of a subject."""
    unfinished: re.Pattern[str]
    """Last words of a line after which the sentence goes on."""
    takes_number: re.Pattern[str]
    """Last words of a line that a number follows."""
    not_addressed: frozenset[str]
    """Names of kinds that are sent to nobody by name."""
    opens: re.Pattern[str]
    opens_always: re.Pattern[str]
    levels: str
    """Alternatives, for patterns."""
    kind: re.Pattern[str]
    """A kind's name in capitals."""
    kind_line: re.Pattern[str]
    """A kind's name in any case."""
    kind_alone: re.Pattern[str]
    """A line that is a kind's name in capitals."""
    kind_at_end: re.Pattern[str]
    """A kind's name in any case at the end of words."""
    not_places: re.Pattern[str]
    """Capital words before a date that name no place."""
    signature_prefix: re.Pattern[str]
    """`KT.`, alone."""
    rank: re.Pattern[str]
    attached: re.Pattern[str]
    """A line that opens what is issued with a paper: a kind's name in capitals, a chapter, an annex."""
    role: re.Pattern[str]
    """Where a signature may begin."""
    role_beside: re.Pattern[str]
    """An office within a line, after the end of a sentence or an item."""
    filler: re.Pattern[str]
    honour: re.Pattern[str]
    recipients: re.Pattern[str]
    recipients_last: re.Pattern[str]
    addressee: re.Pattern[str]
    closing: re.Pattern[str]
    sheet_label: re.Pattern[str]
    """A label of the sheet that a law site sets above a text, with what joins it to its value."""
    sheet_number: re.Pattern[str]
    """The label of the number at the head of a line."""
    sheet_fields: Mapping[str, str]
    """Field by label."""
    judgment: re.Pattern[str]
    """`Bản án số:` at the head of a line, up to the number."""
    judgment_kind: str
    instances: tuple[str, ...]
    """Last letters of the symbol of a judgment."""
    in_the_name: re.Pattern[str]
    """Words at the head of a line that end the head of a judgment."""
    period_kinds: frozenset[str]
    periods: tuple[re.Pattern[str], ...]
    own_number: re.Pattern[str]
    """`Số: 61/2018/NĐ-CP` with groups misread (“Số” badly scanned), colon, number, unread, year, letters.

    The number may be blank or cannot be read (`unread`); the letters may be lost.
    """
    bare_number: re.Pattern[str]
    """The same without `Số`."""

    def mottos(self, text: str, start: int, end: int) -> list[tuple[int, int]]:
        """Return where national name and motto stand in `text[start:end]`, badly scanned ones too."""
        found = (match.span() for match in self.motto.finditer(fold(text[start:end])))
        spans = ((start + first, start + last) for first, last in found)
        return [span for span in spans if _is_printed(text[slice(*span)])]

    def motto_in(self, text: str) -> bool:
        """Tell whether national name or motto stands in `text`."""
        return bool(self.mottos(text, 0, len(text)))

    def motto_begins(self, text: str) -> bool:
        """Tell whether `text` begins with national name or motto."""
        return any(first == 0 for first, _ in self.mottos(text, 0, len(text)))

    def motto_at_end(self, text: str) -> bool:
        """Tell whether `text` ends with national name or motto."""
        return any(last == len(text) for _, last in self.mottos(text, 0, len(text)))


@cache
def layout() -> Layout:
    """Load the table.

    Raises:
        TableError: a part is missing or a pattern does not compile.
    """
    table = tomllib.loads(files("indexer.parse").joinpath("layout.toml").read_text("utf-8"))
    try:
        return _layout(table, load())
    except KeyError as error:
        raise TableError("bad-layout", row=str(error), field="") from error
    except re.error as error:
        raise TableError("bad-layout", row=str(error.pattern)[:60], field=str(error)) from error


_MOST_SMALL = 0.2
"""Share of small letters in capitals badly scanned."""


def _is_printed(words: str) -> bool:
    """Tell the line of a head from the same words in a sentence: capitals, or “Độc lập - Tự do”."""
    small = sum(letter.islower() for letter in words)
    return small <= _MOST_SMALL * len(words) or (words[0].isupper() and fold(words[0]) == "d")


def _layout(table: dict[str, Any], vocabulary: Vocabulary) -> Layout:
    sign, last = table["signature"], table["recipients"]["last"]
    prefix, rank = _any(sign["prefixes"]), _any(sign["ranks"])
    return Layout(
        **_of_head(table, vocabulary),
        joining=frozenset(table["joining"]),
        placed=frozenset(table["placed"]),
        not_addressed=frozenset(table["not_addressed"]),
        opens=re.compile(rf"{_any(table['opens'])}{WORD_ENDS}"),
        opens_always=re.compile(
            rf"{NOT_IN_WORD}{_any(table['opens_always'])}{WORD_ENDS}|(?:^|(?<=\n))Điều 1(?=[.:\n])"
        ),
        levels=_any(table["levels"]),
        signature_prefix=re.compile(rf"{prefix}\.?"),
        rank=re.compile(rf"{NOT_IN_WORD}{rank}{WORD_ENDS}"),
        role=re.compile(
            rf"{NOT_IN_WORD}{prefix}[\s*]{{0,3}}(?=[{UPPER}]{{2}})|(?:^|(?<=\n))[\s*_#|]{{0,6}}{rank}{WORD_ENDS}"
        ),
        role_beside=re.compile(
            rf"(?<=[;:.,] )(?:{prefix}[ *]{{0,3}}(?=[{UPPER}]{{2}})|{rank}{WORD_ENDS})"
        ),
        filler=re.compile(rf"(?:{_any(sign['fillers'])}|[\s*_\[\]|#>.])*"),
        honour=re.compile(rf"(?:{_any(sign['honours'])}[ .]*)*"),
        recipients=re.compile(
            rf"{NOT_IN_WORD}{_any(table['recipients']['heads'])} ?:? ?[*_]{{0,3}}"
        ),
        recipients_last=re.compile(rf"{_any(last)}{WORD_ENDS}"),
        addressee=re.compile(
            rf"{NOT_IN_WORD}{_any(table['addressee']['heads'])} ?[*_]{{0,3}} ?:? ?[*_]{{0,3}}"
        ),
        closing=_closing(table["addressee"]),
        **_of_sheet(table["sheet"]),
        **_of_judgment(table["judgment"]),
        period_kinds=frozenset(table["period"]["kinds"]),
        periods=tuple(
            re.compile(rf"{NOT_IN_WORD}{p}{WORD_ENDS}", re.IGNORECASE)
            for p in table["period"]["patterns"]
        ),
        own_number=_own_number(vocabulary),
        bare_number=re.compile(rf"{vocabulary.grammar.patterns['dated']}|{_plain(vocabulary)}"),
    )


def _of_head(table: dict[str, Any], vocabulary: Vocabulary) -> dict[str, Any]:
    """Return the patterns of what stands above the body, by field."""
    kinds = _any(_kind_names(vocabulary))
    capitals = _any(name.upper() for name in _kind_names(vocabulary))
    bodies = _any([*table["bodies"], *table["bodies_misread"]])
    sign = table["signature"]
    return {
        "motto": re.compile("|".join(f"(?:{pattern})" for pattern in table["motto"])),
        "body": re.compile(rf"{bodies}{WORD_ENDS}"),
        "body_line": re.compile(rf"(?m)^[ *_#|]*{bodies}{WORD_ENDS}"),
        "body_scanned": re.compile(rf"{_folded(_sure_bodies(table, vocabulary))}(?!\w)"),
        "not_body": re.compile(_any(table["not_bodies"])),
        "authority": re.compile(rf"{NOT_IN_WORD}{_any(table['authorities'])}{WORD_ENDS}"),
        "authority_scanned": re.compile(rf"{_folded(table['authorities'])}(?!\w)"),
        "rank_scanned": re.compile(rf"{_folded(sign['ranks'])}(?!\w)[\s,]*"),
        "act": re.compile(rf"{_any(table['acts'])}{WORD_ENDS}"),
        "governed": re.compile(rf"{NOT_IN_WORD}{_any([*table['acts'], *table['joining']])}\s?\Z"),
        "takes_number": re.compile(rf"{NOT_IN_WORD}(?i:{_any(table['takes_number'])})\Z"),
        "unfinished": re.compile(rf"{NOT_IN_WORD}(?i:{_any(table['unfinished'])})\Z"),
        "stamp": re.compile(rf"{_folded(table['stamps'])}(?!\w)"),
        "central": re.compile(
            rf"(?!{_any(table['not_central'])}{WORD_ENDS}){_any(table['central'])}{WORD_ENDS}"
        ),
        "local": re.compile(rf"{NOT_IN_WORD}{_any(table['local'])}{WORD_ENDS}(?! hội)"),
        "kind": re.compile(rf"{NOT_IN_WORD}(?P<kind>{capitals}){WORD_ENDS}"),
        "kind_line": re.compile(rf"(?i:(?P<kind>{kinds})){WORD_ENDS}"),
        "kind_alone": re.compile(rf"(?m)^[ *_#|]*{capitals}[ *_|:]*$"),
        "attached": re.compile(
            rf"(?m)^[ *_|#]*(?:{capitals}[ *_|:]*$|{_any(table['attached'])} (?:[IVX\d]+|(?i:số))(?!\w))"
        ),
        "kind_at_end": re.compile(rf"{NOT_IN_WORD}(?i:{kinds})\Z"),
        "not_places": re.compile(rf"(?i:{_any(table['not_places'])}){WORD_ENDS}"),
    }


def _of_sheet(table: dict[str, list[str]]) -> dict[str, Any]:
    """Return the labels of a site's sheet, by field."""
    fields = {label: name for name, labels in table.items() for label in labels}
    below = r"(?:[ *_:|]{1,12}\n?|\n)[ *_|]{0,9}(?=\d|[Ss]ố)"
    joint = rf"(?P<joint>[ *_]*[:|][ *_:|]*|[ *_]+(?![{LOWER}])|[ *_]*\Z)"
    return {
        "sheet_label": re.compile(rf"{NOT_IN_WORD}(?P<label>{_any(fields)}){joint}"),
        "sheet_number": re.compile(rf"(?m)^[ *_|#+•-]{{0,9}}{_any(table['number'])}{below}"),
        "sheet_fields": fields,
    }


def _of_judgment(table: dict[str, Any]) -> dict[str, Any]:
    """Return what tells the head of a judgment, by field."""
    return {
        "judgment": re.compile(
            rf"(?m)^[ *_|#]{{0,9}}(?P<kind>(?i:{re.escape(table['kind'])})) (?i:số) ?:? ?(?=\d)"
        ),
        "judgment_kind": table["kind"],
        "instances": tuple(table["instances"]),
        "in_the_name": re.compile(rf"(?m)^[ *_|#]{{0,9}}{_any(table['in_the_name'])}{WORD_ENDS}"),
    }


def _sure_bodies(table: dict[str, Any], vocabulary: Vocabulary) -> Iterable[str]:
    """Return openings and names of bodies that stay theirs where a scanner has lost the marks."""
    openings = frozenset(table["bodies"])
    names = (name for body in vocabulary.bodies for name in (body.name, *body.names))
    known = (name for name in names if name.partition(" ")[0].upper() in openings)
    return (name for name in (*openings, *known) if " " in name)


def _any(words: Iterable[str]) -> str:
    longest_first = sorted(set(words), key=lambda word: (-len(word), word))
    return "(?:" + "|".join(re.escape(word).replace(r"\ ", r"\s") for word in longest_first) + ")"


def _folded(words: Iterable[str]) -> str:
    return _any(fold(word) for word in words)


def _kind_names(vocabulary: Vocabulary) -> list[str]:
    names = [name for kind in vocabulary.kinds for name in (kind.name, *kind.also)]
    return [name for name in names if " " in name or name in ("Luật", "Lệnh")]


def _closing(table: dict[str, list[str]]) -> re.Pattern[str]:
    body = rf"[{UPPER}][{UPPER}{LOWER}, -]{{3,90}}?"
    return re.compile(
        rf"{NOT_IN_WORD}{_any(table['verbs'])}(?: về| đến| lên)? (?P<body>{body})"
        rf"(?: xin)? {_any(table['purposes'])}{WORD_ENDS}"
    )


def _plain(vocabulary: Vocabulary) -> str:
    return re.sub(r"\(\?P<(\w+)>", r"(?P<plain_\1>", vocabulary.grammar.patterns["plain"])


def _own_number(vocabulary: Vocabulary) -> re.Pattern[str]:
    pieces = vocabulary.grammar.pieces
    joint = (
        rf"(?:{pieces['joint']}| ?[JIl|!](?=(?:{pieces['codes']})-)| (?=(?:{pieces['codes']})-))"
    )
    word = r"(?:Số|SỐ|số|(?P<misread>[Ss$][oóòôồổéèêế06]))(?P<colon> ?[:;])?"
    slashed = r"\d{1,3}/\d{1,3} (?=/)"  # a digit that a scanner has read as a stroke
    unread = rf"(?=[^\n/:]{{0,9}}\d)(?P<unread>{slashed}|(?:(?![{LOWER}]{{2}})[^\n/:]){{1,10}}?)"
    return re.compile(
        rf"{NOT_IN_WORD}{word}[\s*_]{{0,4}}(?:(?P<number>{pieces['number']})?[.…_ ]{{0,40}}|{unread})"
        rf"{joint}(?:(?P<year>(?:19|20) ?\d ?\d){pieces['joint']})?"
        rf"(?:(?P<letters>{pieces['letters']})|-[{UPPER}]{{2,}})"
    )
