"""Rows that are nobody's of the cast: another region with its own organizations and people.

All rows of one kind of owner have the same id, whatever their table: an event that names it names
a stranger's entry, session, file and so on at once.
"""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

from sqlmodel import Session, SQLModel, select

from kraamzorg_app import database
from kraamzorg_app.domain.actors import ProviderKind, Role
from kraamzorg_app.domain.calendar import iso_week
from kraamzorg_app.domain.entries import EntryState
from kraamzorg_app.domain.helpdesk import TicketCategory
from kraamzorg_app.models.accounts import ExternalIdentity, Membership, Passkey, User, UserSession
from kraamzorg_app.models.administration import (
    PeriodRequest,
    Proposal,
    ProposalKind,
    ProviderApplication,
)
from kraamzorg_app.models.capacity import CapacityWeek, ProviderCapacity
from kraamzorg_app.models.client_access import ClientSession
from kraamzorg_app.models.consultation import ContactPerson, RegionNote
from kraamzorg_app.models.division import DivisionDraft
from kraamzorg_app.models.helpdesk import Ticket, TicketMessage
from kraamzorg_app.models.messages import BellItem, KeptExport, OutboxMessage
from kraamzorg_app.models.offers import Offer
from kraamzorg_app.models.organizations import (
    CareProvider,
    CodeRedPeriod,
    Insurer,
    InsurerLabel,
    ProviderApproval,
    Region,
)
from kraamzorg_app.services.environment import Environment
from tests.factories import LONG_AGO, Factory
from tests.ui import everybody

PRIVATE: Final = UUID("aaaaaaaa-0000-4000-8000-000000000001")
"""A stranger's own: client, invitation, account, session, file."""
TERRITORY: Final = UUID("bbbbbbbb-0000-4000-8000-000000000002")
"""What only the functional administrator manages: region, organizations, periods."""
OPERATIONS: Final = UUID("cccccccc-0000-4000-8000-000000000003")
"""What only the technical administrator handles: tickets and mail."""
TICKET_NUMBER: Final = 424_242
_OWN_TO: Final = {"admin": TERRITORY, "technician": OPERATIONS}

_CLIENT_WORDS: Final = ("geheimkanarie", "1990-07-23", "23-07-1990", "66677788", "999990056")
_LIMITED_WORDS: Final = ("nummerkanarie",)
"""The limited set of a client, which the functional administrator sees of everybody."""
_MEMBER_WORDS: Final = ("lidkanarie",)
_TICKET_WORDS: Final = ("vraagkanarie",)
_UNRECORDED: Final = {"access_log_line", "rate_limit"}


def foreign_ids(name: str) -> tuple[UUID, ...]:
    """Give the ids of rows that are outside this person's scope."""
    ids = (PRIVATE, TERRITORY, OPERATIONS)
    return tuple(row_id for row_id in ids if row_id != _OWN_TO.get(name))


def foreign_words(name: str) -> tuple[str, ...]:
    """Give what this person may never receive, in lower case."""
    if name == "admin":
        return _CLIENT_WORDS + _TICKET_WORDS
    if name == "technician":
        # Who asks the helpdesk something is named there.
        return _CLIENT_WORDS + _LIMITED_WORDS
    return _CLIENT_WORDS + _LIMITED_WORDS + _MEMBER_WORDS + _TICKET_WORDS


def snapshot(env: Environment, name: str) -> dict[str, list[str]]:
    """Copy every row that is foreign to this person or tells of one, but for log and counters."""
    ids, own = set(foreign_ids(name)), _OWN_TO.get(name)
    # Narrowing who sees what deletes every kept file.
    left_out = _UNRECORDED | ({"kept_export"} if name == "admin" else set())
    copy: dict[str, list[str]] = {}
    with database.reading(env.engine) as session:
        for table in SQLModel.metadata.sorted_tables:
            if table.name in left_out:
                continue
            for row in session.execute(select(table)).mappings():
                named = {value for value in row.values() if isinstance(value, UUID)}
                if row.get("id") != own and named & ids:
                    text = {key: str(row[key]) for key in row if key != "last_seen_at"}
                    copy.setdefault(table.name, []).append(json.dumps(text))
    return {table: sorted(rows) for table, rows in copy.items()}


def settle_strangers(env: Environment) -> None:
    """Write everything of the strangers."""
    with database.transaction(env.engine) as session:
        make = Factory(env, session)
        _territory(make)
        _people(make)
        _dividing(make)
        _consultation(make)
        _clients(make)
        _operations(make)


def _territory(make: Factory) -> None:
    today = make.work.today
    make.add(Region(id=TERRITORY, name="KSV Verweg"))
    make.add(
        CodeRedPeriod(
            id=TERRITORY, region_id=TERRITORY, starts_on=today, ends_on=today + timedelta(days=70)
        )
    )
    make.add(Insurer(id=TERRITORY, name="Verzekeraar Verweg"))
    make.add(
        InsurerLabel(id=TERRITORY, insurer_id=TERRITORY, name="Verweg Label", uzovi_code="9099")
    )
    make.add(
        CareProvider(
            id=TERRITORY,
            name="Kraamzorg Verweg",
            kind=ProviderKind.ORGANIZATION,
            agb_code="08999999",
            email="info@verweg.test",
        )
    )
    make.add(ProviderApproval(provider_id=TERRITORY, region_id=TERRITORY, approved_at=LONG_AGO))


def _people(make: Factory) -> None:
    work = make.work
    make.add(
        User(
            id=PRIVATE,
            email="lidkanarie@verweg.test",
            display_name="Lidkanarie",
            created_at=LONG_AGO,
            email_confirmed_at=LONG_AGO,
        )
    )
    member = {"user_id": PRIVATE, "created_at": LONG_AGO, "accepted_at": LONG_AGO}
    make.add(Membership(id=PRIVATE, role=Role.INSURER, insurer_id=TERRITORY, **member))
    make.add(Membership(id=TERRITORY, role=Role.COORDINATOR, region_id=TERRITORY, **member))
    make.add(
        UserSession(
            id=PRIVATE,
            token_hash="x" * 64,
            user_id=PRIVATE,
            membership_id=PRIVATE,
            created_at=work.now,
            last_seen_at=work.now,
            authenticated_at=work.now,
            expires_at=work.now + timedelta(hours=10),
        )
    )
    make.add(
        Passkey(
            id=PRIVATE,
            user_id=PRIVATE,
            name="Lidkanarie",
            credential_id=b"stranger",
            public_key=b"stranger",
            created_at=work.now,
        )
    )
    make.add(
        ExternalIdentity(
            id=PRIVATE,
            user_id=PRIVATE,
            issuer="https://id.verweg.test",
            subject="lidkanarie",
            linked_at=work.now,
        )
    )
    make.add(
        PeriodRequest(
            id=TERRITORY,
            region_id=TERRITORY,
            period_id=TERRITORY,
            starts_on=work.today,
            ends_on=work.today + timedelta(days=7),
            reason="Lidkanarie vraagt dit",
            requested_by=PRIVATE,
            requested_at=work.now,
        )
    )
    make.add(
        Proposal(
            id=PRIVATE,
            kind=ProposalKind.INSURERS,
            user_id=PRIVATE,
            content={"added": ["geheimkanarie"]},
            created_at=work.now,
            expires_at=work.now + timedelta(days=1),
        )
    )
    make.add(
        ProviderApplication(
            id=TERRITORY,
            name="Lidkanarie",
            agb_code="08888888",
            email="aanvraag-lidkanarie@verweg.test",
            region_ids=[str(TERRITORY)],
            applied_at=work.now,
        )
    )


def _dividing(make: Factory) -> None:
    """State places of a strange provider, and keep a proposal of a strange coordinator."""
    now = make.work.now
    make.add(ProviderCapacity(provider_id=TERRITORY, region_id=TERRITORY, updated_at=LONG_AGO))
    make.add(CapacityWeek(provider_id=TERRITORY, region_id=TERRITORY, week="2026-W12", places=3))
    make.add(
        DivisionDraft(
            id=PRIVATE,
            membership_id=TERRITORY,
            region_id=TERRITORY,
            first_week="2026-W10",
            last_week="2026-W20",
            created_at=now,
            touched_at=now,
        )
    )


def _consultation(make: Factory) -> None:
    work = make.work
    text = work.keyring.seal("Lidkanarie", table="region_note", row=TERRITORY, field="text")
    make.add(
        RegionNote(
            id=TERRITORY, region_id=TERRITORY, user_id=PRIVATE, text=text, written_at=work.now
        )
    )
    for membership_id in (PRIVATE, TERRITORY):
        make.add(ContactPerson(membership_id=membership_id, agreed_at=LONG_AGO))


def _clients(make: Factory) -> None:
    work = make.work
    region, label = _get(make.session, Region), _get(make.session, InsurerLabel)
    usual: dict[str, Any] = {
        "due_date": work.today + timedelta(weeks=8),
        "pc4": "1234",
        "identity": {
            "first_name": "Geheimkanarie",
            "last_name": "Geheimkanarie",
            "birth_date": "1990-07-23",
            "street": "Geheimkanarie",
            "phone": "+31666777888",
            "email": "geheimkanarie@verweg.test",
            "bsn": "999990056",
        },
    }
    make.entry(region, label, id=PRIVATE, client_number="NUMMERKANARIE1", **usual)
    taken = {"state": EntryState.ACCEPTED, "provider": _get(make.session, CareProvider)}
    make.entry(region, label, id=TERRITORY, client_number="NUMMERKANARIE2", **usual, **taken)
    everybody.invitation(
        make,
        TERRITORY,
        PRIVATE,
        id=PRIVATE,
        client_number="NUMMERKANARIE3",
        draft='{"first_name": "Geheimkanarie"}',
        email="geheimkanarie@verweg.test",
        inviter_insurer_id=TERRITORY,
    )
    make.add(
        ClientSession(
            id=PRIVATE,
            token_hash="y" * 64,
            device_hash="z" * 64,
            entry_id=PRIVATE,
            created_at=work.now,
            last_seen_at=work.now,
            recognized_at=work.now,
            expires_at=work.now + timedelta(hours=10),
        )
    )
    make.add(
        Offer(
            id=PRIVATE,
            entry_id=PRIVATE,
            provider_id=TERRITORY,
            region_id=TERRITORY,
            due_week=iso_week(usual["due_date"]),
            offered_by=PRIVATE,
            offered_at=work.now,
            expires_at=work.now + timedelta(days=2),
        )
    )
    content = work.keyring.seal_bytes(
        b"Geheimkanarie", table="kept_export", row=PRIVATE, field="content"
    )
    make.add(
        KeptExport(
            id=PRIVATE,
            membership_id=PRIVATE,
            period="2026-W01",
            format="csv",
            with_personal_data=False,
            content=content,
            row_count=1,
            created_at=work.now,
            expires_at=work.now + timedelta(days=20),
        )
    )
    make.add(
        BellItem(
            id=PRIVATE,
            membership_id=PRIVATE,
            notification="placed",
            entry_id=PRIVATE,
            created_at=work.now,
        )
    )


def _operations(make: Factory) -> None:
    work = make.work

    def sealed(table: str, field: str) -> bytes:
        return work.keyring.seal("Vraagkanarie", table=table, row=OPERATIONS, field=field)

    make.add(
        Ticket(
            id=OPERATIONS,
            number=TICKET_NUMBER,
            user_id=PRIVATE,
            category=next(iter(TicketCategory)),
            subject=sealed("ticket", "subject"),
            created_at=work.now,
            changed_at=work.now,
        )
    )
    make.add(
        TicketMessage(
            id=OPERATIONS,
            ticket_id=OPERATIONS,
            user_id=PRIVATE,
            is_answer=False,
            text=sealed("ticket_message", "text"),
            written_at=work.now,
        )
    )
    make.add(
        OutboxMessage(
            id=OPERATIONS,
            notification="placed",
            message_id="<stranger@verweg.test>",
            created_at=work.now,
            next_attempt_at=work.now + timedelta(days=1),
        )
    )


def _get(session: Session, kind: type[Any]) -> Any:
    return session.get_one(kind, TERRITORY)
