"""The State of the insurers' page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

import reflex as rx

from kraamzorg_app.domain.permissions import Permission
from kraamzorg_app.services.administration import first_members, insurer_import, insurers
from kraamzorg_app.services.administration.first_members import OrganizationKind
from kraamzorg_app.services.administration.imports import ImportProposal
from kraamzorg_app.services.administration.insurers import InsurerRow, LabelRow
from kraamzorg_app.ui import bridge, formatting
from kraamzorg_app.ui.account_sentences import app_link_sent, logged_out_everywhere
from kraamzorg_app.ui.administration import (
    ImportOutcome,
    Person,
    did,
    import_outcome,
    people,
    under,
)
from kraamzorg_app.ui.bridge import PageState
from kraamzorg_app.ui.policies import handler
from kraamzorg_app.ui.uploads import PROPOSAL

PATH: Final = "/beheer/verzekeraars"
CHOSEN_ID: Final = "gekozen"


@dataclass
class Label:
    """One label."""

    id: str
    name: str
    uzovi_code: str
    days: str
    may_change: bool


@dataclass
class Insurer:
    """One insurer with its labels."""

    id: str = ""
    name: str = ""
    group: str = ""
    email: str = ""
    labels: list[Label] | None = None
    label_names: str = ""
    preferred_in: str = ""


class VerzekeraarsState(PageState, rx.State):
    """Every insurer, and the one that is open."""

    rows: list[Insurer] = []
    chosen: Insurer = Insurer()
    labels: list[Label] = []
    changing: str = ""
    members: list[Person] = []
    outcome: ImportOutcome = ImportOutcome()
    is_loaded: bool = False
    form_number: int = 0

    def _forget(self) -> None:
        super()._forget()
        self.chosen, self.changing, self.outcome = Insurer(), "", ImportOutcome()

    @handler(Permission.INSURER_MANAGE)
    async def load(self) -> None:
        """Show the insurers, and the proposal that the address names."""
        await self._read()
        if proposal_id := self.router.url.query_parameters.get(PROPOSAL, ""):
            await self._read_import(proposal_id)

    @handler(Permission.INSURER_MANAGE)
    async def choose(self, insurer_id: str) -> Any:
        """Open one insurer below the list and lead there, or close it again."""
        self.field_errors, self.changing = {}, ""
        is_open = self.chosen.id == insurer_id
        self.chosen = Insurer() if is_open else Insurer(id=insurer_id)
        await self._read()
        return rx.set_focus(CHOSEN_ID) if self.chosen.id else None

    @handler(Permission.INSURER_MANAGE)
    async def create(self, form: dict[str, Any]) -> None:
        """Add an insurer and open it."""
        self.field_errors = {}
        insurer_id = await bridge.run(self, insurers.create, form)
        if isinstance(insurer_id, str):
            self.chosen = Insurer(id=insurer_id)
            await self._done("De verzekeraar is toegevoegd. Voeg nu de labels toe.")
        self.field_errors = under("new", self.field_errors)

    @handler(Permission.INSURER_MANAGE)
    async def save(self, form: dict[str, Any]) -> None:
        """Save the open insurer."""
        await self._do(insurers.save, self.chosen.id, form, "De verzekeraar is opgeslagen.")

    @handler(Permission.INSURER_MANAGE)
    async def add_label(self, form: dict[str, Any]) -> None:
        """Add a label to the open insurer."""
        await self._do(insurers.add_label, self.chosen.id, form, "Het label is toegevoegd.")
        self.field_errors = under("label", self.field_errors)

    @handler(Permission.INSURER_MANAGE)
    def change_label(self, label_id: str) -> None:
        """Open the forms that change a label, or close them."""
        self.changing = "" if label_id == self.changing else label_id
        self.field_errors = {}

    @handler(Permission.INSURER_MANAGE)
    async def change_code(self, form: dict[str, Any]) -> None:
        """Give the open label another code from a day on."""
        await self._do(insurers.change_code, self.changing, form, "De code is gewijzigd.")

    @handler(Permission.INSURER_MANAGE)
    async def end_label(self, form: dict[str, Any]) -> None:
        """End the open label."""
        await self._do(insurers.end_label, self.changing, form, "Het label is beëindigd.")

    @handler(Permission.FIRST_MEMBER_INVITE)
    async def invite(self, form: dict[str, Any]) -> None:
        """Invite the first user of the open insurer."""
        self.field_errors = {}
        verb = did(first_members.invite)
        if await bridge.run(self, verb, OrganizationKind.INSURER, self.chosen.id, form):
            await self._done("De uitnodiging is verstuurd.")
        self.field_errors = under("invite", self.field_errors)

    @handler(Permission.FIRST_MEMBER_INVITE)
    async def reset_factor(self, membership_id: str) -> None:
        """Send somebody who lost phone and codes a link to set up a new app."""
        verb, kind = did(first_members.reset_second_factor), OrganizationKind.INSURER
        if await bridge.run(self, verb, kind, self.chosen.id, membership_id):
            names = {each.id: each.name for each in self.members}
            await bridge.show(self, app_link_sent(names.get(membership_id, "")), "success")

    @handler(Permission.FIRST_MEMBER_INVITE)
    async def end_sessions(self, membership_id: str) -> None:
        """Log somebody out everywhere."""
        verb, kind = did(first_members.end_sessions), OrganizationKind.INSURER
        if await bridge.run(self, verb, kind, self.chosen.id, membership_id):
            names = {each.id: each.name for each in self.members}
            sentence = logged_out_everywhere(names.get(membership_id, ""))
            await bridge.show(self, sentence, "success")

    @handler(Permission.INSURER_MANAGE)
    async def apply(self) -> Any:
        """Import what is shown."""
        if await bridge.run(self, did(insurer_import.apply_import), self.outcome.id):
            await bridge.show(self, "De verzekeraars staan erin.", "success", on_next_page=True)
            return rx.redirect(PATH)
        await self._read_import(self.outcome.id)
        return None

    @handler(Permission.INSURER_MANAGE)
    def drop(self) -> Any:
        """Import nothing."""
        self.outcome = ImportOutcome()
        return rx.redirect(PATH)

    async def _do(
        self, verb: Callable[..., None], row_id: str, form: dict[str, Any], sentence: str
    ) -> None:
        self.field_errors = {}
        if await bridge.run(self, did(verb), row_id, form):
            await self._done(sentence)

    async def _done(self, sentence: str) -> None:
        self.changing = ""
        self.form_number += 1
        await self._read()
        await bridge.show(self, sentence, "success")

    async def _read(self) -> None:
        found = await bridge.run(self, insurers.list_insurers)
        self.is_loaded = True
        if not isinstance(found, tuple):
            return
        self.rows = [_insurer(row) for row in found]
        chosen = next((row for row in self.rows if row.id == self.chosen.id), Insurer())
        self.chosen, self.labels, self.members = chosen, chosen.labels or [], []
        if chosen.id:
            members = await bridge.run(
                self, first_members.list_members, OrganizationKind.INSURER, chosen.id
            )
            self.members = people(members) if isinstance(members, tuple) else []

    async def _read_import(self, proposal_id: str) -> None:
        found = await bridge.run(self, insurer_import.read_import, proposal_id)
        if isinstance(found, ImportProposal):
            self.outcome = import_outcome(found)


def _insurer(row: InsurerRow) -> Insurer:
    return Insurer(
        id=row.id,
        name=row.name,
        group=row.group,
        email=row.email,
        labels=[_label(label) for label in row.labels],
        label_names=", ".join(
            f"{label.name} ({label.uzovi_code})" for label in row.labels if label.is_current
        ),
        preferred_in=", ".join(row.preferred_in),
    )


def _label(label: LabelRow) -> Label:
    since = f"vanaf {formatting.day(label.valid_from)}" if label.valid_from else ""
    until = f"t/m {formatting.day(label.valid_to)}" if label.valid_to else ""
    return Label(
        id=label.id,
        name=label.name,
        uzovi_code=label.uzovi_code,
        days=" ".join(filter(None, (since, until))) or "altijd",
        may_change=label.valid_to is None,
    )
