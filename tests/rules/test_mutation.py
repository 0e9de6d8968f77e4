"""The rows of rules/heads.jsonl: their examples and counter-examples notice a slip in any token."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache

import pytest
from spacy.matcher import Matcher
from spacy.tokens import Doc

from indexer.pipeline import tools
from indexer.ruleset import Rule, read_rules
from kb.text import normalise

Token = Mapping[str, object]
Pattern = tuple[Token, ...]


def mutants(pattern: Pattern) -> Iterator[tuple[str, Pattern]]:
    """Yield what slips in one token of `pattern`, and the pattern that comes of it.

    A lone token is neither left out nor optional: nothing would be left to match, and spaCy returns
    no empty match.
    """
    for place, token in enumerate(pattern):
        before, after = pattern[:place], pattern[place + 1 :]
        if before or after:
            yield f"token {place} left out", (*before, *after)
        for slip, slipped in _slips(token, is_alone=not before and not after):
            yield f"token {place} {slip}", (*before, slipped, *after)


def _slips(token: Token, *, is_alone: bool) -> Iterator[tuple[str, Token]]:
    if "OP" in token:
        yield "required", {name: value for name, value in token.items() if name != "OP"}
    elif not is_alone:
        yield "optional", {**token, "OP": "?"}
    for name, value in token.items():
        tests: dict[str, list[str]] = value if isinstance(value, dict) else {}
        for test in tests.keys() & {"IN", "NOT_IN"}:
            for word in tests[test]:
                others = [other for other in tests[test] if other != word]
                yield f"{name} {test} without {word}", {**token, name: {**tests, test: others}}


def survivors(rule: Rule) -> list[str]:
    """Return the slips in the pattern of `rule` that none of its texts notices."""
    return [slip for slip, mutant in mutants(rule.pattern) if fits(rule, mutant)]


def fits(rule: Rule, pattern: Pattern) -> bool:
    """Whether `pattern` matches the examples of `rule` as a whole and no counter-example."""
    matcher = Matcher(tools().ruleset.vocab)
    matcher.add(rule.id, [list(map(dict, pattern))], greedy="LONGEST")
    return all(_is_whole(matcher, _doc(text)) for text in rule.examples) and not any(
        _is_whole(matcher, _doc(text)) for text in rule.counter_examples
    )


def _is_whole(matcher: Matcher, doc: Doc) -> bool:
    return any((start, end) == (0, len(doc)) for _, start, end in matcher(doc))


@cache
def _doc(text: str) -> Doc:
    return tools().ruleset.tokenizer(normalise(text).text)


@pytest.mark.parametrize("rule", read_rules(), ids=lambda rule: rule.id)
def test_texts_of_a_rule_notice_every_slip_in_its_pattern(rule: Rule) -> None:
    """Each token, each `OP` and each listed word has a text that needs it as it is."""
    assert fits(rule, rule.pattern)
    alive = survivors(rule)
    assert not alive, "\n".join(alive)


def test_every_kind_of_slip_is_made() -> None:
    """A token is left out, made optional or required, and loses each of its listed words."""
    kind = {"TAG": {"IN": ["KIND", "ABBR"]}}
    word = {"TAG": "WORD", "LOWER": {"NOT_IN": ["này"]}, "OP": "*"}
    assert dict(mutants((kind, word))) == {
        "token 0 left out": (word,),
        "token 0 optional": ({**kind, "OP": "?"}, word),
        "token 0 TAG IN without KIND": ({"TAG": {"IN": ["ABBR"]}}, word),
        "token 0 TAG IN without ABBR": ({"TAG": {"IN": ["KIND"]}}, word),
        "token 1 left out": (kind,),
        "token 1 required": (kind, {"TAG": "WORD", "LOWER": {"NOT_IN": ["này"]}}),
        "token 1 LOWER NOT_IN without này": (kind, {**word, "LOWER": {"NOT_IN": []}}),
    }


def test_lone_token_is_neither_left_out_nor_optional() -> None:
    """The one would match nothing, the other the same."""
    assert [slip for slip, _ in mutants(({"TAG": {"IN": ["ID", "LAWID"]}},))] == [
        "token 0 TAG IN without ID",
        "token 0 TAG IN without LAWID",
    ]
