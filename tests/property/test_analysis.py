"""The analysis keeps its promises for any text."""

from __future__ import annotations

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from kb.search.analysis import TOKEN_LENGTH, folded, is_token, tokens
from tests.kb.search.oracle import token_spans

VIETNAMESE = (
    "aàảãáạăằẳẵắặâầẩẫấậbcdđeèẻẽéẹêềểễếệghiìỉĩíịklmnoòỏõóọôồổỗốộơờởỡớợpqrstuùủũúụưừửữứựvxyỳỷỹýỵ"
)
WRITTEN = st.text(
    st.sampled_from(VIETNAMESE + VIETNAMESE.upper() + "Ðð 0123456789/-–_.,;\r\n\u00ad\u200b")
)
ANY = st.one_of(st.text(), WRITTEN)


@given(ANY)
def test_tokens_are_tokens_and_stay_so_when_folded(raw: str) -> None:
    """Tokens are letters and digits in lower case, folded ones too, one for one and of one length."""
    exact = tokens(raw)
    fold = folded(exact)
    assert all(is_token(token) for token in exact)
    assert [len(token) for token in fold] == [len(token) for token in exact]
    assert all(len(token) <= TOKEN_LENGTH and token.isalnum() for token in fold)


@given(ANY)
def test_the_fast_path_gives_the_same_tokens(raw: str) -> None:
    """Tokens made without an offset map equal those with their spans."""
    assert tokens(raw) == [token for token, _ in token_spans(raw)]


@given(WRITTEN)
def test_unicode_form_does_not_matter(raw: str) -> None:
    """NFC and NFD of a Vietnamese text give the same tokens."""
    assert tokens(unicodedata.normalize("NFD", raw)) == tokens(unicodedata.normalize("NFC", raw))


@given(WRITTEN)
def test_analysing_tokens_again_changes_nothing(raw: str) -> None:
    """Tokens joined by blanks are the tokens of the joined text."""
    exact = tokens(raw)
    assert tokens(" ".join(exact)) == exact
