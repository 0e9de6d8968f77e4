"""Write docs/reference/cli.md from what `kb … --help` says; run it after a command has changed.

.venv/bin/python -m tests.cli_reference
"""

from collections.abc import Iterator
from pathlib import Path

from typer.core import TyperCommand, TyperGroup
from typer.main import get_command
from typer.testing import CliRunner

import kb.cli

PAGE = Path(__file__).resolve().parents[1] / "docs/reference/cli.md"
_TOP = """\
# Lệnh `kb`

Trang này do `python -m tests.cli_reference` ghi ra từ `kb … --help`; không sửa tay.
Cách dùng: [hướng dẫn](../guide.vi.md).

Mã kết thúc: 0 xong; 1 có tệp không đọc được (`index`, `extract`), có khác biệt (`verify`) hoặc
kém hơn lần trước (`eval`); 2 dùng sai; 75 có tiến trình khác đang ghi.
"""
_WIDTH = {"COLUMNS": "100", "TERMINAL_WIDTH": "100", "KB_WHO": ""}


def reference() -> str:
    """Return the whole page."""
    root = get_command(kb.cli.app)
    parts = [
        f"\n## `{' '.join(words)}`\n\n```text\n{_help(words[1:])}```\n" for words in _all(root)
    ]
    return _TOP + "".join(parts)


def _all(command: object, *above: str) -> Iterator[tuple[str, ...]]:
    """Yield the words of `command` and of those below it, in the order of the help."""
    words = above or ("kb",)
    if isinstance(command, TyperCommand | TyperGroup):
        yield words
    if isinstance(command, TyperGroup):
        for name, inner in command.commands.items():
            yield from _all(inner, *words, name)


def _help(words: tuple[str, ...]) -> str:
    said = CliRunner().invoke(
        kb.cli.app, [*words, "--help"], prog_name="kb", env=_WIDTH, terminal_width=100
    )
    return "".join(f"{line.rstrip()}\n" for line in said.output.strip("\n").splitlines())


if __name__ == "__main__":
    PAGE.write_text(reference(), encoding="utf-8")
