"""What the registry of known instruments says against a report: dates, effect, successors.

A pure step over a report resolved within itself: the same report and the same registry give the same
findings. `kb extract` asks the built-in registry, the catalogue the one that the administrator keeps.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from kb import vocabulary
from kb.findings import Row, load
from kb.identity import InstrumentKey
from kb.model import Citation, Claim, Finding, Instrument, MentionClass, Report
from kb.naming import name_of, shown

Lookup = Callable[[InstrumentKey], Instrument | None]
"""The registry's row of an instrument, `None` where it has none."""

CODES = frozenset({"date-differs-from-record", "superseded-at-report-date", "not-yet-in-force"})
"""The findings that rest on a row of the registry alone."""
_CONSOLIDATION = "Văn bản hợp nhất"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Claimed:
    """A citation and what it claims."""

    citation: Citation
    claim: Claim


def compared(report: Report, record: Lookup) -> Report:
    """Return a report, its claims answered, with the findings that the registry adds, by their places.

    The registry also says which of two dates is the right one, so that the document need not be told
    that it contradicts itself, and gives the date that a first mention should carry.
    """
    by_key = _by_key(report)
    own = [
        _with_date(finding, record)
        for finding in report.findings
        if not _is_recorded(finding, by_key, record)
    ]
    added = (
        finding
        for key, claimed in by_key.items()
        if (known := record(key)) is not None
        for finding in _of_record(report, claimed, known, record)
    )
    every = {(finding.code, finding.span, finding.key): finding for finding in (*own, *added)}
    return replace(report, findings=in_order(every.values()), claims=())


def in_order(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return findings by their places, those about the whole document first."""
    return tuple(sorted(findings, key=_place))


def _place(finding: Finding) -> tuple[int, int, str]:
    if finding.span is None:
        return -1, -1, finding.code
    return finding.span.start, finding.span.end, finding.code


def _by_key(report: Report) -> Mapping[InstrumentKey, Sequence[_Claimed]]:
    grouped: dict[InstrumentKey, list[_Claimed]] = defaultdict(list)
    for claim in report.claims:
        citation = report.citations[claim.citation]
        if not citation.key.is_partial:
            grouped[citation.key].append(_Claimed(citation=citation, claim=claim))
    return grouped


def is_sure(known: Instrument | None) -> bool:
    """Whether the date of a row may be held against a report: near-unique symbols of central bodies only."""
    sure = known is not None and known.confidence == "high" and known.date is not None
    return sure and known is not None and not known.key.province


def _is_recorded(
    finding: Finding, by_key: Mapping[InstrumentKey, Sequence[_Claimed]], record: Lookup
) -> bool:
    """Whether it tells two dates of an instrument apart, of which the registry knows the right one."""
    if finding.code != "conflicting-dates" or finding.key is None:
        return False
    known = record(finding.key)
    days = {one.claim.day for one in by_key.get(finding.key, ())} - {None}
    return is_sure(known) and known is not None and len(days) > 1 and known.date in days


def _with_date(finding: Finding, record: Lookup) -> Finding:
    """Return an undated mention with the date that a sure row gives, where the document gives none."""
    if finding.code != "undated-mention" or finding.key is None:
        return finding
    row, known = _row(finding.code), record(finding.key)
    if finding.suggestion != row.otherwise or known is None:
        return finding
    if known.date is None or known.confidence != "high":
        return finding
    return replace(finding, suggestion=row.suggestion.format(date=shown(known.date)))


def undated_mention(citation: Citation, called: str) -> Finding:
    """Return the finding that a mention lacks its date, though beyond the document it is known."""
    row = _row("undated-mention")
    return Finding(
        code=row.code,
        severity=row.severity,
        span=citation.mention.span,
        message=row.message.format(id=called),
        suggestion=row.otherwise,
        key=citation.key,
        ground="text",
    )


def _of_record(
    report: Report, claimed: Sequence[_Claimed], known: Instrument, record: Lookup
) -> Iterator[Finding]:
    yield from _other_date(claimed, known)
    if report.header.date is not None:
        yield from _superseded(report, claimed, known, record)
        yield from _not_yet(claimed[0], known, report.header.date)


def _other_date(claimed: Sequence[_Claimed], known: Instrument) -> Iterator[Finding]:
    """Another date than a sure row of the registry has."""
    if not is_sure(known):
        return
    for one in claimed:
        if one.claim.day and known.date and one.claim.day != known.date:
            yield _finding(
                "date-differs-from-record",
                one,
                field="date",
                date=shown(one.claim.day),
                record_date=shown(known.date),
            )


def _superseded(
    report: Report, claimed: Sequence[_Claimed], known: Instrument, record: Lookup
) -> Iterator[Finding]:
    """Cited as if in force, though the registry says that it was repealed or replaced by then."""
    ended, header = known.effective_to, report.header
    if ended is None or ended > (header.date or "") or header.kind == _CONSOLIDATION:
        return
    current = next((one for one in claimed if one.claim.is_current), None)
    if current is not None:
        names = [_called(successor, record) for successor in known.replaced_by]
        yield _finding(
            "superseded-at-report-date",
            current,
            replaced_by=", ".join(names) or None,
            effective_to=shown(ended),
        )


def _not_yet(first: _Claimed, known: Instrument, own: str) -> Iterator[Finding]:
    """Cited by number before it takes effect."""
    numbered = first.citation.mention.mention_class is MentionClass.NUMBERED
    start = known.effective_from
    if numbered and start and own < start and known.date and known.date <= own:
        yield _finding("not-yet-in-force", first, effective_from=shown(start))


def _finding(code: str, one: _Claimed, *, field: str = "", **values: str | None) -> Finding:
    mention, row = one.citation.mention, _row(code)
    known = {name: value for name, value in values.items() if value is not None}
    known["id"] = one.claim.called
    pattern = row.suggestion if len(known) > len(values) else row.otherwise
    return Finding(
        code=code,
        severity=row.severity,
        span=mention.field_span(field) or mention.span,
        message=row.message.format(**{**values, **known}),
        suggestion=pattern.format(**known) if pattern else None,
        key=one.citation.key,
        ground="registry",
    )


def _row(code: str) -> Row:
    return load().rows[code]


def _called(key: InstrumentKey, record: Lookup) -> str:
    """Return the name of a successor as the registry has it, else its printed form."""
    known = record(key)
    kind = vocabulary.load().kind_of_slot(key.type, party=key.is_party)
    name = name_of(key, known) or str(key)
    return f"{kind.name} {name}" if kind and known is None and name[:1].isdigit() else name
