"""What staff bring in: `kb instruments import` and `kb decide …`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kb.cli import output
from kb.cli.asking import report_id_of
from kb.cli.options import HomeOption, JsonOption, QuietOption, library, settings
from kb.errors import NotFound, WrongUse, message

if TYPE_CHECKING:
    from kb.decisions import Action
    from kb.model import Report
    from kb.ports import Committed, Decision

WhoOption = Annotated[
    str, typer.Option("--who", metavar="NAME", envvar="KB_WHO", help=message("help-who"))
]
WhyOption = Annotated[str, typer.Option("--why", metavar="TEXT", help=message("help-why"))]
ReportOption = Annotated[
    str | None, typer.Option("--report", metavar="ID", help=message("help-only-report"))
]
EverywhereOption = Annotated[bool, typer.Option("--everywhere", help=message("help-everywhere"))]


def register(app: typer.Typer) -> None:
    """Add the commands to `app`."""
    instruments = typer.Typer(no_args_is_help=True, rich_markup_mode=None)
    instruments.callback()(_group)
    instruments.command("import", help=message("help-instruments-import"))(import_instruments)
    app.add_typer(instruments, name="instruments", help=message("help-instruments"))
    decide = typer.Typer(no_args_is_help=True, rich_markup_mode=None)
    decide.callback()(_group)
    decide.command("choose", help=message("help-choose"))(choose)
    decide.command("alias", help=message("help-alias"))(alias)
    decide.command("confirm", help=message("help-confirm"))(confirm)
    decide.command("dismiss", help=message("help-dismiss"))(dismiss)
    decide.command("export", help=message("help-decide-export"))(export)
    decide.command("import", help=message("help-decide-import"))(import_decisions)
    app.add_typer(decide, name="decide", help=message("help-decide"))


def _group() -> None:
    """Keep the commands below their group, even where there is only one."""


# --- instruments


def import_instruments(
    file: Annotated[Path, typer.Argument(metavar="FILE", help=message("help-instruments-file"))],
    as_json: JsonOption = False,
    quiet: QuietOption = False,
    home: HomeOption = None,
) -> None:
    """Take registry rows from a CSV file; reports are linked anew where they matter."""
    from kb.instrument_file import instruments_of
    from kb.library import open_store

    rows = instruments_of(file.name, file.read_bytes())
    with open_store(settings(home)) as store, store.writer() as writer:
        writer.import_instruments(rows)
        committed = writer.commit()
    told = message("cli-imported-instruments", count=len(rows), changed=committed.changed)
    _done(committed, told, len(rows), as_json=as_json, quiet=quiet)


def _done(committed: Committed, told: str, count: int, *, as_json: bool, quiet: bool) -> None:
    if as_json:
        output.json(
            {"count": count, "changed": committed.changed, "generation": committed.generation}
        )
    output.note(told, quiet=quiet)


# --- decisions


def choose(
    report_id: Annotated[str, typer.Argument(metavar="REPORT", help=message("help-report-id"))],
    index: Annotated[int, typer.Argument(metavar="INDEX", min=0, help=message("help-index"))],
    key: Annotated[str, typer.Argument(metavar="KEY", help=message("help-key"))],
    *,
    who: WhoOption,
    why: WhyOption,
    everywhere: EverywhereOption = False,
    as_json: JsonOption = False,
    quiet: QuietOption = False,
    home: HomeOption = None,
) -> None:
    """Say which instrument a citation means."""
    report = _report(home, report_id)
    if index >= len(report.citations):
        raise NotFound(
            "cli-no-citation-index", id=report_id, index=index, count=len(report.citations)
        )
    citation = report.citations[index]
    made = _made(
        "choose",
        quote=citation.mention.surface,
        key=str(citation.key),
        value=_key(key),
        report_id=None if everywhere else report.id,
        who=who,
        why=why,
    )
    _keep([made], home, as_json=as_json, quiet=quiet)


def alias(
    quote: Annotated[str, typer.Argument(metavar="QUOTE", help=message("help-alias-quote"))],
    key: Annotated[str, typer.Argument(metavar="KEY", help=message("help-key"))],
    *,
    who: WhoOption,
    why: WhyOption,
    only: ReportOption = None,
    as_json: JsonOption = False,
    quiet: QuietOption = False,
    home: HomeOption = None,
) -> None:
    """Say which instrument a name means."""
    if not quote.strip():
        raise WrongUse("cli-empty-quote")
    report_id = _report(home, only).id if only else None
    value = _key(key)
    made = _made("alias", quote=quote, key="", value=value, report_id=report_id, who=who, why=why)
    _keep([made], home, as_json=as_json, quiet=quiet)


def confirm(
    key: Annotated[str, typer.Argument(metavar="KEY", help=message("help-key"))],
    date: Annotated[str, typer.Argument(metavar="YYYY-MM-DD", help=message("help-date"))],
    *,
    who: WhoOption,
    why: WhyOption,
    quote: Annotated[str, typer.Option("--quote", help=message("help-quote"))] = "",
    only: ReportOption = None,
    as_json: JsonOption = False,
    quiet: QuietOption = False,
    home: HomeOption = None,
) -> None:
    """Confirm the date of an instrument."""
    from kb.decisions import is_day

    if not is_day(date):
        raise WrongUse("library-date", date=date)
    report_id = _report(home, only).id if only else None
    machine = _key(key)
    made = _made(
        "confirm", quote=quote, key=machine, value=date, report_id=report_id, who=who, why=why
    )
    _keep([made], home, as_json=as_json, quiet=quiet)


def dismiss(
    report_id: Annotated[str, typer.Argument(metavar="REPORT", help=message("help-report-id"))],
    code: Annotated[str, typer.Argument(metavar="CODE", help=message("help-code"))],
    *,
    who: WhoOption,
    why: WhyOption,
    key: Annotated[
        str, typer.Option("--key", metavar="KEY", help=message("help-finding-key"))
    ] = "",
    everywhere: EverywhereOption = False,
    as_json: JsonOption = False,
    quiet: QuietOption = False,
    home: HomeOption = None,
) -> None:
    """Say that a finding is none."""
    report = _report(home, report_id)
    found = [f for f in report.findings if f.code == code]
    keys = sorted({str(f.key or "") for f in found if not key or str(f.key) == _key(key)})
    if not keys:
        raise NotFound("cli-no-finding", id=report_id, code=code)
    only = None if everywhere else report.id
    made = [
        _made("dismiss", quote=code, key=each, value="", report_id=only, who=who, why=why)
        for each in keys
    ]
    _keep(made, home, as_json=as_json, quiet=quiet)


def export(home: HomeOption = None) -> None:
    """Print every decision, one JSON object a line."""
    from kb.decisions import to_lines

    with library(home) as opened:
        for line in to_lines(opened.decisions()):
            output.raw(line)


def import_decisions(
    file: Annotated[Path, typer.Argument(metavar="FILE", help=message("help-decide-file"))],
    as_json: JsonOption = False,
    quiet: QuietOption = False,
    home: HomeOption = None,
) -> None:
    """Take decisions from a JSONL file; those that are known already change nothing."""
    from kb.decisions import from_lines

    try:
        text = file.read_bytes().decode("utf-8")
    except UnicodeDecodeError as error:
        raise WrongUse("instruments-encoding", file=file.name) from error
    _keep(tuple(from_lines(file.name, text)), home, as_json=as_json, quiet=quiet)


def _report(home: Path | None, report_id: str) -> Report:
    with library(home) as opened:
        return opened.report(report_id_of(opened, report_id)).report


def _key(text: str) -> str:
    from kb.identity import parse_key

    key = parse_key(text)
    if key is None:
        raise WrongUse("cli-bad-key", text=text)
    return str(key)


def _made(
    action: Action, *, quote: str, key: str, value: str, report_id: str | None, who: str, why: str
) -> Decision:
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
        when=datetime.now(UTC).isoformat(timespec="seconds"),
        why=why.strip(),
    )


def _keep(made: Sequence[Decision], home: Path | None, *, as_json: bool, quiet: bool) -> None:
    from kb.library import open_store

    with open_store(settings(home)) as store, store.writer() as writer:
        writer.decide(made)
        committed = writer.commit()
    told = message("cli-decided", count=len(made), changed=committed.changed)
    _done(committed, told, len(made), as_json=as_json, quiet=quiet)
