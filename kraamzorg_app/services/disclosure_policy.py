"""Changing who sees what: narrowing at once, widening only with a second functional admin."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import and_, delete, update
from sqlmodel import col, func, select

from kraamzorg_app.domain import disclosure
from kraamzorg_app.domain.actors import Role
from kraamzorg_app.domain.disclosure import Audience, Field, Policy, PolicyChange
from kraamzorg_app.domain.errors import Conflict, FieldErrors, NotFound
from kraamzorg_app.domain.notifications import Notification
from kraamzorg_app.domain.permissions import Permission
from kraamzorg_app.models.accounts import Membership, User
from kraamzorg_app.models.messages import KeptExport, KeptExportEntry
from kraamzorg_app.models.organizations import Insurer, Region
from kraamzorg_app.models.tool import DisclosureChange, DisclosureState
from kraamzorg_app.queries import recipients
from kraamzorg_app.services import audit, disclosure_in_force, outbox
from kraamzorg_app.services.audit import LogEvent, Purpose
from kraamzorg_app.services.unit_of_work import UnitOfWork
from kraamzorg_app.services.use_case import use_case

LONGEST_REASON: Final = 1000
HISTORY_LENGTH: Final = 50
Pair = tuple[Audience, Field]

_WHO: Final[Mapping[Audience, tuple[Role, bool | None]]] = {
    Audience.PROVIDER_OTHER: (Role.CARE_PROVIDER, None),
    Audience.PROVIDER_OFFERED: (Role.CARE_PROVIDER, True),
    Audience.PROVIDER_HERS: (Role.CARE_PROVIDER, True),
    Audience.COORDINATOR: (Role.COORDINATOR, False),
    Audience.COORDINATOR_PERSONAL: (Role.COORDINATOR, True),
    Audience.INSURER_OTHER: (Role.INSURER, None),
    Audience.INSURER_GROUP_1: (Role.INSURER, False),
    Audience.INSURER_GROUP_2: (Role.INSURER, True),
    Audience.FUNCTIONAL_ADMIN: (Role.FUNCTIONAL_ADMIN, None),
}
"""Role, and the AVG tick where it matters."""


@dataclass(frozen=True, slots=True)
class Effect:
    """One field that opens or closes for one audience, and how many people that is."""

    audience: Audience
    field: Field
    people: int


@dataclass(frozen=True, slots=True)
class Comparison:
    """What a policy would change, before anything is saved."""

    opens: tuple[Effect, ...]
    closes: tuple[Effect, ...]
    based_on: int


@dataclass(frozen=True, slots=True)
class ChangeView:
    """One change in the history, or one that waits."""

    id: str
    state: DisclosureState
    opens: tuple[Effect, ...]
    closes: tuple[Effect, ...]
    reason: str
    proposed_by: str
    proposed_at: datetime
    decided_by: str
    decided_at: datetime | None
    is_own: bool
    """Proposed by whoever reads it, who therefore can't confirm it."""


@dataclass(frozen=True, slots=True)
class DisclosurePage:
    """The policy in force, its bounds, what waits and what was."""

    policy: Policy
    based_on: int
    pending: tuple[ChangeView, ...]
    history: tuple[ChangeView, ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a change: closed at once, and whether something waits for a second admin."""

    closed: int
    waits: bool


@use_case(Permission.DISCLOSURE_MANAGE)
def read(work: UnitOfWork) -> DisclosurePage:
    """Read the policy in force with what waits and its history, the newest first."""
    rows = work.session.exec(
        select(DisclosureChange).order_by(
            col(DisclosureChange.proposed_at).desc(), col(DisclosureChange.id)
        )
    ).all()
    people = _people(work)
    names = _names(work, rows)
    views = [(row.state, _view(work, row, people, names)) for row in rows]
    return DisclosurePage(
        policy=disclosure_in_force.current_policy(work),
        based_on=_number(work),
        pending=tuple(view for state, view in views if state is DisclosureState.PENDING),
        history=tuple(view for state, view in views if state is not DisclosureState.PENDING)[
            :HISTORY_LENGTH
        ],
    )


@use_case(Permission.DISCLOSURE_MANAGE)
def compare(work: UnitOfWork, wanted: Mapping[str, object]) -> Comparison:
    """Say what a policy would open and close, and for how many people; changes nothing.

    `wanted` names the fields of each audience; an audience that is not named stays as it is.
    """
    change = _difference(work, wanted)
    people = _people(work)
    return Comparison(
        _effects(change.opens, people), _effects(change.closes, people), _number(work)
    )


@use_case(Permission.DISCLOSURE_MANAGE, fresh=True)
def propose(work: UnitOfWork, wanted: Mapping[str, object], reason: str, based_on: int) -> Outcome:
    """Change the policy: what closes counts at once, what opens waits for a second admin.

    Raises `FieldErrors` for "reason", `Conflict` when the policy was changed since `based_on`, and
    `Conflict("nothing_changed")`.
    """
    why = _checked_reason(reason)
    number = _number(work)
    if based_on != number:
        raise Conflict
    change = _difference(work, wanted)
    if not change.opens and not change.closes:
        raise Conflict("nothing_changed")
    if change.closes:
        row = _new(work, why, closes=change.closes)
        _put_in_force(work, row, PolicyChange(closes=change.closes), number + 1)
    if change.opens:
        row = _new(work, why, opens=change.opens)
        _log(work, LogEvent.DISCLOSURE_PROPOSED, row)
        outbox.notify(work, Notification.DISCLOSURE_PROPOSED)
    return Outcome(len(change.closes), waits=bool(change.opens))


@use_case(Permission.DISCLOSURE_MANAGE, fresh=True)
def confirm(work: UnitOfWork, change_id: UUID) -> None:
    """Let a widening count, as a second functional admin.

    Raises `Conflict("second_admin_needed")` for whoever proposed it.
    """
    number = _number(work)
    row = _pending(work, change_id)
    if row.proposed_by == work.actor.user_id:
        raise Conflict("second_admin_needed")
    _decide(work, row, DisclosureState.APPLIED)
    _put_in_force(work, row, PolicyChange(opens=_pairs(row.opens)), number + 1)


@use_case(Permission.DISCLOSURE_MANAGE, fresh=True)
def turn_down(work: UnitOfWork, change_id: UUID) -> None:
    """Refuse a widening, or take back one's own."""
    row = _pending(work, change_id)
    is_own = row.proposed_by == work.actor.user_id
    _decide(work, row, DisclosureState.WITHDRAWN if is_own else DisclosureState.REFUSED)
    _log(work, LogEvent.DISCLOSURE_REFUSED, row)


def _difference(work: UnitOfWork, wanted: Mapping[str, object]) -> PolicyChange:
    """Compare with what is in force, within ceiling and floor; what is no field does not count."""
    now = disclosure_in_force.current_policy(work)
    asked: dict[Audience, Iterable[Field]] = dict(now)
    for audience in disclosure.CHANGEABLE:
        fields = wanted.get(audience.value) if isinstance(wanted, Mapping) else None
        if isinstance(fields, list | tuple):
            asked[audience] = [
                Field(f) for f in fields if isinstance(f, str) and f in Field.__members__
            ]
    return disclosure.difference(now, disclosure.within_bounds(asked))


def _put_in_force(
    work: UnitOfWork, row: DisclosureChange, change: PolicyChange, number: int
) -> None:
    """Make a change count as the policy of this number, which was free before anything was read.

    Of two admins in the same instant one gets the number, and the database refuses the other:
    neither undoes what he did not see.
    """
    before = disclosure_in_force.current_policy(work)
    after = disclosure.changed(before, change)
    row.number = number
    row.policy = _plain(after)
    work.session.add(row)
    work.session.flush()
    disclosure_in_force.forget(work)
    _log(work, LogEvent.DISCLOSURE_CHANGED, row, before=_plain(before), after=row.policy)
    if change.closes:
        _drop_kept_exports(work, {_WHO[audience][0] for audience, _ in change.closes})
    outbox.notify(work, Notification.DISCLOSURE_CHANGED)
    _renew_pages(work)


def _drop_kept_exports(work: UnitOfWork, roles: set[Role]) -> None:
    """Delete the files that were made while those roles saw more (design, section 8)."""
    made_for = select(Membership.id).where(col(Membership.role).in_(roles))
    old = work.session.exec(
        select(KeptExport.id).where(col(KeptExport.membership_id).in_(made_for))
    ).all()
    work.session.exec(delete(KeptExportEntry).where(col(KeptExportEntry.export_id).in_(old)))
    work.session.exec(delete(KeptExport).where(col(KeptExport.id).in_(old)))


def _renew_pages(work: UnitOfWork) -> None:
    """Let every open list and client page read again, under the new policy."""
    for region_id in work.session.exec(select(Region.id)).all():
        work.announce(f"region:{region_id}")
    for insurer_id in work.session.exec(select(Insurer.id)).all():
        work.announce(f"insurer:{insurer_id}")


def _new(
    work: UnitOfWork,
    reason: str,
    *,
    opens: Iterable[Pair] = (),
    closes: Iterable[Pair] = (),
) -> DisclosureChange:
    """Write a change: applied when it closes, waiting when it opens."""
    is_narrowing = not list(opens)
    row = DisclosureChange(
        state=DisclosureState.APPLIED if is_narrowing else DisclosureState.PENDING,
        opens=sorted([a.value, f.value] for a, f in opens),
        closes=sorted([a.value, f.value] for a, f in closes),
        reason=reason,
        proposed_by=work.actor.user_id,
        proposed_at=work.now,
        decided_at=work.now if is_narrowing else None,
    )
    work.session.add(row)
    work.session.flush()
    return row


def _pending(work: UnitOfWork, change_id: object) -> DisclosureChange:
    row = work.session.get(DisclosureChange, change_id) if isinstance(change_id, UUID) else None
    if row is None:
        raise NotFound
    if row.state is not DisclosureState.PENDING:
        raise Conflict
    return row


def _decide(work: UnitOfWork, row: DisclosureChange, state: DisclosureState) -> None:
    """Decide on a waiting change, of two admins at once only the first."""
    decided = work.session.exec(
        update(DisclosureChange)
        .where(
            col(DisclosureChange.id) == row.id,
            col(DisclosureChange.state) == DisclosureState.PENDING,
        )
        .values(state=state, decided_by=work.actor.user_id, decided_at=work.now)
        .execution_options(synchronize_session=False)
    )
    if decided.rowcount != 1:
        raise Conflict
    work.session.refresh(row)


def _number(work: UnitOfWork) -> int:
    """Count the policies that were in force, the default not included."""
    row = disclosure_in_force.last_decided(work)
    return row.number or 0 if row is not None else 0


def _checked_reason(reason: object) -> str:
    text = reason.strip() if isinstance(reason, str) else ""
    if not text:
        raise FieldErrors({"reason": "required"})
    if len(text) > LONGEST_REASON:
        raise FieldErrors({"reason": "too_long"})
    return text


def _people(work: UnitOfWork) -> dict[Audience, int]:
    """Count who can be each audience now."""
    rows = work.session.execute(
        select(Membership.role, Membership.may_view_personal_data, func.count())
        .join(User, and_(col(User.id) == Membership.user_id))
        .where(recipients.active())
        .group_by(col(Membership.role), col(Membership.may_view_personal_data))
    ).all()
    return {
        audience: sum(n for r, has_tick, n in rows if r is role and tick in (None, has_tick))
        for audience, (role, tick) in _WHO.items()
    }


def _effects(pairs: Iterable[Pair], people: Mapping[Audience, int]) -> tuple[Effect, ...]:
    order = {pair: index for index, pair in enumerate((a, f) for a in Audience for f in Field)}
    return tuple(Effect(a, f, people.get(a, 0)) for a, f in sorted(pairs, key=order.__getitem__))


def _pairs(kept: Iterable[Iterable[str]]) -> frozenset[Pair]:
    return frozenset(
        (Audience(a), Field(f))
        for a, f in kept
        if a in Audience.__members__ and f in Field.__members__
    )


def _plain(policy: Policy) -> dict[str, list[str]]:
    return {audience.value: sorted(policy[audience]) for audience in disclosure.CHANGEABLE}


def _log(
    work: UnitOfWork,
    event: LogEvent,
    row: DisclosureChange,
    *,
    before: object = None,
    after: object = None,
) -> None:
    audit.record(
        work,
        event,
        "U",
        purpose=Purpose.ADMINISTRATION,
        details={
            "opens": row.opens,
            "closes": row.closes,
            "reason": row.reason,
            "proposed_by": str(row.proposed_by),
            "before": before,
            "after": after,
        },
    )


def _names(work: UnitOfWork, rows: Iterable[DisclosureChange]) -> dict[UUID | None, str]:
    ids = {row.proposed_by for row in rows} | {row.decided_by for row in rows}
    found = work.session.exec(select(User.id, User.display_name).where(col(User.id).in_(ids))).all()
    return {None: "", **dict(found)}


def _view(
    work: UnitOfWork,
    row: DisclosureChange,
    people: Mapping[Audience, int],
    names: Mapping[UUID | None, str],
) -> ChangeView:
    return ChangeView(
        id=str(row.id),
        state=row.state,
        opens=_effects(_pairs(row.opens), people),
        closes=_effects(_pairs(row.closes), people),
        reason=row.reason,
        proposed_by=names.get(row.proposed_by, ""),
        proposed_at=row.proposed_at,
        decided_by=names.get(row.decided_by, ""),
        decided_at=row.decided_at,
        is_own=row.proposed_by == work.actor.user_id,
    )
