"""The part of "/profiel" about how one logs in: password, passkeys, spare codes, other services."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import reflex as rx

from kraamzorg_app.services.passwords import MAX_LENGTH, MIN_LENGTH
from kraamzorg_app.ui.components.buttons import button, print_button, submit_button
from kraamzorg_app.ui.components.fields import (
    button_row,
    code_field,
    form,
    passkey_button,
    password_field,
    text_field,
)
from kraamzorg_app.ui.components.native import native_form
from kraamzorg_app.ui.components.panels import card, disclosure, secret
from kraamzorg_app.ui.components.tables import Column, cell, data_table, row_header
from kraamzorg_app.ui.pages.profiel.state import ProfileState

_PASSKEYS = (
    Column("name", "Naam"),
    Column("since", "Toegevoegd"),
    Column("last_used", "Laatst gebruikt"),
    Column("actions", "Verwijderen"),
)

_APP_HINT = "De 6 cijfers uit uw authenticatie-app."


def ways_in() -> rx.Component:
    """Show every way in that this person has, and how to change it."""
    return rx.fragment(
        _password(),
        _passkeys(),
        _recovery_codes(),
        rx.cond(ProfileState.providers, _elsewhere()),
    )


def _password() -> rx.Component:
    return card(
        rx.el.p(
            "Kiest u een nieuw wachtwoord, dan wordt u op andere apparaten uitgelogd. Weet u uw "
            "wachtwoord niet? Log uit en kies 'Wachtwoord vergeten'."
        ),
        rx.cond(ProfileState.is_password_changed, rx.fragment(), _change_password()),
        title="Wachtwoord",
    )


def _change_password() -> rx.Component:
    errors = ProfileState.field_errors
    return disclosure(
        "Wachtwoord wijzigen",
        form(
            password_field(
                "current_password", "Huidig wachtwoord", error=errors["current_password"]
            ),
            password_field(
                "new_password",
                "Nieuw wachtwoord",
                new=True,
                hint=f"Minstens {MIN_LENGTH} tekens. Een zin met spaties mag ook.",
                max_length=MAX_LENGTH,
                error=errors["new_password"],
            ),
            code_field("password_code", hint=_APP_HINT, error=errors["password_code"]),
            button_row(submit_button("Wachtwoord opslaan", look="secondary")),
            on_submit=ProfileState.change_password,
            reset_on_submit=False,
        ),
    )


def _recovery_codes() -> rx.Component:
    return card(
        rx.el.p(
            "Met een herstelcode logt u in als u uw telefoon niet bij u heeft. U heeft er nog ",
            rx.el.strong(ProfileState.codes_left),
            ".",
        ),
        rx.cond(ProfileState.recovery_codes, _new_codes(), _renew()),
        title="Herstelcodes",
    )


def _renew() -> rx.Component:
    return disclosure(
        "Nieuwe herstelcodes maken",
        rx.el.p("De oude codes werken dan niet meer."),
        form(
            code_field(
                hint=_APP_HINT,
                error=ProfileState.field_errors["code"],
            ),
            button_row(submit_button("Nieuwe codes maken", look="secondary")),
            on_submit=ProfileState.renew_codes,
        ),
    )


def _passkeys() -> rx.Component:
    return card(
        rx.el.p(
            "Met een passkey logt u in met uw vingerafdruk, gezicht, pincode of een "
            "beveiligingssleutel, in plaats van met een code van uw app. De app blijft werken."
        ),
        rx.cond(
            ProfileState.passkeys,
            data_table(_PASSKEYS, ProfileState.passkeys, _passkey, caption="Passkeys"),
        ),
        rx.cond(ProfileState.passkey_options, _make_passkey(), _begin_passkey()),
        title="Passkeys",
    )


def _passkey(row: Any) -> Sequence[rx.Component]:
    return (
        row_header("Naam", row["name"]),
        cell("Toegevoegd", row["since"]),
        cell("Laatst gebruikt", row["last_used"]),
        cell(
            "Verwijderen",
            button(
                "Verwijderen",
                aria_label="Passkey verwijderen: " + row["name"].to(str),
                on_click=ProfileState.remove_passkey(row["id"]),
            ),
        ),
    )


def _begin_passkey() -> rx.Component:
    errors = ProfileState.field_errors
    return disclosure(
        "Passkey toevoegen",
        form(
            text_field(
                "passkey_name",
                "Naam van de passkey",
                hint="Bijvoorbeeld: telefoon of sleutel op kantoor.",
                max_length=80,
                error=errors["passkey_name"],
            ),
            password_field("passkey_password", error=errors["passkey_password"]),
            code_field(
                "passkey_code",
                hint=_APP_HINT,
                error=errors["passkey_code"],
            ),
            button_row(submit_button("Verder", look="secondary")),
            on_submit=ProfileState.begin_passkey,
            reset_on_submit=False,
        ),
    )


def _make_passkey() -> rx.Component:
    return form(
        rx.el.p("Uw browser vraagt nu om de passkey te maken."),
        button_row(passkey_button("Passkey maken", ProfileState.passkey_options, look="primary")),
        on_submit=ProfileState.add_passkey,
    )


def _elsewhere() -> rx.Component:
    return card(
        rx.el.p("Hiermee kunt u ook inloggen, als u het eerst koppelt aan uw account."),
        rx.foreach(ProfileState.providers, _provider),
        title="Inloggen via een andere dienst",
    )


def _provider(row: Any) -> rx.Component:
    linked = rx.el.div(
        rx.el.p(rx.el.strong(row["label"]), ": gekoppeld sinds ", row["since"], "."),
        button(
            "Ontkoppelen",
            aria_label="Ontkoppelen: " + row["label"].to(str),
            on_click=ProfileState.unlink(row["key"]),
        ),
        class_name="stack stack--tight",
    )
    return rx.cond(row["since"], linked, _link(row))


def _link(row: Any) -> rx.Component:
    key = row["key"].to(str)
    return disclosure(
        row["label"].to(str) + " koppelen",
        native_form(
            password_field("password", id="password-" + key),
            code_field("code", id="code-" + key, hint=_APP_HINT),
            button_row(submit_button("Koppelen", look="secondary")),
            action="/sessie/oidc/" + key + "/koppelen",
            class_name="form",
        ),
    )


def _new_codes() -> rx.Component:
    return rx.el.div(
        rx.el.p("Bewaar deze codes op een veilige plek. U ziet ze alleen nu."),
        rx.el.ul(
            rx.foreach(ProfileState.recovery_codes, lambda code: rx.el.li(secret(code))),
            class_name="codes",
        ),
        button_row(
            button("Ik heb de codes bewaard", on_click=ProfileState.hide_codes), print_button()
        ),
        class_name="stack",
    )
