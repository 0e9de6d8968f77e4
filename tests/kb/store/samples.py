"""Small reports of our own, and a linking rule, for tests of the catalogue."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from kb.identity import InstrumentKey, parse_key
from kb.model import (
    Act,
    Citation,
    Finding,
    Header,
    Instrument,
    Mention,
    MentionClass,
    Report,
    Resolution,
    Role,
    Section,
    Severity,
    Span,
    Status,
)
from kb.ports import Knowledge, SearchEngine
from kb.settings import Settings
from kb.store import Store, open_catalogue

RULESET = "rules-1"


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """A file and what is read of it."""

    data: bytes
    report: Report


def key(text: str) -> InstrumentKey:
    """Return the key that `text` spells."""
    found = parse_key(text)
    assert found is not None, text
    return found


def citation(
    cited: str,
    *,
    date: str | None = None,
    parent: int | None = None,
    agent: int | None = None,
    acts: tuple[Act, ...] = (),
) -> Citation:
    """Return a citation of `cited`: sure when its key is full, open when it is partial."""
    found = key(cited)
    year = int(found.period) if found.period.isdigit() else None
    return Citation(
        mention=Mention(
            span=Span(start=0, end=7),
            surface="Báo cáo",
            mention_class=MentionClass.NUMBERED,
            kind="Chỉ thị",
            symbol_kind="Chỉ thị",
            number=found.number,
            year=year,
            symbol="CT-TTg",
            date=date,
            issuer="Thủ tướng Chính phủ",
            subject="về dân vận" if date else None,
            provision=None,
            rule="number-symbol",
            parent=parent,
            fields=(("number", Span(start=0, end=2)),),
        ),
        key=found,
        resolution=Resolution.PARTIAL if found.is_partial else Resolution.EXACT,
        reason="Số và ký hiệu đều được ghi.",
        role=Role.IMPLEMENTS,
        section="A",
        agent=agent,
        acts=acts,
    )


def file(
    words: str,
    *citations: Citation,
    number: str | None = None,
    ruleset: str = RULESET,
    date: str = "2018-09-21",
) -> File:
    """Return a report with these words; `number` makes it an instrument itself."""
    text = f"Báo cáo {words}: thực hiện cơ chế một cửa.\r\nA. Tình hình chung"
    data = text.encode()
    sha256 = hashlib.sha256(data).hexdigest()
    report = Report(
        id=sha256[:12],
        sha256=sha256,
        text=text,
        key=key(f"vn-travinh:stttt:bc:{number}:2018") if number else None,
        header=Header(
            number=number,
            symbol="BC-STTTT" if number else None,
            date=date,
            kind="Báo cáo",
            issuer="Sở Thông tin và Truyền thông",
            place="Trà Vinh",
            recipients=("Như trên", "Lưu: VT"),
            spans=(("kind", Span(start=0, end=7)),),
        ),
        sections=(
            Section(
                label="A",
                level=1,
                number="A",
                title="Tình hình chung",
                span=Span(start=40, end=58),
                end=len(text),
                parent=None,
            ),
        ),
        citations=citations,
        findings=(
            Finding(code="sample", severity=Severity.WARNING, span=None, message=f"Lưu ý {words}"),
        ),
        ruleset=ruleset,
    )
    return File(data=data, report=report)


def unreadable(path: str) -> Report:
    """Return the report of a file whose bytes could not be read."""
    sha256 = hashlib.sha256(path.encode()).hexdigest()
    return Report(
        id=sha256[:12],
        sha256=sha256,
        text="",
        key=None,
        header=Header(),
        status=Status.FAILED,
        failure="Không mở được tệp.",
        ruleset=RULESET,
    )


def instrument(spelled: str, date: str, title: str) -> Instrument:
    """Return a registry row."""
    found = key(spelled)
    return Instrument(
        key=found,
        kind="Chỉ thị",
        number=found.number,
        symbol="CT-TTg",
        issuer="Thủ tướng Chính phủ",
        date=date,
        titles=((title, 0),),
        confidence="high",
    )


def link(report: Report, knowledge: Knowledge) -> Report:
    """Link open citations: one candidate is taken, several are listed; a chosen key wins."""
    chosen = {(d.quote, d.key): d.value for d in knowledge.decisions(report.id)}
    linked = tuple(_linked(c, knowledge, chosen) for c in report.citations)
    return replace(report, citations=linked)


def _linked(
    open_one: Citation, knowledge: Knowledge, chosen: dict[tuple[str, str], str]
) -> Citation:
    value = chosen.get((open_one.mention.surface, str(open_one.key)))
    if value:
        return replace(open_one, key=key(value), resolution=Resolution.REGISTRY)
    if not open_one.key.is_partial:
        return open_one
    own = open_one.key
    fitting = knowledge.instruments(body=own.body, type=own.type, number=own.number)
    candidates = tuple(candidate.key for candidate in fitting)
    if len(candidates) == 1:
        return replace(open_one, key=candidates[0], resolution=Resolution.REGISTRY)
    resolution = Resolution.AMBIGUOUS if candidates else Resolution.PARTIAL
    return replace(open_one, candidates=candidates, resolution=resolution)


def open_store(home: Path, engine: SearchEngine, *, registry: Sequence[Instrument] = ()) -> Store:
    """Return the catalogue in `home`, linked by the rule above."""
    rows = {row.key: row for row in registry}
    return open_catalogue(Settings(home=home), engine, registry=rows, link=link)


def fill(store: Store, files: dict[str, File]) -> None:
    """Commit files to a catalogue."""
    with store.writer() as writer:
        for path, held in files.items():
            writer.put(path, held.data, held.report)
        writer.commit()


def lines(store: Store) -> list[str]:
    """Return the whole export."""
    return list(store.export())
