"""The migrations make exactly the tables that the code works with, on both databases."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from uuid import uuid4

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import Engine, insert, inspect, text
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlmodel import SQLModel, select

from alembic import command
from kraamzorg_app import database
from kraamzorg_app.models.organizations import InsurerLabel
from kraamzorg_app.models.waiting_list import WaitingListEntry
from kraamzorg_app.services import schema, waiting_list
from kraamzorg_app.services.environment import Environment
from tests import databases
from tests.databases import ROOT
from tests.personas import Cast


# On SQLite the expressions of an index are not reflected; the plans of the list's queries show it.
@pytest.mark.filterwarnings("ignore:.*expression-based index")
def test_a_migrated_database_equals_the_models(engine: Engine) -> None:
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        differences = compare_metadata(context, SQLModel.metadata)
    assert differences == []


BROKEN = """
import sqlalchemy as sa
from alembic import op

revision = "broken"
down_revision = "{head}"


def upgrade():
    op.create_table("half_way", sa.Column("id", sa.Integer, primary_key=True))
    op.add_column("region", sa.Column("half_way", sa.String(10)))
    op.execute("UPDATE region SET name = 'half-way'")
    with op.batch_alter_table("care_provider") as batch:
        batch.drop_column("agb_code")
    op.execute("INSERT INTO no_such_table VALUES (1)")
"""


def test_a_migration_that_fails_half_way_leaves_what_there_was(
    engine: Engine, env: Environment, cast: Cast, tmp_path: Path
) -> None:
    (tmp_path / "broken.py").write_text(BROKEN.format(head=schema.revisions()[0]))
    before = tables_and_columns(engine), dumped(engine)
    with pytest.raises(DBAPIError):
        upgrade_with(engine, tmp_path)
    assert (tables_and_columns(engine), dumped(engine)) == before
    with engine.connect() as connection:
        assert schema.revision_of(connection) == schema.revisions()[0]
    # The version that ran goes on.
    waiting_list.accept(cast.provider, cast.waiting.id)
    assert waiting_list.read_entry(cast.coordinator, cast.waiting.id).view.provider
    assert env.engine is engine


def upgrade_with(engine: Engine, more_versions: Path) -> None:
    config = Config(ROOT / "alembic.ini")
    config.set_main_option("path_separator", "os")
    places = (ROOT / "alembic" / "versions", more_versions)
    config.set_main_option("version_locations", os.pathsep.join(map(str, places)))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def tables_and_columns(engine: Engine) -> dict[str, list[str]]:
    found = inspect(engine)
    return {
        table: [column["name"] for column in found.get_columns(table)]
        for table in found.get_table_names()
    }


def dumped(engine: Engine) -> list[str]:
    with engine.connect() as connection:
        return sorted(connection.execute(text("SELECT name FROM region")).scalars())


def test_of_two_machines_that_migrate_at_once_both_end_well(
    engine: Engine, database_directory: Path, tmp_path: Path
) -> None:
    empty = databases.empty_beside(engine, database_directory)
    settings = {
        "KRAAMZORG_MODE": "test",
        "DATA_DIR": str(tmp_path),
        "DATABASE_URL": empty.url.render_as_string(hide_password=False),
    }
    migrate = [str(Path(sys.executable).parent / "alembic"), "upgrade", "head"]
    machines = [
        subprocess.Popen(migrate, cwd=ROOT, env={**os.environ, **settings}) for _ in range(2)
    ]
    assert [each.wait(120) for each in machines] == [0, 0]
    assert tables_and_columns(empty) == tables_and_columns(engine)
    empty.dispose()


def test_labels_keep_their_rows_and_entries_when_codes_may_be_used_again(
    env: Environment, cast: Cast
) -> None:
    def labels() -> list[object]:
        with database.reading(env.engine) as session:
            rows = session.exec(select(InsurerLabel.id, InsurerLabel.uzovi_code)).all()
            entry = session.get_one(WaitingListEntry, cast.waiting.id)
            return [*sorted(rows), entry.label_id]

    before = labels()
    databases.migrate(env.engine, before="0011")
    with pytest.raises(IntegrityError), database.transaction(env.engine) as session:
        session.execute(insert(InsurerLabel), [_label(cast), _label(cast)])
    databases.migrate(env.engine)
    assert labels() == before


def _label(cast: Cast) -> dict[str, object]:
    return {"id": uuid4(), "insurer_id": cast.vgz.id, "name": "Twee keer", "uzovi_code": "0101"}
