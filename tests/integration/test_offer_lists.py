"""Whom a client can be offered to, and who reads which offers."""

from __future__ import annotations

from datetime import timedelta

import pytest

from kraamzorg_app import database
from kraamzorg_app.adapters.clock import FrozenClock
from kraamzorg_app.domain.actors import Actor, Job
from kraamzorg_app.domain.calendar import iso_week
from kraamzorg_app.domain.entries import CloseReason
from kraamzorg_app.domain.errors import NotFound
from kraamzorg_app.domain.offers import DeclineReason, OfferState
from kraamzorg_app.models.capacity import CapacityWeek, ExcludedPostcode, ProviderCapacity
from kraamzorg_app.models.organizations import CareProvider
from kraamzorg_app.services import (
    coordination,
    dashboard,
    offer_choices,
    offer_lists,
    offers,
    waiting_list,
)
from kraamzorg_app.services.environment import Environment
from tests.factories import LONG_AGO, Factory
from tests.personas import Cast


def states_rooms(env: Environment, cast: Cast) -> str:
    """Let Miek have two of three places left, Noord none in hers, and Anna not come to 8731."""
    week = iso_week(cast.waiting.due_date)
    with database.transaction(env.engine) as session:
        make = Factory(env, session)
        for provider, places in ((cast.miek, 3), (cast.noord, 3)):
            make.add(
                ProviderCapacity(
                    provider_id=provider.id,
                    region_id=cast.friesland.id,
                    standing_places=places,
                    updated_at=LONG_AGO,
                )
            )
        make.add(
            CapacityWeek(
                provider_id=cast.noord.id,
                region_id=cast.friesland.id,
                week=week,
                places=0,
                is_closed=True,
            )
        )
        make.add(ExcludedPostcode(provider_id=cast.anna.id, pc4="8731"))
        session.get_one(CareProvider, cast.miek.id).base_pc4 = "8731"
    return week


def test_who_has_room_in_her_week_comes_first_and_who_does_not_serve_her_last(
    env: Environment, cast: Cast
) -> None:
    week = states_rooms(env, cast)
    found = offer_choices.choices(cast.coordinator, cast.waiting.id)
    assert found.week == week
    assert [(each.name, each.free, each.serves_her, each.km) for each in found.providers] == [
        ("Kraamzorg Miek", 2, True, 0),
        ("Kraamzorg Noord", 0, True, None),
        ("Anna de Vries", 0, False, None),
    ]


def test_a_pending_offer_holds_a_place_and_a_refusal_is_shown(env: Environment, cast: Cast) -> None:
    states_rooms(env, cast)
    with database.transaction(env.engine) as session:
        other = Factory(env, session).entry(
            cast.friesland, cast.zilver_label, due_date=cast.waiting.due_date
        )
    offers.offer(cast.coordinator, other.id, cast.miek.id)
    declined = offers.offer(cast.coordinator, cast.waiting.id, cast.miek.id)
    offers.decline(cast.provider, declined, DeclineReason.NO_CAPACITY)
    found = offer_choices.choices(cast.coordinator, cast.waiting.id).providers
    miek = next(each for each in found if each.id == str(cast.miek.id))
    assert (miek.free, miek.has_declined) == (1, True)
    assert found[0].name == "Kraamzorg Noord"


def test_an_overdue_client_takes_her_place_this_week(env: Environment, cast: Cast) -> None:
    with database.transaction(env.engine) as session:
        make = Factory(env, session)
        today = make.work.today
        overdue = make.entry(cast.friesland, cast.zilver_label, due_date=today - timedelta(weeks=2))
    assert offer_choices.choices(cast.coordinator, overdue.id).week == iso_week(today)


def test_choices_of_another_region_do_not_exist(cast: Cast) -> None:
    with pytest.raises(NotFound):
        offer_choices.choices(cast.coordinator, cast.waiting_groningen.id)


def test_each_reads_its_own_offers(cast: Cast) -> None:
    offers.offer(cast.coordinator, cast.waiting.id, cast.miek.id)
    offers.offer(cast.coordinator, cast.waiting_vgz.id, cast.noord.id)

    def seen(actor: Actor) -> list[tuple[str | None, str]]:
        page = offer_lists.list_offers(actor, OfferState.PENDING)
        return [(row.client_number, row.provider) for row in page.rows]

    assert seen(cast.provider_limited) == [("TS1111RR", "Kraamzorg Miek")]
    assert len(seen(cast.coordinator_limited)) == 2
    assert seen(cast.carer) == []
    assert dashboard.read(cast.provider).open_offers == 1
    assert dashboard.read(cast.carer).open_offers == 0
    assert dashboard.read(cast.insurer).open_offers == 0


def test_an_ended_offer_names_the_client_only_to_who_still_sees_her(cast: Cast) -> None:
    offer_id = offers.offer(cast.coordinator, cast.waiting.id, cast.miek.id)
    offers.decline(cast.provider, offer_id, DeclineReason.TOO_FAR)
    coordination.close(cast.coordinator, cast.waiting.id, CloseReason.MOVED)
    (row,) = offer_lists.list_offers(cast.provider, OfferState.DECLINED).rows
    assert (row.entry_id, row.client_number, row.pc4, row.due_date) == (None, None, None, None)
    assert row.reason == "TOO_FAR"
    (row,) = offer_lists.list_offers(cast.coordinator, OfferState.DECLINED).rows
    assert row.client_number == "TS1111RR"


@pytest.mark.parametrize(("page", "given"), [(-3, 1), (1, 1), (2, 2), (99, 2)])
def test_a_long_list_has_pages(
    env: Environment, cast: Cast, clock: FrozenClock, page: int, given: int
) -> None:
    with database.transaction(env.engine) as session:
        make = Factory(env, session)
        entries = [
            make.entry(cast.friesland, cast.zilver_label, due_date=cast.waiting.due_date)
            for _ in range(26)
        ]
    offers.offer_many(cast.coordinator, [(each.id, cast.miek.id) for each in entries])
    clock.moment += timedelta(hours=49)
    assert offers.expire(Actor.system(Job.EXPIRE_OFFERS)) == 26
    found = offer_lists.list_offers(cast.coordinator, "EXPIRED", page)
    assert (found.total, found.page, found.pages) == (26, given, 2)
    assert len(found.rows) == (25 if given == 1 else 1)


def test_to_whom_she_is_offered_only_the_coordinator_and_that_provider_read(cast: Cast) -> None:
    offers.offer(cast.coordinator, cast.waiting.id, cast.miek.id)
    for actor, provider in (
        (cast.coordinator_limited, "Kraamzorg Miek"),
        (cast.provider_limited, "Kraamzorg Miek"),
        (cast.other_provider, None),
        (cast.preferred, None),
        (cast.admin, None),
    ):
        offer = waiting_list.read_entry(actor, cast.waiting.id).offer
        assert offer is not None
        assert (offer.provider, bool(offer.id)) == (provider, provider is not None)
