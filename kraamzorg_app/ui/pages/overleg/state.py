"""What "/overleg" shows and does."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

import reflex as rx

from kraamzorg_app.domain.permissions import Permission
from kraamzorg_app.services import consultation
from kraamzorg_app.services.consultation import Consultation, NoteView
from kraamzorg_app.services.contact_details import display_phone
from kraamzorg_app.ui import bridge, formatting, live
from kraamzorg_app.ui.bridge import PageState
from kraamzorg_app.ui.policies import handler
from kraamzorg_app.ui.row_ids import row_id

PAGE_SIZE = 20


@dataclass
class Note:
    """One note, worded."""

    heading: str
    text: str
    is_own_party: bool


class OverlegState(PageState, rx.State):
    """The thread of one region, and whom to call."""

    regions: list[tuple[str, str]] = []
    region_id: str = ""
    contacts: list[list[str]] = []
    notes: list[Note] = []
    range_text: str = ""
    number: int = 1
    has_next: bool = False
    is_contact: bool = False
    phone: str = ""
    form_key: str = ""
    is_loaded: bool = False

    def _forget(self) -> None:
        super()._forget()
        self.region_id, self.number = "", 1

    @handler(Permission.REGION_CONSULT)
    async def load(self) -> None:
        """Show the first region, unless another was chosen already."""
        await self._read(self._chosen())

    @handler(Permission.REGION_CONSULT, activity=False)
    async def refresh(self) -> None:
        """Read the thread again, since somebody wrote."""
        await self._read(self._chosen())

    @handler(Permission.REGION_CONSULT)
    async def choose(self, region: str) -> None:
        """Show another region."""
        self.number = 1
        await self._read(row_id(region))

    @handler(Permission.REGION_CONSULT)
    async def turn_page(self, step: int) -> None:
        """Show newer or older notes."""
        self.number = max(1, self.number + (1 if step > 0 else -1))
        await self._read(self._chosen())

    @handler(Permission.REGION_CONSULT)
    async def write(self, form: dict[str, Any]) -> None:
        """Write a note; what was refused stays in the field."""
        self.field_errors = {}
        note = form.get("note")
        text = note if isinstance(note, str) else ""
        done = await bridge.run(self, consultation.write, row_id(self.region_id), text)
        if done is bridge.FAILED:
            return
        self.form_key, self.number = uuid4().hex, 1
        await self._read(self._chosen())
        await bridge.show(self, "Uw bericht staat in het overleg.", "success")

    @handler(Permission.REGION_CONSULT)
    async def agree(self, form: dict[str, Any]) -> None:
        """Agree to be a contact person, or no longer."""
        self.field_errors = {}
        if await bridge.run(self, consultation.set_contact, form) is bridge.FAILED:
            return
        await self._read(self._chosen())
        await bridge.show(self, "Opgeslagen.", "success")

    def _chosen(self) -> UUID | None:
        return row_id(self.region_id) if self.region_id else None

    async def _read(self, region: UUID | None) -> None:
        found = await bridge.run(self, consultation.read, region, self.number)
        self.is_loaded = True
        if not isinstance(found, Consultation):
            return
        self.regions = [(str(key), name) for key, name in found.regions]
        self.region_id = str(found.region_id)
        self.contacts = [
            [f"{each.name} ({each.organization})", display_phone(each.phone), each.email]
            for each in found.contacts
        ]
        self.notes = [_note(note) for note in found.notes]
        first = (self.number - 1) * PAGE_SIZE
        self.range_text = formatting.page_range(first + 1, first + len(self.notes), found.total)
        self.has_next = first + len(self.notes) < found.total
        self.is_contact = found.is_contact
        self.phone = display_phone(found.own_phone) if found.own_phone else ""
        live.watch(OverlegState.refresh, f"consultation:{found.region_id}")


def _note(note: NoteView) -> Note:
    when = formatting.moment(note.written_at)
    return Note(f"{note.author} ({note.organization}), {when}", note.text, note.is_own_party)
