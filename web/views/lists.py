"""Start page, list of reports, list of instruments, findings, about."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from kb.answers import FoundFinding, InstrumentCard, Totals
from kb.ports import ReportCard
from web.links import place_url, state_url
from web.pages import (
    AboutPage,
    Chip,
    Choice,
    FindingsPage,
    InstrumentsPage,
    Note,
    ReportsPage,
    Shell,
    StartPage,
)
from web.params import FindingParams, InstrumentParams, ReportParams
from web.views.lines import instrument_line, note, paging, report_line
from web.wording import Wording


def start_page(
    totals: Totals, latest: Sequence[ReportCard], cited: Sequence[InstrumentCard], say: Wording
) -> StartPage:
    """Return the start page."""
    shell = Shell(
        title=say("start.title"), place="home", json_url="/index.json", csv_url="/index.csv"
    )
    return StartPage(
        shell=shell,
        totals=totals,
        latest=tuple(map(report_line, latest)),
        most_cited=tuple(map(instrument_line, cited)),
    )


def about_page(totals: Totals, version: str, say: Wording) -> AboutPage:
    """Return the page about the site."""
    shell = Shell(
        title=say("about.title"), place="about", json_url="/about.json", csv_url="/about.csv"
    )
    return AboutPage(shell=shell, totals=totals, version=version)


def reports_page(
    cards: Sequence[ReportCard], total: int, params: ReportParams, say: Wording
) -> ReportsPage:
    """Return the list of reports."""
    return ReportsPage(
        shell=_shell("reports", params, say),
        lines=tuple(map(report_line, cards)),
        chips=tuple(
            _chips("/reports", params, {"issuer": params.issuer, "place": params.place}, say)
        ),
        issuer=params.issuer,
        report_place=params.place,
        paging=paging(params, len(cards), total, lambda n: state_url("/reports", params, page=n)),
    )


def instruments_page(
    cards: Sequence[InstrumentCard], total: int, params: InstrumentParams, say: Wording
) -> InstrumentsPage:
    """Return the list of cited instruments."""
    types = say.family("type")
    wanted = {"q": params.q, "type": types.get(params.type, params.type)}
    return InstrumentsPage(
        shell=_shell("instruments", params, say),
        lines=tuple(map(instrument_line, cards)),
        words=params.q,
        type=params.type,
        types=tuple(types.items()),
        chips=tuple(_chips("/instruments", params, wanted, say)),
        paging=paging(
            params, len(cards), total, lambda n: state_url("/instruments", params, page=n)
        ),
    )


def findings_page(
    found: Sequence[FoundFinding],
    total: int,
    counts: Mapping[str, int],
    params: FindingParams,
    say: Wording,
) -> FindingsPage:
    """Return the list of findings."""
    return FindingsPage(
        shell=_shell("findings", params, say),
        notes=tuple(map(_note, found)),
        codes=tuple(_codes(counts, params, say)),
        severities=tuple(_severities(params, say)),
        paging=paging(params, len(found), total, lambda n: state_url("/findings", params, page=n)),
    )


def _shell(
    place: str, params: ReportParams | InstrumentParams | FindingParams, say: Wording
) -> Shell:
    return Shell(
        title=say(f"{place}.title"),
        place=place,
        json_url=state_url(f"/{place}.json", params),
        csv_url=state_url(f"/{place}.csv", params),
    )


def _chips(
    path: str, params: ReportParams | InstrumentParams, wanted: Mapping[str, str], say: Wording
) -> Iterator[Chip]:
    for name, value in wanted.items():
        if value:
            label = say("search.chip", facet=say.label("facet", name), value=value)
            yield Chip(label=label, url=state_url(path, params, **{name: "", "page": 1}))


def _note(found: FoundFinding) -> Note:
    finding = found.finding
    url = place_url(found.card.id, finding.span.start) if finding.span else None
    plain = note(finding, number=None, quote=None, url=url)
    return Note(
        number=None,
        code=plain.code,
        severity=plain.severity,
        message=plain.message,
        suggestion=plain.suggestion,
        quote=None,
        url=url,
        report=report_line(found.card),
    )


def _codes(counts: Mapping[str, int], params: FindingParams, say: Wording) -> Iterator[Choice]:
    for code, count in sorted(counts.items(), key=lambda item: (-item[1], item[0])):
        selected = code == params.code
        wanted = "" if selected else code
        url = state_url("/findings", params, code=wanted, page=1)
        yield Choice(label=say.label("finding", code), url=url, count=count, selected=selected)


def _severities(params: FindingParams, say: Wording) -> Iterator[Choice]:
    for value, label in say.family("severity").items():
        selected = value == params.severity
        url = state_url("/findings", params, severity=None if selected else value, page=1)
        yield Choice(label=label, url=url, count=None, selected=selected)
