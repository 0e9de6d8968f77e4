"""What every catalogue must do, over every engine of full text."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from kb.model import Act, Report, Resolution, Role, Status
from kb.ports import Decision, InstrumentRow, SearchEngine
from kb.registry import search_engine
from kb.store import Store
from tests.kb.store.engines import FileEngine, TableEngine
from tests.kb.store.samples import (
    RULESET,
    File,
    citation,
    file,
    fill,
    instrument,
    key,
    lines,
    open_store,
    unreadable,
)

ENGINES: dict[str, Callable[[], SearchEngine]] = {
    "file": FileEngine,
    "table": TableEngine,
    "whoosh": lambda: search_engine("whoosh:"),
    "fts5": lambda: search_engine("fts5:"),
}
SIXTEEN = "vn:ttg:ct:16:2016"
OPEN = "vn:ttg:ct:16:?"


@pytest.fixture(params=sorted(ENGINES))
def engine(request: pytest.FixtureRequest) -> SearchEngine:
    """Return each engine in turn."""
    return ENGINES[request.param]()


@pytest.fixture
def store(tmp_path: Path, engine: SearchEngine) -> Iterator[Store]:
    """Return an empty catalogue that is found in order at the end of the test."""
    with open_store(tmp_path / "home", engine) as opened:
        yield opened
        assert opened.verify() == ()


def shown(store: Store, report_id: str) -> Report:
    """Return a stored report."""
    with store.snapshot() as snapshot:
        report = snapshot.report(report_id)
    assert report is not None
    return report


def indexed(store: Store, engine: SearchEngine) -> set[str]:
    """Return the ids that the full-text index holds."""
    with store.snapshot() as snapshot:
        reader = engine.reader(snapshot.index_place())
        found = {report_id for report_id, _ in reader.ids()}
        reader.close()
    return found


def test_report_comes_back(store: Store) -> None:
    """A stored report comes back as it was put, text, spans and findings included."""
    held = file("một", citation("vn:cp:nd:61:2018", date="2018-04-23"), number="1183")
    fill(store, {"a.txt": held})
    assert shown(store, held.report.id) == held.report
    with store.snapshot() as snapshot:
        assert snapshot.text(held.report.id) == held.report.text
        assert snapshot.report("0" * 12) is None
        assert snapshot.card("0" * 12) is None
        assert not snapshot.text("0" * 12)


def test_card_counts(store: Store) -> None:
    """A card counts citations, distinct instruments, grave findings and characters."""
    cited = (citation(SIXTEEN), citation(SIXTEEN), citation("vn:cp:nd:61:2018"))
    held = file("một", *cited)
    fill(store, {"b.txt": held, "a.txt": held})
    with store.snapshot() as snapshot:
        card = snapshot.card(held.report.id)
        assert card in snapshot.cards()
    assert card is not None
    assert (card.citation_count, card.instrument_count, card.finding_count) == (3, 2, 1)
    assert card.chars == len(held.report.text)
    assert card.paths == ("a.txt", "b.txt")


def test_cards_in_order(store: Store) -> None:
    """Cards stand newest first, undated next, failed ones last."""
    new, old = file("mới", date="2026-01-02"), file("cũ", date="2017-01-02")
    with store.writer() as writer:
        writer.put("x", None, unreadable("x"))
        writer.put("a", old.data, old.report)
        writer.put("b", new.data, new.report)
        writer.commit()
    with store.snapshot() as snapshot:
        ids = [card.id for card in snapshot.cards()]
    assert ids == [new.report.id, old.report.id, unreadable("x").id]


def test_citations_of_an_instrument(store: Store) -> None:
    """The citations of a key come by report and place, and can be kept to some reports."""
    one, two = file("một", citation(SIXTEEN), citation(SIXTEEN)), file("hai", citation(SIXTEEN))
    fill(store, {"1": one, "2": two})
    with store.snapshot() as snapshot:
        found = [(c.report_id, c.index) for c in snapshot.citations_of(key(SIXTEEN))]
        some = snapshot.citations_of(key(SIXTEEN), reports=[two.report.id])
        assert snapshot.reports_citing(key(SIXTEEN)) == {one.report.id: 2, two.report.id: 1}
        assert snapshot.keys() == {key(SIXTEEN): (2, 3)}
    assert sorted(found) == found
    assert set(found) == {(one.report.id, 0), (one.report.id, 1), (two.report.id, 0)}
    assert [c.report_id for c in some] == [two.report.id]


def test_keys_like(store: Store) -> None:
    """Keys are found by number, and by type when it is given."""
    cited = ["vn:ttg:ct:16:2016", "vn:ttg:ct:16:2017", "vn:cp:nd:16:2016", "vn:cp:nd:61:2018"]
    fill(store, {"1": file("một", *map(citation, cited))})
    with store.snapshot() as snapshot:
        assert [str(k) for k in snapshot.keys_like(type="ct", number="16")] == cited[:2]
        assert len(snapshot.keys_like(type=None, number="16")) == 3


def test_relations(store: Store) -> None:
    """A report cites; what stands in a title is the act of the instrument whose title it is."""
    held = file("một", citation(SIXTEEN), citation("vn:cp:nd:61:2018", parent=0), number="1183")
    fill(store, {"1": held})
    with store.snapshot() as snapshot:
        found = {(str(r.source), str(r.target), r.role, r.citation) for r in snapshot.relations()}
    own = "vn-travinh:stttt:bc:1183:2018"
    assert found == {
        (own, SIXTEEN, Role.IMPLEMENTS, 0),
        (own, "vn:cp:nd:61:2018", Role.MENTIONS, 1),
        (SIXTEEN, "vn:cp:nd:61:2018", Role.IMPLEMENTS, 1),
    }


def test_what_acts_on_another_is_no_act_of_the_report(store: Store) -> None:
    """A citation with an agent is only mentioned by the report; one with acts keeps its own role too."""
    decree, older = "vn:cp:nd:61:2018", "vn:ttg:qd:9:2015"
    acted = citation(older, agent=0)
    both = citation(SIXTEEN, acts=(Act(role=Role.AMENDS, agent=0), Act(role=Role.REPEALS, agent=1)))
    fill(store, {"1": file("một", citation(decree), acted, both, number="1183")})
    with store.snapshot() as snapshot:
        found = {(str(r.source), str(r.target), r.role, r.citation) for r in snapshot.relations()}
    own = "vn-travinh:stttt:bc:1183:2018"
    assert found == {
        (own, decree, Role.IMPLEMENTS, 0),
        (own, older, Role.MENTIONS, 1),
        (decree, older, Role.IMPLEMENTS, 1),
        (own, SIXTEEN, Role.IMPLEMENTS, 2),
        (decree, SIXTEEN, Role.AMENDS, 2),
        (older, SIXTEEN, Role.REPEALS, 2),
    }


def test_no_key_no_relation(store: Store) -> None:
    """A report that no key identifies is the source of no relation."""
    fill(store, {"1": file("một", citation(SIXTEEN))})
    with store.snapshot() as snapshot:
        assert list(snapshot.relations()) == []


def test_never_cites_itself(store: Store) -> None:
    """A citation of the report itself is dropped, and parents still point at the right one."""
    own = citation("vn-travinh:stttt:bc:1183:2018")
    cited = (own, citation(SIXTEEN), citation("vn:cp:nd:61:2018", parent=1))
    held = file("một", *cited, number="1183")
    fill(store, {"1": held})
    kept = shown(store, held.report.id).citations
    assert [str(c.key) for c in kept] == [SIXTEEN, "vn:cp:nd:61:2018"]
    assert kept[1].mention.parent == 0


def test_agents_point_at_the_right_citation_without_the_own_one(store: Store) -> None:
    """What the report itself does has no agent; the other agents keep theirs."""
    own = citation("vn-travinh:stttt:bc:1183:2018")
    acts = (Act(role=Role.AMENDS, agent=0), Act(role=Role.REPLACES, agent=1))
    older = citation("vn:ttg:qd:9:2015", agent=0, acts=acts)
    held = file("một", own, citation(SIXTEEN), older, citation(OPEN, agent=1), number="1183")
    fill(store, {"1": held})
    kept = shown(store, held.report.id).citations
    assert [c.agent for c in kept] == [None, None, 0]
    assert kept[1].acts == (Act(role=Role.REPLACES, agent=0),)


def test_nothing_to_do_writes_nothing(store: Store, tmp_path: Path) -> None:
    """The same files a second time leave every byte and time of the catalogue as it was."""
    held = {"1": file("một", citation(SIXTEEN)), "2": file("hai")}
    fill(store, held)
    catalogue = tmp_path / "home" / "catalogue.db"
    before = (catalogue.stat().st_mtime_ns, catalogue.read_bytes(), _names(tmp_path))
    with store.writer() as writer:
        for path, one in held.items():
            writer.put(path, one.data, one.report)
        done = writer.commit()
    assert (done.generation, done.added, done.changed, done.removed) == (1, 0, 0, 0)
    assert (catalogue.stat().st_mtime_ns, catalogue.read_bytes(), _names(tmp_path)) == before


def _names(root: Path) -> list[str]:
    return sorted(str(path) for path in root.rglob("*") if path.suffix != ".db-shm")


def test_leaving_without_commit(store: Store, engine: SearchEngine) -> None:
    """What was put and not committed is seen by nobody."""
    fill(store, {"1": file("một")})
    two = file("hai")
    with store.writer() as writer:
        writer.put("2", two.data, two.report)
        writer.forget("1")
    with store.snapshot() as snapshot:
        assert [card.paths for card in snapshot.cards()] == [("1",)]
    assert indexed(store, engine) == {file("một").report.id}


def test_changed_file_retires_its_report(store: Store, engine: SearchEngine) -> None:
    """A changed file is a new report; the old one goes when no other path holds it."""
    old, new = file("cũ", citation(SIXTEEN)), file("mới")
    fill(store, {"1": old, "2": old})
    fill(store, {"1": new})
    assert indexed(store, engine) == {old.report.id, new.report.id}
    fill(store, {"2": new})
    assert indexed(store, engine) == {new.report.id}
    with store.snapshot() as snapshot:
        assert snapshot.keys() == {}
        assert snapshot.instruments() == {}


def test_rename_and_return(store: Store, engine: SearchEngine) -> None:
    """A file that is renamed, goes and comes back gives the same catalogue again."""
    held = file("một", citation(SIXTEEN), number="7")
    fill(store, {"1": held})
    first = lines(store)
    with store.writer() as writer:
        writer.forget("1")
        writer.put("2", held.data, held.report)
        done = writer.commit()
        assert (done.added, done.removed) == (1, 1)
        writer.forget("2")
        writer.commit()
    assert indexed(store, engine) == set()
    fill(store, {"1": held})
    assert lines(store) == first


def test_failed_file_is_kept_by_path(store: Store, engine: SearchEngine) -> None:
    """An unreadable file is listed with its reason, is not searched, and goes when it is read."""
    with store.writer() as writer:
        writer.put("x.txt", None, unreadable("x.txt"))
        assert writer.commit().failed == 1
        assert writer.known_files()["x.txt"].status is Status.FAILED
    assert indexed(store, engine) == set()
    fill(store, {"x.txt": file("đọc được")})
    with store.snapshot() as snapshot:
        assert [card.status for card in snapshot.cards()] == [Status.OK]


def test_known_files(store: Store) -> None:
    """Known files tell hash and rule set, so that what did not change can be passed over."""
    one = file("một")
    fill(store, {"1": one})
    again = file("một", ruleset="rules-2")
    with store.writer() as writer:
        known = writer.known_files()["1"]
        assert (known.sha256, known.ruleset) == (one.report.sha256, RULESET)
        writer.put("1", again.data, again.report)
        assert writer.commit().changed == 1
        assert writer.known_files()["1"].ruleset == "rules-2"


def test_odd_path_names(store: Store) -> None:
    """Names with line breaks, in both Unicode forms, or of no Unicode at all come back unharmed."""
    names = ["a\nb", "-r", "báo.txt", "ba\u0301o.txt", "bad\udcff.txt"]
    fill(store, {name: file(str(n)) for n, name in enumerate(names)})
    with store.writer() as writer:
        assert set(writer.known_files()) == set(names)


def test_late_target_links_older_citations(store: Store) -> None:
    """An open citation is linked when a later report names the instrument with its date."""
    early, late = file("trước", citation(OPEN)), file("sau", citation(SIXTEEN, date="2016-05-16"))
    fill(store, {"1": early})
    assert shown(store, early.report.id).citations[0].resolution is Resolution.PARTIAL
    fill(store, {"2": late})
    assert str(shown(store, early.report.id).citations[0].key) == SIXTEEN
    with store.writer() as writer:
        writer.forget("2")
        writer.commit()
    assert str(shown(store, early.report.id).citations[0].key) == OPEN


def test_report_is_an_instrument_to_others(store: Store) -> None:
    """An open citation of a report is linked once that report is in the collection."""
    citing = file("trước", citation("vn-travinh:stttt:bc:1183:?"))
    fill(store, {"1": citing})
    fill(store, {"2": file("sau", number="1183")})
    cited = shown(store, citing.report.id).citations[0].key
    assert str(cited) == "vn-travinh:stttt:bc:1183:2018"
    with store.snapshot() as snapshot:
        found = snapshot.instrument(cited)
    assert found is not None
    assert found.report_ids == (file("sau", number="1183").report.id,)


def test_imported_instruments_link(store: Store) -> None:
    """An imported registry row links open citations and is told with its title."""
    held = file("một", citation(OPEN))
    fill(store, {"1": held})
    row = instrument(SIXTEEN, "2016-05-16", "Về tăng cường công tác dân vận")
    with store.writer() as writer:
        writer.import_instruments([InstrumentRow(key=row.key, over=lambda _known: row)])
        writer.commit()
    assert str(shown(store, held.report.id).citations[0].key) == SIXTEEN
    with store.snapshot() as snapshot:
        assert snapshot.instruments()[key(SIXTEEN)].titles[0] == row.titles[0]


def chosen(report_id: str) -> Decision:
    """Return the choice of the directive of 2020 in one report."""
    return Decision(
        id="0123456789abcdef",
        action="choose",
        quote="Báo cáo",
        key=OPEN,
        value="vn:ttg:ct:16:2020",
        report_id=report_id,
        who="an",
        when="2026-01-01T00:00:00Z",
        why="",
    )


def choose(store: Store, held: File) -> None:
    """Commit the choice of the directive of 2020 in one report."""
    with store.writer() as writer:
        writer.decide([chosen(held.report.id)])
        writer.commit()


def test_decisions_hold(store: Store) -> None:
    """A decision links its report at once and again when the report is read anew."""
    held = file("một", citation(OPEN))
    decision = chosen(held.report.id)
    fill(store, {"1": held})
    with store.writer() as writer:
        writer.decide([decision])
        writer.commit()
    assert shown(store, held.report.id).citations[0].key.period == "2020"
    fill(store, {"1": file("một", citation(OPEN), ruleset="rules-2")})
    assert shown(store, held.report.id).citations[0].key.period == "2020"
    with store.snapshot() as snapshot:
        assert snapshot.decisions() == (replace(decision, report_path="1"),)


@pytest.mark.parametrize("number", ["5", None])
def test_a_decision_survives_a_changed_file(store: Store, number: str | None) -> None:
    """A report is known again by its own key or its file, whatever words around the citation changed."""
    held = file("một", citation(OPEN), number=number)
    fill(store, {"1": held, "2": file("hai", citation(OPEN))})
    choose(store, held)
    after = file("một, đã sửa", citation(OPEN), number=number)
    fill(store, {"1": after})
    assert shown(store, after.report.id).citations[0].key.period == "2020"
    other = file("hai", citation(OPEN)).report.id
    assert shown(store, other).citations[0].key.period == "?"


def test_a_decision_follows_the_key_to_another_file(store: Store) -> None:
    """A report with a key of its own is the same report under another name of the file."""
    held = file("một", citation(OPEN), number="5")
    fill(store, {"1": held})
    choose(store, held)
    after = file("một, đã sửa", citation(OPEN), number="5")
    with store.writer() as writer:
        writer.forget("1")
        writer.put("moi", after.data, after.report)
        writer.commit()
    assert shown(store, after.report.id).citations[0].key.period == "2020"


def test_a_decision_does_not_hold_in_another_report_at_its_place(store: Store) -> None:
    """Next year's report under the same file name is another report: its number says so."""
    held = file("một", citation(OPEN), number="5")
    fill(store, {"1": held})
    choose(store, held)
    after = file("hai", citation(OPEN), number="6")
    fill(store, {"1": after})
    assert shown(store, after.report.id).citations[0].key.period == "?"


def test_a_decision_finds_a_report_that_comes_to_its_place(store: Store) -> None:
    """A copy without key that is known already takes the decision on when it moves to the decided file."""
    held, copy = file("một", citation(OPEN)), file("một, đã sửa", citation(OPEN))
    fill(store, {"1": held, "2": copy})
    choose(store, held)
    assert shown(store, copy.report.id).citations[0].key.period == "?"
    fill(store, {"1": copy})
    assert shown(store, copy.report.id).citations[0].key.period == "2020"


def test_a_decision_from_before_its_report(store: Store) -> None:
    """A decision that was imported first holds as soon as its report comes, and then survives a change."""
    held = file("một", citation(OPEN))
    fill(store, {"2": file("hai")})
    choose(store, held)
    fill(store, {"1": held})
    assert shown(store, held.report.id).citations[0].key.period == "2020"
    after = file("một, đã sửa", citation(OPEN))
    fill(store, {"1": after})
    assert shown(store, after.report.id).citations[0].key.period == "2020"


def test_a_decision_from_elsewhere_knows_its_report_here(store: Store) -> None:
    """Where a decision comes from another installation, the report's file is the one of this one."""
    held = file("một", citation(OPEN))
    fill(store, {"1": held})
    with store.writer() as writer:
        writer.decide([replace(chosen(held.report.id), report_path="/may-khac/1")])
        writer.commit()
    after = file("một, đã sửa", citation(OPEN))
    fill(store, {"1": after})
    assert shown(store, after.report.id).citations[0].key.period == "2020"


def test_a_commit_counts_what_decisions_change(store: Store) -> None:
    """New decisions and the reports that show something else are counted; known ones change nothing."""
    held = file("một", citation(OPEN))
    fill(store, {"1": held, "2": file("hai", citation(OPEN))})
    with store.writer() as writer:
        writer.decide([chosen(held.report.id)])
        first = writer.commit()
        writer.decide([chosen(held.report.id)])
        second = writer.commit()
    assert (first.decided, first.relinked) == (1, 1)
    assert (second.decided, second.relinked) == (0, 0)
    assert second.generation == first.generation


def test_snapshot_stays_on_its_generation(store: Store) -> None:
    """What is asked of one snapshot belongs to one generation, whatever is committed meanwhile."""
    fill(store, {"1": file("một")})
    with store.snapshot() as snapshot:
        fill(store, {"2": file("hai")})
        assert (snapshot.generation, len(snapshot.cards())) == (1, 1)
    with store.snapshot() as snapshot:
        assert (snapshot.generation, len(snapshot.cards())) == (2, 2)


def test_instrument_of_many_words(store: Store) -> None:
    """An instrument is told as most citations have it, with its titles by how often they were seen."""
    dated = citation(SIXTEEN, date="2016-05-16")
    fill(store, {"1": file("một", dated, dated), "2": file("hai", citation(SIXTEEN))})
    with store.snapshot() as snapshot:
        found = snapshot.instrument(key(SIXTEEN))
        assert snapshot.instrument(key("vn:cp:nd:1:2000")) is None
    assert found is not None
    assert (found.date, found.number, found.year) == ("2016-05-16", "16", 2016)
    assert found.titles == (("về dân vận", 2),)


def test_rebuild_changes_nothing(store: Store, engine: SearchEngine) -> None:
    """Rows and index made anew are the same as before."""
    files = {str(n): file(str(n), citation(OPEN), number=str(n + 1)) for n in range(4)}
    fill(store, {**files, "9": file("chín", citation(SIXTEEN, date="2016-05-16"))})
    before, found = lines(store), indexed(store, engine)
    assert store.rebuild().generation == 2
    assert lines(store) == before
    assert indexed(store, engine) == found
