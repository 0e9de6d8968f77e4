"""Values of `kb.model` as canonical JSON and back, driven by the fields of the dataclasses.

`None` is left out; keys stand as their text, spans as `[start, end]`. A field added to the model later
takes its default when an older row is read.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import MISSING, dataclass, fields, is_dataclass
from enum import StrEnum
from functools import cache, lru_cache, partial
from operator import attrgetter
from types import NoneType
from typing import Any, TypeVar, cast, get_args, get_origin, get_type_hints

from kb.identity import InstrumentKey, parse_key
from kb.model import Span

T = TypeVar("T")
Convert = Callable[[Any], Any]


def dumps(value: object) -> str:
    """Return the one JSON text of a value of the model, or of lists and mappings of such."""
    return _encoder().encode(plain(value))


def plain(value: object) -> Any:  # noqa: ANN401 - JSON has no narrower type
    """Return `value` as dictionaries in the order of their names, lists, strings and numbers."""
    if value is None or isinstance(value, str | int | float):
        return value
    if isinstance(value, Mapping):
        return {str(name): plain(value[name]) for name in sorted(value)}
    if isinstance(value, tuple | list):
        return [plain(part) for part in value]
    if isinstance(value, InstrumentKey):
        return str(value)
    return _plain_span(value) if isinstance(value, Span) else _plain_fields(value)


def loads(kind: type[T], text: str) -> T:
    """Read a value of the model from what `dumps` wrote."""
    return from_plain(kind, json.loads(text))


def loads_all(kind: type[T], texts: Iterable[str]) -> list[T]:
    """Read many values; one call of the JSON reader for all is twice as fast as one for each."""
    return [from_plain(kind, data) for data in json.loads(f"[{','.join(texts)}]")]


def from_plain(kind: type[T], data: Mapping[str, Any]) -> T:
    """Build a dataclass of the model from its plain form."""
    shape = _shape(cast("Hashable", kind))
    values = list(map(data.get, shape.names))
    for place, decode in shape.decoders:
        if values[place] is not None:
            values[place] = decode(values[place])
    for place, default in shape.defaults:
        if values[place] is None:
            values[place] = default
    return kind(**dict(zip(shape.names, values, strict=True)))


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
    """How to read and write one dataclass; fields are named by their place among the sorted names."""

    names: tuple[str, ...]
    values: Convert
    """Object → its fields in the order of `names`."""
    decoders: tuple[tuple[int, Convert], ...]
    """Fields that are not read as they stand."""
    encoders: tuple[tuple[int, Convert], ...]
    """Fields that are not written as they stand."""
    defaults: tuple[tuple[int, Any], ...]
    """Fields whose default is not `None`."""


@cache
def _encoder() -> json.JSONEncoder:
    return json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), check_circular=False)


def _plain_fields(value: object) -> dict[str, Any]:
    shape = _shape(cast("Hashable", type(value)))
    values = list(shape.values(value))
    for place, encode in shape.encoders:
        if values[place] is not None:
            values[place] = encode(values[place])
    pairs = zip(shape.names, values, strict=True)
    return {name: part for name, part in pairs if part is not None}


@cache
def _shape(kind: Hashable) -> _Shape:
    made = cast("type[Any]", kind)
    hints = get_type_hints(made)
    named = sorted(fields(made), key=attrgetter("name"))
    names = tuple(field.name for field in named)
    converters = tuple(_converters(hints[name]) for name in names)
    return _Shape(
        names=names,
        values=attrgetter(*names),
        decoders=tuple((n, decode) for n, (decode, _) in enumerate(converters) if decode),
        encoders=tuple((n, encode) for n, (_, encode) in enumerate(converters) if encode),
        defaults=tuple(
            (n, field.default)
            for n, field in enumerate(named)
            if field.default is not MISSING and field.default is not None
        ),
    )


Converters = tuple[Convert | None, Convert | None]
"""How to read and how to write; `None`: as it stands."""


def _converters(hint: Any) -> Converters:  # noqa: ANN401 - a type expression
    parts = tuple(part for part in get_args(hint) if part is not NoneType)
    if get_origin(hint) is tuple:
        return _of_tuple(parts)
    if get_origin(hint) is not None and parts:
        return _converters(parts[0])
    return _of_class(hint) if isinstance(hint, type) else (None, None)


def _of_class(kind: type[Any]) -> Converters:
    if kind is Span:
        return _span, _plain_span
    if kind is InstrumentKey:
        return key_of, str
    if is_dataclass(kind):
        return partial(from_plain, kind), _plain_fields
    if issubclass(kind, StrEnum):
        return {member.value: member for member in kind}.__getitem__, None
    return None, None


def _of_tuple(parts: tuple[Any, ...]) -> Converters:
    if parts[-1] is Ellipsis:
        decode, encode = _converters(parts[0])
        return partial(_all, decode), partial(_list, encode) if encode else None
    converters = tuple(_converters(part) for part in parts)
    decoders, encoders = zip(*converters, strict=True)
    return partial(_each, decoders), partial(_each, encoders) if any(encoders) else None


def _all(convert: Convert | None, values: Sequence[Any]) -> tuple[Any, ...]:
    return tuple(values) if convert is None else tuple(map(convert, values))


def _list(convert: Convert, values: Sequence[Any]) -> list[Any]:
    return list(map(convert, values))


def _each(converters: Sequence[Convert | None], values: Sequence[Any]) -> tuple[Any, ...]:
    return tuple([c(v) if c else v for c, v in zip(converters, values, strict=True)])


def _span(value: Sequence[int]) -> Span:
    return Span(start=value[0], end=value[1])


def _plain_span(span: Span) -> list[int]:
    return [span.start, span.end]
