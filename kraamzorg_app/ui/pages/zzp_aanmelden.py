"""The public form on which a self-employed carer asks to be added."""

from __future__ import annotations

from typing import Any, Final

import reflex as rx

from kraamzorg_app.domain.permissions import Permission
from kraamzorg_app.services.administration import applications
from kraamzorg_app.ui import bridge
from kraamzorg_app.ui.administration import did, ticked
from kraamzorg_app.ui.bridge import PageState
from kraamzorg_app.ui.components.buttons import submit_button
from kraamzorg_app.ui.components.fields import (
    button_row,
    checkbox_field,
    email_field,
    form,
    number_field,
    phone_field,
    required_note,
    text_area,
    text_field,
)
from kraamzorg_app.ui.components.icons import icon
from kraamzorg_app.ui.components.notices import notice
from kraamzorg_app.ui.components.panels import card, heading
from kraamzorg_app.ui.layout import public_page
from kraamzorg_app.ui.page import Page, PageAudience
from kraamzorg_app.ui.policies import handler

PATH: Final = "/zzp-aanmelden"
_SENT: Final = "verstuurd"


class ZzpAanmeldenState(PageState, rx.State):
    """What was asked, and whether it was sent."""

    regions: list[tuple[str, str]] = []
    is_sent: bool = False

    def _forget(self) -> None:
        super()._forget()
        self.is_sent = False

    @handler(Permission.PUBLIC)
    async def load(self) -> None:
        """Show an empty form."""
        found = await bridge.run(self, applications.region_choices)
        self.regions = list(found) if isinstance(found, tuple) else []

    @handler(Permission.PUBLIC)
    async def send(self, form: dict[str, Any]) -> Any:
        """Send the application."""
        self.field_errors = {}
        regions = ticked(form, "region:")
        self.is_sent = bool(await bridge.run(self, did(applications.apply), form, regions))
        return rx.set_focus(_SENT) if self.is_sent else None


def view() -> rx.Component:
    """Show the form, and afterwards what happens next."""
    sent = notice(
        rx.el.p("U krijgt een e-mail zodra uw aanmelding is bekeken."),
        tone="ok",
        title="Uw aanmelding is verstuurd",
    )
    return public_page(
        heading(
            "Aanmelden als zelfstandige",
            "Werkt u als zzp'er in de kraamzorg en niet via een platform? Vraag hier toegang tot "
            "de wachtlijsten van uw werkgebied.",
        ),
        card(rx.cond(ZzpAanmeldenState.is_sent, rx.el.div(sent, id=_SENT, tab_index=-1), _form())),
        narrow=True,
    )


def _form() -> rx.Component:
    errors = ZzpAanmeldenState.field_errors
    return form(
        required_note(),
        text_field("name", "Naam", error=errors["name"], required=True, auto_complete="name"),
        number_field(
            "agb_code", "AGB-code", hint="8 cijfers", error=errors["agb_code"], required=True
        ),
        email_field("email", error=errors["email"], required=True),
        phone_field("phone", error=errors["phone"]),
        rx.el.fieldset(
            rx.el.legend("Waar werkt u? *", class_name="field__label"),
            rx.foreach(
                ZzpAanmeldenState.regions,
                lambda region: checkbox_field(
                    f"region:{region[0]}", rx.el.span(region[1]), id=f"region-{region[0]}"
                ),
            ),
            rx.cond(
                errors["regions"],
                rx.el.span(
                    icon("alert"),
                    rx.el.span(errors["regions"]),
                    class_name="field__error",
                    id="regions-error",
                ),
            ),
            aria_describedby=rx.cond(errors["regions"], "regions-error", ""),
        ),
        text_area(
            "note",
            "Toelichting",
            hint="Zet hier geen gegevens van cliënten in.",
            error=errors["note"],
            rows="3",
        ),
        button_row(submit_button("Aanmelding versturen")),
        on_submit=ZzpAanmeldenState.send,
    )


PAGE = Page(
    PATH,
    "Aanmelden als zelfstandige",
    view,
    audience=PageAudience.EVERYONE,
    on_load=ZzpAanmeldenState.load,
    permission=Permission.PUBLIC,
)
