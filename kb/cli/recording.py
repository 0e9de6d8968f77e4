"""What the commands that take in something of the staff share."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kb.cli import output
from kb.cli.asking import report_id_of
from kb.cli.options import library, settings
from kb.errors import WrongUse, message

if TYPE_CHECKING:
    from kb.decisions import Action
    from kb.identity import InstrumentKey
    from kb.model import Report
    from kb.ports import Committed, Decision

WhoOption = Annotated[
    str, typer.Option("--who", metavar="NAME", envvar="KB_WHO", help=message("help-who"))
]
WhyOption = Annotated[str, typer.Option("--why", metavar="TEXT", help=message("help-why"))]
ReportOption = Annotated[
    str | None, typer.Option("--report", metavar="ID", help=message("help-only-report"))
]


def report_of(home: Path | None, report_id: str) -> Report:
    """Return the report that was named."""
    with library(home) as opened:
        return opened.report(report_id_of(opened, report_id)).report


def key_of(text: str) -> InstrumentKey:
    """Return the key that was typed.

    Raises:
        WrongUse: it is none.
    """
    from kb.identity import parse_key

    key = parse_key(text)
    if key is None:
        raise WrongUse("cli-bad-key", text=text)
    return key


def made_of(
    action: Action, *, quote: str, key: str, value: str, report_id: str | None, who: str, why: str
) -> Decision:
    """Return a decision of this moment.

    Raises:
        WrongUse: nobody made it, or for no reason.
    """
    from kb.decisions import decision

    if not (who.strip() and why.strip()):
        raise WrongUse("cli-who-why")
    return decision(
        action,
        quote=quote,
        key=key,
        value=value,
        report_id=report_id,
        who=who.strip(),
        when=datetime.now(UTC).isoformat(timespec="microseconds"),
        why=why.strip(),
    )


def keep(made: Sequence[Decision], home: Path | None, *, as_json: bool, quiet: bool) -> Committed:
    """Commit decisions, and tell how many are new and what they changed."""
    from kb.library import open_store

    with open_store(settings(home)) as store, store.writer() as writer:
        writer.decide(made)
        committed = writer.commit()
    known = len({each.id for each in made}) - committed.decided
    told = message("cli-decided", count=committed.decided, changed=committed.relinked)
    if known:
        told = f"{told} {message('cli-decided-known', count=known)}"
    done(committed, told, committed.decided, as_json=as_json, quiet=quiet)
    return committed


def done(committed: Committed, told: str, count: int, *, as_json: bool, quiet: bool) -> None:
    """Tell what a commit did."""
    if as_json:
        output.json(
            {"count": count, "changed": committed.relinked, "generation": committed.generation}
        )
    output.note(told, quiet=quiet)
