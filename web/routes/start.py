"""The start page and the page about the site."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from web.routes.twins import csv_response, totals_rows
from web.site import bound, site_of
from web.views.lists import about_page, start_page

router = APIRouter(include_in_schema=False)
_LATEST = 6
_MOST_CITED = 8


@router.get("/")
async def start(request: Request) -> Response:
    """Show the box, how much there is, the latest reports and the most cited instruments."""
    site = site_of(request)
    library, ask = site.library, site.lookups.ask
    totals = await ask(library.totals)
    latest, _ = await ask(bound(library.reports, limit=_LATEST))
    cited, _ = await ask(bound(library.instruments, limit=_MOST_CITED))
    return site.render("start.html", start_page(totals, latest, cited, site.say))


@router.get("/about")
async def about(request: Request) -> Response:
    """Tell what the site is, how links are found and how sure they are."""
    site = site_of(request)
    totals = await site.lookups.ask(site.library.totals)
    return site.render("about.html", about_page(totals, site.version, site.say))


@router.get("/index.csv")
@router.get("/about.csv")
async def totals_csv(request: Request) -> Response:
    """Return how much there is as a table."""
    site = site_of(request)
    totals = await site.lookups.ask(site.library.totals)
    return csv_response("tong-so", ("ten", "so_luong"), totals_rows(totals))
