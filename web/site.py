"""Everything a route needs, made once: the library, the words, the templates, the style sheet."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from datetime import date
from importlib.metadata import version
from importlib.resources import files

from fastapi import Request
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup
from starlette.responses import HTMLResponse

from kb.drawing import style_sheet
from kb.errors import KbError
from kb.library import Library
from kb.settings import Settings
from kb.text import written_date
from web.asking import LOOKUPS, SEARCHES, Desk, TooSlow, bound, desk
from web.links import with_query
from web.visible import visible
from web.wording import Wording, load_wording, written_number

Page = object
"""One of the dataclasses of `web.pages`."""
SECONDS = 2.0
"""How long a search may take."""
PATIENCE = 10.0
"""How long any other question may take."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asset:
    """A file that the site serves for ever: its name changes with its bytes."""

    name: str
    media_type: str
    data: bytes

    @property
    def url(self) -> str:
        """Address on the site."""
        return f"/static/{self.name}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """What the composition root hands to the routes."""

    library: Library
    settings: Settings
    say: Wording
    templates: Environment
    assets: Mapping[str, Asset]
    """By name without hash: `site.css`, `icon.svg`."""
    today: Callable[[], date]
    searches: Desk
    lookups: Desk
    version: str

    def render(self, template: str, page: Page, status: int = 200) -> HTMLResponse:
        """Return a page: the fields of its dataclass are all that the template sees of it."""
        values = {field.name: getattr(page, field.name) for field in fields(page)}  # type: ignore[arg-type]  # every page is a dataclass
        html = self.templates.get_template(template).render(values)
        return HTMLResponse(html, status_code=status)

    async def generation(self) -> int | None:
        """Return the generation that is being read, `None` when the data cannot be read at all."""
        try:
            return (await self.lookups.ask(self.library.totals)).generation
        except (KbError, TooSlow):
            return None


def build_site(library: Library, settings: Settings, today: Callable[[], date]) -> Site:
    """Load words, templates and style sheet."""
    say = load_wording()
    assets = {asset: _asset(asset) for asset in ("site.css", "icon.svg")}
    return Site(
        library=library,
        settings=settings,
        say=say,
        templates=environment(say, assets),
        assets=assets,
        today=today,
        searches=desk(SEARCHES, SECONDS),
        lookups=desk(LOOKUPS, PATIENCE),
        version=version("danchieu"),
    )


def environment(say: Wording, assets: Mapping[str, Asset]) -> Environment:
    """Return the template engine: everything escaped, nothing undefined passed over."""
    made = Environment(
        loader=PackageLoader("web"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_shown,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals.update(
        t=say,
        label=say.label,
        asset={name: asset.url for name, asset in assets.items()},
        with_query=with_query,
    )
    made.filters.update(day=written_date, number=written_number)
    return made


def _shown(value: object) -> object:
    """Return what an expression prints: hidden characters written out, nothing for nothing."""
    if value is None:
        return ""
    return visible(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def _asset(name: str) -> Asset:
    data = files("web").joinpath(f"static/{name}").read_bytes()
    if name == "site.css":
        data += style_sheet().encode()
    stem, suffix = name.rsplit(".", 1)
    media_type = {"css": "text/css; charset=utf-8", "svg": "image/svg+xml"}[suffix]
    digest = hashlib.sha256(data).hexdigest()[:16]
    return Asset(name=f"{stem}.{digest}.{suffix}", media_type=media_type, data=data)


def site_of(request: Request) -> Site:
    """Return the site that a request came to."""
    site = request.app.state.site
    if not isinstance(site, Site):
        raise TypeError("the application has no site")
    return site


__all__ = ["Asset", "Site", "bound", "build_site", "environment", "site_of"]
