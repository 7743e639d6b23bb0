"""Failures are counted per window; what goes well never counts."""

from __future__ import annotations

from datetime import timedelta

import pytest

from kraamzorg_app.adapters.clock import FrozenClock
from kraamzorg_app.domain.actors import Actor
from kraamzorg_app.domain.errors import TooManyTries
from kraamzorg_app.services import rate_limits
from kraamzorg_app.services.rate_limits import Limit
from kraamzorg_app.services.unit_of_work import begin
from kraamzorg_app.ui import messages

pytestmark = pytest.mark.usefixtures("env")
LIMIT = Limit("test", 3, timedelta(minutes=15))


def fail(key: str = "sanne@people.test", limit: Limit = LIMIT) -> None:
    with begin(Actor.visitor()) as work:
        rate_limits.spend(work, limit, key)


@pytest.mark.parametrize(
    ("window", "code"),
    [
        (timedelta(minutes=15), "too_many_tries"),
        (timedelta(hours=1), "too_many_tries_hour"),
        (timedelta(days=1), "too_many_tries_day"),
    ],
)
def test_a_refusal_tells_how_long_to_wait(window: timedelta, code: str) -> None:
    limit = Limit("test", 0, window)
    with pytest.raises(TooManyTries) as refused:
        fail(limit=limit)
    assert refused.value.code == code
    assert messages.field_sentence(code) == messages.sentence(refused.value)


def test_the_fourth_failure_of_three_is_refused() -> None:
    for _ in range(3):
        fail()
    with pytest.raises(TooManyTries):
        fail()
    fail("someone@else.test")


def test_a_window_starts_with_the_first_failure_and_then_ends(clock: FrozenClock) -> None:
    for _ in range(3):
        fail()
    clock.advance(timedelta(minutes=14))
    with pytest.raises(TooManyTries):
        fail()
    clock.advance(timedelta(minutes=1))
    for _ in range(3):
        fail()
    with pytest.raises(TooManyTries):
        fail()


def test_what_goes_well_never_counts() -> None:
    for _ in range(20):
        with begin(Actor.visitor()) as work:
            rate_limits.spend(work, LIMIT, "sanne@people.test")
            rate_limits.give_back(work, LIMIT, "sanne@people.test")


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_all_addresses_of_one_ipv6_network_count_as_one() -> None:
    def key(origin: str) -> str:
        with begin(Actor.visitor(origin)) as work:
            return rate_limits.origin_of(work)

    assert key("2001:db8:1:2::1") == key("2001:db8:1:2:ffff::9") != key("2001:db8:1:3::1")
    assert key("::ffff:192.0.2.7") == key("192.0.2.7") != key("192.0.2.8")
    assert key("") == ""
