"""What somebody looks for in the access log."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class LogFilter:
    """Which lines are wanted; None and an empty text stand for any."""

    subjects: frozenset[UUID] | None = None
    """The `log_id`s of clients."""
    user_ids: frozenset[UUID] | None = None
    event: str = ""
    start: datetime | None = None
    end: datetime | None = None
    """Not included."""
    except_kind: str = ""
    """An `ActorKind` of which the lines are left out."""


@dataclass(frozen=True, slots=True)
class LogPlace:
    """A line as a place in the log, after which an older page begins."""

    happened_at: datetime
    number: int
