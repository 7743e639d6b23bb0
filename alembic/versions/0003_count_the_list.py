"""Count the list by triggers, and index it for every order and scope."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_KEY = "state, region_id, insurer_id, gram, due_date"
_COUNTED = "state, region_id, insurer_id, pc4, due_date"
# Where the grams of a PC4 stand: none, each digit, each two digits that follow one another.
_SPOTS = ((1, 0), (1, 1), (2, 1), (3, 1), (4, 1), (1, 2), (2, 2), (3, 2))
_OLD_INDEXES = {
    "ix_entry_due": ["state", "due_date", "id"],
    "ix_entry_insurer": ["state", "insurer_id", "due_date", "id"],
    "ix_entry_number": ["state", "client_number", "id"],
    "ix_entry_region": ["state", "region_id", "due_date", "id"],
}
_NEW_INDEXES = {
    "ix_entry_due": ["state", "due_date", "id", "pc4"],
    "ix_entry_number": ["state", "client_number", "id", "pc4", "due_date"],
    "ix_entry_region_due": ["state", "region_id", "due_date", "id", "pc4"],
    "ix_entry_region_pc4": ["state", "region_id", "pc4", "due_date", "id"],
    "ix_entry_region_number": ["state", "region_id", "client_number", "id", "pc4"],
    "ix_entry_insurer_due": ["state", "insurer_id", "due_date", "id", "pc4"],
    "ix_entry_insurer_pc4": ["state", "insurer_id", "pc4", "due_date", "id"],
    "ix_entry_insurer_number": ["state", "insurer_id", "client_number", "id", "pc4"],
}
# Each row: what stands for the changed entry before and after.
_SIDES = {
    "INSERT": (("NEW", 1),),
    "DELETE": (("OLD", -1),),
    "UPDATE": (("OLD", -1), ("NEW", 1)),
}


def upgrade() -> None:
    op.create_table(
        "entry_count",
        sa.Column(
            "state",
            sa.Enum(
                "AWAITING_AUTHORIZATION",
                "WAITING",
                "ACCEPTED",
                "CLOSED",
                name="entrystate",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("region_id", sa.Uuid(), nullable=False),
        sa.Column("insurer_id", sa.Uuid(), nullable=False),
        sa.Column("gram", sa.String(length=2), nullable=False),
        sa.Column("due_date", sa.Date(), nullable=False),
        sa.Column("entries", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("state", "region_id", "insurer_id", "gram", "due_date"),
        sqlite_with_rowid=False,
    )
    _replace_indexes(_OLD_INDEXES, _NEW_INDEXES)
    dialect = op.get_bind().dialect.name
    op.execute(fill_statement(dialect))
    for statement in trigger_statements(dialect):
        op.execute(statement)


def downgrade() -> None:
    dialect = op.get_bind().dialect.name
    for event in _SIDES:
        table = " ON waiting_list_entry" if dialect == "postgresql" else ""
        op.execute(f"DROP TRIGGER entry_count_on_{event.lower()}{table}")
        if dialect == "postgresql":
            op.execute(f"DROP FUNCTION entry_count_on_{event.lower()}()")
    _replace_indexes(_NEW_INDEXES, _OLD_INDEXES)
    op.drop_table("entry_count")


def _replace_indexes(former: dict[str, list[str]], new: dict[str, list[str]]) -> None:
    # Not in a batch: on SQLite that makes the table anew and drops its triggers.
    for name in former:
        op.drop_index(name, "waiting_list_entry")
    for name, columns in new.items():
        op.create_index(name, "waiting_list_entry", columns)


def fill_statement(dialect: str) -> str:
    """Count everything that there is."""
    return _count(
        dialect,
        f"SELECT {_COUNTED}, count(*) AS change FROM waiting_list_entry GROUP BY {_COUNTED}",
    )


def trigger_statements(dialect: str) -> list[str]:
    """Make the triggers that keep the counts."""
    statements = []
    for event, sides in _SIDES.items():
        name = f"entry_count_on_{event.lower()}"
        of = f" OF {_COUNTED}" if event == "UPDATE" else ""
        changed = " UNION ALL ".join(
            "SELECT "
            + ", ".join(f"{row}.{column} AS {column}" for column in _COUNTED.split(", "))
            + f", {change} AS change"
            for row, change in sides
        )
        body = _count(dialect, changed)
        if dialect == "postgresql":
            statements.append(
                f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS "
                f"$$ BEGIN {body}; RETURN NULL; END $$"
            )
            body = f"FOR EACH ROW EXECUTE FUNCTION {name}()"
        else:
            body = f"BEGIN {body}; END"
        statements.append(f"CREATE TRIGGER {name} AFTER {event}{of} ON waiting_list_entry {body}")
    return statements


def _count(dialect: str, changed: str) -> str:
    """Add changes to the counts, in the order of the key so that transactions can't deadlock."""
    every = "'" + "0" * 32 + "'" + ("::uuid" if dialect == "postgresql" else "")
    spots = " UNION ALL ".join(
        f"SELECT {start} AS start, {length} AS length" for start, length in _SPOTS
    )
    cube = " UNION ALL ".join(
        f"SELECT {regions} AS all_regions, {insurers} AS all_insurers"
        for regions in (0, 1)
        for insurers in (0, 1)
    )
    return f"""
        INSERT INTO entry_count ({_KEY}, entries)
        SELECT part.state,
               CASE WHEN cube.all_regions = 1 THEN {every} ELSE part.region_id END,
               CASE WHEN cube.all_insurers = 1 THEN {every} ELSE part.insurer_id END,
               part.gram, part.due_date, sum(part.change)
        FROM (SELECT DISTINCT entry.state, entry.region_id, entry.insurer_id, entry.due_date,
                     entry.pc4, entry.change, substr(entry.pc4, spot.start, spot.length) AS gram
              FROM ({changed}) entry CROSS JOIN ({spots}) spot) part
        CROSS JOIN ({cube}) cube
        GROUP BY 1, 2, 3, 4, 5
        HAVING sum(part.change) <> 0
        ORDER BY 1, 2, 3, 4, 5
        ON CONFLICT ({_KEY}) DO UPDATE SET entries = entry_count.entries + excluded.entries
    """
