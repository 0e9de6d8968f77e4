"""The list of cited instruments, the page of one, and the chooser where a spelling fits several."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import RedirectResponse, Response

from kb.answers import InstrumentAnswer, InstrumentCard
from kb.errors import NotFound
from kb.identity import InstrumentKey, parse_key
from web.links import instrument_url
from web.pages import ChooserPage, Shell
from web.params import CitingParams, InstrumentParams
from web.routes.graphs import ask_graph
from web.routes.search import ask_recognise
from web.routes.twins import csv_response, limited, svg_response
from web.sheets import Cell
from web.site import Site, bound, site_of
from web.views.instrument import instrument_page
from web.views.lines import instrument_line, report_line
from web.views.lists import instruments_page

router = APIRouter(include_in_schema=False)
Asked = Annotated[InstrumentParams, Query()]
AskedOne = Annotated[CitingParams, Query()]


async def ask_instruments(
    site: Site, params: InstrumentParams
) -> tuple[Sequence[InstrumentCard], int]:
    """Ask the library for a page of instruments."""
    limited(params.q)
    limited(params.type)
    question = bound(
        site.library.instruments,
        type=params.type or None,
        query=params.q,
        offset=params.offset,
        limit=params.limit,
    )
    return await site.lookups.ask(question)


async def ask_instrument(site: Site, key: InstrumentKey, params: CitingParams) -> InstrumentAnswer:
    """Ask the library for everything about an instrument."""
    question = bound(site.library.instrument, key, offset=params.offset, limit=params.limit)
    return await site.lookups.ask(question)


async def spelled_key(site: Site, text: str) -> InstrumentKey:
    """Return the key that `text` is, or the one instrument that it spells.

    Raises:
        NotFound: neither.
    """
    key = parse_key(text)
    if key is None:
        matches = (await ask_recognise(site, text)).matches
        if len(matches) != 1:
            raise NotFound("web-instrument-unknown", text=text[:80])
        key = matches[0].instrument.key
    return key


@router.get("/instruments")
async def instruments(request: Request, params: Asked) -> Response:
    """Show the cited instruments, most cited first."""
    site = site_of(request)
    cards, total = await ask_instruments(site, params)
    return site.render("instruments.html", instruments_page(cards, total, params, site.say))


@router.get("/instruments.csv")
async def instruments_csv(request: Request, params: Asked) -> Response:
    """Return the cited instruments as a table."""
    cards, _ = await ask_instruments(site_of(request), params)
    head = ("khoa", "van_ban", "trich_yeu", "co_quan", "ngay", "so_bao_cao", "so_lan_nhac")
    rows = [
        (
            line.key,
            line.name,
            line.title,
            line.issuer,
            line.date,
            line.report_count,
            line.mention_count,
        )
        for line in map(instrument_line, cards)
    ]
    return csv_response("van-ban", head, rows)


@router.get("/instruments/{spelling:path}.csv")
async def instrument_csv(request: Request, spelling: str, params: AskedOne) -> Response:
    """Return the citing reports of an instrument as a table, one row a passage."""
    site = site_of(request)
    answer = await ask_instrument(site, await spelled_key(site, spelling), params)
    head = ("ma_bao_cao", "bao_cao", "ngay", "co_quan", "so_lan_nhac", "vai_tro", "doan_vien_dan")
    rows: list[tuple[Cell, ...]] = []
    for citing in answer.reports:
        line = report_line(citing.card)
        for stored, passage in citing.passages:
            role = site.say.label("role", stored.citation.role.value)
            rows.append(
                (
                    line.id,
                    line.name,
                    line.date,
                    line.issuer,
                    citing.mention_count,
                    role,
                    passage.text,
                )
            )
    return csv_response("bao-cao-vien-dan", head, rows)


@router.get("/instruments/{spelling:path}.svg")
async def instrument_svg(request: Request, spelling: str) -> Response:
    """Return the neighbourhood of an instrument as a drawing to keep."""
    site = site_of(request)
    key = await spelled_key(site, spelling)
    await ask_instrument(site, key, CitingParams(limit=1))
    return svg_response(await ask_graph(site, key))


@router.get("/instruments/{spelling:path}")
async def instrument(request: Request, spelling: str, params: AskedOne) -> Response:
    """Show an instrument; any other spelling of it leads here, one that fits several asks to choose."""
    site = site_of(request)
    key = parse_key(spelling)
    if key is None:
        return await _by_spelling(site, spelling)
    if str(key) != spelling:
        return RedirectResponse(instrument_url(key), status_code=301)
    choices = (await ask_recognise(site, spelling)).matches if key.is_partial else ()
    try:
        answer = await ask_instrument(site, key, params)
    except NotFound:
        if not choices:
            raise
        return _chooser(site, spelling, choices)
    ego = await ask_graph(site, key)
    page = instrument_page(answer, ego, choices, params=params, today=site.today(), say=site.say)
    return site.render("instrument.html", page)


async def _by_spelling(site: Site, spelling: str) -> Response:
    recognised = await ask_recognise(site, spelling)
    if not recognised.matches:
        raise NotFound("web-instrument-unknown", text=spelling[:80])
    if len(recognised.matches) == 1:
        url = instrument_url(recognised.matches[0].instrument.key)
        return RedirectResponse(url, status_code=303)
    return _chooser(site, recognised.spelled or spelling, recognised.matches)


def _chooser(site: Site, spelled: str, matches: Sequence[InstrumentCard]) -> Response:
    page = ChooserPage(
        shell=Shell(title=site.say("chooser.title"), place="instruments", query=spelled),
        spelled=spelled,
        choices=tuple(map(instrument_line, matches)),
    )
    return site.render("chooser.html", page, status=300)
