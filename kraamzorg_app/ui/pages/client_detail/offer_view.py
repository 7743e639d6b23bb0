"""What offering and answering look like on one client's page."""

from __future__ import annotations

from typing import Any

import reflex as rx

from kraamzorg_app.domain.permissions import Permission
from kraamzorg_app.ui.components.buttons import button, submit_button
from kraamzorg_app.ui.components.fields import button_row, form, select_field
from kraamzorg_app.ui.components.notices import notice
from kraamzorg_app.ui.components.panels import card, confirm, disclosure
from kraamzorg_app.ui.offer_wording import DECLINE_REASONS
from kraamzorg_app.ui.pages.client_detail.offer_state import ClientOffersState
from kraamzorg_app.ui.pages.client_detail.state import ClientDetailState


def offer_notice() -> rx.Component:
    """Say that she is offered: to whom and until when, as far as the reader may know."""
    offer = ClientDetailState.offer
    may_accept = _may(Permission.OFFER_ACCEPT)
    without_tick = rx.cond(
        may_accept,
        "",
        " Aannemen kan alleen een collega die AVG-gegevens mag zien.",
    )
    return rx.cond(
        offer.is_there,
        rx.cond(
            offer.is_own,
            rx.cond(
                offer.is_over,
                notice(f"U kon antwoorden tot {offer.until}. Het aanbod vervalt."),
                notice(
                    f"U kunt antwoorden tot {offer.until}.",
                    without_tick,
                    tone="warning",
                    title="Deze cliënt is aan u aangeboden",
                ),
            ),
            rx.cond(
                offer.provider,
                notice(
                    f"Aangeboden aan {offer.provider}. Antwoord kan tot {offer.until}.",
                    title="Wacht op antwoord van een aanbieder",
                ),
                notice("Deze cliënt is nu aan een aanbieder aangeboden."),
            ),
        ),
    )


def offer_buttons() -> rx.Component:
    """Give the buttons that belong to offering, as far as the reader may use them."""
    offer = ClientDetailState.offer
    return rx.fragment(
        _button(Permission.OFFER_ACCEPT, "accept_offer", "Aannemen", look="primary"),
        _button(Permission.OFFER_DECLINE, "decline_offer", "Weigeren"),
        rx.cond(
            offer.is_there,
            _button(Permission.OFFER_MAKE, "withdraw_offer", "Aanbod intrekken"),
            _button(
                Permission.OFFER_MAKE,
                "offer",
                "Aanbieden",
                look="primary",
                on_click=ClientOffersState.choose,
            ),
        ),
    )


def offer_panels() -> rx.Component:
    """Give what the buttons ask."""
    is_open, offer = ClientDetailState.panel, ClientDetailState.offer
    cancel = ClientDetailState.open_panel("")
    return rx.fragment(
        confirm(
            is_open == "accept_offer",
            "Wilt u deze cliënt aannemen?",
            detail="Zij staat daarna niet meer op de wachtlijst en krijgt bericht dat u haar "
            "kraamzorg verzorgt. U ziet dan haar volledige gegevens.",
            on_confirm=ClientOffersState.accept_offer(offer.id),
            on_cancel=cancel,
        ),
        confirm(
            is_open == "withdraw_offer",
            "Wilt u dit aanbod intrekken?",
            detail="De aanbieder kan haar dan niet meer aannemen en krijgt daar bericht van.",
            on_confirm=ClientOffersState.withdraw(offer.id),
            on_cancel=cancel,
        ),
        rx.cond(is_open == "decline_offer", _decline()),
        rx.cond(is_open == "offer", _offer()),
    )


def _may(permission: Permission) -> Any:
    actions: Any = ClientDetailState.actions
    return actions.contains(permission.value)


def _button(permission: Permission, panel: str, label: str, **props: Any) -> rx.Component:
    is_open = ClientDetailState.panel == panel
    options: dict[str, Any] = {"on_click": ClientDetailState.open_panel(panel)}
    return rx.cond(
        _may(permission),
        button(label, aria_expanded=rx.cond(is_open, "true", "false"), **(options | props)),
    )


def _buttons(label: str) -> rx.Component:
    return button_row(
        submit_button(label),
        button("Annuleren", look="subtle", on_click=ClientDetailState.open_panel("")),
    )


def _decline() -> rx.Component:
    reasons = [(str(code), text) for code, text in DECLINE_REASONS.items()]
    return card(
        rx.el.p("Zij blijft op de wachtlijst. De coördinator kan haar aan een ander aanbieden."),
        form(
            select_field(
                "reason",
                "Reden",
                [("", "Maak een keuze"), *reasons],
                required=True,
                error=ClientDetailState.field_errors["reason"],
                id="decline-reason",
            ),
            _buttons("Bevestigen"),
            on_submit=ClientOffersState.decline,
        ),
        title="Weigeren",
        sand=True,
    )


def _offer() -> rx.Component:
    state, choices = ClientOffersState, rx.Var.create(ClientOffersState.choices).to(list)
    nobody = rx.el.p("In deze regio werkt nu niemand in de postcode van deze cliënt.")
    others = rx.el.ul(
        rx.foreach(state.obstacles, lambda each: rx.el.li(f"{each.name}: {each.why}"))
    )
    return card(
        rx.cond(
            choices.length() > 1,
            form(
                select_field(
                    "provider_id",
                    "Aan wie",
                    state.choices,
                    hint=f"Vrije plaatsen in {state.week}. Wie ruimte heeft en dichtbij werkt, "
                    "staat bovenaan.",
                    required=True,
                    error=ClientDetailState.field_errors["provider_id"],
                ),
                _buttons("Aanbod versturen"),
                on_submit=state.send,
            ),
            nobody,
        ),
        rx.cond(state.obstacles, disclosure("Aan wie kan het niet?", others)),
        title="Aanbieden",
        sand=True,
    )
