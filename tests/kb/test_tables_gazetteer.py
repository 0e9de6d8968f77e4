"""The gazetteer tables: provinces, registry of instruments, laws, plenums, aliases."""

from __future__ import annotations

import csv
import re
import tomllib
from datetime import date
from importlib.resources import files
from itertools import pairwise
from typing import Any

import pytest

from kb.identity import canonical_number, parse_key

TABLES = files("kb").joinpath("tables")
ISO_DATE = re.compile(r"^\d{4}-\d{2}-\d{2}$")
LAST_DAY_OF_63 = "2025-06-30"
FIRST_DAY_OF_34 = "2025-07-01"


def _toml(name: str) -> dict[str, Any]:
    return tomllib.loads(TABLES.joinpath(name).read_text("utf-8"))


def _csv(name: str) -> list[dict[str, str]]:
    with TABLES.joinpath(name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _is_date(text: str) -> bool:
    return bool(ISO_DATE.match(text)) and bool(date.fromisoformat(text))


def _row_name(row: dict[str, Any]) -> str:
    return str(row.get("key") or row.get("slug") or row.get("name"))


PROVINCES: list[dict[str, Any]] = _toml("provinces.toml")["province"]
BY_SLUG = {row["slug"]: row for row in PROVINCES}
INSTRUMENTS = _csv("instruments.csv")


def _valid_on(day: str) -> set[str]:
    return {
        row["slug"]
        for row in PROVINCES
        if row.get("from", "0000") <= day < row.get("until", "9999")
    }


# --- provinces


@pytest.mark.parametrize("row", PROVINCES, ids=_row_name)
def test_province_row_has_only_known_fields_of_the_right_form(row: dict[str, Any]) -> None:
    """A province row holds the fields that the README names, with ASCII slug and ISO dates."""
    assert {"slug", "name", "kind", "variants"} <= row.keys()
    assert row.keys() <= {
        *("slug", "name", "kind", "iso", "from", "until", "successor", "split_into"),
        *("historical", "variants", "note"),
    }
    assert re.fullmatch(r"[a-z]+", row["slug"])
    assert row["kind"] in {"tỉnh", "thành phố", "đặc khu"}
    assert re.fullmatch(r"VN-([0-9]{2}|[A-Z]{2})", row.get("iso", "VN-00"))
    assert all(_is_date(row[name]) for name in ("from", "until") if name in row)
    assert row.get("from", "0000") < row.get("until", "9999")


def test_slugs_names_and_codes_of_provinces_are_unique() -> None:
    """No slug, ISO code or spelling belongs to two provinces."""
    spellings = [s.casefold() for row in PROVINCES for s in (row["name"], *row["variants"])]
    codes = [row["iso"] for row in PROVINCES if "iso" in row]
    assert len(BY_SLUG) == len(PROVINCES)
    assert len(set(spellings)) == len(spellings)
    assert len(set(codes)) == len(codes)


@pytest.mark.parametrize(
    ("day", "count"), [(LAST_DAY_OF_63, 63), (FIRST_DAY_OF_34, 34), ("2004-01-01", 64), ("2008-08-01", 63),
                       ("1997-01-01", 61)]
)  # fmt: skip
def test_number_of_provinces_on_a_day(day: str, count: int) -> None:
    """The dates of the rows give the number of provinces and cities that the country had."""
    assert len(_valid_on(day)) == count


@pytest.mark.parametrize("row", [r for r in PROVINCES if "until" in r], ids=_row_name)
def test_ended_province_goes_on_in_others(row: dict[str, Any]) -> None:
    """A province that ended names one successor or several parts, all valid on the day it ended."""
    heirs = [row["successor"]] if "successor" in row else row["split_into"]
    assert ("successor" in row) != ("split_into" in row)
    assert set(heirs) <= _valid_on(row["until"])


def test_historical_rows_ended_before_the_63() -> None:
    """`historical` marks exactly the rows that ended before the last day of the 63."""
    marked = {row["slug"] for row in PROVINCES if row.get("historical")}
    assert marked == {r["slug"] for r in PROVINCES if r.get("until", "9999") <= LAST_DAY_OF_63}


def test_open_province_has_no_successor() -> None:
    """A province that still exists names no successor."""
    assert not [r for r in PROVINCES if "until" not in r and {"successor", "split_into"} & r.keys()]


@pytest.mark.parametrize(
    ("slug", "heir"),
    [("travinh", "vinhlong"), ("bentre", "vinhlong"), ("bariavungtau", "hochiminh"),
     ("quangnam", "danang"), ("thuathienhue", "hue"), ("hatay", "hanoi")],
)  # fmt: skip
def test_known_mergers(slug: str, heir: str) -> None:
    """Mergers that any lawyer can check stand in the table."""
    assert BY_SLUG[slug]["successor"] == heir


def test_present_provinces_agree_with_the_package() -> None:
    """The provinces and cities of today are those of vietnam-provinces, by code name and kind."""
    package = pytest.importorskip("vietnam_provinces", reason="vietnam-provinces is not installed")
    theirs = {
        p.codename.replace("_", ""): p.division_type.value.removesuffix(" trung ương")
        for p in package.Province.iter_all()
    }
    assert {slug: BY_SLUG[slug]["kind"] for slug in _valid_on(FIRST_DAY_OF_34)} == theirs


# --- registry

INSTRUMENT_COLUMNS = [
    *("kind", "id", "date", "issuer", "short_title", "confidence", "key", "status"),
    *("effective_from", "effective_to", "replaced_by", "amended_by"),
]


def test_registry_columns() -> None:
    """The registry has the columns of the handbook, `number` renamed `id`."""
    assert list(INSTRUMENTS[0]) == INSTRUMENT_COLUMNS


@pytest.mark.parametrize("row", INSTRUMENTS, ids=_row_name)
def test_registry_row_is_well_formed(row: dict[str, str]) -> None:
    """Dates are ISO and ordered, keys parse, confidence and status are of the known values."""
    links = [k for name in ("replaced_by", "amended_by") for k in row[name].split(";") if k]
    dates = [row[name] for name in ("date", "effective_from", "effective_to") if row[name]]
    assert row["confidence"] in {"high", "medium"}
    assert row["status"] in {"", "in_force", "replaced", "expired"}
    assert all(_is_date(day) for day in dates)
    assert all(earlier <= later for earlier, later in pairwise(dates))
    assert all(parse_key(k) for k in links)
    assert bool(row["replaced_by"]) <= (row["status"] in {"replaced", "expired"})


@pytest.mark.parametrize("row", [r for r in INSTRUMENTS if r["id"]], ids=_row_name)
def test_registry_key_agrees_with_the_printed_number(row: dict[str, str]) -> None:
    """The key repeats number and year of `id`, or the year of the date, or a Party term."""
    key = parse_key(row["key"])
    printed = re.match(r"^(\d+[a-zđ]?)(?:/(\d{4}))?[/-]", row["id"])
    assert key is not None
    assert printed is not None
    assert key.number == canonical_number(printed[1])
    assert (
        key.period.startswith("k")
        if key.is_party
        else key.period == (printed[2] or row["date"][:4])
    )


def test_registry_keys_are_unique() -> None:
    """No two rows are the same instrument."""
    assert len({row["key"] for row in INSTRUMENTS}) == len(INSTRUMENTS)
