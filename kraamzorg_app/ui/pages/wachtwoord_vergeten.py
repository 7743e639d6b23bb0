"""A forgotten password ("/wachtwoord-vergeten"): ask for a link, then choose a new one."""

from __future__ import annotations

import reflex as rx

from kraamzorg_app.domain.permissions import Permission
from kraamzorg_app.services.login_attempts import Stage
from kraamzorg_app.ui.attempts import (
    AttemptState,
    attempt_form,
    attempt_notices,
    look_in_mail,
    new_password_field,
    read_attempt,
)
from kraamzorg_app.ui.bridge import PageState
from kraamzorg_app.ui.components.buttons import link, submit_button
from kraamzorg_app.ui.components.fields import button_row, email_field
from kraamzorg_app.ui.components.notices import loaded
from kraamzorg_app.ui.components.panels import card, heading
from kraamzorg_app.ui.layout import public_page
from kraamzorg_app.ui.page import Page, PageAudience
from kraamzorg_app.ui.policies import handler


class ForgottenState(AttemptState, PageState, rx.State):
    """How far somebody is with a new password."""

    @handler(Permission.PUBLIC, activity=False)
    async def load(self) -> None:
        """Show the attempt behind the cookie."""
        await read_attempt(self, Stage.FORGOTTEN, Stage.FORGOTTEN_SENT, Stage.NEW_PASSWORD)


def view() -> rx.Component:
    """Ask for the address, or for the new password once the link was opened."""
    return public_page(
        heading("Wachtwoord vergeten"),
        attempt_notices(ForgottenState),
        loaded(
            ForgottenState.is_loaded,
            rx.match(
                ForgottenState.stage,
                (Stage.FORGOTTEN_SENT, _sent()),
                (Stage.NEW_PASSWORD, _new_password()),
                _form(),
            ),
        ),
        narrow=True,
    )


def _form() -> rx.Component:
    return card(
        rx.el.p("Vul uw e-mailadres in. U krijgt een link om een nieuw wachtwoord te kiezen."),
        attempt_form(
            email_field(
                "email",
                auto_complete="username",
                default=ForgottenState.email,
                error=ForgottenState.field_errors["email"],
            ),
            button_row(submit_button("Link versturen")),
            action="/sessie/wachtwoord-vergeten",
        ),
        rx.el.p(link("Terug naar inloggen", "/inloggen")),
    )


def _sent() -> rx.Component:
    return look_in_mail(
        "Hoort er een account bij ",
        rx.el.strong(ForgottenState.email),
        "? Dan krijgt u een e-mail met een link. De link werkt één uur.",
    )


def _new_password() -> rx.Component:
    return card(
        rx.el.p("U kiest een nieuw wachtwoord voor ", rx.el.strong(ForgottenState.email), "."),
        attempt_form(
            new_password_field(ForgottenState, "Nieuw wachtwoord"),
            button_row(submit_button("Wachtwoord opslaan")),
            action="/sessie/nieuw-wachtwoord",
        ),
    )


PAGE = Page(
    "/wachtwoord-vergeten",
    "Wachtwoord vergeten",
    view,
    PageAudience.EVERYONE,
    on_load=ForgottenState.load,
)
