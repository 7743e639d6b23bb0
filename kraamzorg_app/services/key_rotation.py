"""Sealing everything with the newest key, and hashing anew what is found by it, while people work.

A value is replaced only while it is what was read, so writers, and a second run at once, lose
nothing. Each piece is a transaction of its own; a run that dies is started again and passes over
what is done.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from sqlalchemy import LargeBinary, Table, and_, select, update
from sqlmodel import SQLModel, col

from kraamzorg_app.domain.entries import EntryState
from kraamzorg_app.domain.permissions import Permission
from kraamzorg_app.models.accounts import User
from kraamzorg_app.models.messages import AddressBounce
from kraamzorg_app.models.waiting_list import Client, Fingerprint, Invitation, WaitingListEntry
from kraamzorg_app.services import audit, duplicates
from kraamzorg_app.services.audit import LogEvent, Purpose
from kraamzorg_app.services.client_data import bsn_hash, email_hashes, open_field
from kraamzorg_app.services.unit_of_work import UnitOfWork
from kraamzorg_app.services.use_case import use_case

ROWS_AT_ONCE: Final = 200
_NOT_SEALED: Final = frozenset({"log_seal"})
"""Whose bytes are digests."""
_FIRST: Final = UUID(int=0)


@dataclass(frozen=True, slots=True)
class Piece:
    """What one transaction did; `next` is where the following one begins, None at the end."""

    changed: int
    next: UUID | None


def sealed_tables() -> dict[str, tuple[str, ...]]:
    """Give the sealed columns of every table that has some, from the models themselves."""
    found = {}
    for table in SQLModel.metadata.sorted_tables:
        columns = tuple(c.name for c in table.columns if isinstance(c.type, LargeBinary))
        if columns and table.name not in _NOT_SEALED:
            found[table.name] = columns
    return found


@use_case(Permission.JOB_ROTATE_KEYS)
def reseal(work: UnitOfWork, name: str, after: UUID = _FIRST) -> Piece:
    """Seal the next rows of a table with the current key."""
    table, columns = SQLModel.metadata.tables[name], sealed_tables()[name]
    rows = work.session.execute(
        select(table.c.id, *(table.c[column] for column in columns))
        .where(table.c.id > after)
        .order_by(table.c.id)
        .limit(ROWS_AT_ONCE)
    ).all()
    changed = sum(_reseal(work, table, columns, row) for row in rows)
    return Piece(changed, rows[-1].id if len(rows) == ROWS_AT_ONCE else None)


@use_case(Permission.JOB_ROTATE_KEYS)
def hash_clients(work: UnitOfWork, after: UUID = _FIRST) -> Piece:
    """Hash anew what the next clients are found by: address, BSN and fingerprints."""
    rows = work.session.execute(
        select(WaitingListEntry, Client)
        .join(Client, col(Client.id) == WaitingListEntry.client_id)
        .where(col(WaitingListEntry.id) > after)
        .order_by(col(WaitingListEntry.id))
        .limit(ROWS_AT_ONCE)
    ).all()
    changed = 0
    for entry, client in rows:
        if client.erased_at is None:
            # In the order in which a correction locks them, so that neither waits for the other.
            if entry.state is not EntryState.CLOSED:
                changed += _hash_fingerprints(work, client, entry)
            changed += _hash_address(work, Client, client, open_field(work, client, "email"))
            changed += _hash_bsn(work, client)
    return Piece(changed, rows[-1][0].id if len(rows) == ROWS_AT_ONCE else None)


@use_case(Permission.JOB_ROTATE_KEYS)
def hash_invitations(work: UnitOfWork, after: UUID = _FIRST) -> Piece:
    """Hash anew the addresses of the next invitations."""
    rows = (
        work.session.execute(
            select(Invitation)
            .where(col(Invitation.id) > after, col(Invitation.email).is_not(None))
            .order_by(col(Invitation.id))
            .limit(ROWS_AT_ONCE)
        )
        .scalars()
        .all()
    )
    changed = 0
    for row in rows:
        sealed = row.email or b""
        address = work.keyring.open(sealed, table="invitation", row=row.id, field="email")
        changed += _hash_address(work, Invitation, row, address)
    return Piece(changed, rows[-1].id if len(rows) == ROWS_AT_ONCE else None)


@use_case(Permission.JOB_ROTATE_KEYS)
def hash_accounts(work: UnitOfWork, after: UUID = _FIRST) -> Piece:
    """Keep the marks of accounts to which mail does not arrive."""
    rows = work.session.execute(
        select(col(User.id), col(User.email))
        .where(col(User.id) > after)
        .order_by(col(User.id))
        .limit(ROWS_AT_ONCE)
    ).all()
    changed = sum(_move_bounce(work, email_hashes(work, row.email)) for row in rows)
    return Piece(changed, rows[-1].id if len(rows) == ROWS_AT_ONCE else None)


@use_case(Permission.JOB_ROTATE_KEYS)
def finish(work: UnitOfWork, changed: int) -> None:
    """Note in the log that everything was gone through, and how much was changed."""
    audit.record(
        work,
        LogEvent.KEYS_ROTATED,
        "U",
        purpose=Purpose.SECURITY,
        details={"key": work.keyring.current, "changed": changed},
    )


def _reseal(work: UnitOfWork, table: Table, columns: Sequence[str], row: Any) -> int:
    former = {
        column: value
        for column in columns
        if (value := getattr(row, column)) is not None and not work.keyring.is_current(value)
    }
    if not former:
        return 0
    new = {
        column: _sealed_anew(work, table.name, row.id, column, former[column]) for column in former
    }
    is_as_read = and_(*(table.c[column] == value for column, value in former.items()))
    done = work.session.execute(update(table).where(table.c.id == row.id, is_as_read).values(new))
    return int(done.rowcount)  # type: ignore[attr-defined]


def _sealed_anew(work: UnitOfWork, table: str, row: UUID, field: str, value: bytes) -> bytes:
    opened = work.keyring.open_bytes(value, table=table, row=row, field=field)
    return work.keyring.seal_bytes(opened, table=table, row=row, field=field)


def _hash_address(
    work: UnitOfWork, table: type[Client | Invitation], row: Client | Invitation, address: str
) -> int:
    if not address:
        return 0
    current, *others = email_hashes(work, address)
    _move_bounce(work, (current, *others))
    done = work.session.execute(
        update(table)
        .where(col(table.id) == row.id, col(table.email_hash).in_(others))
        .values(email_hash=current),
        execution_options={"synchronize_session": False},
    )
    return int(done.rowcount)  # type: ignore[attr-defined]


def _hash_bsn(work: UnitOfWork, client: Client) -> int:
    bsn = open_field(work, client, "bsn")
    wanted = bsn_hash(work, bsn) if bsn else None
    if wanted is None or client.bsn_hash == wanted:
        return 0
    # Also of who has none yet: a client from before she could be found by it.
    same = col(Client.bsn_hash).is_not_distinct_from(client.bsn_hash)
    done = work.session.execute(
        update(Client).where(col(Client.id) == client.id, same).values(bsn_hash=wanted),
        execution_options={"synchronize_session": False},
    )
    return int(done.rowcount)  # type: ignore[attr-defined]


def _hash_fingerprints(work: UnitOfWork, client: Client, entry: WaitingListEntry) -> int:
    identity = duplicates.identity_of(work, client, entry)
    changed = 0
    for former, current in duplicates.former_hashes(work, identity).items():
        done = work.session.execute(
            update(Fingerprint)
            .where(col(Fingerprint.entry_id) == entry.id, col(Fingerprint.hash) == former)
            .values(hash=current),
            execution_options={"synchronize_session": False},
        )
        changed += int(done.rowcount)  # type: ignore[attr-defined]
    return changed


def _move_bounce(work: UnitOfWork, hashes: Sequence[str]) -> int:
    current, *others = hashes
    is_marked = select(col(AddressBounce.address_hash)).where(
        col(AddressBounce.address_hash) == current
    )
    if not others or work.session.execute(is_marked).first() is not None:
        return 0
    done = work.session.execute(
        update(AddressBounce)
        .where(col(AddressBounce.address_hash).in_(others))
        .values(address_hash=current),
        execution_options={"synchronize_session": False},
    )
    return int(done.rowcount)  # type: ignore[attr-defined]
