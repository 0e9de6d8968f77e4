"""The only door to the knowledge base: its users' questions as methods. CLI, web and API ask here."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from threading import Lock

from kb import gazetteer
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
from kb.composing import (
    FACETS,
    authorities,
    citing_reports,
    facets_of,
    filters_of,
    relation_rows,
    search_hits,
    similar_reports,
)
from kb.decisions import Told, states
from kb.errors import NotFound
from kb.identity import NONE_BY_NATURE, InstrumentKey, parse_key
from kb.lookup import plenum_name
from kb.model import Severity
from kb.overview import Names, Overview
from kb.ports import (
    Catalogue,
    Hits,
    IndexReader,
    ReportCard,
    SearchEngine,
    Snapshot,
    Sort,
)
from kb.registry import search_engine
from kb.search import query as queries
from kb.settings import Settings
from kb.store import Store, open_catalogue
from kb.text import fold

_CO_CITED = 10


class Library:
    """Answers from one data directory. Read only; safe to share between threads.

    What is small of a generation is read once and kept until the catalogue names a newer one; each
    question sees one generation from start to end.
    """

    def __init__(
        self,
        catalogue: Catalogue,
        engine: SearchEngine,
        names: Names,
        *,
        release: Callable[[], None] = lambda: None,
    ) -> None:
        """Answer from `catalogue` and the index of `engine`; `release` closes the catalogue."""
        self._release = release
        self._catalogue = catalogue
        self._engine = engine
        self._names = names
        self._lock = Lock()
        self._current: Overview | None = None
        self._readers: dict[int, IndexReader] = {}

    # --- what there is

    def totals(self) -> Totals:
        """Count what there is."""
        with self._view() as (_, overview):
            return overview.totals()

    def reports(
        self,
        *,
        offset: int = 0,
        limit: int = 50,
        place: str | None = None,
        issuer: str | None = None,
    ) -> tuple[Sequence[ReportCard], int]:
        """List reports, newest first, with the total."""
        with self._view() as (_, overview):
            found = [card for card in overview.cards if _from(card, place, issuer)]
        return tuple(found[offset : offset + limit]), len(found)

    def instruments(
        self, *, type: str | None = None, query: str = "", offset: int = 0, limit: int = 50
    ) -> tuple[Sequence[InstrumentCard], int]:
        """List cited instruments, most cited first, with the total.

        `query` filters by folded words of name and title.
        """
        words = fold(query).split()
        with self._view() as (_, overview):
            found = [card for card in overview.cited() if _about(card, type, words)]
        return tuple(found[offset : offset + limit]), len(found)

    def findings(
        self,
        *,
        code: str | None = None,
        severity: Severity | None = None,
        offset: int = 0,
        limit: int = 50,
    ) -> tuple[Sequence[FoundFinding], int, Mapping[str, int]]:
        """List findings, newest report first, with the total and the count of each code."""
        with self._view() as (snapshot, overview):
            every = overview.findings(snapshot)
        found = [
            item
            for item in every
            if code in {None, item.finding.code} and severity in {None, item.finding.severity}
        ]
        counts = Counter(item.finding.code for item in every)
        return tuple(found[offset : offset + limit]), len(found), dict(sorted(counts.items()))

    def decided(self) -> Sequence[Told]:
        """List what people decided, oldest first, with what has become of it."""
        with self._view() as (snapshot, _):
            return states(snapshot)

    # --- citations

    def recognise(self, text: str) -> Recognised:
        """Read `text` as a citation in any spelling (`nd 61/2018`, a key), without searching."""
        with self._view() as (_, overview):
            return overview.recognise(text)

    def cite(self, text: str, *, query: str = "", offset: int = 0, limit: int = 20) -> CiteAnswer:
        """Answer who cites the instrument that `text` spells, newest report first.

        A partial key that reports write is answered too: its reports, the instruments that fit
        among the matches; what the reports mean may differ.
        `query` filters the citing reports by words.

        Raises:
            QueryRefused: the query is beyond the limits.
        """
        with self._view() as (snapshot, overview):
            recognised = overview.recognise(text)
            card = _meant(recognised)
            if card is None:
                return CiteAnswer(recognised=recognised, card=None, reports=(), total=0)
            key = card.instrument.key
            ids = self._citing(snapshot, overview, key, query)
            reports = citing_reports(snapshot, overview, key, ids[offset : offset + limit])
        return CiteAnswer(recognised=recognised, card=card, reports=reports, total=len(ids))

    def instrument(
        self, key: InstrumentKey, *, offset: int = 0, limit: int = 20
    ) -> InstrumentAnswer:
        """Answer everything about one instrument.

        Raises:
            NotFound: neither the reports nor the registry know it.
        """
        with self._view() as (snapshot, overview):
            card = overview.instrument(key)
            if card is None:
                raise NotFound("library-no-instrument", key=key)
            ids = self._citing(snapshot, overview, key, "")
            graph = overview.graph(snapshot)
            return InstrumentAnswer(
                card=card,
                reports=citing_reports(snapshot, overview, key, ids[offset : offset + limit]),
                total=len(ids),
                relations=tuple(relation_rows(overview, graph.relations(str(key)))),
                co_cited=tuple(
                    (overview.described(other), shared)
                    for node, shared in graph.co_cited(str(key), _CO_CITED)
                    if (other := parse_key(node))
                ),
                siblings=overview.siblings(key),
            )

    def report(self, report_id: str) -> ReportAnswer:
        """Answer what a report cites.

        Raises:
            NotFound: no such report.
        """
        with self._view() as (snapshot, overview):
            card, report = overview.card(report_id), snapshot.report(report_id)
            if card is None or report is None:
                raise NotFound("library-no-report", id=report_id)
            key = report.key if report.key and not report.key.is_partial else None
            ids = self._citing(snapshot, overview, key, "") if key else []
            citing = citing_reports(snapshot, overview, key, ids) if key else ()
            return ReportAnswer(
                report=report,
                card=card,
                authorities=authorities(overview, report),
                cited_by=citing,
                similar=tuple(similar_reports(overview, overview.graph(snapshot), report_id)),
            )

    def graph(self, centre: InstrumentKey | str, *, depth: int = 1, limit: int = 150) -> EgoGraph:
        """Return the neighbourhood of an instrument (key) or report (id), the most mentioned first.

        A partial key that several reports write has as many centres, none of them the only one.

        Raises:
            NotFound: neither the reports nor the registry know it.
        """
        with self._view() as (snapshot, overview):
            graph = overview.graph(snapshot)
            nodes = graph.nodes_of(str(centre))
            if not nodes:
                raise NotFound("library-no-node", centre=centre)
            node = nodes[0] if len(nodes) == 1 else str(centre)
            return graph.ego(node, depth=depth, limit=limit)

    def whole_graph(self) -> EgoGraph:
        """Return every node and edge, for export."""
        with self._view() as (snapshot, overview):
            return overview.graph(snapshot).whole()

    # --- full text

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
        """Search the texts. `filters`: facet name → values, any of which fits.

        Raises:
            QueryRefused: the query is beyond the limits.
            WrongUse: an unknown filter or a date that is none.
        """
        chosen = {name: frozenset(values) for name, values in (filters or {}).items() if values}
        words = queries.parse(query)
        tree = queries.restrict(words, *filters_of(chosen, date_from, date_to))
        with self._view() as (snapshot, overview):
            hits = self._search(snapshot, tree, sort=sort, offset=offset, limit=limit)
            return SearchAnswer(
                query=query,
                hits=tuple(search_hits(snapshot, overview, hits, words)),
                total=hits.total,
                offset=offset,
                facets=facets_of(overview, hits.facets, chosen),
                recognised=overview.recognise(query),
                generation=overview.generation,
            )

    def close(self) -> None:
        """Close the readers of the full-text index."""
        with self._lock:
            for reader in self._readers.values():
                reader.close()
            self._readers.clear()
        self._release()

    # --- one generation

    @contextmanager
    def _view(self) -> Iterator[tuple[Snapshot, Overview]]:
        with self._catalogue.snapshot() as snapshot:
            yield snapshot, self._overview(snapshot)

    def _overview(self, snapshot: Snapshot) -> Overview:
        current = self._current
        if current is not None and current.generation == snapshot.generation:
            return current
        with self._lock:
            if self._current is None or self._current.generation != snapshot.generation:
                self._current = Overview(snapshot, self._names)
            return self._current

    def _citing(
        self, snapshot: Snapshot, overview: Overview, key: InstrumentKey, query: str
    ) -> list[str]:
        """Return the ids of the reports that cite an instrument, newest first."""
        ids = set(snapshot.reports_citing(key))
        if query.strip():
            cited = queries.In(field="instruments", values=frozenset({str(key)}))
            tree = queries.restrict(queries.parse(query), cited)
            hits = self._search(snapshot, tree, limit=max(len(ids), 1), facets=())
            ids &= {hit.id for hit in hits.hits}
        return overview.newest_first(ids)

    def _search(
        self,
        snapshot: Snapshot,
        tree: queries.Node,
        *,
        sort: Sort = "relevance",
        offset: int = 0,
        limit: int = 10,
        facets: Sequence[str] = FACETS,
    ) -> Hits:
        place = snapshot.index_place()
        if self._engine.inside_catalogue:
            reader = self._engine.reader(place)
        else:
            with self._lock:
                reader = self._kept_reader(snapshot.generation, lambda: self._engine.reader(place))
        return reader.search(tree, sort=sort, offset=offset, limit=limit, facets=facets)

    def _kept_reader(self, generation: int, opened: Callable[[], IndexReader]) -> IndexReader:
        """Return the reader of a generation; one that is two generations old is closed."""
        if generation not in self._readers:
            self._readers[generation] = opened()
            for old in [number for number in self._readers if number < generation - 1]:
                self._readers.pop(old).close()
        return self._readers[generation]


# --- lists


def _meant(recognised: Recognised) -> InstrumentCard | None:
    """Return the only match, or the one whose key was asked for."""
    matches, key = recognised.matches, parse_key(recognised.query)
    same = [card for card in matches if card.instrument.key == key]
    return (same or matches)[0] if same or len(matches) == 1 else None


def _from(card: ReportCard, place: str | None, issuer: str | None) -> bool:
    header = card.header
    found = header.jurisdiction or header.place
    return (place is None or fold(found or "") == fold(place)) and (
        issuer is None or fold(header.issuer or "") == fold(issuer)
    )


def _about(card: InstrumentCard, kind: str | None, words: Sequence[str]) -> bool:
    if kind not in {None, card.instrument.key.type}:
        return False
    titles = (title for title, _ in card.instrument.titles)
    return not words or _holds(fold(" ".join((card.name, *titles))), words)


def _holds(text: str, words: Sequence[str]) -> bool:
    return all(word in text for word in words)


# --- opening


def open_store(settings: Settings) -> Store:
    """Return the catalogue of `settings` with its engine and the known instruments, for writing too.

    Raises:
        WrongUse: the settings name no engine.
        TableError: a table of known instruments is faulty.
    """
    return _store(settings, search_engine(settings.index))


def open_library(settings: Settings) -> Library:
    """Open the data directory of `settings` for reading.

    Raises:
        StoreError: there is none, or it was written by a newer version.
        WrongUse: the settings name no engine.
    """
    engine = search_engine(settings.index)
    store = _store(settings, engine)
    with store.snapshot():
        pass
    return Library(store, engine, known_names(), release=store.close)


def _store(settings: Settings, engine: SearchEngine) -> Store:
    return open_catalogue(settings, engine, registry=gazetteer.load_registry())


def known_names() -> Names:
    """Return the names known beforehand: laws, plenum resolutions and aliases."""
    known = gazetteer.load()
    laws: dict[str, tuple[InstrumentKey, ...]] = {}
    for name, editions in known.laws.items():
        for law in editions:
            # A constitution bears no number and is called by its kind and year alone.
            called = gazetteer.law_name(law.kind) if law.key.number == NONE_BY_NATURE else name
            laws[called] = (*laws.get(called, ()), law.key)
    plenums = {plenum_name(*meeting): keys for meeting, keys in known.plenums.items()}
    aliases = {name: (alias.key,) for name, alias in known.aliases.items()}
    return laws | plenums | aliases
