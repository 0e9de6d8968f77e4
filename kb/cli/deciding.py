"""What staff bring in: `kb instruments import` and `kb decide …`."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kb.cli import output, recalling
from kb.cli.options import HomeOption, JsonOption, QuietOption, library, settings
from kb.cli.recording import (
    ReportOption,
    WhoOption,
    WhyOption,
    done,
    keep,
    key_of,
    made_of,
    report_of,
)
from kb.errors import NotFound, WrongUse, message
from kb.text import collapse, fold, written_date

if TYPE_CHECKING:
    from kb.identity import InstrumentKey
    from kb.model import Report
    from kb.ports import Decision

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
    recalling.register(decide)
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
    told = message("cli-imported-instruments", count=len(rows), changed=committed.relinked)
    done(committed, told, len(rows), as_json=as_json, quiet=quiet)


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
    from kb.scrutiny import require_as_written
    from kb.staff_names import RULE

    report = report_of(home, report_id)
    if index >= len(report.citations):
        raise NotFound(
            "cli-no-citation-index", id=report_id, index=index, count=len(report.citations)
        )
    citation = report.citations[index]
    if citation.mention.rule == RULE:
        raise WrongUse("cli-choice-of-name", quote=collapse(citation.mention.surface))
    chosen = _whole(home, key, also=citation.candidates)
    require_as_written(citation, chosen)
    made = made_of(
        "choose",
        quote=citation.mention.surface,
        key=str(citation.unlinked or citation.key),
        value=str(chosen),
        report_id=None if everywhere else report.id,
        who=who,
        why=why,
    )
    keep([made], home, as_json=as_json, quiet=quiet)
    _tell_outcome(home, report.id, made, quiet=quiet)


def _whole(home: Path | None, text: str, *, also: Collection[InstrumentKey] = ()) -> InstrumentKey:
    """Return the key of one instrument that is known, or at least could be."""
    from kb.scrutiny import require_whole

    key = key_of(text)
    require_whole(key, known=key in also or _is_known(home, key))
    return key


def _is_known(home: Path | None, key: InstrumentKey) -> bool:
    with library(home) as opened:
        try:
            opened.instrument(key, limit=1)
        except NotFound:
            return False
    return True


def _tell_outcome(home: Path | None, report_id: str, made: Decision, *, quiet: bool) -> None:
    """Say when a choice changes nothing, or links a report to what came after it."""
    report = report_of(home, report_id)
    _tell_later(report, key_of(made.value), quiet=quiet)
    words = fold(made.quote)
    keys = {str(c.key) for c in report.citations if fold(collapse(c.mention.surface)) == words}
    if keys and made.value not in keys:
        output.note(message("cli-choice-held", keys=", ".join(sorted(keys))), quiet=quiet)


def _tell_later(report: Report, key: InstrumentKey | None, *, quiet: bool) -> None:
    for found in report.findings:
        if found.code == "decision-after-report" and found.key == key:
            output.note(f"{found.message} {found.suggestion}", quiet=quiet)


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
    from kb.staff_names import is_telling

    if not quote.strip():
        raise WrongUse("cli-empty-quote")
    if not is_telling(quote):
        raise WrongUse("cli-alias-plain", quote=collapse(quote))
    report = report_of(home, only) if only else None
    chosen = _whole(home, key)
    made = made_of(
        "alias",
        quote=quote,
        key="",
        value=str(chosen),
        report_id=report.id if report else None,
        who=who,
        why=why,
    )
    committed = keep([made], home, as_json=as_json, quiet=quiet)
    if not committed.relinked:
        output.note(message("cli-alias-nowhere", quote=made.quote), quiet=quiet)
    if report:
        _tell_later(report_of(home, report.id), chosen, quiet=quiet)


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
    report = report_of(home, only) if only else None
    dated, before = _dated(home, key, date, report)
    made = made_of(
        "confirm",
        quote=quote,
        key=str(key_of(key)),
        value=date,
        report_id=report.id if report else None,
        who=who,
        why=why,
    )
    keep([made], home, as_json=as_json, quiet=quiet)
    if before and before != date:
        told = {"key": dated, "before": written_date(before), "date": written_date(date)}
        output.note(message("cli-confirm-differs", **told), quiet=quiet)
    if report:
        _tell_later(report_of(home, report.id), dated, quiet=quiet)


def _dated(
    home: Path | None, text: str, date: str, report: Report | None
) -> tuple[InstrumentKey, str | None]:
    """Return the instrument that a date is confirmed of, and the date that was known before."""
    from kb.scrutiny import require_date
    from kb.standing import completed

    typed = key_of(text)
    require_date(typed, date)
    key = completed(typed, date)
    if key.is_partial:
        raise WrongUse("cli-confirm-open", key=typed)
    if typed.is_partial:
        cited = {c.unlinked or c.key for c in report.citations} if report else frozenset()
        if typed not in cited:
            raise WrongUse("cli-confirm-report", key=typed)
    with library(home) as opened:
        try:
            return key, opened.instrument(key, limit=1).card.instrument.date
        except NotFound:
            if not typed.is_partial:
                raise
    return key, None


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
    report = report_of(home, report_id)
    found = [f for f in report.findings if f.code == code]
    keys = sorted({str(f.key or "") for f in found if not key or f.key == key_of(key)})
    if not keys:
        raise NotFound("cli-no-finding", id=report_id, code=code)
    only = None if everywhere else report.id
    made = [
        made_of("dismiss", quote=code, key=each, value="", report_id=only, who=who, why=why)
        for each in keys
    ]
    keep(made, home, as_json=as_json, quiet=quiet)
