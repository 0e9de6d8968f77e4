"""A short report of our own around the sentences under test."""

from collections.abc import Callable, Collection
from dataclasses import replace

import pytest

from indexer.checks import check
from indexer.parse import parse
from indexer.pipeline import cite, report_of, tools
from indexer.read import read
from kb.model import Finding
from kb.records import CODES, compared

PAPER = """\
{issuer}
{number}

CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc

{place}, ngày {day}

BÁO CÁO
Kết quả công tác {period}

{body}

Nơi nhận:
- Như trên;
- Lưu: VT.
"""

Examine = Callable[..., list[tuple[str, Finding]]]


def paper(
    body: str,
    *,
    issuer: str = "UBND TỈNH TRÀ VINH\nSỞ NỘI VỤ",
    number: str = "Số: 97/BC-SNV",
    place: str = "Trà Vinh",
    day: str = "05 tháng 10 năm 2018",
    period: str = "quý III/2018",
) -> str:
    """Return a report with `body`; the rest is what a department of Trà Vinh would write."""
    return PAPER.format(
        issuer=issuer, number=number, place=place, day=day, period=period, body=body
    )


@pytest.fixture(scope="session")
def examine() -> Examine:
    """Return the function from a body to the findings of its report, each with the words it stands at."""

    def run(
        body: str, *, codes: Collection[str] | None = None, **parts: str
    ) -> list[tuple[str, Finding]]:
        parsed = parse(read(paper(body, **parts).encode(), "report.txt"))
        citations = cite(parsed, tools())
        checked = check(parsed, citations, tools().tables, codes=codes)
        found = replace(
            report_of(parsed.source, tools()), findings=checked.findings, claims=checked.claims
        )
        findings = compared(found, tools().tables.gazetteer.registry.get).findings
        raw, wanted = parsed.source.raw, CODES if codes is None else CODES & {*codes}
        return [
            (f.span.of(raw) if f.span else "", f)
            for f in findings
            if f.code in wanted or f.code not in CODES
        ]

    return run
