"""Alembic's door: the caller opens the transaction (opening.upgrade) and hands its connection over."""

from alembic import context

from pipelines.store.schema.tables import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,
    transactional_ddl=True,
)
context.run_migrations()
