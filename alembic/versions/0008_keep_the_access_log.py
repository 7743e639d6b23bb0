"""Make the access log append-only, sealed, and searchable by client."""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0008"
down_revision = "0012"
branch_labels = None
depends_on = None

_KEPT = ("access_log_line", "access_log_subject", "log_seal", "log_cut")
_CUTTABLE = ("access_log_line", "access_log_subject")
_IS_CUT = (
    "EXISTS (SELECT 1 FROM log_cut JOIN log_seal ON log_seal.number = log_cut.seal_number "
    "WHERE OLD.number BETWEEN log_seal.first_number AND log_seal.last_number)"
)
_REFUSAL = "the access log is append-only"


def upgrade() -> None:
    op.create_table(
        "access_log_subject",
        sa.Column("subject", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("subject", "number"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_access_log_subject_number", "access_log_subject", ["number"])
    op.create_table(
        "log_seal",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("first_number", sa.Integer(), nullable=False),
        sa.Column("last_number", sa.Integer(), nullable=False),
        sa.Column("line_count", sa.Integer(), nullable=False),
        sa.Column("digests", sa.LargeBinary(), nullable=False),
        sa.Column("former_hash", sqlmodel.AutoString(length=64), nullable=False),
        sa.Column("hash", sqlmodel.AutoString(length=64), nullable=False),
        sa.Column("last_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("sealed_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("number"),
        sa.UniqueConstraint("first_number"),
        sa.UniqueConstraint("last_number"),
    )
    op.create_table(
        "log_cut",
        sa.Column("seal_number", sa.Integer(), nullable=False),
        sa.Column("cut_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["seal_number"], ["log_seal.number"]),
        sa.PrimaryKeyConstraint("seal_number"),
    )
    op.drop_index("ix_access_log_line_user_id", "access_log_line")
    op.create_index("ix_access_log_line_user", "access_log_line", ["user_id", "number"])
    op.create_index("ix_access_log_line_event", "access_log_line", ["event", "number"])
    is_postgresql = op.get_bind().dialect.name == "postgresql"
    op.execute(_name_clients("access_log_line", is_postgresql))
    for statement in _on_postgresql() if is_postgresql else _on_sqlite():
        op.execute(statement)


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        for table in _KEPT:
            op.execute(f"DROP TRIGGER {table}_stays ON {table}")
            op.execute(f"DROP TRIGGER {table}_is_not_emptied ON {table}")
        op.execute("DROP TRIGGER access_log_line_names ON access_log_line")
        for function in ("log_stays", "log_line_stays", "log_line_names"):
            op.execute(f"DROP FUNCTION {function}()")
    else:
        for table in _KEPT:
            for end in ("is_not_changed", "is_not_deleted"):
                op.execute(f"DROP TRIGGER {table}_{end}")
        op.execute("DROP TRIGGER access_log_line_is_not_replaced")
        op.execute("DROP TRIGGER access_log_line_names")
    op.drop_index("ix_access_log_line_event", "access_log_line")
    op.drop_index("ix_access_log_line_user", "access_log_line")
    op.create_index("ix_access_log_line_user_id", "access_log_line", ["user_id"])
    for table in ("log_cut", "log_seal", "access_log_subject"):
        op.drop_table(table)


def _name_clients(source: str, is_postgresql: bool) -> str:
    """Write which clients lines name; `source` is the table, or NEW in a trigger."""
    if source == "NEW":
        line = "(SELECT NEW.number AS number, NEW.subjects AS subjects) line"
    else:
        line = f"{source} line"
    value, each = (
        ("CAST(value AS uuid)", "json_array_elements_text(line.subjects) AS value")
        if is_postgresql
        else ("value", "json_each(line.subjects)")
    )
    return (
        "INSERT INTO access_log_subject (subject, number) "
        f"SELECT DISTINCT {value}, line.number FROM {line} CROSS JOIN {each}"
    )


def _on_sqlite() -> list[str]:
    refuse = f"BEGIN SELECT RAISE(ABORT, '{_REFUSAL}'); END"
    statements = []
    for table in _KEPT:
        kept = f"WHEN NOT {_IS_CUT} " if table in _CUTTABLE else ""
        statements += [
            f"CREATE TRIGGER {table}_is_not_changed BEFORE UPDATE ON {table} {refuse}",
            f"CREATE TRIGGER {table}_is_not_deleted BEFORE DELETE ON {table} {kept}{refuse}",
        ]
    # INSERT OR REPLACE deletes without asking the trigger above.
    taken = "SELECT 1 FROM access_log_line WHERE number = NEW.number OR id = NEW.id"
    return [
        *statements,
        "CREATE TRIGGER access_log_line_is_not_replaced BEFORE INSERT ON access_log_line "
        f"WHEN EXISTS ({taken}) {refuse}",
        "CREATE TRIGGER access_log_line_names AFTER INSERT ON access_log_line "
        f"BEGIN {_name_clients('NEW', is_postgresql=False)}; END",
    ]


def _on_postgresql() -> list[str]:
    refuse = f"RAISE EXCEPTION '{_REFUSAL}'"
    statements = [
        "CREATE FUNCTION log_stays() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN {refuse}; END $$",
        "CREATE FUNCTION log_line_stays() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN IF TG_OP = 'DELETE' AND {_IS_CUT} THEN RETURN OLD; END IF; {refuse}; END $$",
        "CREATE FUNCTION log_line_names() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN {_name_clients('NEW', is_postgresql=True)}; RETURN NULL; END $$",
        "CREATE TRIGGER access_log_line_names AFTER INSERT ON access_log_line "
        "FOR EACH ROW EXECUTE FUNCTION log_line_names()",
    ]
    for table in _KEPT:
        function = "log_line_stays" if table in _CUTTABLE else "log_stays"
        statements += [
            f"CREATE TRIGGER {table}_stays BEFORE UPDATE OR DELETE ON {table} "
            f"FOR EACH ROW EXECUTE FUNCTION {function}()",
            f"CREATE TRIGGER {table}_is_not_emptied BEFORE TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION log_stays()",
        ]
    return statements
