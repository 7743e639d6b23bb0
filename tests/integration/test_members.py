"""Who manages the people of an organization, and what happens to whom."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from threading import Barrier
from uuid import UUID, uuid4

import pytest
from sqlmodel import select

from kraamzorg_app.adapters.clock import FrozenClock
from kraamzorg_app.domain.actors import Actor, ProviderKind, Role
from kraamzorg_app.domain.errors import Conflict, FieldErrors, NotAllowed, NotFound, TooManyTries
from kraamzorg_app.models.access_log import AccessLogLine
from kraamzorg_app.models.accounts import Affiliation, Membership, User, UserSession
from kraamzorg_app.services import (
    account_links,
    accounts,
    login_attempts,
    members,
    passwords,
    profile,
    second_factor,
    sessions,
)
from kraamzorg_app.services.administration import first_members
from kraamzorg_app.services.audit import LogEvent
from kraamzorg_app.services.login_attempts import Stage
from kraamzorg_app.services.members import MemberState
from kraamzorg_app.services.unit_of_work import begin
from tests.account_steps import (
    EMAIL,
    ORIGIN,
    PASSWORD,
    VISITOR,
    confirm,
    give_password,
    last_token,
    mails,
    shown,
)
from tests.personas import Cast

UNKNOWN = "niemand@people.test"


def membership_of(email: str) -> Membership:
    with begin(VISITOR) as work:
        return work.session.exec(
            select(Membership).join(User).where(User.email == email, Membership.revoked_at == None)  # noqa: E711
        ).one()


def log_in(person: Actor) -> str:
    with begin(VISITOR) as work:
        return sessions.start(work, work.session.get_one(User, person.user_id), "Firefox")


def resolved(token: str) -> Actor:
    actor = sessions.resolve(token, origin=ORIGIN)
    assert actor is not None
    return actor


def limited(cast: Cast) -> UUID:
    assert cast.provider_limited.membership_id is not None
    return cast.provider_limited.membership_id


def make_account() -> Actor:
    """Give somebody an account without any membership."""
    with begin(VISITOR) as work:
        user = accounts.user_for(work, EMAIL)
        user.display_name = "Lotte"
        user.password_hash = passwords.make_hash(PASSWORD)
        token = sessions.start(work, user, "Firefox")
    return resolved(token)


def test_a_member_sees_the_people_of_the_own_organization_only(cast: Cast) -> None:
    page = members.list_members(cast.provider)
    assert {row.email for row in page.rows} == {"miek@people.test", "miek-beperkt@people.test"}
    assert [row.is_self for row in page.rows if row.email == "miek@people.test"] == [True]
    assert {row.email for row in members.list_members(cast.admin).rows} == {"bo@people.test"}
    assert {row.email for row in members.list_members(cast.coordinator).rows} == {
        "coordinator@people.test",
        "coordinator-beperkt@people.test",
    }


def test_only_who_manages_members_changes_anything(cast: Cast) -> None:
    plain = replace(cast.provider, may_manage_members=False)
    assert members.list_members(plain).total == 2
    with pytest.raises(NotAllowed):
        members.invite(plain, EMAIL, may_view_personal_data=False)
    with pytest.raises(NotAllowed):
        members.link(plain, EMAIL, may_view_personal_data=False)
    with pytest.raises(NotAllowed):
        members.revoke(plain, limited(cast))


def test_an_invited_person_makes_an_account_and_works_at_once(
    cast: Cast, clock: FrozenClock
) -> None:
    members.invite(cast.provider, EMAIL.upper(), may_view_personal_data=True)
    [(kind, text)] = mails()
    assert kind == "user_invited"
    assert cast.miek.name in text
    step = account_links.open(last_token(), ORIGIN)
    view = shown(step)
    assert (step.path, view.stage, view.email, view.organization) == (
        "/uitnodiging",
        Stage.INVITATION,
        EMAIL,
        cast.miek.name,
    )
    refused = accounts.accept_invitation(VISITOR, step.attempt or "", "", "kort")
    assert shown(refused).errors == {"display_name": "required", "password": "password_too_short"}
    step = accounts.accept_invitation(VISITOR, refused.attempt or "", "Lotte", PASSWORD)
    actor = resolved(confirm(step, clock).session or "")
    assert (actor.role, actor.provider_id) == (Role.CARE_PROVIDER, cast.miek.id)
    assert actor.may_view_personal_data
    assert not actor.may_manage_members
    assert membership_of(EMAIL).affiliation is Affiliation.ORGANIZATION


def test_inviting_again_sends_a_new_link_and_the_old_one_is_void(cast: Cast) -> None:
    members.invite(cast.provider, EMAIL, may_view_personal_data=False)
    first = last_token()
    members.invite(cast.provider, EMAIL, may_view_personal_data=False)
    assert members.list_members(cast.provider).total == 3
    assert shown(account_links.open(first, ORIGIN)).errors == {"form": "link_used"}


def test_who_is_invited_reads_at_the_invitation_that_it_can_not_be_used(
    cast: Cast, clock: FrozenClock
) -> None:
    members.invite(cast.provider, EMAIL, may_view_personal_data=False)
    halfway = account_links.open(last_token(), ORIGIN).attempt or ""
    clock.advance(timedelta(minutes=30))
    late = accounts.accept_invitation(VISITOR, halfway, "Lotte", PASSWORD)
    assert (late.path, shown(late).errors) == ("/uitnodiging", {"form": "attempt_expired"})
    clock.advance(timedelta(days=14))
    late = account_links.open(last_token(), ORIGIN)
    assert (late.path, shown(late).errors) == ("/uitnodiging", {"form": "link_expired"})


def test_a_linked_person_works_after_accepting_and_not_before(cast: Cast) -> None:
    person = make_account()
    members.link(cast.provider, EMAIL, may_view_personal_data=False)
    assert [kind for kind, _ in mails()] == ["user_linked"]
    row = next(row for row in members.list_members(cast.provider).rows if row.email == EMAIL)
    assert row.state is MemberState.LINKED
    [pending] = profile.read(person).pending
    assert (pending.organization, pending.works_as) == (cast.miek.name, ProviderKind.ORGANIZATION)
    assert resolved(log_in(person)).role is None
    assert account_links.open(last_token(), ORIGIN).path == "/profiel"
    profile.accept_membership(person, UUID(pending.id))
    assert resolved(log_in(person)).provider_id == cast.miek.id


def test_who_is_asked_may_decline(cast: Cast) -> None:
    person = make_account()
    members.link(cast.provider, EMAIL, may_view_personal_data=False)
    [pending] = profile.read(person).pending
    profile.decline_membership(person, UUID(pending.id))
    assert not profile.read(person).pending
    assert members.list_members(cast.provider).total == 2


def test_nobody_accepts_for_another_person(cast: Cast) -> None:
    person = make_account()
    members.link(cast.provider, EMAIL, may_view_personal_data=False)
    [pending] = profile.read(person).pending
    with pytest.raises(NotFound):
        profile.accept_membership(cast.carer, UUID(pending.id))


def test_an_impossible_address_is_named(cast: Cast) -> None:
    for email, problem in (("", "required"), ("geen adres", "email_form")):
        for verb in (members.link, members.invite):
            with pytest.raises(FieldErrors) as refused:
                verb(cast.provider, email, may_view_personal_data=False)
            assert refused.value.fields == {"email": problem}


def test_linking_an_unknown_address_says_so_and_is_logged(cast: Cast) -> None:
    with pytest.raises(FieldErrors) as refused:
        members.link(cast.provider, UNKNOWN, may_view_personal_data=False)
    assert refused.value.fields == {"email": "unknown_account"}
    with begin(VISITOR) as work:
        [line] = work.session.exec(
            select(AccessLogLine).where(AccessLogLine.outcome == "failed")
        ).all()
    assert line.user_id == cast.provider.user_id
    assert UNKNOWN not in repr(line.model_dump())


def test_somebody_only_invited_is_unknown_too(cast: Cast) -> None:
    members.invite(cast.other_provider, EMAIL, may_view_personal_data=False)
    with pytest.raises(FieldErrors) as refused:
        members.link(cast.provider, EMAIL, may_view_personal_data=False)
    assert refused.value.fields == {"email": "unknown_account"}


def test_twenty_unknown_addresses_a_day_and_no_more(cast: Cast, clock: FrozenClock) -> None:
    for _ in range(20):
        with pytest.raises(FieldErrors):
            members.link(cast.provider, UNKNOWN, may_view_personal_data=False)
    with pytest.raises(TooManyTries):
        members.link(cast.provider, UNKNOWN, may_view_personal_data=False)
    clock.advance(timedelta(days=1))
    with pytest.raises(FieldErrors):
        members.link(cast.provider, UNKNOWN, may_view_personal_data=False)


def test_a_member_is_not_added_twice(cast: Cast) -> None:
    give_password(cast.provider_limited)
    with pytest.raises(FieldErrors) as refused:
        members.link(cast.provider, "miek-beperkt@people.test", may_view_personal_data=True)
    assert refused.value.fields == {"email": "already_member"}


def test_nobody_changes_the_own_rights(cast: Cast) -> None:
    own = cast.provider.membership_id
    assert own is not None
    for change in (
        lambda: members.allow_personal_data(cast.provider, own, allowed=False),
        lambda: members.allow_managing(cast.provider, own, allowed=False),
        lambda: members.revoke(cast.provider, own),
    ):
        with pytest.raises(Conflict) as refused:
            change()
        assert refused.value.code == "own_rights"


def test_the_tick_works_at_once_and_the_other_managers_are_told(cast: Cast) -> None:
    members.invite(cast.provider, EMAIL, may_view_personal_data=False)
    token = log_in(cast.provider_limited)
    assert not resolved(token).may_view_personal_data
    members.allow_personal_data(cast.provider, limited(cast), allowed=True)
    assert resolved(token).may_view_personal_data
    assert not mails("miek@people.test")
    members.allow_personal_data(cast.provider, membership_of(EMAIL).id, allowed=True)
    assert [kind for kind, _ in mails("miek-beperkt@people.test")] == ["avg_granted"]
    members.allow_personal_data(cast.provider, limited(cast), allowed=False)
    assert not resolved(token).may_view_personal_data


def test_managing_is_passed_on_and_taken_back(cast: Cast) -> None:
    token = log_in(cast.provider_limited)
    members.allow_managing(cast.provider, limited(cast), allowed=False)
    assert not resolved(token).may_manage_members
    members.allow_managing(cast.provider, limited(cast), allowed=True)
    assert resolved(token).may_manage_members


def test_a_revoked_person_is_out_at_the_next_event(cast: Cast) -> None:
    token = log_in(cast.provider_limited)
    members.revoke(cast.provider, limited(cast))
    assert sessions.resolve(token, origin=ORIGIN) is None
    assert resolved(log_in(cast.provider_limited)).role is None
    assert members.list_members(cast.provider).total == 1


def test_a_revoked_person_with_another_role_goes_on_in_that(cast: Cast) -> None:
    with begin(VISITOR) as work:
        work.session.add(
            Membership(
                user_id=cast.provider_limited.user_id,
                role=Role.INSURER,
                insurer_id=cast.vgz.id,
                created_at=work.now,
                accepted_at=work.now,
            )
        )
    token = log_in(cast.provider_limited)
    members.revoke(cast.provider, limited(cast))
    assert resolved(token).role is Role.INSURER


def test_a_revoked_manager_revokes_nobody_any_more(cast: Cast) -> None:
    """Two managers at once: the second one's actor still says that he may."""
    members.revoke(cast.provider, limited(cast))
    own = cast.provider.membership_id
    assert own is not None
    with pytest.raises(NotAllowed):
        members.revoke(cast.provider_limited, own)
    assert members.list_members(cast.provider).total == 1


def test_a_revoked_invitation_leads_nowhere(cast: Cast) -> None:
    members.invite(cast.provider, EMAIL, may_view_personal_data=False)
    token = last_token()
    members.revoke(cast.provider, membership_of(EMAIL).id)
    assert login_attempts.read(VISITOR, account_links.open(token, ORIGIN).attempt or "")
    assert shown(account_links.open(token, ORIGIN)).errors == {"form": "link_used"}


def test_people_of_another_organization_do_not_exist(cast: Cast) -> None:
    for membership_id in (limited(cast), uuid4()):
        for change in (
            lambda: members.allow_personal_data(cast.carer, membership_id, allowed=True),  # noqa: B023
            lambda: members.allow_managing(cast.insurer, membership_id, allowed=True),  # noqa: B023
            lambda: members.revoke(cast.other_provider, membership_id),  # noqa: B023
        ):
            with pytest.raises(NotFound):
                change()


def test_right_changes_are_in_the_log_with_before_and_after(cast: Cast) -> None:
    members.allow_personal_data(cast.provider, limited(cast), allowed=True)
    with begin(VISITOR) as work:
        [line] = work.session.exec(
            select(AccessLogLine).where(AccessLogLine.event == "MEMBERSHIP_CHANGED")
        ).all()
    assert (line.details["before"], line.details["after"]) == (False, True)
    assert line.user_id == cast.provider.user_id


def test_the_working_role_changes_here_and_at_the_next_log_in(cast: Cast) -> None:
    with begin(VISITOR) as work:
        other = Membership(
            user_id=cast.coordinator.user_id,
            role=Role.INSURER,
            insurer_id=cast.vgz.id,
            created_at=work.now,
            accepted_at=work.now,
        )
        work.session.add(other)
        work.session.flush()
        other_id = other.id
    token = log_in(cast.coordinator)
    person = resolved(token)
    assert person.role is Role.COORDINATOR
    profile.save(person, "  Truus   de Vries ", other_id)
    assert (resolved(token).role, resolved(token).display_name) == (Role.INSURER, "Truus de Vries")
    assert resolved(log_in(cast.coordinator)).role is Role.INSURER


def test_an_impossible_name_changes_nothing(cast: Cast) -> None:
    person = resolved(log_in(cast.provider))
    for name in ("", "   ", "x" * 121, "Mi\x00ek"):
        with pytest.raises(FieldErrors):
            profile.save(person, name, None)
    assert profile.read(person).display_name == "miek"


def test_a_manager_logs_a_colleague_out_everywhere_who_keeps_the_rights(cast: Cast) -> None:
    tokens = [log_in(cast.provider_limited) for _ in range(2)]
    members.end_sessions(cast.provider, limited(cast))
    assert [sessions.resolve(token, origin=ORIGIN) for token in tokens] == [None, None]
    assert resolved(log_in(cast.provider_limited)).membership_id == limited(cast)
    with begin(VISITOR) as work:
        line = work.session.exec(
            select(AccessLogLine).where(AccessLogLine.event == LogEvent.SESSIONS_ENDED)
        ).one()
    assert (line.user_id, line.details) == (
        cast.provider.user_id,
        {"account": str(cast.provider_limited.user_id), "sessions": 2},
    )


def test_nobody_logs_out_a_stranger_or_by_this_way_oneself(cast: Cast) -> None:
    token = log_in(cast.provider_limited)
    for stranger in (cast.carer, cast.insurer, cast.admin):
        with pytest.raises(NotFound):
            members.end_sessions(stranger, limited(cast))
    assert cast.provider.membership_id is not None
    with pytest.raises(Conflict, match="own_rights"):
        members.end_sessions(cast.provider, cast.provider.membership_id)
    assert sessions.resolve(token, origin=ORIGIN)


def test_the_functional_admin_logs_out_anybody_of_an_organization(cast: Cast) -> None:
    with begin(VISITOR) as work:
        work.session.get_one(Membership, limited(cast)).may_manage_members = False
    token = log_in(cast.provider_limited)
    with pytest.raises(NotFound):
        first_members.end_sessions(cast.admin, "PROVIDER", str(cast.noord.id), str(limited(cast)))
    assert sessions.resolve(token, origin=ORIGIN)
    first_members.end_sessions(cast.admin, "PROVIDER", str(cast.miek.id), str(limited(cast)))
    assert sessions.resolve(token, origin=ORIGIN) is None
    coordinator = log_in(cast.coordinator)
    first_members.end_sessions(
        cast.admin, "REGION", str(cast.friesland.id), str(cast.coordinator.membership_id)
    )
    assert sessions.resolve(coordinator, origin=ORIGIN) is None


def test_nobody_works_under_the_role_of_another(cast: Cast) -> None:
    person = resolved(log_in(cast.provider))
    for membership_id in (cast.insurer.membership_id, uuid4()):
        with pytest.raises(NotFound):
            profile.save(person, "Miek", membership_id)
    assert profile.read(person).display_name == "miek"


def test_the_profile_lists_the_own_sessions_only(cast: Cast) -> None:
    log_in(cast.carer)
    log_in(cast.provider)
    person = resolved(log_in(cast.provider))
    listed = profile.read(person).sessions
    assert len(listed) == 2
    assert [row.is_current for row in listed].count(True) == 1


def test_new_recovery_codes_need_a_code_of_the_app(cast: Cast, clock: FrozenClock) -> None:
    with begin(VISITOR) as work:
        secret = "KRSXG5CTMVRXEZLUKRSXG5CTMVRXEZLU"
        user = work.session.get_one(User, cast.provider.user_id)
        second_factor.seal(work, user, secret)
    with pytest.raises(FieldErrors) as refused:
        profile.renew_recovery_codes(cast.provider, "000000")
    assert refused.value.fields == {"code": "code_wrong"}
    typed = second_factor.totp(secret).at(clock.now())
    assert len(profile.renew_recovery_codes(cast.provider, typed)) == 10
    assert profile.read(cast.provider).recovery_codes_left == 10


def test_of_two_managers_who_revoke_each_other_one_stays(cast: Cast) -> None:
    start = Barrier(2)

    def revoke(actor: Actor, other: Actor) -> bool:
        assert other.membership_id is not None
        start.wait(10)
        try:
            members.revoke(actor, other.membership_id)
        except NotAllowed:
            return False
        return True

    pairs = ((cast.provider, cast.provider_limited), (cast.provider_limited, cast.provider))
    with ThreadPoolExecutor(2) as pool:
        outcomes = [future.result(30) for future in [pool.submit(revoke, *p) for p in pairs]]
    assert sorted(outcomes) == [False, True]
    assert members.list_members(cast.provider).total == 1


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_who_did_not_accept_is_nobodys_to_log_out_or_to_give_a_new_app(cast: Cast) -> None:
    lotte = make_account()
    members.link(cast.provider, EMAIL, may_view_personal_data=False)
    linked = membership_of(EMAIL)
    for verb in (members.end_sessions, members.reset_second_factor):
        with pytest.raises(Conflict, match="not_accepted_yet"):
            verb(cast.provider, linked.id)
    with begin(VISITOR) as work:
        assert work.session.get_one(UserSession, lotte.session_id).revoked_at is None
