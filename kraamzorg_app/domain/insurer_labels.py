"""When a label of an insurer has its UZOVI code: a code is of one label at a time."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class CodeDays:
    """The days on which a label has a code, both included; None is without an end."""

    valid_from: date | None = None
    valid_to: date | None = None

    def overlap(self, other: CodeDays) -> bool:
        """Say whether a day lies in both."""
        return _starts_by(self, other.valid_to) and _starts_by(other, self.valid_to)


def is_free(days: CodeDays, others: Iterable[CodeDays]) -> bool:
    """Say whether no other label has the code on any of these days."""
    return not any(days.overlap(other) for other in others)


def _starts_by(days: CodeDays, last: date | None) -> bool:
    return days.valid_from is None or last is None or days.valid_from <= last
