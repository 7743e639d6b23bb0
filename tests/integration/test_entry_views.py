"""Whatever policy is in force, a view holds nothing above the ceiling."""

from __future__ import annotations

from dataclasses import fields

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kraamzorg_app.domain.actors import Actor
from kraamzorg_app.domain.disclosure import CEILING, DEFAULT_POLICY, Audience, Field, Policy
from kraamzorg_app.domain.entries import EntryState
from kraamzorg_app.domain.listing import ListRequest
from kraamzorg_app.queries import entries
from kraamzorg_app.services.entry_views import _NAMES, EntryRow, EntryView, entry_view
from kraamzorg_app.services.unit_of_work import begin
from tests.personas import Cast

PEOPLE = (
    "admin", "coordinator", "coordinator_limited", "provider", "provider_limited",
    "other_provider", "carer", "preferred", "preferred_limited", "insurer", "insurer_limited",
)  # fmt: skip
policies = st.fixed_dictionaries(
    {audience: st.frozensets(st.sampled_from(Field)) for audience in Audience}
)


def views(actor: Actor, policy: Policy) -> list[EntryView]:
    with begin(actor) as work:
        rows = [
            row
            for state in (EntryState.WAITING, EntryState.ACCEPTED)
            for row in work.session.execute(entries.in_order(actor, ListRequest(state)))
        ]
        return [entry_view(work, EntryRow(*row), policy) for row in rows]


def shown(view: EntryView) -> set[Field]:
    return {field for field, name in _NAMES.items() if getattr(view, name) is not None}


@settings(max_examples=20, suppress_health_check=list(HealthCheck), deadline=None)
@given(policy=policies, name=st.sampled_from(PEOPLE))
def test_no_policy_puts_a_field_above_the_ceiling_in_a_view(
    cast: Cast, policy: Policy, name: str
) -> None:
    for view in views(getattr(cast, name), policy):
        assert shown(view) <= policy[view.audience] & CEILING[view.audience] - {Field.BSN}


def test_each_person_sees_exactly_the_default_fields(cast: Cast) -> None:
    for name in PEOPLE:
        for view in views(getattr(cast, name), DEFAULT_POLICY):
            empty = {Field.PROVIDER} if view.provider is None else set()
            empty |= {Field.PREFERENCE} & DEFAULT_POLICY[view.audience]
            assert shown(view) | empty == DEFAULT_POLICY[view.audience] - {Field.BSN}, name


def test_a_view_has_no_place_for_a_bsn() -> None:
    assert "bsn" not in {field.name for field in fields(EntryView)}
