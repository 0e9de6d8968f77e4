"""Run by Alembic: migrate on the connection that `kb.store.migrate` hands over, in its transaction."""

from __future__ import annotations

from alembic import context

from kb.store.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
