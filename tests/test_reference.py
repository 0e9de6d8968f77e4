"""The reference pages are what the program says: commands, settings."""

import re
from pathlib import Path

from kb.settings import Settings
from tests.cli_reference import PAGE, reference

SETTINGS = Path(__file__).resolve().parents[1] / "docs/reference/settings.md"
_ROW = re.compile(r"^\| `(\w+)` \| `(KB_\w+)` \| `([^`]*)` \|", re.MULTILINE)


def test_the_page_of_commands_is_what_the_help_says() -> None:
    """Who changes a command writes the page anew."""
    assert PAGE.read_text(encoding="utf-8") == reference(), "python -m tests.cli_reference"


def test_the_page_of_settings_names_each_with_its_default() -> None:
    """Every setting stands on the page, no other does, and the defaults are the program's."""
    shown = {row[0]: row[1:] for row in _ROW.findall(SETTINGS.read_text(encoding="utf-8"))}
    assert shown == {
        name: (f"KB_{name.upper()}", _written(field.default))
        for name, field in Settings.model_fields.items()
    }


def _written(value: object) -> str:
    return "[]" if value == () else str(value)
