"""What the tokenizer keeps whole: symbols, type words, dates, law words; and that nothing is lost."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.tokenise import lexer, pipeline
from kb.text import normalise
from kb.vocabulary import load

NLP = pipeline()


def tagged(text: str) -> list[tuple[str, str]]:
    """Return the tokens of a normalised text with their tags, blanks left out."""
    doc = NLP.make_doc(normalise(text).text)
    return [(token.text, token.tag_) for token in doc if token.tag_ != "SPACE"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Nghị định số 61/2018/NĐ-CP",
            [("Nghị định", "KIND"), ("số", "SO"), ("61/2018/NĐ-CP", "ID")],
        ),
        (
            "Quyết định Số: 45/QĐ-UBND",
            [("Quyết định", "KIND"), ("Số:", "SO"), ("45/QĐ-UBND", "ID")],
        ),
        ("120-KL/TW của", [("120-KL/TW", "ID"), ("của", "WORD")]),
        ("265/UBND-KSTT,", [("265/UBND-KSTT", "ID"), (",", "COMMA")]),
        ("Luật số 45/2019/QH14", [("Luật", "LAW"), ("số", "SO"), ("45/2019/QH14", "LAWID")]),
        ("02/2020/UBTVQH14", [("02/2020/UBTVQH14", "LAWID")]),
        ("05-L/CTN", [("05-L/CTN", "LAWID")]),
        ("Bộ luật Lao động", [("Bộ luật", "LAW"), ("Lao", "WORD"), ("động", "WORD")]),
        ("BỘ LUẬT DÂN SỰ", [("BỘ LUẬT", "LAW"), ("DÂN", "WORD"), ("SỰ", "WORD")]),
        ("pháp luật", [("pháp", "WORD"), ("luật", "WORD")]),
        ("NĐ 61", [("NĐ", "ABBR"), ("61", "NUM")]),
        ("NĐ61", [("NĐ", "ABBR"), ("61", "NUM")]),
        (
            "30c, 36a và 66.16",
            [("30c", "NUM"), (",", "COMMA"), ("36a", "NUM"), ("và", "JOIN"), ("66.16", "NUM")],
        ),
        ("ngày 23/4/2018", [("ngày 23/4/2018", "DATE")]),
        ("ngày 05 tháng 9 năm 2018", [("ngày 05 tháng 9 năm 2018", "DATE")]),
        ("8-6-2011 và 24.3.2020", [("8-6-2011", "DATE"), ("và", "JOIN"), ("24.3.2020", "DATE")]),
        ("năm 2013", [("năm 2013", "YEAR")]),
        ("khóa XII", [("khóa", "WORD"), ("XII", "ROMAN")]),
        ("Nghị quyết liên tịch", [("Nghị quyết liên tịch", "KIND")]),
        ("Thông tư liên tịch", [("Thông tư liên tịch", "KIND")]),
        ("nghị ĐỊNH", [("nghị ĐỊNH", "KIND")]),
        ("2016-2020", [("2016", "NUM"), ("-", "DASH"), ("2020", "NUM")]),
    ],
)
def test_token_is_what_a_reader_would_call_one_word(
    text: str, expected: list[tuple[str, str]]
) -> None:
    """Each part of a citation is one token, tagged by its part in the grammar."""
    assert tagged(text) == expected


@pytest.mark.parametrize(
    ("text", "symbol"),
    [
        ("553/QĐ-\nUBND", "553/QĐ-\nUBND"),
        ("119- KH/TU", "119- KH/TU"),
        ("369 - CV/BTGTU", "369 - CV/BTGTU"),
        ("61/2018/ NĐ - CP", "61/2018/ NĐ - CP"),
        ("372 /QĐ-BTC", "372 /QĐ-BTC"),
        ("3374/ BKHCN-CNCNTT", "3374/ BKHCN-CNCNTT"),
        ("2231/SNV-CCHC&PC", "2231/SNV-CCHC&PC"),
        ("89/TB-CAT-PV11", "89/TB-CAT-PV11"),
        ("183/2010/TTLT/BTC-BNN", "183/2010/TTLT/BTC-BNN"),
        ("12/2018/NQ\u2013HĐND", "12/2018/NQ-HĐND"),
        ("13\u20442012/QH13", "13/2012/QH13"),
        ("66.16/2026/NQ-CP", "66.16/2026/NQ-CP"),
        ("36a/NQ-CP", "36a/NQ-CP"),
        ("19-2018/NQ-CP", "19-2018/NQ-CP"),
    ],
)
def test_symbol_stays_whole_over_blanks_and_line_ends(text: str, symbol: str) -> None:
    """Print breaks symbols; they are one token all the same."""
    assert tagged(text)[0][0] == symbol
    assert tagged(text)[0][1] in {"ID", "LAWID"}


@pytest.mark.parametrize(
    ("text", "symbol"),
    [
        ("18-NQ/TW1", "18-NQ/TW"),
        ("61/2018/NĐ-CP12", "61/2018/NĐ-CP"),
        ("45/2019/QH14", "45/2019/QH14"),
    ],
)
def test_footnote_digits_are_no_part_of_a_symbol(text: str, symbol: str) -> None:
    """A glued footnote mark stays outside; the number of a legislature stays in."""
    assert tagged(text)[0][0] == symbol


@pytest.mark.parametrize(
    "text", ["24/7", "2016-2020", "1.819/134", "10/5/2018", "v1/NĐ", "a45/QĐ-UBND", "1/500"]
)
def test_what_is_no_symbol_gives_no_symbol(text: str) -> None:
    """Ratios, periods, dates and word parts are not numbers with symbols."""
    assert not {"ID", "LAWID"} & {tag for _, tag in tagged(text)}


@given(st.one_of(st.text(max_size=60), st.text(alphabet="Nghịđsố 61/-2018QHU.,;\n", max_size=60)))
def test_tokens_add_up_to_the_text(text: str) -> None:
    """Nothing is lost between tokens, so that positions in the tokens are positions in the text."""
    normalised = normalise(text).text
    doc = NLP.make_doc(normalised)
    assert len(doc.text) == len(normalised)
    assert "".join(normalised.split()) == "".join(doc.text.split())
    assert all(normalised[t.idx : t.idx + len(t.text)].split() == t.text.split() for t in doc)


def test_every_tag_of_the_lexer_is_met() -> None:
    """A tag that no text reaches would be a dead branch of the grammar."""
    text = (
        "Nghị định số 61/2018/NĐ-CP, NĐ 61 ngày 23/4/2018 - Luật Đất đai năm 2013 "
        "và 45/2019/QH14; khóa XII, NĐ 43/2014\n\nHết"
    )
    tags = {tag for _, tag in tagged(text)}
    assert set(lexer(load()).groupindex) <= tags
