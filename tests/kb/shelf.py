"""A small collection in a real store, made without the indexer: reports with their citations given."""

import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from kb.identity import InstrumentKey, parse_key
from kb.library import Library
from kb.model import (
    Citation,
    Finding,
    Header,
    Instrument,
    Mention,
    MentionClass,
    Report,
    Resolution,
    Role,
    Severity,
    Span,
    Status,
)
from kb.ports import Decision, Knowledge, SearchEngine
from kb.registry import search_engine
from kb.settings import Settings
from kb.store import Store, open_catalogue


def key(text: str) -> InstrumentKey:
    """Return the key that `text` spells."""
    parsed = parse_key(text)
    assert parsed is not None, text
    return parsed


@dataclass(frozen=True, slots=True, kw_only=True)
class Cite:
    """One citation to be planted."""

    surface: str
    key: str
    role: Role = Role.MENTIONS
    date: str | None = None
    issuer: str | None = None
    subject: str | None = None
    resolution: Resolution = Resolution.EXACT
    parent: int | None = None
    agent: int | None = None
    candidates: tuple[str, ...] = ()


def report(
    *cites: Cite,
    number: str | None = "1183",
    symbol: str = "BC-STTTT",
    date: str | None = "2018-09-05",
    issuer: str | None = "Sở Thông tin và Truyền thông",
    place: str = "Trà Vinh",
    own: str | None = "vn-travinh:stttt:bc:{number}:{year}",
    words: str = "Báo cáo về cơ chế một cửa.",
    findings: tuple[Finding, ...] = (),
) -> Report:
    """Return a report whose text holds `words` and, a paragraph each, the citations."""
    text, citations = f"{words}\n\n", []
    for cite in cites:
        before = text + "Đơn vị đã thực hiện "
        citations.append(_citation(cite, len(before)))
        text = f"{before}{cite.surface} đúng\r\nthời hạn.\n\n"
    sha256 = hashlib.sha256(f"{number}{date}{text}".encode()).hexdigest()
    name = own.format(number=number, year=(date or "?")[:4]) if own and number else None
    return Report(
        id=sha256[:12],
        sha256=sha256,
        text=text,
        key=key(name) if name else None,
        header=Header(
            number=number,
            symbol=symbol if number else None,
            date=date,
            kind="Báo cáo",
            issuer=issuer,
            subject="Kết quả cải cách hành chính",
            jurisdiction=place,
        ),
        citations=tuple(citations),
        findings=findings,
    )


def _citation(cite: Cite, start: int) -> Citation:
    number, _, symbol = cite.surface.rpartition(" ")[2].partition("/")
    year, slash, letters = symbol.partition("/")
    dated = bool(slash and year.isdigit())
    mention = Mention(
        span=Span(start=start, end=start + len(cite.surface)),
        surface=cite.surface,
        mention_class=MentionClass.NUMBERED,
        kind=cite.surface.rpartition(" ")[0] or None,
        symbol_kind=None,
        number=number,
        year=int(year) if dated else None,
        symbol=letters if dated else symbol or None,
        date=cite.date,
        issuer=cite.issuer,
        subject=cite.subject,
        provision=None,
        rule="test",
        parent=cite.parent,
    )
    return Citation(
        mention=mention,
        key=key(cite.key),
        resolution=cite.resolution,
        reason="Theo số và ký hiệu.",
        candidates=tuple(map(key, cite.candidates)),
        role=cite.role,
        section="A.I",
        agent=cite.agent,
    )


def failed(path: str) -> Report:
    """Return the record of a file that could not be read."""
    sha256 = hashlib.sha256(path.encode()).hexdigest()
    return Report(
        id=sha256[:12],
        sha256=sha256,
        text="",
        key=None,
        header=Header(),
        status=Status.FAILED,
        failure="Tệp không có chữ nào.",
    )


def finding(code: str, severity: Severity, name: str) -> Finding:
    """Return a finding about an instrument."""
    return Finding(
        code=code, severity=severity, span=Span(start=0, end=3), message="Sai.", key=key(name)
    )


def unlinked(report: Report, knowledge: Knowledge) -> Report:
    """Link nothing: the citations are given."""
    del knowledge
    return report


def row(name: str, **facts: str | int | tuple[InstrumentKey, ...] | None) -> Instrument:
    """Return a row of the registry."""
    empty: Mapping[str, None] = dict.fromkeys(("kind", "number", "symbol", "issuer", "date"))
    title = facts.pop("title", None)
    titles = ((str(title), 0),) if title else ()
    return Instrument(key=key(name), titles=titles, confidence="high", **{**empty, **facts})  # type: ignore[arg-type] # a table of facts


REGISTRY = {
    instrument.key: instrument
    for instrument in (
        row(
            "vn:cp:nd:61:2018",
            kind="Nghị định",
            number="61",
            year=2018,
            symbol="NĐ-CP",
            issuer="Chính phủ",
            date="2018-04-23",
            title="Một cửa, một cửa liên thông",
            replaced_by=(key("vn:cp:nd:118:2025"),),
            amended_by=(key("vn:cp:nd:107:2021"),),
        ),
        *(
            row(
                f"vn:ttg:ct:16:{date[:4]}",
                kind="Chỉ thị",
                number="16",
                symbol="CT-TTg",
                issuer="Thủ tướng Chính phủ",
                date=date,
            )
            for date in ("2016-05-16", "2017-05-04", "2020-03-31")
        ),
        row(
            "vn:qh13:luat:1:2011",
            kind="Luật",
            number="01",
            year=2011,
            symbol="QH13",
            issuer="Quốc hội",
            date="2011-11-11",
            title="Luật Lưu trữ (2011)",
        ),
        row(
            "vn:qh15:luat:33:2024",
            kind="Luật",
            number="33",
            year=2024,
            symbol="QH15",
            issuer="Quốc hội",
            date="2024-06-21",
            title="Luật Lưu trữ (2024)",
        ),
        row(
            "dcsvn:tw:kl:120:k11",
            kind="Kết luận",
            number="120",
            symbol="KL/TW",
            issuer="Bộ Chính trị (khóa XI)",
            date="2016-01-07",
        ),
    )
}


def open_store(home: Path, engine: SearchEngine | None = None, *, registry: bool = True) -> Store:
    """Return a real store that links nothing."""
    settings = Settings(home=home, index="fts5:")
    known = REGISTRY if registry else {}
    return open_catalogue(settings, engine or search_engine("fts5:"), registry=known, link=unlinked)


def fill(store: Store, reports: Iterable[Report], decisions: Iterable[Decision] = ()) -> None:
    """Write `reports` in one commit, each under its id as path."""
    with store.writer() as writer:
        for each in reports:
            writer.put(f"{each.id}.txt", None, each)
        writer.decide(tuple(decisions))
        writer.commit()


Shelf = Callable[..., Library]


def shelf(home: Path, *reports: Report, index: str = "fts5:") -> Library:
    """Return a library over a fresh store with these reports."""
    engine = search_engine(index)
    store = open_store(home, engine)
    fill(store, reports)
    return Library(store, engine, {}, release=store.close)
