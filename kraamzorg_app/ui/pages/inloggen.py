"""Log in ("/inloggen"): e-mail address and password, then the code of the app."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import reflex as rx

from kraamzorg_app.domain.permissions import Permission
from kraamzorg_app.services import demo_log_in, identities
from kraamzorg_app.services.demo_log_in import DemoLogIn
from kraamzorg_app.services.login_attempts import Stage
from kraamzorg_app.ui import bridge
from kraamzorg_app.ui.attempts import AttemptState, attempt_form, attempt_notices, read_attempt
from kraamzorg_app.ui.bridge import PageState
from kraamzorg_app.ui.components.buttons import link, submit_button
from kraamzorg_app.ui.components.fields import (
    button_row,
    email_field,
    password_field,
)
from kraamzorg_app.ui.components.native import native_form
from kraamzorg_app.ui.components.notices import loaded
from kraamzorg_app.ui.components.panels import card, facts, heading, secret
from kraamzorg_app.ui.components.second_factor import second_factor
from kraamzorg_app.ui.components.tables import Column, cell, data_table, row_header
from kraamzorg_app.ui.layout import public_page
from kraamzorg_app.ui.page import Page, PageAudience
from kraamzorg_app.ui.policies import handler

_DEMO_CODES_SHOWN = 40


class LogInState(AttemptState, PageState, rx.State):
    """Where a log-in is, and what the demo tells."""

    wanted: str = ""
    providers: list[tuple[str, str]] = []
    passkey_options: str = ""
    demo_accounts: list[tuple[str, str]] = []
    demo_password: str = ""
    demo_code: str = ""
    _demo_seconds: int = 0

    @handler(Permission.PUBLIC, activity=False)
    async def load(self) -> None:
        """Show the attempt behind the cookie."""
        view = await read_attempt(self, Stage.LOG_IN, Stage.CODE)
        on_the_way = self.router.url.query_parameters.get("volgende", "")
        self.wanted = view.wanted or str(on_the_way)
        self.passkey_options = view.passkey_options
        offers = await bridge.run(self, identities.offered)
        if isinstance(offers, tuple):
            self.providers = [(offer.key, offer.label) for offer in offers]

    @handler(Permission.PUBLIC, activity=False)
    async def show_demo(self) -> None:
        """Show the demo's accounts and the code that counts now."""
        demo = await bridge.run(self, demo_log_in.read)
        if isinstance(demo, DemoLogIn):
            self.demo_accounts = list(demo.accounts)
            self.demo_password, self.demo_code = demo.password, demo.code
            self._demo_seconds = demo.seconds_left

    @handler(Permission.PUBLIC, activity=False, background=True)
    async def keep_demo_code(self) -> AsyncIterator[Any]:
        """Show each next code of the demo for a while."""
        for _ in range(_DEMO_CODES_SHOWN):
            async with self:
                seconds, is_demo = self._demo_seconds, bool(self.demo_code)
            if not is_demo:
                return
            await asyncio.sleep(seconds + 0.2)
            yield LogInState.show_demo
            await asyncio.sleep(1)


def view() -> rx.Component:
    """Ask for the two factors, one after the other."""
    return public_page(
        heading("Inloggen"),
        attempt_notices(LogInState),
        loaded(
            LogInState.is_loaded,
            rx.cond(LogInState.stage == Stage.CODE, _code_form(), _password_form()),
        ),
        rx.cond(LogInState.demo_code, _demo()),
        narrow=True,
    )


def _password_form() -> rx.Component:
    return card(
        attempt_form(
            rx.el.input(type="hidden", name="volgende", value=LogInState.wanted),
            email_field(
                "email",
                auto_complete="username",
                default=LogInState.email,
                error=LogInState.field_errors["email"],
            ),
            password_field(error=LogInState.field_errors["password"]),
            button_row(submit_button("Inloggen")),
            action="/sessie/inloggen",
        ),
        rx.foreach(LogInState.providers, _elsewhere),
        rx.el.p(link("Wachtwoord vergeten?", "/wachtwoord-vergeten")),
        rx.el.p("Nog geen account? ", link("Nu registreren", "/registreren")),
    )


def _elsewhere(provider: Any) -> rx.Component:
    return native_form(
        rx.el.input(type="hidden", name="volgende", value=LogInState.wanted),
        submit_button("Inloggen met " + provider[1].to(str), look="secondary"),
        action="/sessie/oidc/" + provider[0].to(str),
    )


def _code_form() -> rx.Component:
    return card(
        rx.el.p("U logt in als ", rx.el.strong(LogInState.email), "."),
        attempt_form(
            second_factor(LogInState.field_errors["code"], LogInState.passkey_options),
            action="/sessie/code",
        ),
        native_form(submit_button("Opnieuw beginnen", look="subtle"), action="/sessie/opnieuw"),
        rx.el.p(
            "Telefoon en herstelcodes kwijt? Vraag wie bij u de gebruikers beheert om een e-mail "
            "voor een nieuwe app.",
            class_name="muted",
        ),
    )


def _demo() -> rx.Component:
    return card(
        rx.el.p("Alle demo-accounts hebben hetzelfde wachtwoord en dezelfde code."),
        facts(
            ("Voor het eerste scherm", secret(LogInState.demo_password)),
            ("Voor het tweede scherm", secret(LogInState.demo_code)),
        ),
        data_table(
            (Column("email", "Account"), Column("label", "Rol")),
            LogInState.demo_accounts,
            lambda row: (row_header("Account", row[0]), cell("Rol", row[1])),
            caption="Accounts van de demo",
        ),
        title="Demo",
        sand=True,
    )


PAGE = Page(
    "/inloggen",
    "Inloggen",
    view,
    PageAudience.EVERYONE,
    on_load=[LogInState.load, LogInState.show_demo, LogInState.keep_demo_code],
)
