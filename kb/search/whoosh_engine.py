"""Full text in a directory, with Whoosh: the only module that imports it.

The index holds positions and filter values, never text. Reading goes over Whoosh's posting blocks
(`kb.search.postings`) instead of its matchers. Field classes are pickled into the index by their
module path: they never move.
"""
# ruff: noqa: SLF001, ANN401  # blocks are private to Whoosh, which is pinned and has no types

from __future__ import annotations

import os
import threading
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from math import log
from pathlib import Path
from typing import Any

import whoosh
from whoosh import fields, formats, index
from whoosh.writing import LockError, SegmentWriter

from kb.errors import Busy, KbError, QueryRefused, StoreError
from kb.ports import Hit, Hits, IndexDocument, IndexReader, IndexWriter, SearchEngine, Sort
from kb.search import analysis
from kb.search.evaluate import Matches, best, evaluate, facet_order
from kb.search.postings import Counts, Segment, encoded
from kb.search.tree import MAX_EXPANSION, In, Node, Phrase, Prefix, Range, Term, check

_SCHEMA_VERSION = "1"
_MAX_SEGMENTS = 12
_SATURATION, _LENGTH_WEIGHT = 1.2, 0.75
_BOOST = {"exact": 2.0, "fold": 1.0}


class Stream(fields.FieldType):  # type: ignore[misc]  # Whoosh has no types
    """A list of tokens, indexed with their positions in Whoosh's own posting format."""

    scorable = True
    indexed = True
    stored = False
    analyzer = None

    def __init__(self) -> None:
        self.format = formats.Positions()

    def index(self, value: Sequence[str], **_: object) -> Iterator[tuple[bytes, int, float, bytes]]:
        """Yield (token, frequency, weight, positions) for every distinct token."""
        places: defaultdict[str, list[int]] = defaultdict(list)
        for position, token in enumerate(value):
            places[token].append(position)
        for token, positions in places.items():
            count = len(positions)
            yield token.encode(), count, float(count), encoded(positions)


class Values(fields.FieldType):  # type: ignore[misc]
    """A set of whole values to filter by."""

    scorable = False
    indexed = True
    stored = False
    analyzer = None

    def __init__(self) -> None:
        self.format = formats.Existence()

    def index(self, value: Iterable[str], **_: object) -> Iterator[tuple[bytes, int, float, bytes]]:
        """Yield each value once."""
        for item in sorted(value):
            yield item.encode(), 1, 1.0, b""


def _schema() -> fields.Schema:
    return fields.Schema(
        id=fields.ID(unique=True),
        document=fields.STORED(),
        exact=Stream(),
        fold=Stream(),
        symbols=Values(),
        keywords=Values(),
    )


def engine() -> SearchEngine:
    """Return the Whoosh engine."""
    return _Engine()


class _Engine:
    name = "whoosh"
    inside_catalogue = False

    @property
    def stamp(self) -> str:
        version = ".".join(map(str, whoosh.__version__))
        return f"whoosh.{version}/{_SCHEMA_VERSION}/{analysis.VERSION}"

    def create(self, place: object) -> None:
        folder = _directory(place)
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        folder.chmod(0o700)
        index.create_in(str(folder), _schema())

    def writer(self, place: object) -> IndexWriter:
        return _Writer(_directory(place))

    def reader(self, place: object) -> IndexReader:
        folder = _directory(place)
        with _damage_named(folder):
            return _Reader(_open(folder), folder)

    def optimise(self, place: object) -> None:
        folder = _directory(place)
        with _damage_named(folder):
            _open(folder).writer().commit(optimize=True)


def _directory(place: object) -> Path:
    if not isinstance(place, Path):
        raise TypeError(f"a Whoosh index lies in a directory, not in {place!r}")
    return place


def _open(folder: Path) -> index.FileIndex:
    """Open an index of our own: Whoosh's files are pickles, which run code of their writer."""
    if not _is_ours(folder):
        raise StoreError("index-not-ours", place=folder)
    return index.open_dir(str(folder), schema=_schema())


def _is_ours(folder: Path) -> bool:
    if not hasattr(os, "geteuid"):
        return True
    stats = [folder.stat(), *(entry.stat(follow_symlinks=False) for entry in os.scandir(folder))]
    return all(stat.st_uid == os.geteuid() and not stat.st_mode & 0o022 for stat in stats)


@contextmanager
def _damage_named(folder: Path) -> Iterator[None]:
    """Turn what Whoosh raises over missing or broken files into one line on what to do."""
    try:
        yield
    except LockError as error:
        raise Busy("index-busy", place=folder) from error
    except KbError:
        raise
    except Exception as error:  # Whoosh itself raises bare Exception over a broken block
        raise StoreError("index-damaged", place=folder, detail=type(error).__name__) from error


class _SegmentWriter(SegmentWriter):  # type: ignore[misc]  # Whoosh has no types
    """Whoosh's writer, but for the lengths of documents: read once each, not once a posting."""

    def per_document_reader(self) -> Any:
        reader = super().per_document_reader()
        reader.doc_field_length = cache(reader.doc_field_length)
        return reader


class _Writer:
    """Opens Whoosh's writer, and so takes its lock, at the first change."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._open: Any = None
        self._written: dict[str, int] = {}

    def put(self, document: IndexDocument) -> None:
        self.delete(document.id)
        exact = analysis.tokens(document.text)
        with _damage_named(self._folder):
            self._written[document.id] = self._open.docnum
            self._open.add_document(
                id=document.id,
                document=_stored(document),
                exact=exact,
                fold=analysis.folded(exact),
                symbols=_symbols(document),
                keywords=_keywords(document),
            )

    def delete(self, report_id: str) -> None:
        with _damage_named(self._folder):
            if self._open is None:
                self._open = _SegmentWriter(_open(self._folder))
            replaced = self._written.pop(report_id, None)
            if replaced is not None:
                self._open.newsegment.delete_document(replaced)
            elif self._open.segments:
                self._open.delete_by_term("id", report_id)

    def commit(self) -> None:
        if self._open is not None:
            with _damage_named(self._folder):
                self._open.commit(mergetype=_merge_policy)
            _owner_only(self._folder)
            self._open, self._written = None, {}

    def cancel(self) -> None:
        if self._open is not None:
            self._open.cancel()
            self._open, self._written = None, {}


def _stored(document: IndexDocument) -> tuple[str, str, int | None, dict[str, list[str]]]:
    values = {name: sorted(document.keywords[name]) for name in sorted(document.keywords)}
    return document.id, document.content_hash, document.date, values


def _symbols(document: IndexDocument) -> set[str]:
    return {analysis.symbol(symbol) or symbol for symbol in document.symbols}


def _keywords(document: IndexDocument) -> set[str]:
    return {_keyword(name, value) for name, values in document.keywords.items() for value in values}


def _keyword(name: str, value: str) -> str:
    return f"{name}\x1f{value}"


def _owner_only(folder: Path) -> None:
    for entry in os.scandir(folder):
        Path(entry.path).chmod(0o600)


def _merge_policy(writer: Any, segments: list[Any]) -> list[Any]:
    """Keep commits short: merge only when segments pile up, and then all but the largest."""
    if len(segments) < _MAX_SEGMENTS:
        return segments
    largest = max(segments, key=lambda segment: segment.doc_count_all())
    for segment in segments:
        if segment is not largest:
            reader = index.FileIndex._reader(writer.storage, writer.schema, [segment], 0)
            writer.add_reader(reader)
            reader.close()
    return [largest]


class _Reader:
    """One committed state. Whoosh's files keep one read position, so one search at a time."""

    def __init__(self, opened: index.FileIndex, folder: Path) -> None:
        self._reader = opened.reader()
        self._folder = folder
        self._lock = threading.RLock()
        leaves = self._reader.leaf_readers() if opened.doc_count_all() else []
        self._segments = [
            Segment(reader=leaf, base=base, deleted=frozenset(leaf.segment().deleted_docs()))
            for leaf, base in leaves
        ]
        self._documents = {
            segment.base + number: stored["document"]
            for segment in self._segments
            for number, stored in segment.reader.iter_docs()
        }
        self._norms: dict[str, list[float]] = {}

    def search(
        self,
        query: object,
        *,
        sort: Sort = "relevance",
        offset: int = 0,
        limit: int = 10,
        facets: Sequence[str] = (),
    ) -> Hits:
        tree = check(query)
        with self._lock, _damage_named(self._folder):
            found = evaluate(tree, self)
        return Hits(
            hits=self._page(found, sort, offset, limit),
            total=len(found),
            facets={name: self._facet(name, found) for name in facets},
        )

    def terms(self, prefix: str, limit: int) -> Sequence[str]:
        start = "".join(analysis.tokens(prefix))
        field = "fold" if analysis.fold_token(start) == start else "exact"
        with self._lock, _damage_named(self._folder):
            return self._expand(field, start)[:limit] if start else []

    def ids(self) -> Iterator[tuple[str, str]]:
        yield from sorted((stored[0], stored[1]) for stored in self._documents.values())

    def damage(self) -> Iterator[str]:
        yield from ()

    def close(self) -> None:
        self._reader.close()

    def text(self, node: Node) -> Matches | None:
        match node:
            case Term(field="symbols", token=token):
                return self._scored("symbols", self._counts("symbols", token))
            case Term(field=field, token=token):
                return self._scored(field, self._counts(field, token))
            case Phrase(field=field):
                return self._scored(field, _union(part.phrase(node) for part in self._segments))
            case Prefix(field=field, start=start):
                terms = self._expand(field, start)
                if len(terms) > MAX_EXPANSION:
                    raise QueryRefused("query-too-broad", limit=MAX_EXPANSION)
                return self._scored(field, _union(self._counts(field, term) for term in terms))
        return None

    def kept(self, node: In | Range) -> Collection[int]:
        if isinstance(node, In):
            return _union(
                self._counts("keywords", _keyword(node.field, value)) for value in node.values
            )
        first, last = node.first or 0, node.last or 99999999
        dated = ((number, stored[2]) for number, stored in self._documents.items())
        return [number for number, date in dated if date is not None and first <= date <= last]

    def everything(self) -> Collection[int]:
        return self._documents.keys()

    def _page(self, found: Matches, sort: Sort, offset: int, limit: int) -> tuple[Hit, ...]:
        if sort == "relevance":
            return best(found, self._names, offset=offset, limit=limit)
        dated = sorted((-(self._documents[n][2] or 0), self._documents[n][0], n) for n in found)
        chosen = dated[offset : offset + max(0, limit)]
        return tuple(Hit(id=report_id, score=found[number]) for _, report_id, number in chosen)

    def _names(self, numbers: Iterable[int]) -> Mapping[int, str]:
        return {number: self._documents[number][0] for number in numbers}

    def _facet(self, name: str, found: Matches) -> Mapping[str, int]:
        counts: Counter[str] = Counter()
        for number in found:
            counts.update(self._documents[number][3].get(name, ()))
        return facet_order(counts)

    def _counts(self, field: str, token: str) -> Counts:
        return _union(segment.counts(field, token) for segment in self._segments)

    def _expand(self, field: str, start: str) -> list[str]:
        """Return the terms that begin with `start`, at most one more than a query may ask for."""
        found: set[str] = set()
        for segment in self._segments:
            for taken, term in enumerate(segment.terms(field, start)):
                if taken > MAX_EXPANSION:
                    break
                found.add(term)
        return sorted(found)[: MAX_EXPANSION + 1]

    def _scored(self, field: str, counts: Counts) -> Matches:
        """Weigh by BM25."""
        documents = len(self._documents)
        rarity = log(1 + (documents - len(counts) + 0.5) / (len(counts) + 0.5))
        if field == "symbols":
            return dict.fromkeys(counts, 2 * rarity)
        norms = self._norms.get(field) or self._measure(field)
        factor = rarity * _BOOST[field] * (_SATURATION + 1)
        return {
            number: factor * count / (count + norms[number]) for number, count in counts.items()
        }

    def _measure(self, field: str) -> list[float]:
        lengths = [
            segment.reader.doc_field_length(number, field) or 0
            for segment in self._segments
            for number in range(segment.reader.doc_count_all())
        ]
        mean = (sum(lengths) / len(lengths) if lengths else 0) or 1.0
        weighed = ((1 - _LENGTH_WEIGHT) + _LENGTH_WEIGHT * length / mean for length in lengths)
        self._norms[field] = [_SATURATION * weight for weight in weighed]
        return self._norms[field]


def _union(parts: Iterable[Counts]) -> Counts:
    """Add up; the parts of different segments have no document in common."""
    total: Counts = {}
    for part in parts:
        if total:
            for number, count in part.items():
                total[number] = total.get(number, 0.0) + count
        else:
            total = part
    return total
