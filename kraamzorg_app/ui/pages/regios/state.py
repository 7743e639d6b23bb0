"""The State of the regions' page."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Final

import reflex as rx

from kraamzorg_app.domain.permissions import Permission
from kraamzorg_app.services.administration import regions, territory, territory_import
from kraamzorg_app.services.administration.regions import RegionRow
from kraamzorg_app.services.administration.territory import TerritoryMove, TerritoryProposal
from kraamzorg_app.ui import bridge, formatting, live
from kraamzorg_app.ui.administration import did, problem_lines
from kraamzorg_app.ui.bridge import PageState
from kraamzorg_app.ui.policies import handler
from kraamzorg_app.ui.uploads import PROPOSAL

PATH: Final = "/beheer/regios"
MOST_RANGES: Final = 30


@dataclass
class Region:
    """One region in the list."""

    id: str
    name: str
    postcodes: str
    coordinators: str
    preferred: str
    waiting: str
    is_code_red: bool
    ended: str


@dataclass
class Gap:
    """Postcodes without a region."""

    ranges: str
    postcodes: str
    places: str


@dataclass
class Move:
    """Postcodes that would go to another region."""

    former: str
    region: str
    ranges: str
    postcodes: str
    clients: str


@dataclass
class Outcome:
    """What a proposal would change."""

    id: str = ""
    valid_from: str = ""
    problems: list[str] = field(default_factory=list)
    more_problems: str = ""
    moves: list[Move] = field(default_factory=list)
    new_regions: str = ""
    remarks: list[str] = field(default_factory=list)
    asks_for_clients: bool = False


class RegiosState(PageState, rx.State):
    """Every region, and at most one proposal."""

    rows: list[Region] = []
    gaps: list[Gap] = []
    gap_text: str = ""
    outcome: Outcome = Outcome()
    valid_from: str = ""
    makes_regions: bool = False
    """What was typed beside a file that was refused."""
    map_address: str = "/kaart.svg"
    is_loaded: bool = False
    _map_version: int = 0

    def _forget(self) -> None:
        super()._forget()
        self.outcome, self.valid_from, self.makes_regions = Outcome(), "", False

    @handler(Permission.REGION_MANAGE)
    async def load(self) -> None:
        """Show the regions, and the proposal that the address names."""
        await self._read()
        if proposal_id := self.router.url.query_parameters.get(PROPOSAL, ""):
            await self._read_proposal(proposal_id)
            await self._read_typed(proposal_id)
        live.watch(RegiosState.refresh, "regions")

    @handler(Permission.REGION_MANAGE, activity=False)
    async def refresh(self) -> None:
        """Read the regions again, since somebody changed one."""
        await self._read()

    @handler(Permission.REGION_MANAGE)
    async def create(self, form: dict[str, Any]) -> Any:
        """Make a region and go to it."""
        self.field_errors = {}
        region_id = await bridge.run(self, regions.create, form)
        if not isinstance(region_id, str):
            return None
        sentence = "De regio is gemaakt. Vul nu de postcodes en de werkafspraken in."
        await bridge.show(self, sentence, "success", on_next_page=True)
        return rx.redirect(f"{PATH}/{region_id}")

    @handler(Permission.REGION_MANAGE)
    async def apply(self, form: dict[str, Any]) -> Any:
        """Make the changes that are shown."""
        self.field_errors = {}
        clients = form.get("clients", "")
        if await bridge.run(self, did(territory.apply), self.outcome.id, clients):
            await bridge.show(self, "De indeling is gewijzigd.", "success", on_next_page=True)
            return rx.redirect(PATH)
        if not self.field_errors:
            await self._read_proposal(self.outcome.id)
        return None

    @handler(Permission.REGION_MANAGE)
    def drop(self) -> Any:
        """Leave everything as it is."""
        self.outcome = Outcome()
        return rx.redirect(PATH)

    async def _read(self) -> None:
        found = await bridge.run(self, regions.list_regions)
        self.is_loaded = True
        if isinstance(found, tuple):
            self.rows = [_region(row) for row in found]
        gaps = await bridge.run(self, territory.gaps)
        if isinstance(gaps, tuple):
            total = sum(gap.postcodes for gap in gaps)
            self.gaps = [
                Gap(gap.ranges, formatting.number(gap.postcodes), gap.places) for gap in gaps[:100]
            ]
            self.gap_text = formatting.count(total, "postcode", "postcodes") if total else ""
        self._map_version += 1
        self.map_address = f"/kaart.svg?versie={self._map_version}"

    async def _read_proposal(self, proposal_id: str) -> None:
        found = await bridge.run(self, territory.read_proposal, proposal_id)
        if isinstance(found, TerritoryProposal):
            self.outcome = _outcome(found)

    async def _read_typed(self, proposal_id: str) -> None:
        typed = await bridge.run(self, territory_import.read_typed, proposal_id)
        if isinstance(typed, dict):
            self.valid_from = typed.get("valid_from", "")
            self.makes_regions = typed.get("makes_regions", "") == "on"


def _region(row: RegionRow) -> Region:
    return Region(
        id=row.id,
        name=row.name,
        postcodes=formatting.number(row.postcodes),
        coordinators=formatting.number(row.coordinators),
        preferred=", ".join(row.preferred) or "nog geen",
        waiting=formatting.number(row.waiting),
        is_code_red=row.is_code_red,
        ended=formatting.day(row.ended_on),
    )


def _outcome(proposal: TerritoryProposal) -> Outcome:
    problems, more = problem_lines(proposal.problems, proposal.problem_count)
    remarks = []
    if proposal.unchanged:
        count = formatting.count(proposal.unchanged, "postcode blijft", "postcodes blijven")
        remarks.append(f"{count} zoals ze zijn.")
    if proposal.unknown:
        shown = ", ".join(proposal.unknown[:MOST_RANGES])
        remarks.append(f"Deze postcodes zijn nu niet in gebruik: {shown}.")
    if proposal.gaps_after:
        count = formatting.count(proposal.gaps_after, "postcode heeft", "postcodes hebben")
        remarks.append(f"{count} daarna geen regio.")
    return Outcome(
        id=proposal.id,
        valid_from=formatting.day(proposal.valid_from),
        problems=problems,
        more_problems=more,
        moves=[_move(move) for move in proposal.moves],
        new_regions=", ".join(proposal.new_regions),
        remarks=remarks,
        asks_for_clients=proposal.asks_for_clients,
    )


def _move(move: TerritoryMove) -> Move:
    ranges = ", ".join(move.ranges[:MOST_RANGES])
    clients = ""
    if move.former and move.region:
        clients = f"{move.waiting} wachtend, {move.invitations} uitgenodigd"
        if move.staying:
            clients += f"; {move.staying} blijven: daar is de lijst voor hen niet open"
    return Move(
        former=move.former or "geen regio",
        region=move.region or "geen regio",
        ranges=ranges + (" …" if len(move.ranges) > MOST_RANGES else ""),
        postcodes=formatting.number(move.postcodes),
        clients=clients or "geen",
    )
