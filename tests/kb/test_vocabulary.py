"""The tables of kinds, bodies and provinces as the code sees them, and tables that cannot be loaded."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from kb import gazetteer, vocabulary
from kb.errors import TableError
from kb.vocabulary import Body, Kind, load

VOCABULARY = load()


@pytest.mark.parametrize("kind", VOCABULARY.kinds, ids=lambda kind: kind.id)
def test_kind_has_a_slot_that_fits_a_key(kind: Kind) -> None:
    """Slots are lower-case ASCII; two kinds share one only where the domain says so."""
    assert re.fullmatch(r"[a-z]+|-", kind.slot)
    assert kind.year in {"always", "never", "either"}
    assert VOCABULARY.kind_by_name[kind.name.lower()].name == kind.name


@pytest.mark.parametrize(
    ("slot", "names"),
    [("luat", {"Luật", "Bộ luật"}), ("hd", {"Hướng dẫn"}), ("hopdong", {"Hợp đồng"})],
)
def test_slot_belongs_to_its_kinds(slot: str, names: set[str]) -> None:
    """Laws and codes are one series; guidance and contracts are two."""
    assert {k.name for k in VOCABULARY.kinds if k.slot == slot} >= names
    assert all(k.name.startswith(tuple(names)) for k in VOCABULARY.kinds if k.slot == slot)


@pytest.mark.parametrize("body", VOCABULARY.bodies, ids=lambda body: f"{body.level}-{body.code}")
def test_body_has_a_slot_and_is_found_by_its_code(body: Body) -> None:
    """Every code leads to a body; where two levels share one, the code leads to one of them."""
    assert re.fullmatch(r"[a-z0-9]+", body.slot)
    assert body.code in VOCABULARY.body_by_code
    assert body.since is None or body.until is None or body.since < body.until


@pytest.mark.parametrize("province", VOCABULARY.provinces, ids=lambda p: p.slug)
def test_province_is_found_by_its_name(province: vocabulary.Province) -> None:
    """By slug and by name, and the successor is a province too."""
    assert VOCABULARY.province(province.slug) is not None
    assert province.name.lower() in VOCABULARY.province_by_name
    assert province.successor is None or VOCABULARY.province(province.successor) is not None


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("dated", "61/2018/NĐ-CP"),
        ("plain", "120-KL/TW"),
        ("plain", "265/UBND-KSTT"),
        ("date", "23/4/2018"),
        ("date", "05 tháng 9 năm 2018"),
    ],
)
def test_number_grammar_reads_the_forms_of_the_domain(name: str, text: str) -> None:
    """Patterns are expanded; no reference is left in them."""
    assert re.fullmatch(VOCABULARY.grammar.patterns[name], text)
    assert not re.search(r"\{[a-z]+\}", VOCABULARY.grammar.patterns[name])


# --- tables that cannot be loaded


def _with_table(name: str, text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Put `text` in the place of the table `name`."""
    (tmp_path / name).write_text(text, "utf-8")
    real = vocabulary.table
    monkeypatch.setattr(
        vocabulary, "table", lambda wanted: tmp_path / name if wanted == name else real(wanted)
    )


@pytest.mark.parametrize(
    ("name", "text", "place"),
    [
        ("kinds.toml", "[[kind]\n", "TOML"),
        (
            "kinds.toml",
            '[[kind]]\nid = "x"\nname = "X"\nslot = "x"\n\n[[kind]]\nid = "y"\ncolour = 1\n',
            "2",
        ),
        ("bodies.toml", '[[body]]\ncode = "X"\n', "1"),
        ("provinces.toml", '[[province]]\nname = "X"\nslug = "x"\nkind = "tỉnh"\nsize = 3\n', "1"),
    ],
)
def test_bad_table_is_refused_by_file_and_row(
    name: str, text: str, place: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who maintains the tables learns where to look."""
    _with_table(name, text, tmp_path, monkeypatch)
    with pytest.raises(TableError) as refused:
        load.__wrapped__()
    assert name in str(refused.value)
    assert place in str(refused.value)


LAW_ROW = "kind,name,aliases,key,date,effective_from,confidence\nLuật,Thử,,{key},2020-01-01,,high\n"


def test_law_with_a_key_that_is_none_is_refused_by_file_and_row(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first data row stands in line 2."""
    _with_table("laws.csv", LAW_ROW.format(key="khong-phai-khoa"), tmp_path, monkeypatch)
    with pytest.raises(TableError, match=r"laws\.csv") as refused:
        gazetteer.load.__wrapped__()
    assert "2" in str(refused.value)
