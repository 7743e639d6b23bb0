"""The division of the Netherlands into regions: proposed, looked at, and then changed at once."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from uuid import UUID, uuid4

from sqlmodel import select

from kraamzorg_app.domain.errors import Conflict, FieldErrors
from kraamzorg_app.domain.permissions import Permission
from kraamzorg_app.domain.territory import reassign, region_on, runs
from kraamzorg_app.models.administration import ProposalKind, TerritoryChange
from kraamzorg_app.models.organizations import Region
from kraamzorg_app.services import dutch_postcodes
from kraamzorg_app.services.administration import changes, divisions, moving_clients, proposals
from kraamzorg_app.services.administration.forms import Form
from kraamzorg_app.services.audit import LogEvent
from kraamzorg_app.services.table_files import RowProblem
from kraamzorg_app.services.unit_of_work import UnitOfWork
from kraamzorg_app.services.use_case import use_case

MAX_SHOWN_PROBLEMS: Final = 100
_RANGE: Final = re.compile(
    r"([1-9][0-9]{3})(?:\s*(?:-|\u2013|t/m|tot)\s*([1-9][0-9]{3}))?", re.ASCII
)


@dataclass(frozen=True, slots=True)
class TerritoryMove:
    """Postcodes that would go from one region to another; an empty name stands for none."""

    former: str
    region: str
    ranges: tuple[str, ...]
    postcodes: int
    waiting: int
    """Clients who wait there now."""
    staying: int
    """Those of them for whose due date the new region's list is not open."""
    invitations: int


@dataclass(frozen=True, slots=True)
class TerritoryProposal:
    """What would change; without an id it can't be applied, because of the problems."""

    id: str
    valid_from: date
    problems: tuple[RowProblem, ...]
    problem_count: int
    moves: tuple[TerritoryMove, ...]
    new_regions: tuple[str, ...]
    unchanged: int
    unknown: tuple[str, ...]
    """Typed or imported postcodes that are not in use in the Netherlands."""
    gaps_after: int
    asks_for_clients: bool
    """Whether somebody must say what happens to the clients who wait there."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """The region that is wanted for each postcode, by name for one that is still to be made."""

    valid_from: date
    by_region: Mapping[str, list[int]]
    """Key: a region's id, "new:" and a name, or empty for no region at all."""


@dataclass(frozen=True, slots=True)
class Gap:
    """Dutch postcodes without a region that follow one another, and where they are."""

    ranges: str
    postcodes: int
    places: str


@use_case(Permission.REGION_MANAGE)
def propose_ranges(work: UnitOfWork, region_id: object, form: dict[str, Any]) -> TerritoryProposal:
    """Show what typed ranges ("8700-8799, 8831") would change from a day on.

    Fields: "ranges", "valid_from" and "removes" (take them out of the region). Raises
    `FieldErrors`.
    """
    region = changes.active_region(work, region_id)
    typed = Form(form)
    pc4s = _typed_postcodes(typed)
    valid_from = checked_day(work, typed)
    removes = typed.flag("removes")
    if removes and not typed.errors:
        own = region_on(divisions.spans(work), valid_from)
        pc4s = {pc4 for pc4 in pc4s if own.get(pc4) == region.id}
        if not pc4s:
            typed.errors["ranges"] = "ranges_not_of_region"
    typed.check()
    return keep(work, Wanted(valid_from, {"" if removes else str(region.id): sorted(pc4s)}))


@use_case(Permission.REGION_MANAGE)
def read_proposal(work: UnitOfWork, proposal_id: object) -> TerritoryProposal:
    """Read a kept proposal again, as it would turn out now; that is what may then be applied."""
    proposal = proposals.find(work, ProposalKind.TERRITORY, proposal_id)
    if problems := proposals.problems_of(proposal):
        return _refused(work.today, problems, proposal.content["problem_count"])
    wanted = _wanted(proposal.content)
    proposal.content = proposal.content | {"shown": _Plan(work, wanted).digest}
    return _shown(work, wanted, str(proposal.id))


@use_case(Permission.REGION_MANAGE)
def apply(work: UnitOfWork, proposal_id: object, clients: object = "") -> None:
    """Make the changes of a proposal, all or none; `clients` is "move" or "stay".

    Raises `Conflict("changed_meanwhile")` when they would be other changes than were shown, and
    `FieldErrors` on "clients" when that was not answered though a postcode goes from one region
    to another.
    """
    changes.lock_regions(work)
    proposal = proposals.to_apply(work, ProposalKind.TERRITORY, proposal_id)
    wanted = _wanted(proposal.content)
    plan = _Plan(work, wanted)
    if proposal.content["shown"] != plan.digest:
        raise Conflict("changed_meanwhile")
    if plan.pairs and clients not in ("move", "stay"):
        raise FieldErrors({"clients": "required"})
    plan.make_regions()
    before, after = plan.texts(plan.before), plan.texts(plan.after)
    divisions.write(work, plan.old, plan.new)
    changes.record(
        work,
        LogEvent.TERRITORY_CHANGED,
        {"valid_from": wanted.valid_from, "clients": clients if plan.pairs else ""},
        before=before,
        after=after,
    )
    for (former, region_id), pc4s in plan.pairs.items():
        change = TerritoryChange(
            former_region_id=former,
            region_id=region_id,
            ranges=[list(run) for run in runs(pc4s)],
            valid_from=wanted.valid_from,
            clients_move=clients == "move",
            decided_by=work.actor.user_id,
            decided_at=work.now,
        )
        work.session.add(change)
        if wanted.valid_from <= work.today:
            moving_clients.carry_out(work, change)
    work.session.delete(proposal)
    work.announce("regions")


@use_case(Permission.REGION_MANAGE)
def gaps(work: UnitOfWork) -> tuple[Gap, ...]:
    """List the Dutch postcodes that have no region today."""
    known, covered = dutch_postcodes.place_by_pc4(), region_on(divisions.spans(work), work.today)
    found: list[list[int]] = []
    is_following = False
    for pc4 in sorted(known):
        if pc4 in covered:
            is_following = False
        elif is_following:
            found[-1].append(pc4)
        else:
            found.append([pc4])
            is_following = True
    return tuple(
        Gap(
            f"{run[0]}-{run[-1]}" if len(run) > 1 else str(run[0]),
            len(run),
            ", ".join(list(dict.fromkeys(known[pc4] for pc4 in run))[:5]),
        )
        for run in found
    )


def checked_day(work: UnitOfWork, form: Form) -> date:
    """Take the day from which a division counts: today or later, so that history stays true."""
    valid_from = form.day("valid_from")
    if "valid_from" not in form.errors and valid_from < work.today:
        form.errors["valid_from"] = "day_in_the_past"
    return valid_from


def keep(
    work: UnitOfWork, wanted: Wanted, problems: tuple[RowProblem, ...] = ()
) -> TerritoryProposal:
    """Keep a proposal without problems, and show it."""
    if problems:
        return _refused(wanted.valid_from, problems[:MAX_SHOWN_PROBLEMS], len(problems))
    content = {
        "valid_from": wanted.valid_from.isoformat(),
        "wanted": {key: list(map(list, runs(pc4s))) for key, pc4s in wanted.by_region.items()},
        "shown": _Plan(work, wanted).digest,
    }
    return _shown(work, wanted, str(proposals.keep(work, ProposalKind.TERRITORY, content)))


def _refused(
    valid_from: date, problems: tuple[RowProblem, ...], problem_count: int
) -> TerritoryProposal:
    return TerritoryProposal(
        id="",
        valid_from=valid_from,
        problems=problems,
        problem_count=problem_count,
        moves=(),
        new_regions=(),
        unchanged=0,
        unknown=(),
        gaps_after=0,
        asks_for_clients=False,
    )


class _Plan:
    """The division before and after, for what is wanted."""

    def __init__(self, work: UnitOfWork, wanted: Wanted) -> None:
        self._work = work
        self._day = wanted.valid_from
        self.names = {region.id: region.name for region in work.session.exec(select(Region))}
        self._new: dict[UUID, str] = {}
        self.wanted: dict[int, UUID | None] = {}
        for key, pc4s in wanted.by_region.items():
            self.wanted |= dict.fromkeys(pc4s, self._region_id(key))
        self.old = divisions.spans(work)
        self.new = reassign(self.old, self.wanted, self._day)
        self.before = region_on(self.old, self._day)
        self.after = region_on(self.new, self._day)
        moved: dict[tuple[UUID | None, UUID | None], set[int]] = {}
        for pc4 in self.wanted:
            way = (self.before.get(pc4), self.after.get(pc4))
            if way[0] != way[1]:
                moved.setdefault(way, set()).add(pc4)
        self.moved = moved

    @property
    def pairs(self) -> dict[tuple[UUID, UUID], set[int]]:
        """Postcodes that go from one region to another."""
        return {
            (former, region): pc4s
            for (former, region), pc4s in self.moved.items()
            if former is not None and region is not None
        }

    @property
    def new_regions(self) -> tuple[str, ...]:
        """Names of the regions that are still to be made."""
        return tuple(sorted(self._new.values()))

    @property
    def digest(self) -> str:
        """Name what changes, by regions' names, as the new ones have no lasting id yet."""
        return proposals.digest([self.texts(self.before), self.texts(self.after)])

    def texts(self, regions: Mapping[int, UUID]) -> dict[str, str]:
        """Write the division of the postcodes that move, one line a region."""
        pc4s: dict[str, set[int]] = {}
        for moving in self.moved.values():
            for pc4 in moving:
                region_id = regions.get(pc4)
                pc4s.setdefault(self.names[region_id] if region_id else "", set()).add(pc4)
        return {name: ", ".join(_range_texts(each)) for name, each in sorted(pc4s.items())}

    def make_regions(self) -> None:
        """Write the rows of the regions that do not exist yet."""
        for region_id, name in self._new.items():
            self._work.session.add(Region(id=region_id, name=name))
            changes.record(
                self._work, LogEvent.REGION_CHANGED, {"region": name}, after={"name": name}
            )
        self._work.session.flush()

    def _region_id(self, key: str) -> UUID | None:
        if not key:
            return None
        kind, _, name = key.partition(":")
        if kind != "new":
            return UUID(key)
        known = {each: region_id for region_id, each in self.names.items()}
        if name in known:
            return known[name]
        region_id = uuid4()
        self._new[region_id] = self.names[region_id] = name
        return region_id


def _shown(work: UnitOfWork, wanted: Wanted, proposal_id: str) -> TerritoryProposal:
    plan, known = _Plan(work, wanted), dutch_postcodes.place_by_pc4()
    effects = moving_clients.effects(work, plan.pairs)
    moves = []
    for (former, region_id), pc4s in plan.moved.items():
        effect = effects.get((former, region_id), moving_clients.Effect())
        moves.append(
            TerritoryMove(
                former=plan.names[former] if former else "",
                region=plan.names[region_id] if region_id else "",
                ranges=_range_texts(pc4s),
                postcodes=len(pc4s),
                waiting=effect.waiting,
                staying=effect.staying,
                invitations=effect.invitations,
            )
        )
    in_use = plan.wanted.keys() & known.keys()
    return TerritoryProposal(
        id=proposal_id,
        valid_from=wanted.valid_from,
        problems=(),
        problem_count=0,
        moves=tuple(sorted(moves, key=lambda move: (move.former, move.region))),
        new_regions=plan.new_regions,
        unchanged=len(plan.wanted) - sum(map(len, plan.moved.values())),
        unknown=_range_texts(plan.wanted.keys() - in_use),
        gaps_after=len(known.keys() - plan.after.keys()),
        asks_for_clients=bool(plan.pairs),
    )


def _wanted(content: Mapping[str, Any]) -> Wanted:
    return Wanted(
        date.fromisoformat(content["valid_from"]),
        {
            key: [pc4 for first, last in ranges for pc4 in range(first, last + 1)]
            for key, ranges in content["wanted"].items()
        },
    )


def _typed_postcodes(form: Form) -> set[int]:
    """Read "8700-8799, 8831"; each fault is of the whole field."""
    text = form.text("ranges", 2000)
    pc4s: set[int] = set()
    for part in re.split(r"[,;]", text):
        match = _RANGE.fullmatch(part.strip())
        if match is None:
            if text:
                form.errors["ranges"] = "ranges_form"
            continue
        first, last = int(match[1]), int(match[2] or match[1])
        if last < first:
            form.errors["ranges"] = "ranges_backwards"
        pc4s.update(range(first, last + 1))
    return pc4s


def _range_texts(pc4s: Iterable[int]) -> tuple[str, ...]:
    return tuple(f"{first}-{last}" if last > first else str(first) for first, last in runs(pc4s))
