"""The warning before a session ends, and the end."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace
from typing import Any

import pytest

from kraamzorg_app.ui.idle import IdleEvents, IdleWatch
from kraamzorg_app.ui.live import Tab, Tabs

EVENTS = IdleEvents(warn="warn", calm="calm", check="check")


class FakeTabs(Tabs):
    def __init__(self, cookies: dict[str, str]) -> None:
        super().__init__()
        self.sent: list[tuple[str, str]] = []
        for token, cookie in cookies.items():
            router_data = {"headers": {"cookie": f"kraamzorg={cookie}"}}
            self._tabs[token] = Tab(router_data, session_ids=frozenset({"some"}))

    def send(self, app: Any, token: str, event_name: str) -> None:  # noqa: ARG002 - as its parent
        self.sent.append((token, event_name))


@pytest.fixture
def app() -> Any:
    sockets = {"one": "1", "two": "2", "other": "3"}
    return SimpleNamespace(event_namespace=SimpleNamespace(token_to_sid=sockets))


def look(app: Any, lefts: list[int]) -> list[tuple[str, str]]:
    tabs = FakeTabs({"one": "a", "two": "a", "gone": "a"})
    answers = iter(lefts)
    watch = IdleWatch(tabs, {"kraamzorg": lambda _cookie: next(answers)}, EVENTS)
    for _ in lefts:
        watch._next_look.clear()
        asyncio.run(watch.look(app))
    return tabs.sent


def test_every_tab_of_a_session_near_its_end_is_warned(app: Any) -> None:
    assert look(app, [120]) == [("one", "warn"), ("two", "warn")]


def test_nobody_is_warned_before_that(app: Any) -> None:
    assert look(app, [121]) == []


def test_at_the_end_every_tab_is_checked(app: Any) -> None:
    assert look(app, [0]) == [("one", "check"), ("two", "check")]


def test_going_on_in_one_tab_calms_the_others(app: Any) -> None:
    assert look(app, [100, 900])[2:] == [("one", "calm"), ("two", "calm")]


def test_a_session_is_not_looked_at_before_it_can_be_near_its_end(app: Any) -> None:
    asked: list[str] = []

    def seconds_left(cookie: str) -> int:
        asked.append(cookie)
        return 900

    watch = IdleWatch(FakeTabs({"one": "a"}), {"kraamzorg": seconds_left}, EVENTS)
    asyncio.run(watch.look(app))
    asyncio.run(watch.look(app))
    assert asked == ["a"]
