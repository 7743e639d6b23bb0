"""Intakes and wishes of the demo country: what coordinators and providers note beside her data."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import update
from sqlmodel import col, select

from kraamzorg_app.domain.actors import ActorKind
from kraamzorg_app.domain.entries import EntryState, TimelineKind
from kraamzorg_app.domain.intake import IntakeState
from kraamzorg_app.models.capacity import ExcludedPostcode
from kraamzorg_app.models.waiting_list import TimelineEvent, WaitingListEntry
from kraamzorg_app.services.demo_country.drawing import Dice, Rows, happens
from kraamzorg_app.services.demo_country.organizations import FRIESLAND, Organizations
from kraamzorg_app.services.unit_of_work import UnitOfWork

_PERCENT_DONE, _PERCENT_PLANNED, _PERCENT_WITH_WISH = 55, 50, 8


def add_wishes_and_intakes(work: UnitOfWork, rows: Rows, dice: Dice, all_of: Organizations) -> None:
    """Note the intakes of whom providers of Friesland have in care, and wishes of who waits."""
    region, rng = all_of.regions[FRIESLAND], dice.random("wishes and intakes")
    excluded = {
        (row.provider_id, row.pc4) for row in work.session.exec(select(ExcludedPostcode)).all()
    }
    changes: list[dict[str, Any]] = []
    for entry in work.session.exec(
        select(WaitingListEntry)
        .where(col(WaitingListEntry.region_id) == region.id)
        .order_by(col(WaitingListEntry.id))
    ):
        if entry.state is EntryState.WAITING and happens(rng, _PERCENT_WITH_WISH):
            wanted = rng.choice(region.providers).id
            if (wanted, entry.pc4) not in excluded:
                changes.append({"id": entry.id, "preferred_provider_id": wanted})
        elif entry.state is EntryState.ACCEPTED and entry.accepted_at is not None:
            days_in_care = (work.now - entry.accepted_at).days
            if days_in_care > 0 and happens(rng, _PERCENT_DONE):
                on = work.today - timedelta(days=rng.randint(0, days_in_care - 1))
                state, name = IntakeState.DONE, "intake_done_on"
                happened_at = work.now - timedelta(days=(work.today - on).days)
            elif happens(rng, _PERCENT_PLANNED):
                on = work.today + timedelta(days=rng.randint(1, 21))
                state, name, happened_at = IntakeState.PLANNED, "intake_planned_on", work.now
            else:
                continue
            changes.append({"id": entry.id, "intake": state, name: on})
            kind = (
                TimelineKind.INTAKE_DONE
                if state is IntakeState.DONE
                else TimelineKind.INTAKE_PLANNED
            )
            rows.add(
                TimelineEvent,
                id=dice.id("intake line", entry.id),
                entry_id=entry.id,
                happened_at=happened_at,
                kind=kind,
                actor_kind=ActorKind.PERSON,
                provider_id=entry.provider_id,
                detail=on.isoformat(),
            )
    for change in changes:
        entry_id = change.pop("id")
        work.session.execute(
            update(WaitingListEntry)
            .where(col(WaitingListEntry.id) == entry_id)
            .values(**change)
            .execution_options(synchronize_session=False)
        )
