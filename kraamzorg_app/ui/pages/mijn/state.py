"""The State of the client's own page: her form first, then her place on the list."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Any, Final

import reflex as rx

from kraamzorg_app.domain.actors import Actor
from kraamzorg_app.domain.entries import CloseReason
from kraamzorg_app.domain.errors import FieldErrors
from kraamzorg_app.domain.permissions import Permission
from kraamzorg_app.domain.registration_form import FormField, Step
from kraamzorg_app.services import (
    births,
    client_sessions,
    own_corrections,
    own_entry,
    region_check,
    registrations,
    still_waiting,
)
from kraamzorg_app.services.languages import gettext_for, known_language, later
from kraamzorg_app.services.own_corrections import OwnCorrection
from kraamzorg_app.services.own_entry import OwnEntry
from kraamzorg_app.services.registrations import SendOutcome
from kraamzorg_app.ui import bridge, formatting
from kraamzorg_app.ui.link_pages import NEW_ADDRESS
from kraamzorg_app.ui.policies import handler
from kraamzorg_app.ui.provider_wording import contact_rows, contract_text
from kraamzorg_app.ui.registration_state import ASKED, NO_ANSWERS, RegistrationState, typed_in
from kraamzorg_app.ui.shell_state import ShellState

_LAST_STEP = 4
PANELS = ("change", "leave", "ended", "birth", "undo", "wish")
_CONFIRMED: Final = ("birth", "undo")
"""These take the focus themselves, to the button that confirms."""
PANEL_ID: Final = "paneel"
ACTIONS_ID: Final = "acties"
CLOSED_ID: Final = "dicht"
PAGE_ID: Final = "inhoud"
"""Where the focus goes, and the page to its beginning, when what was pressed is gone."""
_SAVED = later("Uw gegevens zijn gewijzigd.")
_MOVED = later("Uw gegevens zijn gewijzigd. U staat nu op de wachtlijst van uw nieuwe regio.")
_CLOSED = later(
    "Uw gegevens zijn gewijzigd. Voor deze postcode en uitgerekende datum is nu geen wachtlijst"
    " open. U blijft op uw lijst staan. De coördinator van uw regio kijkt wat er voor u kan."
)
_NOTHING = later("Er is niets gewijzigd.")
_CONFIRMED_EMAIL = later("Uw nieuwe e-mailadres is bevestigd. Vanaf nu mailen wij daarheen.")
_CONFIRM = later(
    "Wij hebben een e-mail gestuurd naar uw nieuwe adres. Open de link daarin, dan telt het adres."
)


@dataclass
class Place:
    """How it stands with her, worded by the page."""

    state: str = ""
    region: str = ""
    placed: str = ""
    due: str = ""
    insurer: str = ""
    is_born: bool = False
    close_reason: str = ""
    provider: str = ""
    provider_email: str = ""
    provider_phone: str = ""
    contract: str = ""


class MijnState(RegistrationState, rx.State):
    """What she sees: "birth_date", "form", "duplicate", "ended" or "placed"."""

    phase: str = ""
    organization: str = ""
    region: str = ""
    is_together: bool = False
    may_lack_email: bool = False
    may_start_afresh: bool = False
    is_on_list: bool = False
    closed_region: str = ""
    closed_providers: list[list[str]] = []
    place: Place = Place()
    panel: str = ""
    is_birth_reported: bool = False
    is_asked: bool = False
    """Whether she has to say if she still waits."""
    has_answered: bool = False
    _version: int = 0
    _stored: dict[str, str] = {}
    """What stands on the list about her, to begin a correction with."""

    @handler(Permission.CLIENT_SESSION)
    async def load(self, language: str) -> Any:
        """Show what she may see now, in the language of the page."""
        self.language = known_language(language)
        self.panel, self.is_birth_reported = "", False
        self.is_asked, self.has_answered = False, False
        self._clear_errors()
        doorstep = await bridge.run(self, client_sessions.doorstep)
        if isinstance(doorstep, bridge.Failed):
            return
        self.may_start_afresh = doorstep.may_start_afresh
        self.is_on_list = doorstep.is_on_list
        if NEW_ADDRESS in self.router.url.query:
            await bridge.show(self, gettext_for(self.language)(_CONFIRMED_EMAIL), "success")
        if doorstep.is_on_list:
            self.is_asked = await bridge.run(self, still_waiting.is_asked) is True
        if not doorstep.is_recognized:
            self.phase = "birth_date"
        elif doorstep.is_on_list:
            await self._show_place()
        else:
            await self._show_form()

    @handler(Permission.CLIENT_SESSION)
    async def recognize(self, form: dict[str, Any]) -> Any:
        """Know her by her birth date."""
        self._clear_errors()
        typed = form.get("birth_date")
        done = await self._run(client_sessions.recognize, typed if isinstance(typed, str) else "")
        if isinstance(done, bridge.Failed):
            return self._name_errors()
        return [MijnState.load(self.language), rx.set_focus(PAGE_ID)]

    @handler(Permission.CLIENT_SESSION)
    async def start_afresh(self) -> Any:
        """Begin the form anew."""
        await self._run(client_sessions.start_afresh)
        return [MijnState.load(self.language), rx.set_focus(PAGE_ID)]

    @handler(Permission.OWN_REGISTRATION)
    async def keep(self, field: str, text: str) -> None:
        """Keep an answer shortly after she stops typing."""
        if field in ASKED:
            await self._run(registrations.save, {field: text})

    @handler(Permission.OWN_REGISTRATION)
    async def go_on(self, form: dict[str, Any]) -> Any:
        """Check this step and show the next."""
        self._clear_errors()
        typed = typed_in(form, self.step)
        self._take(typed)
        done = await self._run(registrations.check_step, Step(self.step + 1), typed)
        if isinstance(done, bridge.Failed):
            return await self._explain_closed() or self._name_errors()
        self.closed_region = ""
        self._offer_wishes(done)
        self.step = min(self.step + 1, _LAST_STEP)
        return rx.set_focus("stap")

    @handler(Permission.OWN_REGISTRATION)
    async def go_back(self) -> Any:
        """Show the step before; what was typed is kept already."""
        self._clear_errors()
        self.step = max(self.step - 1, 0)
        form = await self._run(registrations.read)
        if not isinstance(form, bridge.Failed):
            self._take(form.answers)
        return rx.set_focus("stap")

    @handler(Permission.OWN_REGISTRATION)
    async def go_to(self, step: int) -> Any:
        """Go back to a step from the check page."""
        self._clear_errors()
        self.step = min(max(step, 0), _LAST_STEP)
        return rx.set_focus("stap")

    @handler(Permission.OWN_REGISTRATION)
    async def send(self, form: dict[str, Any]) -> Any:
        """Send the form; the page then shows her place on the list."""
        self._clear_errors()
        has_agreed = form.get("consent") in (True, "on", "yes")
        outcome = await self._run(registrations.send, has_agreed, self.language)
        if isinstance(outcome, bridge.Failed):
            self._go_to_first_error()
            return await self._explain_closed() or self._name_errors()
        if outcome is SendOutcome.DUPLICATE:
            self.phase = "duplicate"
            return rx.set_focus(PAGE_ID)
        return [MijnState.load(self.language), rx.set_focus(PAGE_ID)]

    @handler(Permission.OWN_REGISTRATION)
    async def look_again(self) -> Any:
        """Go back from "We nemen contact met u op" to the answers."""
        self.phase, self.step = "form", 0
        return rx.set_focus("stap")

    @handler(Permission.OWN_BIRTH)
    async def ask_birth(self) -> None:
        """Ask once more whether the baby is there."""
        self.panel = "birth"

    @handler(Permission.OWN_BIRTH)
    async def report_birth(self) -> Any:
        """Report the birth; works without her birth date."""
        self.panel = ""
        done = await self._run(births.report)
        if isinstance(done, bridge.Failed):
            return rx.set_focus(PAGE_ID)
        if self.phase == "placed":
            await self._show_place()
        else:
            self.is_birth_reported = True
        return rx.set_focus(PAGE_ID)

    @handler(Permission.OWN_ANSWER)
    async def stay_on_list(self) -> Any:
        """Answer that she still waits; works without her birth date."""
        done = await self._run(still_waiting.confirm)
        if isinstance(done, bridge.Failed):
            return None
        self.is_asked, self.has_answered = False, True
        return rx.set_focus(PAGE_ID)

    @handler(Permission.OWN_ENTRY)
    async def undo_birth(self) -> Any:
        """Take the report back."""
        self.panel = ""
        await self._run(births.undo)
        await self._show_place()
        return rx.set_focus(PAGE_ID)

    @handler(Permission.CLIENT_SESSION)
    async def open_panel(self, name: str) -> Any:
        """Open what an action asks, or close it again."""
        self._clear_errors()
        self.panel = name if name in PANELS and name != self.panel else ""
        self._take(self._stored)
        if not self.panel:
            return rx.set_focus(ACTIONS_ID if self.phase == "placed" else PAGE_ID)
        return None if self.panel in _CONFIRMED else rx.set_focus(PANEL_ID)

    @handler(Permission.OWN_ENTRY)
    async def correct(self, form: dict[str, Any]) -> Any:
        """Correct her data."""
        self._clear_errors()
        typed = {str(field): text for field in ASKED if isinstance(text := form.get(field), str)}
        self._take(typed)
        done = await self._run(own_corrections.correct, self._version, typed)
        if isinstance(done, bridge.Failed):
            return self._name_errors()
        self.panel = ""
        await self._show_place()
        _ = gettext_for(self.language)
        await bridge.show(self, " ".join(map(_, _outcome(done))), "success")
        return rx.set_focus(PAGE_ID)

    @handler(Permission.OWN_ENTRY)
    async def leave_list(self, form: dict[str, Any]) -> Any:
        """Take herself off the list."""
        self._clear_errors()
        reason = form.get("reason")
        done = await self._run(own_entry.leave, reason if isinstance(reason, str) else "")
        if isinstance(done, bridge.Failed):
            return self._name_errors()
        self.panel = ""
        await self._show_place()
        return rx.set_focus(PAGE_ID)

    @handler(Permission.OWN_ENTRY)
    async def end_pregnancy(self) -> Any:
        """Take herself off the list after the pregnancy ended; no mail reaches her any more."""
        await self._run(own_entry.leave, CloseReason.PREGNANCY_ENDED)
        self.panel = ""
        await self._show_place()
        return rx.set_focus(PAGE_ID)

    async def _run(self, verb: Any, *args: Any) -> Any:
        """Run a verb; what is wrong with the fields stands above the form, where the focus goes."""
        done = await bridge.run(self, verb, *args)
        if isinstance(done, bridge.Failed) and self.field_errors:
            (await self.get_state(ShellState)).message = ""
        return done

    async def _show_form(self) -> None:
        form = await self._run(registrations.read)
        if isinstance(form, bridge.Failed):
            self.phase = "ended"
            return
        self.organization, self.region = form.organization, form.region_name
        self.is_together = form.is_filled_in_together
        self.may_lack_email = form.may_lack_email
        self._offer_wishes(form.wishes)
        self._fill(form.answers, form.labels)
        self.step = _LAST_STEP if self.is_together else 0
        self.phase = "duplicate" if form.is_duplicate else "form"

    async def _show_place(self) -> None:
        entry = await self._run(own_entry.read)
        if isinstance(entry, bridge.Failed):
            self.phase = "ended"
            return
        self.answers = NO_ANSWERS
        self._fill(entry.answers, entry.labels)
        self._stored = dict(self.answers)
        self.place, self._version = _place(entry, self.language), entry.version
        self.phase = "placed"

    async def _explain_closed(self) -> Any:
        """Name the providers to call when the list turns out to be closed for her, and go there."""
        self.closed_region, self.closed_providers = "", []
        if self.field_errors:
            return None
        postcode, due_date = (
            self.answers[FormField.POSTCODE],
            self.answers[FormField.DUE_DATE],
        )
        try:
            found = await asyncio.to_thread(region_check.check, Actor.visitor(), postcode, due_date)
        except FieldErrors:
            return None
        if found.is_open:
            return None
        self.closed_region = found.region_name
        self.closed_providers = contact_rows(found.providers, self.language)
        (await self.get_state(ShellState)).message = ""
        return rx.set_focus(CLOSED_ID)


def _outcome(done: OwnCorrection) -> list[str]:
    """Say what her correction did."""
    changed = _MOVED if done.has_moved else _SAVED if done.is_open else _CLOSED
    said = [changed] if done.fields else []
    said += [_CONFIRM] if done.asks_to_confirm_email else []
    return said or [_NOTHING]


def _place(entry: OwnEntry, language: str) -> Place:
    provider = entry.provider
    return Place(
        state=entry.state,
        region=entry.region_name,
        placed=formatting.moment(entry.placed_at)[:10],
        due=formatting.day(entry.due_date),
        insurer=entry.label_name,
        is_born=entry.is_born,
        close_reason=entry.close_reason or "",
        provider=provider.name if provider else "",
        provider_email=provider.email if provider else "",
        provider_phone=provider.phone if provider else "",
        contract=contract_text(provider.is_contracted, language) if provider else "",
    )
