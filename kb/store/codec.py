"""Values of `kb.model` as canonical JSON and back, driven by the fields of the dataclasses.

`None` is left out; keys stand as their text, spans as `[start, end]`. A field added to the model later
takes its default when an older row is read.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Hashable, Mapping
from dataclasses import MISSING, dataclass, fields, is_dataclass
from enum import StrEnum
from functools import cache, lru_cache, partial
from types import NoneType
from typing import Any, TypeVar, cast, get_args, get_origin, get_type_hints

from kb.identity import InstrumentKey, parse_key
from kb.model import Span

T = TypeVar("T")
Decode = Callable[[Any], Any]


def dumps(value: object) -> str:
    """Return the one JSON text of a value of the model, or of lists and mappings of such."""
    return json.dumps(plain(value), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def plain(value: object) -> Any:  # noqa: ANN401 - JSON has no narrower type
    """Return `value` as dictionaries, lists, strings and numbers."""
    if value is None or type(value) in {str, int, bool, float}:
        return value
    if isinstance(value, Span):
        return [value.start, value.end]
    if isinstance(value, InstrumentKey | StrEnum):
        return str(value)
    if isinstance(value, Mapping):
        return {str(name): plain(part) for name, part in value.items()}
    if isinstance(value, tuple | list | frozenset):
        return [plain(part) for part in value]
    return _plain_fields(value)


def _plain_fields(value: object) -> dict[str, Any]:
    named = ((name, getattr(value, name)) for name in _names(cast("Hashable", type(value))))
    return {name: plain(part) for name, part in named if part is not None}


def loads(kind: type[T], text: str) -> T:
    """Read a value of the model from what `dumps` wrote."""
    return from_plain(kind, json.loads(text))


def from_plain(kind: type[T], data: Mapping[str, Any]) -> T:
    """Build a dataclass of the model from its plain form."""
    shape = _shape(cast("Hashable", kind))
    values = dict(shape.absent)
    decoders = shape.decoders
    for name, part in data.items():
        decode = decoders.get(name)
        values[name] = part if decode is None else decode(part)
    return kind(**values)


@lru_cache(maxsize=1 << 16)
def key_of(text: str) -> InstrumentKey:
    """Read a stored key.

    Raises:
        ValueError: the text is no key, so the row is damaged.
    """
    key = parse_key(text)
    if key is None:
        raise ValueError(f"no key: {text!r}")
    return key


@dataclass(frozen=True, slots=True, kw_only=True)
class _Shape:
    """How to build one dataclass: decoders of the fields that need one, and fields absent when `None`."""

    decoders: Mapping[str, Decode]
    absent: Mapping[str, None]


@cache
def _names(kind: Hashable) -> tuple[str, ...]:
    return tuple(field.name for field in fields(cast("type[Any]", kind)))


@cache
def _shape(kind: Hashable) -> _Shape:
    made = cast("type[Any]", kind)
    hints = get_type_hints(made)
    decoders = {name: _decoder(hints[name]) for name in _names(kind)}
    return _Shape(
        decoders={name: decode for name, decode in decoders.items() if decode},
        absent=dict.fromkeys(field.name for field in fields(made) if field.default is MISSING),
    )


def _decoder(hint: Any) -> Decode | None:  # noqa: ANN401 - a type expression
    parts = tuple(part for part in get_args(hint) if part is not NoneType)
    if get_origin(hint) is tuple:
        return _tuple_decoder(parts)
    if parts:
        return _decoder(parts[0])
    return _plain_decoder(hint)


def _plain_decoder(hint: type) -> Decode | None:
    if hint is Span:
        return _span
    if hint is InstrumentKey:
        return key_of
    if is_dataclass(hint):
        return partial(from_plain, hint)
    return cast("Decode", hint) if issubclass(hint, StrEnum) else None


def _tuple_decoder(parts: tuple[Any, ...]) -> Decode:
    if parts[-1] is Ellipsis:
        return partial(_all, _decoder(parts[0]))
    return partial(_each, tuple(_decoder(part) for part in parts))


def _all(decode: Decode | None, values: list[Any]) -> tuple[Any, ...]:
    return tuple(values) if decode is None else tuple(map(decode, values))


def _each(decoders: tuple[Decode | None, ...], values: list[Any]) -> tuple[Any, ...]:
    return tuple(v if d is None else d(v) for d, v in zip(decoders, values, strict=True))


def _span(value: list[int]) -> Span:
    return Span(start=value[0], end=value[1])
