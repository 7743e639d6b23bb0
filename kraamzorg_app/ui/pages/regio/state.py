"""The State of one region's page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import reflex as rx

from kraamzorg_app.domain.permissions import Permission
from kraamzorg_app.services.administration import first_members, regions, territory
from kraamzorg_app.services.administration.first_members import OrganizationKind
from kraamzorg_app.services.administration.regions import RegionDetail
from kraamzorg_app.services.administration.territory import TerritoryProposal
from kraamzorg_app.ui import bridge, formatting
from kraamzorg_app.ui.account_sentences import app_link_sent, logged_out_everywhere
from kraamzorg_app.ui.administration import Person, did, id_in, people, under
from kraamzorg_app.ui.bridge import PageState
from kraamzorg_app.ui.policies import handler
from kraamzorg_app.ui.uploads import PROPOSAL

PATH: Final = "/beheer/regios"
NO_INSURER: Final = ("", "Geen")


@dataclass
class Agreement:
    """The working agreement as the form starts with it."""

    match_agreement: str = ""
    offer_hours: str = ""
    offer_shows_contact: bool = False
    needs_authorization: bool = False
    intake_by: str = ""
    nearing_weeks: str = ""
    soon_weeks: str = ""
    critical_weeks: str = ""


@dataclass
class Range:
    """Postcodes over some days."""

    postcodes: str
    since: str
    until: str


class RegioState(PageState, rx.State):
    """One region."""

    name: str = ""
    ended: str = ""
    clients: str = ""
    agreement: Agreement = Agreement()
    ranges: list[Range] = []
    range_text: str = ""
    insurers: list[tuple[str, str]] = []
    first_preferred: str = ""
    second_preferred: str = ""
    coordinators: list[Person] = []
    asks_to_end: bool = False
    asks_to_revoke: str = ""
    is_loaded: bool = False
    is_missing: bool = False

    def _forget(self) -> None:
        super()._forget()
        self.asks_to_end, self.asks_to_revoke = False, ""
        self.is_loaded, self.is_missing = False, False

    @handler(Permission.REGION_MANAGE)
    async def load(self) -> None:
        """Show the region that the address names."""
        await self._read()

    @handler(Permission.REGION_MANAGE)
    async def rename(self, form: dict[str, Any]) -> None:
        """Give the region another name."""
        await self._do(regions.rename, form, "De naam is gewijzigd.")

    @handler(Permission.REGION_MANAGE)
    async def save_agreement(self, form: dict[str, Any]) -> None:
        """Save the working agreement."""
        await self._do(regions.save_agreement, form, "De werkafspraken zijn opgeslagen.")

    @handler(Permission.REGION_MANAGE)
    async def save_preferred(self, form: dict[str, Any]) -> None:
        """Save which insurers are preferred."""
        chosen = [form.get(name) for name in ("first", "second") if form.get(name)]
        await self._do(regions.save_preferred, chosen, "De preferente verzekeraars kloppen nu.")

    @handler(Permission.REGION_MANAGE)
    async def propose(self, form: dict[str, Any]) -> Any:
        """Show on the regions' page what typed postcodes would change."""
        self.field_errors = {}
        proposal = await bridge.run(self, territory.propose_ranges, self._id(), form)
        if not isinstance(proposal, TerritoryProposal):
            return None
        return rx.redirect(f"{PATH}?{PROPOSAL}={proposal.id}")

    @handler(Permission.FIRST_MEMBER_INVITE)
    async def invite(self, form: dict[str, Any]) -> None:
        """Invite a coordinator."""
        self.field_errors = {}
        verb = did(first_members.invite)
        if await bridge.run(self, verb, OrganizationKind.REGION, self._id(), form):
            await self._read()
            await bridge.show(self, "De uitnodiging is verstuurd.", "success")
        self.field_errors = under("invite", self.field_errors)

    @handler(Permission.FIRST_MEMBER_INVITE)
    async def reset_factor(self, membership_id: str) -> None:
        """Send somebody who lost phone and codes a link to set up a new app."""
        verb, kind = did(first_members.reset_second_factor), OrganizationKind.REGION
        if await bridge.run(self, verb, kind, self._id(), membership_id):
            names = {each.id: each.name for each in self.coordinators}
            await bridge.show(self, app_link_sent(names.get(membership_id, "")), "success")

    @handler(Permission.FIRST_MEMBER_INVITE)
    async def end_sessions(self, membership_id: str) -> None:
        """Log somebody out everywhere."""
        verb, kind = did(first_members.end_sessions), OrganizationKind.REGION
        if await bridge.run(self, verb, kind, self._id(), membership_id):
            names = {each.id: each.name for each in self.coordinators}
            sentence = logged_out_everywhere(names.get(membership_id, ""))
            await bridge.show(self, sentence, "success")

    @handler(Permission.FIRST_MEMBER_INVITE)
    def ask_to_revoke(self, membership_id: str) -> None:
        """Ask whether a coordinator is to lose access."""
        self.asks_to_revoke = membership_id

    @handler(Permission.FIRST_MEMBER_INVITE)
    async def revoke(self) -> None:
        """Take away a coordinator's access."""
        verb = did(first_members.revoke_coordinator)
        if await bridge.run(self, verb, self._id(), self.asks_to_revoke):
            self.asks_to_revoke = ""
            await self._read()
            await bridge.show(self, "De toegang is ontzegd.", "success")

    @handler(Permission.REGION_MANAGE)
    def ask_to_end(self, asks: bool) -> None:
        """Ask whether the region is to end."""
        self.asks_to_end = asks

    @handler(Permission.REGION_MANAGE)
    async def end(self) -> Any:
        """End the region from today."""
        self.asks_to_end = False
        if await bridge.run(self, did(regions.end), self._id()):
            await bridge.show(self, "De regio is beëindigd.", "success", on_next_page=True)
            return rx.redirect(PATH)
        return None

    async def _do(self, verb: Any, argument: Any, sentence: str) -> None:
        self.field_errors = {}
        if await bridge.run(self, did(verb), self._id(), argument):
            await self._read()
            await bridge.show(self, sentence, "success")

    def _id(self) -> str:
        return id_in(self.router.url.path)

    async def _read(self) -> None:
        detail = await bridge.run(self, regions.read_region, self._id())
        self.is_loaded = True
        if not isinstance(detail, RegionDetail):
            self.is_missing = True
            return
        self.name, self.ended = detail.name, formatting.day(detail.ended_on)
        self.clients = f"{detail.waiting} wachtend, {detail.invitations} uitgenodigd"
        agreement = detail.agreement
        self.agreement = Agreement(
            match_agreement=agreement.match_agreement,
            offer_hours=str(agreement.offer_hours),
            offer_shows_contact=agreement.offer_shows_contact,
            needs_authorization=agreement.needs_authorization,
            intake_by=agreement.intake_by,
            nearing_weeks=str(agreement.nearing_weeks),
            soon_weeks=str(agreement.soon_weeks),
            critical_weeks=str(agreement.critical_weeks),
        )
        self.ranges = [
            Range(
                row.first if row.first == row.last else f"{row.first}-{row.last}",
                formatting.day(row.valid_from),
                formatting.day(row.valid_to),
            )
            for row in detail.ranges
        ]
        self.range_text = formatting.count(len(self.ranges), "reeks", "reeksen")
        self.insurers = [NO_INSURER, *detail.insurers]
        preferred = [*detail.preferred_ids, "", ""]
        self.first_preferred, self.second_preferred = preferred[:2]
        await self._read_coordinators(is_over=bool(self.ended))

    async def _read_coordinators(self, *, is_over: bool) -> None:
        if is_over:
            self.coordinators = []
            return
        members = await bridge.run(
            self, first_members.list_members, OrganizationKind.REGION, self._id()
        )
        self.coordinators = people(members) if isinstance(members, tuple) else []
