"""Where things lie in a data directory: catalogue, originals, index generations, work space, lock."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

_GENERATION = re.compile(r"g(\d{1,12})")


@dataclass(frozen=True, slots=True, kw_only=True)
class Home:
    """A data directory (thư mục dữ liệu). Names only; nothing is opened or created here."""

    root: Path

    @property
    def catalogue(self) -> Path:
        """The database file."""
        return self.root / "catalogue.db"

    @property
    def blobs(self) -> Path:
        """The originals, named by their content."""
        return self.root / "blobs" / "sha256"

    @property
    def index(self) -> Path:
        """The generations of the full-text index."""
        return self.root / "index"

    @property
    def tmp(self) -> Path:
        """Half-written files; emptied by the next writer."""
        return self.root / "tmp"

    @property
    def lock(self) -> Path:
        """The writers' lock file, never removed."""
        return self.root / "lock"

    def blob(self, sha256: str) -> Path:
        """Return the place of the original with this hash (64 hex digits)."""
        return self.blobs / sha256[:2] / sha256

    def generation(self, number: int) -> Path:
        """Return the directory of an index generation."""
        return self.index / f"g{number}"

    def generations(self) -> dict[int, Path]:
        """Return the index generations on disk, by number."""
        if not self.index.is_dir():
            return {}
        found = ((_GENERATION.fullmatch(path.name), path) for path in self.index.iterdir())
        return {int(match[1]): path for match, path in sorted(found, key=str) if match}
