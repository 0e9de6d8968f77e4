"""Which files a folder offers, and what is never opened."""

import os
from pathlib import Path

import pytest

from indexer.read import files as files_module
from indexer.read import find_files, load
from kb.errors import Unreadable


def folder(root: Path) -> Path:
    """Fill a folder with files of all sorts."""
    for name in (
        "b.txt",
        "a.md",
        "c.TXT",
        "sub/d.txt",
        "README.md",
        ".e.txt",
        "f.bin",
        ".git/g.txt",
    ):
        (root / name).parent.mkdir(exist_ok=True)
        (root / name).write_text("abc", "utf-8")
    return root


def test_a_folder_offers_what_has_a_reader(tmp_path: Path) -> None:
    """Sorted, folders in it included; README, dot-names and unknown formats passed over."""
    found = find_files([folder(tmp_path)])
    assert [p.relative_to(tmp_path).as_posix() for p in found] == [
        "a.md",
        "b.txt",
        "c.TXT",
        "sub/d.txt",
    ]


def test_a_named_file_is_always_taken_and_taken_once(tmp_path: Path) -> None:
    """Naming a file overrules what a folder passes over; a second mention adds nothing."""
    root = folder(tmp_path)
    named = [root / "f.bin", root / "README.md", root / "b.txt"]
    assert find_files([*named, root / "b.txt"]) == named


def test_bytes_are_read_whole(tmp_path: Path) -> None:
    """The bytes come as they stand on disk."""
    (tmp_path / "a.txt").write_bytes(b"\xef\xbb\xbfa\r\n")
    assert load(tmp_path / "a.txt") == b"\xef\xbb\xbfa\r\n"


def test_links_pipes_folders_and_missing_files_are_refused(tmp_path: Path) -> None:
    """None of them is opened and waited for; each is named for what it is."""
    (tmp_path / "real.txt").write_text("abc", "utf-8")
    (tmp_path / "link.txt").symlink_to(tmp_path / "real.txt")
    os.mkfifo(tmp_path / "pipe.txt")
    (tmp_path / "folder.txt").mkdir()
    refused = {}
    for name in ("link.txt", "pipe.txt", "folder.txt", "none.txt"):
        with pytest.raises(Unreadable) as error:
            load(tmp_path / name)
        refused[name] = error.value.code
    assert refused == {
        "link.txt": "read-link",
        "pipe.txt": "read-not-a-file",
        "folder.txt": "read-not-a-file",
        "none.txt": "read-missing",
    }


def test_a_file_over_the_limit_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One byte over the limit is too many, the limit itself is not."""
    monkeypatch.setattr(files_module, "LIMIT", 4)
    (tmp_path / "a.txt").write_bytes(b"1234")
    (tmp_path / "b.txt").write_bytes(b"12345")
    assert load(tmp_path / "a.txt") == b"1234"
    with pytest.raises(Unreadable) as error:
        load(tmp_path / "b.txt")
    assert error.value.code == "read-too-large"


def test_a_link_in_a_folder_is_listed(tmp_path: Path) -> None:
    """A link is reported when it is read, not silently left out."""
    (tmp_path / "link.txt").symlink_to(tmp_path / "elsewhere.txt")
    assert find_files([tmp_path]) == [tmp_path / "link.txt"]
