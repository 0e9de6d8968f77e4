"""Work grows with the text and no faster: every pattern, and the whole line, on texts made to be slow."""

from __future__ import annotations

import dataclasses
import re
import time
from collections.abc import Callable, Iterator
from functools import partial

import pytest

from indexer import cues, windows
from indexer.issuers import issuer_grammar
from indexer.lists import lists
from indexer.sentences import dateline, sentence_end
from indexer.tails import grammar
from indexer.tokenise import lexer
from kb.vocabulary import load
from tests.indexer.papers import paper, tools

SIZES = (16_384, 65_536)
SLOPE = 1.2
"""Exponent of the growth that is still called linear."""
RUNS = 5
FLOOR = 0.15
"""Seconds of CPU below which nothing is measured but noise."""

ATTACKS = {
    "letters": "a",
    "digits": "1",
    "blanks": " ",
    "lines": "\n",
    "numbers": "số 1, 2, 3, ",
    "clauses": "khoản 1, 2, 3, ",
    "articles": "Điều 1 ",
    "points": "điểm a khoản 1 Điều 1, ",
    "law-words": "Luật a b c ",
    "law-names": "Luật Đất đai, ",
    "law-year": "Luật A năm ",
    "amending": "Luật sửa đổi, bổ sung một số điều của ",
    "of-of": "của ",
    "of-body": "của Ủy ban nhân dân tỉnh ",
    "capitals": "A-B-",
    "chain": "1/A-B-A-B-A-B",
    "chains": "1/QĐ-A-B-C-D-E-F-G-H ",
    "brackets": "(",
    "quotes": "“",
    "stars": "*",
    "dates": "ngày 1/1/",
    "days": "ngày 05 tháng ",
    "plenums": "Nghị quyết Trung ương ",
    "plenum": "Nghị quyết Hội nghị lần thứ ",
    "kinds": "Nghị định ",
    "short": "Nghị định 1 ",
    "joined": "Quyết định số 1 và ",
    "broken": "Quyết\nđịnh\nsố\n",
    "symbols": "Quyết định số 1/QĐ-UBND ngày 1/1/2018 của UBND tỉnh về việc ",
    "list": "1/QĐ-UBND, ",
    "cues": "thực hiện theo quy định tại ",
    "proposals": "theo đề nghị của ",
    "cases": "Xã Phường Thị ",
    "semicolons": "; ",
    "ends": "a.\n",
    "zero-width": "\u200b",
    "marks": "e\u0301",
    "terms": "khóa X, ",
    "boards": "Ban Chỉ đạo ",
    "pipes": "| 1 ",
    "slashes": "1/",
    "hyphens": "1-A",
    "places": "\nTrà Vinh",
    "words-in-acts": "cụm từ “",
    "provisions": "khoản 1 Điều 2, ",
    "remarks": "Điều 1 (a), ",
    "pages": "Điều\n2\n",
    "dots": "ngày .. ",
    "list-words": " và các văn bản của ",
    "closings": " do Bộ Tài chính ban hành",
    "passives": "Nghị định số 5/2018/NĐ-CP được sửa đổi bởi ",
    "amendments": "và được sửa đổi bởi Nghị định số 5/2018/NĐ-CP ",
    "verbs": "Nghị định số 5/2018/NĐ-CP, thay thế ",
    "main-clauses": ", Ủy ban nhân dân ",
}


def _patterns() -> Iterator[tuple[str, re.Pattern[str]]]:
    """Yield every pattern that the rule files and tables compile to."""
    vocabulary = load()
    yield "lexer", lexer(vocabulary)
    triggers = windows._triggers(tools().ruleset, vocabulary)
    for number, (part, trigger) in enumerate(triggers.patterns):
        yield f"{part}.{number}", trigger
    yield "counted", triggers.counted
    yield "typed", triggers.typed
    yield "name-end", triggers.name_end
    yield "sentence-end", sentence_end()
    yield "dateline", dateline()
    yield "issuer-closing", issuer_grammar(vocabulary).closing
    yield "cues", cues._cues().pattern
    yield from cues.subject_forms().items()
    for holder in (grammar(vocabulary), lists()):
        for field in dataclasses.fields(holder):
            value = getattr(holder, field.name)
            for index, pattern in enumerate(value if isinstance(value, tuple) else (value,)):
                if isinstance(pattern, re.Pattern):
                    yield f"{type(holder).__name__}.{field.name}.{index}", pattern
    for name, pattern in vocabulary.grammar.patterns.items():
        yield f"symbols.{name}", re.compile(pattern)


PATTERNS = dict(_patterns())


def _seconds(work: Callable[[], object]) -> float:
    begin = time.process_time()
    work()
    return time.process_time() - begin


def _grows_linearly(work: Callable[[str], object], unit: str) -> None:
    """Fail when four times the text takes more than 4 ** SLOPE times the work in each of a few runs.

    What else the machine does makes single runs slower by a half; it cannot make each of them slower
    only on the long text.
    """
    small, large = (unit * (size // len(unit)) for size in SIZES)
    factor = (SIZES[1] / SIZES[0]) ** SLOPE
    took = _seconds(partial(work, large))
    told = ""
    for _ in range(RUNS):
        if took <= FLOOR * factor:
            return
        before = max(_seconds(partial(work, small)), FLOOR)
        if took <= before * factor:
            return
        told += f"{SIZES[0]}: {before:.3f} s, {SIZES[1]}: {took:.3f} s; "
        took = _seconds(partial(work, large))
    raise AssertionError(told)


@pytest.mark.slow
@pytest.mark.parametrize("pattern", PATTERNS.values(), ids=PATTERNS.keys())
def test_pattern_works_in_proportion_to_the_text(pattern: re.Pattern[str]) -> None:
    """No repetition of any part makes a pattern try again and again."""
    for unit in ATTACKS.values():
        _grows_linearly(lambda text: sum(1 for _ in pattern.finditer(text)), unit)


@pytest.mark.slow
@pytest.mark.parametrize("unit", ATTACKS.values(), ids=ATTACKS.keys())
def test_whole_line_works_in_proportion_to_the_text(unit: str) -> None:
    """From bytes to findings, on 64 KiB of one part repeated."""
    _grows_linearly(paper, unit)
