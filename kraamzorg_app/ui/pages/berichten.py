"""The bell's page: what somebody was told, worded when it is read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import reflex as rx

from kraamzorg_app.domain.actors import Role
from kraamzorg_app.domain.notifications import Notification
from kraamzorg_app.domain.permissions import Permission
from kraamzorg_app.services import bell
from kraamzorg_app.services.bell import BellPage, BellView
from kraamzorg_app.ui import bridge, formatting, guard
from kraamzorg_app.ui.bridge import PageState
from kraamzorg_app.ui.components.buttons import button
from kraamzorg_app.ui.components.notices import badge, empty_state, loaded
from kraamzorg_app.ui.components.panels import card, heading
from kraamzorg_app.ui.components.tables import pager
from kraamzorg_app.ui.layout import page
from kraamzorg_app.ui.page import Page
from kraamzorg_app.ui.policies import handler
from kraamzorg_app.ui.shell_state import ShellState

PATH: Final = "/berichten"
PAGE_SIZE: Final = 25
_SENTENCES: Final = {
    Notification.INVITATION_EXPIRED: "Een uitnodiging is verlopen",
    Notification.DUPLICATE_REGISTRATION: "Een aanmelding lijkt dubbel te zijn",
    Notification.AUTHORIZATION_NEEDED: "Een cliënt wacht op uw akkoord",
    Notification.SENT_BACK: "Een cliënt die u uitnodigde, is niet toegelaten",
    Notification.PLACED: "Nieuwe cliënt op de wachtlijst",
    Notification.TAKEN: "Een cliënt is in zorg genomen",
    Notification.GIVEN_BACK: "Een cliënt staat weer op de wachtlijst",
    Notification.CLOSED: "Een cliënt is van de wachtlijst af",
    Notification.BIRTH_REPORTED: "Bevalling gemeld door een wachtende cliënt",
    Notification.BIRTH_UNDONE: "De melding van een bevalling is ingetrokken",
    Notification.ESCALATED: "Geëscaleerd: een cliënt is bijna uitgerekend en heeft geen kraamzorg",
    Notification.MOVED_REGION: "Een cliënt ging naar de wachtlijst van een andere regio",
    Notification.LIST_CLOSED_FOR_DATE: "De wachtlijst is niet open voor een gewijzigde cliënt",
    Notification.OFFERED: "Een cliënt is aan u aangeboden",
    Notification.OFFER_DECLINED: "Een aanbieder heeft een aangeboden cliënt geweigerd",
    Notification.OFFER_EXPIRED: "Een aanbod is verlopen zonder antwoord",
    Notification.OFFER_WITHDRAWN: "Een aanbod is ingetrokken",
    Notification.PERIOD_REQUESTED: "Een coördinator vraagt om een andere periode van code rood",
    Notification.PERIOD_ANSWERED: "Uw verzoek om een andere periode is beantwoord",
    Notification.PERIOD_CHANGED: "De perioden van code rood van uw regio zijn gewijzigd",
    Notification.CLIENTS_MOVED: "Cliënten verhuisden met hun postcode naar een andere wachtlijst",
    Notification.PROVIDER_APPLIED: "Een zelfstandige kraamverzorgende meldt zich aan",
    Notification.AVG_GRANTED: "Een collega kreeg het recht om AVG-gegevens te zien",
    Notification.CLIENT_UNREACHABLE: "E-mail aan een cliënt komt niet aan",
    Notification.MEMBER_UNREACHABLE: "E-mail aan een gebruiker komt niet aan",
    Notification.FAILED_MAIL: "Er is mail mislukt",
    Notification.SECOND_FACTOR_RESET_ASKED: "Een collega stelt de authenticatie-app opnieuw in",
    Notification.DISCLOSURE_PROPOSED: "Uw bevestiging is nodig voor de gegevensinzage",
    Notification.DISCLOSURE_CHANGED: "De gegevensinzage is gewijzigd",
    Notification.TICKET_WRITTEN: "Een nieuwe vraag of reactie voor de helpdesk",
    Notification.TICKET_ANSWERED: "De helpdesk heeft uw melding beantwoord",
    Notification.CAPACITY_OLD: "Uw vrije plaatsen zijn ouder dan twee weken",
    Notification.NOTE_WRITTEN: "Een nieuw bericht in het overleg over uw regio",
    Notification.WEEKLY_DIGEST: "Uw wekelijkse update staat klaar",
}
_ABOUT_NOBODY_NOW: Final = "Er was een wijziging bij een cliënt die u nu niet meer ziet"
_PAGES: Final = {
    Notification.INVITATION_EXPIRED: "/clienten/registreren",
    Notification.DUPLICATE_REGISTRATION: "/clienten/registreren",
    Notification.PERIOD_REQUESTED: "/beheer/perioden",
    Notification.PERIOD_ANSWERED: "/perioden",
    Notification.PERIOD_CHANGED: "/perioden",
    Notification.CLIENTS_MOVED: "/clienten",
    Notification.PROVIDER_APPLIED: "/beheer/aanbieders",
    Notification.SENT_BACK: "/clienten/registreren",
    Notification.AVG_GRANTED: "/gebruikers",
    Notification.SECOND_FACTOR_RESET_ASKED: "/gebruikers",
    Notification.NOTE_WRITTEN: "/overleg",
    Notification.WEEKLY_DIGEST: "/weekupdates",
    Notification.CLIENT_UNREACHABLE: "/clienten/registreren",
    Notification.MEMBER_UNREACHABLE: "/gebruikers",
    Notification.FAILED_MAIL: "/techniek/mail",
    Notification.CAPACITY_OLD: "/capaciteit",
    Notification.DISCLOSURE_PROPOSED: "/beheer/gegevensinzage",
    Notification.DISCLOSURE_CHANGED: "/beheer/gegevensinzage",
    Notification.TICKET_WRITTEN: "/techniek/meldingen",
    Notification.TICKET_ANSWERED: "/helpdesk",
}


@dataclass
class Item:
    """One item, worded."""

    text: str
    detail: str
    moment: str
    href: str
    is_new: bool


class BerichtenState(PageState, rx.State):
    """The items of this member."""

    items: list[Item] = []
    range_text: str = ""
    number: int = 1
    has_next: bool = False
    has_unread: bool = False
    is_loaded: bool = False

    def _forget(self) -> None:
        super()._forget()
        self.number = 1

    @handler(Permission.BELL_READ)
    async def load(self) -> None:
        """Show the newest items."""
        await self._read()

    @handler(Permission.BELL_READ)
    async def turn_page(self, step: int) -> None:
        """Show newer or older items."""
        self.number = max(1, self.number + (1 if step > 0 else -1))
        await self._read()

    @handler(Permission.BELL_READ)
    async def mark_all_read(self) -> None:
        """Note that everything was read."""
        await bridge.run(self, bell.mark_all_read)
        await self._read()

    async def _read(self) -> None:
        found = await bridge.run(self, bell.read, self.number)
        self.is_loaded = True
        if not isinstance(found, BellPage):
            return
        first = (self.number - 1) * PAGE_SIZE
        role = guard.current_actor().role
        self.items = [_item(view, role) for view in found.items]
        self.range_text = formatting.page_range(first + 1, first + len(self.items), found.total)
        self.has_next = first + len(self.items) < found.total
        self.has_unread = found.unread > 0
        shell = await self.get_state(ShellState)
        shell.unread = found.unread


def page_of(notification: Notification, role: Role | None) -> str:
    """Say where somebody reads more of what is about no client; empty for nowhere."""
    is_coordinator = role is Role.COORDINATOR
    if notification is Notification.PERIOD_CHANGED and not is_coordinator:
        return "/start"
    return _PAGES.get(notification, "")


def _item(view: BellView, role: Role | None) -> Item:
    is_gone = view.is_about_entry and view.entry_id is None
    detail = f"{view.region}, cliënt {view.client_number}" if view.entry_id else ""
    href = f"/clienten/{view.entry_id}" if view.entry_id else page_of(view.notification, role)
    return Item(
        text=_ABOUT_NOBODY_NOW if is_gone else _SENTENCES[view.notification],
        detail=detail,
        moment=formatting.moment(view.happened_at),
        href="" if is_gone else href,
        is_new=not view.is_read,
    )


def view() -> rx.Component:
    """Show the items, newest first."""
    everything_read = rx.cond(
        BerichtenState.has_unread,
        button("Alles gelezen", icon_name="check", on_click=BerichtenState.mark_all_read),
    )
    has_pages = BerichtenState.has_next | (BerichtenState.number > 1)
    contents = rx.cond(
        BerichtenState.items,
        rx.fragment(
            rx.el.ul(rx.foreach(BerichtenState.items, _draw), class_name="messages-list"),
            rx.cond(has_pages, _pager()),
        ),
        empty_state("Geen berichten", "Wat er op uw wachtlijsten gebeurt, leest u hier."),
    )
    return page(
        heading("Berichten", actions=[everything_read]),
        card(loaded(BerichtenState.is_loaded, contents)),
        path=PATH,
    )


def _pager() -> rx.Component:
    return pager(
        BerichtenState.range_text,
        BerichtenState.number > 1,
        BerichtenState.has_next,
        on_previous=BerichtenState.turn_page(-1),
        on_next=BerichtenState.turn_page(1),
    )


def _draw(item: Item) -> rx.Component:
    text = rx.cond(item.href, rx.el.a(item.text, href=item.href), rx.el.span(item.text))
    return rx.el.li(
        rx.el.div(text, rx.cond(item.is_new, badge("Nieuw", tone="info")), class_name="row"),
        rx.cond(item.detail, rx.el.div(item.detail)),
        rx.el.div(rx.el.time(item.moment), class_name="muted"),
    )


PAGE = Page(PATH, "Berichten", view, on_load=BerichtenState.load)
