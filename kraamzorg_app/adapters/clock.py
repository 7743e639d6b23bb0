"""The time, from outside, so that tests can hold it still."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """Something that knows the time."""

    def now(self) -> datetime:
        """Give the moment, aware, in UTC."""
        ...


class SystemClock:
    """The clock of the machine."""

    def now(self) -> datetime:
        """Give the moment, aware, in UTC."""
        return datetime.now(UTC)


@dataclass
class FrozenClock:
    """A clock that stands still until it is moved; for tests and the demo's history."""

    moment: datetime

    def now(self) -> datetime:
        """Give the moment that it was set to."""
        return self.moment

    def advance(self, step: timedelta) -> None:
        """Move the clock on."""
        self.moment += step
