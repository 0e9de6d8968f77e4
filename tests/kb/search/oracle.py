"""What a query must find, by scanning every token of every document: slow, short and independent."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from kb.model import Span
from kb.ports import IndexDocument
from kb.search.analysis import TOKEN_LENGTH, folded, symbol, tokens
from kb.search.query import And, In, Node, Not, Or, Phrase, Prefix, Range, Term
from kb.text import lower, normalise


class Oracle:
    """The documents as lists of tokens."""

    def __init__(self, documents: Sequence[IndexDocument]) -> None:
        self.documents = {item.id: item for item in documents}
        self.streams: dict[str, dict[str, list[str]]] = {"exact": {}, "fold": {}}
        for item in documents:
            exact = tokens(item.text)
            self.streams["exact"][item.id] = exact
            self.streams["fold"][item.id] = folded(exact)

    def find(self, node: Node) -> set[str]:
        """Return the ids of the documents that `node` means."""
        match node:
            case And(children=children):
                return set(self.documents).intersection(*map(self.find, children))
            case Or(children=children):
                return set().union(*map(self.find, children))
            case Not(child=child):
                return set(self.documents) - self.find(child)
        return {report_id for report_id in self.documents if self._holds(report_id, node)}

    def _holds(self, report_id: str, node: Node) -> bool:  # noqa: PLR0911  # one a kind of leaf
        item = self.documents[report_id]
        match node:
            case Term(field="symbols", token=token):
                return token in {symbol(one) for one in item.symbols}
            case Term(field=name, token=token):
                return token in self.streams[name][report_id]
            case Phrase(field=name, tokens=words):
                stream, length = self.streams[name][report_id], len(words)
                return any(tuple(stream[i : i + length]) == words for i in range(len(stream)))
            case Prefix(field=name, start=start):
                return any(token.startswith(start) for token in self.streams[name][report_id])
            case In(field=name, values=values):
                return bool(values & item.keywords.get(name, frozenset()))
            case Range(first=first, last=last):
                return item.date is not None and (first or 0) <= item.date <= (last or 99999999)
        return True

    def facet(self, name: str, found: set[str]) -> dict[str, int]:
        """Count the values of a keyword field over `found`."""
        return dict(
            Counter(
                value
                for report_id in found
                for value in self.documents[report_id].keywords.get(name, ())
            )
        )

    def by_date(self, found: set[str]) -> list[str]:
        """Order `found` by date, newest first, undated last, then by id."""
        return sorted(found, key=lambda item: (-(self.documents[item].date or 0), item))

    def terms(self, name: str, start: str) -> list[str]:
        """Return the tokens that begin with `start`."""
        every = {token for stream in self.streams[name].values() for token in stream}
        return sorted(token for token in every if token.startswith(start))


_TOKEN = re.compile(rf"[^\W_]{{1,{TOKEN_LENGTH}}}")


def token_spans(raw: str) -> Iterator[tuple[str, Span]]:
    """Yield every token with its span in `raw`, the slow way over the offset map."""
    normalised = normalise(raw)
    for match in _TOKEN.finditer(lower(normalised.text)):
        start, end = normalised.to_raw(*match.span())
        yield match.group(), Span(start=start, end=end)
