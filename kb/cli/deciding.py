"""What staff bring in: `kb instruments import` and `kb decide …`."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kb.cli import output
from kb.cli.asking import report_id_of
from kb.cli.options import HomeOption, JsonOption, QuietOption, library, settings
from kb.errors import NotFound, WrongUse, message
from kb.text import collapse, fold, written_date

if TYPE_CHECKING:
    from kb.decisions import Action, Told
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
    decide.command("undo", help=message("help-undo"))(undo)
    decide.command("list", help=message("help-decide-list"))(list_decisions)
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
    told = message("cli-imported-instruments", count=len(rows), changed=committed.relinked)
    _done(committed, told, len(rows), as_json=as_json, quiet=quiet)


def _done(committed: Committed, told: str, count: int, *, as_json: bool, quiet: bool) -> None:
    if as_json:
        output.json(
            {"count": count, "changed": committed.relinked, "generation": committed.generation}
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
    from kb.scrutiny import require_as_written

    report = _report(home, report_id)
    if index >= len(report.citations):
        raise NotFound(
            "cli-no-citation-index", id=report_id, index=index, count=len(report.citations)
        )
    citation = report.citations[index]
    chosen = _whole(home, key, also=citation.candidates)
    require_as_written(citation, chosen)
    made = _made(
        "choose",
        quote=citation.mention.surface,
        key=str(citation.unlinked or citation.key),
        value=str(chosen),
        report_id=None if everywhere else report.id,
        who=who,
        why=why,
    )
    _keep([made], home, as_json=as_json, quiet=quiet)
    _tell_outcome(home, report.id, made, quiet=quiet)


def _whole(home: Path | None, text: str, *, also: Collection[InstrumentKey] = ()) -> InstrumentKey:
    """Return the key of one instrument that is known, or at least could be."""
    from kb.identity import parse_key
    from kb.scrutiny import require_whole

    key = parse_key(_key(text))
    if key is None:
        raise WrongUse("cli-bad-key", text=text)
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
    from kb.identity import parse_key

    report = _report(home, report_id)
    _tell_later(report, parse_key(made.value), quiet=quiet)
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
    report = _report(home, only) if only else None
    chosen = _whole(home, key)
    made = _made(
        "alias",
        quote=quote,
        key="",
        value=str(chosen),
        report_id=report.id if report else None,
        who=who,
        why=why,
    )
    committed = _keep([made], home, as_json=as_json, quiet=quiet)
    if not committed.relinked:
        output.note(message("cli-alias-nowhere", quote=made.quote), quiet=quiet)
    if report:
        _tell_later(_report(home, report.id), chosen, quiet=quiet)


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
    report = _report(home, only) if only else None
    dated, before = _dated(home, key, date, report)
    made = _made(
        "confirm",
        quote=quote,
        key=_key(key),
        value=date,
        report_id=report.id if report else None,
        who=who,
        why=why,
    )
    _keep([made], home, as_json=as_json, quiet=quiet)
    if before and before != date:
        told = {"key": dated, "before": written_date(before), "date": written_date(date)}
        output.note(message("cli-confirm-differs", **told), quiet=quiet)
    if report:
        _tell_later(_report(home, report.id), dated, quiet=quiet)


def _dated(
    home: Path | None, text: str, date: str, report: Report | None
) -> tuple[InstrumentKey, str | None]:
    """Return the instrument that a date is confirmed of, and the date that was known before."""
    from kb.identity import parse_key
    from kb.scrutiny import require_date
    from kb.standing import completed

    typed = parse_key(_key(text))
    if typed is None:
        raise WrongUse("cli-bad-key", text=text)
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


def undo(
    decision_id: Annotated[str, typer.Argument(metavar="ID", help=message("help-decision-id"))],
    *,
    who: WhoOption,
    why: WhyOption,
    as_json: JsonOption = False,
    quiet: QuietOption = False,
    home: HomeOption = None,
) -> None:
    """Take a decision back; both stay on record."""
    with library(home) as opened:
        told = opened.decided()
    found = [t for t in told if t.decision.id.startswith(decision_id.strip().lower())]
    if len(found) != 1 or not decision_id.strip():
        raise NotFound("cli-no-decision", id=decision_id, count=len(found))
    (target,) = found
    if target.state == "undone":
        raise WrongUse("cli-undone-already", id=target.decision.id)
    made = _made(
        "undo",
        quote=target.decision.quote,
        key="",
        value=target.decision.id,
        report_id=None,
        who=who,
        why=why,
    )
    _keep([made], home, as_json=as_json, quiet=quiet)


def list_decisions(
    only: ReportOption = None, as_json: JsonOption = False, home: HomeOption = None
) -> None:
    """Print every decision, oldest first, with what has become of it."""
    with library(home) as opened:
        wanted = report_id_of(opened, only) if only else None
        told = [t for t in opened.decided() if wanted is None or _concerns(t, wanted)]
        from kb.cli import shapes

        names = {card.id: shapes.report_name(card) for card in opened.reports(limit=1_000_000)[0]}
    if as_json:
        output.json([shapes.told(t) for t in told])
        return
    heads = ("id", "date", "who", "decision", "where", "state", "why")
    output.table([message(f"head-{head}") for head in heads], (_row(t, names) for t in told))


def _concerns(told: Told, report_id: str) -> bool:
    return told.decision.report_id is None or report_id in told.report_ids


def _row(told: Told, names: Mapping[str, str]) -> tuple[str, ...]:
    from kb.replay import day_of

    made = told.decision
    what = message(f"decided-{made.action}", quote=made.quote, key=made.key, value=made.value)
    place = ", ".join(names.get(id_, id_) for id_ in told.report_ids)
    if made.action == "undo":
        place = "–"
    elif made.report_id is None:
        place = message("decided-everywhere")
    lost = made.report_key or made.report_path or made.report_id or ""
    state = message(f"state-{told.state}")
    return made.id, day_of(made), made.who, what, place or lost, state, made.why


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
        when=datetime.now(UTC).isoformat(timespec="microseconds"),
        why=why.strip(),
    )


def _keep(made: Sequence[Decision], home: Path | None, *, as_json: bool, quiet: bool) -> Committed:
    from kb.library import open_store

    with open_store(settings(home)) as store, store.writer() as writer:
        writer.decide(made)
        committed = writer.commit()
    known = len({each.id for each in made}) - committed.decided
    told = message("cli-decided", count=committed.decided, changed=committed.relinked)
    if known:
        told = f"{told} {message('cli-decided-known', count=known)}"
    _done(committed, told, committed.decided, as_json=as_json, quiet=quiet)
    return committed
