"""Seeded documents and queries in the shape of Vietnamese reports, for search tests and benchmarks."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

from kb.ports import IndexDocument
from kb.search.analysis import folded, tokens
from kb.search.query import All, And, In, Node, Not, Or, Phrase, Prefix, Range, Term
from kb.search.tree import TextField

ONSETS = tuple("b c ch d đ g gh gi h kh l m n ng nh ph qu r s t th tr v x".split())  # noqa: SIM905
RIMES = tuple(
    "a á à ả ã ạ ai ái ải ao áo am ảm an án ản ang áng ảng anh ánh ảnh âm ấm ầm ân ấn ần ậu ây ấy "  # noqa: SIM905
    "e é è ẹ em én en ê ế ề ể ệ ênh ết i í ì ỉ ị ích ia iên iến iện iêu iếu in ính ình o ó ỏ ọ oa hòa "
    "oan oàn ong óng ô ố ồ ổ ộ ôi ối ồi ôn ông ống ồng ơ ớ ờ ở ợ ơi ới u ú ù ủ ụ uy úy ủy uyên uyết "
    "un ung úng ùng ư ứ ừ ử ự ưa ương ướng ường ưởng ước ược uôn uốn ươi ười y ý ỳ".split()
)
PLACES = ("Trà Vinh", "Cần Thơ", "Huế", "Đà Nẵng", "Sơn La")
KINDS = ("Báo cáo", "Kế hoạch", "Quyết định", "Tờ trình")
LETTERS = ("NĐ-CP", "QĐ-TTg", "NQ-HĐND", "TT-BNV", "CT-UBND")


@dataclass(frozen=True, slots=True, kw_only=True)
class Language:
    """A vocabulary in which few words are frequent and most are rare."""

    words: Sequence[str]
    weights: Sequence[float]
    symbols: Sequence[str]


def language(seed: int, words: int = 20_000) -> Language:
    """Make words of one to three syllables, and the symbols of instruments."""
    chance = random.Random(seed)
    syllables = [onset + rime for onset in ONSETS for rime in RIMES]
    chance.shuffle(syllables)
    usual = list(accumulate(1 / (rank + 20) for rank in range(len(syllables))))
    made = [
        " ".join(chance.choices(syllables, cum_weights=usual, k=chance.choice((1, 2, 2, 2, 3))))
        for _ in range(words)
    ]
    numbers = range(1, 121)
    symbols = [f"{n}/{chance.randint(2012, 2026)}/{chance.choice(LETTERS)}" for n in numbers]
    weights = list(accumulate(1 / (rank + 10) ** 1.35 for rank in range(words)))
    return Language(words=made, weights=weights, symbols=symbols)


def document(number: int, speech: Language, *, seed: int = 7, words: int = 2400) -> IndexDocument:
    """Make one report: about 12 characters a word, a symbol every 80 words, numbers and sentences."""
    chance = random.Random(f"{seed}.{number}")
    text: list[str] = []
    symbols = chance.choices(speech.symbols, k=max(1, words // 80))
    for start in range(0, words, 12):
        said = chance.choices(speech.words, cum_weights=speech.weights, k=min(12, words - start))
        cited = f" theo {chance.choice(symbols)}" if start % 80 < 12 else ""
        text.append(f"{' '.join(said).capitalize()}{cited} đạt {chance.randint(1, 400)}%.")
    return IndexDocument(
        id=f"{number:012x}",
        content_hash=f"{seed}-{number}",
        text="\n".join(text),
        title=f"Báo cáo số {number}",
        symbols=frozenset(symbols),
        keywords={
            "place": frozenset({chance.choice(PLACES)}),
            "kind": frozenset({chance.choice(KINDS)}),
            "year": frozenset({str(2015 + number % 10)}),
            "instruments": frozenset(f"vn:cp:nd:{symbol.split('/')[0]}:2018" for symbol in symbols),
        },
        date=None if number % 17 == 0 else (2015 + number % 10) * 10000 + 101 + number % 28,
    )


def small_documents(count: int, seed: int) -> list[IndexDocument]:
    """Make short documents over few words, so that random queries often meet."""
    speech = language(seed, words=60)
    return [document(number, speech, seed=seed, words=40) for number in range(count)]


class Queries:
    """Random trees over the tokens of documents."""

    def __init__(self, documents: Sequence[IndexDocument], seed: int) -> None:
        self.chance = random.Random(seed)
        self.streams = [tokens(item.text) for item in documents]
        self.symbols = sorted({symbol for item in documents for symbol in item.symbols})

    def words(self, count: int) -> list[str]:
        """Take words that stand in a row in some document."""
        stream = self.chance.choice([stream for stream in self.streams if len(stream) > count])
        start = self.chance.randrange(len(stream) - count)
        return stream[start : start + count]

    def vocabulary(self, count: int) -> list[str]:
        """Take words of one document, each as likely, however often it stands there."""
        return self.chance.sample(sorted(set(self.chance.choice(self.streams))), k=count)

    def spelled(self, words: list[str]) -> tuple[TextField, tuple[str, ...]]:
        """Choose a field and spell the words as it does."""
        name: TextField = self.chance.choice(("exact", "fold"))
        return name, tuple(folded(words) if name == "fold" else words)

    def leaf(self) -> Node:
        """Make a word, phrase, prefix, symbol or filter; now and then one that nothing has."""
        kind = self.chance.randrange(9)
        if kind < 3:
            name, (word,) = self.spelled(self.words(1))
            return Term(field=name, token=word)
        if kind < 5:
            name, phrase = self.spelled(self.words(self.chance.randint(1, 6)))
            return Phrase(field=name, tokens=phrase)
        return self.rare_leaf(kind)

    def rare_leaf(self, kind: int) -> Node:
        """Make what is asked for less often."""
        if kind == 5:
            words = [word for word in self.words(30) if len(word) >= 3]
            name, (start,) = self.spelled([self.chance.choice(words)[:3]])
            return Prefix(field=name, start=start)
        if kind == 6:
            return Range(first=self.chance.choice((None, 20180101)), last=20201231)
        if kind == 7:
            values = frozenset(self.chance.sample((*PLACES, "Không có"), k=2))
            return In(field="place", values=values)
        name, phrase = self.spelled(self.words(2))
        return Phrase(field=name, tokens=phrase[::-1])

    def tree(self, depth: int = 3) -> Node:
        """Make a tree at most `depth` operators high."""
        if depth == 0 or self.chance.random() < 0.25:
            return self.chance.choice((self.leaf, self.leaf, self.leaf, self.leaf, All))()
        children = tuple(self.tree(depth - 1) for _ in range(self.chance.randint(1, 3)))
        return self.chance.choice(
            (And(children=children), Or(children=children), Not(child=children[0]))
        )
