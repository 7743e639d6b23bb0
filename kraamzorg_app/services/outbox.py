"""Writing of what must be told, in the same transaction as the change that it tells of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID, uuid4

from sqlalchemy import update
from sqlmodel import col

from kraamzorg_app.domain.notifications import (
    Circumstance,
    Notification,
    Recipient,
    Told,
    Way,
    told_of,
)
from kraamzorg_app.models.accounts import Membership
from kraamzorg_app.models.messages import BellItem, OutboxMessage, OutboxState
from kraamzorg_app.models.organizations import CareProvider, Region
from kraamzorg_app.models.waiting_list import Client, Invitation, WaitingListEntry
from kraamzorg_app.services import addressees, client_links, notification_choices, saved_texts
from kraamzorg_app.services.addressees import Addressee, Occasion
from kraamzorg_app.services.client_data import email_hash, open_field
from kraamzorg_app.services.languages import SOURCE_LANGUAGE
from kraamzorg_app.services.unit_of_work import UnitOfWork

TABLE = "outbox_message"
WIPED = {"recipient": None, "subject": None, "text": None, "html": None}


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail as it will be sent: one recipient, a subject and both forms of its text."""

    recipient: str
    subject: str
    text: str
    html: str


def enqueue(  # noqa: PLR0913 - the columns of the row
    work: UnitOfWork,
    notification: str,
    mail: Mail,
    *,
    entry_id: UUID | None = None,
    is_to_client: bool = False,
    chooser_id: UUID | None = None,
) -> None:
    """Put one mail in the outbox; it is sent by a job after the commit, and exactly one row."""
    row = uuid4()

    def seal(field: str, value: str) -> bytes:
        return work.keyring.seal(value, table=TABLE, row=row, field=field)

    work.session.add(
        OutboxMessage(
            id=row,
            notification=notification,
            entry_id=entry_id,
            is_to_client=is_to_client,
            chooser_id=chooser_id,
            recipient=seal("recipient", mail.recipient),
            subject=seal("subject", mail.subject),
            text=seal("text", mail.text),
            html=seal("html", mail.html),
            address_hash=email_hash(work, mail.recipient),
            message_id=f"<{row.hex}@{work.settings.mail_domain}>",
            created_at=work.now,
            next_attempt_at=work.now,
        )
    )


def ring(  # noqa: PLR0913 - the columns of the row
    work: UnitOfWork,
    notification: str,
    membership_id: UUID,
    *,
    entry_id: UUID | None = None,
    invitation_id: UUID | None = None,
    awaits_digest: bool = False,
) -> None:
    """Put one item under a member's bell: the event and an id, the text is made on reading."""
    work.session.add(
        BellItem(
            membership_id=membership_id,
            notification=notification,
            entry_id=entry_id,
            invitation_id=invitation_id,
            created_at=work.now,
            awaits_digest=awaits_digest,
        )
    )
    work.announce(f"bell:{membership_id}")


def notify(  # noqa: PLR0913 - the parts of an event that decide who is told
    work: UnitOfWork,
    notification: Notification,
    *,
    entry: WaitingListEntry | None = None,
    several: Sequence[WaitingListEntry] = (),
    invitation: Invitation | None = None,
    member: Membership | None = None,
    region_id: UUID | None = None,
    former_region_id: UUID | None = None,
    provider_id: UUID | None = None,
    address: str | None = None,
    language: str | None = None,
    circumstances: frozenset[Circumstance] = frozenset(),
    values: Mapping[str, str] | None = None,
) -> None:
    """Tell everybody whom the table names of an event: mail and bell, in this transaction.

    What the texts need is found by itself: her first name, a new link to her own page, the names
    of region and provider, the page that a member's link leads to. `values` adds the rest or
    overrules it ("link", "expires_on", "organization", "member", …). `region_id` is for what is
    about a region and no client; `provider_id` for whom she was offered to; `address` for an
    invited or changed address; `language` for a client who is no client yet. Of `several` clients
    in a region one mail tells how many, and the bell of each. Who stands in several lines gets the
    first one's mail only, and by mail only what that membership wants at once or what is essential.
    """
    subject = entry or invitation
    occasion = Occasion(
        entry=entry,
        invitation=invitation,
        region_id=subject.region_id if subject else region_id,
        former_region_id=former_region_id,
        provider_id=provider_id,
        member=member,
        address=address,
    )
    mailed: set[str] = set()
    rung: set[UUID] = set()
    for told in told_of(notification, circumstances):
        reached = [
            addressee
            for addressee in addressees.of(work, told.recipient, occasion)
            if addressee.email not in mailed or addressee.membership_id not in rung
        ]
        if not reached:
            continue
        text = saved_texts.render(
            work,
            notification,
            told,
            language or _language(work, told, entry),
            _values(work, told, occasion) | _number(several) | dict(values or {}),
        )
        ways = _ways(work, notification, told, reached)
        for addressee in reached:
            way = ways.get(addressee.membership_id, Way.AT_ONCE)
            if told.has_mail and way is Way.AT_ONCE and addressee.email not in mailed:
                mailed.add(addressee.email)
                enqueue(
                    work,
                    notification,
                    Mail(addressee.email, *text),
                    entry_id=entry.id if entry else None,
                    is_to_client=told.recipient.is_client,
                    chooser_id=None if told.is_essential else addressee.membership_id,
                )
            if told.has_bell and addressee.membership_id and addressee.membership_id not in rung:
                rung.add(addressee.membership_id)
                for about in several or (entry,):
                    ring(
                        work,
                        notification,
                        addressee.membership_id,
                        entry_id=about.id if about else None,
                        invitation_id=invitation.id if invitation else None,
                        awaits_digest=way is Way.DIGEST,
                    )


def cancel_mail_to_client(work: UnitOfWork, entry_id: UUID) -> None:
    """Cancel and wipe all mail to a client that has not left yet, as when a pregnancy ended."""
    work.session.exec(
        update(OutboxMessage)
        .where(
            col(OutboxMessage.entry_id) == entry_id,
            col(OutboxMessage.is_to_client).is_(True),
            col(OutboxMessage.state).in_((OutboxState.PENDING, OutboxState.CLAIMED)),
        )
        .values(state=OutboxState.CANCELLED, **WIPED)
    )


def _ways(
    work: UnitOfWork, notification: Notification, told: Told, reached: list[Addressee]
) -> Mapping[UUID | None, Way]:
    """Give how the members want to hear of this, where that is theirs to choose."""
    ids = [each.membership_id for each in reached if each.membership_id is not None]
    if told.is_essential or not ids:
        return {}
    return notification_choices.ways_of(work, notification, ids)


def _number(several: Sequence[WaitingListEntry]) -> dict[str, str]:
    return {"number": str(len(several))} if several else {}


def _language(work: UnitOfWork, told: Told, entry: WaitingListEntry | None) -> str:
    """Give the language of a client on the list; everybody else reads Dutch."""
    if not told.recipient.is_client or entry is None:
        return SOURCE_LANGUAGE
    return work.session.get_one(Client, entry.client_id).language


def _values(work: UnitOfWork, told: Told, occasion: Occasion) -> dict[str, str]:
    """Find what a text may name and what follows from the event itself."""
    found: dict[str, str] = {}
    entry = occasion.entry
    if "region" in told.placeholders and occasion.region_id is not None:
        region_id = occasion.region_id
        if told.recipient is Recipient.FORMER_COORDINATORS and occasion.former_region_id:
            region_id = occasion.former_region_id
        found["region"] = work.session.get_one(Region, region_id).name
    if told.page is not None:
        path = told.page.format(entry=entry.id if entry else "")
        found["link"] = work.settings.public_url + path
    if entry is None:
        return found
    if told.recipient is Recipient.CLIENT and "link" in told.placeholders:
        found["link"] = client_links.own_page(work, entry.id)
    if "first_name" in told.placeholders:
        client = work.session.get_one(Client, entry.client_id)
        found["first_name"] = open_field(work, client, "first_name")
    if "provider" in told.placeholders and entry.provider_id is not None:
        found["provider"] = work.session.get_one(CareProvider, entry.provider_id).name
    return found
