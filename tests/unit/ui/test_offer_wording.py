"""How long an offer can still be answered, in words."""

from __future__ import annotations

from datetime import timedelta

import pytest

from kraamzorg_app.domain.offers import DeclineReason, WithdrawReason
from kraamzorg_app.ui.offer_wording import REASONS, time_left


@pytest.mark.parametrize(
    ("left", "text"),
    [
        (timedelta(hours=47, minutes=59), "nog 47 uur"),
        (timedelta(hours=2), "nog 2 uur"),
        (timedelta(hours=1, minutes=59), "nog 119 minuten"),
        (timedelta(minutes=1, seconds=30), "nog 1 minuut"),
        (timedelta(seconds=59), "voorbij"),
        (timedelta(hours=-3), "voorbij"),
    ],
)
def test_a_term_reads_in_hours_and_near_its_end_in_minutes(left: timedelta, text: str) -> None:
    assert time_left(left) == text


def test_every_reason_has_words() -> None:
    assert {*DeclineReason, *WithdrawReason} <= REASONS.keys()
