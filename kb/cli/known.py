"""Take imported instruments back: `kb instruments remove`."""

from __future__ import annotations

from typing import Annotated

import typer

from kb.cli import output
from kb.cli.options import HomeOption, JsonOption, QuietOption, settings
from kb.errors import NotFound, message
from kb.identity import InstrumentKey, parse_key

Keys = Annotated[list[str], typer.Argument(metavar="KEY…", help=message("help-instruments-keys"))]


def register(app: typer.Typer) -> None:
    """Add the command to the group `instruments` of `app`, beside its import."""
    groups = {group.name: group.typer_instance for group in app.registered_groups}
    group = groups["instruments"]
    if group is not None:
        group.command("remove", help=message("help-instruments-remove"))(remove)


def remove(
    keys: Keys, *, as_json: JsonOption = False, quiet: QuietOption = False, home: HomeOption = None
) -> None:
    """Take imported rows back; reports that name their instruments are linked anew."""
    from kb.library import open_store

    with open_store(settings(home)) as store, store.writer() as writer:
        with store.snapshot() as snapshot:
            imported = {row.key for row in snapshot.imported()}
        meant = tuple(_key(text, imported) for text in keys)
        writer.withdraw_instruments(meant)
        committed = writer.commit()
    if as_json:
        output.json({"count": len(set(meant)), "generation": committed.generation})
    output.note(message("cli-removed-instruments", count=len(set(meant))), quiet=quiet)


def _key(text: str, imported: set[InstrumentKey]) -> InstrumentKey:
    key = parse_key(text)
    if key is None or key not in imported:
        raise NotFound("instruments-unknown", key=text)
    return key
