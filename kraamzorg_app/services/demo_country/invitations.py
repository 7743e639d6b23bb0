"""Invitations of the demo country: under way, expired and withdrawn, nothing of them mailed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from uuid import UUID

from kraamzorg_app.domain.entries import InvitationState
from kraamzorg_app.domain.fingerprints import Identity
from kraamzorg_app.models.waiting_list import Invitation
from kraamzorg_app.services import duplicates
from kraamzorg_app.services.demo_country.drawing import Dice
from kraamzorg_app.services.demo_country.people import draw_person
from kraamzorg_app.services.demo_country.plans import EntryPlan, inviter_of
from kraamzorg_app.services.invitations import expiry, seal_email
from kraamzorg_app.services.unit_of_work import UnitOfWork

_STATES = (
    InvitationState.SENT,
    InvitationState.SENT,
    InvitationState.EXPIRED,
    InvitationState.SENT,
    InvitationState.WITHDRAWN,
)


def add_invitations(
    work: UnitOfWork,
    dice: Dice,
    users: dict[UUID, UUID],
    plans: Iterable[EntryPlan],
    client_numbers: Iterator[str],
) -> None:
    """Write an invitation for each plan."""
    rng = dice.random("invitations")
    for number, plan in enumerate(plans, start=1):
        state = _STATES[number % len(_STATES)]
        is_expired = state is InvitationState.EXPIRED
        age = timedelta(days=rng.uniform(31, 50) if is_expired else rng.uniform(0.2, 20))
        person = draw_person(rng, plan.place, work.today, 90_000 + number)
        invitation = Invitation(
            id=dice.id("invitation", number),
            log_id=dice.id("invitation log", number),
            state=state,
            region_id=plan.region.id,
            pc4=plan.place.pc4,
            due_date=plan.due_date,
            client_number=next(client_numbers),
            language=person.language,
            created_at=work.now - age,
            sent_at=work.now - age,
            expires_at=expiry(work) - age,
            ended_at=_ended_at(work, state, age),
            **inviter_of(plan, users, rng),
        )
        seal_email(work, invitation, person.values["email"] or "")
        work.session.add(invitation)
        work.session.flush()
        if state is InvitationState.SENT:
            duplicates.claim(work, _identity(invitation), invitation_id=invitation.id)


def _ended_at(work: UnitOfWork, state: InvitationState, age: timedelta) -> datetime | None:
    match state:
        case InvitationState.EXPIRED:
            return expiry(work) - age
        case InvitationState.WITHDRAWN:
            return work.now - age / 2
        case _:
            return None


def _identity(invitation: Invitation) -> Identity:
    return Identity(
        due_date=invitation.due_date.isoformat(),
        client_number=invitation.client_number,
        insurer_id=str(invitation.inviter_insurer_id or ""),
    )
