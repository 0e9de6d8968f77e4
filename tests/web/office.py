"""A small office in a real store: Vietnamese reports of our own writing, their citations marked in the text.

`[[key|role|resolution|words]]` marks a citation, `((code|severity|words))` the words of a finding; both
markers are taken out and leave offsets behind, so that the tests need no indexer.
"""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from starlette.testclient import TestClient

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
    Section,
    Severity,
    Span,
    Status,
)
from kb.ports import Knowledge
from kb.registry import search_engine
from kb.settings import Settings
from kb.store import open_catalogue
from web.app import create_app

LITERAL = "Số và ký hiệu ghi đủ tại chỗ."
INFERRED = "Suy ra từ chỗ khác của tài liệu."

_MARK = re.compile(
    r"\[\[(?P<key>[^|\]]+)\|(?P<role>[^|]+)\|(?P<resolution>[^|]+)\|(?P<words>[^\]]+)\]\]"
    r"|\(\((?P<code>[^|)]+)\|(?P<severity>[^|]+)\|(?P<found>[^)]+)\)\)"
)
_HEADING = re.compile(r"^(?:([A-B]|[IV]{1,3}|\d)\. )(.+)$", re.MULTILINE)


def key(text: str) -> InstrumentKey:
    """Return the key that `text` spells."""
    parsed = parse_key(text)
    assert parsed is not None, text
    return parsed


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """A report to be put into the store."""

    path: str
    marked: str
    header: Header
    own: str | None


def read(paper: Paper) -> Report:
    """Return the report that a marked text stands for."""
    text, citations, findings = _unmarked(paper.marked)
    sha256 = hashlib.sha256(paper.marked.encode()).hexdigest()
    return Report(
        id=sha256[:12],
        sha256=sha256,
        text=text,
        key=key(paper.own) if paper.own else None,
        header=paper.header,
        sections=_sections(text),
        citations=tuple(citations),
        findings=tuple(findings),
    )


def _unmarked(marked: str) -> tuple[str, list[Citation], list[Finding]]:
    text, at = "", 0
    citations: list[Citation] = []
    findings: list[Finding] = []
    for match in _MARK.finditer(marked):
        text += marked[at : match.start()]
        words = match["words"] or match["found"]
        span = Span(start=len(text), end=len(text) + len(words))
        if match["key"]:
            citations.append(_citation(match, span))
        else:
            findings.append(_finding(match, span))
        text += words
        at = match.end()
    return text + marked[at:], citations, findings


def _citation(match: re.Match[str], span: Span) -> Citation:
    words = match["words"]
    kind, _, printed = words.replace(" số ", " ").rpartition(" ")
    number, _, rest = printed.partition("/")
    year, slash, letters = rest.partition("/")
    dated = bool(slash) and year.isdigit()
    mention = Mention(
        span=span,
        surface=words,
        mention_class=MentionClass.NUMBERED,
        kind=kind or None,
        symbol_kind=None,
        number=number,
        year=int(year) if dated else None,
        symbol=letters if dated else rest or None,
        date=None,
        issuer=None,
        subject=None,
        provision=None,
        rule="test",
    )
    return Citation(
        mention=mention,
        key=key(match["key"]),
        resolution=Resolution(match["resolution"]),
        reason=LITERAL if match["resolution"] == Resolution.EXACT else INFERRED,
        role=Role(match["role"]),
        section="I.1",
    )


def _finding(match: re.Match[str], span: Span) -> Finding:
    return Finding(
        code=match["code"],
        severity=Severity(match["severity"]),
        span=span,
        message=f"Cụm từ “{match['found']}” chưa khớp với ký hiệu.",
        suggestion="Đề nghị kiểm tra lại.",
    )


def _sections(text: str) -> tuple[Section, ...]:
    found = list(_HEADING.finditer(text))
    ends = [match.start() for match in found[1:]] + [len(text)] * bool(found)
    return tuple(
        Section(
            label=match[1],
            level=1 if not match[1].isdigit() else 2,
            number=match[1],
            title=match[2],
            span=Span(start=match.start(), end=match.end()),
            end=end,
            parent=None,
        )
        for match, end in zip(found, ends, strict=True)
    )


def unlinked(report: Report, knowledge: Knowledge) -> Report:
    """Link nothing: the marks say it all."""
    return report


def header(number: str, date: str, issuer: str, place: str, subject: str) -> Header:
    """Return the header of a report of our own."""
    return Header(
        number=number,
        symbol="BC-STTTT",
        date=date,
        place=place,
        kind="Báo cáo",
        issuer=issuer,
        subject=subject,
        addressee="Ủy ban nhân dân tỉnh",
        signer="Nguyễn Văn A",
        signer_role="PHÓ GIÁM ĐỐC",
        recipients=("Như trên", "Sở Nội vụ", "Lưu: VT, VP"),
        period="quý III/2018",
        jurisdiction=place,
    )


_BODY = """Số: {number}/BC-STTTT

{place}, ngày 05 tháng 9 năm 2018

BÁO CÁO
{subject}

Thực hiện [[vn-{slug}:snv:cv:494:2017|implements|inferred-issuer|Công văn số 494/SNV-CCHC]] ngày 25/4/2017 \
của Sở Nội vụ về việc gửi báo cáo công tác cải cách hành chính, đơn vị báo cáo kết quả như sau:

I. CÔNG TÁC CHỈ ĐẠO, ĐIỀU HÀNH
1. Triển khai văn bản của cấp trên

Đơn vị đã quán triệt [[vn:cp:nd:61:2018|implements|exact|Nghị định số 61/2018/NĐ-CP]] ngày 23/4/2018 của \
Chính phủ về thực hiện cơ chế một cửa, một cửa liên thông trong giải quyết thủ tục hành chính; \
[[vn:ttg:ct:16:2016|implements|registry|Chỉ thị 16/CT-TTg]] của Thủ tướng Chính phủ về công tác dân vận; \
((kind-symbol-mismatch|error|Quyết định số 36a/NQ-CP)) về Chính phủ điện tử.

Việc công khai thủ tục theo [[vn:bnv:hd:45:?|according-to|partial|Hướng dẫn số 45/HD-BNV]] được duy trì; \
((superseded-at-report-date|warning|Quyết định số 09/2015/QĐ-TTg)) vẫn được nêu trong quy chế cũ.

II. KẾT QUẢ ĐẠT ĐƯỢC

+ Tiếp nhận 1.204 hồ sơ theo cơ chế một cửa, trả trước hạn 98%;
+ Cập nhật đầy đủ theo [[vn:cp:nd:61:2018|according-to|antecedent|Nghị định 61/2018/NĐ-CP]]{end}
"""


def paper(number: str, date: str, place: str, slug: str, subject: str, end: str = ".") -> Paper:
    """Return a report of a department of information."""
    issuer = f"Sở Thông tin và Truyền thông {place}"
    words = {"number": number, "place": place, "slug": slug, "subject": subject, "end": end}
    return Paper(
        path=f"bao-cao/{slug}/{number}.txt",
        marked=_BODY.format(**words),
        header=header(number, date, issuer, place, subject),
        own=f"vn-{slug}:stttt:bc:{number}:{date[:4]}",
    )


PAPERS = (
    paper("1183", "2018-09-05", "Trà Vinh", "travinh", "Kết quả cải cách hành chính quý III/2018"),
    paper("1402", "2018-12-10", "Lào Cai", "laocai", "Kết quả cải cách hành chính năm 2018"),
    paper(
        "77",
        "2019-03-20",
        "Đà Nẵng",
        "danang",
        "Kết quả cải cách hành chính quý I/2019",
        "; [[vn:ttg:ct:16:2020|mentions|inferred-year|Chỉ thị số 16/CT-TTg]] và"
        " [[vn:ttg:ct:16:?|mentions|ambiguous|Chỉ thị 16/CT-TTg]].",
    ),
)

INSTRUMENTS = (
    Instrument(
        key=key("vn:cp:nd:61:2018"),
        kind="Nghị định",
        number="61",
        symbol="NĐ-CP",
        year=2018,
        issuer="Chính phủ",
        date="2018-04-23",
        titles=(("Về thực hiện cơ chế một cửa, một cửa liên thông", 0),),
        status="in_force",
        effective_from="2018-06-21",
        confidence="high",
    ),
    *(
        Instrument(
            key=key(f"vn:ttg:ct:16:{year}"),
            kind="Chỉ thị",
            number="16",
            symbol="CT-TTg",
            issuer="Thủ tướng Chính phủ",
            date=date,
            titles=((title, 0),),
            confidence="high",
        )
        for year, date, title in (
            ("2016", "2016-05-16", "Về tăng cường và đổi mới công tác dân vận"),
            ("2017", "2017-05-04", "Về tăng cường năng lực tiếp cận công nghiệp lần thứ tư"),
            ("2020", "2020-03-31", "Về các biện pháp cấp bách phòng, chống dịch"),
        )
    ),
)


def broken(path: str) -> Report:
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


TODAY = date(2026, 1, 15)


def client_of(library: Library) -> TestClient:
    """Return a client of the site over `library`."""
    app = create_app(library, Settings(), today=lambda: TODAY)
    return TestClient(
        app, base_url="http://127.0.0.1", follow_redirects=False, raise_server_exceptions=False
    )


def opened(home: Path, papers: Sequence[Paper] = PAPERS, failed: Sequence[str] = ()) -> Library:
    """Write the papers into a store in `home` and return the library over it."""
    engine = search_engine("fts5:")
    store = open_catalogue(
        Settings(home=home, index="fts5:"),
        engine,
        registry={instrument.key: instrument for instrument in INSTRUMENTS},
        link=unlinked,
    )
    with store.writer() as writer:
        for each in papers:
            writer.put(each.path, each.marked.encode(), read(each))
        for path in failed:
            writer.put(path, None, broken(path))
        writer.commit()
    return Library(store, engine, {}, release=store.close)
