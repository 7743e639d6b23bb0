"""A client's new e-mail address: it counts once she follows the link that is mailed there."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from kraamzorg_app.domain.notifications import Notification
from kraamzorg_app.models.client_access import ClientLinkPurpose
from kraamzorg_app.models.waiting_list import WaitingListEntry
from kraamzorg_app.services import client_links, outbox, rate_limits
from kraamzorg_app.services.rate_limits import Limit
from kraamzorg_app.services.unit_of_work import UnitOfWork

CONFIRM_WITHIN: Final = timedelta(days=7)
NEW_ADDRESSES: Final = Limit("new-address", 5, timedelta(days=1))


def ask_to_confirm(work: UnitOfWork, entry: WaitingListEntry, email: str) -> None:
    """Mail a link to the new address; until she follows it the old one counts.

    Raises `TooManyTries` after five addresses a day.
    """
    rate_limits.spend(work, NEW_ADDRESSES, str(entry.id))
    link = client_links.make(
        work,
        ClientLinkPurpose.CONFIRM_EMAIL,
        entry_id=entry.id,
        expires_at=work.now + CONFIRM_WITHIN,
        new_email=email,
    )
    outbox.notify(
        work,
        Notification.CONFIRM_NEW_EMAIL,
        entry=entry,
        address=email,
        values={"link": link},
    )
