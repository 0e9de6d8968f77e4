"""Measure extraction against annotated documents.

Precision, recall and F1 by class, fields, identity, gains and losses.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from indexer.wire import Shape
from kb.errors import WrongUse
from kb.model import MentionClass
from kb.text import collapse, lower, one_line

FIELDS = ("kind", "number", "year", "symbol", "date", "class")


@dataclass(frozen=True, slots=True, kw_only=True)
class Annotated:
    """A document with the citations that a person marked in it."""

    name: str
    text: Path
    citations: Sequence[Mapping[str, Any]]
    borderline: Sequence[Mapping[str, Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """Counts over all documents; rates are 0–1, higher is better."""

    gold: int
    predicted: int
    exact: int
    classes: Mapping[str, tuple[int, int]]
    """Class → (found, annotated)."""
    fields: Mapping[str, float]
    identity: float | None
    """B³ F1 over the mentions that carry a cluster, `None` without any."""
    found: frozenset[str]
    """`document:start-end` of each exact mention, to compare runs."""
    missed: tuple[str, ...]
    spurious: tuple[str, ...]

    @property
    def precision(self) -> float:
        """Share of the predictions that are annotated."""
        return self.exact / self.predicted if self.predicted else 1.0

    @property
    def recall(self) -> float:
        """Share of the annotations that are found."""
        return self.exact / self.gold if self.gold else 1.0

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0


def read_gold(folder: Path) -> tuple[Annotated, ...]:
    """Read `NAME.json` with `NAME.txt` beside it.

    Raises:
        WrongUse: there is no annotated document in `folder`, one is damaged, or one has no text.
    """
    found = tuple(_annotated(path) for path in sorted(folder.glob("*.json")))
    if not found:
        raise WrongUse("eval-no-gold", path=folder)
    return found


_CLASSES = frozenset(MentionClass)
_NEEDED = frozenset({"start", "end", "surface", "class"})


def _annotated(path: Path) -> Annotated:
    text = path.with_suffix(".txt")
    if not text.is_file():
        raise WrongUse("eval-no-text", path=path, text=text.name)
    try:
        data = json.loads(path.read_text("utf-8"))
    except (ValueError, RecursionError) as error:
        raise WrongUse("eval-damaged", path=path) from error
    rows = data.get("citations") if isinstance(data, dict) else None
    soft = data.get("borderline", []) if isinstance(data, dict) else None
    sound = _is_rows(rows, _NEEDED) and _is_rows(soft, frozenset({"start", "end"}))
    if not sound or any(row["class"] not in _CLASSES for row in rows or ()):
        raise WrongUse("eval-damaged", path=path)
    return Annotated(name=path.stem, text=text, citations=rows or (), borderline=soft or ())


def _is_rows(rows: object, needed: frozenset[str]) -> bool:
    """Whether it is a list of objects with the fields that scoring reads."""
    return isinstance(rows, list) and all(isinstance(r, dict) and needed <= r.keys() for r in rows)


def baseline(folder: Path) -> str:
    """Return the name under which the figures of a folder are kept: two folders may be called alike."""
    place = folder.resolve()
    digest = hashlib.sha256(str(place).encode("utf-8", "surrogateescape")).hexdigest()
    return f"{place.name}-{digest[:12]}.json"


def score(documents: Sequence[Annotated], predictions: Mapping[str, Shape]) -> Score:
    """Compare predictions (as `kb extract` prints them, by document name) with the annotations."""
    classes: dict[str, Counter[str]] = defaultdict(Counter)
    fields: dict[str, Counter[str]] = defaultdict(Counter)
    pairs: list[tuple[str, str]] = []
    found: list[str] = []
    missed: list[str] = []
    spurious: list[str] = []
    counts: Counter[str] = Counter()
    for document in documents:
        counted = _counted(document, predictions[document.name]["citations"])
        counts.update(gold=len(document.citations), predicted=len(counted))
        by_span = {_span(item): item for item in counted}
        for item in document.citations:
            place = f"{document.name}:{item['start']}-{item['end']}"
            classes[item["class"]]["gold"] += 1
            hit = by_span.pop(_span(item), None)
            if hit is None:
                missed.append(f"{place} {collapse(item['surface'])}")
                continue
            found.append(place)
            classes[item["class"]]["found"] += 1
            for field in FIELDS:
                fields[field].update(n=1, ok=int(_same(field, item.get(field), hit.get(field))))
            if item.get("cluster"):
                pairs.append(
                    (f"{document.name} {item['cluster']}", f"{document.name} {hit['key']}")
                )
        spurious += [
            f"{document.name}:{s}-{e} {collapse(item['surface'])}"
            for (s, e), item in by_span.items()
        ]
    return Score(
        gold=counts["gold"],
        predicted=counts["predicted"],
        exact=len(found),
        classes={name: (c["found"], c["gold"]) for name, c in sorted(classes.items())},
        fields={name: c["ok"] / c["n"] for name, c in fields.items() if c["n"]},
        identity=_b_cubed(pairs) if pairs else None,
        found=frozenset(found),
        missed=tuple(missed),
        spurious=tuple(spurious),
    )


def _span(item: Mapping[str, Any]) -> tuple[int, int]:
    return item["start"], item["end"]


def _counted(document: Annotated, predicted: Iterable[Shape]) -> list[Shape]:
    """Leave out what touches a borderline span without being annotated itself."""
    gold = {_span(item) for item in document.citations}
    soft = [_span(item) for item in document.borderline]
    return [
        item
        for item in predicted
        if _span(item) in gold
        or not any(item["start"] < end and start < item["end"] for start, end in soft)
    ]


def _same(field: str, gold: object, predicted: object) -> bool:
    return _comparable(field, gold) == _comparable(field, predicted)


def _comparable(field: str, value: object) -> str | None:
    if value is None:
        return None
    text = lower(one_line(str(value)))
    if field == "number":
        return text.lstrip("0") or "0"
    return text.replace(" ", "") if field == "symbol" else text


def _b_cubed(pairs: Sequence[tuple[str, str]]) -> float:
    gold: dict[str, set[int]] = defaultdict(set)
    keys: dict[str, set[int]] = defaultdict(set)
    for index, (cluster, key) in enumerate(pairs):
        gold[cluster].add(index)
        keys[key].add(index)
    shared = [(len(gold[c] & keys[k]), len(keys[k]), len(gold[c])) for c, k in pairs]
    precision = sum(both / mine for both, mine, _ in shared) / len(pairs)
    recall = sum(both / theirs for both, _, theirs in shared) / len(pairs)
    return 2 * precision * recall / (precision + recall)


def as_shape(result: Score) -> Shape:
    """Return the figures as JSON, with the places that a later run is compared with."""
    return {
        "gold": result.gold,
        "predicted": result.predicted,
        "exact": result.exact,
        "precision": round(result.precision, 4),
        "recall": round(result.recall, 4),
        "f1": round(result.f1, 4),
        "classes": {name: list(counts) for name, counts in result.classes.items()},
        "fields": {name: round(rate, 4) for name, rate in result.fields.items()},
        "identity": round(result.identity, 4) if result.identity is not None else None,
        "found": sorted(result.found),
        "missed": list(result.missed),
        "spurious": list(result.spurious),
    }
