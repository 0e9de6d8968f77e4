"""The instrument page: what is known, who cites it, what it does to others, what is cited with it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from kb.answers import EgoGraph, InstrumentAnswer, InstrumentCard, RelationRow
from kb.identity import InstrumentKey
from kb.model import Instrument, Role
from kb.naming import label_of
from kb.text import written_date
from web.links import citation_url, instrument_url, report_url, state_url
from web.pages import (
    Field,
    InstrumentPage,
    RelationGroup,
    RelationLine,
    Shell,
)
from web.params import CitingParams
from web.views.diagram import diagram
from web.views.lines import citing_hit, effect_line, instrument_line, paging, reference
from web.wording import Wording

_GROUPS = {
    (Role.DETAILS, True): "guided",
    (Role.DETAILS, False): "guides",
    (Role.AMENDS, True): "amended",
    (Role.AMENDS, False): "amends",
    (Role.REPLACES, True): "replaced",
    (Role.REPLACES, False): "replaces",
    (Role.REPEALS, True): "replaced",
    (Role.REPEALS, False): "replaces",
    (Role.BASIS, True): "grounds",
    (Role.BASIS, False): "grounded",
    (Role.ACCORDING_TO, True): "grounds",
    (Role.ACCORDING_TO, False): "grounded",
}
"""(role, whether this instrument acts) → group of the lược đồ; anything else is dẫn chiếu."""


def instrument_page(
    answer: InstrumentAnswer,
    ego: EgoGraph,
    choices: Sequence[InstrumentCard],
    *,
    params: CitingParams,
    today: date,
    say: Wording,
) -> InstrumentPage:
    """Return the page of an instrument; `choices` are what a partial key may mean."""
    instrument = answer.card.instrument
    line = instrument_line(answer.card)
    others = [card for card in choices if card.instrument.key != instrument.key]
    path = instrument_url(instrument.key)
    return InstrumentPage(
        shell=_shell(line.name, instrument.key, params),
        instrument=line,
        fields=tuple(_fields(instrument)),
        effect=effect_line(instrument, today.isoformat(), present=True),
        replaced_by=tuple(map(reference, instrument.replaced_by)),
        amended_by=tuple(map(reference, instrument.amended_by)),
        own_reports=tuple(map(report_url, instrument.report_ids)),
        choices=tuple(map(instrument_line, others)),
        citing=tuple(map(citing_hit, answer.reports)),
        paging=paging(
            params, len(answer.reports), answer.total, lambda n: state_url(path, params, page=n)
        ),
        groups=tuple(_groups(answer.relations, say)),
        co_cited=tuple((instrument_line(card), shared) for card, shared in answer.co_cited),
        siblings=tuple(map(instrument_line, answer.siblings)),
        diagram=diagram(ego),
    )


def _shell(name: str, key: InstrumentKey, params: CitingParams) -> Shell:
    return Shell(
        title=name,
        place="instruments",
        json_url=state_url(instrument_url(key, ".json"), params),
        csv_url=state_url(instrument_url(key, ".csv"), params),
        svg_url=instrument_url(key, ".svg"),
    )


def _fields(instrument: Instrument) -> Iterator[Field]:
    plain = {
        "number": label_of(instrument.key, instrument) if instrument.number else None,
        "kind": instrument.kind,
        "issuer": instrument.issuer,
        "date": written_date(instrument.date) if instrument.date else None,
        "effective_from": _day(instrument.effective_from),
        "effective_to": _day(instrument.effective_to),
        "key": str(instrument.key),
    }
    return (Field(label=f"field.{name}", value=value) for name, value in plain.items() if value)


def _day(value: str | None) -> str | None:
    return written_date(value) if value else None


def _groups(rows: Sequence[RelationRow], say: Wording) -> Iterator[RelationGroup]:
    """Yield the groups that hold something, in the order of the lược đồ."""
    for code in say.family("group"):
        lines = tuple(_relation(row) for row in rows if group_of(row) == code)
        if lines:
            yield RelationGroup(code=f"group.{code}", lines=lines)


def group_of(row: RelationRow) -> str:
    """Return the group of the lược đồ that a relation belongs to, seen from the instrument at hand."""
    return _GROUPS.get((row.role, row.outgoing), "refers" if row.outgoing else "referred")


def _relation(row: RelationRow) -> RelationLine:
    return RelationLine(
        role=row.role.value,
        instrument=instrument_line(row.other),
        evidence=tuple(citation_url(report_id, index) for report_id, index in row.evidence),
        registry=row.registry,
    )
