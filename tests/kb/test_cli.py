"""The command `kb`: what it prints where, its exit codes, and one line for whatever goes wrong."""

import csv
import errno
import io
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.metadata import EntryPoint
from pathlib import Path

import networkx as nx
import pytest

from kb import cli
from kb.cli import asking, output, root
from kb.decisions import decision
from kb.errors import Busy, message
from kb.library import open_store
from kb.model import Resolution, Role, Severity
from kb.settings import Settings
from kb.store.lock import writer_lock
from tests.kb.shelf import Cite, failed, fill, finding, report

DECREE = "vn:cp:nd:61:2018"
PAPER = report(
    Cite(surface="Nghị định 61/2018/NĐ-CP", key=DECREE, role=Role.IMPLEMENTS),
    Cite(
        surface="Kế hoạch 17/KH-UBND",
        key="vn-travinh:ubnd:kh:17:?",
        resolution=Resolution.PARTIAL,
        candidates=("vn-travinh:ubnd:kh:17:2017",),
    ),
    findings=(finding("date-after-report", Severity.ERROR, DECREE),),
)
OTHER = report(
    Cite(surface="Chỉ thị 16/CT-TTg", key="vn:ttg:ct:16:2016"),
    number="20",
    date="2019-03-01",
    words="Báo cáo về công tác dân vận.",
)
ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """What a command left behind."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> dict[str, object]:
        """What was printed, read as a JSON object."""
        read: dict[str, object] = json.loads(self.out)
        return read


Kb = Callable[..., Done]


@pytest.fixture
def kb(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Kb:
    """Return a function that runs `kb` in an empty folder, its data in `kb` there."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("KB_HOME", str(tmp_path / "kb"))
    monkeypatch.setenv("KB_INDEX", "fts5:")
    monkeypatch.delenv("KB_DEBUG", raising=False)

    def run(*arguments: str) -> Done:
        code = root.run(arguments)
        printed = capsys.readouterr()
        return Done(code=code, out=printed.out, err=printed.err)

    return run


@pytest.fixture
def filled(kb: Kb, tmp_path: Path) -> Kb:
    """Return `kb` with three reports in its data."""
    with open_store(Settings(home=tmp_path / "kb")) as store:
        fill(store, [PAPER, OTHER, failed("hong.txt")])
    return kb


# --- questions


@pytest.mark.parametrize("typed", ["nd 61/2018", "61/2018/NĐ-CP", DECREE])
def test_cite_agrees_on_every_spelling(filled: Kb, typed: str) -> None:
    """The same instrument and reports come however it is typed."""
    told = filled("cite", typed, "--json").json
    assert told["instrument"]["key"] == DECREE  # type: ignore[index] # JSON
    assert [row["id"] for row in told["reports"]] == [PAPER.id]  # type: ignore[attr-defined] # JSON


def test_cite_tells_years_apart(filled: Kb) -> None:
    """Several years are listed to choose from, one line each, on standard output."""
    done = filled("cite", "16/CT-TTg")
    assert done.code == 0
    assert {line.split("\t")[0] for line in done.out.splitlines()} >= {
        "vn:ttg:ct:16:2016",
        "vn:ttg:ct:16:2020",
    }
    assert "chọn văn bản" in done.err


def test_cite_prints_reports_and_passages(filled: Kb) -> None:
    """Data goes to standard output, the sentence about it to standard error."""
    done = filled("cite", "nd 61/2018")
    first, passage = done.out.splitlines()
    assert first.split("\t")[:3] == [PAPER.id, "2018-09-05", "1"]
    assert "«Nghị định 61/2018/NĐ-CP»" in passage
    assert "1 báo cáo viện dẫn" in done.err


def test_cite_of_what_nobody_cites(filled: Kb) -> None:
    """A well-formed citation without a record is an answer, not an error."""
    done = filled("cite", "999/2018/nd-cp")
    assert (done.code, done.out) == (0, "")
    assert "Chưa có báo cáo nào viện dẫn 999/2018/NĐ-CP" in done.err


def test_cite_of_words_is_wrong_use(filled: Kb) -> None:
    """Words that are no citation are pointed to the search."""
    done = filled("cite", "cơ chế một cửa")
    assert done.code == 2
    assert "kb search" in done.err


def test_search_finds_with_and_without_marks(filled: Kb) -> None:
    """Both spellings print the same hits."""
    assert filled("search", "cơ chế một cửa").out == filled("search", "co che mot cua").out
    assert PAPER.id in filled("search", "co che mot cua").out


def test_a_partial_key_may_be_several_instruments(filled: Kb) -> None:
    """The mentions are listed with their candidates, without a total; JSON says `partial`."""
    partial = "vn-travinh:ubnd:kh:17:?"
    done = filled("cite", partial)
    assert "có thể là nhiều văn bản" in done.err
    assert "lần nhắc." not in done.err
    assert "Có thể là: vn-travinh:ubnd:kh:17:2017." in done.out
    assert filled("cite", partial, "--json").json["partial"] is True


def test_search_narrows(filled: Kb) -> None:
    """Facets and dates of the command line reach the search."""
    assert filled("search", "báo cáo", "--from", "2019-01-01", "--json").json["total"] == 1
    assert filled("search", "báo cáo", "--where", "year=2018", "--json").json["total"] == 1


def test_report_prints_its_table_of_authorities(filled: Kb) -> None:
    """One line an instrument; findings go to standard error."""
    done = filled("report", PAPER.id)
    rows = [line.split("\t") for line in done.out.splitlines()]
    assert [row[0] for row in rows] == [DECREE, "vn-travinh:ubnd:kh:17:?"]
    assert rows[0][3:] == ["thực hiện, triển khai", "xác định chính xác"]
    assert "date-after-report" in done.err


@pytest.mark.parametrize("typed", [PAPER.id[:6], PAPER.id.upper(), "1183/BC-STTTT"])
def test_a_report_is_named_by_the_start_of_its_id_or_its_number(filled: Kb, typed: str) -> None:
    """Nobody has to type twelve digits."""
    assert filled("report", typed, "--json").json["report"]["id"] == PAPER.id  # type: ignore[index] # JSON


def test_the_shape_of_json_is_stable(filled: Kb) -> None:
    """The fields that scripts rely on, in order."""
    told = filled("report", PAPER.id, "--json").json
    assert list(told) == ["report", "authorities", "findings", "cited_by", "similar"]
    assert list(filled("cite", DECREE, "--json").json) == [
        *("query", "spelled", "matches", "instrument", "partial", "total", "reports")
    ]
    assert list(filled("search", "x", "--json").json) == [
        *("query", "total", "offset", "generation", "instruments", "hits", "facets")
    ]


@pytest.mark.parametrize("form", ["json", "graphml", "gexf", "dot", "svg"])
def test_graph_writes_every_format(filled: Kb, form: str, tmp_path: Path) -> None:
    """Each format comes out, and the same into a file."""
    done = filled("graph", "nd 61/2018", "--format", form)
    assert (done.code, "61/2018/NĐ-CP" in done.out) == (0, True)
    filled("graph", DECREE, "--format", form, "-o", "graph.out")
    assert (tmp_path / "graph.out").read_text("utf-8") == done.out


def test_graph_of_a_report(filled: Kb) -> None:
    """A report's id or number is a centre as well."""
    assert filled("graph", PAPER.id).json == filled("graph", "1183/BC-STTTT").json


def test_graph_of_an_ambiguous_symbol_is_refused(filled: Kb) -> None:
    """The chooser's keys are named; nothing is guessed."""
    done = filled("graph", "16/CT-TTg")
    assert done.code == 2
    assert "vn:ttg:ct:16:2016" in done.err


def test_export_gives_everything_as_lines(filled: Kb) -> None:
    """Every line is an object with its type; two exports are the same bytes."""
    done = filled("export")
    types = {json.loads(line)["type"] for line in done.out.splitlines()}
    assert types >= {"report", "instrument", "relation"}
    assert filled("export").out == done.out


def test_export_of_the_whole_graph(filled: Kb) -> None:
    """The whole graph reads back."""
    read = nx.read_graphml(io.BytesIO(filled("export", "--format", "graphml").out.encode()))
    assert DECREE in read


# --- trust


def test_verify_is_clean_then_finds_damage(filled: Kb, tmp_path: Path) -> None:
    """A clean catalogue gives 0; one that was tampered with gives 1 and says where."""
    assert filled("verify", "--json").json["clean"] is True
    blob = tmp_path / "kb" / "index"
    assert not blob.exists()
    database = tmp_path / "kb" / "catalogue.db"
    _forget_a_report(database)
    done = filled("verify")
    assert done.code == 1
    assert done.out
    assert "kb rebuild" in done.err


def _forget_a_report(database: Path) -> None:
    import sqlite3

    with sqlite3.connect(database) as connection:
        connection.execute("UPDATE citations SET role = 'basis' WHERE n = 0")
    connection.close()


def test_rebuild_keeps_every_answer(filled: Kb) -> None:
    """What is rebuilt answers as before."""
    before = filled("export").out
    assert filled("rebuild").code == 0
    assert filled("export").out == before
    assert filled("verify").code == 0


def test_doctor_works_without_data(kb: Kb) -> None:
    """Before anything is indexed, the doctor says what is there and what to do."""
    done = kb("doctor", "--json")
    told = {row["name"]: row for row in json.loads(done.out)}
    assert done.code == 0
    assert "kb index" in told["catalogue"]["advice"]
    assert message("doctor-from-environment") in told["KB_HOME"]["value"]
    assert message("doctor-from-default") in told["KB_PORT"]["value"]


# --- what staff bring in

HEADER = "kind,id,date,issuer,short_title,confidence,key,status,effective_from,effective_to"
ROW = "Nghị định,77/2019/NĐ-CP,2019-10-10,Chính phủ,Tổ hợp tác,high,vn:cp:nd:77:2019,in_force,,"


@pytest.mark.parametrize(
    "text",
    [
        f"{HEADER}\n{ROW}\n",
        f"\ufeff{HEADER}\r\n{ROW}\r\n".replace(",id,", ",number,"),
        f"{HEADER}\n{ROW}\n".replace(",", ";"),
    ],
)
def test_instruments_come_from_csv(filled: Kb, tmp_path: Path, text: str) -> None:
    """The table's own form, an office program's with BOM, and semicolons are all read."""
    (tmp_path / "vb.csv").write_bytes(text.encode())
    assert filled("instruments", "import", "vb.csv", "--json").json["count"] == 1
    told = filled("cite", "nd 77/2019", "--json").json["instrument"]
    assert told["title"] == "Tổ hợp tác"  # type: ignore[index] # JSON


def test_the_shared_form_of_the_registry_is_read(filled: Kb, tmp_path: Path) -> None:
    """The project's own table can be imported as it is."""
    table = ROOT / "kb/tables/instruments.csv"
    rows = list(csv.DictReader(table.read_text("utf-8").splitlines()))
    (tmp_path / "vb.csv").write_bytes(table.read_bytes())
    assert filled("instruments", "import", "vb.csv", "--json").json["count"] == len(rows)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "cột key"),
        ("a,b\n1,2\n", "cột a, b"),
        (f"{HEADER}\n{ROW.replace('vn:cp:nd:77:2019', 'x')}\n", "dòng 2, cột key"),
        (f"{HEADER}\n{ROW.replace('vn:cp:nd:77:2019', 'vn:cp:nd:77:?')}\n", "dòng 2, cột key"),
        (f"{HEADER}\n{ROW.replace('2019-10-10', '10/10/2019')}\n", "cột date"),
        (f"{HEADER}\n{ROW.replace('in_force', 'tốt')}\n", "cột status"),
        (f"{HEADER}\n{ROW}\n{ROW}\n", "dòng 3"),
        (f"{HEADER}\n{ROW},,,,,,\n", "dòng 2"),
        (f'{HEADER}\n"{ROW}\n', "dòng"),
    ],
)
def test_a_faulty_table_is_refused_whole(filled: Kb, tmp_path: Path, text: str, told: str) -> None:
    """File, row and column are named, and nothing is taken."""
    (tmp_path / "vb.csv").write_text(text, "utf-8")
    before = filled("export").out
    done = filled("instruments", "import", "vb.csv")
    assert (done.code, done.out) == (2, "")
    assert told in done.err
    assert filled("export").out == before


FULL = (
    "kind,id,date,issuer,short_title,confidence,key,status,effective_from,effective_to,replaced_by\n"
    "Nghị định,77/2019/NĐ-CP,2019-10-10,Chính phủ,Tổ hợp tác,high,vn:cp:nd:77:2019,replaced,"
    "2019-11-25,2024-01-01,vn:cp:nd:1:2024\n"
)


def _bring(kb: Kb, tmp_path: Path, text: str) -> Done:
    (tmp_path / "vb.csv").write_text(text, "utf-8")
    return kb("instruments", "import", "vb.csv", "--json")


def _known(kb: Kb, symbol: str = "77/2019/NĐ-CP") -> dict[str, object]:
    told = kb("cite", symbol, "--json").json["instrument"]
    assert isinstance(told, dict)
    return told


def test_what_a_table_has_no_column_for_stays(filled: Kb, tmp_path: Path) -> None:
    """A short table changes what it speaks of and keeps the rest."""
    assert _bring(filled, tmp_path, FULL).code == 0
    before = _known(filled)
    _bring(filled, tmp_path, "kind,id,key\nNghị định,77/2019/NĐ-CP,vn:cp:nd:77:2019\n")
    assert _known(filled) == before
    _bring(filled, tmp_path, "key,issuer\nvn:cp:nd:77:2019,Thủ tướng\n")
    assert _known(filled) == {**before, "issuer": "Thủ tướng"}


def test_an_empty_cell_clears(filled: Kb, tmp_path: Path) -> None:
    """What a column says nothing in is no longer known."""
    _bring(filled, tmp_path, FULL)
    _bring(filled, tmp_path, "key,date,short_title\nvn:cp:nd:77:2019,,\n")
    assert (_known(filled)["date"], _known(filled)["title"]) == (None, None)
    assert _known(filled)["issuer"] == "Chính phủ"


def test_a_row_in_force_has_no_end(filled: Kb, tmp_path: Path) -> None:
    """A status that contradicts an end known before takes the end away."""
    _bring(filled, tmp_path, FULL)
    _bring(filled, tmp_path, "key,status\nvn:cp:nd:77:2019,in_force\n")
    assert _known(filled)["status"] == "in_force"
    exported = [line for line in filled("export").out.splitlines() if '"vn:cp:nd:77:2019"' in line]
    assert not any("2024-01-01" in line for line in exported)


@pytest.mark.parametrize(
    ("row", "told"),
    [
        (
            "Nghị định,77/2019/NĐ-CP,vn:cp:nd:78:2019,,,",
            "cột id: “77/2019/NĐ-CP” không khớp với khóa",
        ),
        ("Nghị định,77/2018/NĐ-CP,vn:cp:nd:77:2019,,,", "cột id"),
        (",77/2019/QĐ-TTg,vn:ttg:ct:77:2019,,,", "cột id"),
        ("Thông tư,77/2019/NĐ-CP,vn:cp:nd:77:2019,,,", "cột kind: “Thông tư”"),
        ("Nghị định,77/2019/NĐ-CP,vn:cp:nd:77:2019,2020-01-01,2019-01-01,", "cột effective_to"),
        ("Nghị định,77/2019/NĐ-CP,vn:cp:nd:77:2019,,,vn:cp:nd:77:2019", "cột replaced_by"),
    ],
)
def test_a_row_that_contradicts_itself_is_refused(
    filled: Kb, tmp_path: Path, row: str, told: str
) -> None:
    """Number, year, letters and kind must be those of the key; effect must begin before it ends."""
    head = "kind,id,key,effective_from,effective_to,replaced_by"
    done = _bring(filled, tmp_path, f"{head}\n{row}\n")
    assert (done.code, done.out) == (2, "")
    assert told in done.err


def test_a_row_that_contradicts_what_is_known_is_refused(filled: Kb, tmp_path: Path) -> None:
    """An end before the beginning that an earlier table gave is named by its row."""
    _bring(filled, tmp_path, FULL)
    done = _bring(filled, tmp_path, "key,effective_to\nvn:cp:nd:77:2019,2019-01-01\n")
    assert done.code == 2
    assert "dòng 2, cột effective_to" in done.err


@pytest.mark.parametrize(
    ("column", "value", "told"),
    [
        ("status", "tốt", "in_force, replaced, expired"),
        ("confidence", "cao", "high, medium, seed-only"),
        ("date", "10/10/2019", "năm-tháng-ngày"),
        ("replaced_by", "77/2020/NĐ-CP", "vn:cp:nd:61:2018"),
    ],
)
def test_a_refused_value_says_what_is_allowed(
    filled: Kb, tmp_path: Path, column: str, value: str, told: str
) -> None:
    """The reader need not guess."""
    done = _bring(filled, tmp_path, f"key,{column}\nvn:cp:nd:77:2019,{value}\n")
    assert done.code == 2
    assert told in done.err


def test_an_imported_row_is_taken_back(filled: Kb, tmp_path: Path) -> None:
    """The built-in row holds again; a key that was not imported is refused by name."""
    _bring(filled, tmp_path, "key,short_title\nvn:cp:nd:61:2018,Tên khác\n")
    assert _known(filled, DECREE)["title"] == "Tên khác"
    assert filled("instruments", "remove", "vn:cp:nd:61:2018", "--json").json["count"] == 1
    assert _known(filled, DECREE)["title"] != "Tên khác"
    done = filled("instruments", "remove", "vn:cp:nd:61:2018")
    assert (done.code, "vn:cp:nd:61:2018" in done.err) == (2, True)
    assert filled("verify").code == 0


def test_bytes_that_are_no_text_are_refused(filled: Kb, tmp_path: Path) -> None:
    """A spreadsheet program's own format is not taken for CSV."""
    (tmp_path / "vb.csv").write_bytes(b"\xff\xfe\x00PK")
    assert filled("instruments", "import", "vb.csv").code == 2
    assert filled("decide", "import", "vb.csv").code == 2


def test_decisions_are_made_exported_and_imported(filled: Kb, tmp_path: Path) -> None:
    """What one installation decides, another can take over; a second import changes nothing."""
    by = ("--who", "An", "--why", "Theo bản gốc")
    assert filled("decide", "choose", PAPER.id, "1", "vn-travinh:ubnd:kh:17:2018", *by).code == 0
    assert filled("decide", "alias", "Đề án  một cửa", DECREE, *by).code == 0
    assert filled("decide", "confirm", DECREE, "2018-04-23", *by).code == 0
    assert filled("decide", "dismiss", PAPER.id, "date-after-report", *by).code == 0
    lines = filled("decide", "export").out
    rows = {row["action"]: row for row in map(json.loads, lines.splitlines())}
    assert rows["choose"]["quote"] == "Kế hoạch 17/KH-UBND"
    assert rows["choose"]["report_id"] == PAPER.id
    assert rows["alias"]["quote"] == "Đề án một cửa"
    assert rows["dismiss"]["key"] == DECREE
    (tmp_path / "d.jsonl").write_text(lines, "utf-8")
    done = filled("decide", "import", "d.jsonl")
    assert "Đã ghi nhận 0 quyết định; 0 báo cáo thay đổi. 4 quyết định đã có từ trước." in done.err
    assert filled("decide", "import", "d.jsonl", "--json").json["count"] == 0
    assert filled("decide", "export").out == lines


BY = ("--who", "An", "--why", "Theo bản gốc")
PLAN = "vn-travinh:ubnd:kh:17"


def plan_key(kb: Kb) -> str:
    """Return the key that the report's plan has now."""
    rows = kb("report", PAPER.id, "--json").json["authorities"]
    return str(next(row["key"] for row in rows if ":kh:" in row["key"]))  # type: ignore[attr-defined] # JSON


def listed(kb: Kb) -> list[tuple[str, str]]:
    """Return id and state of every decision."""
    rows = json.loads(kb("decide", "list", "--json").out)
    return [(row["id"], row["state"]) for row in rows]


def test_a_decision_is_corrected_and_taken_back(filled: Kb) -> None:
    """The newer choice wins, what it changed is counted, and without it the older one stands again."""
    done = filled("decide", "choose", PAPER.id, "1", f"{PLAN}:2017", *BY)
    assert "Đã ghi nhận 1 quyết định; 1 báo cáo thay đổi." in done.err
    filled("decide", "choose", PAPER.id, "1", f"{PLAN}:2018", *BY)
    assert plan_key(filled) == f"{PLAN}:2018"
    (old, was), (new, stands) = listed(filled)
    assert (was, stands) == ("replaced", "stands")
    assert filled("decide", "undo", new[:12], *BY).code == 0
    assert plan_key(filled) == f"{PLAN}:2017"
    assert [state for _, state in listed(filled)] == ["stands", "undone", "stands"]
    again = filled("decide", "undo", new, *BY)
    assert (again.code, "đã được rút lại" in again.err) == (2, True)
    filled("decide", "undo", old, *BY)
    assert plan_key(filled) == f"{PLAN}:?"


@pytest.mark.parametrize(
    ("index", "key", "told"),
    [
        ("1", f"{PLAN}:?", "còn thiếu"),
        ("1", f"{PLAN}:1017", "năm 1017"),
        ("1", f"{PLAN}:2999", "năm 2999"),
        ("1", "vn-travinh:ubnd:kh:18:2018", "số 17"),
        ("1", "vn-travinh:ubnd:qd:17:2018", "loại Kế hoạch"),
        ("1", "vn:abc:kh:17:2018", "“abc”"),
        ("0", "vn:cp:nd:61:2019", "năm 2018"),
    ],
)
def test_a_choice_against_what_is_written_is_refused(
    filled: Kb, index: str, key: str, told: str
) -> None:
    """What is written and what to type is said, and nothing is stored."""
    done = filled("decide", "choose", PAPER.id, index, key, *BY)
    assert done.code == 2
    assert told in done.err
    assert filled("decide", "export").out == ""


def test_a_choice_later_than_the_report_is_warned_of(filled: Kb) -> None:
    """It is stored, and said at once and among the findings."""
    done = filled("decide", "choose", PAPER.id, "1", f"{PLAN}:2020", *BY)
    assert (done.code, "sau ngày báo cáo 05/09/2018" in done.err) == (0, True)
    assert "decision-after-report" in filled("report", PAPER.id).err


def test_a_choice_that_another_one_holds_back_is_told(filled: Kb) -> None:
    """A choice for all reports does not move one for this report, and the user hears of it."""
    filled("decide", "choose", PAPER.id, "1", f"{PLAN}:2018", *BY)
    done = filled("decide", "choose", PAPER.id, "1", f"{PLAN}:2017", "--everywhere", *BY)
    assert f"vẫn là {PLAN}:2018" in done.err


def test_a_choice_shows_as_a_decision(filled: Kb) -> None:
    """It is no reading of the machine."""
    filled("decide", "choose", PAPER.id, "1", f"{PLAN}:2018", *BY)
    assert "theo quyết định của cán bộ" in filled("report", PAPER.id).out
    rows = filled("report", PAPER.id, "--json").json["authorities"]
    assert [row["resolution"] for row in rows] == ["exact", "decided"]  # type: ignore[attr-defined] # JSON


def test_a_name_of_staff_is_found_taken_back_and_refused_where_it_tells_nothing(filled: Kb) -> None:
    """It holds in all reports until it is taken back; the mere name of a kind is no name."""
    done = filled("decide", "alias", "Báo cáo về công tác dân vận", DECREE, *BY)
    assert "1 báo cáo thay đổi" in done.err
    assert [row["id"] for row in filled("cite", DECREE, "--json").json["reports"]] == [  # type: ignore[attr-defined] # JSON
        OTHER.id,
        PAPER.id,
    ]
    ((id_, _),) = listed(filled)
    filled("decide", "undo", id_, *BY)
    assert len(filled("cite", DECREE, "--json").json["reports"]) == 1  # type: ignore[arg-type] # JSON
    nowhere = filled("decide", "alias", "Đề án không có ở đâu", DECREE, *BY)
    assert "chưa có báo cáo nào thay đổi" in nowhere.err
    filled("decide", "alias", "Báo cáo về công tác dân vận", DECREE, *BY)
    again = filled("decide", "choose", OTHER.id, "0", "vn:ttg:ct:16:2016", *BY)
    assert (again.code, "kb decide alias --report" in again.err) == (2, True)
    for plain in ("Nghị quyết", "Nghị quyết nêu trên", "dân", "Ủy ban nhân dân", "Chính phủ"):
        refused = filled("decide", "alias", plain, DECREE, *BY)
        assert (refused.code, plain in refused.err) == (2, True)


def date_of(kb: Kb, name: str) -> object:
    """Return the date of an instrument as the command tells it."""
    told = kb("cite", name, "--json").json["instrument"]
    return told["date"]  # type: ignore[index] # JSON


def test_a_confirmed_date_is_the_date_of_its_instrument(filled: Kb) -> None:
    """It wins over what was known, the newer over the older, and each change is told."""
    first = filled("decide", "confirm", DECREE, "2018-04-24", *BY)
    assert "trước đây vn:cp:nd:61:2018 được ghi ngày 23/04/2018" in first.err
    assert date_of(filled, DECREE) == "2018-04-24"
    filled("decide", "confirm", DECREE, "2018-04-25", *BY)
    assert date_of(filled, DECREE) == "2018-04-25"
    rows = json.loads(filled("decide", "export").out.splitlines()[-1])
    filled("decide", "undo", rows["id"], *BY)
    assert date_of(filled, DECREE) == "2018-04-24"


def test_a_confirmed_date_closes_a_key_in_its_report(filled: Kb) -> None:
    """A date says which year's plan is meant, in the report that it was looked up for."""
    done = filled("decide", "confirm", f"{PLAN}:?", "2018-02-01", "--report", PAPER.id, *BY)
    assert done.code == 0
    assert plan_key(filled) == f"{PLAN}:2018"
    assert date_of(filled, f"{PLAN}:2018") == "2018-02-01"


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ((DECREE, "2019-03-26"), "không thuộc năm"),
        ((DECREE, "2999-01-01"), "chưa đến"),
        (("vn:abc:def:1:2018", "2018-01-01"), "Chưa có dữ liệu"),
        ((f"{PLAN}:?", "2018-02-01"), "--report"),
        (("vn:ttg:ct:99:?", "2018-02-01", "--report", PAPER.id), "--report"),
        (("dcsvn:tw:ct:5:?", "2018-02-01", "--report", PAPER.id), "choose"),
        (("vn:?:kh:17:?", "2018-02-01", "--report", PAPER.id), "choose"),
    ],
)
def test_a_date_that_cannot_be_is_refused(
    filled: Kb, arguments: tuple[str, ...], told: str
) -> None:
    """A date against the key, of nothing known, or of what may be several instruments."""
    done = filled("decide", "confirm", *arguments, *BY)
    assert done.code == 2
    assert told in done.err
    assert filled("decide", "export").out == ""


def test_a_choice_for_one_report_stands_against_one_for_all(filled: Kb) -> None:
    """After a choice everywhere a narrower one still counts."""
    filled("decide", "choose", PAPER.id, "1", f"{PLAN}:2017", "--everywhere", *BY)
    assert plan_key(filled) == f"{PLAN}:2017"
    filled("decide", "choose", PAPER.id, "1", f"{PLAN}:2018", *BY)
    assert plan_key(filled) == f"{PLAN}:2018"


def test_decisions_are_listed_for_people(filled: Kb) -> None:
    """Id, day, who, what, where, state and reason stand on one line each."""
    filled("decide", "choose", PAPER.id, "1", f"{PLAN}:2018", *BY)
    filled("decide", "alias", "Đề án một cửa", DECREE, *BY)
    first, second = (line.split("\t") for line in filled("decide", "list").out.splitlines())
    assert first[2:] == [
        "An",
        f"“Kế hoạch 17/KH-UBND” là {PLAN}:2018",
        "Báo cáo 1183/BC-STTTT",
        "đang áp dụng",
        "Theo bản gốc",
    ]
    assert second[4] == "mọi báo cáo"
    assert filled("decide", "list", "--report", OTHER.id).out.splitlines() == ["\t".join(second)]


@pytest.mark.parametrize("typed", ["", "0123", "zz"])
def test_only_a_known_decision_is_taken_back(filled: Kb, typed: str) -> None:
    """An id that names none, or several, is refused."""
    done = filled("decide", "undo", typed, *BY)
    assert done.code == 2
    assert "kb decide list" in done.err


def test_decisions_of_older_versions_are_taken(filled: Kb, tmp_path: Path) -> None:
    """A file without the later fields, with ids made in the older way, is still read."""
    row = {
        "id": "7606e5a77b8f3107",
        "action": "alias",
        "quote": "Đề án một cửa",
        "key": "",
        "value": DECREE,
        "report_id": None,
        "who": "An",
        "when": "2025-01-01T00:00:00+00:00",
        "why": "Cũ",
    }
    (tmp_path / "d.jsonl").write_text(json.dumps(row), "utf-8")
    assert filled("decide", "import", "d.jsonl", "--json").json["count"] == 1


def test_rebuild_speaks_vietnamese_only(filled: Kb) -> None:
    """To make the index anew was asked for: nothing but the result is told."""
    assert filled("rebuild").err == "Đã dựng lại từ các báo cáo đã đọc; thế hệ 2.\n"


GOOD = decision(
    "alias", quote="x", key="", value=DECREE, report_id=None, who="A", when="2026-01-01", why="b"
)
LINE = json.dumps({f: getattr(GOOD, f) for f in type(GOOD).__dataclass_fields__})


@pytest.mark.parametrize(
    "line",
    [
        "x",
        "[]",
        "{}",
        "[" * 100_000,
        LINE.replace('"alias"', '"drop"'),
        LINE.replace(DECREE, "x"),
        LINE.replace("2026-01-01", "hôm nay"),
        LINE.replace('"x"', '"y"'),
        LINE.replace('"A"', "1"),
        LINE.replace('"A"', '"\\ud800"'),
        LINE.replace("2026-01-01", "9999-12-31T23:00:00"),
        LINE.replace('"report_key": null', '"report_key": "x"'),
        LINE.replace('"report_path": null', '"report_path": 1'),
    ],
)
def test_a_faulty_decision_is_refused_with_its_line(filled: Kb, tmp_path: Path, line: str) -> None:
    """File and line are named, and not even the good lines are taken."""
    (tmp_path / "d.jsonl").write_text(f"{LINE}\n\n{line}\n", "utf-8")
    done = filled("decide", "import", "d.jsonl")
    assert done.code == 2
    assert "d.jsonl, dòng 3" in done.err
    assert filled("decide", "export").out == ""


@pytest.mark.parametrize(
    "arguments",
    [
        ("choose", PAPER.id, "9", DECREE),
        ("choose", PAPER.id, "0", "61/2018"),
        ("choose", "000000000000", "0", DECREE),
        ("alias", " ", DECREE),
        ("confirm", DECREE, "23/4/2018"),
        ("dismiss", PAPER.id, "no-such-code"),
    ],
)
def test_a_decision_about_nothing_is_refused(filled: Kb, arguments: tuple[str, ...]) -> None:
    """What is decided about must be there, and keys and dates well formed."""
    done = filled("decide", *arguments, "--who", "An", "--why", "Vì")
    assert done.code == 2
    assert len(done.err.splitlines()) == 1


@pytest.mark.parametrize("by", [(), ("--who", "An"), ("--who", " ", "--why", "x")])
def test_a_decision_bears_who_and_why(filled: Kb, by: tuple[str, ...]) -> None:
    """Nobody decides without a name and a reason."""
    assert filled("decide", "alias", "x", DECREE, *by).code == 2


# --- wrong use

WRONG = [
    (("serch", "x"), "gần giống: search"),
    (("khong-co",), "Không có lệnh khong-co"),
    (("search",), "Thiếu QUERY"),
    (("search", "a", "b"), "Thừa tham số: b"),
    (("search", "a", "--limit", "x"), "“x” không dùng được cho --limit"),
    (("search", "a", "--limit", "0"), "--limit"),
    (("search", "a", "--limit"), "--limit cần một giá trị"),
    (("search", "a", "--json=1"), "--json không nhận giá trị"),
    (("search", "a", "--jsn"), "gần giống: --json"),
    (("search", "a", "--where", "kind"), "“kind”"),
    (("search", "a", "--where", "x=y"), "bộ lọc x"),
    (("search", "a", "--from", "2018"), "2018"),
    (("graph", DECREE, "--format", "pdf"), "“pdf” không dùng được cho --format"),
    (("report", "ffffffffffff0"), "Không có báo cáo"),
    (("report", ""), "nhiều báo cáo"),
    (("instruments", "import"), "Thiếu FILE"),
    (("instruments", "import", "khong-co.csv"), "Không tìm thấy khong-co.csv"),
    (("instruments", "xoa"), "Không có lệnh xoa"),
    (("--home",), "--home cần một giá trị"),
]


@pytest.mark.parametrize(("arguments", "told"), WRONG)
def test_wrong_use_is_one_vietnamese_line(
    filled: Kb, arguments: tuple[str, ...], told: str
) -> None:
    """What is wrong and where help is, on one line, nothing on standard output."""
    done = filled(*arguments)
    assert done.code in {1, 2}
    assert done.out == ""
    (line,) = done.err.splitlines()
    assert line.startswith("kb: ")
    assert told in line
    assert not any(word in line for word in ("Error", "Usage", "Try", "Invalid", "Missing"))


@pytest.mark.parametrize("arguments", [(), ("decide",), ("instruments",)])
def test_a_group_alone_shows_its_help(kb: Kb, arguments: tuple[str, ...]) -> None:
    """Without a command the help goes to standard error, and the code is 2."""
    done = kb(*arguments)
    assert (done.code, done.out) == (2, "")
    assert "Cách dùng: kb" in done.err


def _commands() -> Iterator[tuple[str, ...]]:
    names = "search cite report graph export verify rebuild doctor instruments decide"
    yield from ((name,) for name in names.split())
    yield from (("decide", name) for name in ("choose", "alias", "confirm", "dismiss"))
    yield from (("decide", name) for name in ("undo", "list"))


@pytest.mark.parametrize("command", list(_commands()), ids=" ".join)
def test_help_is_vietnamese(kb: Kb, command: tuple[str, ...]) -> None:
    """No English word of the library is left in the help."""
    done = kb(*command, "--help")
    assert done.code == 0
    assert "Cách dùng: kb" in done.out
    english = ("Usage", "Options:", "Arguments:", "Commands:", "Show this", "required", "default")
    assert [word for word in english if word in done.out] == []


def test_version(kb: Kb) -> None:
    """The version is told without data."""
    assert kb("--version").out.startswith("danchieu ")


def test_no_data_names_the_next_step(kb: Kb, tmp_path: Path) -> None:
    """A question before the first index says what to do, and makes no directory."""
    done = kb("cite", "nd 61/2018")
    assert done.code == 2
    assert "kb index" in done.err
    assert not (tmp_path / "kb").exists()


def test_home_before_and_after_the_command(filled: Kb, tmp_path: Path) -> None:
    """`--home` works at both places, wins over the environment, and leaves it as it was."""
    elsewhere = str(tmp_path / "other")
    assert filled("--home", elsewhere, "cite", DECREE).code == 2
    assert filled("cite", DECREE, "--home", elsewhere).code == 2
    assert os.environ["KB_HOME"] == str(tmp_path / "kb")
    assert filled("cite", DECREE).code == 0


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [("KB_PORT", "abc", "port"), ("KB_INDEX", "lucene:", "lucene:"), ("KB_CATALOGUE", "x:", "x:")],
)
def test_a_bad_setting_is_named(
    filled: Kb, monkeypatch: pytest.MonkeyPatch, name: str, value: str, told: str
) -> None:
    """A setting that makes no sense is wrong use, and named."""
    monkeypatch.setenv(name, value)
    done = filled("cite", DECREE)
    assert (done.code, len(done.err.splitlines())) == (2, 1)
    assert told in done.err


@pytest.mark.parametrize("text", ["port = \n", "prot = 1\n", "port = 'x'\n"])
def test_a_bad_settings_file_is_named(filled: Kb, tmp_path: Path, text: str) -> None:
    """A `kb.toml` that cannot be read, or with an unknown entry, is wrong use."""
    (tmp_path / "kb.toml").write_text(text, "utf-8")
    done = filled("cite", DECREE)
    assert (done.code, len(done.err.splitlines())) == (2, 1)


# --- what the machine refuses


def test_a_second_writer_is_told_who_is_at_work(filled: Kb, tmp_path: Path) -> None:
    """Exit 75 and the process number of the one at work."""
    with writer_lock(tmp_path / "kb" / "lock"):
        done = filled("rebuild")
    assert done.code == Busy.exit_code == 75
    assert str(os.getpid()) in done.err


@pytest.mark.parametrize(
    ("problem", "code", "told"),
    [
        (OSError(errno.ENOSPC, "No space left on device", "/x"), 1, "Hết chỗ trên đĩa"),
        (PermissionError(errno.EACCES, "Permission denied", "/x"), 1, "Không có quyền"),
        (OSError(errno.EIO, "Input/output error", "/x"), 1, "lỗi số 5"),
        (OSError("odd"), 1, "Hệ điều hành"),
        (KeyboardInterrupt(), 130, "Đã dừng"),
        (MemoryError(), 1, "MemoryError"),
        (RecursionError("maximum depth\nexceeded"), 1, "RecursionError"),
        (BrokenPipeError(), 0, ""),
    ],
)
def test_whatever_happens_is_one_line(
    kb: Kb, monkeypatch: pytest.MonkeyPatch, problem: BaseException, code: int, told: str
) -> None:
    """A full disk, a refusal, an interrupt or a bug never shows a traceback."""

    def refuse(home: Path | None) -> None:
        raise problem

    monkeypatch.setattr(asking, "library", refuse)
    done = kb("cite", DECREE)
    assert done.code == code
    assert told in done.err
    assert len(done.err.splitlines()) == bool(told)


def test_a_closed_pipe_is_no_error(filled: Kb, tmp_path: Path) -> None:
    """`kb export | head` ends quietly when the reader has seen enough."""
    command = f"{sys.executable} -c 'from kb.cli import main; main()' export; echo $? >&2"
    done = subprocess.run(
        ["bash", "-c", f"({command}) | true"],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
        cwd=ROOT,
        env={**os.environ, "KB_HOME": str(tmp_path / "kb"), "KB_INDEX": "fts5:"},
    )
    assert "Traceback" not in done.stderr
    assert done.stderr.split()[-1] == "0"


def test_output_is_utf8_everywhere(filled: Kb, tmp_path: Path) -> None:
    """A console that claims ASCII gets UTF-8 all the same."""
    done = subprocess.run(
        [sys.executable, "-c", "from kb.cli import main; main()", "cite", DECREE],
        capture_output=True,
        check=True,
        timeout=60,
        cwd=ROOT,
        env={
            **os.environ,
            "KB_HOME": str(tmp_path / "kb"),
            "KB_INDEX": "fts5:",
            "PYTHONIOENCODING": "ascii",
            "LC_ALL": "C",
        },
    )
    assert "«Nghị định 61/2018/NĐ-CP»" in done.stdout.decode("utf-8")


def test_bytes_that_are_no_text_do_not_break_a_query(filled: Kb) -> None:
    """An argument of odd bytes is a query without hits."""
    assert filled("search", "m\udcff\udcfe").code == 0


def test_a_terminal_gets_a_drawn_table(filled: Kb, monkeypatch: pytest.MonkeyPatch) -> None:
    """With a person looking, columns have headings; a pipe gets bare lines."""
    assert message("head-resolution") not in filled("report", PAPER.id).out
    monkeypatch.setattr(output, "on_terminal", lambda: True)
    assert message("head-key") in filled("report", PAPER.id).out


def test_quiet_leaves_only_data(filled: Kb) -> None:
    """`--quiet` keeps the sentences about the work away."""
    assert filled("verify", "--quiet").err == ""


@pytest.mark.parametrize(
    "module", ["spacy", "sqlalchemy", "whoosh", "networkx", "pydantic_settings"]
)
def test_help_loads_only_what_it_needs(module: str) -> None:
    """The help comes without the libraries of the work."""
    code = (
        "import sys; from kb.cli.root import run; run(['--help']);"
        f"sys.exit({module!r} in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False, timeout=60)
    assert done.returncode == 0


def test_a_broken_extension_leaves_the_other_commands(
    filled: Kb, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Commands of a package that cannot be loaded are named once; the rest works."""
    point = EntryPoint(name="x", value="no.such.module:register", group=root.GROUP)
    monkeypatch.setattr(root, "entry_points", lambda **_: [point])
    root.build.cache_clear()
    done = filled("cite", DECREE)
    root.build.cache_clear()
    assert done.code == 0
    assert "no.such.module:register" in done.err


def test_the_application_is_there_for_documentation() -> None:
    """`kb.cli.app` is the whole command."""
    assert {command.name for command in cli.app.registered_commands} >= {"cite", "search"}
    with pytest.raises(AttributeError):
        _ = cli.nothing
