"""What somebody asks of a list: filter, order and page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from kraamzorg_app.domain.entries import EntryState

PAGE_SIZE = 25


class SortKey(StrEnum):
    """The plain columns that a list can be sorted on; what is sealed can't be."""

    DUE_DATE = "due"
    PC4 = "pc4"
    CLIENT_NUMBER = "number"


@dataclass(frozen=True, slots=True)
class EntryFilter:
    """The filter of one table: "Postcode bevat" and "Uitgerekend tussen" (both days included)."""

    pc4_contains: str = ""
    due_from: date | None = None
    due_to: date | None = None

    @property
    def is_empty(self) -> bool:
        """Say whether nothing is filtered."""
        return not self.pc4_contains and self.due_from is None and self.due_to is None


@dataclass(frozen=True, slots=True)
class ListRequest:
    """One page of one list: the waiting or the enrolled clients."""

    state: EntryState
    filter: EntryFilter = EntryFilter()
    sort: SortKey = SortKey.DUE_DATE
    is_descending: bool = False
    page: int = 1
