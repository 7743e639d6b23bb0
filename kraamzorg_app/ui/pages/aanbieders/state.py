"""The State of the providers' page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import reflex as rx

from kraamzorg_app.domain.permissions import Permission
from kraamzorg_app.services.administration import applications, provider_import, providers
from kraamzorg_app.services.administration.applications import ApplicationRow
from kraamzorg_app.services.administration.imports import ImportProposal
from kraamzorg_app.services.administration.providers import ProviderPage, ProviderRow
from kraamzorg_app.ui import bridge, formatting, live
from kraamzorg_app.ui.administration import ImportOutcome, did, import_outcome, ticked
from kraamzorg_app.ui.bridge import PageState
from kraamzorg_app.ui.policies import handler
from kraamzorg_app.ui.provider_wording import KINDS
from kraamzorg_app.ui.uploads import PROPOSAL

PATH: Final = "/beheer/aanbieders"
PAGE_SIZE: Final = 25
MOST_REGIONS: Final = 4


@dataclass
class Row:
    """One provider in the list."""

    id: str
    name: str
    kind: str
    agb_code: str
    regions: str
    ended: str


@dataclass
class Application:
    """One application of a carer."""

    id: str
    state: str
    name: str
    facts: str
    regions: str
    region_ids: list[str]
    note: str
    answer: str
    is_known: bool
    applied: str


class AanbiedersState(PageState, rx.State):
    """One page of providers, and the applications."""

    rows: list[Row] = []
    range_text: str = ""
    number: int = 1
    pages: int = 1
    text: str = ""
    region: str = ""
    with_ended: bool = False
    regions: list[tuple[str, str]] = []
    region_filter: list[tuple[str, str]] = []
    applications: list[Application] = []
    answering: str = ""
    outcome: ImportOutcome = ImportOutcome()
    is_loaded: bool = False

    def _forget(self) -> None:
        super()._forget()
        self.outcome, self.answering = ImportOutcome(), ""
        self.text, self.region, self.with_ended, self.number = "", "", False, 1

    @handler(Permission.PROVIDER_MANAGE)
    async def load(self) -> None:
        """Show the first page, and the proposal that the address names."""
        await self._read()
        await self._read_applications()
        if proposal_id := self.router.url.query_parameters.get(PROPOSAL, ""):
            await self._read_import(proposal_id)
        live.watch(AanbiedersState.refresh, "provider-applications")

    @handler(Permission.PROVIDER_MANAGE, activity=False)
    async def refresh(self) -> None:
        """Read the applications again, since one came or was answered."""
        await self._read_applications()

    @handler(Permission.PROVIDER_MANAGE)
    async def search(self, text: str) -> None:
        """Find by name or AGB code while somebody types."""
        self.text, self.number = text, 1
        await self._read()

    @handler(Permission.PROVIDER_MANAGE)
    async def choose_region(self, region_id: str) -> None:
        """Keep the providers of a region."""
        self.region, self.number = region_id, 1
        await self._read()

    @handler(Permission.PROVIDER_MANAGE)
    async def show_ended(self, shows: bool) -> None:
        """Show ended providers too."""
        self.with_ended, self.number = shows, 1
        await self._read()

    @handler(Permission.PROVIDER_MANAGE)
    async def turn_page(self, step: int) -> None:
        """Show the next or the previous page."""
        self.number += 1 if step > 0 else -1
        await self._read()

    @handler(Permission.PROVIDER_MANAGE)
    async def create(self, form: dict[str, Any]) -> Any:
        """Add a provider and go to it."""
        self.field_errors = {}
        provider_id = await bridge.run(self, providers.create, form)
        if not isinstance(provider_id, str):
            return None
        sentence = "De aanbieder is toegevoegd. Kies nu de regio's."
        await bridge.show(self, sentence, "success", on_next_page=True)
        return rx.redirect(f"{PATH}/{provider_id}")

    @handler(Permission.PROVIDER_MANAGE)
    async def apply(self) -> Any:
        """Import what is shown."""
        if await bridge.run(self, did(provider_import.apply_import), self.outcome.id):
            await bridge.show(self, "De aanbieders staan erin.", "success", on_next_page=True)
            return rx.redirect(PATH)
        await self._read_import(self.outcome.id)
        return None

    @handler(Permission.PROVIDER_MANAGE)
    def drop(self) -> Any:
        """Import nothing."""
        self.outcome = ImportOutcome()
        return rx.redirect(PATH)

    @handler(Permission.PROVIDER_MANAGE)
    def answer_to(self, application_id: str) -> None:
        """Open the form that answers an application, or close it."""
        self.answering = "" if application_id == self.answering else application_id
        self.field_errors = {}

    @handler(Permission.PROVIDER_MANAGE)
    async def approve(self, form: dict[str, Any]) -> Any:
        """Add the carer for the chosen region and go to her."""
        self.field_errors = {}
        approved = ticked(form, "approved:")
        contracted = ticked(form, "contracted:")
        provider_id = await bridge.run(
            self, applications.approve, self.answering, approved, contracted
        )
        if not isinstance(provider_id, str):
            return None
        sentence = "De zelfstandige is toegevoegd en uitgenodigd."
        await bridge.show(self, sentence, "success", on_next_page=True)
        return rx.redirect(f"{PATH}/{provider_id}")

    @handler(Permission.PROVIDER_MANAGE)
    async def refuse(self, form: dict[str, Any]) -> None:
        """Refuse an application with a sentence."""
        self.field_errors = {}
        if await bridge.run(self, did(applications.refuse), self.answering, form):
            self.answering = ""
            await self._read_applications()
            await bridge.show(self, "De aanmelding is afgewezen.", "success")

    async def _read(self) -> None:
        found = await bridge.run(
            self,
            providers.list_providers,
            self.text,
            self.region,
            self.number,
            with_ended=self.with_ended,
        )
        self.is_loaded = True
        if not isinstance(found, ProviderPage):
            return
        self.rows = [_row(row) for row in found.rows]
        self.number, self.pages = found.page, found.pages
        first = (found.page - 1) * PAGE_SIZE + 1
        self.range_text = formatting.page_range(first, first + len(found.rows) - 1, found.total)
        regions = await bridge.run(self, applications.region_choices)
        if isinstance(regions, tuple):
            self.regions = list(regions)
            self.region_filter = [("", "Alle regio's"), *regions]

    async def _read_applications(self) -> None:
        found = await bridge.run(self, applications.list_applications)
        if isinstance(found, tuple):
            self.applications = [_application(row) for row in found]

    async def _read_import(self, proposal_id: str) -> None:
        found = await bridge.run(self, provider_import.read_import, proposal_id)
        if isinstance(found, ImportProposal):
            self.outcome = import_outcome(found)


def _row(row: ProviderRow) -> Row:
    names = [each.region for each in row.approvals]
    regions = ", ".join(names[:MOST_REGIONS])
    more = len(names) - MOST_REGIONS
    return Row(
        id=row.id,
        name=row.name,
        kind=KINDS[row.kind],
        agb_code=row.agb_code,
        regions=(f"{regions} en nog {more}" if more > 0 else regions) or "nog geen",
        ended=formatting.moment(row.ended_at) if row.ended_at else "",
    )


def _application(row: ApplicationRow) -> Application:
    return Application(
        id=row.id,
        state=row.state,
        name=row.name,
        facts=" · ".join(filter(None, (f"AGB {row.agb_code}", row.email, row.phone))),
        regions=", ".join(row.regions),
        region_ids=list(row.region_ids),
        note=row.note,
        answer=row.answer,
        is_known=row.is_known_agb,
        applied=formatting.moment(row.applied_at),
    )
