"""Announcements between processes: heard once, by all, and Redis may be away for a while."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from uuid import uuid4

import pytest

from kraamzorg_app import config
from kraamzorg_app.adapters.announcements import EVERYTHING, InProcessAnnouncements
from kraamzorg_app.adapters.redis_announcements import RedisAnnouncements
from kraamzorg_app.services import environment
from tests.redis_server import redis_server

PATIENCE_SECONDS = 30


def until(is_so: Callable[[], object]) -> None:
    end = time.monotonic() + PATIENCE_SECONDS
    while not is_so():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.05)


def heard_by(announcements: RedisAnnouncements) -> tuple[list[str], Callable[[], None]]:
    heard: list[str] = []
    return heard, announcements.listen(heard.append)


def connect(sender: RedisAnnouncements, listener: list[str]) -> None:
    """Announce until somebody listens."""
    marker = uuid4().hex

    def is_heard() -> bool:
        sender.publish(marker)
        return marker in listener

    until(is_heard)


def topics(heard: list[str]) -> list[str]:
    return sorted(topic for topic in heard if ":" in topic)


def test_every_process_hears_a_topic_once() -> None:
    with redis_server() as redis:
        here, there = RedisAnnouncements(redis.url), RedisAnnouncements(redis.url)
        (at_home, stop_here), (far_away, stop_there) = heard_by(here), heard_by(there)
        connect(here, far_away)
        connect(there, at_home)
        here.publish("region:1")
        there.publish("region:2")
        until(lambda: "region:1" in far_away and "region:2" in at_home)
        connect(there, at_home)
        connect(here, far_away)
        assert topics(at_home) == topics(far_away) == ["region:1", "region:2"]
        stop_here()
        stop_there()


def test_who_stopped_listening_hears_nothing_and_can_listen_again() -> None:
    with redis_server() as redis:
        here, there = RedisAnnouncements(redis.url), RedisAnnouncements(redis.url)
        gone, stop = heard_by(there)
        connect(here, gone)
        stop()
        back, stop_again = heard_by(there)
        until(lambda: sum(each.name == "announcements" for each in threading.enumerate()) == 1)
        connect(here, back)
        here.publish("region:1")
        until(lambda: topics(back))
        assert topics(gone) == []
        stop_again()


def test_while_redis_is_away_one_hears_oneself_and_afterwards_that_things_may_be_missed() -> None:
    with redis_server() as redis:
        here, there = RedisAnnouncements(redis.url), RedisAnnouncements(redis.url)
        (at_home, stop_here), (far_away, stop_there) = heard_by(here), heard_by(there)
        connect(here, far_away)
        redis.kill()
        here.publish("region:1")
        assert at_home[-1] == "region:1"
        assert topics(far_away) == []
        redis.start()
        until(lambda: EVERYTHING in far_away)
        connect(here, far_away)
        stop_here()
        stop_there()


@pytest.mark.parametrize(
    ("redis_url", "kind"),
    [("redis://127.0.0.1:1/0", RedisAnnouncements), (None, InProcessAnnouncements)],
)
def test_an_installation_with_redis_announces_through_it(
    tmp_path: object, redis_url: str | None, kind: type
) -> None:
    settings = {"KRAAMZORG_MODE": "test", "DATA_DIR": str(tmp_path)}
    if redis_url:
        settings["REDIS_URL"] = redis_url
    made = environment.from_settings(config.load(settings))
    assert isinstance(made.announcements, kind)
    made.announcements.publish("region:1")
    made.engine.dispose()
