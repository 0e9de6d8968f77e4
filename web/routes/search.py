"""Search: the box, the facets and the hits."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import RedirectResponse, Response

from kb.answers import Recognised, SearchAnswer
from web.links import instrument_url, state_url
from web.params import FACETS, SearchParams
from web.routes.twins import csv_response, limited
from web.sheets import Cell
from web.site import Site, bound, site_of
from web.views.lines import report_line
from web.views.search import PATH, search_page

router = APIRouter(include_in_schema=False)
Asked = Annotated[SearchParams, Query()]


async def ask_search(site: Site, params: SearchParams) -> SearchAnswer:
    """Ask the library for a page of hits."""
    limited(params.q)
    filters = {name: getattr(params, name) for name in FACETS if getattr(params, name)}
    question = bound(
        site.library.search,
        params.q,
        filters=filters or None,
        date_from=str(params.date_from) if params.date_from else None,
        date_to=str(params.date_to) if params.date_to else None,
        sort=params.sort,
        offset=params.offset,
        limit=params.limit,
    )
    return await site.searches.ask(question)


async def ask_recognise(site: Site, text: str) -> Recognised:
    """Ask the library which instruments a text names."""
    limited(text)
    return await site.searches.ask(bound(site.library.recognise, text))


@router.get("/search")
async def search(request: Request, params: Asked) -> Response:
    """Show hits; the main button jumps to the instrument when the words name exactly one."""
    site = site_of(request)
    if params.go:
        return RedirectResponse(await _destination(site, params), status_code=303)
    answer = await ask_search(site, params)
    return site.render("search.html", search_page(answer, params, site.say))


async def _destination(site: Site, params: SearchParams) -> str:
    """Return where the main button leads: the one instrument, else the results under their clean address."""
    if params.q and not params.text:
        matches = (await ask_recognise(site, params.q)).matches
        if len(matches) == 1:
            return instrument_url(matches[0].instrument.key)
    limited(params.q)
    return state_url(PATH, params, go=False)


@router.get("/search.csv")
async def search_csv(request: Request, params: Asked) -> Response:
    """Return the hits as a table."""
    answer = await ask_search(site_of(request), params)
    head = ("ma", "bao_cao", "trich_yeu", "ngay", "co_quan", "dia_phuong", "doan_tim_thay")
    rows: list[tuple[Cell, ...]] = []
    for hit in answer.hits:
        line = report_line(hit.card)
        words = " … ".join(passage.text for passage in hit.passages)
        rows.append((line.id, line.name, line.subject, line.date, line.issuer, line.place, words))
    return csv_response("ket-qua", head, rows)
