"""A command makes the first administrator, and helps the last one who lost her second factor."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlmodel import col, select

from kraamzorg_app.adapters.clock import FrozenClock
from kraamzorg_app.domain.actors import Actor, Job, Role
from kraamzorg_app.domain.errors import Conflict, FieldErrors, NotAllowed, NotFound, TooManyTries
from kraamzorg_app.jobs import first_admin as command
from kraamzorg_app.models.access_log import AccessLogLine
from kraamzorg_app.models.accounts import Membership, User
from kraamzorg_app.services import (
    account_links,
    accounts,
    first_admin,
    second_factor,
    second_factor_reset,
    sessions,
)
from kraamzorg_app.services.login_attempts import Stage
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

COMMAND = Actor.system(Job.INVITE_FIRST_ADMIN)
LOST = Actor.system(Job.RESET_ADMIN_FACTOR)


@pytest.mark.usefixtures("env")
def test_the_first_admin_makes_an_account_by_the_link(clock: FrozenClock) -> None:
    void = first_admin.invite(COMMAND, EMAIL)
    link = first_admin.invite(COMMAND, EMAIL)
    assert [kind for kind, _ in mails()] == ["user_invited", "user_invited"]
    assert shown(account_links.open(void.rpartition("/")[2], ORIGIN)).errors
    step = account_links.open(link.rpartition("/")[2], ORIGIN)
    step = accounts.accept_invitation(VISITOR, step.attempt or "", "Bo", PASSWORD)
    actor = sessions.resolve(confirm(step, clock).session or "", origin=ORIGIN)
    assert actor is not None
    assert (actor.role, actor.may_manage_members) == (Role.FUNCTIONAL_ADMIN, True)
    with pytest.raises(FieldErrors):
        first_admin.invite(COMMAND, "someone@else.test")


def test_nobody_else_can_and_not_when_there_is_one(cast: Cast) -> None:
    for actor in (cast.admin, VISITOR, Actor.system(Job.SEND_OUTBOX)):
        with pytest.raises(NotAllowed):
            first_admin.invite(actor, EMAIL)
    with pytest.raises(FieldErrors):
        first_admin.invite(COMMAND, EMAIL)


def test_the_last_admin_who_lost_everything_sets_up_a_new_app(
    cast: Cast, clock: FrozenClock
) -> None:
    email = give_password(cast.admin)
    first_admin.reset_second_factor(LOST, f" {email.upper()}")
    assert [kind for kind, _ in mails(email)] == ["reset_second_factor"]
    step = account_links.open(last_token(email), ORIGIN)
    assert shown(step).stage is Stage.FACTOR_PASSWORD
    step = second_factor_reset.give_password(VISITOR, step.attempt or "", "geraden wachtwoord")
    assert shown(step).errors == {"password": "own_password_wrong"}
    step = second_factor_reset.give_password(VISITOR, step.attempt or "", PASSWORD)
    secret = shown(step).secret.replace(" ", "")
    done = second_factor_reset.confirm_app(
        VISITOR,
        step.attempt or "",
        second_factor.totp(secret).at(clock.now()),
        device="Firefox",
        former_session="",
    )
    assert sessions.resolve(done.session or "", origin=ORIGIN) is not None


def test_the_system_did_it_and_the_other_admins_are_told(cast: Cast, clock: FrozenClock) -> None:
    email = give_password(cast.admin)
    with begin(VISITOR) as work:
        colleague = User(email="kees@people.test", display_name="Kees", created_at=clock.now())
        work.session.add(colleague)
        work.session.flush()
        work.session.add(
            Membership(
                user_id=colleague.id,
                role=Role.FUNCTIONAL_ADMIN,
                may_manage_members=True,
                created_at=clock.now(),
                accepted_at=clock.now(),
            )
        )
    first_admin.reset_second_factor(LOST, email)
    [(kind, text)] = mails("kees@people.test")
    assert (kind, "/l/" in text) == ("second_factor_reset_asked", False)
    with begin(VISITOR) as work:
        line = work.session.exec(
            select(AccessLogLine).where(col(AccessLogLine.event) == "ACCOUNT_CHANGED")
        ).one()
        assert (line.user_id, line.role) == (None, Job.RESET_ADMIN_FACTOR)
        assert line.details["second_factor"] == "reset asked"


def test_the_command_helps_working_functional_admins_only(cast: Cast, clock: FrozenClock) -> None:
    email, of_coordinator = give_password(cast.admin), give_password(cast.coordinator)
    for address in (of_coordinator, "niemand@people.test"):
        with pytest.raises(NotFound):
            first_admin.reset_second_factor(LOST, address)
    with pytest.raises(FieldErrors):
        first_admin.reset_second_factor(LOST, "geen adres")
    for actor in (cast.admin, cast.technician, VISITOR, COMMAND):
        with pytest.raises(NotAllowed):
            first_admin.reset_second_factor(actor, email)
    with begin(VISITOR) as work:
        work.session.get_one(Membership, cast.admin.membership_id).revoked_at = clock.now()
    with pytest.raises(NotFound):
        first_admin.reset_second_factor(LOST, email)
    assert not mails(email)


def test_the_command_keeps_the_limits_of_a_reset(cast: Cast, clock: FrozenClock) -> None:
    email = give_password(cast.admin)
    accounts.forget_password(VISITOR, email)
    step = account_links.open(last_token(email), ORIGIN)
    accounts.choose_password(VISITOR, step.attempt or "", "een heel ander wachtwoord")
    with pytest.raises(Conflict, match="password_just_reset"):
        first_admin.reset_second_factor(LOST, email)
    clock.advance(timedelta(days=1))
    for _ in range(3):
        first_admin.reset_second_factor(LOST, email)
    with pytest.raises(TooManyTries):
        first_admin.reset_second_factor(LOST, email)


@pytest.mark.parametrize(
    "arguments", [[], ["--lost-second-factor"], [EMAIL, "--lost-second-factor"], [EMAIL, EMAIL]]
)
def test_a_command_that_is_not_whole_does_nothing(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert command.main(arguments) == 2
    assert "usage" in capsys.readouterr().err
