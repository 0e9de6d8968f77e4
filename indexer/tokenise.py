"""The tokenizer of the pattern rules: symbols, type words and dates stay whole, everything else splits.

Each token carries a tag: `ID` (number with symbol), `LAWID` (one of the National Assembly's:
45/2019/QH14), `KIND` (type word), `ABBR` (its abbreviation before a number), `LAW` (Luật, Bộ luật,
Pháp lệnh, Hiến pháp), `SO` (số), `NUM`, `PAIR` (43/2014),
`ROMAN`, `DATE`, `YEAR` (năm 2018), `WORD`, `COMMA`, `DASH`,
`JOIN` (và, hoặc, +), `PUNCT`, `BREAK` (an empty line). It expects text normalised by `kb.text`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from typing import NamedTuple

from spacy import blank
from spacy.language import Language
from spacy.tokens import Doc
from spacy.util import registry
from spacy.vocab import Vocab

from indexer.tries import any_of
from kb.symbols import glued_digits
from kb.text import LOWER, UPPER, ascii_digits, fold
from kb.vocabulary import Vocabulary, load

NAME = "danchieu.legal_tokenizer.v1"
_GAP = r"[ \n]{1,2}"
_NATIONAL_ASSEMBLY = re.compile(
    r"[/-][ \n]{0,2}(?:UBTV)?QH ?(?:20[0-9]{2}|[0-9OlI]{1,3})$|[-/]L[-/]CTN$|L[-/]CTN$"
)
_OS = "oôơồổỗộốóòỏõọé"
"""Letters that a scan puts for the vowel of “số”."""
UNMARKED_LAW = r"Lu[aâăàáạậầấăằắ]t(?=[ \n][^\W\d_])"
"""“Luat”, “Luât”: the word alone says nothing yet, a known name must follow."""
_LAW_KINDS = ("constitution", "code", "law", "ordinance")


@cache
def lexer(vocabulary: Vocabulary) -> re.Pattern[str]:
    """Return the pattern whose group names are the tags."""
    patterns = vocabulary.grammar.patterns
    names = _type_words(vocabulary)
    prose = _abbreviations(vocabulary)
    written = "|".join(patterns[name] for name in ("loose", "dated", "scanned", "plain"))
    announced = "|".join(rf"(?<={end}[ \n])" for end in ("[sS]ố", *_endings(names)))
    written += rf"|(?:{announced})(?:{patterns['announced']})"
    glued = "".join(rf"|(?<={word})" for word in ("số", "Số", "SỐ", *prose))
    parts = {
        "DATE": rf"(?i:(?:ng[aàáảạ]y[ \n:]{{0,3}}|(?<!\w))(?:{_unnamed(patterns['date'])}))(?![\d/])",
        "ID": rf"(?:(?<![\w./]){glued})(?:{_unnamed(written)})(?:(?![^\W\d_])|(?=ngày|của|về))",
        "PAIR": r"(?<![\w./])\d{1,4}[a-z]?/(?:19|20)\d\d(?![\d/-]|[.]\d|[^\W_])",
        "YEAR": rf"(?i:năm){_GAP}{vocabulary.grammar.pieces['year']}(?!\d)",
        **_typed(vocabulary),
        "SO": rf"(?<!\w)(?i:s[{_OS}][.,:]?)(?=[ \n]?\d)|(?i:số)[ \n]{0, 2}:"
        r"|(?<!một[ \n])(?i:số(?:[ \n]số)?)(?![^\W_])|\n\nsố(?=[ \n]?:?[ \n]?\d)",
        "NUM": r"\d{1,6}(?:\.\d{1,3})?[a-zđ]?(?![^\W_])"
        rf"|(?<!\w)\d{{1,2}}(?=(?:{any_of(names, gapped)})(?!\w))",
        "ROMAN": r"(?<!\w)[IVX]{1,5}(?!\w)",
        "JOIN": r"(?i:và|hoặc)(?!\w)|[+&](?=[ \n]?\d)",
        "COMMA": rf",(?:\n\n(?=[{LOWER}]))?",
        "DASH": "-",
        "WORD": r"[^\W_]+",
        "BREAK": r"\n\n",
        "PUNCT": r"[^\w\s]|_",
    }
    groups = (f"(?P<{tag}>{pattern})" for tag, pattern in parts.items())
    return re.compile(ascii_digits("|".join(groups)))


@cache
def typed(vocabulary: Vocabulary) -> re.Pattern[str]:
    """Return what matches a type word, as the tokens have it."""
    return re.compile(ascii_digits("|".join(_typed(vocabulary).values())))


def _typed(vocabulary: Vocabulary) -> dict[str, str]:
    """Return what matches a type word, by tag."""
    names = _type_words(vocabulary)
    laws = [k for k in vocabulary.kinds if k.id in _LAW_KINDS]
    prose = "|".join(map(re.escape, _abbreviations(vocabulary)))
    return {
        "KIND": rf"{_words(names)}|{_damaged(names)}",
        "LAW": rf"{_capital(name for k in laws for name in (k.name, *k.also))}|(?<!\w){UNMARKED_LAW}"
        rf"|(?<!\w)(?<!điều[ \n]của[ \n])bộ{_GAP}luật(?!\w)",
        "ABBR": rf"(?<![\w/-])(?:{prose})(?=[ \n]?(?:số[ \n])?\d)",
    }


def _type_words(vocabulary: Vocabulary) -> set[str]:
    kinds = [k for k in vocabulary.kinds if k.id not in _LAW_KINDS]
    return {name for k in kinds for name in (k.name, *k.also)}


def _endings(names: Iterable[str]) -> list[str]:
    """Return the last words of names, as they stand before a number."""
    last = {name.split()[-1] for name in names}
    return sorted({form for word in last for form in (word.lower(), word.upper())})


def _abbreviations(vocabulary: Vocabulary) -> list[str]:
    return sorted({a for k in vocabulary.kinds for a in k.prose}, key=len, reverse=True)


def _unnamed(pattern: str) -> str:
    return re.sub(r"\?P<\w+>", "?:", pattern)


def _words(names: Iterable[str]) -> str:
    """Match the longest of `names` in any case, line ends between its words included."""
    return rf"(?<![^\W\d])(?i:{any_of(lower_all(names), gapped)})(?!\w)"


def lower_all(names: Iterable[str]) -> set[str]:
    """Return the names in small letters."""
    return {name.lower() for name in names}


def gapped(letter: str) -> str:
    """Spell one letter of a name; between its words a line may end."""
    return _GAP if letter == " " else re.escape(letter)


def _damaged(names: Iterable[str]) -> str:
    """Match type words that a scan has robbed of marks or split: “Nghị đinh”, “Quy ết định”.

    Only right before a number, in small letters right before “số”, where nothing else can be meant.
    """
    folded = {fold(name) for name in names}
    cased = {form for name in folded for form in (name[:1].upper() + name[1:], name.upper())}
    number = rf"[sS][{_OS}{_OS.upper()}][.,:]?[ \n]?"
    capital = rf"(?:{any_of(cased, _any_mark)})(?=[ \n]{{0,2}}(?:{number})?\d)"
    small = rf"(?:{any_of(folded, _any_mark)})(?=[ \n]{{1,2}}{number}\d)"
    return rf"(?<!\w)(?=\w)(?:{capital}|{small})"


def _any_mark(letter: str) -> str:
    """Spell one letter with whatever marks, a blank before it where it does not begin the name."""
    if letter == " ":
        return r"(?:[ \n]?[.,]?[ \n]?)"
    cased = [
        o for o in UPPER + LOWER if fold(o) == letter.lower() and o.isupper() == letter.isupper()
    ]
    return f"[{''.join(cased)}]" if letter.isupper() else f" ?[{''.join(cased)}]"


def _capital(names: Iterable[str]) -> str:
    """Match `names` with a capital or all in capitals: “pháp luật số …” holds no law."""
    spelled = [form for name in names for form in (name, name.title(), name.upper())]
    longest = sorted(set(spelled), key=len, reverse=True)
    return rf"(?<!\w)(?:{'|'.join(name.replace(' ', _GAP) for name in longest)})(?!\w)"


class Token(NamedTuple):
    """What stands in a text, what it may be, and where it begins."""

    text: str
    tag: str
    start: int

    @property
    def end(self) -> int:
        """The position behind its last letter."""
        return self.start + len(self.text)


class LegalTokenizer:
    """Make a `Doc` of a normalised text; token texts and blanks add up to the text again."""

    def __init__(self, vocab: Vocab, vocabulary: Vocabulary) -> None:
        self._vocab = vocab
        self._vocabulary = vocabulary
        self._lexer = lexer(vocabulary)

    def __call__(self, text: str) -> Doc:
        """Tokenise `text` for spaCy."""
        return self.doc(self.tokens(text, 0, len(text)), len(text))

    def doc(self, tokens: Sequence[Token], end: int = 0) -> Doc:
        """Return the tokens before `end` as spaCy keeps them, the blank after a token with the token."""
        behind = [*(token.start for token in tokens[1:]), end]
        return Doc(
            self._vocab,
            words=[token.text for token in tokens],
            spaces=[token.end < then for token, then in zip(tokens, behind, strict=False)],
            tags=[token.tag for token in tokens],
        )

    def tokens(self, text: str, start: int, end: int) -> list[Token]:
        """Return the tokens of `text[start:end]`, told by all of `text`.

        One blank or line end after a token is no token, any more are.
        """
        found: list[Token] = []
        position, stop = start, end
        matches = self._lexer.finditer(text, start, stop)
        while match := next(matches, None):
            start, end = match.span()
            if start > position + 1 or (start > position and not found):
                _keep_blanks(text, position, start, found)
            tag = match.lastgroup or "PUNCT"
            if tag == "ID":
                end = self._end(match)
                tag = _tag(text[start:end])
                if end < match.end():
                    matches = self._lexer.finditer(text, end, stop)
            found.append(Token(text[start:end], tag, start))
            position = end
        _keep_blanks(text, position, stop, found)
        return found

    def _end(self, match: re.Match[str]) -> int:
        """Leave digits of a footnote mark out of a symbol."""
        if not match.group()[-1].isdigit():
            return match.end()
        letters = re.sub(r"^[^A-ZĐ]*", "", match.group())
        return match.end() - glued_digits(letters, self._vocabulary)


def _keep_blanks(text: str, start: int, end: int, found: list[Token]) -> None:
    """Keep as tokens the blanks in `[start, end)` but for the one that the token before them owns."""
    if found and found[-1].tag != "SPACE":
        start += 1
    found.extend(Token(text[place], "SPACE", place) for place in range(start, end))


def _tag(symbol: str) -> str:
    return "LAWID" if _NATIONAL_ASSEMBLY.search(symbol) else "ID"


def create() -> Callable[[Language], LegalTokenizer]:
    """Return the maker that spaCy calls with the pipeline."""

    def make(nlp: Language) -> LegalTokenizer:
        return LegalTokenizer(nlp.vocab, load())

    return make


def pipeline() -> Language:
    """Return a blank spaCy pipeline with this tokenizer."""
    registry.tokenizers.register(NAME, func=create)
    return blank("xx", config={"nlp": {"tokenizer": {"@tokenizers": NAME}}})
