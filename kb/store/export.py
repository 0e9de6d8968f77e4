"""Everything that the catalogue knows, as sorted JSON lines that any order of arrival gives alike.

NFC, line feeds, no times of ours, no generation. Texts stand by their hash: the originals hold them.
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from kb.ports import ReportCard
from kb.store.codec import dumps, plain
from kb.store.snapshot import CatalogueSnapshot


def export_lines(snapshot: CatalogueSnapshot) -> Iterator[str]:
    """Yield one JSON object a line, each with its `type`, line end included."""
    for row in _rows(snapshot):
        yield unicodedata.normalize("NFC", dumps(row)) + "\n"


def _rows(snapshot: CatalogueSnapshot) -> Iterator[Mapping[str, Any]]:
    for decision in sorted(snapshot.decisions(), key=lambda d: d.id):
        yield {"type": "decision", **plain(decision)}
    cited = snapshot.keys()
    for key, instrument in snapshot.instruments().items():
        reports, mentions = cited.get(key, (0, 0))
        counts = {"reports": reports, "mentions": mentions}
        yield {"type": "instrument", **plain(instrument), **counts}
    for relation in snapshot.relations():
        yield {"type": "relation", **plain(relation)}
    for card in sorted(snapshot.cards(), key=lambda c: c.id):
        yield _report(snapshot, card)


def _report(snapshot: CatalogueSnapshot, card: ReportCard) -> Mapping[str, Any]:
    report = snapshot.report(card.id)
    if report is None:
        raise LookupError(card.id)
    text = hashlib.sha256(report.text.encode()).hexdigest()
    paths = sorted(path.encode("utf-8", "backslashreplace").decode() for path in card.paths)
    told = {k: v for k, v in plain(replace(report, text="")).items() if k != "claims"}
    return {**told, "type": "report", "paths": paths, "text": text, "chars": len(report.text)}
