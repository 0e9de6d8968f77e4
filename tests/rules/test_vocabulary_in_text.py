"""Every row of the tables is met in text: kinds with their letters, bodies with their codes, laws by name."""

from __future__ import annotations

from functools import cache

import pytest

from kb.gazetteer import NamedLaw
from kb.gazetteer import load as load_gazetteer
from kb.identity import InstrumentKey
from kb.vocabulary import Body, Kind
from kb.vocabulary import load as load_vocabulary
from tests.indexer.papers import cited

VOCABULARY = load_vocabulary()
GAZETTEER = load_gazetteer()
LAW_KINDS = ("constitution", "code", "law", "ordinance")


@cache
def _letters() -> tuple[tuple[Kind, str, str], ...]:
    state = [(k, c, f"12/{c}-UBND") for k in VOCABULARY.kinds for c in k.codes]
    party = [(k, c, f"12-{c}/TU") for k in VOCABULARY.kinds for c in k.party]
    return tuple(row for row in (*state, *party) if row[0].id not in LAW_KINDS)


@pytest.mark.parametrize(
    ("kind", "written"),
    [pytest.param(k, w, id=f"{k.id}-{w}") for k, _, w in _letters()],
)
def test_type_word_with_each_of_its_letters_is_one_citation(kind: Kind, written: str) -> None:
    """Type word, “số” and symbol are found whole, whatever letters the table knows for the kind."""
    surface = f"{kind.name} số {written}"
    found = cited(f"Đơn vị đã nhận {surface} ngày 12/3/2024.")
    assert [c.mention.surface for c in found] == [surface]
    assert found[0].mention.kind == kind.name


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        pytest.param(kind, name, id=f"{kind.id}-{name}")
        for kind in VOCABULARY.kinds
        if kind.id not in LAW_KINDS
        for name in (kind.name, *kind.also)
    ],
)
def test_every_written_name_of_a_kind_opens_a_citation(kind: Kind, name: str) -> None:
    """Names in the column `also` count like the first, in capitals too."""
    code = (*kind.codes, *kind.party, "QĐ")[0]
    for written in (name, name.upper()):
        surface = f"{written} số 12/{code}-UBND"
        assert surface in [c.mention.surface for c in cited(f"Theo {surface} thì được.")]


@pytest.mark.parametrize(
    ("kind", "short"),
    [pytest.param(k, s, id=f"{k.id}-{s}") for k in VOCABULARY.kinds for s in k.prose],
)
def test_every_abbreviation_opens_a_citation(kind: Kind, short: str) -> None:
    """“NĐ 61/2018/NĐ-CP” is found from its abbreviation on, and its kind is the full word."""
    code = (*kind.codes, *kind.party, "UBND")[0]
    surface = f"{short} số 12/{code}-UBND" if code != "UBND" else f"{short} số 12/UBND-NC"
    found = cited(f"Theo {surface} thì được.")
    assert [c.mention.surface for c in found] == [surface]
    assert found[0].mention.kind in (kind.name, *kind.also)


STATE = [body for body in VOCABULARY.bodies if not body.is_party]
PARTY = [body for body in VOCABULARY.bodies if body.is_party]


@pytest.mark.parametrize("body", STATE, ids=lambda body: f"{body.level}-{body.code}")
def test_every_state_body_owns_the_symbols_with_its_code(body: Body) -> None:
    """The body in the key is the one that the table gives for the code."""
    found = cited(f"Theo Quyết định số 12/QĐ-{body.code} ngày 12/3/2023.")
    assert [c.mention.surface for c in found] == [f"Quyết định số 12/QĐ-{body.code}"]
    assert body.slot.startswith(("qh", "vp")) or body.slot in found[0].key.body


@pytest.mark.parametrize("body", PARTY, ids=lambda body: f"{body.level}-{body.code}")
def test_every_party_body_owns_the_symbols_with_its_code(body: Body) -> None:
    """A Party body makes a Party key."""
    found = cited(f"Theo Kế hoạch số 12-KH/{body.code} ngày 12/3/2023.")
    assert [c.mention.surface for c in found] == [f"Kế hoạch số 12-KH/{body.code}"]
    assert found[0].key.is_party or body.code == "VP"


def _editions() -> list[NamedLaw]:
    laws = {law.key: law for editions in GAZETTEER.laws.values() for law in editions}
    return sorted(laws.values(), key=lambda law: str(law.key))


def _found_keys(text: str) -> list[InstrumentKey]:
    return [key for c in cited(text) for key in (c.key, *c.candidates)]


@pytest.mark.parametrize(
    "law",
    [law for law in _editions() if law.date and not law.name.startswith("sửa đổi")],
    ids=lambda law: str(law.key),
)
def test_every_law_is_found_by_name_and_day(law: NamedLaw) -> None:
    """The name with the day of adoption gives the edition of that day."""
    year, month, day = (law.date or "").split("-")
    text = f"Căn cứ {law.names[0]} ngày {day} tháng {month} năm {year};"
    assert law.key in _found_keys(text)


@pytest.mark.parametrize("name", sorted(GAZETTEER.aliases), ids=str)
def test_every_alias_leads_to_its_instrument(name: str) -> None:
    """A name that everybody uses is a citation of what it stands for."""
    alias = GAZETTEER.aliases[name]
    assert alias.key in _found_keys(f"Đơn vị đã triển khai {alias.name} trong năm.")
