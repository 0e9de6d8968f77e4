"""The words of the site: one catalogue of texts with stable keys, and how dates and numbers are written."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.resources import files


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """Texts of one language by dotted key; placeholders are named."""

    texts: Mapping[str, str]

    def __call__(self, key: str, /, **values: object) -> str:
        """Return the text `key` with its placeholders filled in.

        Raises:
            KeyError: the key or a placeholder is unknown (a programmer's error).
        """
        return self.texts[key].format(**values)

    def label(self, family: str, value: object) -> str:
        """Return the name of `value` in a family of names (`role`, `severity` …), else the value itself."""
        return self.texts.get(f"{family}.{value}", str(value))

    def family(self, name: str) -> Mapping[str, str]:
        """Return the names of a family by value, in the order of the catalogue."""
        prefix = f"{name}."
        return {
            key.removeprefix(prefix): text
            for key, text in self.texts.items()
            if key.startswith(prefix)
        }


def load_wording(language: str = "vi") -> Wording:
    """Read the catalogue of `language` from the package."""
    source = files("web").joinpath(f"i18n/{language}.toml").read_text("utf-8")
    return Wording(texts=dict(_flat("", tomllib.loads(source))))


def _flat(prefix: str, table: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    for key, value in table.items():
        if isinstance(value, Mapping):
            yield from _flat(f"{prefix}{key}.", value)
        else:
            yield f"{prefix}{key}", str(value)


def written_number(value: int) -> str:
    """Return an integer with dots between groups of three digits: `1.234`."""
    return f"{value:,}".replace(",", ".")
