"""What every full-text engine must do: the suite is the definition of an engine."""

from __future__ import annotations

import random
import sqlite3
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from kb.errors import QueryRefused
from kb.ports import IndexDocument, IndexReader, SearchEngine
from kb.search import sqlite_fts, whoosh_engine
from kb.search.analysis import tokens
from kb.search.query import All, And, In, Node, Not, Or, Phrase, Prefix, Range, Term, parse
from tests.kb.search.generate import KINDS, PLACES, Queries, small_documents
from tests.kb.search.oracle import Oracle

ENGINES = {"whoosh": whoosh_engine.engine, "fts5": sqlite_fts.engine}
FACETS = ("place", "kind", "year", "instruments")


@dataclass(slots=True)
class Index:
    """An engine with its place, whichever kind that is."""

    engine: SearchEngine
    place: Path | sqlite3.Connection
    opened: list[IndexReader] = field(default_factory=list)

    def write(self, documents: Iterable[IndexDocument], gone: Iterable[str] = ()) -> None:
        """Put and delete, and commit as the catalogue would."""
        writer = self.engine.writer(self.place)
        for report_id in gone:
            writer.delete(report_id)
        for item in documents:
            writer.put(item)
        writer.commit()
        if isinstance(self.place, sqlite3.Connection):
            self.place.commit()

    def reader(self) -> IndexReader:
        """Open the present state."""
        self.opened.append(self.engine.reader(self.place))
        return self.opened[-1]

    def found(self, query: Node | str) -> set[str]:
        """Return the ids of all hits of a tree, or of what people type."""
        tree = parse(query) if isinstance(query, str) else query
        hits = self.reader().search(tree, limit=100_000)
        assert hits.total == len(hits.hits)
        return {hit.id for hit in hits.hits}

    def close(self) -> None:
        """Close everything."""
        for reader in self.opened:
            reader.close()
        if isinstance(self.place, sqlite3.Connection):
            self.place.close()


def _index(name: str, folder: Path) -> Index:
    engine = ENGINES[name]()
    place: Path | sqlite3.Connection = folder / name
    if engine.inside_catalogue:
        place = sqlite3.connect(folder / "catalogue.db")
    engine.create(place)
    return Index(engine=engine, place=place)


@pytest.fixture(params=ENGINES)
def index(request: pytest.FixtureRequest, tmp_path: Path) -> Iterable[Index]:
    """Return an empty index of each engine."""
    made = _index(request.param, tmp_path)
    yield made
    made.close()


def report(report_id: str, text: str, **changes: object) -> IndexDocument:
    """Make a document with a text and little else."""
    plain = IndexDocument(
        id=report_id,
        content_hash=f"hash of {report_id}",
        text=text,
        title="",
        symbols=frozenset(),
        keywords={},
        date=None,
    )
    return replace(plain, **changes)  # type: ignore[arg-type]


# --- hits, totals, facets and order, against the oracle


def _fill_in_parts(index: Index, documents: Sequence[IndexDocument]) -> None:
    """Commit three times, with texts replaced and deleted in between."""
    third = len(documents) // 3
    stale = [replace(item, text="cũ kỹ", content_hash="stale") for item in documents]
    index.write([*documents[:third], *stale[third : third + 5]])
    index.write([*documents[third : 2 * third], report("temporary", documents[0].text)])
    index.write(documents[2 * third :], gone=["temporary", "never there"])


def _compare(index: Index, documents: Sequence[IndexDocument], trees: Iterable[Node]) -> None:
    oracle, reader = Oracle(documents), index.reader()
    for tree in trees:
        expected = oracle.find(tree)
        hits = reader.search(tree, sort="date", limit=len(documents), facets=FACETS)
        assert [hit.id for hit in hits.hits] == oracle.by_date(expected), tree
        assert hits.total == len(expected)
        assert hits.facets == {name: oracle.facet(name, expected) for name in FACETS}
        ranked = reader.search(tree, limit=len(documents))
        assert {hit.id for hit in ranked.hits} == expected
        order = [(-hit.score, hit.id) for hit in ranked.hits]
        assert order == sorted(order)


@pytest.mark.parametrize(
    ("seed", "count"),
    [(1, 60), (2, 60), (3, 60), (4, 60), (5, 60)]
    + [pytest.param(seed, 200, marks=pytest.mark.slow) for seed in range(10, 20)],
)
def test_random_trees_find_what_a_scan_finds(index: Index, seed: int, count: int) -> None:
    """Hits, totals, facets and date order of random trees equal the oracle's, over three commits."""
    documents = small_documents(60, seed)
    _fill_in_parts(index, documents)
    queries = Queries(documents, seed)
    _compare(index, documents, [queries.tree() for _ in range(count)])


def _kinds(queries: Queries) -> list[Node]:
    word, other, third = (queries.words(1)[0] for _ in range(3))
    row = queries.words(queries.chance.randint(2, 5))
    term = Term(field="exact", token=word)
    start = next(word for word in queries.words(30) if len(word) >= 3)[:3]
    return [
        term,
        And(children=tuple(Term(field="exact", token=one) for one in (word, other, third))),
        Phrase(field="exact", tokens=tuple(row)),
        parse(f'"{" ".join(row)}"'),
        Prefix(field="exact", start=start),
        parse(" ".join(row)),
        And(children=(term, In(field="kind", values=frozenset({queries.chance.choice(KINDS)})))),
        Or(children=(term, Term(field="exact", token=other))),
        parse(queries.chance.choice(queries.symbols)),
        And(children=(Range(first=20180101, last=20231231), Not(child=term))),
        In(field="place", values=frozenset(queries.chance.sample(PLACES, k=2))),
    ]


def test_220_queries_of_every_kind_find_what_a_scan_finds(index: Index) -> None:
    """Twenty queries of each of eleven kinds equal the oracle's."""
    documents = small_documents(80, 23)
    _fill_in_parts(index, documents)
    queries = Queries(documents, 23)
    _compare(index, documents, [tree for _ in range(20) for tree in _kinds(queries)])


def test_all_engines_give_identical_hits(tmp_path: Path) -> None:
    """Two hundred typed queries find the same reports, totals and facets with every engine."""
    documents = small_documents(80, 31)
    indexes = [_index(name, tmp_path) for name in ENGINES]
    for one in indexes:
        _fill_in_parts(one, documents)
    readers = [one.reader() for one in indexes]
    for tree in map(parse, _typed(Queries(documents, 31), 200)):
        answers = [reader.search(tree, sort="date", limit=80, facets=FACETS) for reader in readers]
        assert len({answer.total for answer in answers}) == 1
        assert len({tuple(hit.id for hit in answer.hits) for answer in answers}) == 1
        assert all(answer.facets == answers[0].facets for answer in answers)
    for one in indexes:
        one.close()


def _typed(queries: Queries, count: int) -> list[str]:
    shapes = ("{0} {1}", '"{0} {1}"', "{0} OR {1}", "{0} -{1}", "({0} HOẶC {1}) {2}", "{3}")
    rows = ([*queries.words(3), queries.chance.choice(queries.symbols)] for _ in range(count))
    return [shape.format(*row) for row in rows for shape in [queries.chance.choice(shapes)]]


# --- spellings


@pytest.mark.parametrize(
    ("written", "typed"),
    [
        ("cải cách hành chính", "cải cách"),
        ("cải cách hành chính", "cai cach"),
        ("cải cách hành chính", "CẢI CÁCH"),
        (unicodedata.normalize("NFD", "cải cách"), "cải cách"),
        ("cải cách", unicodedata.normalize("NFD", "cải cách")),
        ("Ðề án", "Đề án"),
        ("Đề án", "ðề án"),
        ("đề án", "de an"),
        ("hoà bình, uỷ ban", "hòa bình ủy ban"),
        ("hòa bình, ủy ban", "hoà bình uỷ ban"),
        ("HOÀ BÌNH", "hòa"),
        ("cải\u00adcách", "cảicách"),
        ("quyết\u00a0định", '"quyết định"'),
        ("kinh tế – xã hội", '"kinh tế - xã hội"'),
        ("5/3/2020", "5/3/2020"),
        ("một_cửa", '"một cửa"'),
    ],
)
def test_spellings_of_one_word_meet(index: Index, written: str, typed: str) -> None:
    """Form, case, đ, tone placement and missing marks of the query do not hide a report."""
    index.write([report("a", written), report("b", "chuyện khác")])
    assert index.found(typed) == {"a"}


def test_a_word_with_marks_excludes_only_itself(index: Index) -> None:
    """`-đất` leaves reports with “dat”, `-dat` excludes every spelling."""
    index.write([report("a", "đất"), report("b", "dat"), report("c", "")])
    assert index.found("-đất") == {"b", "c"}
    assert index.found("-dat") == {"c"}


def test_exact_ranks_above_folded(index: Index) -> None:
    """Of two reports alike but for marks, the one spelled as asked comes first."""
    index.write([report("a", "tinh khac khac"), report("b", "tỉnh khac khac"), report("c", "x y")])
    hits = index.reader().search(parse("tỉnh")).hits
    assert [hit.id for hit in hits] == ["b", "a"]


SYMBOL = report(
    "a", "theo Nghị định số 61/2018/NĐ-CP ngày 23/4", symbols=frozenset({"61/2018/nđ-cp"})
)


@pytest.mark.parametrize(
    "typed",
    [
        "61/2018/NĐ-CP",
        "61/2018/nđ-cp",
        "61/2018/nd-cp",
        "061/2018/NĐ-CP",
        "61/2018/NĐ–CP",
        '"61/2018/NĐ-CP"',
        "61/2018",
        "NĐ-CP",
        "nghị định 61/2018/NĐ-CP.",
    ],
)
def test_symbols_are_found_whole_and_by_parts(index: Index, typed: str) -> None:
    """A symbol is found whole, folded, with a leading zero and by its parts."""
    index.write([SYMBOL, report("b", "61 việc, năm 2018: nđ và cp")])
    assert index.found(typed) == {"a"}


def test_a_cited_symbol_is_found_where_the_text_shortens_it(index: Index) -> None:
    """The field `symbols` finds a report whose text never writes the symbol in one piece."""
    short = report("b", "các Nghị định số 61, 63", symbols=frozenset({"61/2018/NĐ-CP"}))
    index.write([SYMBOL, short])
    assert index.found("61/2018/NĐ-CP") == {"a", "b"}


# --- phrases


@pytest.mark.parametrize("length", range(1, 33))
def test_phrases_of_any_length(index: Index, length: int) -> None:
    """A phrase of 1 to 32 words is found in order and in no other order."""
    words = [f"tu{number}" for number in range(40)]
    index.write([report("a", " ".join(words)), report("b", " ".join(reversed(words)))])
    phrase = Phrase(field="exact", tokens=tuple(words[5 : 5 + length]))
    assert index.found(phrase) == ({"a", "b"} if length == 1 else {"a"})


@pytest.mark.parametrize(
    ("text", "phrase", "expected"),
    [
        ("một một hai", "một một hai", True),
        ("một hai một", "một một", False),
        ("một hai một hai một", "một hai một hai một", True),
        ("một hai một hai một", "hai một hai một hai", False),
        ("một một một", "một một một", True),
        ("một một", "một một một", False),
        ("một, hai; ba", "một hai ba", True),
        ("một hai", "hai ba", False),
    ],
)
def test_repeated_words_in_phrases(index: Index, text: str, phrase: str, expected: bool) -> None:
    """Repeated words count each at its own place."""
    index.write([report("a", text)])
    words = tuple(tokens(phrase))
    assert index.found(Phrase(field="exact", tokens=words)) == ({"a"} if expected else set())


def test_no_phrase_across_documents(index: Index) -> None:
    """The end of one report and the start of the next make no phrase, also after a deletion."""
    index.write([report("a", "một hai"), report("b", "bỏ đi"), report("c", "ba bốn")])
    index.write([], gone=["b"])
    assert index.found('"hai ba"') == set()
    assert index.found('"ba bốn"') == {"c"}


# --- changes


def test_updates_leave_no_trace(index: Index) -> None:
    """After update, delete and re-add the index answers as one built afresh."""
    index.write([report("a", "cũ"), report("b", "giữ"), report("c", "xóa")])
    index.write([report("a", "mới", content_hash="2")], gone=["c"])
    index.write([report("c", "trở lại")])
    index.write([report("b", "giữ nguyên")])
    found = {word: index.found(word) for word in ("cũ", "mới", "giữ", "xóa", "trở", "nguyên")}
    expected = ((), ("a",), ("b",), (), ("c",), ("b",))
    assert list(found.values()) == [set(ids) for ids in expected]
    assert sorted(index.reader().ids()) == [
        ("a", "2"),
        ("b", "hash of b"),
        ("c", "hash of c"),
    ]


def test_the_last_put_of_a_commit_wins(index: Index) -> None:
    """A document put twice, or put and deleted, within one commit stands once or not at all."""
    writer = index.engine.writer(index.place)
    writer.put(report("a", "một"))
    writer.put(report("b", "một"))
    writer.put(report("a", "hai"))
    writer.delete("b")
    writer.commit()
    assert index.found("một") == set()
    assert index.found("hai") == {"a"}
    assert index.reader().search(All()).total == 1
    assert list(index.reader().ids()) == [("a", "hash of a")]


def test_nothing_is_seen_before_commit(index: Index) -> None:
    """A reader sees neither additions nor deletions of a writer that was cancelled."""
    index.write([report("a", "một")])
    writer = index.engine.writer(index.place)
    writer.put(report("b", "một"))
    writer.delete("a")
    writer.cancel()
    if isinstance(index.place, sqlite3.Connection):
        index.place.rollback()
    assert index.found("một") == {"a"}
    index.write([report("b", "một")])
    assert index.found("một") == {"a", "b"}


def test_an_open_reader_keeps_its_state(tmp_path: Path) -> None:
    """A Whoosh reader answers as before while a commit changes the index behind it."""
    index = _index("whoosh", tmp_path)
    index.write([report("a", "một")])
    before = index.reader()
    index.write([report("b", "một")], gone=["a"])
    assert [hit.id for hit in before.search(parse("một")).hits] == ["a"]
    assert index.found("một") == {"b"}
    index.close()


@pytest.mark.parametrize("optimised", [False, True])
def test_many_small_commits_equal_one(index: Index, optimised: bool) -> None:
    """Twenty commits, with or without optimising, answer like the oracle."""
    documents = small_documents(60, 41)
    for start in range(0, 60, 3):
        index.write(documents[start : start + 3], gone=[documents[max(0, start - 2)].id])
        index.write([documents[max(0, start - 2)]])
    if optimised:
        index.engine.optimise(index.place)
    queries = Queries(documents, 41)
    _compare(index, documents, [queries.tree() for _ in range(40)])


def test_an_empty_index_finds_nothing(index: Index) -> None:
    """Every query of an empty index has no hits, no terms and no ids."""
    reader = index.reader()
    hits = reader.search(parse("một"), facets=("kind",))
    assert (hits.hits, hits.total, hits.facets) == ((), 0, {"kind": {}})
    assert reader.search(parse("")).total == 0
    assert list(reader.terms("mot", 5)) == []
    assert list(reader.ids()) == []


def test_create_empties_an_index(index: Index) -> None:
    """Making an index anew drops what was there."""
    index.write([report("a", "một")])
    index.engine.create(index.place)
    assert index.found("") == set()


def test_an_empty_text_is_a_document(index: Index) -> None:
    """A report without a word is counted, filtered, replaced and deleted like any other."""
    index.write([report("a", "", keywords={"kind": frozenset({"Báo cáo"})}), report("b", "x")])
    assert index.found("") == {"a", "b"}
    assert index.found(In(field="kind", values=frozenset({"Báo cáo"}))) == {"a"}
    index.write([], gone=["a"])
    assert index.found("") == {"b"}


# --- pages, filters, terms


def test_pages_are_cut_from_one_order(index: Index) -> None:
    """Pages of any size put together are the whole list, for both orders."""
    documents = small_documents(30, 51)
    index.write(documents)
    reader = index.reader()
    pages = [reader.search(All(), sort="date", offset=at, limit=7).hits for at in range(0, 35, 7)]
    whole = reader.search(All(), sort="date", limit=30).hits
    assert [hit for page in pages for hit in page] == list(whole)
    assert [hit.id for hit in whole] == Oracle(documents).by_date({item.id for item in documents})


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        (None, None, {"a", "b"}),
        (20180101, None, {"b"}),
        (None, 20171231, {"a"}),
        (20171231, 20180101, {"a", "b"}),
        (20190101, 20180101, set()),
    ],
)
def test_date_ranges(index: Index, first: int | None, last: int | None, expected: set[str]) -> None:
    """A range includes both ends and never an undated report."""
    index.write(
        [report("a", "x", date=20171231), report("b", "x", date=20180101), report("c", "x")]
    )
    assert index.found(Range(first=first, last=last)) == expected


def test_filters_do_not_leak(index: Index) -> None:
    """Totals and facets count only what query and filter both find."""
    sample = [
        report("a", "một", keywords={"place": frozenset({"Huế"}), "kind": frozenset({"Báo cáo"})}),
        report("b", "một", keywords={"place": frozenset({"Sơn La"}), "kind": frozenset({"Mật"})}),
    ]
    index.write(sample)
    place = In(field="place", values=frozenset({"Huế"}))
    hits = index.reader().search(And(children=(parse("một"), place)), facets=("kind", "place"))
    assert (hits.total, hits.facets) == (1, {"kind": {"Báo cáo": 1}, "place": {"Huế": 1}})


def test_filter_values_are_compared_whole(index: Index) -> None:
    """A value is never taken apart, nor taken for the value of another field."""
    odd = "a\" OR b' (c) *\x1f%"
    index.write([report("a", "x", keywords={"kind": frozenset({odd}), "k": frozenset({"v"})})])
    assert index.found(In(field="kind", values=frozenset({odd}))) == {"a"}
    assert index.found(In(field="kind", values=frozenset({"a", "v"}))) == set()
    assert index.found(In(field="none", values=frozenset({"v"}))) == set()


def test_terms_suggest_what_is_still_there(index: Index) -> None:
    """Terms come in order, up to the limit, with marks when asked with marks, never of deleted texts."""
    index.write([report("a", "chế chính chỉ cách"), report("b", "chè chuyên")])
    index.write([], gone=["b"])
    reader = index.reader()
    assert list(reader.terms("ch", 10)) == ["che", "chi", "chinh"]
    assert list(reader.terms("ch", 2)) == ["che", "chi"]
    assert list(reader.terms("CHỈ", 10)) == ["chỉ"]
    assert list(reader.terms("?", 10)) == []


# --- guards


def _words(count: int) -> tuple[Node, ...]:
    return tuple(Term(field="exact", token=f"t{number}") for number in range(count))


def _nested(depth: int) -> Node:
    node: Node = Term(field="exact", token="t")
    for _ in range(depth):
        node = Not(child=node)
    return node


@pytest.mark.parametrize(
    ("tree", "code"),
    [
        (And(children=_words(33)), "query-too-many-clauses"),
        (_nested(9), "query-too-deep"),
        (Prefix(field="exact", start="ab"), "query-prefix-too-short"),
        (Phrase(field="fold", tokens=("a",) * 33), "query-phrase-too-long"),
        (In(field="kind", values=frozenset(map(str, range(513)))), "query-too-broad"),
    ],
)
def test_guards_are_the_same_everywhere(index: Index, tree: Node, code: str) -> None:
    """A tree beyond a limit is refused with the same error by every engine."""
    with pytest.raises(QueryRefused) as refusal:
        index.reader().search(tree)
    assert refusal.value.code == code


@pytest.mark.parametrize(
    "tree",
    [
        And(children=_words(32)),
        _nested(8),
        Prefix(field="exact", start="abc"),
        Phrase(field="fold", tokens=("a",) * 32),
        In(field="kind", values=frozenset(map(str, range(512)))),
    ],
)
def test_the_limits_themselves_are_allowed(index: Index, tree: Node) -> None:
    """A tree exactly at a limit is answered."""
    index.write([report("a", "một")])
    assert index.reader().search(tree).total in {0, 1}


@pytest.mark.parametrize("wide", [512, 513])
def test_a_prefix_is_never_answered_in_part(index: Index, wide: int) -> None:
    """A prefix of 512 terms finds all, one of 513 is refused, deleted terms not counted."""
    words = [f"chi{number}" for number in range(wide)]
    index.write([report("a", " ".join(words[:300])), report("b", "chixyz " * 3)])
    index.write([report("c", " ".join(words[300:]))], gone=["b"])
    tree = Prefix(field="fold", start="chi")
    if wide > 512:
        with pytest.raises(QueryRefused) as refusal:
            index.reader().search(tree)
        assert refusal.value.code == "query-too-broad"
    else:
        assert index.found(tree) == {"a", "c"}


HOSTILE = [
    '" OR 1=1 --',
    'exact : "x"',
    "NEAR(a b)",
    "a AND NOT b",
    "{exact fold} : a",
    "^a + b",
    "'; DROP TABLE search_document; --",
    "id:a",
    "a~2",
    "[a TO z]",
    '\\"',
    "\x00một\x00",
    "\ud800",
    "%_",
]


@pytest.mark.parametrize("typed", HOSTILE)
def test_no_engine_language_leaks_in(index: Index, typed: str) -> None:
    """What engines would read as operators are plain words for every engine."""
    documents = [report("a", "một a b near x"), report("b", "exact fold")]
    index.write(documents)
    assert index.found(typed) == Oracle(documents).find(parse(typed))


def test_words_not_of_the_analysis_are_a_programmers_error(index: Index) -> None:
    """A tree with raw words is refused loudly, not searched in vain."""
    reader = index.reader()
    with pytest.raises(ValueError, match="not tokens"):
        reader.search(Term(field="exact", token="Hai Từ"))
    with pytest.raises(TypeError):
        reader.search("một")


def test_stamps_name_engine_schema_and_analysis(index: Index) -> None:
    """A stamp changes with the analysis, so that an old index is rebuilt."""
    from kb.search.analysis import VERSION

    assert index.engine.stamp.endswith(VERSION)
    assert index.engine.stamp.startswith(index.engine.name)


def test_random_bytes_of_unicode_index_and_search(index: Index) -> None:
    """Texts of arbitrary letters are indexed alike: every token finds its document."""
    chance = random.Random(3)
    letters = [chr(code) for code in range(0x20, 0x3000) if chr(code).isprintable()]
    texts = ["".join(chance.choices(letters, k=60)) for _ in range(40)]
    documents = [report(f"{number:02}", text) for number, text in enumerate(texts)]
    index.write(documents)
    words = chance.sample(sorted({token for text in texts for token in tokens(text)}), k=150)
    _compare(index, documents, [Term(field="exact", token=word) for word in words])
