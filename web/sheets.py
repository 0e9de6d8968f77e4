"""CSV as Excel in Vietnam reads it: UTF-8 with BOM, CRLF, and no cell that Excel would run as a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

Cell = str | int | None
_RISKY = ("=", "+", "-", "@", "\t", "\r", "\n")


def to_csv(head: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """Return a table as the bytes of a CSV file."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(head)
    writer.writerows([_cell(value) for value in row] for row in rows)
    return out.getvalue().encode("utf-8-sig", errors="backslashreplace")


def _cell(value: Cell) -> str | int:
    """Return a cell; text that a spreadsheet would run begins with an apostrophe (CWE-1236)."""
    if isinstance(value, int):
        return value
    text = value or ""
    return f"'{text}" if text.startswith(_RISKY) else text
