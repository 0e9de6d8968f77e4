"""Small papers for the tests of extraction: a report's header and a text below it."""

from functools import cache

from indexer.pipeline import Tools, read_report
from indexer.pipeline import tools as load_tools
from kb.model import Citation, Report

HEAD = """UBND TỈNH TRÀ VINH
SỞ NỘI VỤ
Số: 77/BC-SNV
Trà Vinh, ngày 10 tháng 12 năm 2024

BÁO CÁO
Kết quả

"""


@cache
def tools() -> Tools:
    """Return rules and tables, loaded once for all tests."""
    return load_tools()


def paper(text: str, *, head: str = HEAD) -> Report:
    """Return what is read out of a report that says `text`."""
    return read_report(f"{head}{text}\n".encode("utf-8", "surrogatepass"), "a.txt", tools())


def cited(text: str, *, head: str = HEAD) -> tuple[Citation, ...]:
    """Return the citations of a report that says `text`."""
    return paper(text, head=head).citations


def surfaces(text: str, *, head: str = HEAD) -> list[str]:
    """Return the cited words of a report that says `text`, in order."""
    return [citation.mention.surface for citation in cited(text, head=head)]
