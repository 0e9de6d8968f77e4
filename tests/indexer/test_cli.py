"""`kb index`, `extract`, `explain`, `eval`: what they print, what they refuse, and with which exit code."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from kb.cli import root

PAPER = """UBND TỈNH TRÀ VINH
SỞ NỘI VỤ
Số: 77/BC-SNV
Trà Vinh, ngày 10 tháng 12 năm 2024

BÁO CÁO
Kết quả

Thực hiện Nghị định số 61/2018/NĐ-CP ngày 23/4/2018 của Chính phủ, đơn vị đã làm.
"""
OTHER = (
    PAPER.replace("77/BC", "78/BC").replace("61/2018", "63/2010").replace("23/4/2018", "08/6/2010")
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    code: int
    out: str
    err: str

    @property
    def json(self) -> dict[str, Any]:
        return dict(json.loads(self.out))


Kb = Callable[..., Done]


@pytest.fixture
def kb(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Kb:
    """Return a function that runs `kb` in an empty folder, its data in `kb` there."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("KB_HOME", str(tmp_path / "kb"))
    monkeypatch.setenv("KB_INDEX", "fts5:")
    monkeypatch.setenv("KB_WORKERS", "1")
    monkeypatch.delenv("KB_DEBUG", raising=False)

    def run(*arguments: str) -> Done:
        code = root.run(arguments)
        printed = capsys.readouterr()
        return Done(code=code, out=printed.out, err=printed.err)

    return run


@pytest.fixture
def papers(tmp_path: Path) -> Path:
    """Return a folder with two reports."""
    folder = tmp_path / "bao-cao"
    folder.mkdir()
    (folder / "a.txt").write_text(PAPER, "utf-8")
    (folder / "b.txt").write_text(OTHER, "utf-8")
    return folder


def _files(folder: Path) -> dict[str, tuple[int, bytes]]:
    """Return the files of a data directory with time and bytes, the lock apart."""
    return {
        str(path.relative_to(folder)): (path.stat().st_mtime_ns, path.read_bytes())
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != "lock" and path.suffix not in {".db-shm", ".db-wal"}
    }


# --- index


def test_index_reads_a_folder_and_says_how_many(kb: Kb, papers: Path) -> None:
    """New reports are counted; they can be asked for at once."""
    done = kb("index", str(papers), "--json")
    assert (done.code, done.err) == (0, "")
    assert {
        name: done.json[name] for name in ("found", "added", "changed", "removed", "failed")
    } == {
        "found": 2,
        "added": 2,
        "changed": 0,
        "removed": 0,
        "failed": [],
    }
    assert "77/BC-SNV" in kb("cite", "61/2018/NĐ-CP", "--json").out


def test_index_again_writes_nothing(kb: Kb, papers: Path, tmp_path: Path) -> None:
    """A second run over the same files finds all unchanged and leaves every file as it was."""
    first = kb("index", str(papers), "--json").json
    before = _files(tmp_path / "kb")
    again = kb("index", str(papers), "--json").json
    assert (again["unchanged"], again["added"], again["changed"]) == (2, 0, 0)
    assert again["generation"] in (None, first["generation"])
    assert _files(tmp_path / "kb") == before


def test_index_follows_changed_and_removed_files(kb: Kb, papers: Path) -> None:
    """A changed file is read again, a removed one is forgotten with what it cited."""
    kb("index", str(papers))
    (papers / "a.txt").write_text(PAPER.replace("61/2018", "45/2020"), "utf-8")
    (papers / "b.txt").unlink()
    done = kb("index", str(papers), "--json").json
    assert (done["changed"] + done["added"], done["removed"], done["unchanged"]) == (1, 1, 0)
    assert kb("cite", "61/2018/NĐ-CP").out == ""
    assert kb("cite", "63/2010/NĐ-CP").out == ""
    assert "45/2020" in kb("cite", "45/2020/NĐ-CP").out


def test_index_of_one_file_forgets_no_other(kb: Kb, papers: Path) -> None:
    """Naming a file says nothing about its neighbours."""
    kb("index", str(papers))
    done = kb("index", str(papers / "a.txt"), "--json").json
    assert (done["found"], done["removed"]) == (1, 0)
    assert kb("cite", "63/2010/NĐ-CP").out != ""


def test_index_takes_the_same_text_in_two_files_once(kb: Kb, papers: Path) -> None:
    """A copy is the same report."""
    (papers / "c.txt").write_text(PAPER, "utf-8")
    kb("index", str(papers))
    assert len(kb("cite", "61/2018/NĐ-CP", "--json").json["reports"]) == 1


def test_index_of_a_missing_path_is_wrong_use(kb: Kb) -> None:
    """One line that names the path, and exit 2."""
    done = kb("index", "khong-co")
    assert done.code == 2
    assert done.err.count("\n") == 1
    assert "khong-co" in done.err


def _binary(folder: Path) -> Path:
    path = folder / "x.txt"
    path.write_bytes(b"\x00\x01\x02PK\x00\xff" * 50)
    return path


def _empty(folder: Path) -> Path:
    path = folder / "x.txt"
    path.touch()
    return path


def _blank(folder: Path) -> Path:
    path = folder / "x.txt"
    path.write_text(" \n\ufeff\n", "utf-8")
    return path


def _link(folder: Path) -> Path:
    path = folder / "x.txt"
    path.symlink_to(folder / "a.txt")
    return path


def _fifo(folder: Path) -> Path:
    path = folder / "x.txt"
    os.mkfifo(path)
    return path


def _pdf(folder: Path) -> Path:
    path = folder / "x.txt"
    path.write_bytes(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n" + bytes(range(256)))
    return path


def _broken(folder: Path) -> Path:
    path = folder / "x.txt"
    path.write_bytes(PAPER.encode("utf-16-le")[:-1])
    return path


BAD = [
    pytest.param(make, id=make.__name__.strip("_"))
    for make in (_binary, _empty, _blank, _link, _fifo, _pdf, _broken)
]


@pytest.mark.parametrize("make", BAD)
@pytest.mark.timeout(60)
def test_index_goes_on_past_a_file_that_cannot_be_read(
    kb: Kb, papers: Path, make: Callable[[Path], Path]
) -> None:
    """The others are indexed; the bad one is named with a reason in one line, and the exit code is 1."""
    bad = make(papers)
    done = kb("index", str(papers), str(bad))
    assert done.code == 1
    lines = [line for line in done.err.splitlines() if "x.txt" in line]
    assert len(lines) == 1
    assert "Traceback" not in done.err
    assert kb("cite", "61/2018/NĐ-CP").out != ""


@pytest.mark.parametrize("make", BAD)
@pytest.mark.timeout(60)
def test_extract_goes_on_past_a_file_that_cannot_be_read(
    kb: Kb, papers: Path, make: Callable[[Path], Path]
) -> None:
    """The record of the bad file says that it failed and why."""
    bad = make(papers)
    done = kb("extract", str(bad), str(papers / "a.txt"), "--jsonl")
    assert done.code == 1
    rows = {Path(row["path"]).name: row for row in map(json.loads, done.out.splitlines())}
    assert rows["x.txt"]["status"] == "failed"
    assert rows["x.txt"]["failure"]
    assert rows["x.txt"]["citations"] == []
    assert [c["surface"] for c in rows["a.txt"]["citations"]] == ["Nghị định số 61/2018/NĐ-CP"]


def test_index_of_an_unreadable_file_names_it(
    kb: Kb, papers: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file without the right to read it is a failure of that file only."""
    from pathlib import Path as AnyPath

    real = os.open

    def refuse(path: Any, *arguments: Any, **options: Any) -> int:  # noqa: ANN401 - as os.open
        if str(path).endswith("b.txt"):
            raise PermissionError(13, "Permission denied", str(path))
        return real(path, *arguments, **options)

    monkeypatch.setattr(os, "open", refuse)
    monkeypatch.setattr(
        AnyPath, "read_bytes", lambda self: os.read(refuse(self, os.O_RDONLY), 1_000_000)
    )
    done = kb("index", str(papers))
    assert done.code == 1
    assert sum("b.txt" in line for line in done.err.splitlines()) == 1


# --- extract


def test_extract_prints_a_table_without_a_data_directory(
    kb: Kb, papers: Path, tmp_path: Path
) -> None:
    """One line a citation, columns parted by tabs; nothing is written."""
    done = kb("extract", str(papers / "a.txt"))
    assert done.code == 0
    assert "Nghị định số 61/2018/NĐ-CP" in done.out
    assert "vn:cp:nd:61:2018" in done.out
    assert not (tmp_path / "kb").exists()


def test_extract_prints_offsets_of_the_raw_text(kb: Kb, papers: Path) -> None:
    """Spans are half-open in code points of the file as it is, byte order mark and line ends kept."""
    path = papers / "a.txt"
    path.write_bytes(b"\xef\xbb\xbf" + PAPER.replace("\n", "\r\n").encode())
    shape = json.loads(kb("extract", str(path), "--jsonl").out)
    text = path.read_bytes().decode("utf-8")
    [citation] = shape["citations"]
    assert text[citation["start"] : citation["end"]] == citation["surface"]
    assert shape["chars"] == len(text)


def test_extract_of_a_missing_file_fails_with_one_line(kb: Kb) -> None:
    """No trace of the program, no citation."""
    done = kb("extract", "khong-co.txt")
    assert done.code in (1, 2)
    assert done.out.strip() == ""
    assert len(done.err.strip().splitlines()) == 1


# --- explain


def _report_id(kb: Kb) -> str:
    return str(kb("cite", "61/2018/NĐ-CP", "--json").json["reports"][0]["id"])


def test_explain_tells_rule_key_and_proof(kb: Kb, papers: Path) -> None:
    """Why the citation was found, what its key rests on, with the spans."""
    kb("index", str(papers))
    told = kb("explain", _report_id(kb), str(PAPER.index("61/2018")), "--json").json
    assert told["surface"] == "Nghị định số 61/2018/NĐ-CP"
    assert told["rule"] == "numbered.typed"
    assert told["rule-note"]
    assert told["key"] == "vn:cp:nd:61:2018"
    assert told["date"].startswith("23/4/2018")
    assert told["issuer"].startswith("Chính phủ")
    assert told["role"] == "implements"
    assert told["cue"].startswith("Thực hiện")


def test_explain_where_nothing_stands_is_wrong_use(kb: Kb, papers: Path) -> None:
    """The report and the place are named."""
    kb("index", str(papers))
    name = _report_id(kb)
    done = kb("explain", name, "0")
    assert done.code == 2
    assert name in done.err
    start = PAPER.index("Nghị định")
    assert f"{start}-{start + 26} “Nghị định số 61/2018/NĐ-CP”" in done.err


def test_explain_speaks_vietnamese_to_people(kb: Kb, papers: Path) -> None:
    """Level and role stand in words; `--json` keeps the codes."""
    kb("index", str(papers))
    told = kb("explain", _report_id(kb), str(PAPER.index("61/2018"))).out
    assert "xác định chính xác" in told
    assert "thực hiện, triển khai" in told
    assert "implements" not in told


def test_explain_of_an_unknown_report_is_wrong_use(kb: Kb, papers: Path) -> None:
    """No such report: exit 2 and one line."""
    kb("index", str(papers))
    done = kb("explain", "000000000000", "5")
    assert done.code == 2
    assert len(done.err.strip().splitlines()) == 1


# --- eval


@pytest.fixture
def annotated(tmp_path: Path) -> Path:
    """Return a folder with one annotated document, of which one citation is not to be found."""
    folder = tmp_path / "gold"
    folder.mkdir()
    start = PAPER.index("Nghị định")
    row = {
        "start": start,
        "end": start + len("Nghị định số 61/2018/NĐ-CP"),
        "surface": "Nghị định số 61/2018/NĐ-CP",
        "class": "numbered",
        "kind": "Nghị định",
        "number": "61",
        "year": 2018,
        "symbol": "NĐ-CP",
        "date": "2018-04-23",
        "cluster": "a",
    }
    (folder / "d.txt").write_text(PAPER, "utf-8")
    (folder / "d.json").write_text(json.dumps({"citations": [row], "borderline": []}), "utf-8")
    return folder


def test_eval_of_a_document_read_right_scores_one(kb: Kb, annotated: Path) -> None:
    """Everything found, every field the same, exit 0."""
    done = kb("eval", str(annotated), "--json")
    assert done.code == 0
    assert (done.json["f1"], done.json["identity"], set(done.json["fields"].values())) == (
        1.0,
        1.0,
        {1.0},
    )


def test_eval_names_what_was_missed_and_what_is_too_much(kb: Kb, annotated: Path) -> None:
    """A difference is named by document and place, and the exit code is 1."""
    path = annotated / "d.json"
    shape = json.loads(path.read_text("utf-8"))
    shape["citations"][0] |= {"start": 0, "end": 4, "surface": "UBND"}
    path.write_text(json.dumps(shape), "utf-8")
    done = kb("eval", str(annotated), "--json")
    assert done.code == 1
    assert done.json["missed"] == ["d:0-4 UBND"]
    assert len(done.json["spurious"]) == 1
    assert done.json["f1"] == 0.0


def test_eval_compares_with_the_saved_run(kb: Kb, annotated: Path) -> None:
    """After `--save`, a later run says what was lost since."""
    kb("eval", str(annotated), "--save")
    path = annotated / "d.txt"
    path.write_text(PAPER.replace("61/2018/NĐ-CP", "nhiều lần đã"), "utf-8")
    done = kb("eval", str(annotated))
    assert done.code == 1
    assert "Mất đi\td:" in done.out


def test_eval_does_not_compare_with_another_folder_of_the_same_name(
    kb: Kb, annotated: Path, tmp_path: Path
) -> None:
    """Figures are kept by the place of a folder, not by its name alone."""
    kb("eval", str(annotated), "--save")
    other = tmp_path / "khac" / annotated.name
    other.mkdir(parents=True)
    (other / "e.txt").write_text(PAPER, "utf-8")
    shape = (annotated / "d.json").read_text("utf-8")
    (other / "e.json").write_text(shape, "utf-8")
    done = kb("eval", str(other))
    assert done.code == 0
    assert "Mất đi" not in done.out
    assert "Thêm được" not in done.out


def test_eval_labels_are_vietnamese(kb: Kb, annotated: Path) -> None:
    """People read the table; `--json` keeps its field names."""
    told = kb("eval", str(annotated)).out
    assert "Độ chính xác\t1.0000" in told
    assert "Nhận ra: có số, ký hiệu\t1/1" in told
    assert "precision" in kb("eval", str(annotated), "--json").json


def test_eval_names_an_annotation_without_its_text(kb: Kb, annotated: Path) -> None:
    """A document that cannot be scored is not left out in silence."""
    (annotated / "e.json").write_text('{"citations": []}', "utf-8")
    done = kb("eval", str(annotated))
    assert done.code == 2
    assert "e.txt" in done.err


@pytest.mark.parametrize(
    "damaged", ["{", "[]", '{"citations": 1}', '{"citations": [{"start": 0}]}']
)
def test_eval_names_a_damaged_annotation(kb: Kb, annotated: Path, damaged: str) -> None:
    """One line with the file, no trace of the program."""
    (annotated / "d.json").write_text(damaged, "utf-8")
    done = kb("eval", str(annotated))
    assert done.code == 2
    assert "d.json" in done.err
    assert len(done.err.strip().splitlines()) == 1


def test_eval_of_a_folder_without_gold_is_wrong_use(kb: Kb, tmp_path: Path) -> None:
    """The folder is named."""
    done = kb("eval", str(tmp_path))
    assert done.code == 2
    assert str(tmp_path) in done.err


# --- decisions

OPEN = PAPER.replace(
    "Nghị định số 61/2018/NĐ-CP ngày 23/4/2018 của Chính phủ",
    "Chỉ thị số 16/CT-TTg của Thủ tướng Chính phủ và Quyết định số 45/QD-UBND ngày 02/3/2018",
)
BY = ("--who", "An", "--why", "Theo bản gốc")


def _keys(kb: Kb) -> list[str]:
    rows = kb("report", "77/BC-SNV", "--json").json["authorities"]
    return [str(row["key"]) for row in rows]


def test_decisions_survive_a_mended_file_and_are_missed_when_their_words_go(
    kb: Kb, tmp_path: Path
) -> None:
    """One word elsewhere changes nothing; without the words, index and report say so, until they are back."""
    paper = tmp_path / "a.txt"
    paper.write_text(OPEN, "utf-8")
    kb("index", "a.txt")
    kb("decide", "choose", "77/BC-SNV", "0", "vn:ttg:ct:16:2016", *BY)
    kb("decide", "dismiss", "77/BC-SNV", "letter-variant", *BY)
    paper.write_text(OPEN.replace("đã làm", "đã làm xong"), "utf-8")
    assert "quyết định" not in kb("index", "a.txt").err
    assert _keys(kb)[0] == "vn:ttg:ct:16:2016"
    assert "letter-variant" not in kb("report", "77/BC-SNV").err
    paper.write_text(OPEN.replace("16/CT-TTg", "17/CT-TTg"), "utf-8")
    assert "1 quyết định của cán bộ không còn chỗ áp dụng" in kb("index", "a.txt").err
    assert "decision-idle" in kb("report", "77/BC-SNV").err
    assert kb("index", "a.txt", "--json").json["idle_decisions"] == 1
    paper.write_text(OPEN, "utf-8")
    assert "quyết định" not in kb("index", "a.txt").err
    assert _keys(kb)[0] == "vn:ttg:ct:16:2016"


def test_explain_tells_who_decided_when_and_why(kb: Kb, tmp_path: Path) -> None:
    """The key that the report gives by itself stands beside."""
    (tmp_path / "a.txt").write_text(OPEN, "utf-8")
    kb("index", "a.txt")
    kb("decide", "choose", "77/BC-SNV", "0", "vn:ttg:ct:16:2016", *BY)
    told = kb("explain", "77/BC-SNV", str(OPEN.index("16/CT")), "--json").json
    assert (told["key"], told["unlinked"]) == ("vn:ttg:ct:16:2016", "vn:ttg:ct:16:?")
    assert told["resolution"] == "decided"
    assert told["reason"].startswith("Theo quyết định của An ngày ")
    assert told["reason"].endswith(": Theo bản gốc")
