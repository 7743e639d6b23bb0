"""A proposal on its way from computing to offers: its states, and what a line becomes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final, TypeVar
from uuid import UUID

from kraamzorg_app.domain.matching_reasons import LeftOver, Line

Key = TypeVar("Key")
KEPT: Final = timedelta(days=1)
_DEAD_AFTER: Final = timedelta(minutes=3)


class DraftState(StrEnum):
    """Where a proposal is."""

    COMPUTING = "COMPUTING"
    READY = "READY"
    CANCELLED = "CANCELLED"
    FAILED = "FAILED"


class LineState(StrEnum):
    """What stands in the way of offering a line, or that it was offered."""

    OPEN = "OPEN"
    SENT = "SENT"
    """Offered from this proposal."""
    OFFERED = "OFFERED"
    """Somebody else offered her meanwhile."""
    CHANGED = "CHANGED"
    """Her data or place changed since the proposal was made."""
    GONE = "GONE"
    """Not on this list any more."""


@dataclass(frozen=True, slots=True)
class DraftLine:
    """One woman in a proposal."""

    entry_id: UUID
    version: int
    """Of her entry when the proposal was made."""
    why: Line | LeftOver
    is_by_hand: bool = False
    is_sent: bool = False

    @property
    def provider_id(self) -> UUID | None:
        """To whom she goes; None when she is left over."""
        return self.why.provider_id if isinstance(self.why, Line) else None


def is_dead(state: DraftState, touched_at: datetime, now: datetime) -> bool:
    """Say whether a computation stopped without an end, as when its process was killed."""
    return state is DraftState.COMPUTING and now - touched_at > _DEAD_AFTER


def portions(providers: Mapping[Key, object], most: int) -> list[list[Key]]:
    """Portion out the lines of a proposal to send, by the provider of each.

    All of a provider's lines stand in one portion, in their order, so that one mail tells of them;
    only for that reason a portion has more than `most`.
    """
    of_provider: dict[object, list[Key]] = {}
    for key, provider in providers.items():
        of_provider.setdefault(provider, []).append(key)
    found: list[list[Key]] = []
    for lines in of_provider.values():
        if found and len(found[-1]) + len(lines) <= most:
            found[-1] += lines
        else:
            found.append(lines)
    return found
