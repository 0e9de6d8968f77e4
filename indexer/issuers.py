"""Read the words for who issued an instrument: behind “của”, in “do … ban hành”, before “ban hành”.

A body of the table ends with its place, term and plenum; any other name goes on to a word or a mark
that no name holds. What a scan did to the marks of a known body does not hide it.
"""

from __future__ import annotations

import re
import tomllib
from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from indexer.tries import any_of
from kb.symbols import Symbol, find_body
from kb.text import UPPER, ascii_digits, collapse, fold
from kb.vocabulary import Vocabulary

Range = tuple[int, int]
"""Half-open, in normalised text."""

_DAMAGED = (2, 8)
"""Fewest words and letters of a name that is recognised without its marks."""
_LONGEST_KNOWN = 100
"""Characters in which a known body's name ends."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class IssuerGrammar:
    """Compiled patterns of `rules/tails.toml` about issuers."""

    lead: re.Pattern[str]
    by: re.Pattern[str]
    issued: re.Pattern[str]
    """What closes “do … ban hành”."""
    closing: re.Pattern[str]
    """“do … ban hành” at the end of a title."""
    dashed: re.Pattern[str]
    dated: re.Pattern[str]
    """What closes “- Bộ Chính trị (06/01/2026)”."""
    bodies: re.Pattern[str]
    """A known body by a written name."""
    damaged: re.Pattern[str]
    """A known body in folded text."""
    associations: re.Pattern[str]
    """What makes a central organ one of an association, not of the Party."""
    qualifiers: re.Pattern[str]
    open_bodies: re.Pattern[str]
    """The beginning of a body whose name goes on to a stop word; “Báo cáo” is no newspaper."""
    continued: re.Pattern[str]
    """A known body whose name may go on, in folded text: “Ban Chỉ đạo …”."""
    topics: re.Pattern[str]
    """The topic that belongs to the name of a central steering committee."""
    stops: re.Pattern[str]
    joint_lead: re.Pattern[str]
    joint: re.Pattern[str]
    partners: re.Pattern[str]
    """A ministry or department, whose first word the one before it may have said."""
    before: re.Pattern[str]
    announced: re.Pattern[str]
    next: re.Pattern[str]
    """What joins the next item of a list whose issuer was announced."""
    longest: int


@cache
def tail_rules() -> dict[str, Any]:
    """Return the rows of `rules/tails.toml`; its patterns know only the digits 0 to 9."""
    text = files("indexer").joinpath("rules/tails.toml").read_text("utf-8")
    return _ascii(tomllib.loads(text.replace("{upper}", UPPER)))


def _ascii(rows: dict[str, Any]) -> dict[str, Any]:
    return {
        name: _ascii(value)
        if isinstance(value, dict)
        else ascii_digits(value)
        if isinstance(value, str)
        else [ascii_digits(v) for v in value]
        if isinstance(value, list)
        else value
        for name, value in rows.items()
    }


@cache
def issuer_grammar(vocabulary: Vocabulary) -> IssuerGrammar:
    """Compile the patterns."""
    rows = tail_rules()
    issuer, before = rows["issuer"], rows["issuer_before"]
    names = {name for body in vocabulary.bodies for name in (body.name, *body.names)}
    names |= {body.code for body in vocabulary.bodies if body.is_central and len(body.code) > 1}
    bodies = alternatives({name.lower() for name in names})
    qualifiers = _qualifiers(rows, vocabulary)
    body = rf"\b(?i:{bodies})(?:{qualifiers})?"
    kinds = {name.lower() for kind in vocabulary.kinds for name in (kind.name, *kind.also)}
    fill = {"{body}": body, "{kind}": alternatives(kinds), "{adverb}": adverbs()}
    return IssuerGrammar(
        lead=re.compile(f"(?i:{issuer['lead']})"),
        by=re.compile(issuer["by"]),
        issued=re.compile(issuer["issued"]),
        closing=re.compile(filled(issuer["closing"], fill)),
        dashed=re.compile(issuer["dashed"]),
        dated=re.compile(issuer["dated"]),
        bodies=re.compile(rf"(?:{bodies})(?!\w)", re.IGNORECASE),
        damaged=re.compile(rf"(?:{_folded(vocabulary)})(?!\w)"),
        associations=re.compile(issuer["associations"]),
        qualifiers=re.compile(f"(?:{qualifiers})"),
        open_bodies=re.compile(
            rf"(?!(?i:{alternatives(kinds)})(?!\w))(?:{alternatives(issuer['open'])})(?!\w)"
        ),
        continued=re.compile(alternatives({fold(name) for name in issuer["continued"]})),
        topics=re.compile(issuer["topics"]),
        stops=re.compile(
            rf"{'|'.join(issuer['breaks'])}|[ \n](?=(?:{alternatives(issuer['stops'])})(?!\w))"
        ),
        joint_lead=re.compile(issuer["joint_lead"]),
        joint=re.compile(issuer["joint"]),
        partners=re.compile(rf"(?i:(?:bộ|sở)[ \n]{{1,2}})?(?i:{_partners(names)})(?!\w)"),
        before=re.compile(filled(before["pattern"], fill)),
        announced=re.compile(filled(before["announced"], fill)),
        next=re.compile(before["next"]),
        longest=issuer["longest"],
    )


def filled(pattern: str, parts: dict[str, str]) -> str:
    """Return `pattern` with its `{names}` replaced by their patterns."""
    for name, part in parts.items():
        pattern = pattern.replace(name, part)
    return pattern


def adverbs() -> str:
    """Return the pattern of words between “đã” and “ban hành”."""
    return alternatives(tail_rules()["issuer_before"]["adverbs"])


def alternatives(names: set[str] | list[str]) -> str:
    """Match the longest of `names`, line ends between their words included."""
    return any_of(names, lambda letter: r"[ \n]{1,2}" if letter == " " else re.escape(letter))


def _qualifiers(rows: dict[str, Any], vocabulary: Vocabulary) -> str:
    """Return what may follow a known body; no name of a place begins with a type word or a verb."""
    kinds = {name for kind in vocabulary.kinds for name in (kind.name, *kind.also)}
    stops = rows["issuer"]["stops"]
    verbs = {words.lower() for words in (*stops, *rows["subject"]["verbs"]) if " " in words}
    never = f"{alternatives(kinds | set(stops))}|(?i:{alternatives(verbs)})"
    word = rf"(?!(?:{never})(?!\w))[{UPPER}]\w*"
    name = rf"{word}(?:[ \n-]{{1,3}}{word}){{0,4}}"
    provinces = f"(?i:{alternatives(set(vocabulary.province_by_name))})"
    return "|".join(
        filled(q, {"{name}": name, "{province}": provinces}) for q in rows["issuer"]["qualifiers"]
    )


def _folded(vocabulary: Vocabulary) -> str:
    """Match the long names without their marks, but for those that two bodies then share."""
    bodies: dict[str, set[str]] = defaultdict(set)
    for body in vocabulary.bodies:
        for name in (body.name, *body.names):
            bodies[fold(name)].add(body.code)
    words, letters = _DAMAGED
    names = {
        name
        for name, codes in bodies.items()
        if len(codes) == 1 and len(name) >= letters and len(name.split()) >= words
    }
    return any_of(
        names, lambda letter: r"(?:[ \n]{1,2}|\.(?=\w))" if letter == " " else re.escape(letter)
    )


def _partners(names: set[str]) -> str:
    return alternatives(
        {n[3:].lower() for n in names if n.startswith(("Bộ ", "Sở "))} - {"chqs", "trưởng"}
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Issued:
    """An issuer behind a head."""

    span: Range
    end: int
    """Where reading goes on: behind “ban hành” of “do … ban hành”."""


def issuer_behind(
    text: str, start: int, limit: int, symbol: Symbol | None, vocabulary: Vocabulary
) -> Issued | None:
    """Return the issuer that stands at `start`, read no further than `limit`."""
    forms = issuer_grammar(vocabulary)
    reader = _Reader(text, limit, symbol, forms, vocabulary)
    if lead := forms.lead.match(text, start, limit):
        end = reader.end(lead.end())
        return Issued(span=(lead.end(), end), end=end) if end else None
    if by := forms.by.match(text, start, limit):
        end = reader.end(by.end())
        issued = forms.issued.match(text, end, limit) if end else None
        return Issued(span=(by.end(), end), end=issued.end()) if end and issued else None
    if dash := forms.dashed.match(text, start, limit):
        end = reader.end(dash.end())
        dated = forms.dated.match(text, end, limit) if end else None
        return Issued(span=(dash.end(), end), end=end) if end and dated else None
    bare = _bare(text, start, limit, forms)
    if bare is None:
        return None
    end = reader.end(bare) or bare
    return Issued(span=(bare, end), end=end)


def _bare(text: str, start: int, limit: int, forms: IssuerGrammar) -> int | None:
    """Return where a known body begins whose “của” was forgotten: “ngày 20/4/2018 Bộ Tài chính”."""
    blank = _BLANK.match(text, start, limit)
    bare = forms.bodies.match(text, blank.end(), limit) if blank else None
    dated = start > 0 and text[start - 1].isdigit()
    return bare.start() if bare and dated and bare.group()[:1].isupper() else None


_BLANK = re.compile(r"[ \n]{1,2}")


@dataclass(frozen=True, slots=True)
class _Reader:
    """Finds where the name of a body ends."""

    text: str
    limit: int
    symbol: Symbol | None
    forms: IssuerGrammar
    vocabulary: Vocabulary

    def end(self, start: int) -> int | None:
        """Return the end of the body that begins at `start`, `None` where none begins."""
        lead = self.forms.joint_lead.match(self.text, start, self.limit)
        if lead and self.forms.partners.match(self.text, lead.end(), self.limit):
            return self._ministries(lead.end())
        known = self._known(start)
        if known is None:
            return self._open_end(start) if self._opens(start) else None
        if self._is_association(start, known):
            return self._open_end(start)
        return self._joint_end(self._qualified(start, known))

    def _opens(self, start: int) -> bool:
        return self.forms.open_bodies.match(self.text, start, self.limit) is not None

    def _known(self, start: int) -> int | None:
        """Return the end of a known body's name, the longer with or without its marks."""
        found = self.forms.bodies.match(self.text, start, self.limit)
        ends = [found.end()] if found else []
        if self.text[start : start + 1].isupper():
            folded = fold(self.text[start : min(self.limit, start + _LONGEST_KNOWN)])
            damaged = self.forms.damaged.match(folded)
            ends += [start + damaged.end()] if damaged else []
        return max(ends, default=None) or self._misread(start)

    def _misread(self, start: int) -> int | None:
        """Return the end of “Chính phi”: the name of the symbol's own body but for one misread letter."""
        code = self.symbol.bodies[0] if self.symbol and self.symbol.bodies else ""
        body = find_body(code, self.vocabulary)
        if body is None or code in body.also:
            return None
        _, letters = _DAMAGED
        for name in sorted((body.name, *body.names), key=len, reverse=True):
            end = start + len(name)
            written = fold(self.text[start : min(end, self.limit)]).replace("\n", " ")
            wrong = sum(a != b for a, b in zip(written, fold(name), strict=False))
            whole = len(written) == len(name) >= letters and not self.text[end : end + 1].isalnum()
            if whole and wrong == 1 and self.text[start].isupper():
                return end
        return None

    def _is_association(self, start: int, end: int) -> bool:
        """Whether the name of a central organ goes on with that of an association."""
        organ = fold(collapse(self.text[start:end])).endswith(("trung uong", "tw"))
        return organ and self.forms.associations.match(self.text, end, self.limit) is not None

    def _qualified(self, start: int, end: int) -> int:
        """Extend a known body by place, term and plenum; a steering committee by its topic as well."""
        if self.forms.continued.fullmatch(fold(self.text[start:end])):
            stop = self._open_end(end)
            topic = self.forms.topics.match(self.text, stop, self.limit)
            return topic.end() if topic else stop
        while match := self.forms.qualifiers.match(self.text, end, self.limit):
            if match.end() == end:
                break
            end = match.end()
        return end

    def _open_end(self, start: int) -> int:
        limit = min(self.limit, start + self.forms.longest)
        stop = self.forms.stops.search(self.text, start, limit)
        end = stop.start() if stop else limit
        while end > start and self.text[end - 1] in " \n(,-":
            end -= 1
        return end

    def _ministries(self, start: int) -> int:
        """Take all of “Bộ Giáo dục và Đào tạo, Bộ Tài chính và Bộ Nội vụ”, which “Liên” announced."""
        end = start
        while body := self.forms.partners.match(self.text, start, self.limit):
            end = body.end()
            lead = self.forms.joint.match(self.text, end, self.limit)
            if lead is None:
                break
            start = lead.end()
        return end

    def _joint_end(self, end: int) -> int:
        """Take the further bodies of “của Bộ Nội vụ và Văn phòng Chính phủ”, where the symbol names them."""
        while lead := self.forms.joint.match(self.text, end, self.limit):
            body = self.forms.bodies.match(self.text, lead.end(), self.limit)
            if body is None or not self._issues(body.group()):
                break
            end = body.end()
        return end

    def _issues(self, name: str) -> bool:
        """Whether the symbol is that of several bodies, or its last letters are those of `name`."""
        if self.symbol is None:
            return False
        if len(self.symbol.bodies) > 1:
            return True
        body = self.vocabulary.body_by_name.get(collapse(name).lower())
        return body is not None and body is find_body(self.symbol.unit or "", self.vocabulary)


def names_association(words: str, vocabulary: Vocabulary) -> bool:
    """Whether the words behind the name of a central organ are those of an association: “ Hội Nông dân”."""
    return issuer_grammar(vocabulary).associations.match(words) is not None


def issuer_before(text: str, start: int, floor: int, vocabulary: Vocabulary) -> Range | None:
    """Return the issuer of “Chính phủ ban hành Nghị định …”, which stands before the head."""
    return _ending(issuer_grammar(vocabulary).before, text, start, max(floor, start - 170))


def issuer_announced(text: str, start: int, floor: int, vocabulary: Vocabulary) -> Range | None:
    """Return the issuer of “các Thông tư của Bộ Xây dựng: số …”, which holds for the list that follows."""
    return _ending(issuer_grammar(vocabulary).announced, text, start, max(floor, start - 170))


def issuer_closing(text: str, start: int, end: int, vocabulary: Vocabulary) -> Range | None:
    """Return the last issuer of “… do Bộ trưởng Bộ Tài chính ban hành” in a title."""
    met = issuer_grammar(vocabulary).closing.finditer(text, start, end)
    return max((found.span("issuer") for found in met), default=None)


def is_issuer_of(symbol: Symbol | None, words: str, vocabulary: Vocabulary) -> bool:
    """Whether the words name the very body that stands in the symbol."""
    named = vocabulary.body_by_name.get(collapse(words).lower())
    coded = find_body(symbol.bodies[0], vocabulary) if symbol and symbol.bodies else None
    return named is not None and named is coded


def goes_on(text: str, start: int, end: int, vocabulary: Vocabulary) -> bool:
    """Whether the item that begins at `end` is one of the list that was going on at `start`."""
    return issuer_grammar(vocabulary).next.search(text, start, end) is not None


def _ending(pattern: re.Pattern[str], text: str, start: int, window: int) -> Range | None:
    """Return the issuer in the match that ends at `start`."""
    for match in pattern.finditer(text, window, start):
        if match.end() == start:
            return match.span("issuer")
    return None
