"""Small numbers: hidden from whoever may not see the clients behind them, and never given away.

Numbers are shown by region and for all regions together. A number from one to four is hidden (none
is about nobody); the total is hidden too where what is shown, and knowing these rules, would leave
one value for a hidden one.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

SMALLEST_SHOWN: Final = 5
_LARGEST_HIDDEN: Final = SMALLEST_SHOWN - 1


@dataclass(frozen=True, slots=True)
class Count:
    """A number as somebody may see it."""

    value: int | None
    """None when it is hidden."""
    at_least: int | None = None
    """Of a hidden total: what its shown parts are together. None for one region: one to four."""


def shown(number: int) -> Count:
    """Show a number to who may see everybody behind it."""
    return Count(number)


def is_small(number: int) -> bool:
    """Say whether a number is about so few that it could point at one of them."""
    return 0 < number < SMALLEST_SHOWN


def shown_part(number: int) -> Count:
    """Show the number of one region, unless it is small."""
    return Count(None) if is_small(number) else shown(number)


def shown_total(parts: Iterable[int]) -> Count:
    """Show the number of all regions together, given that of each: nothing hidden follows from it.

    One hidden part would be what is left. Of several, each could still be anything when together
    they are neither as few nor as many as they can be.
    """
    numbers = tuple(parts)
    hidden = [number for number in numbers if is_small(number)]
    total, known = sum(numbers), sum(numbers) - sum(hidden)
    is_open = not hidden or (
        len(hidden) > 1 and len(hidden) < sum(hidden) < _LARGEST_HIDDEN * len(hidden)
    )
    return shown(total) if is_open and not is_small(total) else Count(None, known)
