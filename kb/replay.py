"""Replay staff decisions on a linked report, and say which of them find nothing to speak of any more."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta, timezone

from kb.errors import message
from kb.identity import InstrumentKey, parse_key
from kb.model import Citation, Finding, MentionClass, Resolution, Severity
from kb.ports import Decision
from kb.scrutiny import fits
from kb.standing import completed, confirmed
from kb.text import collapse, fold, written_date

IDLE = "decision-idle"
"""Code of the finding about a decision that its report gives no occasion for any more."""
UNDATED = "undated-mention"
"""Code of the finding that asks for nothing but the date of an instrument that is known."""
_VIETNAM = timezone(timedelta(hours=7))


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """A citation as its report's words give it, and as what is known beyond the report links it."""

    resolved: Citation
    linked: Citation


def day_of(decision: Decision) -> str:
    """Return the day of a decision in Vietnam, as dd/mm/yyyy."""
    moment = datetime.fromisoformat(decision.when)
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return written_date(aware.astimezone(_VIETNAM).date().isoformat())


def because(decision: Decision) -> str:
    """Return the reason of a key that staff gave: who, when and why."""
    told = {"who": decision.who, "day": day_of(decision), "why": decision.why}
    return message("link-decided", **told)


class Decided:
    """The decisions that hold in one report, in their order, found by the words they speak of."""

    def __init__(self, decisions: Sequence[Decision]) -> None:
        """Take the decisions as `kb.standing.standing` gives them."""
        self._every = decisions
        self._by_words: dict[str, list[tuple[int, Decision]]] = {}
        for place, decision in enumerate(decisions):
            if decision.action != "dismiss":
                self._by_words.setdefault(_words(decision.quote), []).append((place, decision))
        self._dismissed = {(d.quote, d.key) for d in decisions if d.action == "dismiss"}
        self._dismissed |= {(UNDATED, str(key)) for key in confirmed(decisions)}

    def citation(self, read: Read) -> Citation:
        """Return the citation after the decisions."""
        citation = read.linked
        for decision in self._speaking(read):
            citation = _after(decision, read, citation)
        return citation

    def undismissed(self, findings: Iterable[Finding]) -> tuple[Finding, ...]:
        """Return the findings that nobody dismissed, nor answered by confirming a date."""
        return tuple(f for f in findings if _named(f) not in self._dismissed)

    def idle(
        self, reads: Sequence[Read], findings: Sequence[Finding], named: Iterable[Decision]
    ) -> Iterator[Finding]:
        """Yield a finding for each decision about this report that it gives no occasion for any more.

        `named` gave names that the text writes.
        """
        spoken = {decision.id for read in reads for decision in self._speaking(read)}
        spoken |= {decision.id for decision in named}
        raised = {_named(finding) for finding in findings}
        gone = {
            (decision.action, _words(decision.quote), decision.key): decision
            for decision in self._every
            if decision.report_id is not None and decision.id not in spoken
        }
        for decision in gone.values():
            if decision.action != "dismiss" or _is_back(decision, raised):
                yield idle_finding(decision)

    def _about(self, read: Read) -> list[tuple[int, Decision]]:
        """Return the decisions about these words, and those about a key in whatever words."""
        found = self._by_words
        return sorted((*found.get(_words(read.resolved.mention.surface), ()), *found.get("", ())))

    def _speaking(self, read: Read) -> Iterator[Decision]:
        """Yield the decisions about this citation, in their order.

        Each is about the key before any decision. Older versions stored the key that an earlier decision
        had given: what is stored so counts in its report, unless it contradicts what is written.
        """
        own = {str(read.resolved.key), str(read.linked.key)}
        given: set[str] = set()
        for _, decision in self._about(read):
            if decision.action == "alias":
                if read.resolved.mention.mention_class is not MentionClass.NUMBERED:
                    yield decision
                continue
            key = _decided_key(decision, read)
            again = decision.report_id is not None and decision.key in given
            if decision.key in own or (again and key and fits(read.resolved, key)):
                given.add(str(key))
                yield decision


def _named(finding: Finding) -> tuple[str, str]:
    return finding.code, str(finding.key or "")


def _is_back(decision: Decision, named: Collection[tuple[str, str]]) -> bool:
    """Tell whether a dismissed finding is there under other keys only; one that is gone was mended."""
    codes = {code for code, _ in named}
    return decision.quote in codes and (decision.quote, decision.key) not in named


def _words(text: str) -> str:
    return fold(collapse(text))


def _after(decision: Decision, read: Read, citation: Citation) -> Citation:
    key = _decided_key(decision, read)
    if key is None:
        return citation
    return replace(
        citation,
        key=key,
        resolution=Resolution.DECIDED,
        reason=because(decision),
        candidates=(),
        unlinked=read.resolved.key,
    )


def _decided_key(decision: Decision, read: Read) -> InstrumentKey | None:
    if decision.action == "confirm":
        key = completed(read.linked.key, decision.value)
        return None if key == read.linked.key else key
    return parse_key(decision.value)


def after_report(citation: Citation, issued: str, day: str) -> Finding:
    """Return the warning that a decided instrument was issued after the report was signed."""
    told = {"issued": written_date(issued), "day": written_date(day), "key": citation.key}
    return Finding(
        code="decision-after-report",
        severity=Severity.WARNING,
        span=citation.mention.span,
        message=message("decision-after-report", **told),
        suggestion=message("decision-after-report-suggestion"),
        key=citation.key,
        ground="decision",
    )


def idle_finding(decision: Decision) -> Finding:
    """Return what is said of a decision that finds nothing to speak of in its report."""
    dismissal = decision.action == "dismiss"
    told = {"who": decision.who, "day": day_of(decision), "quote": decision.quote or decision.key}
    return Finding(
        code=IDLE,
        severity=Severity.INFO if dismissal else Severity.WARNING,
        span=None,
        message=message("decision-idle-dismiss" if dismissal else IDLE, **told),
        suggestion=message("decision-idle-suggestion", id=decision.id),
        key=parse_key(decision.key) if decision.key else None,
        ground="decision",
    )
