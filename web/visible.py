"""Show what would hide or reorder text, so that no document and no file name can disguise itself."""

from __future__ import annotations

import re

_HIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069"
    "\ufff9-\ufffb\ud800-\udfff\U000e0000-\U000e007f]"
)


def visible(text: str) -> str:
    """Return `text` with control and direction characters written out: `[U+202E]`."""
    return _HIDDEN.sub(lambda match: f"[U+{ord(match[0]):04X}]", text)


def without_hidden(text: str) -> str:
    """Return `text` without control and direction characters, for what people type."""
    return _HIDDEN.sub("", text)
