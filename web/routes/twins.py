"""What the data twins of the pages share: CSV answers, totals, the limit on what is typed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import fields

from starlette.responses import Response

from kb.answers import EgoGraph, Totals
from kb.drawing import to_svg
from kb.errors import QueryRefused
from web.sheets import Cell, to_csv
from web.views.diagram import node_address
from web.visible import visible

LONGEST = 512
"""Characters that the box takes; more is refused before anything reads it."""


def limited(text: str) -> None:
    """Refuse a text that no citation and no question needs.

    Raises:
        QueryRefused: it is longer than `LONGEST`.
    """
    if len(text) > LONGEST:
        raise QueryRefused("web-query-long", length=len(text), most=LONGEST)


def csv_response(name: str, head: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Response:
    """Return a table as a file that Excel opens."""
    return Response(
        to_csv(head, rows),
        media_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}.csv"'},
    )


def svg_response(ego: EgoGraph) -> Response:
    """Return a neighbourhood as a drawing to keep, its style sheet inside."""
    return Response(
        visible(to_svg(ego, href=node_address)),
        media_type="image/svg+xml",
        headers={"Content-Disposition": 'attachment; filename="luoc-do.svg"'},
    )


def totals_rows(totals: Totals) -> list[tuple[str, int]]:
    """Return the totals, one a row."""
    return [(field.name, getattr(totals, field.name)) for field in fields(totals)]
