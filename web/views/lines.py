"""The lines, snippets and links that several pages share."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from kb.answers import CitingReport, InstrumentCard, Passage
from kb.identity import InstrumentKey
from kb.model import Finding, Header, Instrument, Resolution, Span
from kb.naming import label_of, name_of
from kb.ports import ReportCard, StoredCitation
from web.effect import effect_on
from web.links import citation_url, instrument_url, place_url, report_url
from web.pages import (
    EffectLine,
    Field,
    Hit,
    InstrumentLine,
    Note,
    Paging,
    Part,
    ReportLine,
    Snippet,
)
from web.params import DEEPEST, Params

PageUrl = Callable[[int], str]
"""Address of a page of the same list, from 1."""

_SURE = frozenset({Resolution.EXACT, Resolution.DECIDED})
_OPEN = frozenset({Resolution.AMBIGUOUS, Resolution.PARTIAL})


def certainty(resolution: Resolution) -> str:
    """Return how sure a link is: `sure`, `inferred`, or `open` where no instrument could be settled on."""
    if resolution in _OPEN:
        return "open"
    return "sure" if resolution in _SURE else "inferred"


def file_name(card: ReportCard) -> str:
    """Return the last part of the oldest path, the id where there is none."""
    return card.paths[0].replace("\\", "/").rsplit("/", 1)[-1] if card.paths else card.id


def report_line(card: ReportCard) -> ReportLine:
    """Return a report as lists show it."""
    header = card.header
    named = header != Header() or card.key is not None
    return ReportLine(
        id=card.id,
        url=report_url(card.id),
        name=(name_of(card.key, None, header) if named else None) or file_name(card),
        subject=header.subject,
        issuer=header.issuer,
        place=header.jurisdiction or header.place,
        date=header.date,
        file=file_name(card),
        failure=card.failure,
        citation_count=card.citation_count,
        instrument_count=card.instrument_count,
        finding_count=card.finding_count,
    )


def instrument_title(instrument: Instrument) -> str | None:
    """Return the title seen most often, `None` where no report gives one."""
    return instrument.titles[0][0] if instrument.titles else None


def instrument_line(card: InstrumentCard) -> InstrumentLine:
    """Return an instrument as lists show it."""
    instrument = card.instrument
    return InstrumentLine(
        key=str(instrument.key),
        url=instrument_url(instrument.key),
        name=card.name,
        title=instrument_title(instrument),
        issuer=instrument.issuer,
        date=instrument.date,
        report_count=card.report_count,
        mention_count=card.mention_count,
        partial=instrument.key.is_partial,
    )


def effect_line(instrument: Instrument, day: str | None, *, present: bool = False) -> EffectLine:
    """Return the effect status on a day, ready to be shown with that day."""
    return EffectLine(code=effect_on(instrument, day, present=present).value, date=day)


def parts(text: str, marks: Sequence[Span]) -> tuple[Part, ...]:
    """Cut a passage at its marks; marks that overlap or leave the text are clipped."""
    found: list[Part] = []
    at = 0
    for mark in sorted(marks):
        start, end = max(mark.start, at), min(mark.end, len(text))
        if start < end:
            found += [
                Part(text=text[at:start], marked=False),
                Part(text=text[start:end], marked=True),
            ]
            at = end
    found.append(Part(text=text[at:], marked=False))
    return tuple(part for part in found if part.text)


def found_snippet(passage: Passage) -> Snippet:
    """Return a search passage; its address leads to the paragraph of its first mark."""
    return Snippet(
        url=place_url(passage.report_id, _first_mark(passage)),
        parts=parts(passage.text, passage.marks),
        section=passage.section,
        role=None,
        resolution=None,
    )


def _first_mark(passage: Passage) -> int:
    inside = passage.marks[0].start if passage.marks else 0
    return min(passage.span.start + inside, max(passage.span.end - 1, passage.span.start))


def cited_snippet(stored: StoredCitation, passage: Passage) -> Snippet:
    """Return the passage of a citation; its address is the citation's own."""
    return Snippet(
        url=citation_url(stored.report_id, stored.index),
        parts=parts(passage.text, passage.marks),
        section=passage.section,
        role=stored.citation.own_role.value,
        resolution=stored.citation.resolution.value,
        candidates=tuple(map(_candidate, stored.citation.candidates)),
    )


def reference(key: InstrumentKey) -> Field:
    """Return an instrument as a link, called as its key prints it."""
    return Field(label="field.key", value=label_of(key, None) or str(key), url=instrument_url(key))


def _candidate(key: InstrumentKey) -> Field:
    """Return a link that tells apart what bears one symbol in several years."""
    plain = reference(key)
    told = key.period in plain.value or not key.period.isdigit()
    return plain if told else replace(plain, value=f"{plain.value} ({key.period})")


def citing_hit(citing: CitingReport) -> Hit:
    """Return a report that cites, with its passages."""
    return Hit(
        report=report_line(citing.card),
        snippets=tuple(cited_snippet(stored, passage) for stored, passage in citing.passages),
        mention_count=citing.mention_count,
        roles=tuple(role.value for role in citing.roles),
    )


def numbered(findings: Iterable[Finding]) -> tuple[tuple[int | None, Finding], ...]:
    """Number the findings that have a place from 1, as they come; the others have no number."""
    result: list[tuple[int | None, Finding]] = []
    count = 0
    for finding in findings:
        count += finding.span is not None
        result.append((count if finding.span is not None else None, finding))
    return tuple(result)


def note(finding: Finding, *, number: int | None, quote: str | None, url: str | None) -> Note:
    """Return a finding as it stands beside a text."""
    return Note(
        number=number,
        code=finding.code,
        severity=finding.severity.value,
        message=finding.message,
        suggestion=finding.suggestion,
        quote=quote,
        url=url,
    )


def paging(params: Params, shown: int, total: int, url: PageUrl) -> Paging:
    """Return where this page stands; paging ends where the limits end."""
    last = params.offset + shown
    further = shown > 0 and last < total and last < DEEPEST
    return Paging(
        first=params.offset + 1 if shown else 0,
        last=last if shown else 0,
        total=total,
        previous_url=url(params.page - 1) if params.page > 1 else None,
        next_url=url(params.page + 1) if further else None,
    )
