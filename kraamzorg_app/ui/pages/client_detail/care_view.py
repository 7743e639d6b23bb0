"""What the intake and a client's wish look like on her page."""

from __future__ import annotations

from typing import Any

import reflex as rx

from kraamzorg_app.domain.entries import EntryState
from kraamzorg_app.domain.permissions import Permission
from kraamzorg_app.ui.components.buttons import button, submit_button
from kraamzorg_app.ui.components.fields import button_row, date_field, form, select_field
from kraamzorg_app.ui.components.panels import card
from kraamzorg_app.ui.pages.client_detail.care_state import ClientCareState
from kraamzorg_app.ui.pages.client_detail.state import ClientDetailState


def care_buttons() -> rx.Component:
    """Give the buttons for the intake and for her wish, to who may note them."""
    actions: Any = ClientDetailState.actions
    waits = ClientDetailState.facts.status != EntryState.ACCEPTED.value
    return rx.fragment(
        rx.cond(
            actions.contains(Permission.INTAKE_RECORD.value),
            rx.fragment(
                _button("intake_plan", "Intake plannen"),
                _button("intake_done", "Intake gedaan"),
            ),
        ),
        rx.cond(
            actions.contains(Permission.ENTRY_CORRECT.value) & waits,
            _button("preference", "Voorkeur noteren", on_click=ClientCareState.ask_preference),
        ),
    )


def care_panels() -> rx.Component:
    """Give what the buttons ask."""
    is_open = ClientDetailState.panel
    return rx.fragment(
        rx.cond(
            is_open == "intake_plan",
            _intake("Intake plannen", "Wanneer is de intake?", ClientCareState.plan_intake),
        ),
        rx.cond(
            is_open == "intake_done",
            _intake("Intake gedaan", "Wanneer was de intake?", ClientCareState.finish_intake),
        ),
        rx.cond(is_open == "preference", _preference()),
    )


def _button(panel: str, label: str, **props: Any) -> rx.Component:
    is_open = ClientDetailState.panel == panel
    options: dict[str, Any] = {"on_click": ClientDetailState.open_panel(panel)}
    return button(label, aria_expanded=rx.cond(is_open, "true", "false"), **(options | props))


def _buttons() -> rx.Component:
    return button_row(
        submit_button("Opslaan"),
        button("Annuleren", look="subtle", on_click=ClientDetailState.open_panel("")),
    )


def _intake(title: str, question: str, on_submit: Any) -> rx.Component:
    return card(
        form(
            date_field(
                "intake_on",
                question,
                error=ClientDetailState.field_errors["intake_on"],
                required=True,
            ),
            _buttons(),
            on_submit=on_submit,
        ),
        title=title,
        sand=True,
    )


def _preference() -> rx.Component:
    return card(
        form(
            select_field(
                "preferred",
                "Welke aanbieder wil zij het liefst?",
                ClientCareState.providers,
                default=ClientCareState.preferred,
                hint="Alleen aanbieders die in haar postcode werken. Andere aanbieders en "
                "verzekeraars zien haar voorkeur niet.",
                error=ClientDetailState.field_errors["preferred"],
            ),
            _buttons(),
            on_submit=ClientCareState.save_preference,
        ),
        title="Voorkeur noteren",
        sand=True,
    )
