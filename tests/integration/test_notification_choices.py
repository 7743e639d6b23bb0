"""People choose how they hear of each kind of thing; what is essential always comes."""

from __future__ import annotations

import pytest

from kraamzorg_app.domain.errors import FieldErrors
from kraamzorg_app.domain.notifications import Notification, Way
from kraamzorg_app.services import notification_choices
from kraamzorg_app.services.environment import Environment
from tests.integration.test_daily_digest import choose
from tests.integration.test_notifications import COORDINATORS, belled, happen, members, told
from tests.personas import Cast


@pytest.mark.parametrize("way", [Way.DIGEST, Way.BELL])
def test_who_does_not_want_it_at_once_finds_it_under_the_bell(
    env: Environment, cast: Cast, way: Way
) -> None:
    choose(cast.coordinator, way, Notification.MOVED_REGION)
    happen(cast.waiting, Notification.MOVED_REGION, former_region_id=cast.groningen.id)
    assert set(told(env)) == COORDINATORS - {"coordinator@people.test"}
    assert belled(env) == members(env, *COORDINATORS)


def test_a_choice_holds_for_one_kind_and_one_role_only(env: Environment, cast: Cast) -> None:
    choose(cast.coordinator, Way.BELL, Notification.PLACED)
    happen(cast.waiting, Notification.MOVED_REGION, former_region_id=cast.groningen.id)
    assert set(told(env)) == COORDINATORS
    chosen = {each.notification: each.way for each in _own(cast)}
    assert chosen[Notification.PLACED] is Way.BELL
    assert chosen[Notification.MOVED_REGION] is Way.AT_ONCE
    choose(cast.coordinator, Way.AT_ONCE, Notification.PLACED)
    assert {each.way for each in _own(cast)} == {Way.AT_ONCE}


def test_what_a_role_does_not_get_is_not_asked_of_it(cast: Cast) -> None:
    kinds = {each.notification for each in notification_choices.read_own(cast.provider)}
    assert Notification.PLACED in kinds
    assert Notification.WEEKLY_DIGEST not in kinds
    assert Notification.PERIOD_REQUESTED not in kinds
    assert Notification.AVG_GRANTED not in {each.notification for each in _own(cast)}
    choose(cast.provider, Way.BELL, Notification.PERIOD_REQUESTED)
    assert {each.way for each in notification_choices.read_own(cast.provider)} == {Way.AT_ONCE}


def test_a_way_that_does_not_exist_is_refused(cast: Cast) -> None:
    for typed in ("", "NOOIT", None, ["BELL"]):
        with pytest.raises(FieldErrors):
            notification_choices.save_own(cast.coordinator, {"placed": typed})
    with pytest.raises(FieldErrors):
        choose(cast.coordinator, Way.DIGEST, Notification.WEEKLY_DIGEST)


def _own(cast: Cast) -> tuple[notification_choices.Choice, ...]:
    return notification_choices.read_own(cast.coordinator)
