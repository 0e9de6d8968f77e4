"""Answers that could not be given: a page for people, problem+json (RFC 9457) for programs."""

from __future__ import annotations

import json
import logging
import secrets

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import Response

from kb.errors import KbError, NotFound, QueryRefused, WrongUse
from web.asking import TooSlow
from web.pages import FaultPage, Shell
from web.site import Site, site_of
from web.visible import without_hidden

_log = logging.getLogger(__name__)

SHOWN_QUERY = 512
"""Characters of a query that a fault page puts back into the box."""
_MACHINE = (".json", ".csv", ".svg", ".xml")
_STATUSES = frozenset({400, 403, 404, 405, 413, 414, 500, 503})


def for_programs(path: str) -> bool:
    """Return whether the address is one that programs read."""
    return path.startswith("/api/") or path.endswith(_MACHINE)


def fault(
    site: Site,
    path: str,
    status: int,
    *,
    detail: str | None = None,
    query: str = "",
    incident: str | None = None,
) -> Response:
    """Return the answer for a fault; `detail` is a sentence in Vietnamese, else the status has its own."""
    name = f"fault.{status if status in _STATUSES else 500 if status >= 500 else 400}"
    heading, advice = site.say(f"{name}.heading"), site.say(f"{name}.advice")
    message = detail or site.say(f"{name}.message")
    if for_programs(path):
        return problem(status, heading, message, incident)
    page = FaultPage(
        shell=Shell(title=heading, place="", query=query[:SHOWN_QUERY]),
        status=status,
        heading=heading,
        message=message,
        advice=advice,
        incident=incident,
    )
    return site.render("fault.html", page, status)


def problem(status: int, title: str, detail: str, incident: str | None = None) -> Response:
    """Return a problem document."""
    body: dict[str, str | int] = {
        "type": "about:blank",
        "title": title,
        "status": status,
        "detail": detail,
    }
    if incident:
        body["instance"] = f"urn:incident:{incident}"
    data = json.dumps(body, ensure_ascii=False).encode()
    return Response(data, status_code=status, media_type="application/problem+json")


def unexpected(site: Site, path: str, error: Exception) -> Response:
    """Return the answer for a programmer's error: a number that finds it in the log, and nothing else."""
    incident = secrets.token_hex(4)
    _log.error("incident %s", incident, exc_info=error)
    return fault(site, path, 500, incident=incident)


def add_fault_handlers(app: FastAPI) -> None:
    """Turn every error that a user may meet into its answer."""
    app.add_exception_handler(KbError, _on_kb_error)
    app.add_exception_handler(TooSlow, _on_too_slow)
    app.add_exception_handler(HTTPException, _on_http)
    app.add_exception_handler(RequestValidationError, _on_invalid)


def _query(request: Request) -> str:
    return without_hidden(request.query_params.get("q", ""))


async def _on_kb_error(request: Request, error: Exception) -> Response:
    status = 503
    if isinstance(error, NotFound):
        status = 404
    elif isinstance(error, QueryRefused | WrongUse):
        status = 400
    path = request.url.path
    return fault(site_of(request), path, status, detail=str(error), query=_query(request))


async def _on_too_slow(request: Request, error: Exception) -> Response:
    del error
    return fault(site_of(request), request.url.path, 503, query=_query(request))


async def _on_http(request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 500
    headers = error.headers if isinstance(error, HTTPException) else None
    response = fault(site_of(request), request.url.path, status, query=_query(request))
    response.headers.update(headers or {})
    return response


async def _on_invalid(request: Request, error: Exception) -> Response:
    site = site_of(request)
    names = error.errors() if isinstance(error, RequestValidationError) else []
    fields = ", ".join(sorted({str(each["loc"][-1]) for each in names}))
    detail = site.say("fault.invalid", fields=fields)
    return fault(site, request.url.path, 400, detail=detail, query=_query(request))
