"""Staff decisions: how one is made, written as a line of JSON, read back, and what has become of it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, fields, replace
from datetime import MAXYEAR, MINYEAR, datetime
from typing import Any, Literal, get_args

from kb.errors import WrongUse
from kb.identity import parse_key
from kb.model import Finding, Status
from kb.ports import Decision, Snapshot
from kb.replay import IDLE, idle_finding
from kb.standing import Place, holds_in, made_at, spelled, taken_back
from kb.text import collapse, fold

Action = Literal["choose", "alias", "confirm", "dismiss", "undo"]
_ABOUT = ("action", "quote", "key", "value", "report_id")
"""What the id of an older decision is made of."""
_MADE = (*_ABOUT, "who", "when", "why")
"""What the id is made of: to decide the same again is another decision, for it may have been taken back."""
_LATER = frozenset({"report_key", "report_path"})
"""Fields that older files lack."""


def decision(
    action: Action,
    *,
    quote: str,
    key: str,
    value: str,
    report_id: str | None,
    who: str,
    when: str,
    why: str,
) -> Decision:
    """Return the decision with its id; white space in the quote is collapsed."""
    made = Decision(
        id="",
        action=action,
        quote=collapse(quote),
        key=key,
        value=value,
        report_id=report_id,
        who=who,
        when=when,
        why=why,
    )
    return replace(made, id=_id(made, _MADE))


def _id(made: Decision, names: Iterable[str]) -> str:
    about = [getattr(made, name) for name in names]
    return hashlib.sha256(json.dumps(about, ensure_ascii=False).encode()).hexdigest()[:16]


State = Literal["stands", "replaced", "undone", "idle", "nowhere"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A decision and what has become of it."""

    decision: Decision
    state: State
    """`stands`; `replaced` by a later one; `undone`; `idle`: its words are gone from its report;
    `nowhere`: its report is gone."""
    report_ids: tuple[str, ...]
    """The reports that it holds in now, none for one that holds everywhere."""


def states(snapshot: Snapshot) -> tuple[Told, ...]:
    """Return every decision, oldest first, with what has become of it."""
    every = sorted(snapshot.decisions(), key=made_at)
    if not every:
        return ()
    undone = taken_back(every)
    last = {_subject(d): d.id for d in every if d.id not in undone and d.action != "undo"}
    places = tuple(
        Place(id=card.id, key=card.key, paths=frozenset(map(spelled, card.paths)))
        for card in snapshot.cards()
        if card.status is Status.OK
    )
    holding = {
        decision.id: tuple(place.id for place in places if holds_in(decision, place))
        for decision in every
        if decision.report_id is not None
    }
    said = set(_idle(snapshot, {id_ for ids in holding.values() for id_ in ids}))
    told = []
    for decision in every:
        held = holding.get(decision.id, ())
        state: State = "stands"
        if decision.id in undone:
            state = "undone"
        elif decision.action != "undo" and last[_subject(decision)] != decision.id:
            state = "replaced"
        elif decision.id in holding and not held:
            state = "nowhere"
        elif held and all((id_, idle_finding(decision)) in said for id_ in held):
            state = "idle"
        told.append(Told(decision=decision, state=state, report_ids=held))
    return tuple(told)


def _idle(snapshot: Snapshot, report_ids: Iterable[str]) -> Iterator[tuple[str, Finding]]:
    for id_ in report_ids:
        report = snapshot.report(id_)
        for finding in report.findings if report else ():
            if finding.code == IDLE:
                yield id_, finding


def _subject(decision: Decision) -> tuple[str | None, ...]:
    """Return what a decision is about: a later one about the same replaces it."""
    report = decision.report_key or decision.report_path or decision.report_id
    return decision.action, fold(decision.quote), decision.key, report


def to_lines(decisions: Iterable[Decision]) -> Iterator[str]:
    """Yield one JSON object a line, fields in order."""
    for made in decisions:
        yield json.dumps(asdict(made), ensure_ascii=False) + "\n"


def from_lines(name: str, text: str) -> Iterator[Decision]:
    """Yield the decisions of a JSONL file called `name`; empty lines are passed over.

    Raises:
        WrongUse: a line is no decision; file, line and reason are named.
    """
    for number, line in enumerate(text.removeprefix("\ufeff").split("\n"), start=1):
        if line.strip():
            yield _from_line(name, number, line)


def _from_line(name: str, number: int, line: str) -> Decision:
    try:
        row = json.loads(line)
    except (json.JSONDecodeError, RecursionError):
        row = None
    names = [field.name for field in fields(Decision)]
    if not isinstance(row, dict) or not set(names) - _LATER <= set(row) <= set(names):
        raise WrongUse("decision-fields", file=name, line=number, fields=", ".join(names))
    wrong = next((field for field in row if not _sound(field, row[field])), None)
    if wrong is not None:
        raise WrongUse("decision-value", file=name, line=number, field=wrong)
    made = Decision(**row)
    if made.id not in (_id(made, _MADE), _id(made, _ABOUT)) or not _meant(made):
        raise WrongUse("decision-value", file=name, line=number, field="id")
    return made


def _sound(field: str, value: Any) -> bool:  # noqa: ANN401 - whatever JSON held
    if value is None and (field == "report_id" or field in _LATER):
        return True
    if not isinstance(value, str) or not _can_be_written(value):
        return False
    if field == "report_key":
        return parse_key(value) is not None
    if field == "action":
        return value in get_args(Action)
    return field != "when" or _is_time(value)


def _can_be_written(text: str) -> bool:
    """Tell whether a text holds no halves of letters, which JSON can spell and no file can hold."""
    return text == text.encode("utf-8", "replace").decode()


def _is_time(text: str) -> bool:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return False
    return MINYEAR < moment.year < MAXYEAR


def _meant(made: Decision) -> bool:
    """Tell whether key and value are what the action needs."""
    if made.key and parse_key(made.key) is None:
        return False
    if made.action in {"choose", "alias"}:
        return parse_key(made.value) is not None
    if made.action == "undo":
        return bool(made.value) and made.report_id is None
    return made.action != "confirm" or is_day(made.value)


def is_day(text: str) -> bool:
    """Tell whether a text is an ISO date of day precision."""
    return len(text) == len("2018-09-05") and text[4:5] == "-" and _is_time(text)
