"""The composition root of the site."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from fastapi import FastAPI
from fastapi_offline import FastAPIOffline

from kb.library import Library
from kb.settings import Settings
from web.faults import add_fault_handlers
from web.guard import Guard, host_names
from web.routes import api, findings, instruments, machine, reports, search, start
from web.site import build_site


def create_app(
    library: Library, settings: Settings, *, today: Callable[[], date] = date.today
) -> FastAPI:
    """Return the web application over `library`; `today` is the day that effect status is asked for."""
    site = build_site(library, settings, today)
    app = FastAPIOffline(
        docs_url=None,
        redoc_url=None,
        openapi_url="/api/v1/openapi.json",
        title=site.say("site.name"),
        version=site.version,
        description=site.say("api.description"),
        debug=False,
    )
    app.state.site = site
    for routes in (
        api,
        start,
        search,
        reports,
        instruments,
        findings,
        machine,
    ):  # `.json` before `{key}`
        app.include_router(routes.router)
    add_fault_handlers(app)
    app.add_middleware(Guard, site=site, names=host_names(settings.host, settings.hosts))
    return app
