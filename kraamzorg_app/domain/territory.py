"""Which region a four-digit postcode belongs to on which day, and how that division changes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

FIRST_PC4 = 1000


@dataclass(frozen=True, slots=True)
class Span:
    """A run of postcodes that belongs to a region over some days; first and last included."""

    region_id: UUID
    first: int
    last: int
    valid_from: date
    valid_to: date | None = None
    """Last day; None while it lasts."""

    def holds(self, day: date) -> bool:
        """Say whether the span counts on a day."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


def region_on(spans: Iterable[Span], day: date) -> dict[int, UUID]:
    """Give the region of every postcode that has one on a day."""
    return {
        pc4: span.region_id
        for span in spans
        if span.holds(day)
        for pc4 in range(span.first, span.last + 1)
    }


def reassign(
    spans: Iterable[Span], wanted: Mapping[int, UUID | None], day: date
) -> frozenset[Span]:
    """Give the division after the wanted regions of some postcodes count from a day on, for good.

    None takes a postcode out of every region. What was planned for these postcodes after that day
    lapses; what counted before it stays as history. Postcodes that are right already don't change.
    """
    existing = frozenset(spans)
    moving = set(wanted) - _already_right(existing, wanted, day)
    result: set[Span] = set()
    for span in existing:
        is_past = span.valid_to is not None and span.valid_to < day
        inside = {pc4 for pc4 in range(span.first, span.last + 1) if pc4 in moving}
        if is_past or not inside:
            result.add(span)
            continue
        kept = set(range(span.first, span.last + 1)) - inside
        result |= _spans(span.region_id, kept, span.valid_from, span.valid_to)
        if span.valid_from < day:
            result |= _spans(span.region_id, inside, span.valid_from, day - timedelta(days=1))
    for region_id, pc4s in by_region(wanted, moving).items():
        result |= _spans(region_id, pc4s, day, None)
    return frozenset(result)


def by_region(wanted: Mapping[int, UUID | None], pc4s: Iterable[int]) -> dict[UUID, set[int]]:
    """Sort postcodes by the region that is wanted for them; those for no region stay out."""
    sorted_out: dict[UUID, set[int]] = {}
    for pc4 in pc4s:
        region_id = wanted[pc4]
        if region_id is not None:
            sorted_out.setdefault(region_id, set()).add(pc4)
    return sorted_out


def runs(pc4s: Iterable[int]) -> list[tuple[int, int]]:
    """Join postcodes that follow one another into (first, last)."""
    joined: list[tuple[int, int]] = []
    for pc4 in sorted(pc4s):
        if joined and joined[-1][1] + 1 == pc4:
            joined[-1] = (joined[-1][0], pc4)
        else:
            joined.append((pc4, pc4))
    return joined


def overlapping(spans: Iterable[Span]) -> list[tuple[Span, Span]]:
    """Find spans that give a postcode two regions, or one region twice, on the same day."""
    found: list[tuple[Span, Span]] = []
    active: list[Span] = []
    for span in sorted(spans, key=lambda each: (each.first, each.last)):
        active = [other for other in active if other.last >= span.first]
        found += [(other, span) for other in active if _share_a_day(other, span)]
        active.append(span)
    return found


def _share_a_day(one: Span, other: Span) -> bool:
    return (one.valid_to is None or other.valid_from <= one.valid_to) and (
        other.valid_to is None or one.valid_from <= other.valid_to
    )


def _already_right(
    spans: frozenset[Span], wanted: Mapping[int, UUID | None], day: date
) -> set[int]:
    """Find the postcodes that have the wanted region on this day and ever after."""
    right = {pc4 for pc4, region_id in wanted.items() if region_id is None}
    for span in spans:
        is_past = span.valid_to is not None and span.valid_to < day
        lasts = span.valid_from <= day and span.valid_to is None
        if is_past:
            continue
        for pc4 in range(span.first, span.last + 1):
            if pc4 not in wanted:
                continue
            if wanted[pc4] is None:
                right.discard(pc4)
            elif lasts and wanted[pc4] == span.region_id:
                right.add(pc4)
    return right


def _spans(
    region_id: UUID, pc4s: Iterable[int], valid_from: date, valid_to: date | None
) -> set[Span]:
    return {Span(region_id, first, last, valid_from, valid_to) for first, last in runs(pc4s)}
