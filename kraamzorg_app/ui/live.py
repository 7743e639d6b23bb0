"""The open tabs: who is in them, and how they hear of what changed elsewhere.

A page's handler says after reading what its rows depend on:

    live.watch(ClientsState.renew, f"region:{region_id}", …)

When a topic is announced, the tab gets that event, as if its browser had sent it: it passes the
guard with the cookie of its socket, and reads again within scope and log. Declare such a handler
with `activity=False`, so that a list that renews itself keeps no session alive.

Each process knows its own tabs; topics reach it from every process (`adapters.announcements`).
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, Final

import reflex as rx
from reflex.event import Event
from reflex_base.event.context import EventContext
from reflex_base.utils.format import format_event_handler

from kraamzorg_app.ui.sockets import connected

GATHER_SECONDS: Final = 0.1
"""Changes that come together renew a page once."""

Listen = Callable[[Callable[[str], None]], Callable[[], None]]


@dataclass
class Tab:
    """One open page: where its browser said it is, and what it wants to hear of."""

    router_data: dict[str, Any]
    session_ids: frozenset[str] = frozenset()
    membership_id: str = ""
    topics: frozenset[str] = frozenset()
    event_name: str = ""
    due: set[str] = field(default_factory=set)
    """The names of the events that are about to be sent."""


class Tabs:
    """Every tab that is connected to this process, by its token."""

    def __init__(self) -> None:
        self._tabs: dict[str, Tab] = {}
        self._check_name = ""
        self._bell_name = ""
        self._everything = ""

    def note(
        self, app: rx.App, context: EventContext, session_ids: frozenset[str], membership_id: str
    ) -> None:
        """Remember where a tab is, which sessions it is in and as which member it works."""
        tab = self._tabs.setdefault(context.token, Tab(context.router_data))
        tab.router_data = context.router_data
        tab.session_ids, tab.membership_id = session_ids, membership_id
        if len(self._tabs) > 2 * len(connected(app)) + 100:
            self._tabs = self.connected(app)

    def watch(self, token: str, event_name: str, topics: frozenset[str]) -> None:
        """Send the tab this event when one of the topics is announced; no topics: none any more."""
        if tab := self._tabs.get(token):
            tab.event_name, tab.topics = event_name, topics

    def connected(self, app: rx.App) -> dict[str, Tab]:
        """Give the tabs that are still there."""
        there = connected(app)
        return {token: tab for token, tab in self._tabs.items() if token in there}

    @asynccontextmanager
    async def serve(
        self, app: rx.App, listen: Listen, *, check: str, bell: str, everything: str
    ) -> AsyncIterator[None]:
        """Hear announcements while the application runs.

        `check` is the event for changed sessions, `bell` the one for a bell that rang; `everything`
        is the topic that means that any other may have been missed.
        """
        loop = asyncio.get_running_loop()
        self._check_name, self._bell_name, self._everything = check, bell, everything

        def hear(topic: str) -> None:
            loop.call_soon_threadsafe(self._hear, app, topic)

        stop = listen(hear)
        try:
            yield
        finally:
            stop()

    def _hear(self, app: rx.App, topic: str) -> None:
        kind, _, subject = topic.partition(":")
        is_all = topic == self._everything
        for token, tab in self.connected(app).items():
            if tab.session_ids and (is_all or (kind == "session" and subject in tab.session_ids)):
                self.send(app, token, self._check_name)
            if tab.membership_id and (is_all or (kind, subject) == ("bell", tab.membership_id)):
                self._renew_soon(app, token, self._bell_name)
            if tab.topics and (is_all or topic in tab.topics):
                self._renew_soon(app, token, tab.event_name)

    def _renew_soon(self, app: rx.App, token: str, event_name: str) -> None:
        due = self._tabs[token].due
        if event_name not in due:
            due.add(event_name)
            loop = asyncio.get_running_loop()
            loop.call_later(GATHER_SECONDS, self._renew, app, token, event_name)

    def _renew(self, app: rx.App, token: str, event_name: str) -> None:
        tab = self._tabs.get(token)
        if tab and event_name in tab.due:
            tab.due.discard(event_name)
            if event_name in {tab.event_name, self._bell_name}:
                self.send(app, token, event_name)

    def send(self, app: rx.App, token: str, event_name: str) -> None:
        """Send an event to the guard as if the tab's browser had."""
        if tab := self._tabs.get(token):
            event = Event(name=event_name, router_data=dict(tab.router_data))
            task = asyncio.ensure_future(app.event_processor.enqueue(token, event))
            _under_way.add(task)
            task.add_done_callback(_under_way.discard)


_under_way: set[asyncio.Future[Any]] = set()
TABS: Final = Tabs()


def watch(handler: Any, *topics: str) -> None:
    """Renew the tab of the running event with this handler when a topic is announced."""
    name = format_event_handler(handler)
    TABS.watch(EventContext.get().token, name, frozenset(topics))


def watch_nothing() -> None:
    """Forget what the tab of the running event watched: it went to another page."""
    TABS.watch(EventContext.get().token, "", frozenset())
