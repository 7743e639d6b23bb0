"""Sending the lines of a proposal as offers: each checked against what is so now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from kraamzorg_app.domain.division_drafts import DraftLine
from kraamzorg_app.domain.permissions import Permission
from kraamzorg_app.models.division import DivisionDraft
from kraamzorg_app.models.organizations import Region
from kraamzorg_app.queries import division as queries
from kraamzorg_app.services import (
    division_drafts,
    division_problem,
    offers,
    transitions,
)
from kraamzorg_app.services.administration.forms import as_id
from kraamzorg_app.services.entry_views import (
    EntryRow,
)
from kraamzorg_app.services.unit_of_work import UnitOfWork
from kraamzorg_app.services.use_case import use_case


@dataclass(frozen=True, slots=True)
class Sending:
    """What became of a line that was to be offered."""

    entry_id: UUID
    provider_id: UUID
    client_number: str
    refusal: str | None
    """The code of the sentence that says why it was not sent."""


@use_case(Permission.OFFER_MAKE)
def send(work: UnitOfWork, draft_id: object, entry_ids: Sequence[object]) -> tuple[Sending, ...]:
    """Offer lines of a proposal ("aanbieden"); each is checked against what is so now.

    Not sent is who changed since, whom the provider refused meanwhile, or for whom no place is
    left; a line that was changed by hand may go beyond the places. Coordinators of a region wait
    for one another, so that no place is given twice.
    """
    draft = division_drafts.own(work, draft_id)
    region = division_drafts.own_region(work, draft.region_id)
    work.session.refresh(region, with_for_update=True)
    content = division_drafts.opened(work, draft)
    asked = {as_id(each) for each in entry_ids}
    lines = [line for line in content.lines if line.entry_id in asked and not line.is_sent]
    checked = _checked(work, draft, region, [line for line in lines if line.provider_id])
    pairs = [(each.entry_id, each.provider_id) for each in checked if each.refusal is None]
    outcomes = {each.entry_id: each for each in offers.offer_all(work, pairs, draft.id)}
    results = tuple(
        replace(each, refusal=outcomes[each.entry_id].refusal)
        if each.entry_id in outcomes
        else each
        for each in checked
    )
    sent = {each.entry_id for each in results if each.refusal is None}
    kept = (
        replace(line, is_sent=True) if line.entry_id in sent else line for line in content.lines
    )
    division_drafts.write(work, draft, replace(content, lines=tuple(kept)))
    work.announce(division_drafts.topic(draft.id))
    return results


def _checked(
    work: UnitOfWork, draft: DivisionDraft, region: Region, lines: Sequence[DraftLine]
) -> list[Sending]:
    """Say of each line what stands in the way of offering it, as far as the proposal knows."""
    ids = [line.entry_id for line in lines]
    transitions.lock(work, ids)
    selected = work.session.execute(queries.some(work.actor, region.id, ids))
    found = {row.entry.id: row.entry for row in (EntryRow(*each) for each in selected)}
    span = division_drafts.span(work, draft)
    room = division_problem.room(work, region.id, span, ())
    free = {(each.id, week): each.free(week) for each in room.providers for week in span.weeks}
    refused = offers.refused_by(work, region.id)
    checked = []
    for line in lines:
        entry, provider_id = found.get(line.entry_id), line.provider_id
        if provider_id is None:
            continue
        place = (provider_id, line.why.week)
        refusal = None
        if entry is not None and entry.version != line.version:
            refusal = "changed_since"
        elif provider_id in refused.get(line.entry_id, ()) and not line.is_by_hand:
            refusal = "refused_meanwhile"
        elif free.get(place, 0) <= 0 and not line.is_by_hand:
            refusal = "no_place_left"
        else:
            free[place] = free.get(place, 0) - 1
        number = entry.client_number if entry else ""
        checked.append(Sending(line.entry_id, provider_id, number, refusal))
    return checked
