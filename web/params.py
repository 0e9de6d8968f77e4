"""What an address may ask for. An empty value, as a form sends it, asks for nothing."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from kb.model import Severity
from web.visible import without_hidden

MOST = 200
"""Entries of a page at most."""
DEEPEST = 10_000
"""Entries that paging reaches."""


def _absent(value: object) -> object:
    return None if value == "" else value


def _clean(value: object) -> object:
    return without_hidden(value).strip() if isinstance(value, str) else value


def _kept(values: object) -> object:
    return [value for value in values if value != ""] if isinstance(values, list) else values


Words = Annotated[str, BeforeValidator(_clean)]
Day = Annotated[date | None, BeforeValidator(_absent)]
Values = Annotated[tuple[str, ...], BeforeValidator(_kept), Field(max_length=20)]
Page = Annotated[int, Field(ge=1, le=DEEPEST, description="Trang, từ 1")]
Limit = Annotated[int, Field(ge=1, le=MOST, description="Số mục một trang")]


class Params(BaseModel):
    """What every list takes; unknown names are passed over."""

    model_config = ConfigDict(frozen=True, extra="ignore", populate_by_name=True)

    page: Page = 1
    limit: Limit = 50

    @property
    def offset(self) -> int:
        """Entries before this page."""
        return (self.page - 1) * self.limit


class SearchParams(Params):
    """Full-text search."""

    q: Words = Field(default="", description="Từ khóa hoặc số, ký hiệu văn bản")
    kind: Values = Field(default=(), description="Loại báo cáo")
    issuer: Values = Field(default=(), description="Cơ quan ban hành")
    place: Values = Field(default=(), description="Địa phương")
    year: Values = Field(default=(), description="Năm báo cáo")
    instruments: Values = Field(default=(), description="Khóa của văn bản được viện dẫn")
    date_from: Day = Field(default=None, alias="from", description="Từ ngày (yyyy-mm-dd)")
    date_to: Day = Field(default=None, alias="to", description="Đến ngày (yyyy-mm-dd)")
    sort: Literal["relevance", "date"] = "relevance"
    text: bool = Field(default=False, description="Tìm nguyên văn, không nhận dạng số, ký hiệu")
    go: bool = Field(default=False, description="Chuyển thẳng đến văn bản nếu chỉ có một")
    limit: Limit = 10


FACETS = ("kind", "issuer", "place", "year", "instruments")
"""Fields of `SearchParams` that are facets, in the order in which they are shown."""


class ReportParams(Params):
    """List of reports."""

    place: Words = Field(default="", description="Địa phương")
    issuer: Words = Field(default="", description="Cơ quan ban hành")


class InstrumentParams(Params):
    """List of cited instruments."""

    q: Words = Field(default="", description="Từ trong tên, số, ký hiệu hoặc trích yếu")
    type: Words = Field(default="", description="Chữ viết tắt của loại văn bản: nd, qd, ct …")


class CitingParams(Params):
    """Page of an instrument's citing reports."""


class FindingParams(Params):
    """List of findings."""

    code: Words = Field(default="", description="Mã phát hiện")
    severity: Annotated[Severity | None, BeforeValidator(_absent)] = Field(
        default=None, description="Mức độ"
    )
