"""Identity of instruments: the key `realm:body:type:number:period`, its forms and its order.

Scheme: two instruments are the same when body (with its jurisdiction), type, number and series period agree.
Everything else in this package only ever compares, prints and stores keys; this module alone builds them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

UNKNOWN = "?"
"""A slot that the text leaves open."""
NONE_BY_NATURE = "-"
"""The number slot of an instrument that never has one (Hiến pháp)."""

_SLOT = re.compile(r"^[a-z0-9?~.\-]{1,120}$")
_REALM = re.compile(r"^(vn|dcsvn)(-[a-z0-9]+){0,3}$")
_PERIOD = re.compile(r"^([0-9]{4}|k[0-9]{1,2}|n[0-9]{4}-[0-9]{4}|\?)$")


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class InstrumentKey:
    """Khóa định danh. Slots are lower-case ASCII; `?` stands for what the text leaves open."""

    realm: str
    """`vn`, `vn-travinh`, `dcsvn`, `dcsvn-travinh` …"""
    body: str
    """Body code: `cp`, `ubnd`, `tu`; `?` when several fit, `?ubnd` when its place is not known."""
    type: str
    """Letters of the symbol: `nd`, `qd`, `cv`, `luat`."""
    number: str
    """No leading zeros, suffix kept: `36a`; `-` none by nature; `~slug` known by name only."""
    period: str
    """Year, `k<n>` (term of the Central Committee), `n<start>-<end>` (provincial term) or `?`."""

    def __post_init__(self) -> None:
        """Refuse slots that no citation can give: a programmer's error.

        Raises:
            ValueError: a slot is malformed.
        """
        slots = (self.body, self.type, self.number)
        if not (_REALM.match(self.realm) and _PERIOD.match(self.period)) or not all(
            _SLOT.match(slot) for slot in slots
        ):
            raise ValueError(f"malformed key: {self}")

    def __str__(self) -> str:
        return f"{self.realm}:{self.body}:{self.type}:{self.number}:{self.period}"

    @property
    def is_partial(self) -> bool:
        """Whether a slot is open, so that the key names a series or a guess, not one instrument."""
        return (
            self.body.startswith(UNKNOWN)
            or UNKNOWN in (self.type, self.number, self.period)
            or self.number.startswith("~")
        )

    @property
    def is_party(self) -> bool:
        """Whether the instrument is a paper of the Party (Đảng)."""
        return self.realm.startswith("dcsvn")

    @property
    def province(self) -> str | None:
        """Slug of the province in the realm, `None` for a central body."""
        parts = self.realm.split("-")
        return parts[1] if len(parts) > 1 else None


def build_key(*, realm: str, body: str, type: str, number: str, period: str) -> InstrumentKey:
    """Return the key of what a text says; a slot that no key can hold is left open (`?`)."""
    return InstrumentKey(
        realm=realm if _REALM.match(realm) else realm.split("-", maxsplit=1)[0],
        body=body if _SLOT.match(body) else UNKNOWN,
        type=type if _SLOT.match(type) else UNKNOWN,
        number=number if _SLOT.match(number) else UNKNOWN,
        period=period if _PERIOD.match(period) else UNKNOWN,
    )


def parse_key(text: str) -> InstrumentKey | None:
    """Return the key that `text` spells, `None` when it is no key (ask for it as a citation instead)."""
    parts = text.strip().lower().split(":")
    if len(parts) != 5:
        return None
    try:
        return InstrumentKey(
            realm=parts[0], body=parts[1], type=parts[2], number=parts[3], period=parts[4]
        )
    except ValueError:
        return None


def canonical_number(written: str) -> str:
    """Return `written` without leading zeros, letter suffix kept (`05` → `5`, `030c` → `30c`, `66.16`)."""
    number = written.strip().lower().replace("đ", "d")
    return re.sub(r"^0+(?=\d)", "", number)
