"""Telling open pages that something changed: a topic, never a row."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Final, Protocol

Listener = Callable[[str], None]
EVERYTHING: Final = "*"
"""The topic of a listener that may have missed some: whatever it wants to hear of may be news."""


class Announcements(Protocol):
    """Somewhere to publish a topic such as "region:…", and to hear of it."""

    def publish(self, topic: str) -> None:
        """Tell every listener."""
        ...

    def listen(self, listener: Listener) -> Callable[[], None]:
        """Call the listener with each topic, from any thread; returns how to stop."""
        ...


class InProcessAnnouncements:
    """Announcements within one process."""

    def __init__(self) -> None:
        self._listeners: set[Listener] = set()
        self._lock = threading.Lock()

    def publish(self, topic: str) -> None:
        """Tell every listener."""
        with self._lock:
            listeners = tuple(self._listeners)
        for listener in listeners:
            listener(topic)

    def listen(self, listener: Listener) -> Callable[[], None]:
        """Call the listener with each topic, from any thread; returns how to stop."""
        with self._lock:
            self._listeners.add(listener)

        def stop() -> None:
            with self._lock:
                self._listeners.discard(listener)

        return stop
