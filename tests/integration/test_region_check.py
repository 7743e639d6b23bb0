"""The check of postcode and due date, which everybody may do."""

from __future__ import annotations

import pytest

from kraamzorg_app import database
from kraamzorg_app.domain.actors import Actor
from kraamzorg_app.domain.errors import FieldErrors
from kraamzorg_app.models.organizations import ProviderApproval
from kraamzorg_app.services import region_check, waiting_list
from kraamzorg_app.services.environment import Environment
from tests.answers import VISITOR, due
from tests.personas import Cast

pytestmark = pytest.mark.usefixtures("cast")


@pytest.mark.parametrize("postcode", ["8731", "8731AB", "8731 ab", " 8731 AB "])
def test_a_visitor_reads_which_list_is_open(env: Environment, postcode: str) -> None:
    found = region_check.check(VISITOR, postcode, due(env))
    assert (found.region_name, found.is_open, found.providers) == ("KSV Friesland", True, ())


def test_a_closed_list_names_the_approved_providers(env: Environment) -> None:
    found = region_check.check(VISITOR, "8731", due(env, weeks=41))
    assert not found.is_open
    assert [each.name for each in found.providers] == [
        "Anna de Vries",
        "Kraamzorg Miek",
        "Kraamzorg Noord",
    ]
    assert found.is_far


def test_who_has_a_contract_is_told_to_everybody_but_other_providers(
    env: Environment, cast: Cast
) -> None:
    with database.transaction(env.engine) as session:
        approval = session.get_one(ProviderApproval, (cast.miek.id, cast.friesland.id))
        approval.is_contracted = False
    for actor in (VISITOR, cast.coordinator, cast.insurer, cast.preferred):
        found = region_check.check(actor, "8731", due(env, weeks=41)).providers
        told = {each.name: each.is_contracted for each in found}
        assert told == {"Anna de Vries": True, "Kraamzorg Miek": False, "Kraamzorg Noord": True}
    found = region_check.check(cast.provider, "8731", due(env, weeks=41)).providers
    assert {each.is_contracted for each in found} == {None}


def test_the_contract_of_who_takes_care_of_her_is_told_to_whoever_may_know(cast: Cast) -> None:
    told = {
        name: waiting_list.read_entry(getattr(cast, name), cast.enrolled.id).has_contract
        for name in ("coordinator", "preferred", "provider", "admin")
    }
    assert told == {"coordinator": True, "preferred": True, "provider": None, "admin": True}
    assert waiting_list.read_entry(cast.coordinator, cast.waiting.id).has_contract is None


@pytest.mark.parametrize(
    ("postcode", "weeks", "expected"),
    [
        ("", 12, {"postcode": "required"}),
        ("0123", 12, {"postcode": "postcode_form"}),
        ("8731 SS", 12, {"postcode": "postcode_form"}),
        ("1000", 12, {"postcode": "postcode_unknown"}),
        ("8731", 43, {"due_date": "due_date_too_late"}),
        ("8731", -4, {"due_date": "due_date_too_early"}),
        ("x", 43, {"postcode": "postcode_form", "due_date": "due_date_too_late"}),
    ],
)
def test_what_is_wrong_is_told_per_field(
    env: Environment, postcode: str, weeks: int, expected: dict[str, str]
) -> None:
    with pytest.raises(FieldErrors) as refused:
        region_check.check(VISITOR, postcode, due(env, weeks))
    assert refused.value.fields == expected


def test_an_argument_of_another_type_is_refused_like_an_empty_one() -> None:
    with pytest.raises(FieldErrors) as refused:
        region_check.check(Actor.visitor(), {"a": 1}, 5)  # type: ignore[arg-type]
    assert refused.value.fields == {"postcode": "required", "due_date": "required"}
