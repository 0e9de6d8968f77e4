"""Load the pattern rules and compile them for spaCy: one matcher over token patterns, one over known names.

A row of `rules/heads.jsonl` says in tokens how a citation looks, which words make it worth a look
(`requires`), and which texts it must and must not match; the tests run those.
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal, get_args

from spacy.attrs import NORM  # type: ignore[import-not-found] # compiled, without stubs
from spacy.matcher import Matcher, PhraseMatcher
from spacy.vocab import Vocab

from indexer.near import near_index, near_names
from indexer.tokenise import NAME as TOKENIZER
from indexer.tokenise import LegalTokenizer, Token, pipeline
from kb import staff_names
from kb.errors import TableError
from kb.model import MentionClass
from kb.text import VERSION as TEXT_VERSION
from kb.text import fold, lower
from kb.vocabulary import fingerprint, load

_COLUMNS = {"id", "class", "pattern", "requires", "examples", "counter_examples", "note"}
Part = Literal["id", "count", "law", "led", "word"]
"""What of a citation a trigger shows: a symbol, a type word and a number, the kind word that begins the
name of a law, a word that others lead up to, any other word of a name."""
_PARTS: Mapping[str, Part] = {"@id": "id", "@short": "count", "số": "count"}
"""What the number grammar finds."""
_TEXTS = ("requires", "examples", "counter_examples")
LAW_NAME = "named.law"
NEAR = "named.law-near"
ALIAS = "named.alias"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A row of the rule file."""

    row: int
    """Line of the file, from 1."""
    id: str
    mention_class: MentionClass
    pattern: tuple[Mapping[str, object], ...]
    """Token pattern of spaCy's Matcher over the tokens of `indexer.tokenise`."""
    requires: tuple[str, ...]
    """Literals, one of which stands in every match; `@id` and `@short` are the number grammar."""
    examples: tuple[str, ...]
    counter_examples: tuple[str, ...]
    note: str


@dataclass(frozen=True, slots=True)
class Match:
    """Tokens `[start, end)` of a text that a rule matched."""

    rule: str
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Ruleset:
    """Compiled rules. `hash` changes whenever the same text could give other citations."""

    rules: tuple[Rule, ...]
    classes: Mapping[str, MentionClass]
    hash: str
    tokenizer: LegalTokenizer
    vocab: Vocab
    matchers: Mapping[Part, Matcher]
    """By what a window must show for one of the rules to match."""
    words: Mapping[Part, frozenset[str]]
    """The literals that show a part of a name."""
    openings: frozenset[str]
    """The words that lead up to a `led` word."""
    names: PhraseMatcher
    """Names of laws, with any marks: a scan may have lost some."""
    near: Mapping[tuple[str, ...], tuple[tuple[str, ...], ...]]
    """Long names of laws, which are recognised with a wrong word in them."""
    known_as: PhraseMatcher
    """Names that everybody uses for one instrument."""
    law_names: frozenset[str]
    """The names of laws in small letters, as they should be written."""
    untyped: tuple[str, ...]
    """The known names that begin with no type word, as they are written: “Đề án 06”, “BLHS”."""

    def match(
        self, tokens: Sequence[Token], parts: Iterable[Part] = get_args(Part)
    ) -> tuple[Match, ...]:
        """Return the matches in the tokens of a text that shows `parts`; they may overlap."""
        strings = self.vocab.strings
        doc = self.tokenizer.doc(tokens)
        ruled = (found for part in parts for found in self.matchers[part](doc))
        found = (*ruled, *self.names(doc), *self.known_as(doc))
        near = (Match(NEAR, start, end) for start, end in near_names(tokens, self.near))
        return (*(Match(strings[rule], start, end) for rule, start, end in found), *near)


def read_rules() -> tuple[Rule, ...]:
    """Read `rules/heads.jsonl`.

    Raises:
        TableError: a row is no JSON, has an unknown or missing column, or repeats an id.
    """
    lines = files("indexer").joinpath("rules/heads.jsonl").read_text("utf-8").splitlines()
    rules = tuple(_rule(number, line) for number, line in enumerate(lines, start=1) if line.strip())
    ids = [rule.id for rule in rules]
    for number, rule_id in enumerate(ids, start=1):
        if rule_id in ids[: number - 1]:
            raise _bad_row(rules[number - 1].row, f"id “{rule_id}” đã có ở dòng trên")
    return rules


def _rule(number: int, line: str) -> Rule:
    try:
        row = json.loads(line)
    except json.JSONDecodeError as error:
        raise _bad_row(number, str(error)) from error
    if not isinstance(row, dict) or set(row) != _COLUMNS:
        raise _bad_row(number, f"cần đúng các cột {', '.join(sorted(_COLUMNS))}")
    _check_types(number, row)
    return Rule(
        row=number,
        id=row["id"],
        mention_class=MentionClass(row["class"]),
        pattern=tuple(row["pattern"]),
        requires=tuple(row["requires"]),
        examples=tuple(row["examples"]),
        counter_examples=tuple(row["counter_examples"]),
        note=row["note"],
    )


def _check_types(number: int, row: Mapping[str, object]) -> None:
    if row["class"] not in tuple(MentionClass):
        raise _bad_row(number, f"class “{row['class']}” không có")
    for column in ("id", "note"):
        if not isinstance(row[column], str):
            raise _bad_row(number, f"cột {column} phải là chuỗi ký tự")
    for column, kind in (("pattern", dict), *((c, str) for c in _TEXTS)):
        cell = row[column]
        if not isinstance(cell, list) or not all(isinstance(item, kind) for item in cell):
            raise _bad_row(number, f"cột {column} phải là danh sách")
        if not cell:
            raise _bad_row(number, f"cột {column} đang để trống")


def _bad_row(number: int, detail: str) -> TableError:
    return TableError("table-bad-row", file="heads.jsonl", row=number, detail=detail)


def compile_rules(
    rules: Sequence[Rule], *, law_names: Iterable[str], aliases: Iterable[str], tables_hash: str
) -> Ruleset:
    """Compile `rules` and the names of laws and aliases (normalised text, kind word included)."""
    nlp = pipeline()
    tokenizer = LegalTokenizer(nlp.vocab, load())
    nlp.vocab.lex_attr_getters[NORM] = _norm  # type: ignore[attr-defined] # missing in its stubs
    parts = {literal: _part(literal, asking) for literal, asking in _by_literal(rules).items()}
    matchers: dict[Part, Matcher] = {p: Matcher(nlp.vocab, validate=True) for p in get_args(Part)}
    for rule in rules:
        for part in {parts[literal] for literal in rule.requires}:
            _add(matchers[part], rule)
    laws = frozenset(law_names)
    names = PhraseMatcher(nlp.vocab, attr="NORM")
    names.add(LAW_NAME, [nlp.make_doc(name) for name in sorted(laws)])
    known_as = PhraseMatcher(nlp.vocab, attr="LOWER")
    known_as.add(ALIAS, [nlp.make_doc(name) for name in sorted(set(aliases))])
    short = {name for name in laws if nlp.make_doc(name)[0].tag_ != "LAW"}
    classes = {rule.id: rule.mention_class for rule in rules}
    classes |= {LAW_NAME: MentionClass.NAMED, NEAR: MentionClass.NAMED, ALIAS: MentionClass.NAMED}
    return Ruleset(
        rules=tuple(rules),
        classes=classes,
        hash=_hash(rules, tables_hash),
        tokenizer=tokenizer,
        vocab=nlp.vocab,
        matchers=matchers,
        words={
            part: frozenset(w for w, of in parts.items() if of == part and w.lower() not in _PARTS)
            for part in get_args(Part)
        },
        openings=_openings(rules, parts),
        names=names,
        near=near_index(laws),
        known_as=known_as,
        law_names=frozenset(lower(name) for name in laws),
        untyped=tuple(sorted({*aliases, *short})),
    )


def _norm(word: str) -> str:
    """Return a token without marks; a comma may have taken in the empty line behind it."""
    return fold(word).rstrip("\n") or word


def _by_literal(rules: Iterable[Rule]) -> dict[str, list[Rule]]:
    """Return which rules ask for a literal."""
    found: dict[str, list[Rule]] = defaultdict(list)
    for rule in rules:
        for literal in rule.requires:
            found[literal].append(rule)
    return found


def _part(literal: str, rules: Sequence[Rule]) -> Part:
    """Tell which part of a name the literal is, for the rules that ask for it."""
    if literal.lower() in _PARTS:
        return _PARTS[literal.lower()]
    firsts = [rule.pattern[0] for rule in rules]
    if all(first.get("TAG") == "LAW" or literal.lower() == first.get("LOWER") for first in firsts):
        return "law"
    return "led" if all(_literals(first.get("LOWER")) for first in firsts) else "word"


def _openings(rules: Iterable[Rule], parts: Mapping[str, Part]) -> frozenset[str]:
    led = (rule for rule in rules if any(parts[literal] == "led" for literal in rule.requires))
    return frozenset(word for rule in led for word in _literals(rule.pattern[0].get("LOWER")))


def _literals(value: object) -> set[str]:
    """Return the words that a condition of a token pattern names; none where it says anything else."""
    if isinstance(value, str):
        return {value}
    if isinstance(value, dict) and set(value) == {"IN"}:
        return set(value["IN"])
    return set()


def _add(matcher: Matcher, rule: Rule) -> None:
    try:
        matcher.add(rule.id, [list(map(dict, rule.pattern))], greedy="LONGEST")
    except (ValueError, TypeError) as error:
        raise _bad_row(rule.row, f"cột pattern: {error}".splitlines()[0]) from error


def _hash(rules: Sequence[Rule], tables_hash: str) -> str:
    digest = hashlib.sha256(f"{TOKENIZER} {TEXT_VERSION} {tables_hash}".encode())
    for rule in rules:
        digest.update(repr(rule).encode())
    return digest.hexdigest()[:16]


@cache
def tables_hash() -> str:
    """Return the hash of every table and rule file that extraction reads."""
    digest = hashlib.sha256(fingerprint(_TABLES).encode())
    for name in sorted(p.name for p in files("indexer").joinpath("rules").iterdir()):
        if name.endswith((".jsonl", ".toml")):
            digest.update(files("indexer").joinpath("rules", name).read_bytes())
    return digest.hexdigest()[:16]


_TABLES = (
    "findings.toml",
    "kinds.toml",
    "bodies.toml",
    "provinces.toml",
    "symbols.toml",
    "relations.toml",
    "laws.csv",
    "plenums.toml",
    "aliases.toml",
    "instruments.csv",
)


def note_of(rule_id: str) -> str:
    """Return the note of a rule, for people; empty for a rule that no longer exists."""
    notes = {rule.id: rule.note for rule in read_rules()}
    notes |= {
        LAW_NAME: "Tên luật trong danh mục (kb/tables/laws.csv).",
        NEAR: "Tên luật trong danh mục, có chữ viết khác; chưa liên kết.",
        ALIAS: "Tên gọi trong danh mục (kb/tables/aliases.toml).",
        staff_names.RULE: "Tên gọi do cán bộ đặt (kb decide alias).",
    }
    return notes.get(rule_id, "")
