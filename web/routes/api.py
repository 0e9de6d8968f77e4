"""`/api/v1` and the `.json` twins of the pages: the same answers under both addresses."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Literal

from fastapi import APIRouter, Path, Query, Request
from starlette.responses import JSONResponse, Response

from kb.answers import CitingReport, InstrumentCard, Recognised
from kb.identity import parse_key
from kb.wire import Plain, plain
from web import models as out
from web.links import citation_url, instrument_url, node_key, state_url
from web.params import (
    CitingParams,
    FindingParams,
    InstrumentParams,
    Params,
    ReportParams,
    SearchParams,
)
from web.routes.findings import ask_findings
from web.routes.graphs import ask_graph
from web.routes.instruments import ask_instrument, ask_instruments, spelled_key
from web.routes.reports import ask_reports
from web.routes.search import ask_recognise, ask_search
from web.routes.twins import limited
from web.site import bound, site_of
from web.views.lines import instrument_title

router = APIRouter()
_V1 = "/api/v1"
_SUGGESTIONS = 8
Graphed = Annotated[str, Query(description="Khóa của văn bản hoặc mã báo cáo")]
Depth = Annotated[int, Query(ge=1, le=2, description="Số bước từ tâm")]
Capped = Annotated[int, Query(ge=1, le=500, description="Số nút nhiều nhất")]


def next_url(request: Request, params: Params, shown: int, total: int) -> str | None:
    """Return the full address of the next page, `None` on the last."""
    if not shown or params.offset + shown >= total:
        return None
    path = state_url(request.url.path, params, page=params.page + 1)
    return str(request.base_url).rstrip("/") + path


def _link(response: Response, following: str | None) -> None:
    if following:
        response.headers["Link"] = f'<{following}>; rel="next"'


def recognised_out(recognised: Recognised) -> dict[str, Plain]:
    """Return what a text names, with the status that tells one, several and none apart."""
    count = len(recognised.matches)
    status = 200 if count == 1 else 300 if count else 404
    return {
        "query": recognised.query,
        "status": status,
        "spelled": recognised.spelled,
        "matches": plain(recognised.matches),
    }


def citing_out(reports: Sequence[CitingReport]) -> list[dict[str, Plain]]:
    """Return citing reports with their passages and the addresses of these."""
    return [
        {
            "card": plain(citing.card),
            "mention_count": citing.mention_count,
            "roles": plain(citing.roles),
            "citations": [
                {
                    "report_id": stored.report_id,
                    "index": stored.index,
                    "role": stored.citation.role.value,
                    "resolution": stored.citation.resolution.value,
                    "candidates": plain(stored.citation.candidates),
                    "passage": plain(passage),
                    "url": citation_url(stored.report_id, stored.index),
                }
                for stored, passage in citing.passages
            ],
        }
        for citing in reports
    ]


def _shared(pairs: Sequence[tuple[object, int]]) -> list[dict[str, Plain]]:
    return [{"card": plain(card), "shared": shared} for card, shared in pairs]


@router.get("/search.json", include_in_schema=False)
@router.get(f"{_V1}/search", operation_id="search", summary="Tìm kiếm")
async def search(
    request: Request, response: Response, params: Annotated[SearchParams, Query()]
) -> out.SearchOut:
    """Search the reports' texts."""
    answer = await ask_search(site_of(request), params)
    following = next_url(request, params, len(answer.hits), answer.total)
    _link(response, following)
    return out.SearchOut.model_validate(
        {
            "query": answer.query,
            "hits": plain(answer.hits),
            "facets": plain(answer.facets),
            "recognised": recognised_out(answer.recognised),
            "generation": answer.generation,
            "total": answer.total,
            "page": params.page,
            "next": following,
        }
    )


@router.get("/reports.json", include_in_schema=False)
@router.get(f"{_V1}/reports", operation_id="reports", summary="Danh sách báo cáo")
async def reports(
    request: Request, response: Response, params: Annotated[ReportParams, Query()]
) -> out.ReportListOut:
    """List reports, newest first."""
    cards, total = await ask_reports(site_of(request), params)
    following = next_url(request, params, len(cards), total)
    _link(response, following)
    return out.ReportListOut.model_validate(
        {"reports": plain(tuple(cards)), "total": total, "page": params.page, "next": following}
    )


@router.get("/reports/{report_id}.json", include_in_schema=False)
@router.get(f"{_V1}/reports/{{report_id}}", operation_id="report", summary="Một báo cáo")
async def report(request: Request, report_id: Annotated[str, Path(max_length=64)]) -> out.ReportOut:
    """Return a report with its text and everything that it cites."""
    site = site_of(request)
    answer = await site.lookups.ask(bound(site.library.report, report_id))
    read = answer.report
    return out.ReportOut.model_validate(
        {
            "card": plain(answer.card),
            "text": read.text,
            "sections": plain(read.sections),
            "citations": out.citations_out(answer),
            "findings": plain(read.findings),
            "authorities": plain(answer.authorities),
            "cited_by": citing_out(answer.cited_by),
            "similar": _shared(answer.similar),
            "reader": read.reader,
            "encoding": read.encoding,
            "quality": read.quality,
            "ruleset": read.ruleset,
        }
    )


@router.get("/instruments.json", include_in_schema=False)
@router.get(
    f"{_V1}/instruments", operation_id="instruments", summary="Danh sách văn bản được viện dẫn"
)
async def instruments(
    request: Request, response: Response, params: Annotated[InstrumentParams, Query()]
) -> out.InstrumentListOut:
    """List cited instruments, most cited first."""
    cards, total = await ask_instruments(site_of(request), params)
    following = next_url(request, params, len(cards), total)
    _link(response, following)
    return out.InstrumentListOut.model_validate(
        {"instruments": plain(tuple(cards)), "total": total, "page": params.page, "next": following}
    )


@router.get("/instruments/{spelling:path}.json", include_in_schema=False)
@router.get(
    f"{_V1}/instruments/{{spelling:path}}",
    operation_id="instrument",
    summary="Một văn bản: ai viện dẫn, quan hệ",
)
async def instrument(
    request: Request,
    response: Response,
    spelling: str,
    params: Annotated[CitingParams, Query()],
) -> out.InstrumentAnswerOut:
    """Return who cites an instrument and what it does to others; any spelling of one instrument will do."""
    site = site_of(request)
    answer = await ask_instrument(site, await spelled_key(site, spelling), params)
    following = next_url(request, params, len(answer.reports), answer.total)
    _link(response, following)
    return out.InstrumentAnswerOut.model_validate(
        {
            "card": plain(answer.card),
            "reports": citing_out(answer.reports),
            "relations": plain(answer.relations),
            "co_cited": _shared(answer.co_cited),
            "siblings": plain(answer.siblings),
            "total": answer.total,
            "page": params.page,
            "next": following,
        }
    )


@router.get("/findings.json", include_in_schema=False)
@router.get(f"{_V1}/findings", operation_id="findings", summary="Phát hiện")
async def findings(
    request: Request, response: Response, params: Annotated[FindingParams, Query()]
) -> out.FindingListOut:
    """List findings over all reports."""
    found, total, counts = await ask_findings(site_of(request), params)
    following = next_url(request, params, len(found), total)
    _link(response, following)
    return out.FindingListOut.model_validate(
        {
            "findings": plain(tuple(found)),
            "counts": plain(counts),
            "total": total,
            "page": params.page,
            "next": following,
        }
    )


@router.get(f"{_V1}/graph/ego", operation_id="ego", summary="Lược đồ quanh một văn bản, báo cáo")
async def ego(
    request: Request, id: Graphed, depth: Depth = 1, limit: Capped = 150
) -> out.EgoGraphOut:
    """Return the neighbourhood of an instrument or a report."""
    limited(id)
    site = site_of(request)
    key = node_key(id)
    if key is None:
        await site.lookups.ask(bound(site.library.report, id))
    else:
        await ask_instrument(site, key, CitingParams(limit=1))
    found = await ask_graph(site, parse_key(id) or id, depth=depth, limit=limit)
    return out.EgoGraphOut.model_validate(plain(found))


@router.post(f"{_V1}/resolve", operation_id="resolve", summary="Nhận dạng số, ký hiệu")
async def resolve(request: Request, body: out.ResolveIn) -> out.RecognisedOut:
    """Read a text as a citation; `status` tells one, several and none apart."""
    recognised = await ask_recognise(site_of(request), body.text)
    return out.RecognisedOut.model_validate(recognised_out(recognised))


@router.get(
    f"{_V1}/suggest", operation_id="suggest", summary="Gợi ý văn bản", response_model=out.SuggestOut
)
async def suggest(
    request: Request,
    q: str = "",
    format: Annotated[Literal["json", "opensearch"], Query()] = "json",
) -> Response:
    """Suggest instruments for what stands in the box, in our form or in the browser's."""
    site = site_of(request)
    found: list[out.SuggestionOut] = []
    if q.strip():
        listed: Sequence[InstrumentCard] = (await ask_recognise(site, q)).matches
        if not listed:
            question = bound(site.library.instruments, query=q, limit=_SUGGESTIONS)
            listed, _ = await site.lookups.ask(question)
        found = [
            out.SuggestionOut(
                key=str(card.instrument.key),
                name=card.name,
                title=instrument_title(card.instrument),
                report_count=card.report_count,
                url=instrument_url(card.instrument.key),
            )
            for card in tuple(listed)[:_SUGGESTIONS]
        ]
    if format == "opensearch":
        body = [q, [each.name for each in found], [each.title or "" for each in found]]
        return JSONResponse(body, media_type="application/x-suggestions+json")
    return JSONResponse(out.SuggestOut(query=q, suggestions=tuple(found)).model_dump())


@router.get("/index.json", include_in_schema=False)
@router.get("/about.json", include_in_schema=False)
@router.get(f"{_V1}/totals", operation_id="totals", summary="Tổng số")
async def totals(request: Request) -> out.TotalsOut:
    """Return how much there is."""
    site = site_of(request)
    return out.TotalsOut.model_validate(plain(await site.lookups.ask(site.library.totals)))
