"""Citations that look odd and are right give no error."""

from __future__ import annotations

import pytest

from kb.model import Severity
from tests.indexer.papers import paper


@pytest.mark.parametrize(
    "written",
    [
        "Quyết định số 156-CT ngày 23-5-1988 của Chủ tịch Hội đồng Bộ trưởng",
        "Quyết định số 25-CP ngày 21-1-1981 của Hội đồng Chính phủ",
        "Thông tư số 15/LĐTBXH-TT ngày 2/6/1993 của Bộ Lao động - Thương binh và Xã hội",
        "Thông tư số 45-TC/TCT ngày 20-10-1989 của Bộ Tài chính",
        "Công văn số 1384/CT-HTr ngày 15/1/2014 của Cục thuế TP. Hà Nội",
        "Thông báo số 1358/CB-LN ngày 03/5/2019 của liên ngành tỉnh Quảng Bình",
        "Quy định số 41-QĐ/TW ngày 3/11/2021 của Bộ Chính trị",
        "Kế hoạch số 515/KH-BCA-BNN&MT ngày 31/8/2024 của Bộ Công an và Bộ Nông nghiệp",
    ],
)
def test_a_sound_citation_of_a_rare_form_gives_no_error(written: str) -> None:
    """Old symbols, letters of tax offices and papers of several bodies are as they should be."""
    found = paper(f"Thực hiện {written} về việc này.").findings
    assert [f.code for f in found if f.severity is Severity.ERROR] == []
