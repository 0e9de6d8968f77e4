"""The results page: what the box recognised, the filter in one sentence, facets, chips and hits."""

from __future__ import annotations

from collections.abc import Iterator

from kb.answers import Facet, SearchAnswer, SearchHit
from kb.identity import parse_key
from kb.text import written_date
from web.links import state_url
from web.pages import Chip, Choice, FacetGroup, Hit, SearchPage, Shell
from web.params import FACETS, SearchParams
from web.views.lines import found_snippet, instrument_line, paging, report_line
from web.wording import Wording, written_number

PATH = "/search"
_CARRIED = ("q", *FACETS, "sort", "text")


def search_page(answer: SearchAnswer, params: SearchParams, say: Wording) -> SearchPage:
    """Return the results page."""
    recognised = answer.recognised
    matches = () if params.text else tuple(map(instrument_line, recognised.matches))
    return SearchPage(
        shell=_shell(params, say),
        sentence=sentence(answer, params, say),
        jump=matches[0] if len(matches) == 1 else None,
        choices=matches if len(matches) > 1 else (),
        spelled=None if params.text else recognised.spelled,
        text_url=_url(params, text=True),
        hits=tuple(map(_hit, answer.hits)),
        facets=tuple(_facets(answer, params, say)),
        chips=tuple(chips(answer, params, say)),
        clear_url=state_url(PATH, SearchParams(q=params.q, text=params.text)),
        sorts=tuple(_sorts(params, say)),
        hidden=tuple(_hidden(params)),
        date_from=str(params.date_from or ""),
        date_to=str(params.date_to or ""),
        paging=paging(params, len(answer.hits), answer.total, lambda n: _url(params, page=n)),
    )


def _shell(params: SearchParams, say: Wording) -> Shell:
    title = say("search.title_for", query=params.q) if params.q else say("search.title")
    return Shell(
        title=title,
        place="search",
        query=params.q,
        json_url=state_url(f"{PATH}.json", params, go=False),
        csv_url=state_url(f"{PATH}.csv", params, go=False),
    )


def _url(params: SearchParams, **changes: object) -> str:
    """Return the address of the same search with `changes`, from its first page unless they say which."""
    return state_url(PATH, params, **{"page": 1, "go": False, **changes})


def _hit(hit: SearchHit) -> Hit:
    return Hit(
        report=report_line(hit.card),
        snippets=tuple(map(found_snippet, hit.passages)),
        mention_count=0,
        roles=(),
    )


def _facets(answer: SearchAnswer, params: SearchParams, say: Wording) -> Iterator[FacetGroup]:
    for name in FACETS:
        values: tuple[str, ...] = getattr(params, name)
        choices = tuple(
            Choice(
                label=_distinct(name, facet),
                url=_url(params, **{name: _toggled(values, facet.value)}),
                count=facet.count,
                selected=facet.value in values,
            )
            for facet in answer.facets.get(name, ())
        )
        if choices:
            yield FacetGroup(name=name, label=say.label("facet", name), choices=choices)


def _distinct(name: str, facet: Facet) -> str:
    """Return a facet value's label; an instrument whose symbol bears no year gets the year of its key."""
    key = parse_key(facet.value) if name == "instruments" else None
    if key is None or not key.period.isdigit() or key.period in facet.label:
        return facet.label
    return f"{facet.label} ({key.period})"


def _toggled(values: tuple[str, ...], value: str) -> tuple[str, ...]:
    if value in values:
        return tuple(other for other in values if other != value)
    return (*values, value)


def _labels(answer: SearchAnswer, name: str, values: tuple[str, ...]) -> tuple[str, ...]:
    """Return what the facet's values are called; a value that no hit bears stands for itself."""
    names = {facet.value: _distinct(name, facet) for facet in answer.facets.get(name, ())}
    return tuple(names.get(value, value) for value in values)


def chips(answer: SearchAnswer, params: SearchParams, say: Wording) -> Iterator[Chip]:
    """Yield one chip for each filter at work."""
    for name in FACETS:
        values: tuple[str, ...] = getattr(params, name)
        for value, label in zip(values, _labels(answer, name, values), strict=True):
            yield Chip(
                label=say("search.chip", facet=say.label("facet", name), value=label),
                url=_url(params, **{name: _toggled(values, value)}),
            )
    for name in ("date_from", "date_to"):
        day = getattr(params, name)
        if day is not None:
            written = written_date(day.isoformat())
            yield Chip(label=say(f"chip.{name}", date=written), url=_url(params, **{name: None}))


def sentence(answer: SearchAnswer, params: SearchParams, say: Wording) -> str:
    """Return the whole filter as one sentence that a person would say."""
    key = "search.count_words" if params.q else "search.count_all"
    pieces = [say(key, n=written_number(answer.total), query=params.q)]
    for name in FACETS:
        labels = _labels(answer, name, getattr(params, name))
        if labels:
            pieces.append(say(f"sentence.{name}", values=say("sentence.or").join(labels)))
    for name in ("date_from", "date_to"):
        day = getattr(params, name)
        if day is not None:
            pieces.append(say(f"sentence.{name}", date=written_date(day.isoformat())))
    pieces.append(say(f"sentence.sort_{params.sort}"))
    return ", ".join(pieces) + "."


def _sorts(params: SearchParams, say: Wording) -> Iterator[Choice]:
    for value, label in say.family("sort").items():
        yield Choice(
            label=label, url=_url(params, sort=value), count=None, selected=value == params.sort
        )


def _hidden(params: SearchParams) -> Iterator[tuple[str, str]]:
    """Yield what the form for the dates must send again."""
    for name in _CARRIED:
        value = getattr(params, name)
        if value != SearchParams.model_fields[name].default:
            values = value if isinstance(value, tuple) else (value,)
            yield from ((name, "1" if each is True else str(each)) for each in values)
