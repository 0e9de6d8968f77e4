"""Names of laws with a wrong word in them: “… đầu tư và sản xuất …” for “… đầu tư vào sản xuất …”.

Only long names, and one wrong word in six at most, neither the first two nor the last: nothing else
can be meant, but the key stays open.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice, pairwise

from indexer.tokenise import Token
from kb.text import fold

Words = tuple[str, ...]
_SHORTEST = 6
"""Words of a name, kind word included, below which a wrong word makes another name."""
_WORDS_PER_ERROR = 6
_LONGEST = 40
"""Words that are looked at behind a kind word."""


def near_index(names: Iterable[str]) -> Mapping[Words, tuple[Words, ...]]:
    """Return the long names, folded, by their first two words after the kind."""
    index: dict[Words, list[Words]] = {}
    for name in sorted(names):
        words = tuple(fold(name).replace(",", " ").split())
        if len(words) >= _SHORTEST:
            index.setdefault(words[1:3], []).append(words)
    return {first: tuple(found) for first, found in index.items()}


def near_names(
    tokens: Sequence[Token], index: Mapping[Words, tuple[Words, ...]]
) -> Iterator[tuple[int, int]]:
    """Yield the token ranges `[start, end)` that stand for a known name but for a few words."""
    for start, token in enumerate(tokens):
        if token.tag == "LAW":
            end = _end(tokens, start, index)
            if end is not None:
                yield start, end


def _end(
    tokens: Sequence[Token], start: int, index: Mapping[Words, tuple[Words, ...]]
) -> int | None:
    words = list(islice(_words(tokens, start + 1), _LONGEST))
    known = index.get(tuple(word for word, _ in words[:2]), ())
    ends = [words[len(name) - 2][1] for name in known if _fits(name[1:], words)]
    return max(ends, default=None)


def _words(tokens: Sequence[Token], start: int) -> Iterator[tuple[str, int]]:
    """Yield folded words and the index behind their token, up to the end of a possible name."""
    for index in range(start, len(tokens)):
        token = tokens[index]
        if token.tag in ("WORD", "KIND", "JOIN"):
            yield from ((word, index + 1) for word in fold(token.text).split())
        elif token.tag != "COMMA":
            return


def _fits(name: Words, words: list[tuple[str, int]]) -> bool:
    if len(words) < len(name):
        return False
    pairs = [(word, there) for word, (there, _) in zip(name, words, strict=False)]
    wrong = sum(word != there for word, there in pairs)
    together = any(a != b and c != d for (a, b), (c, d) in pairwise(pairs))
    return wrong <= len(name) // _WORDS_PER_ERROR and pairs[-1][0] == pairs[-1][1] and not together
