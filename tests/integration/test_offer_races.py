"""Whatever happens to an offer at the same moment: one thing happens, and all agree on which."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial
from threading import Barrier
from typing import Any
from uuid import UUID

from sqlmodel import select

from kraamzorg_app import database
from kraamzorg_app.adapters.clock import FrozenClock
from kraamzorg_app.domain.actors import Actor, Job
from kraamzorg_app.domain.entries import CloseReason, EntryState, TimelineKind
from kraamzorg_app.domain.errors import Conflict, NotFound
from kraamzorg_app.domain.offers import DeclineReason, OfferState
from kraamzorg_app.models.offers import Offer
from kraamzorg_app.models.waiting_list import TimelineEvent, WaitingListEntry
from kraamzorg_app.services import coordination, offers, waiting_list
from kraamzorg_app.services.environment import Environment
from tests.factories import Factory
from tests.personas import Cast
from tests.rounds import rounds

JOB = Actor.system(Job.EXPIRE_OFFERS)
_ENDS = {
    OfferState.ACCEPTED: TimelineKind.ACCEPTED,
    OfferState.DECLINED: TimelineKind.OFFER_DECLINED,
    OfferState.EXPIRED: TimelineKind.OFFER_EXPIRED,
    OfferState.WITHDRAWN: TimelineKind.OFFER_WITHDRAWN,
}


def new_entry(env: Environment, cast: Cast) -> UUID:
    with database.transaction(env.engine) as session:
        make = Factory(env, session)
        return make.entry(cast.friesland, cast.zilver_label, due_date=cast.waiting.due_date).id


def at_once(pool: ThreadPoolExecutor, *acts: Callable[[], Any]) -> list[str]:
    """Do some things at the same moment; anything but a typed refusal fails the test."""
    barrier = Barrier(len(acts))

    def outcome(act: Callable[[], Any]) -> str:
        barrier.wait(timeout=60)
        try:
            return "nothing" if act() == 0 else "done"
        except (Conflict, NotFound) as refused:
            return refused.code

    return [each.result(timeout=120) for each in [pool.submit(outcome, act) for act in acts]]


def ended(env: Environment, offer_id: UUID) -> tuple[Offer, WaitingListEntry, list[TimelineKind]]:
    with database.reading(env.engine) as session:
        offer = session.get_one(Offer, offer_id)
        kinds = session.exec(
            select(TimelineEvent.kind).where(TimelineEvent.entry_id == offer.entry_id)
        ).all()
        entry = session.get_one(WaitingListEntry, offer.entry_id)
    return offer, entry, [kind for kind in kinds if kind in _ENDS.values()]


def test_accepted_declined_withdrawn_and_closed_at_once(env: Environment, cast: Cast) -> None:
    with ThreadPoolExecutor(4) as pool:
        for _ in range(rounds(12)):
            entry_id = new_entry(env, cast)
            offer_id = offers.offer(cast.coordinator, entry_id, cast.miek.id)
            *answers, closed = at_once(
                pool,
                partial(offers.accept, cast.provider, offer_id),
                partial(offers.decline, cast.provider_limited, offer_id, DeclineReason.ILLNESS),
                partial(offers.withdraw, cast.coordinator, offer_id),
                partial(coordination.close, cast.coordinator, entry_id, CloseReason.MOVED),
            )
            offer, entry, ends = ended(env, offer_id)
            assert ends == [_ENDS[offer.state]]
            assert answers.count("done") == (0 if offer.withdraw_reason == "LEFT_LIST" else 1)
            taken_after_all = offer.state is OfferState.ACCEPTED and closed != "done"
            expected = EntryState.ACCEPTED if taken_after_all else EntryState.CLOSED
            assert entry.state is expected


def test_expired_twice_withdrawn_and_closed_at_once(
    env: Environment, cast: Cast, clock: FrozenClock
) -> None:
    with ThreadPoolExecutor(4) as pool:
        for _ in range(rounds(12)):
            entry_id = new_entry(env, cast)
            offer_id = offers.offer(cast.coordinator, entry_id, cast.miek.id)
            clock.moment += timedelta(hours=48)
            at_once(
                pool,
                partial(offers.expire, JOB),
                partial(offers.expire, JOB),
                partial(offers.withdraw, cast.coordinator, offer_id),
                partial(coordination.close, cast.coordinator, entry_id, CloseReason.MOVED),
            )
            offer, entry, ends = ended(env, offer_id)
            assert ends == [_ENDS[offer.state]]
            assert entry.state is EntryState.CLOSED


def test_two_coordinators_offer_and_a_provider_takes_her_at_once(
    env: Environment, cast: Cast
) -> None:
    with ThreadPoolExecutor(3) as pool:
        for _ in range(rounds(12)):
            entry_id = new_entry(env, cast)
            outcomes = at_once(
                pool,
                partial(offers.offer, cast.coordinator, entry_id, cast.miek.id),
                partial(offers.offer, cast.coordinator_limited, entry_id, cast.noord.id),
                partial(waiting_list.accept, cast.carer, entry_id),
            )
            assert outcomes.count("done") == 1
            refused = {"just_taken"} if outcomes[2] == "done" else {
                "already_offered", "offered_elsewhere",
            }  # fmt: skip
            assert set(outcomes) - {"done"} == refused
            with database.reading(env.engine) as session:
                made = session.exec(select(Offer).where(Offer.entry_id == entry_id)).all()
                state = session.get_one(WaitingListEntry, entry_id).state
            assert len(made) == outcomes[:2].count("done")
            assert (state is EntryState.ACCEPTED) is (outcomes[2] == "done")
