"""Alembic's environment: the connection is handed in by `claimtrack.db.session.Database.upgrade`."""

from alembic import context

from claimtrack.db.tables import metadata


def include_object(obj, name, type_, reflected, compare_to):
    """Leave out what other owners keep: the queue's tables, and the vector index that each model gets."""
    return not (name or "").startswith(("procrastinate_", "ix_embedding_hnsw_"))


connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=metadata,
    include_object=include_object,
    compare_type=True,
    compare_server_default=False,
    transaction_per_migration=True,
)
with context.begin_transaction():
    context.run_migrations()
