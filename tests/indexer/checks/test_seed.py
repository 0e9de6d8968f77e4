"""The findings of the seed report, all of them and no other."""

from pathlib import Path

import pytest

from indexer.pipeline import read_report, tools
from kb.model import Report

EXPECTED = {
    ("kind-symbol-mismatch", "Quyết định", "vn:cp:nq:36a:2015"),
    ("issuer-symbol-mismatch", "Thủ tướng Chính phủ", "vn:cp:nd:43:2011"),
    ("date-after-report", "29/5/2019", "dcsvn-travinh:duk:kh:71:n2015-2020"),
    ("number-regress", "Kế hoạch số 1281/KH-STTTT", "vn-travinh:stttt:kh:1281:2016"),
    ("inconsistent-symbol", "19/KH-STTTT", "vn-travinh:stttt:kh:19:2016"),
    ("lowercase-kind", "thông báo", "vn-travinh:cat:tb:89:2018"),
    ("unclosed-quote", "“Cung cấp và sử dụng dịch vụ công trực tuyến mức độ 3, 4", None),
    ("garbled-issuer", "Ban Chấp hành Trung ương 7 (khóa XI)", "dcsvn:tw:nq:25:k11"),
    ("undated-yearless", "Kết luận số 120-KL/TW", "dcsvn:tw:kl:120:?"),
    ("undated-yearless", "Chỉ thị số 30-CT/TW", "dcsvn:tw:ct:30:k8"),
    ("undated-yearless", "Kế hoạch số 79-KH/TU", "dcsvn-travinh:tu:kh:79:?"),
    ("undated-yearless", "Chỉ thị 05-CT/TW", "dcsvn:tw:ct:5:k12"),
    ("undated-mention", "Chỉ thị 42-CT/TW", "dcsvn:tw:ct:42:k11"),
    ("undated-mention", "Quyết định số 290 của Bộ Chính trị khóa X", "dcsvn:tw:qd:290:k10"),
    ("undated-mention", "Nghị quyết số 25-NQ/TW", "dcsvn:tw:nq:25:k11"),
    ("undated-mention", "Quy định số 01-QĐi/TW", "dcsvn:tw:qdi:1:k12"),
    ("undated-mention", "Quyết định 45/2016/QĐ-TTg", "vn:ttg:qd:45:2016"),
    ("conflicting-titles", "thực hiện dân chủ", "vn:cp:nd:4:2015"),
    ("conflicting-titles", "đẩy nhanh xây dựng", "vn-travinh:stttt:kh:465:2018"),
    ("conflicting-issuers", "Ban Thường vụ Tỉnh ủy", "dcsvn-travinh:tu:ct:20:n2015-2020"),
    ("duplicate-in-sentence", "Nghị định số 04/2015/NĐ-CP", "vn:cp:nd:4:2015"),
    ("ambiguous-body", "45/QĐ-VP", "vn-travinh:?:qd:45:2018"),
    ("duplicate-type-word", "Quyết định", "vn-travinh:ubnd:qd:1629:2018"),
    ("duplicate-type-word", "Quyết định", "vn-travinh:ubnd:qd:1645:2018"),
    ("spacing", "Số:1183/BC-STTTT-VP", None),
    ("spacing", "2018 -2020", None),
    ("superseded-at-report-date", "Quyết định số 09/2015/QĐ-TTg", "vn:ttg:qd:9:2015"),
    ("report-before-period-end", "quý III/2018", None),
}


@pytest.fixture(scope="module")
def seed(gold: Path) -> Report:
    """Return the seed report as the pipeline reads it."""
    path = gold / "seed" / "report.txt"
    return read_report(path.read_bytes(), path.name, tools())


def test_the_seed_gives_its_mistakes_and_no_other(seed: Report) -> None:
    """Each mistake of the seed report is found at its words, once; what is plausible is left alone."""
    found = [
        (f.code, f.span.of(seed.text) if f.span else "", str(f.key) if f.key else None)
        for f in seed.findings
    ]
    shortened = {
        (
            code,
            next(
                (w for c, w, k in EXPECTED if (c, k) == (code, key) and words.startswith(w)), words
            ),
            key,
        )
        for code, words, key in found
    }
    assert shortened == EXPECTED
    assert len(found) == len(EXPECTED)


def test_a_decree_of_the_government_is_told_its_issuer(seed: Report) -> None:
    """The message names symbol, body and what to write instead."""
    (finding,) = [f for f in seed.findings if f.code == "issuer-symbol-mismatch"]
    assert finding.suggestion == (
        "Ký hiệu 43/2011/NĐ-CP do Chính phủ ban hành; "
        "đề nghị sửa “của Thủ tướng Chính phủ” thành “của Chính phủ”."
    )
