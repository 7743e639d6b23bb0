"""Who sees what of a line of a timeline (design, section 3): the timeline's disclosure row."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from kraamzorg_app.domain.actors import Actor, ActorKind, Role
from kraamzorg_app.domain.disclosure import Audience
from kraamzorg_app.domain.entries import TimelineKind

_ABOUT_INTAKE = frozenset({TimelineKind.INTAKE_PLANNED, TimelineKind.INTAKE_DONE})
_ABOUT_WAITING = frozenset({TimelineKind.WAITING_ASKED, TimelineKind.WAITING_CONFIRMED})
_ABOUT_WISHES = frozenset({TimelineKind.PREFERENCE_CHANGED, TimelineKind.PREFERENCE_DROPPED})


class DoneBy(StrEnum):
    """What kind of party stands behind a line; this much everybody may know."""

    CLIENT = "CLIENT"
    COORDINATOR = "COORDINATOR"
    PROVIDER = "PROVIDER"
    INSURER = "INSURER"
    SYSTEM = "SYSTEM"


@dataclass(frozen=True, slots=True)
class LineFacts:
    """What decides who may see what of a line."""

    kind: TimelineKind
    actor_kind: ActorKind
    provider_id: UUID | None
    insurer_id: UUID | None
    region_id: UUID | None
    offered_provider_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class LineDisclosure:
    """What may be shown of a line beside what happened, when, and by what kind of party."""

    organization: bool = False
    reason: bool = False
    note: bool = False
    """Free text: for the coordinator only."""
    offer: bool = True
    """To whom she was offered and how that went; without it an end reads as an end, no more."""


def done_by(line: LineFacts) -> DoneBy:
    """Tell what kind of party did this."""
    if line.actor_kind is ActorKind.CLIENT:
        return DoneBy.CLIENT
    if line.actor_kind is ActorKind.JOB:
        return DoneBy.SYSTEM
    if line.provider_id is not None:
        return DoneBy.PROVIDER
    if line.insurer_id is not None:
        return DoneBy.INSURER
    if line.region_id is not None:
        return DoneBy.COORDINATOR
    return DoneBy.SYSTEM


def shown_of(actor: Actor, audience: Audience, line: LineFacts) -> LineDisclosure | None:
    """Give what this actor sees of a line; None hides all of it.

    Everybody sees the events of the own organization. Names and refusals of other providers, and
    every free text, are for the coordinator only; that she was escalated also for the insurers that
    are preferred in the region.
    """
    if audience is Audience.NOBODY:
        return None
    if actor.role is Role.COORDINATOR:
        return LineDisclosure(organization=True, reason=True, note=True)
    if line.kind is TimelineKind.ESCALATED and line.region_id not in actor.preferred_region_ids:
        return None
    if not _is_of_concern(actor, audience, line):
        return None
    if line.offered_provider_id is not None and not _is_offered_to(actor, line):
        return LineDisclosure(offer=False)
    is_own = _is_own(actor, line) or line.offered_provider_id is not None
    is_her_provider = audience is Audience.CLIENT and line.kind is TimelineKind.ACCEPTED
    return LineDisclosure(organization=is_own or is_her_provider, reason=is_own)


def _is_of_concern(actor: Actor, audience: Audience, line: LineFacts) -> bool:
    """Say whether the line as such is for this audience; the coordinator reads them all."""
    if line.kind is TimelineKind.INSURER_CHANGED:
        return audience is not Audience.INSURER_OTHER
    if line.kind in _ABOUT_INTAKE:
        cares = audience in {Audience.PROVIDER_HERS, Audience.CLIENT}
        return cares or _is_own(actor, line)
    return line.kind not in _ABOUT_WISHES | _ABOUT_WAITING or audience is Audience.CLIENT


def without_offer(kind: TimelineKind) -> TimelineKind:
    """Give what a line of an offer tells those who may not know whether it was refused."""
    return TimelineKind.OFFERED if kind is TimelineKind.OFFERED else TimelineKind.OFFER_ENDED


def _is_offered_to(actor: Actor, line: LineFacts) -> bool:
    return actor.role is Role.CARE_PROVIDER and line.offered_provider_id == actor.provider_id


def _is_own(actor: Actor, line: LineFacts) -> bool:
    if actor.kind is ActorKind.CLIENT:
        return line.actor_kind is ActorKind.CLIENT
    if line.actor_kind is not ActorKind.PERSON:
        return False
    if actor.role is Role.CARE_PROVIDER:
        return line.provider_id is not None and line.provider_id == actor.provider_id
    if actor.role is Role.INSURER:
        return line.insurer_id is not None and line.insurer_id == actor.insurer_id
    return False
