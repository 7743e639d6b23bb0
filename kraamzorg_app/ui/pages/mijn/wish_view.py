"""How she names the provider that she would like."""

from __future__ import annotations

import reflex as rx

from kraamzorg_app.ui.components.buttons import button, submit_button
from kraamzorg_app.ui.components.fields import button_row, form, select_field
from kraamzorg_app.ui.components.panels import card
from kraamzorg_app.ui.components.registration_form import Translate, error_summary
from kraamzorg_app.ui.pages.mijn.state import PANEL_ID, MijnState
from kraamzorg_app.ui.pages.mijn.wish_state import MijnWishState


def wish_button(_: Translate) -> rx.Component:
    """Open the choice."""
    return button(_("Voorkeur voor een aanbieder"), on_click=MijnWishState.ask)


def wish_panel(_: Translate) -> rx.Component:
    """Ask for the provider that she would like."""
    contents = card(
        error_summary(MijnState.error_list, _("Er klopt iets niet")),
        rx.el.p(
            _(
                "Wij proberen uw voorkeur te volgen, maar het kan ook een andere aanbieder worden."
                " Alleen de coördinator en deze aanbieder zien uw voorkeur."
            )
        ),
        form(
            select_field(
                "preferred",
                _("Welke aanbieder wilt u het liefst?"),
                MijnWishState.providers,
                default=MijnWishState.wish,
                error=MijnState.field_errors["preferred"],
            ),
            button_row(
                submit_button(_("Opslaan")),
                button(_("Annuleren"), on_click=MijnState.open_panel("")),
            ),
            on_submit=MijnWishState.save,
        ),
        title=_("Voorkeur voor een aanbieder"),
        id=PANEL_ID,
        tab_index=-1,
    )
    return rx.cond(MijnState.panel == "wish", contents)
