"""Parse: source text → header, sections, recipients."""

from indexer.parse.report import ParsedReport, parse

__all__ = ["ParsedReport", "parse"]
