"""`kb serve`: the site on this machine."""

from __future__ import annotations

import errno
import socket
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kb.errors import WrongUse, message

if TYPE_CHECKING:
    from kb.library import Library
    from kb.settings import Settings

_LONGEST_LINE = 1 << 20
"""Bytes of a request's first line that are still read, so that the site can answer with a clear page."""


def register(app: typer.Typer) -> None:
    """Add `serve` to the root command."""
    app.command("serve", help=message("web-help-serve"))(serve)


def serve(
    home: Annotated[
        Path | None, typer.Option("--home", metavar="DIR", help=message("help-home"))
    ] = None,
    host: Annotated[
        str | None, typer.Option("--host", metavar="HOST", help=message("web-help-host"))
    ] = None,
    port: Annotated[
        int | None,
        typer.Option("--port", metavar="N", min=0, max=65535, help=message("web-help-port")),
    ] = None,
) -> None:
    """Serve the site until interrupted; prints the address once it answers."""
    from kb.cli import options
    from kb.library import open_library

    given = {"host": host, "port": port}
    base = options.settings(home)
    settings = base.model_copy(update={n: v for n, v in given.items() if v is not None})
    library = open_library(settings)
    try:
        with _listening(settings.host, settings.port) as listener:
            _run(library, settings, listener)
    finally:
        library.close()


def _listening(host: str, port: int) -> socket.socket:
    """Return a socket that listens, taken before anything else starts, so that a busy port is one line.

    Raises:
        WrongUse: the port is in use, or the address is none of this machine's.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen(128)
    except OSError as error:
        listener.close()
        code = "web-port-busy" if error.errno == errno.EADDRINUSE else "web-address-refused"
        raise WrongUse(code, host=host, port=port) from error
    return listener


def address_of(listener: socket.socket) -> str:
    """Return the address that a browser opens."""
    host, port = listener.getsockname()[:2]
    shown = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, f"[{host}]" if ":" in host else host)  # noqa: S104
    return f"http://{shown}:{port}/"


def _run(library: Library, settings: Settings, listener: socket.socket) -> None:
    import uvicorn

    from web.app import create_app

    class Announcing(uvicorn.Server):
        """A server that tells its address once it answers."""

        async def startup(self, sockets: list[socket.socket] | None = None) -> None:
            await super().startup(sockets)
            if self.started:
                typer.echo(message("web-ready", address=address_of(listener)))

    config = uvicorn.Config(
        create_app(library, settings),
        http="h11",
        h11_max_incomplete_event_size=_LONGEST_LINE,
        log_level="warning",
        server_header=False,
        timeout_keep_alive=5,
        limit_concurrency=200,
        lifespan="off",
    )
    try:
        Announcing(config).run(sockets=[listener])
    except KeyboardInterrupt:
        typer.echo(message("web-stopped"), err=True)
