"""Inviting a client: the check again, one mail, nobody twice, seen by the own organization."""

from __future__ import annotations

from uuid import UUID, uuid4

import pytest
from sqlmodel import select

from kraamzorg_app import database
from kraamzorg_app.adapters.clock import FrozenClock
from kraamzorg_app.domain.actors import Actor, Job
from kraamzorg_app.domain.entries import InvitationState
from kraamzorg_app.domain.errors import Conflict, FieldErrors, NotAllowed, NotFound, TooManyTries
from kraamzorg_app.models.access_log import AccessLogLine
from kraamzorg_app.models.waiting_list import Invitation, WaitingListEntry
from kraamzorg_app.services import invitations, sent_invitations
from kraamzorg_app.services.client_entrance import LinkOutcome
from kraamzorg_app.services.environment import Environment
from tests.answers import added_link, bells, due, follow, links, mails, wish
from tests.personas import Cast


def stored(env: Environment, invitation_id: UUID) -> Invitation:
    with database.transaction(env.engine) as session:
        return session.get_one(Invitation, invitation_id)


def test_the_client_gets_one_mail_with_her_link_and_no_client_exists_yet(
    cast: Cast, env: Environment
) -> None:
    with database.transaction(env.engine) as session:
        before = len(session.exec(select(WaitingListEntry)).all())
    sent = invitations.invite(cast.insurer, wish(env))
    ((kind, recipient, text),) = mails(env)
    assert (kind, recipient) == ("invited", "noor@client.test")
    assert "/l/" in text
    assert "01-04-2026" in text  # 30 days from 2 March, the last day included
    assert "TS2222RR" not in text
    assert "8731" not in text
    with database.transaction(env.engine) as session:
        assert len(session.exec(select(WaitingListEntry)).all()) == before
    assert sent.client_number == "TS2222RR"


def test_a_double_click_sends_once(cast: Cast, env: Environment) -> None:
    twice = wish(env)
    assert invitations.invite(cast.insurer, twice) == invitations.invite(cast.insurer, twice)
    assert len(mails(env)) == 1


def test_the_client_number_of_an_insurer_is_typed_and_of_others_generated(
    cast: Cast, env: Environment
) -> None:
    with pytest.raises(FieldErrors) as refused:
        invitations.invite(cast.insurer, wish(env, client_number="", email="nobody"))
    assert refused.value.fields == {"client_number": "required", "email": "email_form"}
    for actor in (cast.provider, cast.coordinator):
        sent = invitations.invite(actor, wish(env, client_number="TS1111RR", request_key=uuid4()))
        assert sent.client_number.startswith("KW")


def test_the_check_runs_again_at_sending(cast: Cast, env: Environment) -> None:
    with pytest.raises(Conflict) as refused:
        invitations.invite(cast.insurer, wish(env, due_date=due(env, weeks=41)))
    assert refused.value.code == "list_closed"
    assert not mails(env)


@pytest.mark.parametrize("name", ["insurer_limited", "provider_limited", "coordinator_limited"])
def test_nobody_invites_without_the_avg_tick(cast: Cast, env: Environment, name: str) -> None:
    with pytest.raises(NotAllowed):
        invitations.invite(getattr(cast, name), wish(env))


def test_the_same_client_number_is_refused_whatever_the_region(
    cast: Cast, env: Environment
) -> None:
    invitations.invite(cast.insurer, wish(env))
    with pytest.raises(Conflict) as refused:
        invitations.invite(cast.insurer, wish(env, postcode="9711", request_key=uuid4()))
    assert refused.value.code == "already_listed"
    assert not refused.value.details
    assert len(mails(env)) == 1
    with database.transaction(env.engine) as session:
        logged = session.exec(
            select(AccessLogLine).where(AccessLogLine.event == "DUPLICATE_REFUSED")
        ).one()
    assert logged.outcome == "refused"


def test_another_insurer_may_use_the_same_number(cast: Cast, env: Environment) -> None:
    invitations.invite(cast.insurer, wish(env))
    invitations.invite(cast.preferred, wish(env, request_key=uuid4()))
    assert len(mails(env)) == 2


def test_guessing_at_who_is_listed_stops(cast: Cast, env: Environment) -> None:
    invitations.invite(cast.insurer, wish(env))
    for _ in range(20):
        with pytest.raises(Conflict):
            invitations.invite(cast.insurer, wish(env, request_key=uuid4()))
    with pytest.raises(TooManyTries):
        invitations.invite(cast.insurer, wish(env, client_number="NEW1", request_key=uuid4()))


def test_a_link_sent_again_works_and_so_does_the_first(cast: Cast, env: Environment) -> None:
    sent = invitations.invite(cast.insurer, wish(env))
    first = links(env)
    sent_invitations.resend(cast.insurer, sent.invitation_id)
    second = added_link(env, first)
    assert follow(first[0]).outcome is LinkOutcome.OPENED
    assert follow(second).outcome is LinkOutcome.OPENED


def test_a_withdrawn_link_says_so_and_frees_her_number(cast: Cast, env: Environment) -> None:
    sent = invitations.invite(cast.insurer, wish(env))
    sent_invitations.withdraw(cast.insurer, sent.invitation_id)
    assert follow(links(env)[0]).outcome is LinkOutcome.WITHDRAWN
    assert stored(env, sent.invitation_id).draft is None
    invitations.invite(cast.insurer, wish(env, request_key=uuid4()))
    with pytest.raises(Conflict):
        sent_invitations.resend(cast.insurer, sent.invitation_id)


def test_after_thirty_days_the_link_has_expired_and_the_inviter_is_told(
    cast: Cast, env: Environment, clock: FrozenClock
) -> None:
    sent = invitations.invite(cast.insurer, wish(env))
    clock.moment = stored(env, sent.invitation_id).expires_at
    assert follow(links(env)[0]).outcome is LinkOutcome.EXPIRED
    job = Actor.system(Job.EXPIRE_INVITATIONS)
    assert sent_invitations.expire(job) == 1
    assert sent_invitations.expire(job) == 0
    assert stored(env, sent.invitation_id).state is InvitationState.EXPIRED
    assert bells(env, "invitation_expired") == {cast.insurer.membership_id}


def test_the_own_organization_sees_the_address_with_the_tick_only(
    cast: Cast, env: Environment
) -> None:
    invitations.invite(cast.insurer, wish(env))
    (own,) = sent_invitations.list_invitations(cast.insurer).rows
    assert own.email == "noor@client.test"
    (limited,) = sent_invitations.list_invitations(cast.insurer_limited).rows
    assert limited.email is None


def test_the_coordinator_of_the_region_sees_it_without_the_address(
    cast: Cast, env: Environment
) -> None:
    sent = invitations.invite(cast.insurer, wish(env))
    (seen,) = sent_invitations.list_invitations(cast.coordinator).rows
    assert seen.email is None
    assert not seen.is_own
    with pytest.raises(NotFound):
        sent_invitations.withdraw(cast.coordinator, sent.invitation_id)


@pytest.mark.parametrize("name", ["provider", "preferred", "other_provider"])
def test_other_organizations_see_nothing_of_it(cast: Cast, env: Environment, name: str) -> None:
    sent = invitations.invite(cast.insurer, wish(env))
    other = getattr(cast, name)
    assert sent_invitations.list_invitations(other).total == 0
    with pytest.raises(NotFound):
        sent_invitations.resend(other, sent.invitation_id)
