"""The check of postcode and due date, which everybody may do."""

from __future__ import annotations

import pytest

from kraamzorg_app.domain.actors import Actor
from kraamzorg_app.domain.errors import FieldErrors
from kraamzorg_app.services import region_check
from kraamzorg_app.services.environment import Environment
from tests.answers import VISITOR, due

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
