"""A second factor once more ("/bevestigen"), before a file with personal data is given."""

from __future__ import annotations

import re
from typing import Any, Final

import reflex as rx

from kraamzorg_app.domain.permissions import Permission
from kraamzorg_app.services import reauthentication
from kraamzorg_app.ui import bridge
from kraamzorg_app.ui.bridge import PageState
from kraamzorg_app.ui.components.buttons import download_button, link
from kraamzorg_app.ui.components.fields import form
from kraamzorg_app.ui.components.notices import loaded, notice
from kraamzorg_app.ui.components.panels import card, heading
from kraamzorg_app.ui.components.second_factor import second_factor
from kraamzorg_app.ui.layout import page
from kraamzorg_app.ui.page import Page
from kraamzorg_app.ui.policies import handler
from kraamzorg_app.ui.routes import CONFIRM

_DOWNLOAD: Final = re.compile(r"/[a-z]+(?:/[a-z0-9.-]+)+(?:\?[A-Za-z0-9=&%+._-]*)?")


class ConfirmState(PageState, rx.State):
    """Which file waits, and whether it may be fetched now."""

    file: str = ""
    is_confirmed: bool = False
    is_loaded: bool = False
    passkey_options: str = ""

    def _forget(self) -> None:
        super()._forget()
        self.is_confirmed = False

    @handler(Permission.ACCOUNT_OWN)
    async def load(self) -> None:
        """Take the file from the address, when it is one of ours."""
        await self._offer_passkey()
        self.file = own_file(str(self.router.url.query_parameters.get("volgende", "")))
        self.is_loaded = True

    @handler(Permission.ACCOUNT_OWN)
    async def confirm(self, fields: dict[str, Any]) -> None:
        """Check the code; then the file can be fetched for a quarter of an hour."""
        self.field_errors = {}
        code, passkey = str(fields.get("code", "")), str(fields.get("passkey", ""))
        done = await bridge.run(self, reauthentication.confirm, code, passkey)
        self.is_confirmed = done is not bridge.FAILED
        if passkey and not self.is_confirmed:
            await self._offer_passkey()

    async def _offer_passkey(self) -> None:
        """Give the browser a new challenge; each is good for one answer."""
        options = await bridge.run(self, reauthentication.passkey_options)
        self.passkey_options = str(options or "")


def own_file(wanted: str) -> str:
    """Give an address back when it can be one of a file of ours, else nothing."""
    return wanted if _DOWNLOAD.fullmatch(wanted) else ""


def view() -> rx.Component:
    """Ask the code, then give the file."""
    return page(
        heading("Bent u het nog?"),
        loaded(
            ConfirmState.is_loaded,
            rx.cond(ConfirmState.is_confirmed | (ConfirmState.file == ""), _file(), _form()),
        ),
        path=CONFIRM,
    )


def _form() -> rx.Component:
    return card(
        rx.el.p(
            "U logde langer dan een kwartier geleden in. Vul opnieuw een code in om het bestand "
            "te krijgen."
        ),
        form(
            second_factor(ConfirmState.field_errors["code"], ConfirmState.passkey_options),
            on_submit=ConfirmState.confirm,
        ),
    )


def _file() -> rx.Component:
    return rx.cond(
        ConfirmState.file,
        notice(
            rx.el.p("U kunt het bestand nu downloaden."),
            rx.el.p(download_button("Bestand downloaden", ConfirmState.file)),
            tone="ok",
            title="Bevestigd",
            role="status",
        ),
        rx.el.p("Er staat geen bestand klaar. ", link("Naar Start", "/start")),
    )


PAGE = Page(
    CONFIRM,
    "Bent u het nog?",
    view,
    on_load=ConfirmState.load,
)
