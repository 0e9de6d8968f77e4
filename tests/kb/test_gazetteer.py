"""What is known by name before the first report is read."""

from __future__ import annotations

import pytest

from kb.gazetteer import law_name, load, load_registry, split_id
from kb.identity import parse_key
from tests.kb.shelf import key

GAZETTEER = load()


def _editions(name: str) -> list[str]:
    return [str(law.key) for law in GAZETTEER.laws.get(law_name(name), ())]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Luật Lưu trữ", "vn:qh13:luat:1:2011"),
        ("luật lưu  trữ", "vn:qh13:luat:1:2011"),
        ("LUẬT ĐẤT ĐAI", "vn:qh13:luat:45:2013"),
        ("Bộ luật Lao động", "vn:qh14:luat:45:2019"),
        ("Luật Cán bộ, công chức", "vn:qh12:luat:22:2008"),
        ("Luật Viên chức", "vn:qh12:luat:58:2010"),
        ("Luật BHXH", "vn:qh13:luat:58:2014"),
    ],
)
def test_law_is_known_by_its_names(name: str, expected: str) -> None:
    """Case and blanks do not matter, common abbreviations count."""
    assert expected in _editions(name)


def test_editions_of_a_law_stand_in_the_order_of_their_dates() -> None:
    """So that the one in force on a day can be told."""
    for editions in GAZETTEER.laws.values():
        dates = [law.date or "" for law in editions]
        assert dates == sorted(dates)


@pytest.mark.parametrize(
    ("plenum", "term", "expected"),
    [(4, 11, "dcsvn:tw:nq:12:k11"), (4, 12, "dcsvn:tw:nq:4:k12")],
)
def test_plenum_leads_to_its_resolution(plenum: int, term: int, expected: str) -> None:
    """4/XI and 4/XII adopted one each of that name."""
    assert expected in map(str, GAZETTEER.plenums[plenum, term])


def test_plenum_may_have_adopted_several() -> None:
    """6/XII: 18, 19, 20 and 21-NQ/TW."""
    keys = set(map(str, GAZETTEER.plenums[6, 12]))
    assert {f"dcsvn:tw:nq:{n}:k12" for n in (18, 19, 20, 21)} <= keys


def test_alias_is_not_the_number_of_its_own_kind() -> None:
    """Đề án 06 is a decision of the Prime Minister."""
    assert str(GAZETTEER.aliases[law_name("Đề án 06")].key) == "vn:ttg:qd:6:2022"


def test_registry_holds_whole_keys_only() -> None:
    """A known instrument is identified; relations name keys that can be spelled."""
    for known, instrument in load_registry().items():
        assert not known.is_partial
        assert parse_key(str(instrument.key)) == known
        assert known not in instrument.replaced_by


def test_of_two_tables_the_surer_row_wins_field_by_field() -> None:
    """`laws.csv` is sure of the date and says what `instruments.csv` leaves out, but for the title."""
    law = load_registry()[key("vn:qh13:luat:80:2015")]
    assert (law.date, law.confidence, law.issuer) == ("2015-06-22", "high", "Quốc hội")
    security = load_registry()[key("vn:qh14:luat:24:2018")]
    assert (security.effective_to, security.status) == ("2026-07-01", "replaced")
    assert security.titles[0][0] == "Luật An ninh mạng"


def test_both_laws_on_archives_are_kept_apart() -> None:
    """2011 and 2024: the newer replaced the older on 2025-07-01."""
    old = load_registry()[key("vn:qh13:luat:1:2011")]
    assert key("vn:qh15:luat:33:2024") in old.replaced_by


@pytest.mark.parametrize(
    ("written", "parts"),
    [
        ("61/2018/NĐ-CP", ("61", 2018, "NĐ-CP")),
        ("120-KL/TW", ("120", None, "KL/TW")),
        ("16/CT-TTg", ("16", None, "CT-TTg")),
        ("45/2019/QH14", ("45", 2019, "QH14")),
        ("", (None, None, None)),
        ("06", ("06", None, None)),
    ],
)
def test_written_id_splits_into_number_year_symbol(
    written: str, parts: tuple[str | None, int | None, str | None]
) -> None:
    """As the tables write it."""
    assert split_id(written) == parts
