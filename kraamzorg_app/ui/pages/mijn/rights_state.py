"""The States of her rights: who saw her data, a copy of it, and erasing it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Final

import reflex as rx

from kraamzorg_app.domain.entries import EntryState, TimelineKind
from kraamzorg_app.domain.log_filter import LogPlace
from kraamzorg_app.domain.permissions import Permission
from kraamzorg_app.domain.registration_form import FormField
from kraamzorg_app.services import own_log, own_rights
from kraamzorg_app.services.languages import gettext_for, known_language, later
from kraamzorg_app.services.own_log import OwnLogPage
from kraamzorg_app.services.own_rights import OwnCopy
from kraamzorg_app.ui import bridge, formatting
from kraamzorg_app.ui.bridge import PageState
from kraamzorg_app.ui.components.registration_form import LABELS
from kraamzorg_app.ui.pages.mijn import log_words
from kraamzorg_app.ui.policies import handler
from kraamzorg_app.ui.registration_state import as_written, spoken_languages
from kraamzorg_app.ui.shell_state import ShellState

ERASED_PATH: Final = "/mijn/gewist"
ERASING_ID: Final = "wissen"
_STATES: Final = {
    EntryState.AWAITING_AUTHORIZATION: later("Wacht op de coördinator"),
    EntryState.WAITING: later("U wacht op kraamzorg"),
    EntryState.ACCEPTED: later("Een aanbieder neemt u in zorg"),
    EntryState.CLOSED: later("U staat niet meer op de wachtlijst"),
}
_EVENTS: Final = {
    TimelineKind.PLACED: later("U kwam op de wachtlijst"),
    TimelineKind.AUTHORIZED: later("De coördinator liet u toe"),
    TimelineKind.SENT_BACK: later("De coördinator liet u niet toe"),
    TimelineKind.ACCEPTED: later("Een aanbieder nam u in zorg"),
    TimelineKind.GIVEN_BACK: later("U kwam terug op de wachtlijst"),
    TimelineKind.CLOSED: later("U ging van de wachtlijst af"),
    TimelineKind.CORRECTED: later("Uw gegevens werden gewijzigd"),
    TimelineKind.MOVED_REGION: later("U ging naar de wachtlijst van een andere regio"),
    TimelineKind.LIST_CLOSED_FOR_DATE: later(
        "Er was geen wachtlijst open voor uw nieuwe postcode of datum"
    ),
    TimelineKind.INSURER_CHANGED: later("U koos een andere verzekeraar"),
    TimelineKind.BIRTH_REPORTED: later("U meldde dat u bent bevallen"),
    TimelineKind.BIRTH_UNDONE: later("U trok die melding in"),
    TimelineKind.WAITING_ASKED: later("Wij vroegen of u nog op de wachtlijst wilt staan"),
    TimelineKind.WAITING_CONFIRMED: later("U bevestigde dat u nog wacht"),
    TimelineKind.OFFERED: later("De coördinator bood u aan bij een aanbieder"),
    TimelineKind.OFFER_ENDED: later("Dat aanbod ging niet door"),
    TimelineKind.INTAKE_PLANNED: later("Er werd een intake met u gepland"),
    TimelineKind.INTAKE_DONE: later("De intake met u werd gedaan"),
    TimelineKind.PREFERENCE_CHANGED: later("Uw voorkeur voor een aanbieder werd gewijzigd"),
    TimelineKind.PREFERENCE_DROPPED: later("De aanbieder van uw voorkeur kan u niet helpen"),
}


@dataclass
class LogDay:
    """A day with what was done on it: time, sentence and data."""

    day: str
    lines: list[list[str]] = field(default_factory=list)


class OwnLogState(PageState, rx.State):
    """Who saw her data, a page at a time."""

    days: list[LogDay] = []
    has_newer: bool = False
    has_older: bool = False
    is_loaded: bool = False
    language: str = "nl"
    _places: list[LogPlace | None] = [None]
    _older: LogPlace | None = None

    @handler(Permission.OWN_ENTRY)
    async def load(self, language: str) -> None:
        """Show the newest lines."""
        self.language = known_language(language)
        await self._show([None])

    @handler(Permission.OWN_ENTRY)
    async def turn(self, step: int) -> None:
        """Show older or newer lines."""
        if step > 0 and self._older is not None:
            await self._show([*self._places, self._older])
        elif step < 0 and len(self._places) > 1:
            await self._show(self._places[:-1])

    async def _show(self, places: list[LogPlace | None]) -> None:
        found = await bridge.run(self, own_log.read, places[-1])
        if isinstance(found, OwnLogPage):
            self.is_loaded = True
            self._places, self._older = places, found.older
            self.has_newer, self.has_older = len(places) > 1, found.older is not None
            worded = log_words.days(found.lines, gettext_for(self.language))
            self.days = [LogDay(day, lines) for day, lines in worded]


class OwnDataState(PageState, rx.State):
    """Everything that is kept about her, and erasing it."""

    facts: list[list[str]] = []
    events: list[list[str]] = []
    consent: list[str] = []
    consent_given: str = ""
    is_erasing: bool = False
    is_loaded: bool = False
    language: str = "nl"

    def _forget(self) -> None:
        super()._forget()
        self.is_erasing = False

    @handler(Permission.OWN_ENTRY)
    async def load(self, language: str) -> None:
        """Show the copy."""
        self.language = known_language(language)
        found = await bridge.run(self, own_rights.copy)
        if isinstance(found, OwnCopy):
            self.is_loaded = True
            self._word(found)

    @handler(Permission.OWN_ENTRY)
    def ask_erase(self) -> Any:
        """Ask for her birth date before everything is erased."""
        self.is_erasing, self.field_errors = True, {}
        return rx.set_focus("birth_date")

    @handler(Permission.OWN_ENTRY)
    def keep(self) -> Any:
        """Ask no more: nothing is erased."""
        self.is_erasing, self.field_errors = False, {}
        return rx.set_focus(ERASING_ID)

    @handler(Permission.OWN_ENTRY)
    async def erase(self, form: dict[str, Any]) -> Any:
        """Erase who she is; the page after that says so."""
        self.field_errors = {}
        typed = form.get("birth_date")
        done = await bridge.run(self, _erase, typed if isinstance(typed, str) else "")
        if done is True:
            return rx.redirect(ERASED_PATH)
        if self.field_errors:
            (await self.get_state(ShellState)).message = ""
        return rx.set_focus("birth_date")

    def _shown(self, question: FormField, value: str) -> str:
        if question is FormField.SPOKEN_LANGUAGE:
            names = {choice[0]: choice[1] for choice in spoken_languages(self.language)}
            return names.get(value, value)
        return as_written(question, value)

    def _word(self, found: OwnCopy) -> None:
        _ = gettext_for(self.language)
        answers = [
            [_(LABELS[question]), self._shown(question, found.answers[question])]
            for question in FormField
            if found.answers.get(question) and question in LABELS
        ]
        place = [
            [_("Hoe het staat"), _(_STATES[found.state])],
            [_("Wachtlijst"), found.waiting_list],
            [_("Wachtlijstnummer"), found.client_number],
            [_("Kraamzorgaanbieder"), found.provider],
            [_("Voorkeur voor een aanbieder"), found.preference],
            [_("Intake gepland op"), formatting.day(found.intake_planned_on)],
            [_("Intake gedaan op"), formatting.day(found.intake_done_on)],
        ]
        self.facts = [pair for pair in (*answers, *place) if pair[1]]
        self.events = [
            [formatting.moment(event.happened_at), _(_EVENTS[event.kind])]
            for event in found.events
            if event.kind in _EVENTS
        ]
        self.consent = [_(text) for text in found.consent_text]
        given = formatting.moment(found.consented_at) if found.consented_at else ""
        version = _("versie {version}").format(version=found.consent_version)
        self.consent_given = f"{given}, {version}" if given else ""


def _erase(actor: Any, birth_date: str) -> bool:
    own_rights.erase(actor, birth_date)
    return True
