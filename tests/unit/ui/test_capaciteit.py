"""What a provider typed for a week, and whether the week is closed."""

from __future__ import annotations

import pytest

from kraamzorg_app.ui.pages.capaciteit.state import WeekRow, week_in

WEEK = "2026-W12"


@pytest.mark.parametrize(
    ("known", "typed", "is_closed"),
    [
        (WeekRow(WEEK, is_closed=True), "", True),
        (WeekRow(WEEK, is_closed=True), "2", False),
        (WeekRow(WEEK, places="2", is_closed=True), "2", True),
        (WeekRow(WEEK, places="2", is_closed=True), "3", False),
        (WeekRow(WEEK, places="2"), "2", False),
    ],
    ids=["closed", "typed in a closed week", "closed after typing", "typed anew", "open"],
)
def test_a_number_opens_a_week_only_when_it_was_typed_after_closing(
    known: WeekRow, typed: str, *, is_closed: bool
) -> None:
    said = week_in({f"places-{WEEK}": typed, f"closed-{WEEK}": True}, known)
    assert (said["places"], said["closed"]) == (typed, is_closed)
