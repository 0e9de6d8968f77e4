"""Bytes become text in one way, and bytes that are no Unicode are named."""

import codecs

import pytest

from indexer.read import read
from kb.errors import Unreadable

TEXT = "Quyết định số 553/QĐ-UBND\r\nngày 15/3/2016\n"


@pytest.mark.parametrize(
    ("data", "encoding", "raw"),
    [
        (TEXT.encode(), "utf-8", TEXT),
        (codecs.BOM_UTF8 + TEXT.encode(), "utf-8", "\ufeff" + TEXT),
        (TEXT.encode("utf-16"), "utf-16", TEXT),
        (codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"), "utf-16", TEXT),
        (TEXT.encode("utf-16-le"), "utf-16-le", TEXT),
        (TEXT.encode("utf-16-be"), "utf-16-be", TEXT),
        (b"abc 12/CT-TTg", "utf-8", "abc 12/CT-TTg"),
    ],
)
def test_unicode_is_decoded_with_line_ends_kept(data: bytes, encoding: str, raw: str) -> None:
    """Every form of Unicode gives the same letters; CR LF and the UTF-8 mark stay."""
    source = read(data, "a.txt")
    assert (source.encoding, source.raw) == (encoding, raw)


@pytest.mark.parametrize(
    ("data", "code", "words"),
    [
        (b"", "read-empty", ""),
        (b" \r\n\xef\xbb\xbf"[:3], "read-empty", ""),
        (b"%PDF-1.7 ...", "read-binary", "PDF"),
        (b"PK\x03\x04....", "read-binary", "DOCX"),
        (bytes(range(256)) * 9, "read-binary", "nhị phân"),
        ("Số 12\x00/CT".encode(), "read-nul", "1 byte"),
        (codecs.BOM_UTF8 + b"\xff\xfe", "read-broken", "UTF-8"),
        (codecs.BOM_UTF16_LE + b"a", "read-broken", "UTF-16"),
        ("NghÞ ®Þnh cña ChÝnh phñ vµ c¸c bé".encode("latin-1"), "read-legacy", "TCVN3"),
        ("Nghò ñònh cuûa Chính phuû vaø caùc boä".encode("latin-1"), "read-legacy", "VNI"),
        ("Nghiò ðiònh cuÒa caìc bôò, ðýõòc".encode("latin-1"), "read-legacy", "Windows-1258"),
        (b"caf\xe9 au lait", "read-broken", "UTF-8"),
    ],
)
def test_other_bytes_are_refused_by_name(data: bytes, code: str, words: str) -> None:
    """The message names the file and what its bytes are."""
    with pytest.raises(Unreadable) as refused:
        read(data, "bao-cao.txt")
    assert refused.value.code == code
    assert words in str(refused.value)
    assert "bao-cao.txt" in str(refused.value)


def test_text_in_an_old_font_is_refused_though_it_is_unicode() -> None:
    """Letters that read as Vietnamese only in a TCVN3 font are named as such."""
    with pytest.raises(Unreadable, match="TCVN3"):
        read("NghÞ ®Þnh cña ChÝnh phñ vµ c¸c bé, thùc hiÖn".encode(), "a.txt")


def test_old_letters_quoted_in_a_unicode_text_do_not_matter() -> None:
    """A text that quotes a damaged line is read."""
    quoted = "Tệp cũ ghi “NghÞ ®Þnh cña ChÝnh phñ vµ c¸c bé”, đề nghị chuyển mã để tra cứu được. "
    assert read((quoted + TEXT * 5).encode(), "a.txt").encoding == "utf-8"


def test_hash_is_of_the_bytes() -> None:
    """The hash covers the bytes as they came, mark included."""
    plain, marked = read(b"So 1", "a.txt"), read(codecs.BOM_UTF8 + b"So 1", "a.txt")
    assert plain.sha256 != marked.sha256


def test_a_name_without_reader_is_refused() -> None:
    """A file that nobody reads is named."""
    with pytest.raises(Unreadable, match=r"a\.xyz"):
        read(b"abc", "a.xyz")
