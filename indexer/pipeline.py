"""The straight line of one document: bytes → text → header → mentions → citations → findings."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache

from indexer.checks import check
from indexer.extract import extract
from indexer.parse import ParsedReport, parse
from indexer.read import SourceText, read
from indexer.relate import relate
from indexer.resolve import own_key, resolve
from indexer.resolved import Tables, make_tables
from indexer.ruleset import Ruleset, compile_rules, read_rules, tables_hash
from kb.errors import KbError, message
from kb.gazetteer import load as load_gazetteer
from kb.model import Citation, Header, Mention, Report, Section, Status
from kb.records import compared
from kb.vocabulary import load as load_vocabulary
from kb.vocabulary import proper_name

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Tools:
    """What a worker loads once: compiled rules and tables."""

    ruleset: Ruleset
    tables: Tables


@cache
def tools() -> Tools:
    """Load and compile rules and tables.

    Raises:
        TableError: a row is wrong; the message names file and row.
    """
    gazetteer = load_gazetteer()
    ruleset = compile_rules(
        read_rules(),
        law_names=gazetteer.law_phrases,
        aliases=gazetteer.alias_phrases,
        tables_hash=tables_hash(),
    )
    return Tools(ruleset=ruleset, tables=make_tables(load_vocabulary(), gazetteer))


def read_report(data: bytes, name: str, loaded: Tools) -> Report:
    """Return everything that is read out of a file, compared with the built-in registry.

    A file that cannot be read is a failed report.
    """
    return compared(read_alone(data, name, loaded), loaded.tables.gazetteer.registry.get)


def read_alone(data: bytes, name: str, loaded: Tools) -> Report:
    """Return what a file says by itself; the catalogue compares it with the registry that it keeps."""
    sha256 = hashlib.sha256(data).hexdigest()
    try:
        source = read(data, name)
    except KbError as error:
        return failed_report(sha256, str(error), loaded.ruleset.hash)
    try:
        return report_of(source, loaded)
    except Exception as error:  # noqa: BLE001 - one bad document must not stop the run, nor be silent
        _log.exception("cannot read document %s", sha256[:12])
        reason = message("index-document-failed", detail=type(error).__name__)
        return failed_report(sha256, reason, loaded.ruleset.hash)


def failed_report(sha256: str, reason: str, ruleset: str) -> Report:
    """Return the record of a file that could not be read, with the reason in Vietnamese."""
    return Report(
        id=sha256[:12],
        sha256=sha256,
        text="",
        key=None,
        header=Header(),
        status=Status.FAILED,
        failure=reason,
        ruleset=ruleset,
    )


def unreadable(path: str, error: KbError, ruleset: str) -> Report:
    """Return the record of a file whose bytes could not even be fetched; its path stands for them."""
    return failed_report(
        hashlib.sha256(path.encode("utf-8", "surrogatepass")).hexdigest(), str(error), ruleset
    )


def crashed(data: bytes, loaded_hash: str) -> Report:
    """Return the record of a file that brought its reading process down."""
    return failed_report(
        hashlib.sha256(data).hexdigest(), message("index-worker-died"), loaded_hash
    )


def report_of(source: SourceText, loaded: Tools) -> Report:
    """Return the report of a source text, resolved within itself."""
    parsed = parse(source)
    citations = cite(parsed, loaded)
    checked = check(parsed, citations, loaded.tables)
    header = _readable(parsed.header, source.matching.text, loaded)
    return Report(
        id=source.sha256[:12],
        sha256=source.sha256,
        text=source.raw,
        key=own_key(parsed.header, loaded.tables),
        header=header,
        sections=parsed.sections,
        citations=citations,
        findings=checked.findings,
        claims=checked.claims,
        reader=source.reader,
        encoding=source.encoding,
        quality=source.quality,
        ruleset=loaded.ruleset.hash,
    )


def _readable(header: Header, text: str, loaded: Tools) -> Header:
    """Return the header with its issuer in running letters, so that one body has one name in lists."""
    if header.issuer is None:
        return header
    name = proper_name(header.issuer, loaded.tables.vocabulary, text)
    return replace(header, issuer=name)


def cite(parsed: ParsedReport, loaded: Tools) -> tuple[Citation, ...]:
    """Return the citations of a parsed document, in order."""
    source = parsed.source
    mentions = extract(
        source.matching,
        source.raw,
        parsed.header,
        skip=parsed.own_number,
        ruleset=loaded.ruleset,
        vocabulary=loaded.tables.vocabulary,
        quality=source.quality,
    )
    resolved = resolve(mentions, source.raw, parsed.header, loaded.tables)
    related = relate(source.matching, mentions)
    return tuple(
        Citation(
            mention=mention,
            key=result.key,
            resolution=result.resolution,
            reason=result.reason,
            candidates=result.candidates,
            role=done.role,
            cue=done.cue,
            section=section,
            agent=done.agent,
            acts=done.acts,
        )
        for mention, result, done, section in zip(
            mentions, resolved, related, _labels(mentions, parsed.sections), strict=True
        )
    )


def _labels(mentions: Sequence[Mention], sections: Sequence[Section]) -> Iterator[str | None]:
    """Yield for each mention, in order, the label of the innermost section that it stands in."""
    coming = sorted(sections, key=lambda section: section.span.start, reverse=True)
    open_: list[Section] = []
    for mention in mentions:
        start = mention.span.start
        while coming and coming[-1].span.start <= start:
            open_.append(coming.pop())
        open_ = [section for section in open_ if start < section.span.end]
        inner = max(open_, key=lambda s: (s.level, s.span.start), default=None)
        yield inner.label if inner else None
