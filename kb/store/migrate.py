"""Bring the schema of the catalogue to the present one, inside one transaction."""

from __future__ import annotations

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection


def configuration(connection: Connection | None = None) -> Config:
    """Return the migration settings; no file of settings is read."""
    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", "kb.store:migrations")
    config.set_main_option("path_separator", "os")
    return config


def upgrade(connection: Connection) -> None:
    """Run the missing migrations on an open transaction; the caller commits."""
    command.upgrade(configuration(connection), "head")
