"""Everybody who can come to the tool: the cast, somebody without a role, and four clients."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID, uuid4

from kraamzorg_app import database
from kraamzorg_app.domain.actors import Actor, ActorKind
from kraamzorg_app.models.accounts import User
from kraamzorg_app.models.waiting_list import Invitation
from kraamzorg_app.services import client_sessions
from kraamzorg_app.services.environment import Environment
from kraamzorg_app.services.unit_of_work import begin
from tests.factories import LONG_AGO, Factory
from tests.personas import Cast

VISITOR = "visitor"
NEWCOMER = "newcomer"
MEMBERS = (
    "admin",
    "technician",
    "coordinator",
    "coordinator_limited",
    "provider",
    "provider_limited",
    "other_provider",
    "carer",
    "preferred",
    "preferred_limited",
    "insurer",
    "insurer_limited",
)
CLIENTS = ("invited", "invited_unknown", "placed", "placed_unknown")
"""Who answers an invitation or is on the list; "unknown" on a browser that has not seen her."""
EVERYBODY = (VISITOR, NEWCOMER, *MEMBERS, *CLIENTS)


def actor(cast: Cast, name: str) -> Actor:
    """Give somebody as her session would resolve her; ids of rows are made up where needed."""
    if name == VISITOR:
        return Actor.visitor("192.0.2.1")
    if name == NEWCOMER:
        return Actor(kind=ActorKind.PERSON, origin="192.0.2.1", user_id=uuid4())
    if name in CLIENTS:
        return Actor(
            kind=ActorKind.CLIENT,
            origin="192.0.2.1",
            session_id=uuid4(),
            invitation_id=uuid4() if name.startswith("invited") else None,
            entry_id=cast.waiting.id if name.startswith("placed") else None,
            is_recognized=not name.endswith("unknown"),
        )
    found: Actor = getattr(cast, name)
    return found


def newcomer(env: Environment) -> User:
    """Make an account that belongs to no organization."""
    with database.transaction(env.engine) as session:
        make = Factory(env, session)
        address = f"nieuw-{uuid4().hex[:8]}@people.test"
        return make.add(User(email=address, created_at=LONG_AGO, email_confirmed_at=LONG_AGO))


def invitation(
    make: Factory,
    region_id: UUID,
    inviter: UUID,
    *,
    client_number: str = "TS9999RR",
    draft: str | None = None,
    email: str | None = None,
    **values: UUID,
) -> Invitation:
    """Write an open invitation; `values` are further columns, and may name its id."""
    work, row_id = make.work, values.pop("id", None) or uuid4()

    def sealed(text: str | None, field: str) -> bytes | None:
        if text is None:
            return None
        return work.keyring.seal(text, table="invitation", row=row_id, field=field)

    return make.add(
        Invitation(
            id=row_id,
            region_id=region_id,
            pc4="8731",
            due_date=work.today + timedelta(weeks=12),
            client_number=client_number,
            email=sealed(email, "email"),
            draft=sealed(draft, "draft"),
            inviter_user_id=inviter,
            created_at=work.now,
            sent_at=work.now,
            expires_at=work.now + timedelta(days=30),
            **values,
        )
    )


def client_cookie(cast: Cast, env: Environment, name: str) -> str:
    """Come in as a client by her link; gives the Cookie header."""
    invited = None
    if name.startswith("invited"):
        with database.transaction(env.engine) as session:
            invited = invitation(
                Factory(env, session),
                cast.friesland.id,
                cast.insurer.user_id or uuid4(),
                draft='{"birth_date": "01-02-1990"}',
                email=f"{uuid4().hex[:8]}@client.test",
                inviter_insurer_id=cast.vgz.id,
            )
    with begin(Actor.visitor("192.0.2.1")) as work:
        cookies = client_sessions.start(
            work,
            None,
            invitation=invited,
            entry_id=None if invited else cast.waiting.id,
            is_recognized=not name.endswith("unknown"),
        )
    return f"client={cookies.session}"
