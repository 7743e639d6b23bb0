"""The State of one provider's page."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Final

import reflex as rx

from kraamzorg_app.domain.permissions import Permission
from kraamzorg_app.services.administration import first_members, provider_ending, providers
from kraamzorg_app.services.administration.first_members import OrganizationKind
from kraamzorg_app.services.administration.providers import ProviderDetail
from kraamzorg_app.services.contact_details import display_phone
from kraamzorg_app.ui import bridge, formatting
from kraamzorg_app.ui.account_sentences import app_link_sent, logged_out_everywhere
from kraamzorg_app.ui.administration import Person, did, id_in, people, ticked, under
from kraamzorg_app.ui.bridge import PageState
from kraamzorg_app.ui.components.matching_facts import LANGUAGE_FIELD
from kraamzorg_app.ui.policies import handler

PATH: Final = "/beheer/aanbieders"


@dataclass
class Facts:
    """What the form starts with."""

    name: str = ""
    kind: str = ""
    agb_code: str = ""
    email: str = ""
    phone: str = ""
    base_pc4: str = ""
    languages: list[str] = field(default_factory=list)


@dataclass
class Approval:
    """One region with whether the provider may work there."""

    id: str
    name: str
    is_approved: bool
    is_contracted: bool


@dataclass
class Client:
    """A client who would go back to her list."""

    number: str
    region: str
    pc4: str
    due: str


class AanbiederState(PageState, rx.State):
    """One provider."""

    facts: Facts = Facts()
    has_unusual_agb: bool = False
    approvals: list[Approval] = []
    members: list[Person] = []
    client_count: int = 0
    clients: list[Client] = []
    asks_to_end: bool = False
    ended: str = ""
    is_platform: bool = False
    is_loaded: bool = False
    is_missing: bool = False

    def _forget(self) -> None:
        super()._forget()
        self.asks_to_end, self.clients = False, []
        self.is_loaded, self.is_missing = False, False

    @handler(Permission.PROVIDER_MANAGE)
    async def load(self) -> None:
        """Show the provider that the address names."""
        await self._read()

    @handler(Permission.PROVIDER_MANAGE)
    async def save(self, form: dict[str, Any]) -> None:
        """Save the facts."""
        languages = ticked(form, LANGUAGE_FIELD)
        sentence = "De gegevens zijn opgeslagen."
        await self._do(did(providers.save), form, languages, sentence=sentence)

    @handler(Permission.PROVIDER_MANAGE)
    async def save_approvals(self, form: dict[str, Any]) -> None:
        """Save in which regions it may work."""
        await self._do(
            did(providers.save_approvals),
            ticked(form, "approved:"),
            ticked(form, "contracted:"),
            sentence="De goedkeuringen zijn opgeslagen.",
        )

    @handler(Permission.FIRST_MEMBER_INVITE)
    async def invite(self, form: dict[str, Any]) -> None:
        """Invite the first user."""
        self.field_errors = {}
        verb = did(first_members.invite)
        if await bridge.run(self, verb, OrganizationKind.PROVIDER, self._id(), form):
            await self._read()
            await bridge.show(self, "De uitnodiging is verstuurd.", "success")
        self.field_errors = under("invite", self.field_errors)

    @handler(Permission.FIRST_MEMBER_INVITE)
    async def reset_factor(self, membership_id: str) -> None:
        """Send somebody who lost phone and codes a link to set up a new app."""
        verb, kind = did(first_members.reset_second_factor), OrganizationKind.PROVIDER
        if await bridge.run(self, verb, kind, self._id(), membership_id):
            names = {each.id: each.name for each in self.members}
            await bridge.show(self, app_link_sent(names.get(membership_id, "")), "success")

    @handler(Permission.FIRST_MEMBER_INVITE)
    async def end_sessions(self, membership_id: str) -> None:
        """Log somebody out everywhere."""
        verb, kind = did(first_members.end_sessions), OrganizationKind.PROVIDER
        if await bridge.run(self, verb, kind, self._id(), membership_id):
            names = {each.id: each.name for each in self.members}
            sentence = logged_out_everywhere(names.get(membership_id, ""))
            await bridge.show(self, sentence, "success")

    @handler(Permission.PROVIDER_MANAGE)
    async def ask_to_end(self) -> None:
        """Show which clients go back, before the provider is ended."""
        found = await bridge.run(self, provider_ending.clients_of, self._id())
        if isinstance(found, tuple):
            self.clients = [
                Client(each.client_number, each.region, each.pc4, formatting.day(each.due_date))
                for each in found
            ]
            self.asks_to_end = True

    @handler(Permission.PROVIDER_MANAGE)
    def keep(self) -> None:
        """Leave everything as it is."""
        self.asks_to_end, self.clients = False, []

    @handler(Permission.PROVIDER_MANAGE)
    async def end(self) -> None:
        """End the provider and give its clients back."""
        expected = len(self.clients)
        self.asks_to_end, self.clients = False, []
        given_back = await bridge.run(self, provider_ending.end, self._id(), expected)
        if isinstance(given_back, int):
            await self._read()
            count = formatting.count(given_back, "cliënt staat", "cliënten staan")
            sentence = f"De aanbieder is beëindigd. {count} weer op de wachtlijst."
            await bridge.show(self, sentence, "success")

    async def _do(self, verb: Any, *arguments: Any, sentence: str) -> None:
        self.field_errors = {}
        if await bridge.run(self, verb, self._id(), *arguments):
            await self._read()
            await bridge.show(self, sentence, "success")

    def _id(self) -> str:
        return id_in(self.router.url.path)

    async def _read(self) -> None:
        detail = await bridge.run(self, providers.read_provider, self._id())
        self.is_loaded = True
        if not isinstance(detail, ProviderDetail):
            self.is_missing = True
            return
        provider = detail.provider
        self.facts = Facts(
            provider.name,
            provider.kind,
            provider.agb_code,
            provider.email,
            display_phone(provider.phone) if provider.phone else "",
            provider.base_pc4,
            list(provider.languages),
        )
        self.is_platform = provider.kind == "PLATFORM"
        self.has_unusual_agb = detail.has_unusual_agb and provider.kind != "SELF_EMPLOYED"
        contracted = {each.region_id: each.is_contracted for each in provider.approvals}
        self.approvals = [
            Approval(region_id, name, region_id in contracted, contracted.get(region_id, False))
            for region_id, name in detail.regions
        ]
        self.client_count = detail.clients
        self.ended = formatting.moment(provider.ended_at) if provider.ended_at else ""
        self.members = []
        if not self.ended:
            found = await bridge.run(
                self, first_members.list_members, OrganizationKind.PROVIDER, self._id()
            )
            self.members = people(found) if isinstance(found, tuple) else []
