"""Who sees which field of a client: the one disclosure policy ("gegevensinzage").

The defaults are the table of the design, a narrow reading of the insurers' manual and the role
division. The functional admin can move them, but never above the ceiling that stands here in code.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from kraamzorg_app.domain.actors import Actor, ActorKind, Role
from kraamzorg_app.domain.entries import EntryState


class Field(StrEnum):
    """One field, or one group of fields that always go together, of a client."""

    WAITING_LIST = "WAITING_LIST"
    CLIENT_NUMBER = "CLIENT_NUMBER"
    PC4 = "PC4"
    DUE_DATE = "DUE_DATE"
    PROVIDER = "PROVIDER"
    INSURER = "INSURER"
    BIRTH_DATE = "BIRTH_DATE"
    NAME = "NAME"
    EMAIL = "EMAIL"
    PHONE = "PHONE"
    ADDRESS = "ADDRESS"
    """Full postcode, house number, addition, street and town."""
    PARTNER_NAME = "PARTNER_NAME"
    SPOKEN_LANGUAGE = "SPOKEN_LANGUAGE"
    PREFERENCE = "PREFERENCE"
    """The provider that she would like; to a provider only when it is the one."""
    BSN = "BSN"
    """Never in a row: revealed on click, with its own log line."""


class Audience(StrEnum):
    """What somebody is to one client: a column of the policy."""

    NOBODY = "NOBODY"
    PROVIDER_OTHER = "PROVIDER_OTHER"
    PROVIDER_OFFERED = "PROVIDER_OFFERED"
    """Has an offer of her, in a region where that shows how to reach her for the intake."""
    PROVIDER_HERS = "PROVIDER_HERS"
    COORDINATOR = "COORDINATOR"
    COORDINATOR_PERSONAL = "COORDINATOR_PERSONAL"
    INSURER_OTHER = "INSURER_OTHER"
    """A preferred insurer, for a client who is insured elsewhere."""
    INSURER_GROUP_1 = "INSURER_GROUP_1"
    INSURER_GROUP_2 = "INSURER_GROUP_2"
    FUNCTIONAL_ADMIN = "FUNCTIONAL_ADMIN"
    CLIENT = "CLIENT"


_LIMITED = frozenset(
    {Field.WAITING_LIST, Field.CLIENT_NUMBER, Field.PC4, Field.DUE_DATE, Field.PROVIDER}
)
_WISHES = frozenset({Field.INSURER, Field.BIRTH_DATE, Field.PREFERENCE})
_CONTACT = frozenset({Field.NAME, Field.EMAIL, Field.PHONE})
_CARE = frozenset({Field.ADDRESS, Field.PARTNER_NAME, Field.SPOKEN_LANGUAGE})
_ALL = frozenset(Field)

Policy = Mapping[Audience, frozenset[Field]]

DEFAULT_POLICY: Policy = {
    Audience.NOBODY: frozenset(),
    Audience.PROVIDER_OTHER: _LIMITED | _WISHES,
    Audience.PROVIDER_OFFERED: _LIMITED | _WISHES | _CONTACT,
    Audience.PROVIDER_HERS: _ALL,
    Audience.COORDINATOR: _LIMITED | _WISHES,
    Audience.COORDINATOR_PERSONAL: _LIMITED | _WISHES | _CONTACT | _CARE,
    Audience.INSURER_OTHER: _LIMITED,
    Audience.INSURER_GROUP_1: _LIMITED | {Field.INSURER},
    Audience.INSURER_GROUP_2: _LIMITED | {Field.INSURER, Field.BIRTH_DATE} | _CONTACT,
    Audience.FUNCTIONAL_ADMIN: _LIMITED | {Field.INSURER},
    Audience.CLIENT: _ALL,
}

CEILING: Policy = {
    Audience.NOBODY: frozenset(),
    Audience.PROVIDER_OTHER: _ALL - {Field.BSN},
    Audience.PROVIDER_OFFERED: _ALL - {Field.BSN},
    Audience.PROVIDER_HERS: _ALL,
    Audience.COORDINATOR: _LIMITED | _WISHES,
    Audience.COORDINATOR_PERSONAL: _ALL - {Field.BSN},
    Audience.INSURER_OTHER: _LIMITED,
    Audience.INSURER_GROUP_1: _LIMITED | {Field.INSURER},
    Audience.INSURER_GROUP_2: _ALL - {Field.PREFERENCE},
    Audience.FUNCTIONAL_ADMIN: _LIMITED | {Field.INSURER},
    Audience.CLIENT: _ALL,
}
"""What no change of the policy can open (design, section 3)."""


FLOOR: Policy = dict.fromkeys(
    Audience,
    frozenset({Field.WAITING_LIST, Field.CLIENT_NUMBER, Field.PC4, Field.DUE_DATE}),
) | {Audience.NOBODY: frozenset(), Audience.CLIENT: _ALL}
"""What no change can close: lists are searched and sorted by it, and a client sees all of it."""

CHANGEABLE = tuple(
    audience for audience in Audience if audience not in {Audience.NOBODY, Audience.CLIENT}
)


@dataclass(frozen=True, slots=True)
class PolicyChange:
    """What one policy shows more and less than another, by audience and field."""

    opens: frozenset[tuple[Audience, Field]] = frozenset()
    closes: frozenset[tuple[Audience, Field]] = frozenset()


def within_bounds(policy: Mapping[Audience, Iterable[Field]]) -> Policy:
    """Cut a policy off at the ceiling and fill it up to the floor."""
    return {
        audience: (frozenset(policy.get(audience, ())) & CEILING[audience]) | FLOOR[audience]
        for audience in Audience
    }


def difference(before: Policy, after: Policy) -> PolicyChange:
    """Say what a policy opens and closes compared with the one before."""
    return PolicyChange(
        opens=frozenset((a, f) for a in Audience for f in after[a] - before[a]),
        closes=frozenset((a, f) for a in Audience for f in before[a] - after[a]),
    )


def changed(policy: Policy, change: PolicyChange) -> Policy:
    """Give the policy after a change, within its bounds."""
    return within_bounds(
        {
            audience: (fields - {f for a, f in change.closes if a is audience})
            | {f for a, f in change.opens if a is audience}
            for audience, fields in policy.items()
        }
    )


@dataclass(frozen=True, slots=True)
class EntryFacts:
    """The plain facts of an entry that decide what somebody is to it."""

    id: UUID
    state: EntryState
    region_id: UUID
    insurer_id: UUID
    provider_id: UUID | None
    preferred_provider_id: UUID | None = None
    contact_shown_to: UUID | None = None
    """The provider with an offer that may know how to reach her, by the region's agreement."""


def audience_of(actor: Actor, entry: EntryFacts) -> Audience:
    """Say what this actor is to this client; the row must already be within the actor's scope."""
    if actor.kind is ActorKind.CLIENT:
        is_hers = actor.entry_id == entry.id and actor.is_recognized
        return Audience.CLIENT if is_hers else Audience.NOBODY
    match actor.role:
        case Role.COORDINATOR:
            return (
                Audience.COORDINATOR_PERSONAL
                if actor.may_view_personal_data
                else Audience.COORDINATOR
            )
        case Role.CARE_PROVIDER:
            return _provider_audience(actor, entry)
        case Role.INSURER:
            return _insurer_audience(actor, entry)
        case Role.FUNCTIONAL_ADMIN:
            return Audience.FUNCTIONAL_ADMIN
        case _:
            return Audience.NOBODY


def _provider_audience(actor: Actor, entry: EntryFacts) -> Audience:
    is_theirs = actor.provider_id is not None and entry.provider_id == actor.provider_id
    if is_theirs and entry.state is EntryState.ACCEPTED and actor.may_view_personal_data:
        return Audience.PROVIDER_HERS
    is_offered = actor.provider_id is not None and entry.contact_shown_to == actor.provider_id
    if is_offered and entry.state is EntryState.WAITING and actor.may_view_personal_data:
        return Audience.PROVIDER_OFFERED
    return Audience.PROVIDER_OTHER


def _insurer_audience(actor: Actor, entry: EntryFacts) -> Audience:
    if entry.insurer_id != actor.insurer_id:
        return Audience.INSURER_OTHER
    if actor.may_view_personal_data:
        return Audience.INSURER_GROUP_2
    return Audience.INSURER_GROUP_1


def fields_for(policy: Policy, audience: Audience) -> frozenset[Field]:
    """Give the fields that an audience sees: the policy, cut off at the ceiling."""
    return policy[audience] & CEILING[audience]


def row_fields_for(policy: Policy, audience: Audience) -> frozenset[Field]:
    """Give the fields that may stand in a list, an export or a page: never the BSN."""
    return fields_for(policy, audience) - {Field.BSN}


def shown_fields(policy: Policy, actor: Actor, entry: EntryFacts) -> frozenset[Field]:
    """Give what this actor may see of this client on a page; her wish only if it is for them."""
    fields = row_fields_for(policy, audience_of(actor, entry))
    is_other = actor.role is Role.CARE_PROVIDER and entry.preferred_provider_id != actor.provider_id
    return fields - {Field.PREFERENCE} if is_other else fields


def may_reveal_bsn(policy: Policy, audience: Audience) -> bool:
    """Say whether the BSN may be shown on click (and logged)."""
    return Field.BSN in fields_for(policy, audience)


def may_see_contract(actor: Actor) -> bool:
    """Say whether somebody may know with whom a provider has a contract in a region.

    Clients and whoever helps them choose do; one provider does not learn it of another.
    """
    return actor.role is not Role.CARE_PROVIDER


def listed_fields(actor: Actor) -> frozenset[Field]:
    """Give the columns of this person's lists (design, section 6); the policy still cuts them."""
    match actor.role:
        case Role.CARE_PROVIDER:
            return _LIMITED | {Field.BIRTH_DATE, Field.INSURER}
        case Role.COORDINATOR | Role.INSURER if actor.may_view_personal_data:
            return _LIMITED | _CONTACT
        case _:
            return _LIMITED
