"""Run the migrations on the database of the settings, or on the connection that is handed in."""

from sqlmodel import SQLModel

import kraamzorg_app.models  # noqa: F401 - registers the tables
from alembic import context
from kraamzorg_app import config, database

ONE_AT_A_TIME = 5_820_731
"""Of two machines that update at once the second waits, and then finds nothing to do."""


def migrate(connection):
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({ONE_AT_A_TIME})")
    context.configure(
        connection=connection,
        target_metadata=SQLModel.metadata,
        compare_type=True,
        render_as_batch=connection.dialect.name == "sqlite",
    )
    with context.begin_transaction():
        context.run_migrations()


handed_in = context.config.attributes.get("connection")
if handed_in is not None:
    migrate(handed_in)
else:
    engine = database.make_engine(config.load().database_url)
    # One transaction for all of it, on SQLite too: a migration that fails leaves what there was.
    with engine.begin() as connection:
        migrate(connection)
