"""An offer of a client to a provider ("aanbieden"): its states, its term, and why it ended."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum


class OfferState(StrEnum):
    """Where an `Offer` is; of one entry at most one is pending."""

    PENDING = "PENDING"
    ACCEPTED = "ACCEPTED"
    DECLINED = "DECLINED"
    EXPIRED = "EXPIRED"
    WITHDRAWN = "WITHDRAWN"


class DeclineReason(StrEnum):
    """Why a provider declines an offer ("weigeren")."""

    NO_CAPACITY = "NO_CAPACITY"
    ILLNESS = "ILLNESS"
    TOO_FAR = "TOO_FAR"
    LANGUAGE = "LANGUAGE"
    CARE_NEEDED = "CARE_NEEDED"
    """She needs care that this provider does not give."""
    CLIENT_REFUSED = "CLIENT_REFUSED"
    """She does not want this provider."""


class WithdrawReason(StrEnum):
    """Why a pending offer ended without an answer."""

    BY_COORDINATOR = "BY_COORDINATOR"
    LEFT_LIST = "LEFT_LIST"
    """Closed or withdrawn: why stands in no line that others read."""
    MOVED_REGION = "MOVED_REGION"
    PROVIDER_ENDED = "PROVIDER_ENDED"
    NO_LONGER_APPROVED = "NO_LONGER_APPROVED"


def expiry(offered_at: datetime, hours: int) -> datetime:
    """Give the moment until which an offer can be accepted: hours by the clock, nights included."""
    return offered_at + timedelta(hours=hours)


def hours_given(offered_at: datetime, expires_at: datetime) -> int:
    """Give the term of an offer in hours, as its timeline names it."""
    return round((expires_at - offered_at) / timedelta(hours=1))
