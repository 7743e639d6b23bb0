"""A client who lost her link ("Link opnieuw sturen"): the same answer, whoever asks."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from kraamzorg_app.domain.errors import FieldErrors, TooManyTries
from kraamzorg_app.domain.notifications import Notification
from kraamzorg_app.domain.permissions import Permission
from kraamzorg_app.models.waiting_list import Client, Invitation, WaitingListEntry
from kraamzorg_app.queries import client_access
from kraamzorg_app.services import audit, invitations, outbox, rate_limits
from kraamzorg_app.services.audit import LogEvent, Purpose
from kraamzorg_app.services.client_data import email_hashes
from kraamzorg_app.services.contact_details import normalize_email
from kraamzorg_app.services.rate_limits import Limit
from kraamzorg_app.services.unit_of_work import UnitOfWork
from kraamzorg_app.services.use_case import use_case

BY_ADDRESS: Final = Limit("lost-link-address", 3, timedelta(hours=1))
BY_ORIGIN: Final = Limit("lost-link-origin", 20, timedelta(hours=1))


@use_case(Permission.PUBLIC)
def send_again(work: UnitOfWork, email: str) -> None:
    """Mail new links to an address, to nobody when it is unknown; never says which.

    Tries beyond the limits do nothing, silently: a limit would tell something too. Raises
    `FieldErrors` for what can be nobody's address.
    """
    address = normalize_email(
        email if isinstance(email, str) else "",
        test_addresses_allowed=not work.settings.is_production,
    )
    if address is None:
        raise FieldErrors({"email": "email_form" if email else "required"})
    if not _may_try(work, address):
        return
    digests = email_hashes(work, address)
    for entry, client in work.session.execute(client_access.entries_of_address(digests)):
        _send_own_page(work, entry, client)
    open_ones = client_access.invitations_of_address(digests, work.now)
    for invitation in work.session.execute(open_ones).scalars():
        _send_invitation(work, invitation, address)


def _may_try(work: UnitOfWork, address: str) -> bool:
    try:
        rate_limits.spend(work, BY_ORIGIN, rate_limits.origin_of(work))
        rate_limits.spend(work, BY_ADDRESS, address)
    except TooManyTries:
        return False
    return True


def _send_own_page(work: UnitOfWork, entry: WaitingListEntry, client: Client) -> None:
    outbox.notify(work, Notification.CLIENT_LINK, entry=entry)
    audit.record(
        work, LogEvent.CLIENT_LINK_SENT, "E", subjects=[client.log_id], purpose=Purpose.OWN_DATA
    )


def _send_invitation(work: UnitOfWork, invitation: Invitation, address: str) -> None:
    invitations.mail_link(work, invitation, address)
    audit.record(
        work,
        LogEvent.CLIENT_LINK_SENT,
        "E",
        subjects=[invitation.log_id],
        purpose=Purpose.OWN_DATA,
    )
