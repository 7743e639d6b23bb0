"""A client's wish for a provider: named by her or for her, seen by few, dropped in time."""

from __future__ import annotations

from typing import Any

import pytest

from kraamzorg_app import database
from kraamzorg_app.domain.actors import Actor, ActorKind
from kraamzorg_app.domain.disclosure import Audience, Field
from kraamzorg_app.domain.entries import TimelineKind
from kraamzorg_app.domain.errors import Conflict, FieldErrors, NotAllowed, NotFound
from kraamzorg_app.domain.matching_reasons import WhyThisProvider
from kraamzorg_app.domain.registration_form import FormField
from kraamzorg_app.models.capacity import ExcludedPostcode
from kraamzorg_app.services import (
    corrections,
    disclosure_policy,
    division_lines,
    division_moves,
    offer_choices,
    preferences,
    waiting_list,
)
from kraamzorg_app.services.administration import provider_ending, providers
from kraamzorg_app.services.environment import Environment
from tests.integration.test_division import made, state_places
from tests.personas import Cast


@pytest.fixture
def herself(cast: Cast) -> Actor:
    return Actor(kind=ActorKind.CLIENT, entry_id=cast.waiting.id, is_recognized=True)


def wish_of(cast: Cast) -> str | None:
    return waiting_list.read_entry(cast.coordinator, cast.waiting.id).view.preference


def lines(actor: Actor, cast: Cast) -> list[TimelineKind]:
    return [line.kind for line in waiting_list.read_entry(actor, cast.waiting.id).lines]


def test_she_names_a_provider_that_serves_her_and_takes_it_back(
    env: Environment, cast: Cast, herself: Actor
) -> None:
    with database.transaction(env.engine) as session:
        session.add(ExcludedPostcode(provider_id=cast.anna.id, pc4="8731"))
    wish = preferences.read_own(herself)
    assert (wish.preferred_id, [name for _, name in wish.choices]) == (
        "", ["Kraamzorg Miek", "Kraamzorg Noord"],
    )  # fmt: skip
    preferences.change_own(herself, str(cast.noord.id))
    assert wish_of(cast) == "Kraamzorg Noord"
    preferences.change_own(herself, str(cast.noord.id))
    assert lines(cast.coordinator, cast) == [TimelineKind.PREFERENCE_CHANGED]
    preferences.change_own(herself, "")
    assert wish_of(cast) is None


@pytest.mark.parametrize("wanted", ["x", None, 3, {"a": 1}, "00000000-0000-0000-0000-000000000000"])
def test_a_provider_that_she_can_not_choose_is_told_at_the_field(
    herself: Actor, wanted: Any
) -> None:
    with pytest.raises(FieldErrors) as refused:
        preferences.change_own(herself, wanted)
    assert refused.value.fields == {"preferred": "unknown_choice"}


def test_the_coordinator_notes_it_for_her_in_the_own_region_only(cast: Cast) -> None:
    preferences.change(cast.coordinator, cast.waiting.id, str(cast.miek.id))
    assert preferences.read(cast.coordinator, cast.waiting.id).preferred_id == str(cast.miek.id)
    with pytest.raises(NotFound):
        preferences.change(cast.coordinator, cast.waiting_groningen.id, str(cast.noord.id))


def test_of_who_is_in_care_there_is_no_wish_any_more(cast: Cast) -> None:
    with pytest.raises(Conflict):
        preferences.change(cast.coordinator, cast.enrolled.id, str(cast.noord.id))


def test_only_coordinator_and_that_provider_see_the_wish(cast: Cast, herself: Actor) -> None:
    preferences.change_own(herself, str(cast.noord.id))
    for actor, seen in (
        (cast.coordinator_limited, "Kraamzorg Noord"),
        (cast.other_provider, "Kraamzorg Noord"),
        (cast.provider, None),
        (cast.carer, None),
        (cast.preferred, None),
        (cast.preferred_limited, None),
        (cast.admin, None),
    ):
        assert waiting_list.read_entry(actor, cast.waiting.id).view.preference == seen
    assert lines(cast.preferred, cast) == lines(cast.provider, cast) == []


def test_the_wish_comes_first_when_she_is_offered(cast: Cast, herself: Actor) -> None:
    preferences.change_own(herself, str(cast.noord.id))
    first = offer_choices.choices(cast.coordinator, cast.waiting.id).providers[0]
    assert (first.name, first.is_preferred) == ("Kraamzorg Noord", True)


def test_the_wish_is_dropped_when_that_provider_ends(cast: Cast, herself: Actor) -> None:
    preferences.change_own(herself, str(cast.anna.id))
    provider_ending.end(cast.admin, cast.anna.id, 0)
    assert wish_of(cast) is None
    assert TimelineKind.PREFERENCE_DROPPED in lines(cast.coordinator, cast)


def test_the_wish_is_dropped_when_that_provider_loses_its_approval(
    cast: Cast, herself: Actor
) -> None:
    preferences.change_own(herself, str(cast.noord.id))
    providers.save_approvals(cast.admin, cast.noord.id, [str(cast.groningen.id)], [])
    assert wish_of(cast) is None


def test_the_wish_is_dropped_when_she_moves_to_where_that_provider_does_not_work(
    env: Environment, cast: Cast, herself: Actor
) -> None:
    with database.transaction(env.engine) as session:
        session.add(ExcludedPostcode(provider_id=cast.noord.id, pc4="8751"))
    preferences.change_own(herself, str(cast.noord.id))
    version = waiting_list.read_entry(cast.coordinator, cast.waiting.id).view.version
    corrections.correct(cast.coordinator, cast.waiting.id, version, {FormField.POSTCODE: "8751 AA"})
    assert wish_of(cast) is None
    assert TimelineKind.PREFERENCE_DROPPED in lines(cast.coordinator, cast)


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_a_policy_that_hides_the_wish_hides_it_everywhere(cast: Cast, herself: Actor) -> None:
    preferences.change_own(herself, str(cast.noord.id))
    state_places(cast.other_provider, cast.friesland, 3)
    draft_id = made(cast.coordinator, cast.friesland)
    (row,) = division_lines.read(cast.coordinator, draft_id).rows
    assert WhyThisProvider.PREFERRED in row.why.reasons
    now = disclosure_policy.read(cast.admin)
    fields = now.policy[Audience.COORDINATOR_PERSONAL] - {Field.PREFERENCE}
    asked = {Audience.COORDINATOR_PERSONAL.value: sorted(fields)}
    disclosure_policy.propose(cast.admin, asked, "x", now.based_on)
    for refused in (
        lambda: preferences.read(cast.coordinator, cast.waiting.id),
        lambda: preferences.change(cast.coordinator, cast.waiting.id, ""),
    ):
        with pytest.raises(NotAllowed):
            refused()
    found = offer_choices.choices(cast.coordinator, cast.waiting.id).providers
    assert not any(each.is_preferred for each in found)
    (row,) = division_lines.read(cast.coordinator, draft_id).rows
    assert WhyThisProvider.PREFERRED not in row.why.reasons
    cost = division_moves.weigh(cast.coordinator, draft_id, cast.waiting.id, str(cast.anna.id))
    assert cost.not_preferred == 0
