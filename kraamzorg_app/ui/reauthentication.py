"""The form that asks a second factor again, over any page; then what waited for it goes on."""

from __future__ import annotations

from typing import Any

import reflex as rx

from kraamzorg_app.domain.permissions import Permission
from kraamzorg_app.services import reauthentication
from kraamzorg_app.ui import bridge, guard
from kraamzorg_app.ui.bridge import PageState
from kraamzorg_app.ui.components.buttons import button
from kraamzorg_app.ui.components.fields import form
from kraamzorg_app.ui.components.second_factor import second_factor
from kraamzorg_app.ui.policies import handler
from kraamzorg_app.ui.shell_state import ShellState


class ReauthenticationState(PageState, rx.State):
    """Takes the second factor and sends on what waited for it."""

    passkey_options: str = ""

    @handler(Permission.ACCOUNT_OWN)
    async def prepare(self) -> None:
        """Let a passkey do too, for who has one."""
        options = await bridge.run(self, reauthentication.passkey_options)
        self.passkey_options = str(options or "")

    @handler(Permission.ACCOUNT_OWN)
    async def confirm(self, fields: dict[str, Any]) -> Any:
        """Check the code, and do what was asked before."""
        self.field_errors = {}
        code, passkey = str(fields.get("second_factor", "")), str(fields.get("passkey", ""))
        if await bridge.run(self, reauthentication.confirm, code, passkey) is bridge.FAILED:
            await bridge.show(self, "")
            return ReauthenticationState.prepare if passkey else None
        return guard.go_on(await self.get_state(ShellState))

    @handler(Permission.ACCOUNT_OWN)
    async def cancel(self) -> None:
        """Leave it: nothing was done."""
        (await self.get_state(ShellState)).asks_second_factor = False


def panel() -> rx.Component:
    """Ask it over the page, which keeps what was typed."""
    return rx.cond(
        ShellState.asks_second_factor,
        rx.el.section(
            rx.el.strong("Bent u het nog?"),
            rx.el.p(
                "U logde langer dan een kwartier geleden in. Vul hiervoor opnieuw een code in."
            ),
            form(
                second_factor(
                    ReauthenticationState.field_errors["code"],
                    ReauthenticationState.passkey_options,
                    button("Annuleren", look="subtle", on_click=ReauthenticationState.cancel),
                    name="second_factor",
                ),
                on_submit=ReauthenticationState.confirm,
            ),
            on_mount=ReauthenticationState.prepare,
            role="dialog",
            aria_label="Bent u het nog?",
            class_name="idle stack stack--tight",
        ),
    )
