"""Answers as plain JSON values: one rule for the commands, the exports and the API.

A dataclass becomes an object with its fields in order, a key its string, an enum its value, a
tuple a list.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from enum import Enum
from pathlib import Path

from kb.identity import InstrumentKey

Plain = None | bool | int | float | str | list["Plain"] | dict[str, "Plain"]
"""What JSON can hold."""


def plain(value: object) -> Plain:
    """Return `value` as JSON can hold it.

    Raises:
        TypeError: a type that answers never hold (a programmer's error).
    """
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, Enum):
        return plain(value.value)
    if isinstance(value, str | InstrumentKey | Path):
        return str(value)
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    return _composed(value)


def _composed(value: object) -> Plain:
    if is_dataclass(value):
        return {field.name: plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, frozenset | set):
        return sorted((plain(item) for item in value), key=str)
    if isinstance(value, tuple | list):
        return [plain(item) for item in value]
    raise TypeError(f"no plain form: {type(value).__name__}")


def to_json(value: object, *, pretty: bool = True) -> str:
    """Return `value` as JSON, Vietnamese letters kept; `pretty` puts one field on a line."""
    return json.dumps(plain(value), ensure_ascii=False, indent=2 if pretty else None)
