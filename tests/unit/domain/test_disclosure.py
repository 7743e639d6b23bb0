"""The disclosure policy against the design's table, and its ceiling against every policy."""

from __future__ import annotations

from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kraamzorg_app.domain import disclosure
from kraamzorg_app.domain.actors import Actor, ActorKind, Role
from kraamzorg_app.domain.disclosure import (
    CEILING,
    DEFAULT_POLICY,
    Audience,
    EntryFacts,
    Field,
    audience_of,
)
from kraamzorg_app.domain.entries import EntryState

COLUMNS = (
    Audience.PROVIDER_OTHER,
    Audience.PROVIDER_HERS,
    Audience.COORDINATOR,
    Audience.COORDINATOR_PERSONAL,
    Audience.INSURER_OTHER,
    Audience.INSURER_GROUP_1,
    Audience.INSURER_GROUP_2,
    Audience.FUNCTIONAL_ADMIN,
    Audience.NOBODY,
    Audience.PROVIDER_OFFERED,
)
# The table of the design, section 3: one line a field, one sign a column, in the order above.
TABLE = {
    Field.WAITING_LIST: "++++++++-+",
    Field.PC4: "++++++++-+",
    Field.DUE_DATE: "++++++++-+",
    Field.CLIENT_NUMBER: "++++++++-+",
    Field.PROVIDER: "++++++++-+",
    Field.INSURER: "++++-+++-+",
    Field.BIRTH_DATE: "++++--+--+",
    Field.NAME: "-+-+--+--+",
    Field.EMAIL: "-+-+--+--+",
    Field.PHONE: "-+-+--+--+",
    Field.ADDRESS: "-+-+------",
    Field.PARTNER_NAME: "-+-+------",
    Field.SPOKEN_LANGUAGE: "-+-+------",
    Field.PREFERENCE: "++++-----+",
    Field.BSN: "-+--------",
}
NEVER_BSN = (
    Audience.PROVIDER_OTHER,
    Audience.PROVIDER_OFFERED,
    Audience.COORDINATOR,
    Audience.COORDINATOR_PERSONAL,
    Audience.INSURER_OTHER,
    Audience.INSURER_GROUP_1,
    Audience.FUNCTIONAL_ADMIN,
    Audience.NOBODY,
)
policies = st.fixed_dictionaries(
    {audience: st.frozensets(st.sampled_from(Field)) for audience in Audience}
)
audiences = st.sampled_from(Audience)


def test_the_table_names_every_field_and_every_audience() -> None:
    assert set(TABLE) == set(Field)
    assert set(COLUMNS) == set(Audience) - {Audience.CLIENT}


@pytest.mark.parametrize("field", Field)
@pytest.mark.parametrize("audience", COLUMNS)
def test_the_default_policy_is_the_designs_table(audience: Audience, field: Field) -> None:
    expected = TABLE[field][COLUMNS.index(audience)] == "+"
    assert (field in disclosure.fields_for(DEFAULT_POLICY, audience)) is expected


def test_she_sees_all_of_her_own_data() -> None:
    assert disclosure.fields_for(DEFAULT_POLICY, Audience.CLIENT) == set(Field)


@given(policies, audiences)
def test_no_policy_passes_the_ceiling(
    policy: dict[Audience, frozenset[Field]], audience: Audience
) -> None:
    assert disclosure.fields_for(policy, audience) <= CEILING[audience]


@given(policies, audiences)
def test_no_policy_puts_a_bsn_in_a_row(
    policy: dict[Audience, frozenset[Field]], audience: Audience
) -> None:
    assert Field.BSN not in disclosure.row_fields_for(policy, audience)


@given(policies, st.sampled_from(NEVER_BSN))
def test_no_policy_opens_a_bsn_to_who_may_never_have_it(
    policy: dict[Audience, frozenset[Field]], audience: Audience
) -> None:
    assert not disclosure.may_reveal_bsn(policy, audience)


@given(policies)
def test_no_policy_shows_anything_to_nobody(policy: dict[Audience, frozenset[Field]]) -> None:
    assert not disclosure.fields_for(policy, Audience.NOBODY)


ids = st.sampled_from([uuid4() for _ in range(3)])
actors = st.builds(
    Actor,
    kind=st.just(ActorKind.PERSON),
    role=st.sampled_from([*Role, None]),
    may_view_personal_data=st.booleans(),
    provider_id=st.none() | ids,
    insurer_id=st.none() | ids,
)
entries = st.builds(
    EntryFacts,
    id=ids,
    state=st.sampled_from(EntryState),
    region_id=ids,
    insurer_id=ids,
    provider_id=st.none() | ids,
    preferred_provider_id=st.none() | ids,
    contact_shown_to=st.none() | ids,
)


@given(actors, entries)
def test_a_wish_is_for_the_coordinator_and_the_provider_that_it_is_for(
    actor: Actor, entry: EntryFacts
) -> None:
    if Field.PREFERENCE in disclosure.shown_fields(DEFAULT_POLICY, actor, entry):
        is_for_them = entry.preferred_provider_id == actor.provider_id
        is_provider = actor.role is Role.CARE_PROVIDER
        assert actor.role is Role.COORDINATOR or (is_provider and is_for_them)


@given(actors, entries)
def test_her_name_is_for_her_provider_own_insurer_and_coordinator_with_the_tick(
    actor: Actor, entry: EntryFacts
) -> None:
    if Field.NAME not in disclosure.fields_for(DEFAULT_POLICY, audience_of(actor, entry)):
        return
    assert actor.may_view_personal_data
    match actor.role:
        case Role.CARE_PROVIDER if entry.state is EntryState.WAITING:
            assert entry.contact_shown_to == actor.provider_id is not None
        case Role.CARE_PROVIDER:
            assert entry.state is EntryState.ACCEPTED
            assert entry.provider_id == actor.provider_id is not None
        case Role.INSURER:
            assert entry.insurer_id == actor.insurer_id
        case role:
            assert role is Role.COORDINATOR


@given(entries)
def test_technical_admin_and_who_has_no_role_are_nobody_to_her(entry: EntryFacts) -> None:
    for role in (Role.TECHNICAL_ADMIN, None):
        actor = Actor(kind=ActorKind.PERSON, role=role, may_view_personal_data=True)
        assert audience_of(actor, entry) is Audience.NOBODY


@given(actors)
def test_a_list_never_asks_for_address_or_bsn(actor: Actor) -> None:
    assert not disclosure.listed_fields(actor) & {Field.ADDRESS, Field.PARTNER_NAME, Field.BSN}
