"""What every response goes through: checks at the door, security headers, entity tags, the last catch."""

from __future__ import annotations

import hashlib
import ipaddress
import secrets
import socket
from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from web.faults import fault, unexpected
from web.site import Site

LONGEST_QUERY = 32_768
"""Bytes of an address' query; what is longer no page of ours has made."""
LARGEST_BODY = 65_536
"""Bytes of a request's body."""
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
_UNTAGGED = ("/static", "/healthz", "/docs")
"""What has no generation; a page with a nonce must not be served again with another."""

_FIXED = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), usb=(), payment=()",
    "X-Permitted-Cross-Domain-Policies": "none",
}


def content_security_policy(nonce: str) -> str:
    """Return the policy: nothing but our own style sheet, images, forms and scripts with the nonce."""
    return (
        f"default-src 'none'; script-src 'nonce-{nonce}' 'strict-dynamic'; style-src 'self'; "
        "img-src 'self' data:; font-src 'self'; connect-src 'self'; form-action 'self'; "
        "base-uri 'none'; frame-ancestors 'none'; object-src 'none'"
    )


def host_names(host: str, more: Iterable[str] = ()) -> frozenset[str]:
    """Return the names that the site answers to, besides any address of numbers."""
    return frozenset(
        name.lower() for name in ("localhost", host, socket.gethostname(), *more) if name
    )


def known_host(value: str, names: frozenset[str]) -> bool:
    """Return whether a Host header is one of ours.

    An address of numbers cannot be bound to another machine by a name server, so it may pass.
    """
    name = value.rsplit(":", 1)[0] if value.count(":") == 1 else value
    bare = name.strip("[]").split("]")[0].lower()
    try:
        ipaddress.ip_address(bare)
    except ValueError:
        return bare in names
    return True


class Guard:
    """The outermost layer of the application."""

    def __init__(self, app: ASGIApp, site: Site, names: frozenset[str]) -> None:
        self._app = app
        self._site = site
        self._names = names

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Check a request, let it through, and dress the response."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        nonce = secrets.token_urlsafe(18)
        scope.setdefault("state", {})["nonce"] = nonce
        try:
            generation = await self._generation(scope)
        except Exception as error:  # noqa: BLE001 (the process edge: one answer, one log entry)
            out = partial(_dressed, send, scope, _Dress(nonce=nonce, generation=None, tag=None))
            await unexpected(self._site, scope["path"], error)(scope, receive, out)
            return
        tag = self._tag(scope, generation)
        out = partial(_dressed, send, scope, _Dress(nonce=nonce, generation=generation, tag=tag))
        refusal = self._refusal(scope, tag)
        if refusal is not None:
            await refusal(scope, receive, out)
        else:
            await self._through(scope, receive, out)

    async def _through(self, scope: Scope, receive: Receive, send: Send) -> None:
        inner = {**scope, "method": "GET"} if scope["method"] == "HEAD" else scope
        started: list[bool] = []
        size = [0]
        counted, noted = (
            partial(_receive_counting, receive, size),
            partial(_noted, send, started, size),
        )
        try:
            await self._app(inner, counted, noted)
        except _TooLarge:
            await fault(self._site, scope["path"], 413)(scope, receive, send)
        except Exception as error:
            if started:
                raise
            await unexpected(self._site, scope["path"], error)(scope, receive, send)

    async def _generation(self, scope: Scope) -> int | None:
        return None if scope["path"].startswith(_UNTAGGED) else await self._site.generation()

    def _tag(self, scope: Scope, generation: int | None) -> str | None:
        """Return the entity tag: generation, version, day and the whole address."""
        if generation is None or scope["method"] not in {"GET", "HEAD"}:
            return None
        look = [asset.name for asset in self._site.assets.values()]
        seen = (scope["path"], scope["query_string"], self._site.version, look, self._site.today())
        digest = hashlib.sha256(repr(seen).encode()).hexdigest()[:16]
        return f'W/"g{generation}-{digest}"'

    def _refusal(self, scope: Scope, tag: str | None) -> Response | None:
        """Return the answer for a request that goes no further, `None` for one that may."""
        headers = Headers(scope=scope)
        path = scope["path"]
        if not known_host(headers.get("host", ""), self._names):
            return fault(self._site, path, 400, detail=self._site.say("fault.host"))
        if len(scope["query_string"]) > LONGEST_QUERY:
            return fault(self._site, path, 414)
        if scope["method"] not in _SAFE and _from_elsewhere(headers):
            return fault(self._site, path, 403)
        if _length(headers) > LARGEST_BODY:
            return fault(self._site, path, 413)
        if tag is not None and tag in _tags(headers.get("if-none-match", "")):
            return Response(status_code=304)
        return None


def _length(headers: Headers) -> int:
    written = headers.get("content-length", "0")
    return int(written[:20]) if written.isascii() and written.isdigit() else 0


def _tags(value: str) -> set[str]:
    return {tag.strip() for tag in value.split(",")}


def _from_elsewhere(headers: Headers) -> bool:
    """Whether another site made the browser send this (Fetch Metadata, else Origin)."""
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site not in {"same-origin", "none"}
    origin = headers.get("origin")
    return origin is not None and origin.split("://", 1)[-1] != headers.get("host")


class _TooLarge(Exception):
    """A body beyond the limit that did not announce its length."""


async def _receive_counting(receive: Receive, count: list[int]) -> Message:
    message = await receive()
    count[0] += len(message.get("body", b""))
    if count[0] > LARGEST_BODY:
        raise _TooLarge
    return message


async def _noted(send: Send, started: list[bool], size: list[int], message: Message) -> None:
    """Send on; a framework that answered an oversized body its own way is corrected."""
    if size[0] > LARGEST_BODY and not started:
        raise _TooLarge
    started.append(True)
    await send(message)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Dress:
    """What the headers of one response say."""

    nonce: str
    generation: int | None
    tag: str | None


async def _dressed(send: Send, scope: Scope, dress: _Dress, message: Message) -> None:
    """Send a message on, with the headers that every response bears and without the body of a HEAD."""
    if message["type"] == "http.response.start":
        headers = MutableHeaders(raw=message["headers"])
        _dress(headers, scope, dress.nonce, dress.generation)
        if dress.tag is not None and message["status"] in {200, 304}:
            headers["ETag"] = dress.tag
    elif scope["method"] == "HEAD":
        message = {**message, "body": b""}
    await send(message)


def _dress(headers: MutableHeaders, scope: Scope, nonce: str, generation: int | None) -> None:
    for name, value in _FIXED.items():
        headers[name] = value
    headers["Content-Security-Policy"] = content_security_policy(nonce)
    if scope.get("scheme") == "https":
        headers["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"
    headers.setdefault("Cache-Control", "no-store")
    if generation is not None:
        headers["X-Generation"] = str(generation)
    for leak in ("server", "x-powered-by"):
        del headers[leak]


def nonce_of(request: Request) -> str:
    """Return the nonce of this response, for scripts that are ours."""
    return str(request.state.nonce)
