"""The list of findings over all reports."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from kb.answers import FoundFinding
from web.params import FindingParams
from web.routes.twins import csv_response, limited
from web.site import Site, bound, site_of
from web.views.lines import report_line
from web.views.lists import findings_page

router = APIRouter(include_in_schema=False)
Asked = Annotated[FindingParams, Query()]


async def ask_findings(
    site: Site, params: FindingParams
) -> tuple[Sequence[FoundFinding], int, Mapping[str, int]]:
    """Ask the library for a page of findings."""
    limited(params.code)
    question = bound(
        site.library.findings,
        code=params.code or None,
        severity=params.severity,
        offset=params.offset,
        limit=params.limit,
    )
    return await site.lookups.ask(question)


@router.get("/findings")
async def findings(request: Request, params: Asked) -> Response:
    """Show what somebody should check, by code and severity."""
    site = site_of(request)
    found, total, counts = await ask_findings(site, params)
    return site.render("findings.html", findings_page(found, total, counts, params, site.say))


@router.get("/findings.csv")
async def findings_csv(request: Request, params: Asked) -> Response:
    """Return the findings as a table."""
    site = site_of(request)
    found, _, _ = await ask_findings(site, params)
    head = ("ma_bao_cao", "bao_cao", "ma", "muc_do", "noi_dung", "de_nghi", "vi_tri")
    rows = [
        (
            row.card.id,
            report_line(row.card).name,
            row.finding.code,
            site.say.label("severity", row.finding.severity.value),
            row.finding.message,
            row.finding.suggestion,
            row.finding.span.start if row.finding.span else None,
        )
        for row in found
    ]
    return csv_response("phat-hien", head, rows)
