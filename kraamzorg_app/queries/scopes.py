"""What an actor may see (design, section 3), as pieces that each lie along an index."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, and_, false, or_, true
from sqlmodel import col

from kraamzorg_app.domain.actors import Actor, ActorKind, Role
from kraamzorg_app.domain.entries import EntryState
from kraamzorg_app.models.waiting_list import WaitingListEntry

_ON_THE_LISTS = (EntryState.WAITING, EntryState.ACCEPTED)


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a scope: the entries that have all of these; None stands for any."""

    region_id: UUID | None = None
    insurer_id: UUID | None = None
    except_insurer_id: UUID | None = None
    provider_id: UUID | None = None
    inviter_provider_id: UUID | None = None
    inviter_insurer_id: UUID | None = None
    entry_id: UUID | None = None

    @property
    def is_counted(self) -> bool:
        """Say whether the kept counts tell how many there are."""
        narrower = (
            self.provider_id,
            self.inviter_provider_id,
            self.inviter_insurer_id,
            self.entry_id,
        )
        return narrower == (None,) * len(narrower)

    def condition(self) -> ColumnElement[bool]:
        """Give the condition on `WaitingListEntry`."""
        entry = WaitingListEntry
        equal = (
            (entry.region_id, self.region_id),
            (entry.insurer_id, self.insurer_id),
            (entry.provider_id, self.provider_id),
            (entry.inviter_provider_id, self.inviter_provider_id),
            (entry.inviter_insurer_id, self.inviter_insurer_id),
            (entry.id, self.entry_id),
        )
        conditions = [col(column) == value for column, value in equal if value is not None]
        if self.except_insurer_id is not None:
            conditions.append(col(entry.insurer_id) != self.except_insurer_id)
        return and_(true(), *conditions)


def parts(actor: Actor, state: EntryState) -> tuple[Part, ...]:
    """Give what this actor may see of the entries in one state; no entry is in two parts."""
    if actor.kind is ActorKind.CLIENT:
        return (Part(entry_id=actor.entry_id),) if actor.entry_id else ()
    match actor.role:
        case Role.COORDINATOR:
            return _in_regions(actor.region_ids)
        case Role.CARE_PROVIDER:
            return _of_provider(actor, state)
        case Role.INSURER:
            return _of_insurer(actor, state)
        case Role.FUNCTIONAL_ADMIN:
            return (Part(),) if state in _ON_THE_LISTS else ()
        case _:
            return ()


def _of_provider(actor: Actor, state: EntryState) -> tuple[Part, ...]:
    if actor.provider_id is None:
        return ()
    match state:
        case EntryState.WAITING:
            return _in_regions(actor.approved_region_ids)
        case EntryState.ACCEPTED:
            return (Part(provider_id=actor.provider_id),)
        case EntryState.AWAITING_AUTHORIZATION:
            return (Part(inviter_provider_id=actor.provider_id),)
        case EntryState.CLOSED:
            return ()


def _of_insurer(actor: Actor, state: EntryState) -> tuple[Part, ...]:
    if actor.insurer_id is None:
        return ()
    if state is EntryState.AWAITING_AUTHORIZATION:
        return (Part(inviter_insurer_id=actor.insurer_id),)
    if state not in _ON_THE_LISTS:
        return ()
    elsewhere = _in_regions(actor.preferred_region_ids, except_insurer_id=actor.insurer_id)
    return (Part(insurer_id=actor.insurer_id), *elsewhere)


def _in_regions(
    region_ids: frozenset[UUID], except_insurer_id: UUID | None = None
) -> tuple[Part, ...]:
    # In a fixed order, so that the statement's text is the same every time.
    return tuple(
        Part(region_id=region_id, except_insurer_id=except_insurer_id)
        for region_id in sorted(region_ids)
    )


def condition(actor: Actor) -> ColumnElement[bool]:
    """Give the condition on `WaitingListEntry` that keeps all that this actor may see."""
    states: dict[tuple[Part, ...], list[EntryState]] = defaultdict(list)
    for state in EntryState:
        states[parts(actor, state)].append(state)
    pieces = [
        and_(_in_states(its_states), any_of(its_parts))
        for its_parts, its_states in states.items()
        if its_parts
    ]
    return or_(false(), *pieces)


def any_of(some: tuple[Part, ...]) -> ColumnElement[bool]:
    """Give the condition that keeps what lies in one of the parts."""
    return or_(false(), *(part.condition() for part in some))


def _in_states(states: list[EntryState]) -> ColumnElement[bool]:
    if len(states) == len(EntryState):
        return true()
    return col(WaitingListEntry.state).in_(states)
