"""The weekly update ("wekelijkse update") as its readers choose it."""

from __future__ import annotations

from enum import StrEnum
from typing import Final


class UpdateForm(StrEnum):
    """What stands ready beside the figures in the mail."""

    BOTH = "BOTH"
    CSV = "CSV"
    XLSX = "XLSX"
    FIGURES = "FIGURES"
    """The mail only, no list."""

    @property
    def formats(self) -> tuple[str, ...]:
        """Name the files that are made."""
        return _FORMATS[self]


class Weekday(StrEnum):
    """The morning on which it comes."""

    MONDAY = "MONDAY"
    TUESDAY = "TUESDAY"
    WEDNESDAY = "WEDNESDAY"
    THURSDAY = "THURSDAY"
    FRIDAY = "FRIDAY"
    SATURDAY = "SATURDAY"
    SUNDAY = "SUNDAY"

    @property
    def number(self) -> int:
        """Count from Monday, 0, as `date.weekday` does."""
        return list(Weekday).index(self)


_FORMATS: Final = {
    UpdateForm.BOTH: ("csv", "xlsx"),
    UpdateForm.CSV: ("csv",),
    UpdateForm.XLSX: ("xlsx",),
    UpdateForm.FIGURES: (),
}
