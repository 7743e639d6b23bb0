"""Accept an invitation ("/uitnodiging"): how one is called and which password."""

from __future__ import annotations

from typing import Any

import reflex as rx

from kraamzorg_app.domain.permissions import Permission
from kraamzorg_app.services import identities
from kraamzorg_app.services.login_attempts import Stage
from kraamzorg_app.ui import bridge
from kraamzorg_app.ui.attempts import (
    AttemptState,
    attempt_form,
    attempt_notices,
    name_field,
    new_password_field,
    read_attempt,
)
from kraamzorg_app.ui.bridge import PageState
from kraamzorg_app.ui.components.buttons import link, submit_button
from kraamzorg_app.ui.components.fields import button_row
from kraamzorg_app.ui.components.notices import empty_state, loaded
from kraamzorg_app.ui.components.panels import card, heading
from kraamzorg_app.ui.layout import public_page
from kraamzorg_app.ui.page import Page, PageAudience
from kraamzorg_app.ui.policies import handler


class InvitationState(AttemptState, PageState, rx.State):
    """The invitation that was opened."""

    organization: str = ""
    providers: list[tuple[str, str]] = []

    @handler(Permission.PUBLIC, activity=False)
    async def load(self) -> None:
        """Show the invitation behind the cookie."""
        view = await read_attempt(self, Stage.INVITATION)
        self.organization = view.organization
        offers = await bridge.run(self, identities.offered)
        if isinstance(offers, tuple):
            self.providers = [(offer.key, offer.label) for offer in offers]


def view() -> rx.Component:
    """Ask what an account needs; the address is the invited one."""
    return public_page(
        heading("Uitnodiging"),
        attempt_notices(InvitationState),
        loaded(InvitationState.is_loaded, rx.cond(InvitationState.email, _form(), _none())),
        narrow=True,
    )


def _form() -> rx.Component:
    return card(
        rx.el.p(
            "U bent uitgenodigd om te werken met de Wachtlijsttool Kraamzorg, voor ",
            rx.el.strong(InvitationState.organization),
            ". U maakt een account met het e-mailadres ",
            rx.el.strong(InvitationState.email),
            ".",
        ),
        attempt_form(
            rx.el.input(
                type="hidden",
                name="username",
                value=InvitationState.email,
                auto_complete="username",
            ),
            name_field(InvitationState),
            new_password_field(InvitationState),
            button_row(submit_button("Account maken")),
            rx.cond(InvitationState.providers, _elsewhere()),
            action="/sessie/uitnodiging",
        ),
    )


def _elsewhere() -> rx.Component:
    """Offer what stands for a password; the name goes along, so it is the same form."""
    return rx.el.div(
        rx.el.p("Of maak uw account zonder wachtwoord. Vul uw naam in en log in via:"),
        button_row(rx.foreach(InvitationState.providers, _provider)),
        class_name="stack stack--tight",
    )


def _provider(provider: Any) -> rx.Component:
    return submit_button(
        "Verder met " + provider[1].to(str),
        look="secondary",
        form_action="/sessie/oidc/" + provider[0].to(str) + "/uitnodiging",
    )


def _none() -> rx.Component:
    return empty_state(
        "Open eerst de link in uw uitnodiging",
        "Werkt de link niet meer? Vraag uw organisatie om een nieuwe uitnodiging.",
        link("Inloggen", "/inloggen"),
    )


PAGE = Page(
    "/uitnodiging",
    "Uitnodiging",
    view,
    PageAudience.EVERYONE,
    on_load=InvitationState.load,
)
