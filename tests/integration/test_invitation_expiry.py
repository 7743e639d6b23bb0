"""An invitation that nobody answered ends by itself, and whoever sent it hears so."""

from __future__ import annotations

from datetime import timedelta

from sqlmodel import select

from kraamzorg_app import database
from kraamzorg_app.adapters.clock import FrozenClock
from kraamzorg_app.domain.actors import Actor, Job
from kraamzorg_app.domain.entries import InvitationState
from kraamzorg_app.models.waiting_list import Fingerprint, Invitation
from kraamzorg_app.services import invitation_expiry
from kraamzorg_app.services.environment import Environment
from tests.factories import Factory
from tests.integration.test_notifications import belled, told
from tests.personas import Cast

JOB = Actor.system(Job.EXPIRE_INVITATIONS)


def invite(env: Environment, cast: Cast) -> Invitation:
    with database.transaction(env.engine) as session:
        make = Factory(env, session)
        invitation = make.add(
            Invitation(
                region_id=cast.friesland.id,
                pc4="8731",
                due_date=make.work.today + timedelta(weeks=12),
                client_number="TS2222RR",
                inviter_user_id=cast.insurer.user_id,
                inviter_insurer_id=cast.vgz.id,
                draft=b"sealed",
                created_at=make.work.now,
                sent_at=make.work.now,
                expires_at=make.work.now + timedelta(days=14),
            )
        )
        make.add(Fingerprint(kind="number", hash="a" * 64, invitation_id=invitation.id))
    return invitation


def test_it_ends_at_its_moment_and_the_inviter_hears_so_once(
    env: Environment, cast: Cast, clock: FrozenClock
) -> None:
    invitation = invite(env, cast)
    clock.advance(timedelta(days=14) - timedelta(seconds=1))
    assert invitation_expiry.expire_due(JOB) == 0
    clock.advance(timedelta(seconds=1))
    assert invitation_expiry.expire_due(JOB) == 1
    assert invitation_expiry.expire_due(JOB) == 0
    with database.reading(env.engine) as session:
        row = session.get_one(Invitation, invitation.id)
        assert (row.state, row.draft) == (InvitationState.EXPIRED, None)
        assert session.exec(select(Fingerprint)).all() == []
    assert told(env) == {
        "verzekeraar-avg@people.test": "KSV Friesland: een uitnodiging is verlopen"
    }
    assert belled(env) == {cast.insurer.membership_id}


def test_a_completed_invitation_does_not_expire(
    env: Environment, cast: Cast, clock: FrozenClock
) -> None:
    invitation = invite(env, cast)
    with database.transaction(env.engine) as session:
        session.get_one(Invitation, invitation.id).state = InvitationState.COMPLETED
    clock.advance(timedelta(days=60))
    assert invitation_expiry.expire_due(JOB) == 0
    assert told(env) == {}
