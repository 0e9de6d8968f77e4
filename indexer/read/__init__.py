"""Read: a file's bytes → the source text with its offset map. One reader a format."""

from indexer.read.files import find_files, load
from indexer.read.registry import Reader, has_reader, read, readers
from indexer.read.source import SourceText, source_text

__all__ = [
    "Reader",
    "SourceText",
    "find_files",
    "has_reader",
    "load",
    "read",
    "readers",
    "source_text",
]
