"""What somebody asks of a list: filter, order and page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final
from uuid import UUID

from kraamzorg_app.domain.entries import EntryState
from kraamzorg_app.domain.intake import IntakeState
from kraamzorg_app.domain.urgency import Urgency

PAGE_SIZE = 25


class SortKey(StrEnum):
    """The plain columns that a list can be sorted on; what is sealed can't be."""

    DUE_DATE = "due"
    PC4 = "pc4"
    CLIENT_NUMBER = "number"
    BIRTHS = "births"
    """Reported births first, then by due date: the usual order of who waits."""
    URGENCY = "urgency"
    """As `BIRTHS`, with who was escalated before who was not; for coordinators."""


class Mark(StrEnum):
    """What makes a waiting client stand out ("Urgentie"); the value stands in addresses."""

    BORN = "bevallen"
    OVERDUE = "voorbij"
    CRITICAL = "zeer-dichtbij"
    SOON = "dichtbij"
    NEARING = "nadert"
    ESCALATED = "geescaleerd"
    """Nobody had taken her by the last threshold; for coordinators and preferred insurers."""
    UNANSWERED = "geen-antwoord"
    """She has not said yet whether she still waits; for coordinators."""


BY_DUE_DATE: Final[dict[Mark, Urgency]] = {
    Mark.OVERDUE: Urgency.OVERDUE,
    Mark.CRITICAL: Urgency.CRITICAL,
    Mark.SOON: Urgency.SOON,
    Mark.NEARING: Urgency.NEARING,
}
"""The marks that follow from due date and thresholds; a reported birth is above them."""


@dataclass(frozen=True, slots=True)
class MarkedSpan:
    """Where a mark counts: in which regions, between which due dates; None is no limit."""

    region_ids: tuple[UUID, ...] | None = None
    due_from: date | None = None
    due_to: date | None = None


@dataclass(frozen=True, slots=True)
class EntryFilter:
    """The filter of one table: "Postcode bevat", "Uitgerekend tussen" (both days included)."""

    pc4_contains: str = ""
    due_from: date | None = None
    due_to: date | None = None
    intake: IntakeState | None = None
    mark: Mark | None = None
    offered_to: UUID | None = None
    """Keep whose intake this provider does by an offer: it may not know how far it is of others.

    `services.list_marks` sets it.
    """
    spans: tuple[MarkedSpan, ...] = ()
    """Where the mark counts for who asks, as `services.list_marks` finds it; nowhere before."""

    @property
    def is_empty(self) -> bool:
        """Say whether nothing is filtered."""
        is_dateless = self.due_from is None and self.due_to is None
        is_plain = self.mark is None and self.intake is None
        return not self.pc4_contains and is_dateless and is_plain


@dataclass(frozen=True, slots=True)
class ListRequest:
    """One page of one list: the waiting or the enrolled clients."""

    state: EntryState
    filter: EntryFilter = EntryFilter()
    sort: SortKey = SortKey.DUE_DATE
    is_descending: bool = False
    page: int = 1
