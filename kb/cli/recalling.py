"""What staff decided: `kb decide list`, `undo`, `export`, `import`."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kb.cli import output
from kb.cli.asking import report_id_of
from kb.cli.options import HomeOption, JsonOption, QuietOption, library
from kb.cli.recording import ReportOption, WhoOption, WhyOption, keep, made_of
from kb.errors import NotFound, WrongUse, message

if TYPE_CHECKING:
    from kb.decisions import Told


def register(decide: typer.Typer) -> None:
    """Add the commands to the group `decide`."""
    decide.command("undo", help=message("help-undo"))(undo)
    decide.command("list", help=message("help-decide-list"))(list_decisions)
    decide.command("export", help=message("help-decide-export"))(export)
    decide.command("import", help=message("help-decide-import"))(import_decisions)


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
    made = made_of(
        "undo",
        quote=target.decision.quote or target.decision.key,
        key="",
        value=target.decision.id,
        report_id=None,
        who=who,
        why=why,
    )
    keep([made], home, as_json=as_json, quiet=quiet)


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
        for line in to_lines(told.decision for told in opened.decided()):
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
    keep(tuple(from_lines(file.name, text)), home, as_json=as_json, quiet=quiet)
