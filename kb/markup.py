"""Write XML elements that no text can break out of."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape


def tag(name: str, attributes: Mapping[str, object], *children: str) -> str:
    """Return an element; attributes that are `None` are left out, children are markup already."""
    written = "".join(
        f' {key}="{escape(_value(value))}"'
        for key, value in attributes.items()
        if value is not None
    )
    inner = "".join(children)
    return f"<{name}{written}>{inner}</{name}>" if inner else f"<{name}{written}/>"


def _value(value: object) -> str:
    return number(value) if isinstance(value, float) else _clean(str(value))


def number(value: float) -> str:
    """Return a length with one decimal at most."""
    return f"{value:.1f}".removesuffix(".0")


def text_of(text: str) -> str:
    """Return plain text as markup."""
    return escape(_clean(text), quote=False)


def _clean(text: str) -> str:
    """Drop what XML cannot hold: control characters and lone surrogates."""
    return "".join(letter for letter in text if _allowed(ord(letter)))


def _allowed(code: int) -> bool:
    return code in (9, 10, 13) or 32 <= code < 0xD800 or 0xE000 <= code < 0xFFFE or code > 0xFFFF
