"""Where a body sits, from the words for it: province, district, commune.

“UBND huyện Trà Cú, tỉnh Trà Vinh” names both; “UBND tỉnh” means the writer's own province; “UBND xã”
without a name means the writer's own commune, or nothing that can be known.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from indexer.tries import any_of
from kb.text import UPPER, collapse, slug
from kb.vocabulary import Province, Vocabulary

_WORD = rf"(?:[{UPPER}]\w*|[0-9]{{1,2}}\b)"
_LEVEL = re.compile(
    r"(?<!\w)(?i:(tỉnh ủy|thành ủy|huyện ủy|quận ủy|thị ủy|tỉnh|huyện|quận|thị xã|thành phố|tp\.?"
    r"|xã(?! hội)|phường|thị trấn|đặc khu))(?!\w)"
    rf"(?: ?(?!ỦY|ủy)({_WORD}(?:[ -]+[{UPPER}]\w*){{0,3}}))?"
)
_LEVELS = {
    "tỉnh ủy": "province",
    "tỉnh": "province",
    "thành ủy": "city",
    "thành phố": "city",
    "tp": "city",
    "tp.": "city",
    "huyện ủy": "district",
    "huyện": "district",
    "quận ủy": "district",
    "quận": "district",
    "thị ủy": "district",
    "thị xã": "district",
    "xã": "commune",
    "phường": "commune",
    "thị trấn": "commune",
    "đặc khu": "commune",
}
_MARKED = {
    "thị xã": "thixa",
    "thị ủy": "thixa",
    "thành phố": "tp",
    "thành ủy": "tp",
    "tp": "tp",
    "tp.": "tp",
}
"""Kinds of districts that may share their name with a huyện of the same province."""
_NO_NAMES = frozenset(
    {"Về", "Quy", "Ban", "Phê", "Hướng", "Sửa", "Quyết", "Kế", "Nghị", "Chỉ", "Thông", "Công", "V"}
)
"""Capital words that begin a title behind a place."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """The place that words name; slugs as in realms."""

    province: str | None = None
    units: tuple[str, ...] = ()
    """District and commune, the larger first: `("tracu", "xalonghiep")`."""
    levels: frozenset[str] = frozenset()
    """`province`, `city`, `district`, `commune` words that stand there without a name."""

    @property
    def has_commune(self) -> bool:
        """Whether a commune is named."""
        return any(unit.startswith(("xa", "phuong", "thitran", "dackhu")) for unit in self.units)


def spot_in(phrase: str, vocabulary: Vocabulary) -> Spot:
    """Read the place that `phrase` (a body's name with what follows) names."""
    words = collapse(phrase)
    province = _spelled_city(words, vocabulary)
    units: list[tuple[str, str]] = []
    levels: set[str] = set()
    for match in _LEVEL.finditer(words):
        word, name = match[1].lower(), _name(match[2])
        level = _LEVELS[word]
        if name is None:
            levels.add(level)
            continue
        found = _province(name, vocabulary)
        central = found is not None and (level == "province" or found.kind == "thành phố")
        if found is not None and central and level in ("province", "city"):
            province = found.slug
        elif level != "province":
            units.append((level, _slug(word, name)))
    ordered = [
        named
        for wanted in ("city", "district", "commune")
        for level, named in units
        if level == wanted
    ]
    return Spot(
        province=province or _behind_body(words, vocabulary),
        units=tuple(ordered[:2]),
        levels=frozenset(levels),
    )


def _name(words: str | None) -> str | None:
    """Return a name without the capital words of a title that follows it."""
    kept: list[str] = []
    for word in (words or "").split():
        if word in _NO_NAMES:
            break
        kept.append(word)
    return " ".join(kept) or None


def _slug(word: str, name: str) -> str:
    plain = slug(name).replace("-", "")
    if _LEVELS[word] == "commune":
        return slug(word).replace("-", "") + plain
    return _MARKED.get(word, "") + plain


def _province(name: str, vocabulary: Vocabulary) -> Province | None:
    """Return the province of this name, or of its beginning where a title follows."""
    parts = name.lower().split()
    for length in range(len(parts), 0, -1):
        found = vocabulary.province_by_name.get(" ".join(parts[:length]))
        if found is not None:
            return found
    return None


@cache
def _provinces(vocabulary: Vocabulary) -> re.Pattern[str]:
    return re.compile(rf"(?:{any_of(vocabulary.province_by_name)})(?!\w)", re.IGNORECASE)


def _spelled_city(words: str, vocabulary: Vocabulary) -> str | None:
    """Return a city that is written with its level in one word: “TPHCM”, “TP.HCM”."""
    for match in re.finditer(r"(?<!\w)(?i:tp)\.? ?\w+(?: \w+){0,3}", words):
        found = _provinces(vocabulary).match(match.group())
        if found is not None:
            return vocabulary.province_by_name[found.group().lower()].slug
    return None


@cache
def _bodies(vocabulary: Vocabulary) -> re.Pattern[str]:
    return re.compile(rf"(?:{any_of(vocabulary.body_by_name)})(?!\w)", re.IGNORECASE)


def _behind_body(words: str, vocabulary: Vocabulary) -> str | None:
    """Return the province named right behind a body: “Sở Nội vụ Trà Vinh”."""
    body = _bodies(vocabulary).match(words)
    if body is None:
        return None
    rest = words[body.end() :].lstrip(" ,-")
    found = _provinces(vocabulary).match(rest)
    return vocabulary.province_by_name[found.group().lower()].slug if found else None


def realm_of(root: str, province: str, units: Sequence[str]) -> str:
    """Return the realm of a key: `vn-travinh-tracu`."""
    return "-".join((root, province, *units))
