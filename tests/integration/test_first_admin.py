"""A new installation has nobody yet: one command makes the first administrator."""

from __future__ import annotations

import pytest

from kraamzorg_app.adapters.clock import FrozenClock
from kraamzorg_app.domain.actors import Actor, Job, Role
from kraamzorg_app.domain.errors import FieldErrors, NotAllowed
from kraamzorg_app.services import account_links, accounts, first_admin, sessions
from tests.account_steps import EMAIL, ORIGIN, PASSWORD, VISITOR, confirm, mails, shown
from tests.personas import Cast

COMMAND = Actor.system(Job.INVITE_FIRST_ADMIN)


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
