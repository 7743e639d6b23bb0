"""Personal links in mails to a client: the mail holds the token, the row only its hash."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from kraamzorg_app.adapters.crypto import new_token, token_hash
from kraamzorg_app.models.client_access import ClientLink, ClientLinkPurpose
from kraamzorg_app.services.unit_of_work import UnitOfWork


def make(
    work: UnitOfWork,
    purpose: ClientLinkPurpose,
    *,
    invitation_id: UUID | None = None,
    entry_id: UUID | None = None,
    expires_at: datetime | None = None,
) -> str:
    """Make a link for one purpose and give its full address; nobody can read it back later."""
    token = new_token()
    work.session.add(
        ClientLink(
            token_hash=token_hash(token),
            purpose=purpose,
            invitation_id=invitation_id,
            entry_id=entry_id,
            created_at=work.now,
            expires_at=expires_at,
        )
    )
    return f"{work.settings.public_url}/l/{token}"


def own_page(work: UnitOfWork, entry_id: UUID) -> str:
    """Make another link to a client's own page; it works until her record is erased."""
    return make(work, ClientLinkPurpose.OWN_PAGE, entry_id=entry_id)
