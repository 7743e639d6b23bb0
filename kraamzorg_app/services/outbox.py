"""Writing of what must be told, in the same transaction as the change that it tells of."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID, uuid4

from kraamzorg_app.models.messages import BellItem, OutboxMessage
from kraamzorg_app.services.unit_of_work import UnitOfWork

TABLE = "outbox_message"


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail as it will be sent: one recipient, a subject and both forms of its text."""

    recipient: str
    subject: str
    text: str
    html: str


def enqueue(
    work: UnitOfWork,
    notification: str,
    mail: Mail,
    *,
    entry_id: UUID | None = None,
    is_to_client: bool = False,
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
            recipient=seal("recipient", mail.recipient),
            subject=seal("subject", mail.subject),
            text=seal("text", mail.text),
            html=seal("html", mail.html),
            message_id=f"<{row.hex}@{work.settings.mail_domain}>",
            created_at=work.now,
            next_attempt_at=work.now,
        )
    )


def ring(
    work: UnitOfWork,
    notification: str,
    membership_id: UUID,
    *,
    entry_id: UUID | None = None,
    invitation_id: UUID | None = None,
) -> None:
    """Put one item under a member's bell: the event and an id, the text is made on reading."""
    work.session.add(
        BellItem(
            membership_id=membership_id,
            notification=notification,
            entry_id=entry_id,
            invitation_id=invitation_id,
            created_at=work.now,
        )
    )
