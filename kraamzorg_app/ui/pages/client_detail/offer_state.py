"""The State of what is offered on one client's page, by the coordinator and to the provider."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from kraamzorg_app.domain.permissions import Permission
from kraamzorg_app.services import offer_choices, offers
from kraamzorg_app.services.offer_choices import Choices, ProviderChoice
from kraamzorg_app.ui import bridge, formatting
from kraamzorg_app.ui.administration import did
from kraamzorg_app.ui.pages.client_detail.state import TAKEN, ClientDetailState
from kraamzorg_app.ui.policies import handler
from kraamzorg_app.ui.row_ids import row_id

_LISTS = "/clienten"


@dataclass
class Obstacle:
    """A provider to whom she can't be offered, and why."""

    name: str
    why: str


class ClientOffersState(ClientDetailState):
    """To whom this client can be offered, and the answer of a provider."""

    week: str = ""
    choices: list[tuple[str, str]] = []
    obstacles: list[Obstacle] = []

    def _show_nobody(self) -> None:
        super()._show_nobody()
        self.week, self.choices, self.obstacles = "", [], []

    @handler(Permission.OFFER_MAKE)
    async def choose(self) -> None:
        """Open the choice of a provider, as it is at this moment."""
        self.field_errors = {}
        found = await bridge.run(self, offer_choices.choices, self._id())
        if not isinstance(found, Choices):
            return
        self.week = week_name(found.week)
        possible = [each for each in found.providers if each.serves_her]
        self.choices = [("", "Maak een keuze"), *((each.id, _label(each)) for each in possible)]
        self.obstacles = [
            Obstacle(each.name, "werkt niet in deze postcode")
            for each in found.providers
            if not each.serves_her
        ]
        self.panel = "offer"

    @handler(Permission.OFFER_MAKE)
    async def send(self, form: dict[str, Any]) -> None:
        """Offer her to the chosen provider."""
        provider_id = form.get("provider_id")
        if not provider_id:
            self.field_errors = {"provider_id": "Kies een aanbieder."}
        elif await bridge.run(self, offers.offer, self._id(), row_id(provider_id)):
            await self._done("De cliënt is aangeboden. De aanbieder heeft bericht gekregen.")
        else:
            await self._read()

    @handler(Permission.OFFER_MAKE)
    async def withdraw(self, offer_id: str) -> None:
        """Withdraw the offer."""
        if await bridge.run(self, did(offers.withdraw), row_id(offer_id)):
            await self._done("Het aanbod is ingetrokken. De aanbieder heeft bericht gekregen.")
        else:
            await self._read()

    @handler(Permission.OFFER_ACCEPT)
    async def accept_offer(self, offer_id: str) -> None:
        """Accept the offer: she is in care now."""
        if await bridge.run(self, did(offers.accept), row_id(offer_id)):
            await self._done(TAKEN)
        else:
            await self._read()

    @handler(Permission.OFFER_DECLINE)
    async def decline(self, form: dict[str, Any]) -> None:
        """Decline the offer for a reason."""
        self.field_errors = {}
        reason, offer_id = form.get("reason", ""), row_id(self.offer.id)
        if await bridge.run(self, did(offers.decline), offer_id, reason):
            await self._done("U heeft het aanbod geweigerd. De coördinator heeft bericht gekregen.")
        else:
            await self._read()


def week_name(week: str) -> str:
    """Give "week 12 van 2026" of "2026-W12"."""
    year, _, number = week.partition("-W")
    return f"week {int(number)} van {year}"


def _label(choice: ProviderChoice) -> str:
    parts = [choice.name]
    if choice.free:
        parts.append(formatting.count(choice.free, "vrije plaats", "vrije plaatsen"))
    elif choice.free == 0:
        parts.append("geen vrije plaats")
    if choice.is_preferred:
        parts.append("voorkeur van de cliënt")
    if choice.km is not None:
        parts.append(f"{choice.km} km")
    if choice.has_declined:
        parts.append("heeft haar eerder geweigerd")
    return " · ".join(parts)
