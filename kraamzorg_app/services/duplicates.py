"""The guard against registering twice: one open invitation or place a woman, in the whole country.

It works on keyed hashes with a unique constraint, so that of two registrations at the same moment
the database refuses one, and nobody can read from it where she is.
"""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import delete, update
from sqlalchemy.exc import IntegrityError
from sqlmodel import col, select

from kraamzorg_app.domain import fingerprints
from kraamzorg_app.domain.entries import EntryState
from kraamzorg_app.domain.fingerprints import FingerprintKind, Identity
from kraamzorg_app.models.waiting_list import Client, Fingerprint, WaitingListEntry
from kraamzorg_app.services.client_data import open_field
from kraamzorg_app.services.unit_of_work import UnitOfWork


class _Taken(Exception):
    """Somebody else holds a fingerprint under a former key."""


def hashes(
    work: UnitOfWork, identity: Identity, *, dated_only: bool = False
) -> dict[FingerprintKind, str]:
    """Hash what is known of her, by kind; if asked, of one due date only."""
    return {
        kind: work.keyring.lookup_hash(f"fingerprint:{kind}", text)
        for kind, text in fingerprints.of(identity).items()
        if kind.has_due_date or not dated_only
    }


def former_hashes(
    work: UnitOfWork, identity: Identity, *, dated_only: bool = False
) -> dict[str, str]:
    """Give what her fingerprints may stand under during a rotation, each with its new hash."""
    found: dict[str, str] = {}
    for kind, text in fingerprints.of(identity).items():
        if dated_only and not kind.has_due_date:
            continue
        current, *others = work.keyring.lookup_hashes(f"fingerprint:{kind}", text)
        found |= dict.fromkeys(others, current)
    return found


def claim(
    work: UnitOfWork,
    identity: Identity,
    *,
    invitation_id: UUID | None = None,
    entry_id: UUID | None = None,
    dated_only: bool = False,
) -> bool:
    """Occupy her fingerprints for an invitation or an entry; False when one is taken already.

    What this invitation or entry held before is replaced; after False it holds what it held.
    """
    rows = [
        Fingerprint(kind=kind, hash=digest, invitation_id=invitation_id, entry_id=entry_id)
        # Always in the same order, so that two transactions can't wait for each other.
        for kind, digest in sorted(hashes(work, identity, dated_only=dated_only).items())
    ]
    try:
        with work.session.begin_nested():
            release(work, invitation_id=invitation_id, entry_id=entry_id)
            work.session.add_all(rows)
            work.session.flush()
            # After ours are there: whoever hashes hers anew at this moment can't pass us by.
            _check_former(work, former_hashes(work, identity, dated_only=dated_only))
    except (IntegrityError, _Taken):
        return False
    return True


def claim_for_entry(work: UnitOfWork, identity: Identity, entry: WaitingListEntry) -> bool:
    """Occupy what counts of a client on the list: of one in care her due date's only."""
    in_care = entry.state is EntryState.ACCEPTED
    return claim(work, identity, entry_id=entry.id, dated_only=in_care)


def _check_former(work: UnitOfWork, former: Iterable[str]) -> None:
    found = select(Fingerprint.id).where(col(Fingerprint.hash).in_(list(former))).limit(1)
    if work.session.exec(found).first() is not None:
        raise _Taken


def release(
    work: UnitOfWork, *, invitation_id: UUID | None = None, entry_id: UUID | None = None
) -> None:
    """Free the fingerprints of an invitation or entry that has ended."""
    owner = (
        col(Fingerprint.entry_id) == entry_id
        if entry_id is not None
        else col(Fingerprint.invitation_id) == invitation_id
    )
    work.session.exec(delete(Fingerprint).where(owner))


def keep_for_due_date_only(work: UnitOfWork, entry_id: UUID) -> None:
    """Let a taken client register again for a next pregnancy: what has no due date is freed."""
    dated = [kind for kind in FingerprintKind if kind.has_due_date]
    work.session.exec(
        delete(Fingerprint).where(
            col(Fingerprint.entry_id) == entry_id, col(Fingerprint.kind).not_in(dated)
        )
    )


def claim_again(work: UnitOfWork, entry: WaitingListEntry) -> None:
    """Occupy everything again for a client who was given back to the list.

    Keeps what it has when she registered for a next pregnancy meanwhile: she must not be lost.
    """
    client = work.session.get_one(Client, entry.client_id)
    claim(work, identity_of(work, client, entry), entry_id=entry.id)


def identity_of(work: UnitOfWork, client: Client, entry: WaitingListEntry) -> Identity:
    """Open what is compared of a client on the list."""
    return Identity(
        due_date=entry.due_date.isoformat(),
        bsn=open_field(work, client, "bsn"),
        client_number=entry.client_number,
        insurer_id=str(entry.insurer_id),
        first_name=open_field(work, client, "first_name"),
        last_name=open_field(work, client, "last_name"),
        birth_date=open_field(work, client, "birth_date"),
    )


def hand_over(work: UnitOfWork, invitation_id: UUID, entry_id: UUID) -> None:
    """Let an entry hold what its invitation held."""
    work.session.exec(
        update(Fingerprint)
        .where(col(Fingerprint.invitation_id) == invitation_id)
        .values(invitation_id=None, entry_id=entry_id)
    )
