"""Run the migrations on the database of the settings, or on the connection that is handed in."""

from sqlmodel import SQLModel

import kraamzorg_app.models  # noqa: F401 - registers the tables
from alembic import context
from kraamzorg_app import config, database


def migrate(connection):
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
    with engine.begin() as connection:
        migrate(connection)
