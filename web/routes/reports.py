"""The list of reports and the page of one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import RedirectResponse, Response

from kb.ports import ReportCard
from web.links import report_url
from web.params import ReportParams
from web.routes.graphs import ask_graph
from web.routes.twins import csv_response, limited, svg_response
from web.site import Site, bound, site_of
from web.views.lines import instrument_line, report_line
from web.views.lists import reports_page
from web.views.report import paragraph_of, report_page

router = APIRouter(include_in_schema=False)
Asked = Annotated[ReportParams, Query()]


@router.get("/reports")
async def reports(request: Request, params: Asked) -> Response:
    """Show the reports, newest first."""
    site = site_of(request)
    cards, total = await ask_reports(site, params)
    return site.render("reports.html", reports_page(cards, total, params, site.say))


async def ask_reports(site: Site, params: ReportParams) -> tuple[Sequence[ReportCard], int]:
    """Ask the library for a page of reports."""
    limited(params.place)
    limited(params.issuer)
    question = bound(
        site.library.reports,
        offset=params.offset,
        limit=params.limit,
        place=params.place or None,
        issuer=params.issuer or None,
    )
    return await site.lookups.ask(question)


@router.get("/reports.csv")
async def reports_csv(request: Request, params: Asked) -> Response:
    """Return the reports as a table."""
    cards, _ = await ask_reports(site_of(request), params)
    place = ("ma", "bao_cao", "trich_yeu", "ngay", "co_quan", "dia_phuong")
    head = (*place, "so_vien_dan", "so_van_ban", "so_phat_hien", "tep", "loi")
    rows = [
        (
            line.id,
            line.name,
            line.subject,
            line.date,
            line.issuer,
            line.place,
            line.citation_count,
            line.instrument_count,
            line.finding_count,
            line.file,
            line.failure,
        )
        for line in map(report_line, cards)
    ]
    return csv_response("bao-cao", head, rows)


@router.get("/reports/{report_id}.csv")
async def report_csv(request: Request, report_id: str) -> Response:
    """Return danh mục văn bản viện dẫn of a report as a table."""
    site = site_of(request)
    answer = await site.lookups.ask(bound(site.library.report, report_id))
    head = ("khoa", "van_ban", "trich_yeu", "co_quan", "ngay", "so_lan", "vai_tro", "nhan_dang")
    rows = [
        (
            str(row.card.instrument.key),
            line.name,
            line.title,
            line.issuer,
            line.date,
            len(row.citations),
            "; ".join(site.say.label("role", role.value) for role in row.roles),
            site.say.label("resolution", row.resolution.value),
        )
        for row in answer.authorities
        for line in (instrument_line(row.card),)
    ]
    return csv_response(f"danh-muc-{answer.card.id}", head, rows)


@router.get("/reports/{report_id}.svg")
async def report_svg(request: Request, report_id: str) -> Response:
    """Return the neighbourhood of a report as a drawing to keep."""
    site = site_of(request)
    await site.lookups.ask(bound(site.library.report, report_id))
    ego = await ask_graph(site, report_id)
    return svg_response(ego)


@router.get("/reports/{report_id}/at/{offset}")
async def place(request: Request, report_id: str, offset: int) -> Response:
    """Lead to the paragraph that holds a place of the raw text."""
    site = site_of(request)
    answer = await site.lookups.ask(bound(site.library.report, report_id))
    number = paragraph_of(answer.report, offset)
    return RedirectResponse(report_url(answer.report.id, f"#p{number}"), status_code=303)


@router.get("/reports/{report_id}")
async def report(request: Request, report_id: str) -> Response:
    """Show a report with everything that it cites."""
    site = site_of(request)
    answer = await site.lookups.ask(bound(site.library.report, report_id))
    ego = await ask_graph(site, answer.report.id)
    return site.render("report.html", report_page(answer, ego, site.say))
