"""One analysis for index and query: raw text → tokens in two spellings.

`exact` keeps marks (tone placement normalised), `fold` is the same token in ASCII. Both count the
same positions.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

from kb import text

VERSION = f"analysis.1/{text.VERSION}/unicode.{unicodedata.unidata_version}"
"""Changes whenever the same raw text would give other tokens; then an index is rebuilt."""
TOKEN_LENGTH = 64
"""Code points; a longer run of letters and digits counts as several tokens."""

_TOKEN = re.compile(rf"[^\W_]{{1,{TOKEN_LENGTH}}}")
_SYMBOL = re.compile(r"\d{1,6}[a-z]?[/-](?:\d{4}[/-])?[a-z]")
_LEADING_ZEROS = re.compile(r"^0+(?=\d)")


def tokens(raw: str) -> list[str]:
    """Return the tokens of `raw` as `exact` holds them, in order; list index = position."""
    if text.is_plain(raw):
        return list(map(_placed, _TOKEN.findall(text.lower(raw))))
    return _TOKEN.findall(text.lower(text.normalise(raw).text))


@lru_cache(maxsize=100_000)
def _placed(token: str) -> str:
    """Place tones in one token: a few thousand syllables make up every text."""
    return text.place_tones(token)


def folded(exact: Iterable[str]) -> list[str]:
    """Return the `fold` spelling of `exact` tokens, one for one."""
    return [fold_token(token) for token in exact]


@lru_cache(maxsize=100_000)
def fold_token(token: str) -> str:
    """Return `token` in ASCII as far as its letters have ASCII bases, đ as d."""
    return text.fold(token)


def is_token(word: str) -> bool:
    """Tell whether `word` is one token of the index, so that a query may ask for it."""
    return _TOKEN.fullmatch(word) is not None and text.lower(word) == word


def symbol(written: str) -> str | None:
    """Return the form of an instrument's symbol in the field `symbols`, `None` when it is none.

    `Số 061/2018/NĐ-CP` without “Số” → `61/2018/nd-cp`: folded, without blanks and leading zeros.
    """
    bare = "".join(text.fold(text.normalise(written).text).split()).strip(".,;:!?'*…")
    bare = _LEADING_ZEROS.sub("", bare)
    return bare if _SYMBOL.match(bare) else None
