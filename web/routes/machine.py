"""What machines fetch: static files, health, the browser's search description, the API's own page."""

from __future__ import annotations

from typing import Any
from xml.sax.saxutils import escape

from fastapi import APIRouter, Request
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, RedirectResponse, Response

from web.guard import nonce_of
from web.pages import DocsPage, Shell
from web.site import site_of

router = APIRouter(include_in_schema=False)


@router.get("/static/{name}")
async def static(request: Request, name: str) -> Response:
    """Return a file of the site; its name holds a hash, so it never changes."""
    for asset in site_of(request).assets.values():
        if asset.name == name:
            headers = {"Cache-Control": "public, max-age=31536000, immutable"}
            return Response(asset.data, media_type=asset.media_type, headers=headers)
    raise HTTPException(404)


@router.get("/favicon.ico")
async def favicon(request: Request) -> Response:
    """Lead to the icon, for browsers that ask without reading the page."""
    return RedirectResponse(site_of(request).assets["icon.svg"].url, status_code=301)


@router.get("/healthz")
async def health(request: Request) -> Response:
    """Say whether the data can be read."""
    generation = await site_of(request).generation()
    status = "ok" if generation is not None else "unavailable"
    body: dict[str, Any] = {"status": status, "generation": generation}
    return JSONResponse(body, status_code=200 if generation is not None else 503)


@router.get("/opensearch.xml")
async def opensearch(request: Request) -> Response:
    """Describe the search to browsers, so that their address bar can use it."""
    site = site_of(request)
    base = escape(str(request.base_url).rstrip("/"))
    page, suggest = "text/html", "application/x-suggestions+json"
    xml = (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        '<OpenSearchDescription xmlns="http://a9.com/-/spec/opensearch/1.1/">'
        f"<ShortName>{escape(site.say('site.short'))}</ShortName>"
        f"<Description>{escape(site.say('site.name'))}</Description>"
        "<InputEncoding>UTF-8</InputEncoding><Language>vi</Language>"
        f'<Image type="image/svg+xml">{base}{site.assets["icon.svg"].url}</Image>'
        f'<Url type="{page}" template="{base}/search?q={{searchTerms}}&amp;go=1"/>'
        f'<Url type="{suggest}" template="{base}/api/v1/suggest?q={{searchTerms}}&amp;format=opensearch"/>'
        "</OpenSearchDescription>\n"
    )
    return Response(xml, media_type="application/opensearchdescription+xml")


@router.get("/docs")
async def docs(request: Request) -> Response:
    """Show the API's description, from files of this machine only."""
    site = site_of(request)
    page = DocsPage(
        shell=Shell(title=site.say("docs.title"), place=""),
        nonce=nonce_of(request),
    )
    return site.render("docs.html", page)
