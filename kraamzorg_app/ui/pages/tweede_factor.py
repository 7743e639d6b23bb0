"""A new authenticator app in the place of a lost one ("/tweede-factor"), by a link in a mail."""

from __future__ import annotations

import reflex as rx

from kraamzorg_app.domain.permissions import Permission
from kraamzorg_app.services.login_attempts import Stage
from kraamzorg_app.ui.attempts import (
    AttemptState,
    app_card,
    app_codes,
    attempt_form,
    attempt_notices,
    read_attempt,
)
from kraamzorg_app.ui.bridge import PageState
from kraamzorg_app.ui.components.buttons import link, submit_button
from kraamzorg_app.ui.components.fields import button_row, password_field
from kraamzorg_app.ui.components.notices import empty_state, loaded
from kraamzorg_app.ui.components.panels import card, heading
from kraamzorg_app.ui.layout import public_page
from kraamzorg_app.ui.page import Page, PageAudience
from kraamzorg_app.ui.policies import handler


class NewFactorState(AttemptState, PageState, rx.State):
    """How far somebody is with a new app."""

    secret: str = ""
    qr_code: str = ""
    app_link: str = ""

    @handler(Permission.PUBLIC, activity=False)
    async def load(self) -> None:
        """Show the attempt behind the cookie."""
        view = await read_attempt(
            self, Stage.FACTOR_ENDED, Stage.FACTOR_PASSWORD, Stage.FACTOR_ENROLMENT
        )
        self.secret, self.qr_code, self.app_link = app_codes(view)


def view() -> rx.Component:
    """Ask the password, then the code of the new app."""
    return public_page(
        heading("Tweede factor opnieuw instellen"),
        attempt_notices(NewFactorState),
        loaded(
            NewFactorState.is_loaded,
            rx.match(
                NewFactorState.stage,
                (Stage.FACTOR_PASSWORD, _password()),
                (Stage.FACTOR_ENROLMENT, _app()),
                _none(),
            ),
        ),
        narrow=True,
    )


def _password() -> rx.Component:
    return card(
        rx.el.p(
            "U stelt een nieuwe authenticatie-app in voor ",
            rx.el.strong(NewFactorState.email),
            ". Vul eerst uw wachtwoord in.",
        ),
        attempt_form(
            rx.el.input(
                type="hidden",
                name="username",
                value=NewFactorState.email,
                auto_complete="username",
            ),
            password_field(error=NewFactorState.field_errors["password"]),
            button_row(submit_button("Verder")),
            action="/sessie/tweede-factor",
        ),
        rx.el.p(
            "Bent u ook uw wachtwoord kwijt? Kies dan eerst een nieuw wachtwoord onder ",
            link("Wachtwoord vergeten", "/wachtwoord-vergeten"),
            ". Voor de veiligheid kan uw organisatie u 24 uur daarna een nieuwe link sturen.",
        ),
    )


def _app() -> rx.Component:
    return app_card(
        NewFactorState,
        "Als u klaar bent, werken uw oude app en uw oude herstelcodes niet meer. Overal waar u "
        "was ingelogd, wordt u uitgelogd.",
        action="/sessie/nieuwe-app",
    )


def _none() -> rx.Component:
    return empty_state(
        "Open eerst de link in uw e-mail",
        "Werkt de link niet meer? Vraag uw organisatie om een nieuwe link.",
        link("Inloggen", "/inloggen"),
    )


PAGE = Page(
    "/tweede-factor",
    "Tweede factor opnieuw instellen",
    view,
    PageAudience.EVERYONE,
    on_load=NewFactorState.load,
)
