"""Announcements between processes: topics over Redis, never rows."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from typing import Final
from uuid import uuid4

from redis import Redis
from redis.exceptions import RedisError

from kraamzorg_app.adapters.announcements import EVERYTHING, InProcessAnnouncements, Listener

CHANNEL: Final = "kraamzorg:announcements"
RETRY_SECONDS: Final = 1.0
_LOOK_SECONDS: Final = 1.0
_PATIENCE_SECONDS: Final = 2.0
_log = logging.getLogger("kraamzorg.announcements")


class RedisAnnouncements:
    """Tells listeners in this process at once, and those of other processes through Redis.

    What is announced has been committed, so Redis being away stops nothing: it is logged, and once
    Redis is back every listener hears `EVERYTHING`, since topics may have been missed.
    """

    def __init__(self, url: str) -> None:
        self._redis: Redis = Redis.from_url(
            url,
            socket_connect_timeout=_PATIENCE_SECONDS,
            socket_timeout=_PATIENCE_SECONDS,
            decode_responses=True,
        )
        self._here = InProcessAnnouncements()
        self._name = uuid4().hex
        self._lock = threading.Lock()
        self._stops: set[Callable[[], None]] = set()
        self._ended: threading.Event | None = None

    def publish(self, topic: str) -> None:
        """Tell every listener of every process."""
        self._here.publish(topic)
        try:
            self._redis.publish(CHANNEL, f"{self._name} {topic}")
        except RedisError as fault:
            _log.warning("not announced to other processes: %s", type(fault).__name__)

    def listen(self, listener: Listener) -> Callable[[], None]:
        """Call the listener with each topic, from any thread; returns how to stop."""
        forget = self._here.listen(listener)
        with self._lock:
            self._stops.add(forget)
            if self._ended is None:
                self._ended = threading.Event()
                threading.Thread(
                    target=self._hear_others, args=(self._ended,), name="announcements", daemon=True
                ).start()

        def stop() -> None:
            forget()
            with self._lock:
                self._stops.discard(forget)
                if not self._stops and self._ended is not None:
                    self._ended.set()
                    self._ended = None

        return stop

    def _hear_others(self, ended: threading.Event) -> None:
        """Hear Redis until nobody listens here any more; come back after each fault."""
        has_missed = False
        while not ended.is_set():
            try:
                self._hear_until_fault(ended, has_missed=has_missed)
            except RedisError as fault:
                _log.warning("hears no other processes: %s", type(fault).__name__)
                has_missed = True
                ended.wait(RETRY_SECONDS)

    def _hear_until_fault(self, ended: threading.Event, *, has_missed: bool) -> None:
        # redis-py 7.4 has types for its commands, but none for this method.
        channel = self._redis.pubsub()  # type: ignore[no-untyped-call]
        with channel:
            channel.subscribe(CHANNEL)
            while not ended.is_set():
                message = channel.get_message(timeout=_LOOK_SECONDS)
                if message is None:
                    continue
                if message["type"] == "subscribe" and has_missed:
                    self._here.publish(EVERYTHING)
                elif message["type"] == "message":
                    self._take(message["data"])

    def _take(self, text: str) -> None:
        name, _, topic = text.partition(" ")
        if name != self._name and topic:
            self._here.publish(topic)
