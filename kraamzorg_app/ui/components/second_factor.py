"""Asking a second factor: a code of the app, a spare, or a passkey for who has one.

second_factor(State.field_errors["code"], State.passkey_options, name="code")    in any form
"""

from typing import Any

import reflex as rx

from kraamzorg_app.ui.components.buttons import submit_button
from kraamzorg_app.ui.components.fields import button_row, code_field, passkey_button


def second_factor(
    error: Any, passkey_options: Any, *more: rx.Component, name: str = "code"
) -> rx.Component:
    """Show the field and the buttons that send it; `more` stand beside them."""
    return rx.fragment(
        code_field(
            name,
            hint="De 6 cijfers uit uw authenticatie-app, of een herstelcode.",
            input_mode="text",
            max_length=16,
            auto_focus=True,
            error=error,
        ),
        button_row(
            submit_button("Bevestigen"),
            rx.cond(passkey_options, passkey_button("Passkey gebruiken", passkey_options)),
            *more,
        ),
    )
