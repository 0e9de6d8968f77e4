"""The laws of the one normalisation: idempotent, never losing its way back, letter for letter in folding."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from kb.identity import InstrumentKey, canonical_number, parse_key
from kb.text import (
    LOWER,
    UPPER,
    collapse,
    fold,
    is_plain,
    lower,
    normalise,
    place_tones,
    slug,
)

TRICKY = "hoà uỷ khoá Ðà Nẵng ⁄ – \u00a0\u200b\u00ad\ufeff\r\n\x0b\x85\u2028 A\u030a \u0301 ǰ İ ß ﬁ 가 Å Ω"
TEXTS = st.one_of(
    st.text(max_size=80),
    st.text(alphabet=TRICKY + LOWER + UPPER, max_size=80),
    st.text(alphabet=LOWER + " \n", max_size=40).map(lambda t: unicodedata.normalize("NFD", t)),
)


def _composes(text: str) -> bool:
    """Whether every mark finds a letter to sit on; two tone marks on one vowel are nobody's spelling."""
    return not any(map(unicodedata.combining, unicodedata.normalize("NFC", text)))


@st.composite
def texts_with_drops(draw: st.DrawFn) -> tuple[str, tuple[tuple[int, int], ...]]:
    """Draw a text and sorted disjoint spans of it to be left out."""
    text = draw(TEXTS)
    cuts = sorted(draw(st.lists(st.integers(0, len(text)), max_size=6, unique=True)))
    return text, tuple(zip(cuts[::2], cuts[1::2], strict=False))


@given(TEXTS.filter(_composes))
@settings(max_examples=400)
def test_normalising_twice_changes_nothing_more(text: str) -> None:
    """A normalised text is normal."""
    once = normalise(text).text
    assert normalise(once).text == once


@given(texts_with_drops())
@settings(max_examples=400)
def test_every_normalised_span_maps_to_a_raw_span_in_order(
    drawn: tuple[str, tuple[tuple[int, int], ...]],
) -> None:
    """Letters keep their order, and the spans of single letters tile the raw text without overlap."""
    raw, drops = drawn
    source = normalise(raw, drops)
    position = 0
    for index in range(len(source.text)):
        start, end = source.to_raw(index, index + 1)
        assert 0 <= position <= start <= end <= len(raw)
        position = max(position, start)
    assert source.to_raw(0, len(source.text))[1] <= len(raw)


@given(TEXTS)
@settings(max_examples=400)
def test_way_there_and_back_leads_to_the_same_letter(raw: str) -> None:
    """Out of the raw start of a letter comes the letter again, unless it shares a changed piece."""
    source = normalise(raw)
    for index in range(len(source.text)):
        start, end = source.to_raw(index, index + 1)
        back = source.from_raw(start)
        assert back <= index
        assert source.to_raw(back, back + 1)[0] == start
        assert source.from_raw(end) >= index


@given(TEXTS.filter(_composes), st.data())
@settings(max_examples=300)
def test_raw_piece_of_a_span_normalises_to_the_span(raw: str, data: st.DataObject) -> None:
    """What a span covers in the raw text reads the same as in the normalised one, its edges apart."""
    source = normalise(raw)
    start = data.draw(st.integers(0, len(source.text)))
    end = data.draw(st.integers(start, len(source.text)))
    first, last = source.to_raw(start, end)
    quoted = collapse(normalise(raw[first:last]).text)
    assert fold(quoted).split() == fold(collapse(source.text[start:end])).split()


@given(TEXTS)
def test_text_without_anything_to_change_maps_to_itself(raw: str) -> None:
    """Where the normalised text is the raw text, every position is its own."""
    source = normalise(raw)
    if source.text == raw and is_plain(raw) and _composes(raw):
        assert [source.to_raw(i, i + 1) for i in range(len(raw))] == [
            (i, i + 1) for i in range(len(raw))
        ]


@given(st.one_of(TEXTS, st.text()))
@settings(max_examples=400)
def test_folding_is_idempotent_and_keeps_the_length(text: str) -> None:
    """One letter for one letter, so positions in folded text are positions in the text."""
    composed = unicodedata.normalize("NFC", text)
    folded = fold(composed)
    assert len(folded) == len(composed)
    assert fold(folded) == folded
    assert len(lower(text)) == len(text)


@given(TEXTS)
def test_placing_tone_marks_keeps_length_and_folding(text: str) -> None:
    """A tone mark moves to another vowel; the letters stay."""
    placed = place_tones(text)
    assert len(placed) == len(text)
    assert place_tones(placed) == placed
    assert fold(placed) == fold(text)


@given(st.text(alphabet=UPPER))
def test_case_of_vietnamese_letters_does_not_matter_for_folding(text: str) -> None:
    """Capitals and small letters fold to the same."""
    assert fold(text) == fold(text.lower())
    assert fold(text).isascii()


@given(st.text())
def test_slug_is_ascii_words_joined_by_hyphens(text: str) -> None:
    """A slug can stand in a key and in an address."""
    made = slug(text)
    assert made == slug(made)
    assert (
        all(part.isascii() and part.isalnum() and part == part.lower() for part in made.split("-"))
        or not made
    )


# --- keys

SLOTS = st.from_regex(r"\A[a-z0-9][a-z0-9.\-]{0,12}\Z")
REALMS = st.from_regex(r"\A(vn|dcsvn)(-[a-z0-9]{1,8}){0,3}\Z")
PERIODS = st.from_regex(r"\A(\d{4}|k\d{1,2}|n\d{4}-\d{4}|\?)\Z")
KEYS = st.builds(
    InstrumentKey,
    realm=REALMS.filter(str.isascii),
    body=SLOTS | st.just("?") | SLOTS.map("?".__add__),
    type=SLOTS,
    number=SLOTS | st.just("-") | SLOTS.map("~".__add__),
    period=PERIODS.filter(str.isascii),
)


@given(KEYS)
def test_key_is_read_back_from_its_spelling(key: InstrumentKey) -> None:
    """Printing and reading are inverse, in capitals and with blanks around it too."""
    assert parse_key(str(key)) == key
    assert parse_key(f"  {str(key).upper()}\n") == key


@given(st.text(max_size=60))
@example("vn:cp:nd:61:2018\n")
def test_any_text_is_a_key_or_none(text: str) -> None:
    """Reading never raises, and what it accepts is spelled in ASCII as the key says itself."""
    key = parse_key(text)
    assert key is None or (str(key) == text.strip().lower() and str(key).isascii())


@pytest.mark.parametrize("text", ["vn:cp:nd:61:२०१८", "dcsvn:tw:nq:4:k१२"])
def test_key_takes_ascii_digits_only(text: str) -> None:
    """Keys are ASCII, whatever else Unicode calls a digit."""
    assert parse_key(text) is None


@given(st.integers(0, 99999), st.sampled_from(["", "a", "c", "đ"]), st.integers(0, 4))
def test_leading_zeros_do_not_make_another_number(number: int, suffix: str, zeros: int) -> None:
    """05 is 5; the letter suffix is part of the number."""
    written = f"{'0' * zeros}{number}{suffix}"
    assert canonical_number(written) == f"{number}{suffix}".replace("đ", "d")
