"""What people type becomes the tree that they mean."""

from __future__ import annotations

import time
from contextlib import suppress

import pytest

from kb.errors import QueryRefused
from kb.search.query import (
    All,
    And,
    In,
    Leaf,
    Node,
    Not,
    Or,
    Phrase,
    Prefix,
    Range,
    Term,
    leaves,
    parse,
    restrict,
)


def fold(*words: str) -> Node:
    """Make a word or phrase without marks."""
    if len(words) == 1:
        return Term(field="fold", token=words[0])
    return Phrase(field="fold", tokens=words)


def both(exact: Leaf, folded: Node) -> Node:
    """Make the two spellings of one clause."""
    return Or(children=(exact, folded), spellings=True)


@pytest.mark.parametrize(
    ("typed", "tree"),
    [
        ("", All()),
        (' -  ( ) "" OR ,;', All()),
        ("mot", fold("mot")),
        ("mot cua", And(children=(fold("mot"), fold("cua")))),
        ('"mot cua"', fold("mot", "cua")),
        ("“mot cua”", fold("mot", "cua")),
        ("«mot cua»", fold("mot", "cua")),
        ('"mot cua', fold("mot", "cua")),
        ('a"mot cua"b', And(children=(fold("a"), fold("mot", "cua"), fold("b")))),
        ("a -b", And(children=(fold("a"), Not(child=fold("b"))))),
        ("a KHÔNG b", And(children=(fold("a"), Not(child=fold("b"))))),
        ("a NOT b", And(children=(fold("a"), Not(child=fold("b"))))),
        ('a -"b c"', And(children=(fold("a"), Not(child=fold("b", "c"))))),
        (
            "a -(b c)",
            And(children=(fold("a"), Not(child=And(children=(fold("b"), fold("c")))))),
        ),
        ("a - b", And(children=(fold("a"), fold("b")))),
        ("a OR b", Or(children=(fold("a"), fold("b")))),
        ("a HOẶC b", Or(children=(fold("a"), fold("b")))),
        ("a hoac b", And(children=(fold("a"), fold("hoac"), fold("b")))),
        (
            "a b OR c d",
            Or(
                children=(
                    And(children=(fold("a"), fold("b"))),
                    And(children=(fold("c"), fold("d"))),
                )
            ),
        ),
        (
            "a (b OR c)",
            And(children=(fold("a"), Or(children=(fold("b"), fold("c"))))),
        ),
        ("a) b (c", And(children=(fold("a"), fold("b"), fold("c")))),
        ("OR a OR", fold("a")),
        ("chi*", Prefix(field="fold", start="chi")),
        ("61/2018*", And(children=(fold("61"), Prefix(field="fold", start="2018")))),
        ("5/3/2020", fold("5", "3", "2020")),
        ("chế", both(Term(field="exact", token="chế"), fold("che"))),
        ("CHẾ", both(Term(field="exact", token="chế"), fold("che"))),
        ("-chế", Not(child=Term(field="exact", token="chế"))),
        (
            "chế do",
            And(
                children=(
                    both(Term(field="exact", token="chế"), fold("che")),
                    both(Term(field="exact", token="do"), fold("do")),
                )
            ),
        ),
        (
            "chế*",
            both(Prefix(field="exact", start="chế"), Prefix(field="fold", start="che")),
        ),
        (
            "16/ct-ttg",
            Or(
                children=(Term(field="symbols", token="16/ct-ttg"), fold("16", "ct", "ttg")),
                spellings=True,
            ),
        ),
        (
            "01/NĐ-CP",
            Or(
                children=(
                    Term(field="symbols", token="1/nd-cp"),
                    Phrase(field="exact", tokens=("01", "nđ", "cp")),
                    Phrase(field="fold", tokens=("01", "nd", "cp")),
                ),
                spellings=True,
            ),
        ),
    ],
)
def test_typed_text_becomes_a_tree(typed: str, tree: Node) -> None:
    """Words, phrases, exclusion, alternatives, groups, prefixes and symbols are read as meant."""
    assert parse(typed) == tree


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("a" * 513, "query-too-long"),
        (" ".join(["chữ"] * 128) + "abc", "query-too-long"),
        (" ".join(f"t{number}" for number in range(33)), "query-too-many-clauses"),
        ("(" * 9 + "a" + ")" * 9, "query-too-deep"),
        ("ab*", "query-prefix-too-short"),
        ("*abc", "query-leading-wildcard"),
        ('"' + "a " * 33 + '"', "query-phrase-too-long"),
        ("a-" * 33, "query-phrase-too-long"),
    ],
)
def test_queries_beyond_a_limit_are_refused(typed: str, code: str) -> None:
    """Each limit has its own error."""
    with pytest.raises(QueryRefused) as refusal:
        parse(typed)
    assert refusal.value.code == code


@pytest.mark.parametrize(
    "typed",
    [
        "a" * 512,
        " ".join(f"t{number}" for number in range(32)),
        " ".join(f"chữ{number}" for number in range(32)),
        "(" * 8 + "a" + ")" * 8,
        "abc*",
        '"' + "a " * 32 + '"',
    ],
)
def test_queries_at_a_limit_are_read(typed: str) -> None:
    """Spellings of one clause count once, so that 32 words with marks are allowed."""
    assert list(leaves(parse(typed)))


@pytest.mark.parametrize(
    "typed",
    [
        "x" * 100_000,
        "(" * 5_000,
        "((a" * 170,
        '"' * 5_000,
        "-" * 100_000,
        "a OR " * 20_000,
        "(" * 256 + ")" * 256,
        "- " * 256,
        "*" * 512,
        "a*" * 256,
        "\u0301" * 2000,
    ],
)
def test_hostile_queries_cost_milliseconds(typed: str) -> None:
    """The longest and deepest inputs are refused or read in under 50 ms."""
    start = time.thread_time()
    with suppress(QueryRefused):
        parse(typed)
    assert time.thread_time() - start < 0.05


def test_limits_are_told_in_vietnamese() -> None:
    """The message says what is the matter and what to do."""
    with pytest.raises(QueryRefused, match="ít nhất 3 chữ cái trước dấu sao"):
        parse("ch*")


def test_restrict_adds_filters_without_depth() -> None:
    """Filters join a query at its root, and replace a query for everything."""
    kind, dates = In(field="kind", values=frozenset({"x"})), Range(first=20180101)
    assert restrict(fold("a")) == fold("a")
    assert restrict(fold("a"), kind) == And(children=(fold("a"), kind))
    assert restrict(parse("a b"), kind, dates) == And(children=(fold("a"), fold("b"), kind, dates))
    assert restrict(All(), kind) == And(children=(kind,))


def test_leaves_are_what_a_hit_can_show() -> None:
    """Leaves come in order and leave out what is excluded and what only filters."""
    tree = restrict(parse('mot "hai ba" -bon (nam OR sau)'), Range(last=20200101))
    assert list(leaves(tree)) == [fold("mot"), fold("hai", "ba"), fold("nam"), fold("sau")]
