"""Personal links in mails to a client: the mail holds the token, the row only its hash."""

from __future__ import annotations

from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import update
from sqlmodel import col

from kraamzorg_app.adapters.crypto import new_token, token_hash
from kraamzorg_app.models.client_access import ClientLink, ClientLinkPurpose
from kraamzorg_app.services.unit_of_work import UnitOfWork

TABLE: Final = "client_link"


def make(  # noqa: PLR0913 - what a link hangs on
    work: UnitOfWork,
    purpose: ClientLinkPurpose,
    *,
    invitation_id: UUID | None = None,
    entry_id: UUID | None = None,
    expires_at: datetime | None = None,
    new_email: str | None = None,
) -> str:
    """Make a link for one purpose and give its full address; nobody can read it back later."""
    token = new_token()
    link = ClientLink(
        token_hash=token_hash(token),
        purpose=purpose,
        invitation_id=invitation_id,
        entry_id=entry_id,
        created_at=work.now,
        expires_at=expires_at,
    )
    if new_email is not None:
        link.new_email = work.keyring.seal(new_email, table=TABLE, row=link.id, field="new_email")
    work.session.add(link)
    return f"{work.settings.public_url}/l/{token}"


def own_page(work: UnitOfWork, entry_id: UUID) -> str:
    """Make another link to a client's own page; it works until her record is erased."""
    return make(work, ClientLinkPurpose.OWN_PAGE, entry_id=entry_id)


def revoke_own_page(work: UnitOfWork, entry_id: UUID) -> None:
    """Stop every link to a client's own page that was mailed so far."""
    work.session.exec(
        update(ClientLink)
        .where(
            col(ClientLink.entry_id) == entry_id,
            col(ClientLink.purpose) == ClientLinkPurpose.OWN_PAGE,
            col(ClientLink.revoked_at).is_(None),
        )
        .values(revoked_at=work.now)
    )
