"""The functional admin changes who sees what: never above the ceiling, never alone."""

from __future__ import annotations

import random
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Barrier
from uuid import UUID

import pytest
from sqlmodel import select

from kraamzorg_app import database
from kraamzorg_app.domain import disclosure
from kraamzorg_app.domain.actors import Actor, Role
from kraamzorg_app.domain.disclosure import CEILING, CHANGEABLE, FLOOR, Audience, Field
from kraamzorg_app.domain.entries import BsnReason
from kraamzorg_app.domain.errors import Conflict, FieldErrors, NotAllowed, NotFound
from kraamzorg_app.models.access_log import AccessLogLine
from kraamzorg_app.models.messages import BellItem, KeptExport
from kraamzorg_app.models.tool import DisclosureState
from kraamzorg_app.services import disclosure_policy, kept_exports, waiting_list
from kraamzorg_app.services.environment import Environment
from kraamzorg_app.services.unit_of_work import begin
from tests.factories import Factory
from tests.personas import Cast

WHY = "Afgesproken met de verzekeraars."


@pytest.fixture
def second_admin(env: Environment, cast: Cast) -> Actor:
    with database.transaction(env.engine) as session:
        member = Factory(env, session).member("bo2@people.test", Role.FUNCTIONAL_ADMIN)
    return replace(cast.admin, user_id=member.user_id, membership_id=member.id)


def wanted(actor: Actor, audience: Audience, *add: Field, less: tuple[Field, ...] = ()) -> dict:
    now = disclosure_policy.read(actor).policy[audience]
    return {audience.value: sorted((now | set(add)) - set(less))}


def change(actor: Actor, audience: Audience, *add: Field, less: tuple[Field, ...] = ()):
    page = disclosure_policy.read(actor)
    return disclosure_policy.propose(
        actor, wanted(actor, audience, *add, less=less), WHY, page.based_on
    )


def only_pending(actor: Actor) -> UUID:
    (waiting,) = disclosure_policy.read(actor).pending
    return UUID(waiting.id)


def lines(env: Environment, event: str) -> list[AccessLogLine]:
    with database.reading(env.engine) as session:
        return list(session.exec(select(AccessLogLine).where(AccessLogLine.event == event)).all())


def test_a_narrowing_counts_at_once_and_is_logged_with_before_and_after(
    env: Environment, cast: Cast
) -> None:
    assert waiting_list.read_entry(cast.insurer, cast.waiting_vgz.id).view.phone
    change(cast.admin, Audience.INSURER_GROUP_2, less=(Field.PHONE,))
    assert waiting_list.read_entry(cast.insurer, cast.waiting_vgz.id).view.phone is None
    (line,) = lines(env, "DISCLOSURE_CHANGED")
    assert "PHONE" in line.details["before"]["INSURER_GROUP_2"]
    assert "PHONE" not in line.details["after"]["INSURER_GROUP_2"]
    assert line.details["reason"] == WHY


def test_a_widening_counts_only_after_a_second_admin(cast: Cast, second_admin: Actor) -> None:
    outcome = change(cast.admin, Audience.INSURER_GROUP_2, Field.BSN)
    assert outcome.waits
    with pytest.raises(NotAllowed):
        waiting_list.reveal_bsn(cast.insurer, cast.waiting_vgz.id, BsnReason(next(iter(BsnReason))))
    with pytest.raises(Conflict) as refused:
        disclosure_policy.confirm(cast.admin, only_pending(cast.admin))
    assert refused.value.code == "second_admin_needed"
    disclosure_policy.confirm(second_admin, only_pending(second_admin))
    bsn = waiting_list.reveal_bsn(cast.insurer, cast.waiting_vgz.id, next(iter(BsnReason)).value)
    assert bsn == "999990019"
    (done,) = disclosure_policy.read(cast.admin).history
    assert (done.proposed_by, done.decided_by, done.reason) == ("bo", "bo2", WHY)


def test_the_second_admin_is_told_and_may_refuse(
    env: Environment, cast: Cast, second_admin: Actor
) -> None:
    change(cast.admin, Audience.PROVIDER_OTHER, Field.NAME)
    with database.reading(env.engine) as session:
        rung = {item.membership_id for item in session.exec(select(BellItem)).all()}
    assert rung == {second_admin.membership_id}
    disclosure_policy.turn_down(second_admin, only_pending(second_admin))
    assert disclosure_policy.read(cast.admin).history[0].state is DisclosureState.REFUSED
    assert waiting_list.read_entry(cast.provider, cast.waiting.id).view.name is None


def test_the_one_who_proposed_can_take_it_back(cast: Cast) -> None:
    change(cast.admin, Audience.PROVIDER_OTHER, Field.NAME)
    disclosure_policy.turn_down(cast.admin, only_pending(cast.admin))
    assert disclosure_policy.read(cast.admin).history[0].state is DisclosureState.WITHDRAWN


def test_of_a_change_both_ways_the_narrowing_does_not_wait(cast: Cast) -> None:
    outcome = change(cast.admin, Audience.INSURER_GROUP_2, Field.ADDRESS, less=(Field.EMAIL,))
    assert (outcome.closed, outcome.waits) == (1, True)
    view = waiting_list.read_entry(cast.insurer, cast.waiting_vgz.id).view
    assert (view.email, view.address) == (None, None)


def test_what_was_decided_twice_counts_once(cast: Cast, second_admin: Actor) -> None:
    change(cast.admin, Audience.PROVIDER_OTHER, Field.NAME)
    change_id = only_pending(cast.admin)
    disclosure_policy.turn_down(second_admin, change_id)
    with pytest.raises(Conflict):
        disclosure_policy.confirm(second_admin, change_id)
    assert waiting_list.read_entry(cast.provider, cast.waiting.id).view.name is None


def test_the_effect_is_shown_before_anything_is_saved(cast: Cast) -> None:
    asked = wanted(cast.admin, Audience.INSURER_GROUP_1, Field.NAME, less=(Field.INSURER,))
    shown = disclosure_policy.compare(cast.admin, asked)
    assert shown.opens == (), "the ceiling keeps names from group 1"
    (effect,) = shown.closes
    assert (effect.field, effect.people) == (Field.INSURER, 2)
    assert disclosure_policy.read(cast.admin).history == ()


def test_a_change_needs_a_reason_something_to_change_and_a_fresh_page(cast: Cast) -> None:
    asked = wanted(cast.admin, Audience.INSURER_GROUP_2, less=(Field.PHONE,))
    with pytest.raises(FieldErrors):
        disclosure_policy.propose(cast.admin, asked, "  ", 0)
    with pytest.raises(FieldErrors):
        disclosure_policy.propose(cast.admin, asked, "x" * 1001, 0)
    disclosure_policy.propose(cast.admin, asked, WHY, 0)
    with pytest.raises(Conflict):
        disclosure_policy.propose(cast.admin, asked, WHY, 0)
    with pytest.raises(Conflict) as refused:
        disclosure_policy.propose(cast.admin, asked, WHY, 1)
    assert refused.value.code == "nothing_changed"


def test_files_made_under_a_wider_policy_are_gone(env: Environment, cast: Cast) -> None:
    with begin(cast.coordinator) as work:
        for member in (cast.coordinator, cast.insurer):
            kept_exports.keep(
                work,
                member.membership_id,
                "2026-W09",
                {"csv": b"x"},
                [cast.waiting.id],
                with_personal_data=True,
            )
    change(cast.admin, Audience.INSURER_GROUP_2, less=(Field.PHONE,))
    with database.reading(env.engine) as session:
        left = [row.membership_id for row in session.exec(select(KeptExport)).all()]
    assert left == [cast.coordinator.membership_id]


def test_open_pages_are_told(env: Environment, cast: Cast) -> None:
    heard: list[str] = []
    env.announcements.listen(heard.append)
    change(cast.admin, Audience.INSURER_GROUP_2, less=(Field.PHONE,))
    assert {f"region:{cast.friesland.id}", f"insurer:{cast.vgz.id}"} <= set(heard)


def test_nobody_else_reads_or_changes_the_policy(cast: Cast) -> None:
    for actor in (cast.technician, cast.coordinator, cast.provider, cast.insurer):
        for verb in (disclosure_policy.read, lambda a: disclosure_policy.compare(a, {})):
            with pytest.raises(NotAllowed):
                verb(actor)


def test_what_no_browser_of_ours_would_send_is_refused(cast: Cast) -> None:
    for nonsense in ({}, {"CLIENT": []}, {"NOBODY": ["BSN"]}, {"INSURER_GROUP_2": "BSN"}, {"X": 1}):
        assert disclosure_policy.compare(cast.admin, nonsense).opens == ()
    odd = {"PROVIDER_OTHER": [1, None, "X", "NAME"]}
    assert len(disclosure_policy.compare(cast.admin, odd).opens) == 1
    for wrong in ("x", None, UUID(int=1)):
        with pytest.raises(NotFound):
            disclosure_policy.confirm(cast.admin, wrong)


@pytest.mark.parametrize("seed", range(5))
def test_no_sequence_of_changes_passes_the_ceiling(
    cast: Cast, second_admin: Actor, seed: int
) -> None:
    dice = random.Random(seed)  # noqa: S311 - chance for a test
    admins = [cast.admin, second_admin]
    for _ in range(25):
        actor = dice.choice(admins)
        page = disclosure_policy.read(actor)
        waiting = [UUID(view.id) for view in page.pending]
        step = dice.choice(("propose", "propose", "confirm", "turn_down"))
        try:
            if step == "propose":
                asked = {
                    a.value: dice.sample(list(Field), dice.randrange(len(Field)))
                    for a in dice.sample(list(Audience), 3)
                }
                disclosure_policy.propose(actor, asked, WHY, page.based_on)
            elif waiting:
                getattr(disclosure_policy, step)(actor, dice.choice(waiting))
        except Conflict:
            pass
        policy = disclosure_policy.read(actor).policy
        for audience in CHANGEABLE:
            assert FLOOR[audience] <= policy[audience] <= CEILING[audience]
            assert disclosure.fields_for(policy, audience) == policy[audience]
        assert policy[Audience.NOBODY] == frozenset()
        assert policy[Audience.CLIENT] == frozenset(Field)


def test_of_two_admins_in_the_same_instant_one_reads_that_the_other_was_first(
    cast: Cast, second_admin: Actor
) -> None:
    fields = (Field.BIRTH_DATE, Field.INSURER)
    page = disclosure_policy.read(cast.admin)
    barrier = Barrier(2)

    def narrow(actor: Actor, field: Field) -> str:
        want = wanted(actor, Audience.PROVIDER_OTHER, less=(field,))
        barrier.wait(timeout=60)
        try:
            disclosure_policy.propose(actor, want, WHY, page.based_on)
        except Conflict as refused:
            return refused.code
        return "counts"

    with ThreadPoolExecutor(2) as pool:
        outcomes = list(pool.map(narrow, (cast.admin, second_admin), fields))
    assert sorted(outcomes) == ["conflict", "counts"]
    after = disclosure_policy.read(cast.admin)
    assert after.based_on == page.based_on + 1
    closed = page.policy[Audience.PROVIDER_OTHER] - after.policy[Audience.PROVIDER_OTHER]
    assert closed == {fields[outcomes.index("counts")]}
