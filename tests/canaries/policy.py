"""Who may see which field of a client: the design's table, written down once more.

Not read from the application, so that a slip in its policy is found here. The fields are those
that tests give values that stand nowhere else.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from kraamzorg_app.domain.actors import Role
from kraamzorg_app.domain.entries import EntryState

NUMBER = frozenset({"number"})
BIRTH_DATE = frozenset({"birth_date"})
CONTACT = frozenset({"first_name", "last_name", "email", "phone"})
CARE = frozenset({"address", "postcode", "partner"})
BSN = frozenset({"bsn"})
EVERYTHING = NUMBER | BIRTH_DATE | CONTACT | CARE | BSN
SEALED = EVERYTHING - NUMBER
"""What stands on no disk in plain."""
TYPED = frozenset({"number", "email", "postcode"})
"""What an inviter types, and has before her as long as the invitation is not sent."""
IN_HER_OWN_MAIL = frozenset({"first_name", "email"})
"""The address is that of the envelope and of the header that names it."""
NOTHING: frozenset[str] = frozenset()
_ON_THE_LISTS = {EntryState.WAITING, EntryState.ACCEPTED}


@dataclass(frozen=True, slots=True)
class Member:
    """What somebody works as."""

    role: Role
    sees_personal_data: bool
    region: UUID | None
    provider: UUID | None
    insurer: UUID | None
    active_in: frozenset[UUID]
    """The regions where a provider is approved or an insurer preferred."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where she stands at one moment."""

    state: EntryState
    region: UUID
    insurer: UUID
    provider: UUID | None
    inviters: frozenset[UUID]
    """Insurers and providers that invited her."""


@dataclass(frozen=True, slots=True)
class Asked:
    """An invitation: who sent it and when, and until when it was filled in together with her."""

    region: UUID
    inviters: frozenset[UUID]
    inviter_user: UUID
    sent_at: datetime
    together_until: datetime | None


def of_place(member: Member, place: Place) -> frozenset[str]:
    """Give what a member may see of a client who has a place on the list."""
    match member.role:
        case Role.COORDINATOR:
            own = place.region == member.region
            return _limited_or_all(member) if own else NOTHING
        case Role.CARE_PROVIDER:
            return _of_provider(member, place)
        case Role.INSURER:
            return _of_insurer(member, place)
        case Role.FUNCTIONAL_ADMIN:
            return NUMBER
        case _:
            return NOTHING


def of_invitation(member: Member, user: UUID, asked: Asked, since: datetime) -> frozenset[str]:
    """Give what a member may see of a client who was invited."""
    if user == asked.inviter_user:
        if asked.together_until and since <= asked.together_until:
            return EVERYTHING
        if since <= asked.sent_at:
            return TYPED
    if {member.provider, member.insurer, member.region} & asked.inviters:
        return NUMBER | {"email"} if member.sees_personal_data else NUMBER
    is_coordinator = member.role is Role.COORDINATOR and member.region == asked.region
    return NUMBER if is_coordinator else NOTHING


def _of_provider(member: Member, place: Place) -> frozenset[str]:
    match place.state:
        case EntryState.WAITING if place.region in member.active_in:
            return NUMBER | BIRTH_DATE
        case EntryState.AWAITING_AUTHORIZATION if member.provider in place.inviters:
            return NUMBER | BIRTH_DATE
        case EntryState.ACCEPTED if place.provider == member.provider:
            return _limited_or_all(member)
        case _:
            return NOTHING


def _of_insurer(member: Member, place: Place) -> frozenset[str]:
    is_there = place.state in _ON_THE_LISTS or (
        place.state is EntryState.AWAITING_AUTHORIZATION and member.insurer in place.inviters
    )
    if not is_there:
        return NOTHING
    if place.insurer == member.insurer:
        return NUMBER | BIRTH_DATE | CONTACT if member.sees_personal_data else NUMBER
    return NUMBER if place.region in member.active_in else NOTHING


def _limited_or_all(member: Member) -> frozenset[str]:
    personal = CONTACT | CARE if member.sees_personal_data else NOTHING
    return NUMBER | BIRTH_DATE | personal


def places_between(
    places: list[tuple[datetime, Place]], since: datetime, until: datetime
) -> Iterator[Place]:
    """Give where she stood at some moment between two, from what changed when."""
    for number, (begins, place) in enumerate(places):
        ends = places[number + 1][0] if number + 1 < len(places) else None
        if begins <= until and (ends is None or ends >= since):
            yield place
