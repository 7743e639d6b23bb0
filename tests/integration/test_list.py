"""Who sees which rows and fields of the list."""

from __future__ import annotations

import pytest

from kraamzorg_app import database
from kraamzorg_app.domain.disclosure import Field
from kraamzorg_app.domain.entries import EntryState
from kraamzorg_app.domain.errors import Conflict, NotAllowed, NotFound
from kraamzorg_app.domain.listing import EntryFilter, ListRequest
from kraamzorg_app.models.waiting_list import WaitingListEntry
from kraamzorg_app.services import waiting_list
from kraamzorg_app.services.environment import Environment
from tests.personas import Cast

WAITING = ListRequest(EntryState.WAITING)
ENROLLED = ListRequest(EntryState.ACCEPTED)


def _ids(page: waiting_list.EntryPage) -> set[str]:
    return {row.id for row in page.rows}


def test_each_role_sees_the_rows_of_its_scope(cast: Cast) -> None:
    friesland = {str(cast.waiting.id), str(cast.waiting_vgz.id)}
    everywhere = friesland | {str(cast.waiting_groningen.id)}
    expected = {
        "coordinator": friesland,
        "coordinator_limited": friesland,
        "provider": friesland,
        "other_provider": everywhere,
        "carer": friesland,
        "preferred": friesland,
        "preferred_limited": friesland,
        "insurer": {str(cast.waiting_vgz.id), str(cast.waiting_groningen.id)},
        "admin": everywhere,
    }
    for name, ids in expected.items():
        assert _ids(waiting_list.list_entries(getattr(cast, name), WAITING)) == ids, name


def test_technical_admin_has_no_list(cast: Cast) -> None:
    with pytest.raises(NotAllowed):
        waiting_list.list_entries(cast.technician, WAITING)


def test_only_the_own_provider_sees_an_enrolled_client(cast: Cast) -> None:
    assert _ids(waiting_list.list_entries(cast.provider, ENROLLED)) == {str(cast.enrolled.id)}
    assert not waiting_list.list_entries(cast.other_provider, ENROLLED).rows
    with pytest.raises(NotFound):
        waiting_list.read_entry(cast.other_provider, cast.enrolled.id)


def test_filter_counts_what_is_shown_of_what_there_is(cast: Cast) -> None:
    page = waiting_list.list_entries(
        cast.coordinator, ListRequest(EntryState.WAITING, EntryFilter(pc4_contains="75"))
    )
    assert (page.shown, page.total) == (1, 2)
    assert page.rows[0].pc4 == "8751"


def test_preferred_insurer_sees_a_name_of_its_own_insured_only(cast: Cast) -> None:
    rows = {row.id: row for row in waiting_list.list_entries(cast.preferred, WAITING).rows}
    assert rows[str(cast.waiting.id)].name == "Sanne Jansen"
    other = rows[str(cast.waiting_vgz.id)]
    assert other.name is None
    assert other.insurer is None
    assert other.fields == {
        Field.WAITING_LIST,
        Field.CLIENT_NUMBER,
        Field.PC4,
        Field.DUE_DATE,
        Field.PROVIDER,
    }


def test_provider_sees_her_data_after_taking_her_and_leaves_the_list(cast: Cast) -> None:
    before = waiting_list.read_entry(cast.provider, cast.waiting.id).view
    assert before.name is None
    waiting_list.accept(cast.provider, cast.waiting.id)
    after = waiting_list.read_entry(cast.provider, cast.waiting.id).view
    assert after.name == "Sanne Jansen"
    assert after.address is not None
    assert after.may_reveal_bsn
    assert str(cast.waiting.id) not in _ids(waiting_list.list_entries(cast.carer, WAITING))


def test_the_second_provider_reads_that_she_was_just_taken(cast: Cast) -> None:
    waiting_list.accept(cast.provider, cast.waiting.id)
    with pytest.raises(Conflict) as refused:
        waiting_list.accept(cast.carer, cast.waiting.id)
    assert refused.value.code == "just_taken"


def test_member_without_personal_data_can_not_take_a_client(cast: Cast) -> None:
    with pytest.raises(NotAllowed):
        waiting_list.accept(cast.provider_limited, cast.waiting.id)


def test_born_clients_are_named_first_within_the_scope(env: Environment, cast: Cast) -> None:
    with database.transaction(env.engine) as session:
        for entry in (cast.waiting_vgz, cast.waiting_groningen):
            session.get_one(WaitingListEntry, entry.id).birth_reported_at = env.clock.now()
    assert [row.id for row in waiting_list.list_born(cast.provider)] == [str(cast.waiting_vgz.id)]
    assert len(waiting_list.list_born(cast.insurer)) == 2
    with pytest.raises(NotAllowed):
        waiting_list.list_born(cast.technician)
