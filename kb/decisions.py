"""Staff decisions: how one is made, written as a line of JSON, and read back."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, fields
from datetime import datetime
from typing import Any, Literal, get_args

from kb.errors import WrongUse
from kb.identity import parse_key
from kb.ports import Decision
from kb.text import collapse

Action = Literal["choose", "alias", "confirm", "dismiss"]
_ABOUT = ("action", "quote", "key", "value", "report_id")
"""What the id is made of."""


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
    return _with_id(made)


def _with_id(made: Decision) -> Decision:
    about = [getattr(made, name) for name in _ABOUT]
    digest = hashlib.sha256(json.dumps(about, ensure_ascii=False).encode()).hexdigest()
    return Decision(**{**asdict(made), "id": digest[:16]})


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
    if not isinstance(row, dict) or set(row) != set(names):
        raise WrongUse("decision-fields", file=name, line=number, fields=", ".join(names))
    wrong = next((field for field in names if not _sound(field, row[field])), None)
    if wrong is not None:
        raise WrongUse("decision-value", file=name, line=number, field=wrong)
    made = Decision(**row)
    if _with_id(made).id != made.id or not _meant(made):
        raise WrongUse("decision-value", file=name, line=number, field="id")
    return made


def _sound(field: str, value: Any) -> bool:  # noqa: ANN401 - whatever JSON held
    if field == "report_id" and value is None:
        return True
    if not isinstance(value, str):
        return False
    if field == "action":
        return value in get_args(Action)
    return field != "when" or _is_time(value)


def _is_time(text: str) -> bool:
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return False
    return True


def _meant(made: Decision) -> bool:
    """Tell whether key and value are what the action needs."""
    if made.key and parse_key(made.key) is None:
        return False
    if made.action in {"choose", "alias"}:
        return parse_key(made.value) is not None
    return made.action != "confirm" or is_day(made.value)


def is_day(text: str) -> bool:
    """Tell whether a text is an ISO date of day precision."""
    return len(text) == len("2018-09-05") and text[4:5] == "-" and _is_time(text)
