"""Header and closing of a document, whatever layout it came in: one pass from top to bottom."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from indexer.parse.context import jurisdiction, period
from indexer.parse.dateline import DateLine, date_line
from indexer.parse.issuer import bodies_above, bodies_below, completed, issuer_in_text
from indexer.parse.judgment import Judgment, judgment
from indexer.parse.layout import layout
from indexer.parse.number import (
    HEAD,
    OwnNumber,
    confirmation,
    identity,
    is_title,
    opening,
    own_number,
    titled_number,
)
from indexer.parse.pieces import Piece, raw_span
from indexer.parse.recipients import addressee, closing_addressee, recipients
from indexer.parse.sheet import Sheet, sheet
from indexer.parse.signature import Signature, closing, signature
from indexer.parse.subjects import (
    body_of_title,
    is_abbreviated,
    letter_subject,
    party_subject,
    subject,
    subject_of_title,
    untitled_subject,
)
from indexer.parse.titles import kind_of_name, kind_of_symbol, kind_of_title, title
from indexer.read import SourceText
from kb.model import Header, Span
from kb.vocabulary import Kind


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """The parts above the body, in normalised positions."""

    titled: OwnNumber | None = None
    """In a title line that a site has set above."""
    sheet: Sheet | None = None
    """Labelled fields that a site has set above."""
    number: OwnNumber | None = None
    dated: DateLine | None = None
    title: Piece | None = None
    kind: str | None = None
    subject: Piece | None = None
    bodies: list[Piece] = field(default_factory=list)
    addressee: Piece | None = None
    confirmed: bool = False
    """Whether number and date stand at the end, in the confirmation of a consolidated text."""

    @property
    def end(self) -> int:
        """Where the body may begin."""
        above = (self.title, self.subject, self.addressee, self.sheet)
        numbered = () if self.confirmed else (self.dated, self.number)
        return max((part.end for part in (*above, *numbered) if part), default=0)

    @property
    def is_listed(self) -> bool:
        """Whether only a site's sheet numbers the paper, and no head is printed below with its number."""
        return self.sheet is not None and self.number is self.sheet.number

    @property
    def date(self) -> Piece | None:
        """The date as printed, else as a sheet says."""
        printed = self.dated.date if self.dated else None
        return printed or (self.sheet.date if self.sheet else None)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadHeader:
    """The header and what else the parts tell."""

    header: Header
    own: tuple[Span, ...]
    """Raw spans where the document gives its own number, its kind included."""
    body_start: int
    """Normalised position."""
    body_end: int
    """Normalised position: where recipients or signature begin, whichever is first."""
    closing_end: int
    """Normalised position: where both have ended."""


def read_header(source: SourceText) -> ReadHeader:
    """Read header, recipients and signature of a document."""
    head = _head(source)
    text = source.matching.text
    ending = closing(text, head.end)
    start, listed = recipients(source, ending, len(text))
    signed = signature(source, ending, len(text)) if _is_office_paper(head) else None
    body_end = min(start, text.rfind("\n", 0, signed.start) + 1 if signed else len(text))
    closing_parts = [*listed[-1:], *([signed.signer] if signed else [])]
    return ReadHeader(
        header=_header(source, head, listed if _is_office_paper(head) else [], signed, body_end),
        own=_own(source, head),
        body_start=head.end,
        body_end=max(head.end, body_end),
        closing_end=max([head.end, *(part.end for part in closing_parts)]),
    )


def _is_office_paper(head: Head) -> bool:
    """Whether anything above the body says that this is an official paper at all."""
    return bool(head.number or head.dated or head.title or head.bodies or head.addressee)


def _head(source: SourceText) -> Head:
    if judged := judgment(source):
        return _judged(judged)
    text = source.matching.text
    listed = sheet(source)
    limit = opening(text, listed.end if listed else 0)
    titled = titled_number(text)
    above = max(titled.end if titled else 0, listed.end if listed else 0)
    number, block = own_number(text, above, limit), (above, limit)
    if number is None and (confirmed := confirmation(text)):
        number, block = own_number(text, *confirmed), confirmed
    if listed and number and identity(number) != identity(listed.number):
        listed = None
    if titled and not is_title(text, titled, number or (listed.number if listed else None)):
        titled = None
    dated = date_line(source, number.end if number else block[0], block[1])
    if dated is None and number and block[0] == above:
        dated = date_line(source, above, number.start)
    head = Head(
        titled=titled,
        sheet=listed,
        number=number or (listed.number if listed else titled),
        dated=dated,
        confirmed=number is not None and number.start >= limit,
    )
    return _titles(source, head, limit)


def _judged(judged: Judgment) -> Head:
    return Head(
        number=judged.number,
        dated=judged.dated,
        title=judged.kind,
        kind=judged.kind.value,
        subject=judged.subject,
        bodies=judged.bodies,
    )


def _titles(source: SourceText, head: Head, limit: int) -> Head:
    text = source.matching.text
    parts = (head.titled, head.sheet, head.number, head.dated)
    start = max((part.end for part in parts if part and part.end <= limit), default=0)
    named = _named(source, head, start, limit)
    bodies = _bodies(source, head, named)
    if named and not bodies:
        bodies = body_of_title(source, named, limit)
    sent_to = addressee(source, start, min(len(text), max(limit, start) + 400))
    head = replace(head, title=named, bodies=bodies, addressee=sent_to)
    about = _subject(source, head, start, limit)
    if limit < HEAD:
        above = about or named
        bodies = _with_place(source, head, above.end if above else start, limit)
    if head.sheet and head.sheet.issuer:
        bodies = bodies or [head.sheet.issuer]
    about = about or _listed_subject(source, head)
    return replace(head, subject=about, bodies=bodies, kind=_kind(source, head, about))


def _named(source: SourceText, head: Head, start: int, limit: int) -> Piece | None:
    """Return the kind's line; where only a site's sheet numbers the paper, one of the kind that it says."""
    if not head.is_listed:
        return title(source, start, limit, joined_lines=start > 0) or (
            title(source, 0, start) if start else None
        )
    kind = _listed_kind(source, head)
    while named := title(source, start, limit):
        if kind is None or kind_of_name(named.value) == kind:
            return named
        start = named.end
    return None


def _listed_kind(source: SourceText, head: Head) -> Kind | None:
    """Return the kind that a sheet, the title above it or the symbol in it says."""
    if head.sheet and head.sheet.kind:
        return kind_of_name(head.sheet.kind.value)
    return kind_of_title(source, head.titled) or (
        kind_of_symbol(head.number.letters) if head.number else None
    )


def _listed_subject(source: SourceText, head: Head) -> Piece | None:
    """Return the subject that a sheet names; else what the title above it goes on with."""
    if head.sheet and head.sheet.subject:
        return head.sheet.subject
    return subject_of_title(source, head.titled) if head.is_listed and head.titled else None


def _subject(source: SourceText, head: Head, start: int, limit: int) -> Piece | None:
    number, dated = head.number, head.dated
    issuer = head.bodies[-1].value if head.bodies else None
    if head.title:
        return subject(source, head.title.end, limit, issuer, number)
    if number:
        return (
            (untitled_subject(source, start, limit, issuer, number) if _is_typed(number) else None)
            or letter_subject(
                source,
                head.sheet.end if head.is_listed and head.sheet else number.end,
                dated,
                limit,
            )
            or party_subject(source, number, dated, limit)
        )
    if dated and dated.place and issuer and head.addressee:
        about = letter_subject(source, dated.end, None, limit)
        return about if is_abbreviated(source, about) else None
    return None


def _is_typed(number: OwnNumber) -> bool:
    """Whether the symbol says a kind, as that of a letter does not."""
    kind = kind_of_symbol(number.letters)
    return kind is not None and kind.id != "official_letter"


def _with_place(source: SourceText, head: Head, start: int, limit: int) -> list[Piece]:
    """Return the bodies, the issuer as named between `start` and the first basis where the head lacks it."""
    if head.bodies:
        return completed(source, head.bodies, start, limit)
    return bodies_below(source, start, limit) if head.title else []


def _kind(source: SourceText, head: Head, about: Piece | None) -> str | None:
    symbol, named = head.number.letters if head.number else "", head.title
    by_symbol = kind_of_symbol(symbol) if symbol else None
    if by_symbol and by_symbol.id == "consolidation":
        return by_symbol.name
    by_sheet = _listed_kind(source, head) if head.sheet else None
    kind = (kind_of_name(named.value) if named else None) or by_sheet or by_symbol
    if not named and head.addressee and is_abbreviated(source, about):
        kind = (
            kind if kind and kind.name not in layout().not_addressed else kind_of_name("công văn")
        )
    return kind.name if kind else None


def _bodies(source: SourceText, head: Head, named: Piece | None) -> list[Piece]:
    number, start = head.number, 0
    if number and head.confirmed:
        confirmed = confirmation(source.matching.text)
        end = confirmed[0] if confirmed else number.start
        return bodies_above(source, max(0, end - 300), end)
    if head.sheet and head.is_listed:
        number, start = None, head.sheet.end
    marks = [part.start for part in (number, head.dated, named) if part]
    return bodies_above(source, start, min(marks)) if marks else []


def _own(source: SourceText, head: Head) -> tuple[Span, ...]:
    numbers = {(n.start, n.end) for n in (head.titled, head.number) if n}
    return tuple(raw_span(source, *span) for span in sorted(numbers))


def _header(
    source: SourceText, head: Head, listed: list[Piece], signed: Signature | None, body_end: int
) -> Header:
    number, symbol = head.number, head.number.symbol if head.number else None
    issuer = head.bodies[-1] if head.bodies else issuer_in_text(source, number)
    place = head.dated.place if head.dated else None
    sent_to = head.addressee or (
        closing_addressee(source, body_end, listed) if _is_office_paper(head) else None
    )
    during = _period(source, head)
    fields = {
        "number": number.number if number else None,
        "symbol": symbol,
        "date": head.date,
        "place": place,
        "issuer": issuer,
        "parent_body": head.bodies[-2] if len(head.bodies) > 1 else None,
        "subject": head.subject,
        "addressee": sent_to,
        "signer": signed.signer if signed else (head.sheet.signer if head.sheet else None),
        "signer_role": signed.role if signed else None,
        "period": during,
    }
    values = {name: part.value if part else None for name, part in fields.items()}
    spans = [(name, raw_span(source, p.start, p.end)) for name, p in fields.items() if p]
    spans += [("kind", raw_span(source, p.start, p.end)) for p in (head.title,) if p and head.kind]
    spans += [("recipients", raw_span(source, p.start, p.end)) for p in listed]
    return Header(
        **values,
        year=number.year if number else None,
        kind=head.kind,
        recipients=tuple(part.value for part in listed),
        jurisdiction=jurisdiction(
            source,
            place=place,
            bodies=head.bodies,
            issuer=issuer,
            symbol=symbol.value if symbol else None,
        ),
        spans=tuple(spans),
    )


def _period(source: SourceText, head: Head) -> Piece | None:
    if head.kind not in layout().period_kinds or not head.title:
        return None
    end = head.subject.end if head.subject else head.title.end
    return period(source, head.title.start, end) or period(source, end, end + 1500)
