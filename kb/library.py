"""The only door to the knowledge base: the questions of its users as methods. CLI, web and API ask here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from kb.answers import (
    CiteAnswer,
    EgoGraph,
    FoundFinding,
    InstrumentAnswer,
    InstrumentCard,
    Recognised,
    ReportAnswer,
    SearchAnswer,
    Totals,
)
from kb.identity import InstrumentKey
from kb.model import Severity
from kb.ports import ReportCard, Sort
from kb.settings import Settings


class Library:
    """Answers from one data directory. Read only; safe to share between threads."""

    def totals(self) -> Totals:
        """Count what there is."""
        raise NotImplementedError

    def recognise(self, text: str) -> Recognised:
        """Read `text` as a citation in any spelling (`nd 61/2018`, a key), without searching."""
        raise NotImplementedError

    def cite(
        self, text: str, *, query: str = "", offset: int = 0, limit: int = 50
    ) -> CiteAnswer:
        """Answer who cites the instrument that `text` spells; `query` filters the citing reports by words."""
        raise NotImplementedError

    def search(
        self,
        query: str,
        *,
        filters: Mapping[str, Sequence[str]] | None = None,
        date_from: str | None = None,
        date_to: str | None = None,
        sort: Sort = "relevance",
        offset: int = 0,
        limit: int = 10,
    ) -> SearchAnswer:
        """Search the texts. `filters`: facet name → values (`kind issuer place year instruments`).

        Raises:
            QueryRefused: the query is beyond the limits.
        """
        raise NotImplementedError

    def reports(
        self, *, offset: int = 0, limit: int = 50, place: str | None = None, issuer: str | None = None
    ) -> tuple[Sequence[ReportCard], int]:
        """List reports, newest first, with the total."""
        raise NotImplementedError

    def report(self, report_id: str) -> ReportAnswer:
        """Answer what a report cites.

        Raises:
            NotFound: no such report.
        """
        raise NotImplementedError

    def instruments(
        self, *, type: str | None = None, query: str = "", offset: int = 0, limit: int = 50
    ) -> tuple[Sequence[InstrumentCard], int]:
        """List cited instruments, most cited first, with the total; `query` filters by folded words of name and title."""
        raise NotImplementedError

    def instrument(self, key: InstrumentKey, *, offset: int = 0, limit: int = 50) -> InstrumentAnswer:
        """Answer everything about one instrument.

        Raises:
            NotFound: neither the reports nor the registry know it.
        """
        raise NotImplementedError

    def graph(self, centre: InstrumentKey | str, *, depth: int = 1, limit: int = 150) -> EgoGraph:
        """Return the neighbourhood of an instrument (key) or report (id), the most mentioned first."""
        raise NotImplementedError

    def findings(
        self,
        *,
        code: str | None = None,
        severity: Severity | None = None,
        offset: int = 0,
        limit: int = 50,
    ) -> tuple[Sequence[FoundFinding], int, Mapping[str, int]]:
        """List findings with the total and the count of each code."""
        raise NotImplementedError

    def close(self) -> None:
        """Close readers and connections."""
        raise NotImplementedError


def open_library(settings: Settings) -> Library:
    """Open the data directory of `settings` for reading.

    Raises:
        StoreError: there is none, or it was written by a newer version.
    """
    raise NotImplementedError
