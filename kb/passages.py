"""The words around a citation, cut from the raw text of its report."""

from __future__ import annotations

import re

from kb.answers import Passage
from kb.model import Span
from kb.text import collapse

_AROUND = 130
"""Code points kept on either side."""
_PARAGRAPH = re.compile(r"\n[ \t\r]*\n")


def around(report_id: str, raw: str, span: Span, *, section: str | None = None) -> Passage:
    """Return the passage of `raw` around `span`, within its paragraph, cut at blanks, `span` marked."""
    start, end = _start(raw, span.start), _end(raw, span.end)
    before = collapse(raw[start : span.start])
    marked = collapse(span.of(raw))
    after = collapse(raw[span.end : end])
    head = before + (" " if before and raw[span.start - 1 : span.start].isspace() else "")
    tail = (" " if after and raw[span.end : span.end + 1].isspace() else "") + after
    return Passage(
        report_id=report_id,
        text=head + marked + tail,
        marks=(Span(start=len(head), end=len(head) + len(marked)),),
        span=Span(start=start, end=end),
        section=section,
    )


def _start(raw: str, position: int) -> int:
    least = max(position - _AROUND, 0)
    window = raw[least:position]
    breaks = [match.end() for match in _PARAGRAPH.finditer(window)]
    if breaks:
        return least + breaks[-1]
    blank = re.search(r"\s", window) if least else None
    return least + blank.end() if blank else least


def _end(raw: str, position: int) -> int:
    most = min(position + _AROUND, len(raw))
    window = raw[position:most]
    stop = _PARAGRAPH.search(window)
    if stop:
        return position + stop.start()
    blanks = list(re.finditer(r"\s", window)) if most < len(raw) else []
    return position + blanks[-1].start() if blanks else most
