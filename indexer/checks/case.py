"""One document as the checks see it: every citation with its parts, and what is too broken to build on."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache

from indexer.bodies import Place, own_place
from indexer.checks.dating import date_fault
from indexer.checks.spelling import Misspelt, symbol_fault
from indexer.parse import ParsedReport
from indexer.resolved import Tables
from kb.findings import Table
from kb.findings import load as load_findings
from kb.gazetteer import Gazetteer
from kb.identity import InstrumentKey
from kb.model import Citation, Finding, Header, Mention, MentionClass, Resolution, Severity, Span
from kb.naming import printed
from kb.symbols import Symbol, find_body, read_letters, tidy
from kb.text import Normalised, collapse
from kb.vocabulary import Body, Kind, Vocabulary

Base = tuple[str, str, str, str]
"""Realm, body, type and number of a key: the instrument without its period."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Reading:
    """A citation with what its words are made of; `start`, `end` are positions of the normalised text."""

    citation: Citation
    start: int
    end: int
    words: str
    """The normalised surface."""
    id: str | None
    """Number and symbol as printed: `36a/NQ-CP`; `None` without a symbol of its own."""
    whole: str
    """`id` without the blanks that print put in, empty without one."""
    id_at: int
    """Where `id` begins in `words`."""
    type_word: str
    """The type word as printed, empty where none stands there."""
    symbol: Symbol | None
    body: Body | None
    """Of the symbol, where the table knows it."""
    word: Kind | None
    """Kind of the type word."""
    date_fault: str | None
    """The words of a date that no calendar has."""
    symbol_fault: Misspelt | None
    day: str | None
    """The full ISO date that is written there, `None` for a bare or implied year."""
    tail: int
    """The normalised position where number, date and issuer end."""

    @property
    def mention(self) -> Mention:
        """What stands there."""
        return self.citation.mention

    @property
    def key(self) -> InstrumentKey:
        """Which instrument it means."""
        return self.citation.key

    @property
    def base(self) -> Base:
        """The key without its period."""
        key = self.citation.key
        return key.realm, key.body, key.type, key.number

    @property
    def year_clash(self) -> bool:
        """Whether the year in the symbol differs from that of the date."""
        mention = self.citation.mention
        return bool(mention.year and mention.date and mention.date[:4] != str(mention.year))

    @property
    def is_numbered(self) -> bool:
        """Whether number and symbol stand there."""
        return self.citation.mention.mention_class is MentionClass.NUMBERED

    @property
    def is_law(self) -> bool:
        """Whether it is an act of the National Assembly that is cited by its name."""
        return self.citation.key.type in ("luat", "pl", "hp")


@dataclass(frozen=True, kw_only=True, eq=False)
class Case:
    """A document under examination."""

    parsed: ParsedReport
    readings: Sequence[Reading]
    tables: Tables
    table: Table
    place: Place

    @property
    def header(self) -> Header:
        """What the document says of itself."""
        return self.parsed.header

    @property
    def text(self) -> Normalised:
        """The normalised text."""
        return self.parsed.source.matching

    @property
    def vocabulary(self) -> Vocabulary:
        """Kinds, bodies, provinces."""
        return self.tables.vocabulary

    @property
    def is_whole(self) -> bool:
        """Whether a header was read: of an excerpt nobody can say what it should have introduced."""
        return self.header.date is not None

    @cached_property
    def by_key(self) -> Mapping[InstrumentKey, Sequence[Reading]]:
        """The mentions of each instrument, in order."""
        grouped: dict[InstrumentKey, list[Reading]] = {}
        for reading in self.readings:
            grouped.setdefault(reading.key, []).append(reading)
        return grouped

    @cached_property
    def firsts(self) -> Sequence[Reading]:
        """The first mention of each instrument, in order."""
        return [mentions[0] for mentions in self.by_key.values()]

    @cached_property
    def days(self) -> Mapping[InstrumentKey, frozenset[str]]:
        """The full dates that the mentions of each instrument give."""
        return {
            key: frozenset(reading.day for reading in mentions if reading.day)
            for key, mentions in self.by_key.items()
        }

    @cached_property
    def recorded(self) -> Mapping[Base, Sequence[InstrumentKey]]:
        """Keys of the registry by everything but their period."""
        return _bases(self.tables.gazetteer)

    def span(self, start: int, end: int) -> Span:
        """Return the raw span of normalised positions."""
        first, last = self.text.to_raw(start, end)
        return Span(start=first, end=last)

    def id_span(self, reading: Reading) -> Span:
        """Return where number and symbol stand; the whole mention where there is no symbol."""
        if reading.id is None:
            return reading.mention.span
        start = reading.start + reading.id_at
        return self.span(start, start + len(reading.id))

    def word_span(self, reading: Reading) -> Span:
        """Return where the type word stands."""
        return self.span(reading.start, reading.start + len(reading.type_word))

    def field_span(self, reading: Reading, name: str) -> Span:
        """Return where a field stands, else the mention."""
        return reading.mention.field_span(name) or reading.mention.span

    def finding(
        self,
        code: str,
        span: Span | None,
        *,
        ground: str,
        key: InstrumentKey | None = None,
        severity: Severity | None = None,
        **values: str | None,
    ) -> Finding:
        """Build the finding `code`; a value that is `None` turns the suggestion into the one without it."""
        row = self.table.rows[code]
        known = {name: value for name, value in values.items() if value is not None}
        complete = len(known) == len(values)
        pattern = row.suggestion if complete else row.otherwise
        return Finding(
            code=code,
            severity=severity or row.severity,
            span=span,
            message=row.message.format(**{**values, **known}),
            suggestion=pattern.format(**known) if pattern else None,
            key=key,
            ground=ground,
        )


@cache
def _bases(gazetteer: Gazetteer) -> Mapping[Base, Sequence[InstrumentKey]]:
    grouped: dict[Base, list[InstrumentKey]] = {}
    for key in gazetteer.registry:
        grouped.setdefault((key.realm, key.body, key.type, key.number), []).append(key)
    return grouped


def build(parsed: ParsedReport, citations: Sequence[Citation], tables: Tables) -> Case:
    """Take the citations of a document apart."""
    vocabulary = tables.vocabulary
    return Case(
        parsed=parsed,
        readings=tuple(_reading(c, parsed, vocabulary) for c in citations),
        tables=tables,
        table=load_findings(),
        place=own_place(parsed.header, vocabulary),
    )


def _reading(citation: Citation, parsed: ParsedReport, vocabulary: Vocabulary) -> Reading:
    mention, source = citation.mention, parsed.source.matching
    start, end = source.from_raw(mention.span.start), source.from_raw(mention.span.end)
    words = source.text[start:end]
    printed_id = _id(words, vocabulary) if mention.symbol and not mention.distributed else None
    symbol = (
        _letters(mention.symbol, _is_dashed(printed_id), vocabulary) if mention.symbol else None
    )
    whole = tidy(printed_id[0]) if printed_id else ""
    typed = kind_words(vocabulary).match(words)
    return Reading(
        citation=citation,
        start=start,
        end=end,
        words=words,
        id=printed_id[0] if printed_id else None,
        whole=whole,
        id_at=printed_id[1] if printed_id else 0,
        type_word=typed.group() if typed else "",
        symbol=symbol,
        body=known_body(symbol.bodies[0], vocabulary) if symbol and symbol.bodies else None,
        word=vocabulary.kind_by_name.get((mention.kind or "").lower()),
        date_fault=date_fault(mention, end, source),
        symbol_fault=symbol_fault(whole, mention, symbol, vocabulary),
        day=_day(citation),
        tail=max(
            [end, *(source.from_raw(s.end) for n, s in mention.fields if n in ("date", "issuer"))]
        ),
    )


def _day(citation: Citation) -> str | None:
    date = citation.mention.date
    implied = citation.resolution is Resolution.INFERRED_YEAR
    return date if date and len(date) == len("2018-09-05") and not implied else None


def _id(words: str, vocabulary: Vocabulary) -> tuple[str, int] | None:
    """Return number and symbol as they stand in the words of a mention, and where."""
    for pattern in _id_patterns(vocabulary):
        if match := pattern.search(words):
            return match.group(), match.start()
    return None


@cache
def _id_patterns(vocabulary: Vocabulary) -> tuple[re.Pattern[str], ...]:
    patterns = vocabulary.grammar.patterns
    return tuple(re.compile(rf"(?<![\d/]){patterns[name]}$") for name in ("dated", "plain"))


def _is_dashed(printed_id: tuple[str, int] | None) -> bool:
    return bool(printed_id and re.match(r"\d+(?:\.\d+)?[a-zđ]?\s?-(?!\s?\d{4})", printed_id[0]))


@lru_cache(maxsize=4096)
def _letters(letters: str, dashed: bool, vocabulary: Vocabulary) -> Symbol:  # noqa: FBT001 (cached by position)
    return read_letters(letters, vocabulary, party_mark=dashed)


@lru_cache(maxsize=4096)
def known_body(code: str, vocabulary: Vocabulary) -> Body | None:
    """Return the body of a code, as `find_body` does, once for each code."""
    return find_body(code, vocabulary)


@cache
def kind_words(vocabulary: Vocabulary) -> re.Pattern[str]:
    """Return the pattern of a type word or its abbreviation at the start of a mention."""
    names = {n for kind in vocabulary.kinds for n in (kind.name, *kind.also)}
    spelled = (name.replace(" ", r"\s+") for name in sorted(names, key=len, reverse=True))
    short = sorted({a for kind in vocabulary.kinds for a in kind.prose}, key=len, reverse=True)
    return re.compile(rf"(?:(?i:{'|'.join(spelled)})(?!\w)|(?:{'|'.join(short)})(?![\w&]))")


def called(reading: Reading) -> str:
    """Return how a message calls the instrument: `Nghị định số 61/2018/NĐ-CP`, or the words there."""
    mention = reading.mention
    if mention.symbol is None or mention.number is None or reading.word is None:
        return collapse(reading.words)
    dashed = reading.symbol is not None and reading.symbol.hyphen
    party = dashed or (reading.key.is_party and "/" in mention.symbol)
    number = printed(mention.number, mention.year, mention.symbol, party=party)
    return f"{mention.kind} số {number}"
