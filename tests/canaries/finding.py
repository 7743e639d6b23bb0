"""Values that stand nowhere else, and where they turn up."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from datetime import date
from typing import Generic, TypeVar

import ahocorasick

Client = TypeVar("Client", bound=Hashable)
_MONTHS = (
    ("januari", "january"), ("februari", "february"), ("maart", "march"), ("april",),
    ("mei", "may"), ("juni", "june"), ("juli", "july"), ("augustus", "august"),
    ("september",), ("oktober", "october"), ("november",), ("december",),
)  # fmt: skip
_HEXADECIMAL = frozenset("0123456789abcdef")


class Finder(Generic[Client]):
    """Finds the fields of clients in texts, all at once, whatever their number."""

    def __init__(self, values: Mapping[Client, Mapping[str, Iterable[str]]]) -> None:
        """Take for each client the spellings of her fields; clients may share a value."""
        self._owners: dict[str, set[tuple[Client, str]]] = {}
        for client, fields in values.items():
            for field, spellings in fields.items():
                for spelling in spellings:
                    self._owners.setdefault(spelling.lower(), set()).add((client, field))
        self._automaton = ahocorasick.Automaton()
        for spelling in self._owners:
            self._automaton.add_word(spelling, spelling)
        self._automaton.make_automaton()

    def values_in(self, texts: Iterable[str]) -> set[frozenset[tuple[Client, str]]]:
        """Give each value that stands in one of the texts, as the fields that it may be."""
        found = set()
        for text in texts:
            lower = text.lower()
            found |= {
                spelling
                for end, spelling in self._automaton.iter(lower)
                if not _is_within_a_number(lower, end - len(spelling) + 1, end)
            }
        return {frozenset(self._owners[spelling]) for spelling in found}

    def fields_in(self, texts: Iterable[str]) -> set[tuple[Client, str]]:
        """Name the fields of which a value stands in one of the texts."""
        return set().union(*self.values_in(texts))


def _is_within_a_number(text: str, start: int, end: int) -> bool:
    """Say whether a value is only a piece of a longer number, a fraction or a hash."""
    before, after = text[max(0, start - 1) : start], text[end + 1 : end + 2]
    if _HEXADECIMAL.issuperset(text[start : end + 1]):
        return before in _HEXADECIMAL | {".", ","} or after in _HEXADECIMAL
    return (text[start].isdigit() and before.isdigit()) or (text[end].isdigit() and after.isdigit())


def spelled_day(day: date) -> tuple[str, ...]:
    """Write a day as it stands on pages, in files and in JSON."""
    words = (f"{day.day} {month} {day.year}" for month in _MONTHS[day.month - 1])
    return day.isoformat(), day.strftime("%d-%m-%Y"), day.strftime("%d/%m/%Y"), *words


def spelled_phone(digits: str) -> tuple[str, ...]:
    """Write a mobile number, given by the eight digits after 06."""
    return f"316{digits}", f"31 6 {digits}", f"06{digits}", f"06 {digits}", f"06-{digits}"


def spelled_postcode(pc4: str, letters: str) -> tuple[str, ...]:
    """Write a full postcode."""
    return f"{pc4}{letters}", f"{pc4} {letters}", f"{pc4}\N{NO-BREAK SPACE}{letters}"
