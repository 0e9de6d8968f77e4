"""Questions: `kb search`, `cite`, `report`, `graph`, `export`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from kb.cli import output
from kb.cli.options import (
    HomeOption,
    JsonOption,
    LimitOption,
    OffsetOption,
    library,
    readable,
    settings,
)
from kb.errors import NotFound, WrongUse, message

if TYPE_CHECKING:
    from kb.answers import CiteAnswer, EgoGraph, InstrumentCard, Passage, SearchAnswer
    from kb.library import Library

GraphFormat = Literal["json", "graphml", "gexf", "dot", "svg"]
ExportFormat = Literal["jsonl", "json", "graphml", "gexf", "dot"]


def register(app: typer.Typer) -> None:
    """Add the commands to `app`."""
    app.command("search", help=message("help-search"))(search)
    app.command("cite", help=message("help-cite"))(cite)
    app.command("report", help=message("help-report"))(report)
    app.command("graph", help=message("help-graph"))(graph)
    app.command("export", help=message("help-export"))(export)


# --- full text


def search(
    query: Annotated[str, typer.Argument(metavar="QUERY", help=message("help-query"))],
    *,
    where: Annotated[
        list[str] | None,
        typer.Option("--where", metavar="FACET=VALUE", help=message("help-where")),
    ] = None,
    since: Annotated[
        str | None, typer.Option("--from", metavar="YYYY-MM-DD", help=message("help-from"))
    ] = None,
    until: Annotated[
        str | None, typer.Option("--to", metavar="YYYY-MM-DD", help=message("help-to"))
    ] = None,
    sort: Annotated[
        Literal["relevance", "date"], typer.Option("--sort", help=message("help-sort"))
    ] = "relevance",
    limit: LimitOption = 10,
    offset: OffsetOption = 0,
    as_json: JsonOption = False,
    home: HomeOption = None,
) -> None:
    """Search the texts and print hits with passages."""
    filters = _filters(where or [])
    with library(home) as opened:
        answer = opened.search(
            readable(query),
            filters=filters,
            date_from=since,
            date_to=until,
            sort=sort,
            offset=offset,
            limit=limit,
        )
    if as_json:
        from kb.cli import shapes

        output.json(shapes.search(answer))
    else:
        _print_hits(answer)


def _filters(where: list[str]) -> dict[str, list[str]]:
    filters: dict[str, list[str]] = {}
    for condition in where:
        name, equals, value = condition.partition("=")
        if not (name and equals and value):
            raise WrongUse("cli-where", condition=condition)
        filters.setdefault(name, []).append(value)
    return filters


def _print_hits(answer: SearchAnswer) -> None:
    from kb.cli.shapes import report_name

    for card in answer.recognised.matches:
        output.note(message("cli-is-instrument", name=card.name, key=card.instrument.key))
    output.note(message("cli-hits", shown=len(answer.hits), total=answer.total))
    for hit in answer.hits:
        output.line("\t".join((hit.card.id, hit.card.header.date or "–", report_name(hit.card))))
        for passage in hit.passages:
            output.line(f"    {_marked(passage)}")


def _marked(passage: Passage) -> str:
    """Return the words of a passage, what was found in « »."""
    text = passage.text
    for mark in sorted(passage.marks, reverse=True):
        text = f"{text[: mark.start]}«{text[mark.start : mark.end]}»{text[mark.end :]}"
    return text


# --- citations


def cite(
    citation: Annotated[str, typer.Argument(metavar="SYMBOL-OR-KEY", help=message("help-symbol"))],
    *,
    words: Annotated[
        str, typer.Option("--query", metavar="WORDS", help=message("help-cite-query"))
    ] = "",
    limit: LimitOption = 50,
    offset: OffsetOption = 0,
    as_json: JsonOption = False,
    home: HomeOption = None,
) -> None:
    """Print the reports that cite an instrument, or the instruments to choose from."""
    with library(home) as opened:
        answer = opened.cite(readable(citation), query=readable(words), offset=offset, limit=limit)
    if as_json:
        from kb.cli import shapes

        output.json(shapes.cite(answer))
    elif answer.card:
        _print_citing(answer, answer.card)
    elif answer.recognised.matches:
        output.note(message("cli-choose", spelled=answer.recognised.spelled or citation))
        _print_instruments(answer.recognised.matches)
    elif answer.recognised.spelled:
        output.note(message("cli-not-cited", name=answer.recognised.spelled))
    else:
        raise WrongUse("cli-no-citation", text=citation)


def _print_citing(answer: CiteAnswer, card: InstrumentCard) -> None:
    from kb.cli.shapes import report_name

    key = card.instrument.key
    if key.is_partial:
        output.note(message("cli-cited-open", name=card.name, key=key))
    else:
        told = {"total": answer.total, "count": card.mention_count}
        output.note(message("cli-cited", name=card.name, key=key, **told))
    for row in answer.reports:
        roles = ", ".join(message(f"role-{role.value}") for role in row.roles)
        cells = (row.card.id, row.card.header.date or "–", str(row.mention_count), roles)
        output.line("\t".join((*cells, report_name(row.card))))
        for stored, passage in row.passages if key.is_partial else row.passages[:1]:
            output.line(f"    {_marked(passage)}")
            candidates = ", ".join(map(str, stored.citation.candidates))
            if candidates:
                output.line("    " + message("cli-candidates", keys=candidates))
    choices = tuple(c for c in answer.recognised.matches if c.instrument.key != key)
    if choices:
        output.note(message("cli-choose", spelled=answer.recognised.spelled or card.name))
        _print_instruments(choices)


def _print_instruments(cards: tuple[InstrumentCard, ...]) -> None:
    from kb.naming import title_of

    heads = (
        message("head-key"),
        message("head-name"),
        message("head-date"),
        message("head-reports"),
    )
    rows = (
        (c.instrument.key, c.name, c.instrument.date or "–", c.report_count, title_of(c.instrument))
        for c in cards
    )
    output.table((*heads, message("head-title")), rows)


def report(
    report_id: Annotated[str, typer.Argument(metavar="ID", help=message("help-report-id"))],
    as_json: JsonOption = False,
    home: HomeOption = None,
) -> None:
    """Print what a report cites: its table of authorities."""
    with library(home) as opened:
        answer = opened.report(report_id_of(opened, report_id))
    from kb.cli import shapes

    if as_json:
        output.json(shapes.report(answer))
        return
    output.note(f"{shapes.report_name(answer.card)} · {answer.card.header.subject or '–'}")
    heads = (
        message("head-key"),
        message("head-name"),
        message("head-mentions"),
        message("head-roles"),
    )
    rows = (
        (
            row.card.instrument.key,
            row.card.name,
            len(row.citations),
            ", ".join(message(f"role-{role.value}") for role in row.roles),
            message(f"resolution-{row.resolution.value}"),
        )
        for row in answer.authorities
    )
    output.table((*heads, message("head-resolution")), rows)
    for found in answer.report.findings:
        told = f"{found.message} {found.suggestion or ''}".strip()
        output.note(f"{message(f'severity-{found.severity.value}')} · {found.code} · {told}")


def report_id_of(opened: Library, typed: str) -> str:
    """Return the id of the one report that `typed` names: its id, its beginning, or its number."""
    cards = [
        card for card in opened.reports(limit=1_000_000)[0] if card.id.startswith(typed.lower())
    ]
    if len(cards) == 1 and typed:
        return cards[0].id
    if cards:
        raise WrongUse("cli-several-reports", text=typed, ids=", ".join(c.id for c in cards[:5]))
    keys = {card.instrument.key for card in opened.recognise(typed).matches}
    ids = [card.id for card in opened.reports(limit=1_000_000)[0] if card.key in keys]
    if len(ids) == 1:
        return ids[0]
    if ids:
        raise WrongUse("cli-several-reports", text=typed, ids=", ".join(ids[:5]))
    raise NotFound("library-no-report", id=typed)


# --- graph and export


def graph(
    centre: Annotated[str, typer.Argument(metavar="KEY-OR-ID", help=message("help-centre"))],
    *,
    depth: Annotated[int, typer.Option("--depth", min=0, max=6, help=message("help-depth"))] = 1,
    limit: LimitOption = 150,
    form: Annotated[GraphFormat, typer.Option("--format", help=message("help-format"))] = "json",
    by: Annotated[
        Literal["issuer", "kind"], typer.Option("--lanes", help=message("help-lanes"))
    ] = "issuer",
    out: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="FILE", help=message("help-output"))
    ] = None,
    as_json: JsonOption = False,
    home: HomeOption = None,
) -> None:
    """Print the neighbourhood of an instrument or report."""
    with library(home) as opened:
        ego = opened.graph(_node(opened, centre), depth=depth, limit=limit)
    _deliver(_written(ego, "json" if as_json else form, by=by), out)


def _node(opened: Library, typed: str) -> str:
    """Return the key or report id that `typed` names.

    Raises:
        WrongUse: several instruments fit.
    """
    matches = opened.recognise(typed).matches
    if any(str(card.instrument.key) == typed for card in matches):
        return typed
    if len(matches) > 1:
        keys = ", ".join(str(card.instrument.key) for card in matches[:5])
        raise WrongUse("cli-several-instruments", text=typed, keys=keys)
    return str(matches[0].instrument.key) if matches else report_id_of(opened, typed)


def _written(ego: EgoGraph, form: str, *, by: Literal["issuer", "kind"] = "issuer") -> str:
    from kb.drawing import to_svg
    from kb.graph import to_dot, to_gexf, to_graphml
    from kb.wire import to_json

    if form == "svg":
        return to_svg(ego, by=by)
    if form == "json":
        return to_json(ego) + "\n"
    return {"graphml": to_graphml, "gexf": to_gexf, "dot": to_dot}[form](ego)


def export(
    form: Annotated[
        ExportFormat, typer.Option("--format", help=message("help-export-format"))
    ] = "jsonl",
    out: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="FILE", help=message("help-output"))
    ] = None,
    home: HomeOption = None,
) -> None:
    """Print everything: one JSON object a line, or the whole graph."""
    if form == "jsonl":
        from kb.library import open_store

        with open_store(settings(home)) as store:
            _deliver("".join(store.export()), out)
        return
    with library(home) as opened:
        _deliver(_written(opened.whole_graph(), form), out)


def _deliver(text: str, out: Path | None) -> None:
    if out is None:
        output.raw(text)
    else:
        out.write_text(text, encoding="utf-8", newline="\n")
        output.note(message("cli-wrote", file=out))
