"""What a client types into her form, and the way there."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlmodel import col, select

from kraamzorg_app import database
from kraamzorg_app.domain.actors import Actor
from kraamzorg_app.domain.calendar import format_date
from kraamzorg_app.domain.registration_form import Step
from kraamzorg_app.models.client_access import ClientSession
from kraamzorg_app.models.messages import BellItem, OutboxMessage, OutboxState
from kraamzorg_app.models.organizations import InsurerLabel
from kraamzorg_app.services import client_entrance, client_sessions, invitations, registrations
from kraamzorg_app.services.environment import Environment
from kraamzorg_app.services.invitations import InvitationWish

VISITOR = Actor.visitor("192.0.2.9")


def due(env: Environment, weeks: int = 12) -> str:
    return format_date((env.clock.now() + timedelta(weeks=weeks)).date())


def wish(env: Environment, **values: Any) -> InvitationWish:
    usual = InvitationWish(
        postcode="8731 AB",
        due_date=due(env),
        client_number="TS2222RR",
        email="noor@client.test",
        request_key=uuid4(),
    )
    return replace(usual, **values)


def answers(env: Environment, label: InsurerLabel, **values: str) -> dict[str, str]:
    return {
        "first_name": "Noor",
        "last_name": "de Vries",
        "birth_date": "03-04-1995",
        "partner_name": "",
        "postcode": "8731 AB",
        "house_number": "7",
        "addition": "",
        "street": "Kerkstraat",
        "city": "Wommels",
        "phone": "06 12345678",
        "email": "noor@client.test",
        "due_date": due(env),
        "insurer_label": str(label.id),
        "bsn": "999990020",
        "spoken_language": "nl",
    } | values


def client_from(cookies: client_sessions.ClientCookies | None) -> Actor:
    assert cookies is not None
    actor = client_sessions.resolve(cookies.session, origin="192.0.2.9")
    assert actor is not None
    return actor


def follow(link: str, device: str | None = None) -> client_entrance.Entrance:
    return client_entrance.follow_link(VISITOR, link.rpartition("/")[2], device)


def invited(env: Environment, actor: Actor, **values: Any) -> Actor:
    """Give the client who followed the link of a new invitation."""
    before = links(env)
    invitations.invite(actor, wish(env, **values))
    return client_from(follow(added_link(env, before)).cookies)


def filled_in(client: Actor, typed: dict[str, str]) -> None:
    for step in (Step.PERSON, Step.ADDRESS, Step.CONTACT, Step.CARE):
        registrations.check_step(client, step, typed)


def registered(env: Environment, actor: Actor, label: InsurerLabel, **values: str) -> Actor:
    """Give the client who was invited, filled in everything and was placed."""
    client = invited(env, actor, client_number=values.pop("client_number", "TS2222RR"))
    filled_in(client, answers(env, label, **values))
    registrations.send(client, has_agreed=True, language="nl")
    return again(env, client)


def again(env: Environment, client: Actor) -> Actor:
    """Resolve the same session anew, as every event does."""
    with database.transaction(env.engine) as session:
        row = session.get_one(ClientSession, client.session_id)
        return replace(
            client,
            invitation_id=row.invitation_id,
            entry_id=row.entry_id,
            is_recognized=row.recognized_at is not None,
        )


def mails(env: Environment, notification: str | None = None) -> list[tuple[str, str, str]]:
    """Give kind, recipient and text of all mail that waits to be sent, in order."""
    with database.transaction(env.engine) as session:
        rows = session.exec(
            select(OutboxMessage)
            .where(OutboxMessage.state == OutboxState.PENDING)
            .order_by(col(OutboxMessage.created_at))
        ).all()

    def opened(row: OutboxMessage, field: str) -> str:
        sealed = getattr(row, field)
        return env.keyring.open(sealed, table="outbox_message", row=row.id, field=field)

    return [
        (row.notification, opened(row, "recipient"), opened(row, "text"))
        for row in rows
        if notification in {None, row.notification}
    ]


def links(env: Environment, notification: str | None = None) -> list[str]:
    return [link for mail in mails(env, notification) for link in re.findall(r"\S+/l/\S+", mail[2])]


def added_link(env: Environment, before: list[str]) -> str:
    """Give the one link that was mailed since."""
    (added,) = set(links(env)) - set(before)
    return added


def bells(env: Environment, notification: str) -> set[UUID]:
    """Give the memberships under whose bell this lies."""
    with database.transaction(env.engine) as session:
        found = select(BellItem.membership_id).where(BellItem.notification == notification)
        return set(session.exec(found).all())
