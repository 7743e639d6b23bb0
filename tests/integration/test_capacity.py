"""A provider states its free places: by week, by a standing number, and where it does not work."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from threading import Barrier

import pytest
from sqlmodel import select

from kraamzorg_app import database
from kraamzorg_app.adapters.clock import FrozenClock
from kraamzorg_app.domain.actors import Actor
from kraamzorg_app.domain.errors import Conflict, FieldErrors, NotAllowed, NotFound
from kraamzorg_app.models.access_log import AccessLogLine
from kraamzorg_app.models.capacity import CapacityWeek
from kraamzorg_app.services import capacity
from kraamzorg_app.services.environment import Environment
from tests.personas import Cast
from tests.rounds import rounds

THIS_WEEK, NEXT_WEEK, LAST_OF_20 = "2026-W10", "2026-W11", "2026-W29"


def own(cast: Cast, actor: Actor | None = None) -> capacity.RegionOfPlaces:
    read = capacity.read(actor or cast.provider)
    return next(region for region in read.regions if region.region_id == cast.friesland.id)


def places(cast: Cast) -> list[int]:
    return [week.places for week in own(cast).weeks]


def typed(number: str, hours: str = "", *, closed: bool = False) -> dict[str, object]:
    return {"places": number, "hours": hours, "closed": closed}


def state_standing(cast: Cast, number: str, hours: str = "") -> None:
    standing = {"standing_places": number, "standing_hours": hours}
    capacity.state(cast.provider, cast.friesland.id, {}, standing)


def test_a_provider_starts_with_twenty_weeks_without_places(cast: Cast) -> None:
    region = own(cast)
    assert [region.weeks[0].week, region.weeks[-1].week] == [THIS_WEEK, LAST_OF_20]
    assert places(cast) == [0] * 20
    assert (region.is_old, region.updated_at) == (True, None)


def test_the_standing_number_counts_where_nothing_was_stated(cast: Cast) -> None:
    state_standing(cast, "3", "120")
    weeks = {THIS_WEEK: typed("1", "40"), LAST_OF_20: typed("", closed=True)}
    capacity.state(cast.provider, cast.friesland.id, weeks)
    assert places(cast) == [1, *[3] * 18, 0]
    first, second, last = (own(cast).weeks[n] for n in (0, 1, 19))
    assert (first.hours, second.hours, last.is_closed) == (40, 120, True)
    assert (first.is_stated, second.is_stated) == (True, False)


def test_a_week_that_is_left_empty_gets_the_standing_number_back(cast: Cast) -> None:
    state_standing(cast, "3")
    capacity.state(cast.provider, cast.friesland.id, {THIS_WEEK: typed("4"), NEXT_WEEK: typed("0")})
    assert places(cast)[:3] == [4, 0, 3]
    capacity.state(cast.provider, cast.friesland.id, {THIS_WEEK: typed("")})
    assert places(cast)[:3] == [3, 0, 3]
    assert not own(cast).weeks[0].is_stated


def test_the_week_that_has_passed_is_there_to_take_over(cast: Cast, clock: FrozenClock) -> None:
    capacity.state(cast.provider, cast.friesland.id, {THIS_WEEK: typed("4", "90")})
    clock.advance(timedelta(weeks=1))
    before = own(cast).before
    assert (before.week, before.places, before.hours) == (THIS_WEEK, 4, 90)
    assert places(cast) == [0] * 20


def test_a_region_is_saved_whole_or_not_at_all(cast: Cast) -> None:
    state_standing(cast, "3")
    with pytest.raises(FieldErrors) as refused:
        capacity.state(
            cast.provider,
            cast.friesland.id,
            {THIS_WEEK: typed("2"), NEXT_WEEK: typed("", "drie"), LAST_OF_20: typed("", "45")},
            {"standing_places": "veel", "standing_hours": "-1"},
        )
    assert refused.value.fields == {
        f"hours-{NEXT_WEEK}": "number_out_of_bounds",
        f"places-{NEXT_WEEK}": "required",
        f"places-{LAST_OF_20}": "required",
        "standing_places": "number_out_of_bounds",
        "standing_hours": "number_out_of_bounds",
    }
    assert places(cast) == [3] * 20


def test_where_it_works_from_and_its_languages_are_checked_and_logged(
    env: Environment, cast: Cast
) -> None:
    assert capacity.read(cast.provider).languages == ("nl",)
    capacity.describe(cast.provider, " 8731 ", ["pl", "fy"])
    read = capacity.read(cast.provider)
    assert (read.base_pc4, read.languages) == ("8731", ("nl", "fy", "pl"))
    for base, languages, field in (
        ("0999", [], "base_pc4"),
        ("87", [], "base_pc4"),
        ("\u0661\u0662\u0663\u0664", [], "base_pc4"),
        ("", ["nl"], "languages"),
        ("", ["klingon"], "languages"),
        ("", "pl", "languages"),
    ):
        with pytest.raises(FieldErrors) as refused:
            capacity.describe(cast.provider, base, languages)
        assert list(refused.value.fields) == [field]
    assert capacity.read(cast.provider) == read
    assert capacity.read(cast.other_provider).base_pc4 == ""
    with database.reading(env.engine) as session:
        lines = session.exec(
            select(AccessLogLine).where(AccessLogLine.event == "PROVIDER_CHANGED")
        ).all()
    assert [line.details["after"]["base_pc4"] for line in lines] == ["8731"]


def test_numbers_are_old_after_two_weeks_and_new_once_confirmed(
    cast: Cast, clock: FrozenClock
) -> None:
    state_standing(cast, "3")
    clock.advance(timedelta(weeks=2))
    assert not own(cast).is_old
    clock.advance(timedelta(seconds=1))
    assert own(cast).is_old
    capacity.confirm(cast.provider, cast.friesland.id)
    assert not own(cast).is_old
    assert places(cast) == [3] * 20


@pytest.mark.parametrize("number", ["-1", "501", "drie", "1.5", "9999999"])
def test_what_is_no_number_of_places_is_said_at_its_field_and_changes_nothing(
    cast: Cast, number: str
) -> None:
    weeks = {THIS_WEEK: typed("2"), NEXT_WEEK: typed(number)}
    with pytest.raises(FieldErrors) as refused:
        capacity.state(cast.provider, cast.friesland.id, weeks)
    assert list(refused.value.fields) == [f"places-{NEXT_WEEK}"]
    assert places(cast) == [0] * 20


@pytest.mark.parametrize("week", ["2026-W09", "2026-W30", "", "2026-W99"])
def test_only_the_next_twenty_weeks_can_be_stated(cast: Cast, week: str) -> None:
    with pytest.raises(Conflict, match="week_out_of_range"):
        capacity.state(cast.provider, cast.friesland.id, {week: typed("2")})


def test_postcodes_that_are_not_served_replace_the_former_ones(cast: Cast) -> None:
    capacity.exclude_postcodes(cast.provider, "8751, 8731 8811\n8751")
    capacity.exclude_postcodes(cast.provider, "8731 9711")
    assert capacity.read(cast.provider).excluded_pc4s == ("8731", "9711")
    for wrong in ("875", "8751 AB", "0751", "8751-8760"):
        with pytest.raises(FieldErrors):
            capacity.exclude_postcodes(cast.provider, wrong)
    assert capacity.read(cast.provider).excluded_pc4s == ("8731", "9711")
    capacity.exclude_postcodes(cast.provider, "")
    assert capacity.read(cast.provider).excluded_pc4s == ()


def test_a_region_in_which_the_provider_is_not_approved_does_not_exist(cast: Cast) -> None:
    pretending = replace(cast.provider, approved_region_ids=frozenset({cast.groningen.id}))
    for actor in (cast.provider, pretending):
        with pytest.raises(NotFound):
            capacity.state(actor, cast.groningen.id, {THIS_WEEK: typed("2")})
        with pytest.raises(NotFound):
            capacity.state(actor, cast.groningen.id, {}, {"standing_places": "2"})
        with pytest.raises(NotFound):
            capacity.confirm(actor, cast.groningen.id)


def test_providers_do_not_see_or_change_each_others_places(cast: Cast) -> None:
    capacity.state(cast.provider, cast.friesland.id, {THIS_WEEK: typed("2")})
    capacity.exclude_postcodes(cast.provider, "8751")
    other = capacity.read(cast.other_provider)
    assert [region.name for region in other.regions] == ["KSV Friesland", "KSV Groningen"]
    assert own(cast, cast.other_provider).weeks[0].places == 0
    assert other.excluded_pc4s == ()


def test_only_providers_state_places_and_they_need_no_tick(cast: Cast) -> None:
    for actor in (cast.coordinator, cast.insurer, cast.admin, cast.technician):
        with pytest.raises(NotAllowed):
            capacity.read(actor)
    capacity.state(cast.provider_limited, cast.friesland.id, {THIS_WEEK: typed("2")})
    assert places(cast)[0] == 2


def test_every_statement_is_logged(env: Environment, cast: Cast) -> None:
    capacity.state(cast.provider, cast.friesland.id, {THIS_WEEK: typed("2")})
    with database.reading(env.engine) as session:
        line = session.exec(
            select(AccessLogLine).where(AccessLogLine.event == "CAPACITY_STATED")
        ).one()
    assert line.details == {"region": str(cast.friesland.id), "weeks": [THIS_WEEK]}


def test_two_people_who_state_the_same_week_at_once_leave_one_whole_answer(
    env: Environment, cast: Cast
) -> None:
    answers = {"2": "20", "5": "50"}
    with ThreadPoolExecutor(2) as pool:
        for _ in range(rounds(5)):
            barrier = Barrier(2)

            def state(number: str, barrier: Barrier = barrier) -> None:
                barrier.wait(timeout=60)
                weeks = {THIS_WEEK: typed(number, answers[number])}
                capacity.state(cast.provider, cast.friesland.id, weeks)

            for each in [pool.submit(state, number) for number in answers]:
                each.result(timeout=120)
            with database.transaction(env.engine) as session:
                row = session.exec(select(CapacityWeek)).one()
                assert str(row.hours) == answers[str(row.places)]
                session.delete(row)
