"""Read what stands around a head: date and issuer after it; date, issuer, provision before it."""

from __future__ import annotations

import datetime
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from indexer.tries import any_of
from kb.text import LOWER, UPPER, ascii_digits, collapse
from kb.vocabulary import Vocabulary

Range = tuple[int, int]
"""Half-open, in normalised text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tail:
    """What follows a head, as far as it belongs to the citation without doubt."""

    date: str | None = None
    """ISO date or bare year; `None` also for an impossible date, whose range is kept."""
    date_range: Range | None = None
    inferred_year: bool = False
    issuer: str | None = None
    issuer_range: Range | None = None
    end: int
    """Where the parts read end and the subject may begin."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class TailGrammar:
    """Compiled patterns of `rules/tails.toml`."""

    date: re.Pattern[str]
    implied: re.Pattern[str]
    cell: re.Pattern[str]
    """The next cell of a table, where it holds a date only."""
    month: re.Pattern[str]
    year: re.Pattern[str]
    before: re.Pattern[str]
    issuer_lead: re.Pattern[str]
    bodies: re.Pattern[str]
    """A known body by a written name."""
    qualifiers: re.Pattern[str]
    open_bodies: re.Pattern[str]
    """The beginning of a body whose name goes on to a stop word."""
    continued: re.Pattern[str]
    """A known body whose name may go on: “Ban Chỉ đạo …”."""
    stops: re.Pattern[str]
    issuer_before: re.Pattern[str]
    subject: re.Pattern[str]
    verbs: re.Pattern[str]
    """The beginning of a subject that no “về” announces."""
    provision: re.Pattern[str]
    provision_last: re.Pattern[str]
    follow: re.Pattern[str]
    longest: int


def _ascii(rows: dict[str, Any]) -> dict[str, Any]:
    """Return the rows with patterns that know only the digits 0 to 9."""
    return {
        name: _ascii(value)
        if isinstance(value, dict)
        else ascii_digits(value)
        if isinstance(value, str)
        else [ascii_digits(v) for v in value]
        if isinstance(value, list)
        else value
        for name, value in rows.items()
    }


@cache
def grammar(vocabulary: Vocabulary) -> TailGrammar:
    """Compile the patterns."""
    text = files("indexer").joinpath("rules/tails.toml").read_text("utf-8")
    rows = _ascii(tomllib.loads(text))
    date, issuer, provision = rows["date"], rows["issuer"], rows["provision"]
    names = {name for body in vocabulary.bodies for name in (body.name, *body.names)}
    names |= {body.code for body in vocabulary.bodies if body.is_central and len(body.code) > 1}
    bodies = _alternatives({name.lower() for name in names})
    kinds = {name for kind in vocabulary.kinds for name in (kind.name, *kind.also)}
    word = rf"(?!(?:{_alternatives(kinds | set(issuer['stops']))})(?!\w))[{UPPER}]\w*"
    name = rf"{word}(?:[ \n-]{{1,3}}{word}){{0,4}}"
    provinces = f"(?i:{_alternatives(set(vocabulary.province_by_name))})"
    qualifiers = "|".join(
        q.replace("{name}", name).replace("{province}", provinces) for q in issuer["qualifiers"]
    )
    full_date = vocabulary.grammar.patterns["date"]
    value, join = provision["value"], provision["join"]
    unit = rf"{provision['unit']}[ \n]{{1,2}}{value}(?:{join}{value}){{0,30}}"
    return TailGrammar(
        date=re.compile(
            rf"{date['lead']}(?:(?i:ng[aàáảạ][yỵ])[ \n:]{{0,3}})?(?i:{full_date})(?![\d/])"
        ),
        cell=re.compile(date["cell"].replace("{date}", full_date)),
        implied=re.compile(rf"{date['lead']}{date['implied']}"),
        month=re.compile(rf"{date['lead']}{date['month']}"),
        year=re.compile(rf"[ \n]{{1,2}}{date['year']}"),
        before=re.compile(rf"(?i:{date['before']})"),
        issuer_lead=re.compile(f"(?i:{issuer['lead']})"),
        bodies=re.compile(rf"(?:{bodies})(?!\w)", re.IGNORECASE),
        qualifiers=re.compile(f"(?:{qualifiers})"),
        open_bodies=re.compile(rf"(?:{_alternatives(issuer['open'])})(?!\w)"),
        continued=re.compile(_alternatives(issuer["continued"]), re.IGNORECASE),
        stops=re.compile(_stops(issuer["stops"])),
        issuer_before=re.compile(
            rows["issuer_before"]["pattern"].replace("{body}", rf"\b(?i:{bodies})(?:{qualifiers})?")
        ),
        subject=re.compile(rows["subject"]["lead"]),
        verbs=re.compile(
            rf"(?:{_alternatives(kinds | set(rows['subject']['verbs']))})(?!\w)", re.IGNORECASE
        ),
        provision=re.compile(rf"(?<!\w){unit}(?:{_provision_joint()}{unit}){{0,20}}"),
        provision_last=re.compile(provision["last"]),
        follow=re.compile(
            r"[ \n]?(?:$|[.,;:)\]”\"“(]|(?:"
            + "|".join(map(re.escape, rows["short"]["follow"]))
            + r")(?!\w))"
        ),
        longest=issuer["longest"],
    )


def _provision_joint() -> str:
    return r"(?:[ \n]?[,;]?[ \n]{1,2}(?:(?:và|hoặc|của|đến)[ \n])?|[ \n]?[,;][ \n]{0,2})"


def _alternatives(names: set[str] | list[str]) -> str:
    return any_of(names, lambda letter: r"[ \n]{1,2}" if letter == " " else re.escape(letter))


def _stops(words: list[str]) -> str:
    marks = rf"[(](?=[{LOWER}])(?!khóa)|[;:“”\"*|\[\]]|[.,](?=[\s”\"]|$)|\.\.|/\.|\n\n(?=[-+*•\d{UPPER}])"
    return rf"{marks}|[ \n](?=(?:{_alternatives(words)})(?!\w))"


def read_tail(
    text: str,
    start: int,
    limit: int,
    vocabulary: Vocabulary,
    *,
    today: str | None,
    joint: bool = False,
) -> Tail:
    """Read date and issuer from `start`, never past `limit`.

    `today` is the ISO date of the document, which implies a year; `joint` says that several bodies
    issued the instrument.
    """
    forms = grammar(vocabulary)
    end = start
    date, date_range, inferred, end = _date(text, end, limit, forms, today)
    issuer_range = _issuer(text, end, limit, forms)
    if issuer_range and joint:
        issuer_range = (issuer_range[0], _joint_end(text, issuer_range[1], limit, forms))
    if issuer_range:
        end = issuer_range[1]
        if date_range is None:
            date, date_range, inferred, end = _date(text, end, limit, forms, today)
    return Tail(
        date=date,
        date_range=date_range,
        inferred_year=inferred,
        issuer=collapse(text[slice(*issuer_range)]) if issuer_range else None,
        issuer_range=issuer_range,
        end=end,
    )


def _date(
    text: str, start: int, limit: int, forms: TailGrammar, today: str | None
) -> tuple[str | None, Range | None, bool, int]:
    """Return date, its range, whether the year is inferred, and where reading goes on."""
    if match := forms.date.match(text, start, limit):
        groups = match.groupdict()
        parts = [groups[a] or groups[a + "2"] for a in ("d", "m", "y")]
        begin = match.start("d" if groups["d"] else "d2")
        end = match.end() + (text[match.end() : match.end() + 1] == ")" and "(" in match.group())
        return iso(*map(_digits, parts)), (begin, match.end()), False, end
    if match := forms.cell.match(text, start):
        groups = match.groupdict()
        begin = match.start("d" if groups["d"] else "d2")
        return (
            iso(*(groups[a] or groups[a + "2"] for a in ("d", "m", "y"))),
            (begin, match.end()),
            False,
            start,
        )
    if match := forms.implied.match(text, start, limit):
        date = _implied(match["d"], match["m"], today)
        return date, (match.start("d"), match.end()), True, match.end()
    for pattern in (forms.month, forms.year):
        if match := pattern.match(text, start, limit):
            return match["y"], match.span("y"), False, match.end()
    return None, None, False, start


def _implied(day: str, month: str, today: str | None) -> str | None:
    """Return the last such day that is not after the document's own date."""
    if today is None:
        return None
    date = iso(day, month, today[:4])
    return date if date is None or date <= today else iso(day, month, str(int(today[:4]) - 1))


def _digits(written: str) -> str:
    """Return the digits that a scan turned into letters: `ll` → `11`, `ó` → `6`."""
    return written.replace(" ", "").translate(_SCANNED)


_SCANNED = str.maketrans("lI]Oó", "11106")


def iso(day: str, month: str, year: str) -> str | None:
    """Return the ISO date, `None` when the calendar has no such day or the year is none of ours."""
    if year[:2] not in ("19", "20"):
        return None
    try:
        return datetime.date(int(year), int(month), int(day)).isoformat()
    except ValueError:
        return None


def _issuer(text: str, start: int, limit: int, forms: TailGrammar) -> Range | None:
    lead = forms.issuer_lead.match(text, start, limit)
    begin = lead.end() if lead else start
    if lead is None:
        # "Thông tư số 38/2018/TT-BTC ngày 20/4/2018 Bộ trưởng Bộ Tài chính": the word "của" was forgotten.
        blank = re.compile(r"[ \n]{1,2}").match(text, start, limit)
        bare = forms.bodies.match(text, blank.end(), limit) if blank else None
        if (
            bare is None
            or not bare.group()[:1].isupper()
            or start == 0
            or not text[start - 1].isdigit()
        ):
            return None
        begin = bare.start()
    if (known := forms.bodies.match(text, begin, limit)) is not None:
        return begin, _qualified(text, known.end(), limit, forms, known.group())
    if forms.open_bodies.match(text, begin, limit):
        return begin, _open_end(text, begin, limit, forms)
    return None


def _joint_end(text: str, end: int, limit: int, forms: TailGrammar) -> int:
    """Take the further bodies of “của Bộ Nội vụ và Văn phòng Chính phủ”."""
    while lead := _JOINT.match(text, end, limit):
        body = forms.bodies.match(text, lead.end(), limit)
        if body is None:
            break
        end = body.end()
    return end


_JOINT = re.compile(r"(?:,|[ \n]-|[ \n]và)[ \n]{1,2}")


def _qualified(text: str, end: int, limit: int, forms: TailGrammar, name: str) -> int:
    """Extend a known body by place, term and plenum; a steering committee by its topic as well."""
    if forms.continued.fullmatch(name):
        return _open_end(text, end, limit, forms)
    while match := forms.qualifiers.match(text, end, limit):
        if match.end() == end:
            break
        end = match.end()
    return end


def _open_end(text: str, start: int, limit: int, forms: TailGrammar) -> int:
    limit = min(limit, start + forms.longest)
    stop = forms.stops.search(text, start, limit)
    end = stop.start() if stop else limit
    while end > start and text[end - 1] in " \n(,-":
        end -= 1
    return end


def issuer_before(text: str, start: int, floor: int, vocabulary: Vocabulary) -> Range | None:
    """Return the issuer of “Chính phủ ban hành Nghị định …”, which stands before the head."""
    forms = grammar(vocabulary)
    window = max(floor, start - 140)
    for match in forms.issuer_before.finditer(text, window, start):
        if match.end() == start:
            return match.span("issuer")
    return None


def date_before(
    text: str, start: int, floor: int, vocabulary: Vocabulary
) -> tuple[str, Range] | None:
    """Return the date of “Ngày 08/10/2024, Chính phủ ban hành Nghị định …”."""
    forms = grammar(vocabulary)
    match = forms.before.search(text, max(floor, start - 150), start)
    if match is None:
        return None
    written = re.compile(vocabulary.grammar.patterns["date"], re.IGNORECASE).match(match["date"])
    if written is None:
        return None
    groups: Mapping[str, Any] = written.groupdict()
    date = iso(*(groups[a] or groups[a + "2"] for a in ("d", "m", "y")))
    return (date, match.span("date")) if date else None


def provision_before(text: str, start: int, floor: int, vocabulary: Vocabulary) -> Range | None:
    """Return the provision that ends right before a head: “khoản 1 Điều 3” of “… Nghị định”."""
    forms = grammar(vocabulary)
    window = max(floor, start - 400)
    last = forms.provision_last.search(text, max(window, start - 8), start)
    if last is None:
        return None
    for match in forms.provision.finditer(text, window, last.start()):
        if match.end() == last.start():
            return match.span()
    return None
