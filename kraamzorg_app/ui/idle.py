"""Sessions that end by themselves: a warning before, an empty page after, in every tab."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Final

import reflex as rx

from kraamzorg_app.ui.faults import log_fault
from kraamzorg_app.ui.live import Tabs
from kraamzorg_app.ui.visits import read_cookies

WARN_SECONDS: Final = 120
LOOK_SECONDS: Final = 10

SecondsLeft = Callable[[str], int]


@dataclass(frozen=True, slots=True)
class IdleEvents:
    """The events that a tab gets, by name."""

    warn: str
    calm: str
    check: str


@dataclass
class IdleWatch:
    """Looks at the sessions of the open tabs when they may be near their end, not before."""

    tabs: Tabs
    seconds_left: Mapping[str, SecondsLeft]
    """By name of a cookie: the seconds until its session ends when nothing is done."""
    events: IdleEvents
    _next_look: dict[tuple[str, str], float] = field(default_factory=dict)
    _warned: set[tuple[str, str]] = field(default_factory=set)

    @asynccontextmanager
    async def serve(self, app: rx.App) -> AsyncIterator[None]:
        """Watch while the application runs."""
        task = asyncio.create_task(self._watch(app))
        try:
            yield
        finally:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task

    async def _watch(self, app: rx.App) -> None:
        while True:
            try:
                await self.look(app)
            except Exception as fault:  # noqa: BLE001 - the watch goes on
                log_fault(fault)
            await asyncio.sleep(LOOK_SECONDS)

    async def look(self, app: rx.App) -> None:
        """Look once at every session that is due."""
        sessions = self._sessions(app)
        self._warned &= sessions.keys()
        self._next_look = {key: at for key, at in self._next_look.items() if key in sessions}
        for key, tokens in sessions.items():
            now = time.monotonic()
            if now < self._next_look.get(key, 0):
                continue
            left = await asyncio.to_thread(self.seconds_left[key[0]], key[1])
            self._next_look[key] = now + max(LOOK_SECONDS, left - WARN_SECONDS)
            if name := self._news(key, left):
                for token in tokens:
                    self.tabs.send(app, token, name)

    def _news(self, key: tuple[str, str], left: int) -> str:
        if left == 0:
            self._warned.discard(key)
            return self.events.check
        if left <= WARN_SECONDS:
            self._warned.add(key)
            return self.events.warn
        if key in self._warned:
            self._warned.discard(key)
            return self.events.calm
        return ""

    def _sessions(self, app: rx.App) -> dict[tuple[str, str], list[str]]:
        found: dict[tuple[str, str], list[str]] = {}
        for token, tab in self.tabs.connected(app).items():
            if not tab.session_ids:
                continue
            cookies = read_cookies(tab.router_data.get("headers", {}).get("cookie", ""))
            for name in self.seconds_left.keys() & cookies.keys():
                found.setdefault((name, cookies[name]), []).append(token)
        return found
