"""Changing a proposal by hand, with what that costs."""

from __future__ import annotations

from dataclasses import dataclass, replace
from uuid import UUID

from kraamzorg_app.domain.disclosure import Field
from kraamzorg_app.domain.errors import Conflict, NotFound
from kraamzorg_app.domain.matching import FARTHEST_KM, Problem, Woman, distance_km
from kraamzorg_app.domain.matching_moves import MoveCost, cost_of_move, moved
from kraamzorg_app.domain.permissions import Permission
from kraamzorg_app.models.division import DivisionDraft
from kraamzorg_app.queries import division as queries
from kraamzorg_app.services import (
    audit,
    division,
    division_drafts,
    division_lines,
    division_problem,
)
from kraamzorg_app.services.administration.forms import as_id
from kraamzorg_app.services.audit import LogEvent
from kraamzorg_app.services.division_drafts import Content
from kraamzorg_app.services.division_problem import RegionProblem
from kraamzorg_app.services.entry_views import EntryRow
from kraamzorg_app.services.unit_of_work import UnitOfWork
from kraamzorg_app.services.use_case import use_case


@dataclass(frozen=True, slots=True)
class ProviderChoice:
    """A provider that a woman could go to, as the list to choose from names it."""

    provider_id: UUID
    name: str
    km: int | None
    free: int
    """Places in her week that neither offers nor this proposal use."""


@use_case(Permission.DIVISION_PROPOSE)
def choices(work: UnitOfWork, draft_id: object, entry_id: object) -> tuple[ProviderChoice, ...]:
    """List the providers that serve a woman's postcode, the nearest first."""
    work_on = _Desk(work, draft_id, entry_id)
    woman, division_now = work_on.woman, work_on.division
    listed = []
    for provider in work_on.found.problem.providers:
        if woman.pc4 in provider.excluded_pc4s:
            continue
        used = sum(
            division_now.get(each.id) == provider.id and each.week == woman.week
            for each in work_on.found.problem.women
        )
        km = distance_km(woman.location, provider.location)
        listed.append(
            ProviderChoice(
                provider.id,
                work_on.found.names[provider.id],
                km if km < FARTHEST_KM else None,
                max(0, provider.free(woman.week) - used),
            )
        )
    return tuple(sorted(listed, key=lambda each: (each.km is None, each.km or 0, each.name)))


@use_case(Permission.DIVISION_PROPOSE)
def weigh(work: UnitOfWork, draft_id: object, entry_id: object, provider_id: object) -> MoveCost:
    """Say what it costs to give a woman another provider, or none ("")."""
    work_on = _Desk(work, draft_id, entry_id)
    target = work_on.target(provider_id)
    cost = cost_of_move(work_on.found.problem, work_on.division, work_on.woman.id, target)
    row = EntryRow(
        *work.session.execute(
            queries.some(work.actor, work_on.draft.region_id, [work_on.woman.id])
        ).one()
    )
    seen = division_lines.fields_seen(work, row)
    return replace(
        cost,
        not_spoken=cost.not_spoken if Field.SPOKEN_LANGUAGE in seen else 0,
        not_preferred=cost.not_preferred if Field.PREFERENCE in seen else 0,
    )


@use_case(Permission.DIVISION_PROPOSE)
def move(work: UnitOfWork, draft_id: object, entry_id: object, provider_id: object) -> None:
    """Give a woman another provider by hand, or none (""); whatever it costs.

    Raises `Conflict("changed_since")` for who can't be divided any more.
    """
    work_on = _Desk(work, draft_id, entry_id)
    woman_id, target = work_on.woman.id, work_on.target(provider_id)
    problem, new = work_on.found.problem, moved(work_on.division, woman_id, target)
    # Reasons hang together within a week only.
    her_week = [each for each in problem.women if each.week == work_on.woman.week]
    why = division.reasons_of(Problem.of(her_week, problem.providers), new)
    lines = {
        line.entry_id: replace(line, why=why.get(line.entry_id, line.why))
        for line in work_on.content.lines
    }
    version = work_on.found.versions[woman_id]
    lines[woman_id] = replace(lines[woman_id], version=version, is_by_hand=True)
    content = Content(tuple(lines.values()), division.over_hours(problem, new))
    division_drafts.write(work, work_on.draft, content)
    audit.record(
        work,
        LogEvent.DIVISION_CHANGED,
        "U",
        subjects=[work_on.log_id],
        details={"provider": str(target or "")},
    )
    work.announce(division_drafts.topic(work_on.draft.id))


class _Desk:
    """A proposal with the region as it is now, to change the line of one woman.

    Raises `NotFound` for who is not in the proposal, `Conflict("changed_since")` for who can't be
    divided any more.
    """

    def __init__(self, work: UnitOfWork, draft_id: object, entry_id: object) -> None:
        self.draft: DivisionDraft = division_drafts.own(work, draft_id)
        self.content = division_drafts.opened(work, self.draft)
        known = {line.entry_id: line for line in self.content.lines}
        woman_id = as_id(entry_id)
        if woman_id not in known:
            raise NotFound
        region = division_drafts.own_region(work, self.draft.region_id)
        read = division_problem.read(work, region, division_drafts.span(work, self.draft))
        women = [each for each in read.problem.women if each.id in known]
        self.found: RegionProblem = replace(read, problem=Problem.of(women, read.problem.providers))
        woman = self.found.woman(woman_id)
        if woman is None or known[woman_id].is_sent:
            raise Conflict("changed_since")
        self.woman: Woman = woman
        self.log_id = self.found.log_ids[woman_id]
        self.division = {
            each.id: provider_id
            for each in women
            if (provider_id := known[each.id].provider_id) in self.found.names
            and provider_id is not None
        }

    def target(self, provider_id: object) -> UUID | None:
        """Take the provider that was chosen; empty for nobody."""
        if provider_id == "":
            return None
        known = as_id(provider_id)
        if known is None or known not in self.found.names:
            raise NotFound
        return known
