"""Searching keeps its promises for any typed text and any report."""

from __future__ import annotations

import unicodedata
from contextlib import suppress

from hypothesis import given
from hypothesis import strategies as st

from kb.errors import QueryRefused
from kb.search.analysis import folded, tokens
from kb.search.query import And, check, leaves, parse
from kb.search.snippets import passages

SYLLABLES = st.sampled_from(
    ["cơ", "chế", "một", "cửa", "hoà", "hòa", "Uỷ", "đất", "dat", "61/2018/NĐ-CP", "16/CT-TTg"]
)
GLUE = st.sampled_from([" ", "\n", "\r\n", ", ", "  ", "\u00a0", ".\n\n", "\t", "-"])
TEXT = st.lists(st.tuples(SYLLABLES, GLUE), max_size=60).map(
    lambda pairs: "".join(word + glue for word, glue in pairs)
)
TYPED = st.lists(
    st.one_of(SYLLABLES, st.sampled_from(['"', "(", ")", "-", "OR", "KHÔNG", "*", "hoa*"])),
    max_size=12,
).map(" ".join)


@given(st.one_of(st.text(), TYPED))
def test_whatever_is_typed_is_a_lawful_tree_or_refused(typed: str) -> None:
    """No typed text raises anything but a refusal, and its tree passes the guard again."""
    with suppress(QueryRefused):
        assert check(parse(typed)) == parse(typed)


@given(TYPED)
def test_unicode_form_of_the_query_does_not_matter(typed: str) -> None:
    """NFC and NFD of a query are the same tree."""
    with suppress(QueryRefused):
        assert parse(unicodedata.normalize("NFD", typed)) == parse(typed)


@given(TEXT, TYPED, st.sampled_from(["NFC", "NFD"]))
def test_marks_hold_the_words_asked_for(text: str, typed: str, form: str) -> None:
    """Every mark folds to the words of a clause, and passages quote the raw text in order."""
    raw = unicodedata.normalize(form, text)  # type: ignore[arg-type]
    with suppress(QueryRefused):
        query = parse(typed)
        asked = {
            tuple(folded(tokens(word)))
            for leaf in leaves(query)
            for word in [" ".join(getattr(leaf, "tokens", ())) or getattr(leaf, "token", "")]
        }
        found = passages("r", raw, query)
        assert [one.span.start for one in found] == sorted(one.span.start for one in found)
        for one in found:
            assert one.text.split() == one.span.of(raw).split()
            assert one.marks
            words = {tuple(folded(tokens(mark.of(one.text)))) for mark in one.marks}
            assert "hoa*" in typed or any(word in asked for word in words)


@given(TEXT, st.lists(SYLLABLES, min_size=1, max_size=4).map(" ".join))
def test_a_report_with_all_the_words_has_a_passage(text: str, typed: str) -> None:
    """Where a conjunction finds a text by its tokens, there is a passage to show."""
    held = set(folded(tokens(text)))
    wanted = set(folded(tokens(typed)))
    assert isinstance(parse(typed), And) or len(typed.split()) == 1
    assert not wanted <= held or passages("r", text + typed, parse(typed))
