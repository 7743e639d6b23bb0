"""Offering a client: who may, what stands in the way, the answer, the term, and who is told."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from threading import Barrier
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy.exc import IntegrityError
from sqlmodel import col, select

from kraamzorg_app import database
from kraamzorg_app.adapters.clock import FrozenClock
from kraamzorg_app.domain.actors import Actor, ActorKind, Job
from kraamzorg_app.domain.calendar import format_date, iso_week
from kraamzorg_app.domain.entries import CloseReason, EntryState, TimelineKind
from kraamzorg_app.domain.errors import Conflict, DomainError, FieldErrors, NotAllowed, NotFound
from kraamzorg_app.domain.offers import DeclineReason, OfferState, WithdrawReason
from kraamzorg_app.domain.permissions import Permission
from kraamzorg_app.domain.registration_form import FormField
from kraamzorg_app.jobs import expire_offers
from kraamzorg_app.models.access_log import AccessLogLine
from kraamzorg_app.models.accounts import Membership
from kraamzorg_app.models.capacity import ExcludedPostcode
from kraamzorg_app.models.messages import BellItem, OutboxMessage
from kraamzorg_app.models.offers import Offer
from kraamzorg_app.models.organizations import MatchAgreement, Region
from kraamzorg_app.models.waiting_list import WaitingListEntry
from kraamzorg_app.services import births, coordination, corrections, offers, waiting_list
from kraamzorg_app.services.administration import provider_ending, providers
from kraamzorg_app.services.environment import Environment
from kraamzorg_app.services.unit_of_work import begin
from tests.personas import Cast

JOB = Actor.system(Job.EXPIRE_OFFERS)


def stored(env: Environment, offer_id: UUID) -> Offer:
    with database.reading(env.engine) as session:
        return session.get_one(Offer, offer_id)


def entry_of(env: Environment, entry_id: UUID) -> WaitingListEntry:
    with database.reading(env.engine) as session:
        return session.get_one(WaitingListEntry, entry_id)


def agree(env: Environment, region: Region, **values: Any) -> None:
    with database.transaction(env.engine) as session:
        row = session.get_one(Region, region.id)
        for name, value in values.items():
            setattr(row, name, value)


def belled(env: Environment, notification: str) -> set[UUID]:
    with database.reading(env.engine) as session:
        found = select(BellItem.membership_id).where(BellItem.notification == notification)
        return set(session.exec(found))


def mailed(env: Environment, notification: str) -> int:
    with database.reading(env.engine) as session:
        found = select(OutboxMessage).where(OutboxMessage.notification == notification)
        return len(session.exec(found).all())


def lines(actor: Actor, entry_id: UUID) -> list[tuple[TimelineKind, str | None, str | None]]:
    found = waiting_list.read_entry(actor, entry_id).lines
    return [(line.kind, line.offered_to, line.reason or line.detail) for line in found]


def members_of(env: Environment, provider_id: UUID) -> set[UUID]:
    with database.reading(env.engine) as session:
        return set(session.exec(select(Membership.id).where(Membership.provider_id == provider_id)))


def coordinators_of(env: Environment, region_id: UUID) -> set[UUID]:
    with database.reading(env.engine) as session:
        return set(session.exec(select(Membership.id).where(Membership.region_id == region_id)))


def test_an_offer_is_told_to_its_provider_and_stands_for_the_hours_of_the_region(
    env: Environment, cast: Cast, clock: FrozenClock
) -> None:
    agree(env, cast.friesland, offer_hours=24)
    offer_id = offers.offer(cast.coordinator, cast.waiting.id, cast.miek.id)
    made = stored(env, offer_id)
    assert (made.entry_id, made.provider_id, made.region_id) == (
        cast.waiting.id, cast.miek.id, cast.friesland.id,
    )  # fmt: skip
    assert made.due_week == iso_week(cast.waiting.due_date)
    assert (made.state, made.offered_by) == (OfferState.PENDING, cast.coordinator.user_id)
    assert made.expires_at == clock.moment + timedelta(hours=24)
    assert belled(env, "offered") == members_of(env, cast.miek.id)


def test_accepting_brings_her_in_care_as_when_taken_from_the_list(
    env: Environment, cast: Cast, clock: FrozenClock
) -> None:
    offer_id = offers.offer(cast.coordinator, cast.waiting.id, cast.miek.id)
    clock.moment += timedelta(hours=3)
    offers.accept(cast.provider, offer_id)
    entry = entry_of(env, cast.waiting.id)
    assert (entry.state, entry.provider_id) == (EntryState.ACCEPTED, cast.miek.id)
    assert entry.accepted_at == clock.moment
    assert (stored(env, offer_id).state, stored(env, offer_id).answered_at) == (
        OfferState.ACCEPTED, clock.moment,
    )  # fmt: skip
    assert belled(env, "taken") > coordinators_of(env, cast.friesland.id)
    assert waiting_list.read_entry(cast.provider, cast.waiting.id).view.name == "Sanne Jansen"


def test_whom_she_was_offered_to_may_also_take_her_from_the_list(
    env: Environment, cast: Cast
) -> None:
    agree(env, cast.friesland, match_agreement=MatchAgreement.COORDINATOR_ASSIGNS)
    offer_id = offers.offer(cast.coordinator, cast.waiting.id, cast.miek.id)
    waiting_list.accept(cast.provider, cast.waiting.id)
    assert stored(env, offer_id).state is OfferState.ACCEPTED


def test_nobody_else_takes_or_is_offered_her_until_the_coordinator_withdraws(
    env: Environment, cast: Cast
) -> None:
    offer_id = offers.offer(cast.coordinator, cast.waiting.id, cast.miek.id)
    with pytest.raises(Conflict, match="offered_elsewhere"):
        waiting_list.accept(cast.other_provider, cast.waiting.id)
    with pytest.raises(Conflict, match="already_offered"):
        offers.offer(cast.coordinator_limited, cast.waiting.id, cast.noord.id)
    offers.withdraw(cast.coordinator_limited, offer_id)
    assert stored(env, offer_id).withdraw_reason is WithdrawReason.BY_COORDINATOR
    assert belled(env, "offer_withdrawn") == members_of(env, cast.miek.id)
    with pytest.raises(Conflict, match="offer_over"):
        offers.accept(cast.provider, offer_id)
    with pytest.raises(Conflict, match="offer_over"):
        offers.withdraw(cast.coordinator, offer_id)
    waiting_list.accept(cast.other_provider, cast.waiting.id)


def test_declining_needs_a_reason_but_no_personal_data(env: Environment, cast: Cast) -> None:
    offer_id = offers.offer(cast.coordinator, cast.waiting.id, cast.miek.id)
    with pytest.raises(NotAllowed):
        offers.accept(cast.provider_limited, offer_id)
    for reason in ("", "OTHER", None, 3):
        with pytest.raises(FieldErrors):
            offers.decline(cast.provider_limited, offer_id, reason)
    offers.decline(cast.provider_limited, offer_id, DeclineReason.TOO_FAR)
    assert stored(env, offer_id).decline_reason is DeclineReason.TOO_FAR
    assert belled(env, "offer_declined") == coordinators_of(env, cast.friesland.id)
    with begin(cast.coordinator) as work:
        assert offers.refused_by(work, cast.friesland.id) == {
            cast.waiting.id: frozenset({cast.miek.id})
        }
    offers.offer(cast.coordinator, cast.waiting.id, cast.noord.id)


def test_an_offer_of_another_provider_or_region_does_not_exist(cast: Cast) -> None:
    offer_id = offers.offer(cast.coordinator, cast.waiting.id, cast.miek.id)
    elsewhere = replace(cast.coordinator, region_ids=frozenset({cast.groningen.id}))
    tries: list[Callable[[], Any]] = [
        lambda: offers.accept(cast.carer, offer_id),
        lambda: offers.decline(cast.carer, offer_id, DeclineReason.TOO_FAR),
        lambda: offers.withdraw(elsewhere, offer_id),
        lambda: offers.withdraw(cast.coordinator, uuid4()),
        lambda: offers.offer(cast.coordinator, cast.waiting_groningen.id, cast.noord.id),
        lambda: offers.offer(cast.coordinator, "x", cast.noord.id),  # type: ignore[arg-type]
    ]
    for attempt in tries:
        with pytest.raises(NotFound):
            attempt()


def test_what_stands_in_the_way_is_said_line_by_line_and_the_rest_is_sent(
    env: Environment, cast: Cast
) -> None:
    with database.transaction(env.engine) as session:
        session.add(ExcludedPostcode(provider_id=cast.anna.id, pc4="8751"))
    batch = uuid4()
    outcomes = offers.offer_many(
        cast.coordinator,
        [
            (cast.waiting_groningen.id, cast.noord.id),
            (cast.enrolled.id, cast.noord.id),
            (cast.waiting_vgz.id, cast.anna.id),
            (cast.waiting_vgz.id, uuid4()),
            (cast.waiting_vgz.id, cast.miek.id),
            (cast.waiting_vgz.id, cast.noord.id),
            (cast.waiting.id, cast.noord.id),
        ],
        batch,
    )
    assert [each.refusal for each in outcomes] == [
        "not_found",
        "just_taken",
        "postcode_not_served",
        "provider_not_approved",
        None,
        "already_offered",
        None,
    ]
    sent = [stored(env, each.offer_id) for each in outcomes if each.offer_id]
    assert {(row.provider_id, row.batch_id) for row in sent} == {
        (cast.miek.id, batch),
        (cast.noord.id, batch),
    }
    with begin(cast.coordinator) as work:
        week = iso_week(cast.waiting_vgz.due_date)
        assert offers.held_places(work, cast.friesland.id)[cast.miek.id, week] == 1
        assert len(offers.pending_in(work, cast.friesland.id)) == 2
    with database.reading(env.engine) as session:
        (line,) = session.exec(
            select(AccessLogLine).where(AccessLogLine.event == "CLIENTS_OFFERED")
        ).all()
    assert (len(line.subjects), line.details["refused"]) == (2, 5)


@pytest.mark.parametrize("pairs", [[("a", "b")], [(None, None)], [(uuid4(), 3)]])
def test_what_is_no_id_is_not_found(cast: Cast, pairs: Any) -> None:
    with pytest.raises(NotFound):
        offers.offer_many(cast.coordinator, pairs)


def test_where_providers_pick_freely_the_coordinator_offers_nobody(
    env: Environment, cast: Cast
) -> None:
    agree(env, cast.friesland, match_agreement=MatchAgreement.FREE_PICK)
    with pytest.raises(Conflict, match="agreement_free_pick"):
        offers.offer(cast.coordinator, cast.waiting.id, cast.miek.id)
    actions = waiting_list.read_entry(cast.coordinator, cast.waiting.id).actions
    assert Permission.OFFER_MAKE not in actions


def test_the_buttons_follow_the_offer(cast: Cast, clock: FrozenClock) -> None:
    offers.offer(cast.coordinator, cast.waiting.id, cast.miek.id)
    ways = {
        Permission.ENTRY_ACCEPT,
        Permission.OFFER_ACCEPT,
        Permission.OFFER_DECLINE,
        Permission.OFFER_MAKE,
    }

    def shown(actor: Actor) -> set[Permission]:
        return waiting_list.read_entry(actor, cast.waiting.id).actions & ways

    assert shown(cast.provider) == {Permission.OFFER_ACCEPT, Permission.OFFER_DECLINE}
    assert shown(cast.provider_limited) == {Permission.OFFER_DECLINE}
    assert shown(cast.other_provider) == set()
    assert shown(cast.coordinator) == {Permission.OFFER_MAKE}
    clock.moment += timedelta(hours=48)
    assert shown(cast.provider) == set()
    assert waiting_list.read_entry(cast.provider, cast.waiting.id).offer.is_over


def test_the_timeline_names_the_provider_to_the_coordinator_and_to_itself_only(
    cast: Cast,
) -> None:
    offer_id = offers.offer(cast.coordinator, cast.waiting.id, cast.miek.id)
    offers.decline(cast.provider, offer_id, DeclineReason.LANGUAGE)
    declined = (TimelineKind.OFFER_DECLINED, "Kraamzorg Miek", "LANGUAGE")
    assert declined in lines(cast.coordinator, cast.waiting.id)
    assert declined in lines(cast.provider, cast.waiting.id)
    for actor in (cast.carer, cast.preferred, cast.admin):
        assert set(lines(actor, cast.waiting.id)) == {
            (TimelineKind.OFFERED, None, None),
            (TimelineKind.OFFER_ENDED, None, None),
        }


def test_after_its_term_an_offer_expires_exactly_once_with_two_runners(
    env: Environment, cast: Cast, clock: FrozenClock
) -> None:
    ids = [
        offers.offer(cast.coordinator, entry.id, cast.miek.id)
        for entry in (cast.waiting, cast.waiting_vgz)
    ]
    clock.moment += timedelta(hours=48) - timedelta(seconds=1)
    assert offers.expire(JOB) == 0
    clock.moment += timedelta(seconds=1)
    with pytest.raises(Conflict, match="offer_over"):
        offers.accept(cast.provider, ids[0])
    barrier = Barrier(2)

    def run() -> int:
        barrier.wait(timeout=60)
        return offers.expire(JOB)

    with ThreadPoolExecutor(2) as pool:
        runs = [pool.submit(run) for _ in range(2)]
        assert sum(each.result(timeout=60) for each in runs) == 2
    expire_offers.run()
    assert {stored(env, each).state for each in ids} == {OfferState.EXPIRED}
    assert mailed(env, "offer_expired") == 2 * len(coordinators_of(env, cast.friesland.id))
    expired = (TimelineKind.OFFER_EXPIRED, "Kraamzorg Miek", "48")
    assert lines(cast.coordinator, cast.waiting.id).count(expired) == 1
    offers.offer(cast.coordinator, cast.waiting.id, cast.miek.id)


def test_closing_withdraws_the_offer_and_tells_its_provider_she_is_off_the_list(
    env: Environment, cast: Cast
) -> None:
    offer_id = offers.offer(cast.coordinator, cast.waiting.id, cast.carer.provider_id)
    coordination.close(cast.coordinator, cast.waiting.id, CloseReason.FOUND_ELSEWHERE)
    assert stored(env, offer_id).withdraw_reason is WithdrawReason.LEFT_LIST
    assert cast.carer.membership_id in belled(env, "closed")
    assert belled(env, "offer_withdrawn") == set()


def test_another_region_withdraws_the_offer_and_names_the_region_of_then(
    env: Environment, cast: Cast
) -> None:
    offer_id = offers.offer(cast.coordinator, cast.waiting.id, cast.miek.id)
    entry = entry_of(env, cast.waiting.id)
    done = corrections.correct(
        cast.coordinator, entry.id, entry.version, {FormField.POSTCODE: "9711 AA"}
    )
    assert done.has_moved
    assert stored(env, offer_id).withdraw_reason is WithdrawReason.MOVED_REGION
    assert belled(env, "offer_withdrawn") == members_of(env, cast.miek.id)


def test_a_corrected_due_date_moves_the_place_that_is_held(env: Environment, cast: Cast) -> None:
    offer_id = offers.offer(cast.coordinator, cast.waiting.id, cast.miek.id)
    entry = entry_of(env, cast.waiting.id)
    later = entry.due_date + timedelta(weeks=3)
    corrections.correct(
        cast.coordinator, entry.id, entry.version, {FormField.DUE_DATE: format_date(later)}
    )
    made = stored(env, offer_id)
    assert (made.state, made.due_week) == (OfferState.PENDING, iso_week(later))


def test_a_birth_keeps_the_offer(env: Environment, cast: Cast) -> None:
    offer_id = offers.offer(cast.coordinator, cast.waiting.id, cast.miek.id)
    herself = Actor(kind=ActorKind.CLIENT, entry_id=cast.waiting.id, is_recognized=True)
    births.report(herself)
    assert stored(env, offer_id).state is OfferState.PENDING


def test_a_provider_that_ends_loses_its_offers_and_the_coordinators_hear_it(
    env: Environment, cast: Cast
) -> None:
    offer_id = offers.offer(cast.coordinator, cast.waiting.id, cast.anna.id)
    provider_ending.end(cast.admin, cast.anna.id, 0)
    assert stored(env, offer_id).withdraw_reason is WithdrawReason.PROVIDER_ENDED
    assert belled(env, "offer_withdrawn") == coordinators_of(env, cast.friesland.id)
    with pytest.raises(Conflict, match="provider_not_approved"):
        offers.offer(cast.coordinator, cast.waiting.id, cast.anna.id)


def test_a_provider_that_loses_its_approval_loses_its_offers_there_and_their_sight(
    env: Environment, cast: Cast
) -> None:
    offer_id = offers.offer(cast.coordinator, cast.waiting.id, cast.noord.id)
    providers.save_approvals(cast.admin, cast.noord.id, [str(cast.groningen.id)], [])
    assert stored(env, offer_id).withdraw_reason is WithdrawReason.NO_LONGER_APPROVED
    told = coordinators_of(env, cast.friesland.id) | members_of(env, cast.noord.id)
    assert belled(env, "offer_withdrawn") == told
    with pytest.raises(Conflict, match="offer_over"):
        offers.decline(cast.other_provider, offer_id, DeclineReason.TOO_FAR)
    without = replace(cast.other_provider, approved_region_ids=frozenset({cast.groningen.id}))
    with pytest.raises(NotFound):
        waiting_list.read_entry(without, cast.waiting.id)


def test_the_database_holds_one_pending_offer_of_a_client(env: Environment, cast: Cast) -> None:
    offers.offer(cast.coordinator, cast.waiting.id, cast.miek.id)
    with database.reading(env.engine) as session:
        made = session.exec(select(Offer)).one()
        copied = made.model_dump() | {"id": uuid4(), "provider_id": cast.noord.id}
    with pytest.raises(IntegrityError), database.transaction(env.engine) as session:
        session.add(Offer(**copied))
    with database.transaction(env.engine) as session:
        session.add(Offer(**copied | {"state": OfferState.EXPIRED}))


def test_a_limited_member_sees_limited_fields_of_an_offered_client(cast: Cast) -> None:
    offers.offer(cast.coordinator, cast.waiting.id, cast.miek.id)
    for actor in (cast.provider, cast.provider_limited):
        view = waiting_list.read_entry(actor, cast.waiting.id).view
        assert (view.name, view.phone, view.pc4) == (None, None, "8731")


def test_refused_requests_leave_no_offer(env: Environment, cast: Cast) -> None:
    with pytest.raises(DomainError):
        offers.offer(cast.coordinator, cast.enrolled.id, cast.noord.id)
    with pytest.raises(FieldErrors):
        offers.offer_many(cast.coordinator, [(uuid4(), uuid4())] * (offers.MOST_AT_ONCE + 1))
    with database.reading(env.engine) as session:
        assert session.exec(select(Offer).where(col(Offer.id).is_not(None))).all() == []
