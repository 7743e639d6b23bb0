"""A place on the waiting list: its states, how it moves, and what its timeline tells."""

from __future__ import annotations

from enum import StrEnum

from kraamzorg_app.domain.errors import Conflict


class EntryState(StrEnum):
    """Where a `WaitingListEntry` is."""

    AWAITING_AUTHORIZATION = "AWAITING_AUTHORIZATION"
    WAITING = "WAITING"
    ACCEPTED = "ACCEPTED"
    CLOSED = "CLOSED"


class CloseReason(StrEnum):
    """Why an entry left the list without a provider."""

    WITHDRAWN = "WITHDRAWN"
    FOUND_ELSEWHERE = "FOUND_ELSEWHERE"
    PREGNANCY_ENDED = "PREGNANCY_ENDED"
    MOVED = "MOVED"
    ERROR = "ERROR"
    TERM_PASSED = "TERM_PASSED"


class GiveBackReason(StrEnum):
    """Why a provider gives a client back to the list."""

    NO_CAPACITY = "NO_CAPACITY"
    ILLNESS = "ILLNESS"
    CLIENT_ASKED = "CLIENT_ASKED"
    CLIENT_MOVED = "CLIENT_MOVED"
    PROVIDER_STOPS = "PROVIDER_STOPS"
    MISTAKE = "MISTAKE"


class BsnReason(StrEnum):
    """Why somebody opens a BSN."""

    CARE_RECORD = "CARE_RECORD"
    CLAIM = "CLAIM"
    IDENTITY_CHECK = "IDENTITY_CHECK"


class InvitationState(StrEnum):
    """Where an `Invitation` is."""

    SENT = "SENT"
    COMPLETED = "COMPLETED"
    EXPIRED = "EXPIRED"
    WITHDRAWN = "WITHDRAWN"


class InvitationWay(StrEnum):
    """How she registers."""

    LINK = "LINK"
    """She fills in everything herself."""
    TOGETHER_LINK = "TOGETHER_LINK"
    """Filled in with her on the phone; she confirms by the link in her mail."""
    TOGETHER_LETTER = "TOGETHER_LETTER"
    """Filled in with her on the phone; she confirms by the code of a printed letter."""


class TimelineKind(StrEnum):
    """What a line of the timeline says."""

    PLACED = "PLACED"
    AUTHORIZED = "AUTHORIZED"
    SENT_BACK = "SENT_BACK"
    ACCEPTED = "ACCEPTED"
    GIVEN_BACK = "GIVEN_BACK"
    CLOSED = "CLOSED"
    CORRECTED = "CORRECTED"
    MOVED_REGION = "MOVED_REGION"
    LIST_CLOSED_FOR_DATE = "LIST_CLOSED_FOR_DATE"
    INSURER_CHANGED = "INSURER_CHANGED"
    BIRTH_REPORTED = "BIRTH_REPORTED"
    BIRTH_UNDONE = "BIRTH_UNDONE"
    ESCALATED = "ESCALATED"
    WAITING_ASKED = "WAITING_ASKED"
    WAITING_CONFIRMED = "WAITING_CONFIRMED"
    INTAKE_PLANNED = "INTAKE_PLANNED"
    INTAKE_DONE = "INTAKE_DONE"
    PREFERENCE_CHANGED = "PREFERENCE_CHANGED"
    PREFERENCE_DROPPED = "PREFERENCE_DROPPED"
    OFFERED = "OFFERED"
    OFFER_DECLINED = "OFFER_DECLINED"
    OFFER_EXPIRED = "OFFER_EXPIRED"
    OFFER_WITHDRAWN = "OFFER_WITHDRAWN"
    OFFER_ENDED = "OFFER_ENDED"
    """How the end of another provider's offer reads; never stored."""


_ALLOWED: dict[EntryState, frozenset[EntryState]] = {
    EntryState.AWAITING_AUTHORIZATION: frozenset({EntryState.WAITING, EntryState.CLOSED}),
    EntryState.WAITING: frozenset({EntryState.ACCEPTED, EntryState.CLOSED}),
    EntryState.ACCEPTED: frozenset({EntryState.WAITING, EntryState.CLOSED}),
    EntryState.CLOSED: frozenset(),
}


def may_move(current: EntryState, target: EntryState) -> bool:
    """Say whether an entry may go from one state to another (design, section 4)."""
    return target in _ALLOWED[current]


def check_move(current: EntryState, target: EntryState) -> None:
    """Refuse a move that the states do not allow, with a code that says what happened meanwhile."""
    if may_move(current, target):
        return
    if target is EntryState.ACCEPTED and current is EntryState.ACCEPTED:
        raise Conflict("just_taken")
    raise Conflict("state_changed")
