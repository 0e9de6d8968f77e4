"""The real command line in a process of its own, and a folder of reports for it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
MAIN = "from kb.cli import main; main()"
PATIENCE = 120
"""Seconds for one command on a busy machine."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """What a command left behind."""

    code: int
    out: str
    err: str

    def is_one_line(self) -> bool:
        """Tell whether one clear line was said, and no traceback."""
        return len(self.err.splitlines()) == 1 and self.err.startswith("kb: ")


@dataclass(frozen=True, slots=True, kw_only=True)
class Kb:
    """`kb` over one data directory and one engine."""

    home: Path
    index: str = "fts5:"
    extra: Mapping[str, str] | None = None
    """Variables of the environment beyond the present ones."""

    def __call__(self, *arguments: str | Path, program: str = MAIN) -> Done:
        """Run to the end; the working directory is the parent of the data directory."""
        process = self.start(*arguments, program=program)
        out, err = process.communicate(timeout=PATIENCE)
        return Done(code=process.returncode, out=out, err=err)

    def start(self, *arguments: str | Path, program: str = MAIN) -> subprocess.Popen[str]:
        """Start without waiting, at the head of a process group of its own."""
        return subprocess.Popen(
            [sys.executable, "-c", program, *map(str, arguments)],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            cwd=self.home.parent,
            env={
                **os.environ,
                "KB_HOME": str(self.home),
                "KB_INDEX": self.index,
                **(self.extra or {}),
            },
            start_new_session=True,
        )


def write_reports(folder: Path, count: int) -> list[Path]:
    """Write copies of the corpus in turn, each with words of its own; return them by name."""
    samples = sorted((ROOT / "corpus").glob("*-*.*"))
    folder.mkdir()
    written = []
    for number in range(count):
        sample = samples[number % len(samples)]
        path = folder / f"{number:03}-{sample.name}"
        data = sample.read_bytes()
        text = data.decode("utf-16" if data.startswith(b"\xff\xfe") else "utf-8-sig")
        path.write_text(f"{text}\n\nBản thứ {number} của bộ thử nghiệm.\n", "utf-8")
        written.append(path)
    return written
