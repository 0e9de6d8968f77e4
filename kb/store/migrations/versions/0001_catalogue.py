"""The first schema of the catalogue."""

from __future__ import annotations

from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

STATEMENTS = (
    """CREATE TABLE meta (
    one INTEGER NOT NULL,
    generation INTEGER NOT NULL,
    engine TEXT,
    manifest TEXT,
    link TEXT,
    seal TEXT,
    PRIMARY KEY (one),
    CONSTRAINT only_row CHECK (one = 1)
) STRICT""",
    """CREATE TABLE reports (
    id TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    original INTEGER NOT NULL,
    status TEXT NOT NULL,
    failure TEXT,
    reader TEXT NOT NULL,
    encoding TEXT NOT NULL,
    quality TEXT NOT NULL,
    ruleset TEXT NOT NULL,
    "key" TEXT,
    date TEXT,
    header TEXT NOT NULL,
    chars INTEGER NOT NULL,
    citation_count INTEGER NOT NULL,
    instrument_count INTEGER NOT NULL,
    finding_count INTEGER NOT NULL,
    content_hash TEXT,
    digest TEXT NOT NULL,
    PRIMARY KEY (id)
) STRICT""",
    """CREATE TABLE cited (
    instrument_key TEXT NOT NULL,
    type TEXT NOT NULL,
    number TEXT NOT NULL,
    reports INTEGER NOT NULL,
    mentions INTEGER NOT NULL,
    PRIMARY KEY (instrument_key)
) WITHOUT ROWID, STRICT""",
    """CREATE INDEX cited_by_number ON cited (number, type)""",
    """CREATE TABLE decisions (
    id TEXT NOT NULL,
    report_id TEXT,
    decided_at TEXT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (id)
) WITHOUT ROWID, STRICT""",
    """CREATE TABLE facts (
    instrument_key TEXT NOT NULL,
    field TEXT NOT NULL,
    value TEXT NOT NULL,
    mentions INTEGER NOT NULL,
    PRIMARY KEY (instrument_key, field, value)
) WITHOUT ROWID, STRICT""",
    """CREATE TABLE instruments (
    "key" TEXT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY ("key")
) WITHOUT ROWID, STRICT""",
    """CREATE TABLE citations (
    instrument_key TEXT NOT NULL,
    report_id TEXT NOT NULL,
    n INTEGER NOT NULL,
    role TEXT NOT NULL,
    resolution TEXT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (instrument_key, report_id, n),
    FOREIGN KEY(report_id) REFERENCES reports (id) ON DELETE CASCADE
) WITHOUT ROWID, STRICT""",
    """CREATE INDEX citations_by_report ON citations (report_id, n)""",
    """CREATE TABLE contents (
    report_id TEXT NOT NULL,
    text TEXT NOT NULL,
    resolved BLOB NOT NULL,
    source TEXT NOT NULL,
    spans TEXT NOT NULL,
    PRIMARY KEY (report_id),
    FOREIGN KEY(report_id) REFERENCES reports (id) ON DELETE CASCADE
) STRICT""",
    """CREATE TABLE dependencies (
    number TEXT NOT NULL,
    type TEXT NOT NULL,
    body TEXT NOT NULL,
    report_id TEXT NOT NULL,
    PRIMARY KEY (number, type, body, report_id),
    FOREIGN KEY(report_id) REFERENCES reports (id) ON DELETE CASCADE
) WITHOUT ROWID, STRICT""",
    """CREATE INDEX dependencies_by_report ON dependencies (report_id)""",
    """CREATE TABLE findings (
    report_id TEXT NOT NULL,
    n INTEGER NOT NULL,
    code TEXT NOT NULL,
    severity TEXT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (report_id, n),
    FOREIGN KEY(report_id) REFERENCES reports (id) ON DELETE CASCADE
) WITHOUT ROWID, STRICT""",
    """CREATE TABLE paths (
    path BLOB NOT NULL,
    report_id TEXT NOT NULL,
    since INTEGER NOT NULL,
    PRIMARY KEY (path),
    FOREIGN KEY(report_id) REFERENCES reports (id)
) WITHOUT ROWID, STRICT""",
    """CREATE INDEX paths_by_report ON paths (report_id)""",
    """CREATE TABLE relations (
    source TEXT NOT NULL,
    target TEXT NOT NULL,
    report_id TEXT NOT NULL,
    n INTEGER NOT NULL,
    role TEXT NOT NULL,
    PRIMARY KEY (source, target, report_id, n),
    FOREIGN KEY(report_id) REFERENCES reports (id) ON DELETE CASCADE
) WITHOUT ROWID, STRICT""",
    """CREATE INDEX relations_by_report ON relations (report_id)""",
    """CREATE TABLE sections (
    report_id TEXT NOT NULL,
    n INTEGER NOT NULL,
    label TEXT NOT NULL,
    level INTEGER NOT NULL,
    number TEXT,
    title TEXT NOT NULL,
    start INTEGER NOT NULL,
    heading_end INTEGER NOT NULL,
    section_end INTEGER NOT NULL,
    parent INTEGER,
    PRIMARY KEY (report_id, n),
    FOREIGN KEY(report_id) REFERENCES reports (id) ON DELETE CASCADE
) WITHOUT ROWID, STRICT""",
    """CREATE TABLE sightings (
    number TEXT NOT NULL,
    type TEXT NOT NULL,
    body TEXT NOT NULL,
    "key" TEXT NOT NULL,
    report_id TEXT NOT NULL,
    n INTEGER NOT NULL,
    seen TEXT NOT NULL,
    PRIMARY KEY (number, type, body, "key", report_id, n),
    FOREIGN KEY(report_id) REFERENCES reports (id) ON DELETE CASCADE
) WITHOUT ROWID, STRICT""",
    """CREATE INDEX sightings_by_report ON sightings (report_id)""",
)

TABLES = (
    "sightings",
    "sections",
    "relations",
    "paths",
    "findings",
    "dependencies",
    "contents",
    "citations",
    "instruments",
    "facts",
    "decisions",
    "cited",
    "reports",
    "meta",
)


def upgrade() -> None:
    """Make every table; the one row of `meta` starts at generation 0."""
    for statement in STATEMENTS:
        op.execute(statement)
    op.execute("INSERT INTO meta (one, generation) VALUES (1, 0)")


def downgrade() -> None:
    """Drop every table."""
    for name in TABLES:
        op.execute(f"DROP TABLE {name}")
