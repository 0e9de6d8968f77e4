"""Linking: registry, other reports, and what people decided."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import permutations

import pytest

from kb.decisions import Action, decision
from kb.identity import InstrumentKey
from kb.link import link
from kb.model import Citation, Claim, Instrument, MentionClass, Report, Resolution, Severity, Span
from kb.ports import Decision
from tests.kb.shelf import Cite, finding, key, report, row

SIXTEEN = "Chỉ thị 16/CT-TTg"
OPEN = "vn:ttg:ct:16:?"
KNOWN = (
    row("vn:ttg:ct:16:2016", date="2016-05-16", title="Tăng cường và đổi mới công tác dân vận"),
    row(
        "vn:ttg:ct:16:2017",
        date="2017-05-04",
        title="Năng lực tiếp cận Cách mạng công nghiệp lần thứ 4",
    ),
    row(
        "vn:ttg:ct:16:2020",
        date="2020-03-31",
        title="Biện pháp cấp bách phòng, chống dịch COVID-19",
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """Knowledge that is given."""

    rows: tuple[Instrument, ...] = KNOWN
    made: tuple[Decision, ...] = ()

    def instruments(self, *, body: str, type: str, number: str) -> Sequence[Instrument]:
        return [
            i
            for i in self.rows
            if (i.key.type, i.key.number) == (type, number) and body in ("?", i.key.body)
        ]

    def record(self, key: InstrumentKey) -> Instrument | None:
        return next((i for i in self.rows if i.key == key), None)

    def decisions(self, report_id: str) -> Sequence[Decision]:
        return [d for d in self.made if d.report_id in (None, report_id)]


def decide(
    action: Action,
    *,
    quote: str = SIXTEEN,
    about: str = OPEN,
    value: str = "vn:ttg:ct:16:2017",
    in_report: str | None = None,
    when: str = "2024-05-05T08:00:00+00:00",
) -> Decision:
    """Return a decision about the open directive No. 16."""
    return decision(
        action,
        quote=quote,
        key=about,
        value=value,
        report_id=in_report,
        who="Lan",
        when=when,
        why="đã xem bản gốc",
    )


def cites(*, subject: str | None = None, surface: str = SIXTEEN, name: str = OPEN) -> Report:
    """Return a report of 05/9/2018 with one open citation."""
    return report(
        Cite(surface=surface, key=name, subject=subject, resolution=Resolution.PARTIAL),
        date="2018-09-05",
    )


def only(linked: Report) -> Citation:
    """Return the one citation of a report."""
    [citation] = linked.citations
    return citation


def test_title_closes_an_open_key() -> None:
    """The reason is told with the date of the known instrument."""
    found = only(link(cites(subject="về tăng cường và đổi mới công tác dân vận"), Known()))
    assert str(found.key) == "vn:ttg:ct:16:2016"
    assert found.resolution is Resolution.REGISTRY
    assert "16/5/2016" in found.reason


def test_what_other_reports_tell_is_said_to_be_theirs() -> None:
    """The level and the reason name the report, not the registry."""
    told = replace(KNOWN[0], told_by="97/BC-SNV (0123456789ab)")
    paper = cites(subject="về tăng cường và đổi mới công tác dân vận")
    found = only(link(paper, Known(rows=(told,))))
    assert found.resolution is Resolution.REPORTS
    assert "97/BC-SNV (0123456789ab)" in found.reason


def test_a_mention_identified_elsewhere_still_lacks_its_date() -> None:
    """The warning that it cannot be identified becomes a hint with the date; what staff chose needs none."""
    paper = cites(subject="về tăng cường và đổi mới công tác dân vận")
    asked = replace(
        finding("undated-yearless", Severity.WARNING, OPEN), span=paper.citations[0].mention.span
    )
    paper = replace(paper, findings=(asked,), claims=(Claim(citation=0, called=SIXTEEN),))
    [left] = link(paper, Known()).findings
    assert (left.code, left.severity, str(left.key)) == (
        "undated-mention",
        Severity.INFO,
        "vn:ttg:ct:16:2016",
    )
    assert left.suggestion == "Lần dẫn đầu tiên nên ghi đủ ngày ban hành (16/5/2016)."
    assert link(paper, Known(made=(decide("choose"),))).findings == ()


def test_several_known_instruments_make_an_open_key_ambiguous() -> None:
    """The candidates are those not later than the report; the key stays open."""
    found = only(link(cites(), Known()))
    assert str(found.key) == OPEN
    assert found.resolution is Resolution.AMBIGUOUS
    assert [k.period for k in found.candidates] == ["2016", "2017"]


def test_one_known_instrument_is_shown_but_not_taken() -> None:
    """To be the only one known is no reason."""
    found = only(link(cites(), Known(rows=KNOWN[:1])))
    assert (str(found.key), found.resolution) == (OPEN, Resolution.PARTIAL)
    assert [str(k) for k in found.candidates] == ["vn:ttg:ct:16:2016"]


def test_closed_key_is_left_alone() -> None:
    """What the text itself identifies, no registry moves."""
    paper = report(Cite(surface="Nghị định 61/2018/NĐ-CP", key="vn:cp:nd:61:2018"))
    assert link(paper, Known()) == paper


def test_choice_wins_over_the_title() -> None:
    """A person who looked at the original knows better."""
    paper = cites(subject="về tăng cường và đổi mới công tác dân vận")
    found = only(link(paper, Known(made=(decide("choose"),))))
    assert str(found.key) == "vn:ttg:ct:16:2017"
    assert found.resolution is Resolution.DECIDED
    assert found.reason == "Theo quyết định của Lan ngày 05/05/2024: đã xem bản gốc"
    assert found.candidates == ()


def test_choice_speaks_of_its_words_and_its_key_only() -> None:
    """Another surface or another key of the machine is not meant."""
    other_words = decide("choose", quote="Chỉ thị 17/CT-TTg")
    other_key = decide("choose", about="vn:ttg:ct:16:2020")
    assert str(only(link(cites(), Known(made=(other_words, other_key)))).key) == OPEN


def test_choice_ignores_case_marks_and_white_space_of_the_quote() -> None:
    """The same words as they stand in another copy."""
    paper = cites(surface="CHỈ THỊ  16/CT-TTg")
    assert str(only(link(paper, Known(made=(decide("choose"),)))).key) == "vn:ttg:ct:16:2017"


def test_choice_for_one_report_does_not_hold_in_another() -> None:
    """`report_id` bounds it."""
    paper = cites()
    mine = decide("choose", in_report=paper.id)
    other = decide("choose", in_report="000000000000")
    assert str(only(link(paper, Known(made=(mine,)))).key) == "vn:ttg:ct:16:2017"
    assert str(only(link(paper, Known(made=(other,)))).key) == OPEN


def test_later_decision_wins() -> None:
    """Decisions apply in their order, each to what the machine gave."""
    first = decide("choose")
    second = decide("choose", value="vn:ttg:ct:16:2016", when="2024-05-05T08:00:01+00:00")
    for made in permutations((first, second)):
        assert str(only(link(cites(), Known(made=made))).key) == "vn:ttg:ct:16:2016"


def test_narrower_decision_wins() -> None:
    """A choice for one report stands against one for all, whichever is newer."""
    paper = cites()
    wide = decide("choose", value="vn:ttg:ct:16:2016", when="2025-01-01")
    narrow = decide("choose", in_report=paper.id)
    for made in permutations((wide, narrow)):
        assert str(only(link(paper, Known(made=made))).key) == "vn:ttg:ct:16:2017"


def test_order_of_decisions_is_the_order_of_their_moments() -> None:
    """Eight o'clock in Hanoi is earlier than two o'clock in Greenwich of the same day."""
    hanoi = decide("choose", value="vn:ttg:ct:16:2016", when="2024-05-05T08:00:00+07:00")
    greenwich = decide("choose", when="2024-05-05T02:00:00")
    assert str(only(link(cites(), Known(made=(greenwich, hanoi)))).key) == "vn:ttg:ct:16:2017"


def undo(made: Decision, when: str) -> Decision:
    """Return what takes a decision back."""
    return decide("undo", quote=made.quote, about="", value=made.id, when=when)


def test_decision_is_taken_back_and_brought_back() -> None:
    """What was taken back does not count; to take back the taking back lets it count again."""
    first = decide("choose")
    second = decide("choose", value="vn:ttg:ct:16:2016", when="2024-06-01")
    back = undo(second, "2024-06-02")
    again = undo(back, "2024-06-03")
    assert str(only(link(cites(), Known(made=(back, second, first)))).key) == "vn:ttg:ct:16:2017"
    every = (again, back, second, first)
    assert str(only(link(cites(), Known(made=every))).key) == "vn:ttg:ct:16:2016"


def test_the_same_decision_after_it_was_taken_back_counts() -> None:
    """To decide the same once more is another decision."""
    first = decide("choose")
    again = decide("choose", when="2024-07-01")
    made = (first, undo(first, "2024-06-01"), again)
    assert str(only(link(cites(), Known(made=made))).key) == "vn:ttg:ct:16:2017"


def test_choice_about_a_chosen_key_counts_in_its_report() -> None:
    """Older versions stored the key that the decision before had given."""
    paper = cites()
    first = decide("choose", value="vn:ttg:ct:16:2016", in_report=paper.id)
    second = decide("choose", about="vn:ttg:ct:16:2016", in_report=paper.id, when="2024-06-01")
    found = only(link(paper, Known(made=(first, second))))
    assert str(found.key) == "vn:ttg:ct:16:2017"
    assert str(found.unlinked) == OPEN
    third = replace(second, id="3", value="vn:ttg:ct:16:2015", when="2024-06-02")
    assert only(link(paper, Known(made=(first, second, third)))).key.period == "2015"


@pytest.mark.parametrize("value", [OPEN, "vn:ttg:ct:16:1016", "vn:cp:nd:61:2018"])
def test_dead_nonsense_of_older_versions_stays_dead(value: str) -> None:
    """What never had an effect and contradicts what is written gets none now."""
    paper = cites()
    first = decide("choose", value="vn:ttg:ct:16:2016", in_report=paper.id)
    second = decide(
        "choose", about="vn:ttg:ct:16:2016", in_report=paper.id, when="2024-06-01", value=value
    )
    assert str(only(link(paper, Known(made=(first, second)))).key) == "vn:ttg:ct:16:2016"


def test_choice_wins_over_the_title_that_it_was_made_against() -> None:
    """The key that a title gave may be what was decided about."""
    paper = cites(subject="về tăng cường và đổi mới công tác dân vận")
    made = decide("choose", about="vn:ttg:ct:16:2016")
    assert str(only(link(paper, Known(made=(made,)))).key) == "vn:ttg:ct:16:2017"


def test_decision_without_its_words_is_told() -> None:
    """When words or key are gone from the report, a finding names the last decision about them."""
    paper = cites()
    old = decide("choose", quote="Chỉ thị 17/CT-TTg", in_report=paper.id)
    new = decide(
        "choose", quote="Chỉ thị 17/CT-TTg", in_report=paper.id, when="2024-06-01", value=OPEN
    )
    [told] = link(paper, Known(made=(old, new))).findings
    assert (told.code, told.severity) == ("decision-idle", Severity.WARNING)
    assert new.id in (told.suggestion or "")
    assert "17/CT-TTg" in told.message


def test_decision_for_all_reports_is_not_missed_in_one() -> None:
    """Only a decision about this report is expected to find its words here."""
    assert link(cites(), Known(made=(decide("choose", quote="Chỉ thị 17/CT-TTg"),))).findings == ()


def test_dismissal_of_what_was_mended_is_not_told() -> None:
    """A finding that is gone needs no word; one that is back under another key does."""
    paper = cites()
    made = decide(
        "dismiss",
        quote="date-after-report",
        about="vn:cp:nd:61:2018",
        value="",
        in_report=paper.id,
    )
    assert link(paper, Known(made=(made,))).findings == ()
    back = finding("date-after-report", Severity.ERROR, "vn:cp:nd:62:2018")
    left = link(replace(paper, findings=(back,)), Known(made=(made,))).findings
    assert [f.code for f in left] == ["date-after-report", "decision-idle"]


@pytest.mark.parametrize(
    ("value", "warned"),
    [("vn:ttg:ct:16:2017", False), ("vn:ttg:ct:16:2020", True), ("vn:ttg:ct:16:2026", True)],
)
def test_choice_later_than_the_report_is_warned_of(value: str, warned: bool) -> None:
    """A report of 2018 cannot cite what came after it: by the known date, else by the year of the key."""
    found = link(cites(), Known(made=(decide("choose", value=value),)))
    assert str(only(found).key) == value
    assert [f.code for f in found.findings] == ["decision-after-report"] * warned


def test_choice_later_in_the_year_of_the_report_is_warned_of() -> None:
    """The known day counts where the year is the same."""
    late = row("vn:ttg:ct:16:2018", date="2018-12-01")
    found = link(cites(), Known(rows=(late,), made=(decide("choose", value=str(late.key)),)))
    assert [f.code for f in found.findings] == ["decision-after-report"]


def test_confirmed_date_closes_the_period_of_a_state_key() -> None:
    """A date is all that was missing."""
    made = decide("confirm", value="2017-05-04")
    assert str(only(link(cites(), Known(made=(made,)))).key) == "vn:ttg:ct:16:2017"


def test_confirmed_date_answers_the_question_for_it() -> None:
    """The finding that only asks for the date of a known instrument is gone; others about it stay."""
    paper = replace(
        cites(),
        findings=(
            finding("undated-mention", Severity.INFO, "vn:cp:nd:61:2018"),
            finding("undated-mention", Severity.INFO, "vn:cp:nd:62:2018"),
            finding("spacing", Severity.INFO, "vn:cp:nd:61:2018"),
        ),
    )
    made = decide("confirm", quote="", about="vn:cp:nd:61:2018", value="2018-04-23")
    left = link(paper, Known(made=(made,))).findings
    assert {(f.code, str(f.key)) for f in left} == {
        ("undated-mention", "vn:cp:nd:62:2018"),
        ("spacing", "vn:cp:nd:61:2018"),
    }


def test_confirmed_date_does_not_guess_a_party_term() -> None:
    """The term of a Party paper is not the year of its date."""
    paper = cites(surface="Chỉ thị 05-CT/TW", name="dcsvn:tw:ct:5:?")
    made = decide("confirm", quote="Chỉ thị 05-CT/TW", about="dcsvn:tw:ct:5:?", value="2016-05-15")
    assert str(only(link(paper, Known(made=(made,)))).key) == "dcsvn:tw:ct:5:?"


def test_alias_names_what_has_no_symbol() -> None:
    """Everybody's short name leads to its instrument; a numbered citation is never renamed."""
    paper = cites(surface="Đề án 06", name="vn:?:dean:6:?")
    paper = replace(paper, header=replace(paper.header, date="2023-09-05"))
    named = replace(
        paper,
        citations=tuple(
            replace(c, mention=replace(c.mention, mention_class=MentionClass.NAMED))
            for c in paper.citations
        ),
    )
    made = decide("alias", quote="đề án 06", about="", value="vn:ttg:qd:6:2022")
    assert str(only(link(named, Known(made=(made,)))).key) == "vn:ttg:qd:6:2022"
    assert str(only(link(paper, Known(made=(made,)))).key) == "vn:?:dean:6:?"


MOBILISATION = "vn:ttg:ct:16:2016"


def named(
    words: str, *others: Cite, name: str = "Chỉ thị dân vận", date: str = "2018-09-05"
) -> list[tuple[str, str]]:
    """Return words and key of every citation of a report in which staff gave a name."""
    paper = report(*others, words=words, date=date)
    made = decide("alias", quote=name, about="", value=MOBILISATION)
    linked = link(paper, Known(made=(made,)))
    assert all(c.mention.span.of(paper.text) == c.mention.surface for c in linked.citations)
    return [(c.mention.surface, str(c.key)) for c in linked.citations]


@pytest.mark.parametrize(
    "written", ["Chỉ thị dân vận", "chỉ thị  dân vận", "CHỈ THỊ DÂN VẬN", "Chỉ thị\r\ndân vận"]
)
def test_name_that_staff_gave_is_found_in_the_text(written: str) -> None:
    """Whatever its case and blanks, where nothing else reads a citation."""
    assert named(f"Triển khai {written}, đơn vị đã họp.") == [(written, MOBILISATION)]


def test_name_stands_between_the_other_citations() -> None:
    """The citations keep the order of the text, and one in a title keeps its parent."""
    paper = report(
        Cite(surface="Nghị định 61/2018/NĐ-CP", key="vn:cp:nd:61:2018"),
        Cite(surface="Nghị định 62/2018/NĐ-CP", key="vn:cp:nd:62:2018", parent=0),
        words="Triển khai Chỉ thị dân vận.",
    )
    made = decide("alias", quote="Chỉ thị dân vận", about="", value=MOBILISATION)
    first, second, third = link(paper, Known(made=(made,))).citations
    assert (str(first.key), first.resolution) == (MOBILISATION, Resolution.DECIDED)
    assert "Lan" in first.reason
    assert (second.mention.parent, third.mention.parent) == (None, 1)


@pytest.mark.parametrize(
    "words",
    [
        "Triển khai Chỉ thị dân vận số 20 của tỉnh.",
        "Triển khai Chỉ thị dân vậnn.",
        "Triển khai Chỉ thị.\n\nDân vận khéo.",
        "Triển khai chi thi dan van.",
    ],
)
def test_name_is_not_found_in_other_words(words: str) -> None:
    """With a number it is another paper's; parts of words, other paragraphs, other letters don't count."""
    assert named(words) == []


def test_name_does_not_touch_what_is_a_citation_already() -> None:
    """A numbered citation that holds the name stays what it is."""
    cite = Cite(surface="Chỉ thị dân vận 20/CT-TTg", key="vn:ttg:ct:20:2018")
    assert named("Báo cáo.", cite) == [("Chỉ thị dân vận 20/CT-TTg", "vn:ttg:ct:20:2018")]


def test_name_for_all_reports_means_nothing_later_than_the_report() -> None:
    """A report of 2015 does not name a directive of 2016."""
    assert named("Triển khai Chỉ thị dân vận.", date="2015-09-05") == []


def test_longer_name_wins() -> None:
    """A name inside another one is not read twice."""
    paper = report(words="Triển khai Chỉ thị dân vận chính quyền.")
    short = decide("alias", quote="Chỉ thị dân vận", about="", value=MOBILISATION)
    long = decide("alias", quote="Chỉ thị dân vận chính quyền", about="", value="vn:ttg:ct:33:2017")
    found = only(link(paper, Known(made=(short, long))))
    assert str(found.key) == "vn:ttg:ct:33:2017"


def test_dismissed_finding_is_gone_and_others_stay() -> None:
    """A finding is dismissed by its code and its key."""
    paper = replace(
        cites(),
        findings=(
            finding("date-after-report", Severity.ERROR, "vn:cp:nd:61:2018"),
            finding("date-after-report", Severity.ERROR, "vn:cp:nd:62:2018"),
        ),
    )
    made = decide("dismiss", quote="date-after-report", about="vn:cp:nd:61:2018", value="")
    left = link(paper, Known(made=(made,))).findings
    assert [str(f.key) for f in left] == ["vn:cp:nd:62:2018"]


@pytest.mark.parametrize(
    ("code", "stays"),
    [("undated-yearless", False), ("ambiguous-reference", False), ("spacing", True)],
)
def test_answered_question_is_no_finding_any_more(code: str, stays: bool) -> None:
    """Once the instrument is known, only findings about the writing stay."""
    paper = cites()
    span = paper.citations[0].mention.span
    asked = replace(
        finding(code, Severity.WARNING, OPEN), span=Span(start=span.start, end=span.end)
    )
    linked = link(replace(paper, findings=(asked,)), Known(made=(decide("choose"),)))
    assert bool(linked.findings) is stays


def test_order_of_what_is_known_does_not_matter() -> None:
    """The same knowledge in any order gives the same links."""
    paper = cites(subject="về biện pháp cấp bách")
    results = {
        link(paper, Known(rows=rows)) == link(paper, Known()) for rows in permutations(KNOWN)
    }
    assert results == {True}


def test_linking_twice_changes_nothing_more() -> None:
    """Linking starts from what the text says, whatever was linked before."""
    knowledge = Known()
    once = link(cites(), knowledge)
    assert link(once, knowledge).citations[0].key == once.citations[0].key
    assert key(OPEN) == once.citations[0].key
