"""Bytes → text: byte order mark, then strict UTF-8, then UTF-16; the rest is refused by its name.

Nothing is repaired: a file in an old encoding is named and left to be converted.
"""

from __future__ import annotations

import codecs
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from kb.errors import Unreadable

SAMPLE = 65_536
"""Bytes or characters looked at to name an encoding."""

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_WRITTEN = re.compile(
    "[\t\n\r\x0c -~\xa0-\u01ff\u0300-\u036f\u1e00-\u1eff\u2000-\u206f\u20ab\ufeff]"
)
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1f\x7f]")
_VIETNAMESE = re.compile("[ăđơưĂĐƠƯ\u1ea0-\u1ef9\u0300-\u0323]")

_LEAST_WRITTEN = 0.95
"""Share of characters of a Vietnamese text that UTF-16 without a mark must give."""
_LEAST_LEGACY_WORDS = 3
_MOST_CONTROL = 0.01
"""Share of control bytes above which bytes are no text in any encoding."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Signatures:
    """The table `encodings.toml`."""

    binary: tuple[tuple[bytes, str], ...]
    """First bytes and the format's name."""
    legacy: tuple[tuple[str, re.Pattern[str]], ...]
    """Name of an old encoding and its most frequent words, as Latin-1 shows them."""


@cache
def signatures() -> Signatures:
    """Load the table of first bytes and of old encodings."""
    table = tomllib.loads(files("indexer.read").joinpath("encodings.toml").read_text("utf-8"))
    return Signatures(
        binary=tuple((bytes.fromhex(row["head"]), row["name"]) for row in table["binary"]),
        legacy=tuple(_legacy_row(row) for row in table["legacy"]),
    )


def _legacy_row(row: Mapping[str, list[str]]) -> tuple[str, re.Pattern[str]]:
    words = "|".join(re.escape(word) for word in sorted(row["words"], key=len, reverse=True))
    return str(row["name"]), re.compile(rf"(?<![^\W\d_])(?:{words})(?![^\W\d_])")


def decode(data: bytes, name: str) -> tuple[str, str]:
    """Return the text of `data` and its encoding; `name` is for the message only.

    A UTF-8 mark stays in the text as U+FEFF; the mark of UTF-16 and UTF-32 does not.

    Raises:
        Unreadable: empty, binary, NUL bytes, broken, or in an old encoding.
    """
    _refuse_binary(data, name)
    text, encoding = _unicode(data, name)
    if "\x00" in text:
        raise Unreadable("read-nul", name=name, count=text.count("\x00"))
    if not text.strip("\ufeff \t\r\n\f\xa0"):
        raise Unreadable("read-empty", name=name)
    _refuse_legacy_font(text, name)
    return text, encoding


def _refuse_binary(data: bytes, name: str) -> None:
    if not data:
        raise Unreadable("read-empty", name=name)
    for head, kind in signatures().binary:
        if data.startswith(head):
            raise Unreadable("read-binary", name=name, kind=kind)


def _unicode(data: bytes, name: str) -> tuple[str, str]:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _marked(data, encoding, name)
    if b"\x00" in data[:SAMPLE] and (guessed := _unmarked_utf16(data)):
        return guessed
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError as error:
        guessed = _unmarked_utf16(data)
        if guessed is None:
            raise _refusal(data, name, error) from error
        return guessed


def _marked(data: bytes, encoding: str, name: str) -> tuple[str, str]:
    try:
        return data.decode(encoding), encoding
    except UnicodeDecodeError as error:
        raise Unreadable(
            "read-broken", name=name, encoding=encoding.upper(), position=error.start
        ) from error


def _unmarked_utf16(data: bytes) -> tuple[str, str] | None:
    """Return the text if `data` reads as Vietnamese in UTF-16 of either byte order."""
    if len(data) % 2:
        return None
    for encoding in ("utf-16-le", "utf-16-be"):
        sample = data[:SAMPLE].decode(encoding, errors="replace")
        if len(_WRITTEN.findall(sample)) < _LEAST_WRITTEN * len(sample):
            continue
        try:
            return data.decode(encoding), encoding
        except UnicodeDecodeError:
            continue
    return None


def _refusal(data: bytes, name: str, error: UnicodeDecodeError) -> Unreadable:
    sample = data[:SAMPLE]
    if len(_CONTROL.findall(sample)) > _MOST_CONTROL * len(sample):
        return Unreadable("read-binary", name=name, kind="nhị phân")
    legacy = _legacy(sample.decode("latin-1"))
    if legacy:
        return Unreadable("read-legacy", name=name, encoding=legacy)
    return Unreadable("read-broken", name=name, encoding="UTF-8", position=error.start)


def _legacy(sample: str) -> str | None:
    """Return the name of the old encoding that `sample`, shown as Latin-1, is written in."""
    counts = [(len(words.findall(sample)), name) for name, words in signatures().legacy]
    count, name = max(counts)
    return name if count >= _LEAST_LEGACY_WORDS else None


def _refuse_legacy_font(text: str, name: str) -> None:
    """Refuse Unicode text whose letters only read as Vietnamese in a TCVN3 or VNI font."""
    sample = text[:SAMPLE]
    if len(_VIETNAMESE.findall(sample)) * 20 > len(sample):
        return
    legacy = _legacy(sample)
    if legacy and _share(sample, legacy) > len(_VIETNAMESE.findall(sample)):
        raise Unreadable("read-legacy", name=name, encoding=legacy)


def _share(sample: str, legacy: str) -> int:
    return sum(len(words.findall(sample)) for name, words in signatures().legacy if name == legacy)
