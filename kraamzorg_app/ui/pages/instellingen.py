"""Settings: who manages the tool, where to ask, and the facts that texts tell.

Technical management is asked in here, as nobody else can ask the first of its people.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

import reflex as rx

from kraamzorg_app.domain.permissions import Permission
from kraamzorg_app.domain.tool_settings import MAY_BE_EMPTY, TERMS, Setting
from kraamzorg_app.services import retention, tool_settings
from kraamzorg_app.services.administration import first_members
from kraamzorg_app.services.administration.first_members import OrganizationKind
from kraamzorg_app.services.retention import Due
from kraamzorg_app.services.tool_settings import SettingChange, SettingsPage
from kraamzorg_app.ui import bridge, formatting
from kraamzorg_app.ui.account_sentences import app_link_sent, logged_out_everywhere
from kraamzorg_app.ui.administration import (
    Person,
    did,
    invite_form,
    log_out_button,
    people,
    people_card,
    reset_button,
)
from kraamzorg_app.ui.bridge import PageState
from kraamzorg_app.ui.components.buttons import link, submit_button
from kraamzorg_app.ui.components.fields import (
    button_row,
    form,
    radio_field,
    required_note,
    text_field,
)
from kraamzorg_app.ui.components.notices import loaded
from kraamzorg_app.ui.components.panels import card, fact, facts_of, heading, timeline
from kraamzorg_app.ui.layout import page
from kraamzorg_app.ui.page import Page
from kraamzorg_app.ui.policies import handler
from kraamzorg_app.ui.tool_sentences import SETTINGS

PATH: Final = "/beheer/instellingen"
_GROUPS: Final = (
    ("Functioneel beheer", (Setting.MANAGER_NAME, Setting.MANAGER_ADDRESS, Setting.MANAGER_EMAIL)),
    (
        "Helpdesk en technisch beheer",
        (
            Setting.HELPDESK_NAME,
            Setting.HELPDESK_ADDRESS,
            Setting.HELPDESK_EMAIL,
            Setting.TECHNICAL_NAME,
        ),
    ),
    (
        "Feiten in teksten",
        (Setting.OWN_CONTRIBUTION, Setting.CONTRIBUTION_YEAR, Setting.FAQ_LINK),
    ),
    (
        "Privacy en bewaartermijnen",
        (Setting.NAMES_IN_CLIENT_LOG, *TERMS),
    ),
)
_SHORT: Final = frozenset(
    {
        Setting.OWN_CONTRIBUTION,
        Setting.CONTRIBUTION_YEAR,
        *TERMS,
    }
)


@dataclass
class Line:
    """One change, worded."""

    moment: str
    text: str
    detail: str


class InstellingenState(PageState, rx.State):
    """The settings and their history."""

    values: dict[str, str] = {}
    lines: list[Line] = []
    due: list[list[str]] = []
    """What the next run would erase: what, and how many."""
    technicians: list[Person] = []
    is_loaded: bool = False

    @handler(Permission.SETTINGS_MANAGE)
    async def load(self) -> None:
        """Show the settings as they are."""
        found = await bridge.run(self, tool_settings.read)
        if isinstance(found, SettingsPage):
            self.values = {setting.value: value for setting, value in found.values.items()}
            self.lines = [_line(change) for change in found.changes]
        due = await bridge.run(self, retention.preview)
        if isinstance(due, Due):
            self.due = _due(due)
        await self._read_technicians()
        self.is_loaded = True

    @handler(Permission.SETTINGS_MANAGE)
    async def save(self, typed: dict[str, Any]) -> None:
        """Save what was changed."""
        self.field_errors = {}
        saved = await bridge.run(self, tool_settings.save, typed)
        if not isinstance(saved, int):
            return
        await self.load()
        sentence = "De instellingen zijn opgeslagen." if saved else "Er is niets gewijzigd."
        await bridge.show(self, sentence, "success" if saved else "info")

    @handler(Permission.FIRST_MEMBER_INVITE)
    async def invite(self, form: dict[str, Any]) -> None:
        """Invite the first technical administrator."""
        self.field_errors = {}
        if await bridge.run(self, did(first_members.invite), OrganizationKind.TECHNICAL, "", form):
            await self._read_technicians()
            await bridge.show(self, "De uitnodiging is verstuurd.", "success")

    @handler(Permission.FIRST_MEMBER_INVITE)
    async def reset_factor(self, membership_id: str) -> None:
        """Send one who lost phone and codes a link to set up a new app."""
        await self._help(first_members.reset_second_factor, membership_id, app_link_sent)

    @handler(Permission.FIRST_MEMBER_INVITE)
    async def end_sessions(self, membership_id: str) -> None:
        """Log one out everywhere."""
        await self._help(first_members.end_sessions, membership_id, logged_out_everywhere)

    async def _help(
        self, verb: Callable[..., None], membership_id: str, sentence: Callable[[str], str]
    ) -> None:
        if await bridge.run(self, did(verb), OrganizationKind.TECHNICAL, "", membership_id):
            names = {each.id: each.name for each in self.technicians}
            await bridge.show(self, sentence(names.get(membership_id, "")), "success")

    async def _read_technicians(self) -> None:
        found = await bridge.run(self, first_members.list_members, OrganizationKind.TECHNICAL, "")
        self.technicians = people(found) if isinstance(found, tuple) else []


def _line(change: SettingChange) -> Line:
    was, is_now = change.before or "leeg", change.after or "leeg"
    return Line(
        moment=formatting.moment(change.saved_at),
        text=f"{SETTINGS[change.setting]}: {is_now}",
        detail=f"Was: {was}. {f'Door {change.saved_by}.' if change.saved_by else ''}",
    )


def _due(due: Due) -> list[list[str]]:
    counts = (
        (due.clients, "Cliënten van wie wordt gewist wie zij zijn"),
        (due.still_waiting, "Waarvan nog op de wachtlijst"),
        (due.invitations, "Uitnodigingen waaruit niets kwam"),
        (due.log_lines, "Regels van het logboek"),
    )
    return [[words, formatting.number(count)] for count, words in counts]


def view() -> rx.Component:
    """Show the form and what was changed before."""
    return page(
        rx.el.nav(link("Beheer", "/beheer"), aria_label="Kruimelpad"),
        heading(
            "Instellingen",
            "Wat u hier opslaat, staat meteen in mails, onderaan elke pagina en in de hulp.",
        ),
        loaded(
            InstellingenState.is_loaded,
            form(
                required_note(),
                *[_group(title, settings) for title, settings in _GROUPS],
                button_row(submit_button("Opslaan")),
                on_submit=InstellingenState.save,
            ),
            rows=10,
        ),
        card(
            rx.el.p(
                "Elk uur wist de tool wat langer bewaard is dan deze termijnen. Wie iemand is, "
                "verdwijnt dan; aantallen blijven. Dit zou er nu gewist worden:"
            ),
            facts_of(rx.foreach(InstellingenState.due, lambda pair: fact(pair[0], pair[1]))),
            title="Wat er nu gewist zou worden",
        ),
        _technicians(),
        card(
            rx.cond(
                InstellingenState.lines,
                timeline(InstellingenState.lines),
                rx.el.p("Er is nog niets gewijzigd.", class_name="muted"),
            ),
            title="Geschiedenis",
        ),
        path="/beheer",
    )


def _technicians() -> rx.Component:
    state = InstellingenState
    return people_card(
        "Technisch beheerders",
        state.technicians,
        invite_form(
            state.invite,
            state.field_errors["email"],
            hint="De eerste. Die nodigt daarna zelf collega's uit.",
            sees_clients=False,
        ),
        reset_button(state.reset_factor),
        log_out_button(state.end_sessions),
    )


def _group(title: str, settings: tuple[Setting, ...]) -> rx.Component:
    return card(*[_field(setting) for setting in settings], title=title)


def _field(setting: Setting) -> rx.Component:
    if setting is Setting.NAMES_IN_CLIENT_LOG:
        return radio_field(
            setting.value,
            SETTINGS[setting],
            (("ja", "Ja"), ("nee", "Nee")),
            default=InstellingenState.values[setting.value],
            error=InstellingenState.field_errors[setting.value],
        )
    return text_field(
        setting.value,
        SETTINGS[setting],
        default=InstellingenState.values[setting.value],
        error=InstellingenState.field_errors[setting.value],
        required=setting not in MAY_BE_EMPTY,
        size="short" if setting in _SHORT else "full",
        hint=_limits(setting),
        max_length=500,
    )


def _limits(setting: Setting) -> str:
    if setting not in TERMS:
        return ""
    shortest, longest = TERMS[setting]
    return f"Van {shortest} tot en met {longest}"


PAGE = Page(
    PATH,
    "Instellingen",
    view,
    on_load=InstellingenState.load,
    permission=Permission.SETTINGS_MANAGE,
)
