"""Addresses of the site: one function a page, so that no template builds an address."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import quote, urlencode

from pydantic import BaseModel

from kb.identity import InstrumentKey, parse_key

Pairs = Iterable[tuple[str, object]]


def with_query(path: str, pairs: Pairs) -> str:
    """Return `path` with the pairs that say something as its query; empty values are left out."""
    kept = [(name, str(value)) for name, value in pairs if value not in (None, "", 0, False)]
    return f"{path}?{urlencode(kept)}" if kept else path


def report_url(report_id: str, suffix: str = "") -> str:
    """Return the address of a report."""
    return f"/reports/{quote(report_id, safe='')}{suffix}"


def citation_url(report_id: str, index: int) -> str:
    """Return the address of a citation at its place; `index` counts from 0, anchors from 1."""
    return report_url(report_id, f"#c{index + 1}")


def place_url(report_id: str, start: int) -> str:
    """Return the address that leads to the paragraph at `start`, in code points of the raw text."""
    return report_url(report_id, f"/at/{start}")


def instrument_url(key: InstrumentKey, suffix: str = "") -> str:
    """Return the address of an instrument."""
    return f"/instruments/{quote(str(key), safe=':~')}{suffix}"


def graph_url(centre: str) -> str:
    """Return the address of the data behind a neighbourhood."""
    return with_query("/api/v1/graph/ego", [("id", centre)])


def node_url(node_id: str) -> str:
    """Return the address of a graph node: a key (of one report where partial), or a report's id."""
    key = node_key(node_id)
    return instrument_url(key) if key else report_url(node_id)


def node_key(node_id: str) -> InstrumentKey | None:
    """Return the key that a graph node stands for, `None` for a report without one."""
    return parse_key(node_id.partition("@")[0])


def state_url(path: str, params: BaseModel, **changes: object) -> str:
    """Return the address of `path` in the state `params` with `changes`; what is default is left out."""
    fields = type(params).model_fields
    pairs: list[tuple[str, object]] = []
    for name, field in fields.items():
        value = changes.get(name, getattr(params, name))
        if value != field.default:
            values = value if isinstance(value, tuple) else (value,)
            pairs += [(field.alias or name, _written(each)) for each in values]
    return with_query(path, pairs)


def _written(value: object) -> object:
    return int(value) if isinstance(value, bool) else value
