"""What the insurers' page looks like."""

from __future__ import annotations

from typing import Any

import reflex as rx

from kraamzorg_app.ui.administration import (
    back_to,
    import_card,
    invite_form,
    log_out_button,
    outcome_card,
    people_card,
    reset_button,
)
from kraamzorg_app.ui.components.buttons import submit_button, text_button
from kraamzorg_app.ui.components.fields import (
    button_row,
    date_field,
    email_field,
    form,
    number_field,
    text_field,
)
from kraamzorg_app.ui.components.notices import empty_state, loaded
from kraamzorg_app.ui.components.panels import card, columns, heading, stack
from kraamzorg_app.ui.components.tables import Column, cell, data_table, row_header
from kraamzorg_app.ui.layout import page
from kraamzorg_app.ui.pages.verzekeraars.state import CHOSEN_ID, VerzekeraarsState

_COLUMNS = (
    Column("name", "Verzekeraar"),
    Column("group", "Concern"),
    Column("labels", "Labels"),
    Column("preferred", "Preferent in"),
    Column("open", "Beheren"),
)
_LABELS = (
    Column("name", "Label"),
    Column("code", "UZOVI-code"),
    Column("days", "Geldig"),
    Column("change", "Wijzigen"),
)


def view() -> rx.Component:
    """Show the insurers."""
    state = VerzekeraarsState
    table = rx.cond(
        state.rows,
        data_table(_COLUMNS, state.rows, _insurer, caption="Verzekeraars"),
        empty_state("Nog geen verzekeraars", "Voeg er hieronder een toe, of importeer ze."),
    )
    return page(
        back_to("Beheer", "/beheer"),
        heading("Verzekeraars", "Zorgverzekeraars met hun labels en UZOVI-codes."),
        outcome_card(state.outcome, on_apply=state.apply, on_drop=state.drop),
        card(loaded(state.is_loaded, table), title="Alle verzekeraars"),
        rx.cond(state.chosen.id != "", _chosen()),
        columns(
            card(_insurer_form("nieuw", state.create, "Verzekeraar toevoegen"), title="Nieuw"),
            import_card(
                "verzekeraars",
                "Kolommen: verzekeraar, label en UZOVI-code; als u wilt ook concern, geldig "
                "vanaf en geldig tot en met.",
                state.field_errors["file"],
            ),
        ),
        path="/beheer",
    )


def _insurer(insurer: Any) -> tuple[rx.Component, ...]:
    is_open = VerzekeraarsState.chosen.id == insurer.id
    return (
        row_header("Verzekeraar", insurer.name),
        cell("Concern", insurer.group),
        cell("Labels", insurer.label_names),
        cell("Preferent in", insurer.preferred_in),
        cell(
            "Beheren",
            text_button(
                "Beheren",
                on_click=VerzekeraarsState.choose(insurer.id),
                aria_expanded=rx.cond(is_open, "true", "false"),
                aria_label=f"Beheren: {insurer.name}",
            ),
        ),
    )


def _chosen() -> rx.Component:
    state = VerzekeraarsState
    labels = rx.cond(
        state.labels,
        data_table(_LABELS, state.labels, _label, caption="Labels"),
        rx.el.p("Nog geen labels.", class_name="muted"),
    )
    return stack(
        rx.el.h2(state.chosen.name, id=CHOSEN_ID, tab_index=-1),
        columns(
            card(labels, _change_label(), _label_form(), title="Labels"),
            card(
                _insurer_form("wijzig", state.save, "Verzekeraar opslaan", state.chosen),
                title="Gegevens",
            ),
        ),
        people_card(
            "Gebruikers",
            state.members,
            invite_form(
                state.invite,
                state.field_errors["invite_email"],
                hint="De eerste gebruiker. Die nodigt daarna zelf collega's uit.",
            ),
            reset_button(state.reset_factor),
            log_out_button(state.end_sessions),
        ),
    )


def _label(label: Any) -> tuple[rx.Component, ...]:
    return (
        row_header("Label", label.name),
        cell("UZOVI-code", label.uzovi_code),
        cell("Geldig", label.days),
        cell(
            "Wijzigen",
            rx.cond(
                label.may_change,
                text_button(
                    "Wijzigen",
                    on_click=VerzekeraarsState.change_label(label.id),
                    aria_expanded=rx.cond(VerzekeraarsState.changing == label.id, "true", "false"),
                    aria_label=f"Wijzigen: {label.name}",
                ),
            ),
        ),
    )


def _change_label() -> rx.Component:
    errors = VerzekeraarsState.field_errors
    code = form(
        number_field(
            "uzovi_code", "Nieuwe UZOVI-code", error=errors["uzovi_code"], id="code-nieuw"
        ),
        date_field("valid_from", "Geldig vanaf", error=errors["valid_from"], id="code-vanaf"),
        button_row(submit_button("Code wijzigen", look="secondary")),
        on_submit=VerzekeraarsState.change_code,
    )
    end = form(
        date_field("valid_to", "Laatste dag", error=errors["valid_to"], id="label-tot"),
        button_row(submit_button("Label beëindigen", look="secondary")),
        on_submit=VerzekeraarsState.end_label,
    )
    return rx.cond(VerzekeraarsState.changing != "", columns(code, end))


def _label_form() -> rx.Component:
    errors = VerzekeraarsState.field_errors
    is_adding = VerzekeraarsState.changing == ""
    return rx.cond(
        is_adding,
        form(
            text_field("name", "Naam van het label", error=errors["label_name"], id="label-naam"),
            number_field(
                "uzovi_code",
                "UZOVI-code",
                hint="4 cijfers, ook de nullen vooraan",
                error=errors["label_uzovi_code"],
                id="label-code",
            ),
            date_field(
                "valid_from", "Geldig vanaf", error=errors["label_valid_from"], id="label-vanaf"
            ),
            button_row(submit_button("Label toevoegen", look="secondary")),
            on_submit=VerzekeraarsState.add_label,
            key=VerzekeraarsState.form_number,
        ),
    )


def _insurer_form(prefix: str, on_submit: Any, label: str, insurer: Any = None) -> rx.Component:
    errors = VerzekeraarsState.field_errors
    form_of = "" if insurer is not None else "new_"

    def start(name: str) -> Any:
        return getattr(insurer, name) if insurer is not None else ""

    return form(
        text_field(
            "name",
            "Naam",
            default=start("name"),
            error=errors[f"{form_of}name"],
            required=True,
            id=f"{prefix}-naam",
        ),
        text_field(
            "group",
            "Concern",
            default=start("group"),
            error=errors[f"{form_of}group"],
            id=f"{prefix}-concern",
        ),
        email_field(
            "email",
            hint="Hier komen berichten zolang niemand van de verzekeraar een account heeft.",
            default=start("email"),
            error=errors[f"{form_of}email"],
            auto_complete="off",
            id=f"{prefix}-email",
        ),
        button_row(submit_button(label, look="secondary" if insurer is not None else "primary")),
        on_submit=on_submit,
    )
