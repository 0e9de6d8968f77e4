"""Findings that rest on the registry: they follow the rows that the administrator keeps."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from indexer.pipeline import read_alone
from kb.instrument_file import instruments_of
from kb.library import open_store
from kb.model import Finding, Resolution
from kb.records import CODES
from kb.settings import Settings
from kb.store import Store
from tests.indexer.papers import tools
from tests.kb.shelf import key

HEAD = """UBND TỈNH TRÀ VINH
SỞ NỘI VỤ

Số: {number}/BC-SNV
Trà Vinh, ngày 05 tháng 9 năm 2018

BÁO CÁO
Kết quả công tác năm 2017

"""
LOCAL = (
    "Căn cứ Quyết định số 77/2016/QĐ-UBND ngày 12/5/2016 của Ủy ban nhân dân tỉnh Trà Vinh, "
    "đơn vị đã thực hiện.\n"
)
NATIONAL = (
    "Đơn vị thực hiện cơ chế một cửa theo Quyết định số 09/2015/QĐ-TTg ngày 25/3/2015 của "
    "Thủ tướng Chính phủ.\n"
)
COLUMNS = (
    "kind,id,date,issuer,short_title,confidence,key,status,effective_from,effective_to,"
    "replaced_by,amended_by\n"
)
REPLACED = (
    COLUMNS + "Quyết định,77/2016/QĐ-UBND,2016-05-12,UBND tỉnh Trà Vinh,x,high,"
    "vn-travinh:ubnd:qd:77:2016,replaced,2016-06-01,2018-09-01,vn-travinh:ubnd:qd:30:2018,\n"
)
IN_FORCE = (
    COLUMNS + "Quyết định,09/2015/QĐ-TTg,2015-03-25,Thủ tướng Chính phủ,Một cửa,high,"
    "vn:ttg:qd:9:2015,in_force,2015-05-15,,,\n"
)
OLD = "superseded-at-report-date"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """Return an empty store with the built-in registry."""
    with open_store(Settings(home=tmp_path, index="fts5:")) as opened:
        yield opened


def put(store: Store, text: str, *, number: int = 201) -> str:
    """Index one report that says `text`; return its id."""
    data = (HEAD.format(number=number) + text).encode()
    report = read_alone(data, "a.txt", tools())
    with store.writer() as writer:
        writer.put(f"{number}.txt", data, report)
        writer.commit()
    return report.id


def bring(store: Store, table: str) -> None:
    """Import a table of instruments."""
    with store.writer() as writer:
        writer.import_instruments(instruments_of("a.csv", table.encode()))
        writer.commit()


def told(store: Store, report_id: str) -> list[Finding]:
    """Return the findings of a report that rest on the registry."""
    with store.snapshot() as snapshot:
        report, card = snapshot.report(report_id), snapshot.card(report_id)
        assert report is not None
        assert card is not None
        grave = [f for f in report.findings if f.severity != "info"]
        assert card.finding_count == len(grave)
        assert [f for id_, f in snapshot.findings() if id_ == report_id] == list(report.findings)
    assert store.verify() == ()
    return [finding for finding in report.findings if finding.code in CODES]


def test_an_import_before_and_after_the_report_gives_the_same(tmp_path: Path) -> None:
    """An imported replacement is held against reports, whatever came first."""
    found = []
    for name, first in (("a", True), ("b", False)):
        with open_store(Settings(home=tmp_path / name, index="fts5:")) as store:
            if first:
                bring(store, REPLACED)
            report_id = put(store, LOCAL)
            if not first:
                assert told(store, report_id) == []
                bring(store, REPLACED)
            found.append(told(store, report_id))
            store.rebuild()
            assert told(store, report_id) == found[-1]
    assert found[0] == found[1]
    (finding,) = found[0]
    assert (finding.code, str(finding.key)) == (OLD, "vn-travinh:ubnd:qd:77:2016")
    assert finding.suggestion == (
        "Quyết định số 77/2016/QĐ-UBND đã được thay thế bởi Quyết định 30/QĐ-UBND từ ngày "
        "01/9/2018; đề nghị cập nhật."
    )


def test_a_row_that_says_in_force_silences_the_built_in_one(store: Store) -> None:
    """The administrator's row wins over the built-in one; taken back, that one speaks again."""
    report_id = put(store, NATIONAL)
    assert [f.code for f in told(store, report_id)] == [OLD]
    bring(store, IN_FORCE)
    assert told(store, report_id) == []
    with store.writer() as writer:
        writer.withdraw_instruments([key("vn:ttg:qd:9:2015")])
        writer.commit()
    assert [f.code for f in told(store, report_id)] == [OLD]


def test_an_imported_date_is_held_against_reports(store: Store) -> None:
    """A sure row of a central body with another date is a finding; one of a province is none."""
    report_id = put(store, LOCAL + NATIONAL)
    bring(store, IN_FORCE.replace("2015-03-25", "2015-03-26"))
    bring(store, REPLACED.replace("2016-05-12", "2016-05-13").replace("2018-09-01", "2018-09-06"))
    (finding,) = told(store, report_id)
    assert finding.code == "date-differs-from-record"
    assert finding.suggestion is not None
    assert "26/3/2015" in finding.suggestion


def test_a_changed_file_keeps_what_the_registry_says(store: Store) -> None:
    """A report that is read anew is compared with the imported rows again."""
    bring(store, REPLACED)
    first = put(store, LOCAL)
    second = put(store, LOCAL + "Đơn vị đã rà soát.\n")
    assert first != second
    assert [f.code for f in told(store, second)] == [OLD]


def test_the_name_of_a_successor_follows_its_own_row(store: Store) -> None:
    """A later row of the replacing instrument changes how the finding calls it."""
    report_id = put(store, LOCAL)
    bring(store, REPLACED)
    row = "kind,id,key\nQuyết định,30/2018/QĐ-UBND,vn-travinh:ubnd:qd:30:2018\n"
    bring(store, row)
    (finding,) = told(store, report_id)
    assert "thay thế bởi Quyết định 30/2018/QĐ-UBND" in (finding.suggestion or "")


def test_only_what_the_row_concerns_is_linked_anew(store: Store) -> None:
    """A report that names no imported instrument stays as it is stored."""
    other = put(store, NATIONAL, number=202)
    put(store, LOCAL)
    before = told(store, other)
    bring(store, REPLACED)
    assert told(store, other) == before


def test_two_dates_of_which_the_registry_knows_one_are_its_business(store: Store) -> None:
    """The wrong date is named once, by the registry, as soon as it knows; till then the report disagrees."""
    text = (
        "Theo Quyết định số 88/2017/QĐ-TTg ngày 12/5/2017 của Thủ tướng Chính phủ, đã làm.\n\n"
        "Đơn vị triển khai Quyết định số 88/2017/QĐ-TTg ngày 13/5/2017 của Thủ tướng Chính phủ.\n"
    )

    def codes() -> list[str]:
        with store.snapshot() as snapshot:
            report = snapshot.report(report_id)
            assert report is not None
            return [finding.code for finding in report.findings]

    report_id = put(store, text)
    assert codes() == ["conflicting-dates"]
    bring(
        store,
        "id,date,confidence,key\n88/2017/QĐ-TTg,2017-05-12,high,vn:ttg:qd:88:2017\n",
    )
    assert codes() == ["date-differs-from-record"]


def test_what_another_report_tells_is_not_called_the_registry(store: Store) -> None:
    """A citation closed by another report says which; without that report it is open again."""
    undated = (
        "Triển khai Công văn số 265/UBND-KSTT của Ủy ban nhân dân tỉnh về kiểm soát thủ tục hành "
        "chính.\n"
    )
    dated = undated.replace("KSTT của", "KSTT ngày 22/01/2018 của").replace("tỉnh", "tỉnh Trà Vinh")
    first = put(store, undated)
    second = put(store, dated, number=202)
    with store.snapshot() as snapshot:
        report = snapshot.report(first)
    assert report is not None
    [citation] = report.citations
    assert citation.resolution is Resolution.REPORTS
    assert f"202/BC-SNV ({second})" in citation.reason
    assert [f.code for f in report.findings] == ["undated-mention"]
    with store.writer() as writer:
        writer.forget("202.txt")
        writer.commit()
    with store.snapshot() as snapshot:
        report = snapshot.report(first)
    assert report is not None
    assert report.citations[0].key.is_partial
    assert [f.code for f in report.findings] == ["undated-yearless"]
