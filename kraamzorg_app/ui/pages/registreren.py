"""Make an account ("/registreren"): address and password, the mail, the app, the recovery codes."""

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
    look_in_mail,
    name_field,
    new_password_field,
    read_attempt,
)
from kraamzorg_app.ui.bridge import PageState
from kraamzorg_app.ui.components.buttons import link, print_button, submit_button
from kraamzorg_app.ui.components.fields import button_row, email_field
from kraamzorg_app.ui.components.notices import loaded
from kraamzorg_app.ui.components.panels import card, heading, secret
from kraamzorg_app.ui.layout import public_page
from kraamzorg_app.ui.page import Page, PageAudience
from kraamzorg_app.ui.policies import handler


class RegisterState(AttemptState, PageState, rx.State):
    """How far somebody is with an account."""

    secret: str = ""
    qr_code: str = ""
    app_link: str = ""
    recovery_codes: list[str] = []

    @handler(Permission.PUBLIC, activity=False)
    async def load(self) -> None:
        """Show the attempt behind the cookie."""
        view = await read_attempt(
            self, Stage.REGISTER, Stage.REGISTERED, Stage.ENROLMENT, Stage.RECOVERY_CODES
        )
        self.secret, self.qr_code, self.app_link = app_codes(view)
        self.recovery_codes = list(view.recovery_codes)


def view() -> rx.Component:
    """Lead through the steps of an account."""
    return public_page(
        heading("Account maken"),
        attempt_notices(RegisterState),
        loaded(
            RegisterState.is_loaded,
            rx.match(
                RegisterState.stage,
                (Stage.REGISTERED, _mail_sent()),
                (Stage.ENROLMENT, _enrolment()),
                (Stage.RECOVERY_CODES, _recovery_codes()),
                _form(),
            ),
        ),
        narrow=True,
    )


def _form() -> rx.Component:
    return card(
        attempt_form(
            name_field(RegisterState),
            email_field(
                "email",
                auto_complete="username",
                default=RegisterState.email,
                error=RegisterState.field_errors["email"],
            ),
            new_password_field(RegisterState),
            button_row(submit_button("Nu registreren")),
            action="/sessie/registreren",
        ),
        rx.el.p("Heeft u al een account? ", link("Inloggen", "/inloggen")),
    )


def _mail_sent() -> rx.Component:
    return look_in_mail(
        "We hebben een e-mail gestuurd naar ",
        rx.el.strong(RegisterState.email),
        ". Open de link in die e-mail om verder te gaan.",
    )


def _enrolment() -> rx.Component:
    return app_card(
        RegisterState,
        "U logt straks in met uw wachtwoord en een code van een authenticatie-app op uw "
        "telefoon, zoals Google Authenticator of Microsoft Authenticator.",
        action="/sessie/app",
    )


def _recovery_codes() -> rx.Component:
    return card(
        rx.el.p(
            "Bewaar deze codes op een veilige plek. Bent u uw telefoon kwijt? Dan logt u met een "
            "van deze codes in. Elke code werkt één keer. U ziet ze alleen nu."
        ),
        rx.el.ul(
            rx.foreach(RegisterState.recovery_codes, lambda code: rx.el.li(secret(code))),
            class_name="codes",
        ),
        attempt_form(
            button_row(submit_button("Ik heb de codes bewaard"), print_button()),
            action="/sessie/herstelcodes",
        ),
        title="Uw herstelcodes",
    )


PAGE = Page(
    "/registreren",
    "Account maken",
    view,
    PageAudience.EVERYONE,
    on_load=RegisterState.load,
)
