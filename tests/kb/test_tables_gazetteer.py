"""The gazetteer tables: provinces, registry of instruments, laws, plenums, aliases."""

from __future__ import annotations

import csv
import re
import tomllib
from collections import Counter
from collections.abc import Callable
from datetime import date
from importlib.resources import files
from itertools import pairwise
from typing import Any

import pytest

from kb.identity import canonical_number, parse_key
from kb.text import normalise

TABLES = files("kb").joinpath("tables")
ISO_DATE = re.compile(r"^\d{4}-\d{2}-\d{2}$")
LAST_DAY_OF_63 = "2025-06-30"
FIRST_DAY_OF_34 = "2025-07-01"
RAISED_TO_CITY_IN_2026 = ("bacninh", "dongnai", "quangninh")


def _toml(name: str) -> dict[str, Any]:
    return tomllib.loads(TABLES.joinpath(name).read_text("utf-8"))


def _csv(name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(TABLES.joinpath(name).read_text("utf-8").splitlines()))


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
    ("day", "count"),
    [
        (LAST_DAY_OF_63, 63),
        (FIRST_DAY_OF_34, 34),
        ("1997-01-01", 61),
        ("2004-01-01", 64),
        ("2008-08-01", 63),
    ],
)
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
    """The provinces of today are those of vietnam-provinces, by code name and kind.

    Its data end before Đồng Nai, Quảng Ninh and Bắc Ninh became cities in 2026.
    """
    package = pytest.importorskip("vietnam_provinces", reason="vietnam-provinces is not installed")
    theirs = {
        p.codename.replace("_", ""): p.division_type.value.removesuffix(" trung ương")
        for p in package.Province.iter_all()
    }
    ours = {slug: BY_SLUG[slug]["kind"] for slug in _valid_on(FIRST_DAY_OF_34)}
    assert {slug: kind for slug, kind in ours.items() if kind != theirs.get(slug)} == {
        slug: "thành phố" for slug in RAISED_TO_CITY_IN_2026 if theirs.get(slug) == "tỉnh"
    }
    assert ours.keys() == theirs.keys()


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


# --- laws

LAWS = _csv("laws.csv")
LAW_BY_KEY = {row["key"]: row for row in LAWS}
LAW_COLUMNS = [
    *("kind", "name", "id", "date", "effective_from", "effective_to", "replaced_by"),
    *("amends", "aliases", "confidence", "key"),
]
LEGISLATURES = {
    "8": ("1987", "1992"),
    "9": ("1992", "1997"),
    "10": ("1997", "2002"),
    "11": ("2002", "2007"),
    "12": ("2007", "2011"),
    "13": ("2011", "2016"),
    "14": ("2016", "2021"),
    "15": ("2021", "2026"),
    "16": ("2026", "2031"),
}
TYPE_OF_KIND = {"Hiến pháp": "hp", "Bộ luật": "luat", "Luật": "luat", "Pháp lệnh": "pl"}
BODY_OF_KIND = {"Hiến pháp": "qh", "Bộ luật": "qh", "Luật": "qh", "Pháp lệnh": "ubtvqh"}


def _cells(row: dict[str, str], *names: str) -> list[str]:
    return [cell for name in names for cell in row[name].split(";") if cell]


def test_law_columns() -> None:
    """The table of laws has the columns that the README names."""
    assert list(LAWS[0]) == LAW_COLUMNS


def _faulty(rows: list[dict[str, str]], fits: Callable[[dict[str, str]], bool]) -> list[str]:
    return [row["key"] for row in rows if not fits(row)]


def _names(row: dict[str, str]) -> list[str]:
    return [row["name"], *_cells(row, "aliases")]


def _known(row: dict[str, str], name: str) -> list[dict[str, str]]:
    return [LAW_BY_KEY[key] for key in _cells(row, name)]


def test_laws_use_known_kinds_and_confidences() -> None:
    """Each row is a constitution, code, law or ordinance of confidence high or medium."""
    assert {row["kind"] for row in LAWS} == TYPE_OF_KIND.keys()
    assert {row["confidence"] for row in LAWS} == {"high", "medium"}


def test_dates_of_laws_are_iso_and_in_order() -> None:
    """A law is adopted, then takes effect, then ends."""
    order = ("date", "effective_from", "effective_to")
    dates = {row["key"]: [row[name] for name in order if row[name]] for row in LAWS}
    assert [key for key, days in dates.items() if not all(map(_is_date, days))] == []
    assert [key for key, days in dates.items() if days != sorted(days)] == []


def test_names_of_laws_are_normalised_and_differ() -> None:
    """Names stand in normal form, without kind word; no alias repeats another name of the row."""
    assert _faulty(LAWS, lambda r: all(n == normalise(n).text.strip() for n in _names(r))) == []
    assert _faulty(LAWS, lambda r: len({n.casefold() for n in _names(r)}) == len(_names(r))) == []
    kind_word = re.compile(r"(?i)(bộ luật|pháp lệnh|hiến pháp) ")
    assert _faulty(LAWS, lambda r: not any(kind_word.match(n) for n in _names(r))) == []


def test_links_between_laws_exist() -> None:
    """Replacing and amended laws are rows of the table; an end has a replacement as its reason."""
    links = {key for row in LAWS for key in _cells(row, "replaced_by", "amends")}
    assert links <= LAW_BY_KEY.keys()
    assert _faulty(LAWS, lambda r: bool(r["effective_to"]) <= bool(r["replaced_by"])) == []


def _key_fits(row: dict[str, str]) -> bool:
    key = parse_key(row["key"])
    return (
        key is not None
        and key.realm == "vn"
        and key.type == TYPE_OF_KIND[row["kind"]]
        and re.sub(r"\d+$", "", key.body) == BODY_OF_KIND[row["kind"]]
        and key.is_partial == (not row["id"] and key.type != "hp")
        and key.period == (row["date"][:4] or key.period)
        and (not row["id"] or key.number == canonical_number(re.split("[/-]", row["id"])[0]))
    )


def test_key_of_a_law_agrees_with_kind_number_and_date() -> None:
    """The key repeats what the row says: kind, number and year; `~name` where no number is known."""
    assert _faulty(LAWS, _key_fits) == []


def _number_fits(row: dict[str, str]) -> bool:
    number, year, legislature = row["id"].split("/")
    first, last = LEGISLATURES[legislature.removeprefix("QH")]
    return (
        re.fullmatch(r"\d{2,3}", number) is not None
        and first <= year <= last
        and row["key"] == f"vn:{legislature.lower()}:luat:{int(number)}:{year}"
    )


def test_number_of_a_law_fits_its_legislature() -> None:
    """`NN/yyyy/QHnn` names a legislature that sat in that year, the same one as the key."""
    assert _faulty([row for row in LAWS if "/QH" in row["id"]], _number_fits) == []


def _ordinance_fits(row: dict[str, str]) -> bool:
    number = re.fullmatch(r"(\d{2})/(\d{4})/(?:PL-)?(UBTVQH\d{2})", row["id"])
    return number is not None and row["key"] == (
        f"vn:{number[3].lower()}:pl:{int(number[1])}:{number[2]}"
    )


def test_number_of_an_ordinance_fits_its_key() -> None:
    """`NN/yyyy/PL-UBTVQHnn`, later `NN/yyyy/UBTVQHnn`, gives the key."""
    numbered = [row for row in LAWS if row["kind"] == "Pháp lệnh" and row["id"]]
    assert _faulty(numbered, _ordinance_fits) == []


def test_numbers_of_a_legislature_rise_with_the_dates() -> None:
    """Within one year of one legislature a higher number never has an earlier month."""
    series: dict[str, list[tuple[int, str]]] = {}
    for row in LAWS:
        if "/QH" in row["id"] and row["date"] and row["confidence"] == "high":
            number, _, rest = row["id"].partition("/")
            series.setdefault(rest, []).append((int(number), row["date"][:7]))
    months = {name: [month for _, month in sorted(points)] for name, points in series.items()}
    assert [name for name, points in months.items() if points != sorted(points)] == []


def test_law_of_high_confidence_is_complete() -> None:
    """A row that may ground an error has a date, and a number unless it is a constitution."""
    sure = [row for row in LAWS if row["confidence"] == "high"]
    assert _faulty(sure, lambda r: bool(r["date"])) == []
    assert _faulty(sure, lambda r: bool(r["id"]) or r["kind"] == "Hiến pháp") == []


def _heirs_fit(row: dict[str, str]) -> bool:
    heirs = _known(row, "replaced_by")
    return all(heir["date"] > row["date"] for heir in heirs if heir["date"]) and row[
        "effective_to"
    ] in {"", *(heir["effective_from"] for heir in heirs)}


def test_replaced_law_ends_when_a_later_one_begins() -> None:
    """What replaces a law is younger, and the law ends on the day its replacement takes effect."""
    assert _faulty([row for row in LAWS if row["replaced_by"]], _heirs_fit) == []


def test_amending_law_is_younger_than_what_it_amends() -> None:
    """An amending law says so in its name and comes after the laws that it amends."""
    amending = [row for row in LAWS if row["amends"]]
    assert _faulty(amending, lambda r: r["name"].startswith("sửa đổi")) == []
    assert (
        _faulty(
            [row for row in amending if row["date"]],
            lambda r: all(law["date"] < r["date"] for law in _known(r, "amends")),
        )
        == []
    )


def test_law_keys_are_unique_and_editions_in_order() -> None:
    """No two rows are one law; the editions of one name stand from the oldest to the newest."""
    editions: dict[tuple[str, str], list[str]] = {}
    for row in LAWS:
        editions.setdefault((row["kind"], row["name"].casefold()), []).append(row["date"] or "9999")
    assert len(LAW_BY_KEY) == len(LAWS)
    assert [name for name, dates in editions.items() if dates != sorted(dates)] == []


def test_law_with_several_editions_is_dated() -> None:
    """Where a name has several editions, each has a date: the date alone tells them apart."""
    counts = Counter((row["kind"], row["name"].casefold()) for row in LAWS)
    several = [row for row in LAWS if counts[row["kind"], row["name"].casefold()] > 1]
    assert _faulty(several, lambda r: bool(r["date"])) == []


def test_laws_and_registry_tell_the_same() -> None:
    """A law that stands in both tables has one number and one set of dates."""
    facts = ("id", "date", "effective_from", "effective_to", "replaced_by")
    both = [(row, LAW_BY_KEY[row["key"]]) for row in INSTRUMENTS if row["key"] in LAW_BY_KEY]
    differing = [
        (row["key"], fact, row[fact], law[fact])
        for row, law in both
        for fact in facts
        if row[fact] and law[fact] and row[fact] != law[fact]
    ]
    assert len(both) >= 35
    assert differing == []


@pytest.mark.parametrize(
    ("name", "day", "number"),
    [
        ("Lưu trữ", "2018-09-05", "01/2011/QH13"),
        ("Lưu trữ", "2026-01-01", "33/2024/QH15"),
        ("Đất đai", "2010-01-01", "13/2003/QH11"),
        ("Đất đai", "2025-01-01", "31/2024/QH15"),
        ("Cán bộ, công chức", "2018-09-05", "22/2008/QH12"),
        ("Tổ chức chính quyền địa phương", "2025-05-01", "65/2025/QH15"),
        ("Viên chức", "2025-12-31", "58/2010/QH12"),
    ],
)
def test_edition_in_force_on_a_day(name: str, day: str, number: str) -> None:
    """Name and day together name one edition."""
    in_force = [
        row["id"]
        for row in LAWS
        if row["name"] == name
        and row["kind"] == "Luật"
        and (row["effective_from"] or row["date"]) <= day < (row["effective_to"] or "9999")
    ]
    assert in_force == [number]


def test_enough_laws_are_known() -> None:
    """The table covers the laws that administrative texts of 2005 to 2026 cite."""
    assert len(LAWS) >= 600
    assert len({row["name"].casefold() for row in LAWS}) >= 400
    assert sum(row["confidence"] == "high" for row in LAWS) >= 500


# --- plenums, terms, legislatures, numbers

PLENUM_TABLE = _toml("plenums.toml")
PLENUMS: list[dict[str, Any]] = PLENUM_TABLE["plenum"]
TERMS: list[dict[str, Any]] = PLENUM_TABLE["term"]
REGISTRY_BY_KEY = {row["key"]: row for row in INSTRUMENTS}


def _plenum_name(row: dict[str, Any]) -> str:
    return f"{row['plenum']}/{row['term']}"


@pytest.mark.parametrize("row", PLENUMS, ids=_plenum_name)
def test_plenum_resolutions_belong_to_the_term(row: dict[str, Any]) -> None:
    """The resolutions of a plenum are Party resolutions of the Central Committee of that term."""
    keys = [parse_key(text) for text in (*row["keys"], *row.get("other_keys", ()))]
    assert row.keys() <= {"plenum", "term", "keys", "other_keys", "confidence", "note"}
    assert row["keys"]
    assert {(k.realm, k.body, k.type, k.period) for k in keys if k} == {
        ("dcsvn", "tw", "nq", f"k{row['term']}")
    }
    assert len(set(keys)) == len(keys)


def test_plenums_are_unique_and_give_each_resolution_once() -> None:
    """One row a plenum; no resolution was adopted twice."""
    keys = [k for row in PLENUMS for k in (*row["keys"], *row.get("other_keys", ()))]
    assert len({(row["plenum"], row["term"]) for row in PLENUMS}) == len(PLENUMS)
    assert len(set(keys)) == len(keys)


@pytest.mark.parametrize(
    ("plenum", "term", "numbers"),
    [
        (4, 11, ["12"]),
        (4, 12, ["4"]),
        (5, 12, ["10", "11", "12"]),
        (6, 12, ["18", "19", "20", "21"]),
        (7, 12, ["26", "27", "28"]),
        (5, 13, ["18", "19", "20", "21"]),
    ],
)
def test_known_plenums(plenum: int, term: int, numbers: list[str]) -> None:
    """The plenums that reports cite most give the resolutions that everybody knows."""
    rows = [row for row in PLENUMS if (row["plenum"], row["term"]) == (plenum, term)]
    assert [[key.split(":")[3] for key in row["keys"]] for row in rows] == [numbers]


@pytest.mark.parametrize("key", [k for row in PLENUMS for k in row["keys"] if k in REGISTRY_BY_KEY])
def test_plenum_resolution_in_the_registry_falls_into_its_term(key: str) -> None:
    """The registry's date of a plenum's resolution lies inside the term."""
    term = next(row for row in TERMS if row["key"] == key.rpartition(":")[2])
    assert term["from"] <= REGISTRY_BY_KEY[key]["date"] < term.get("until", "9999")


def test_terms_follow_each_other_without_gap() -> None:
    """Each term of the Central Committee begins where the one before it ends."""
    assert [row["number"] for row in TERMS] == list(range(3, 15))
    assert all(row["key"] == f"k{row['number']}" for row in TERMS)
    assert all(earlier["until"] == later["from"] for earlier, later in pairwise(TERMS))
    assert all(_is_date(row["from"]) for row in TERMS)
    assert "until" not in TERMS[-1]


@pytest.mark.parametrize(
    ("day", "term"),
    [
        ("2011-01-19", "k11"),
        ("2016-01-28", "k12"),
        ("2021-01-31", "k12"),
        ("2026-01-07", "k13"),
        ("2026-03-17", "k14"),
    ],
)
def test_term_of_a_day(day: str, term: str) -> None:
    """A day falls into one term, the first day of a term into the new one."""
    fitting = [r["key"] for r in TERMS if r["from"] <= day < r.get("until", "9999")]
    assert fitting == [term]


def test_legislatures_agree_with_the_laws() -> None:
    """The years of the legislatures are those that the numbers of laws were checked with."""
    rows = PLENUM_TABLE["legislature"]
    assert {
        str(row["number"]): (str(row["first_year"]), str(row["last_year"])) for row in rows
    } == LEGISLATURES
    assert all(row["symbol"] == f"QH{row['number']}" for row in rows)


def test_number_words_are_unambiguous() -> None:
    """Each word means one number; four is written in two ways."""
    rows = PLENUM_TABLE["number"]
    words = [word for row in rows for word in row["words"]]
    assert [row["value"] for row in rows] == list(range(1, 17))
    assert len(set(words)) == len(words)
    assert rows[3]["words"] == ["bốn", "tư"]


# --- aliases

ALIASES: list[dict[str, Any]] = _toml("aliases.toml")["alias"]


@pytest.mark.parametrize("row", ALIASES, ids=_row_name)
def test_alias_names_one_instrument(row: dict[str, Any]) -> None:
    """An alias has a complete key that repeats its printed number and its year or term."""
    key = parse_key(row["key"])
    printed = re.match(r"^(\d+[a-zđ]?)(?:/(\d{4}))?[/-]", row["id"])
    assert row.keys() == {"name", "key", "id", "date", "variants", "note", "confidence"}
    assert row["confidence"] in {"high", "medium"}
    assert _is_date(row["date"])
    assert key is not None
    assert not key.is_partial
    assert printed is not None
    assert key.number == canonical_number(printed[1])
    assert key.is_party or key.period == (printed[2] or row["date"][:4]) == row["date"][:4]


def test_aliases_are_unique() -> None:
    """No spelling of an alias means two instruments."""
    names = [n.casefold() for row in ALIASES for n in (row["name"], *row["variants"])]
    assert len(set(names)) == len(names)


def test_alias_in_the_registry_has_its_date() -> None:
    """An alias and the registry agree on the date of the instrument."""
    both = [row for row in ALIASES if row["key"] in REGISTRY_BY_KEY]
    assert [row["date"] for row in both] == [REGISTRY_BY_KEY[row["key"]]["date"] for row in both]
    assert "Đề án 06" in {row["name"] for row in both}
