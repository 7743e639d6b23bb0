"""What the page of free places looks like: one screen, made for a phone."""

from __future__ import annotations

from typing import Any

import reflex as rx

from kraamzorg_app.ui.components.buttons import button, submit_button, text_button
from kraamzorg_app.ui.components.fields import (
    button_row,
    form,
    number_field,
    select_field,
    text_area,
)
from kraamzorg_app.ui.components.matching_facts import matching_facts
from kraamzorg_app.ui.components.notices import empty_state, loaded, notice
from kraamzorg_app.ui.components.panels import card, columns, heading, row, stack
from kraamzorg_app.ui.layout import page
from kraamzorg_app.ui.pages.capaciteit.state import PATH, CapaciteitState


def view() -> rx.Component:
    """Show one region's weeks, and whom the provider can serve."""
    state = CapaciteitState
    nowhere = empty_state(
        "U bent nog in geen regio goedgekeurd",
        "Zodra functioneel beheer u voor een regio goedkeurt, geeft u hier uw vrije plaatsen op.",
    )
    return page(
        heading(
            "Vrije plaatsen",
            "Hoeveel cliënten kunt u er nog bij hebben? De coördinator verdeelt op grond hiervan.",
        ),
        loaded(
            state.is_loaded,
            rx.cond(state.regions, stack(_region(), _whom()), nowhere),
            rows=12,
        ),
        path=PATH,
    )


def _region() -> rx.Component:
    state = CapaciteitState
    regions: Any = state.regions
    choice = select_field(
        "region",
        "Regio",
        regions,
        default=state.region_id,
        on_change=state.choose,
    )
    return card(
        rx.cond(regions.length() > 1, choice),
        _freshness(),
        rx.el.div(
            form(
                _standing(),
                rx.el.ol(rx.foreach(state.weeks, _week), class_name="weeks"),
                rx.el.div(submit_button("Opslaan"), class_name="form__buttons weeks__save"),
                on_submit=state.save,
                reset_on_submit=False,
                class_name="stack",
            ),
            key=state.region_id,
        ),
        title=state.region_name,
    )


def _freshness() -> rx.Component:
    state = CapaciteitState
    standing = state.standing
    confirm = button("Deze aantallen kloppen nog", icon_name="check", on_click=state.confirm)
    old = notice(
        rx.cond(
            standing.updated,
            rx.el.p("Voor het laatst bijgewerkt: ", rx.el.time(standing.updated), "."),
            rx.el.p("U heeft voor deze regio nog niets opgegeven."),
        ),
        rx.el.div(confirm),
        tone="warning",
        title=rx.cond(
            standing.updated, "Uw aantallen zijn ouder dan twee weken", "Geef uw vrije plaatsen op"
        ),
    )
    fresh = row(
        rx.el.span("Bijgewerkt: ", rx.el.time(standing.updated), class_name="muted"),
        confirm,
        between=True,
    )
    return rx.el.div(rx.cond(standing.is_old, old, fresh), class_name="freshness")


def _standing() -> rx.Component:
    state = CapaciteitState
    errors = state.field_errors
    return rx.el.fieldset(
        rx.el.legend("Vast aantal", class_name="field__label"),
        rx.el.p(
            "Telt voor elke week die u hieronder leeg laat.", class_name="field__hint", id="vast"
        ),
        rx.el.div(
            number_field(
                "standing_places",
                "Plaatsen per week",
                default=state.standing.places,
                error=errors["standing_places"],
                max_length=3,
            ),
            rx.cond(
                state.counts_hours,
                number_field(
                    "standing_hours",
                    "Uren per week",
                    default=state.standing.hours,
                    error=errors["standing_hours"],
                    max_length=5,
                ),
            ),
            class_name="week__numbers",
        ),
        rx.el.label(
            rx.el.input(type="checkbox", checked=state.counts_hours, on_change=state.count_hours),
            rx.el.span("Ik geef ook uren op"),
            class_name="choice",
        ),
    )


def _week(week: Any) -> rx.Component:
    state = CapaciteitState
    errors = state.field_errors
    places, hours = "places-" + week.week, "hours-" + week.week
    numbers = rx.el.div(
        number_field(
            places,
            "Plaatsen",
            id=places,
            default=week.places,
            error=errors[places],
            placeholder=f"vast: {state.standing.places}",
            aria_label="Plaatsen in " + week.label.to(str).lower(),
            on_blur=state.note(places),
            max_length=3,
        ),
        rx.cond(
            state.counts_hours,
            number_field(
                hours,
                "Uren",
                id=hours,
                default=week.hours,
                error=errors[hours],
                placeholder=f"vast: {state.standing.hours}",
                aria_label="Uren in " + week.label.to(str).lower(),
                on_blur=state.note(hours),
                max_length=5,
            ),
        ),
        class_name="week__numbers",
        key=week.turn.to_string(),
    )
    closed = rx.el.label(
        rx.el.input(
            type="checkbox",
            name="closed-" + week.week,
            checked=week.is_closed,
            on_change=lambda is_on: state.close(week.week, is_on),
        ),
        rx.el.span("Gesloten", rx.el.span(" in ", week.label, class_name="visually-hidden")),
        class_name="choice",
    )
    take_over = text_button(
        "Neem vorige week over",
        on_click=state.take_over(week.week),
        aria_label="Neem vorige week over in " + week.label.to(str).lower(),
    )
    return rx.el.li(
        rx.el.div(
            rx.el.strong(week.label),
            rx.el.span(week.first_day, " t/m ", rx.el.time(week.last_day), class_name="muted"),
        ),
        numbers,
        rx.el.div(closed, take_over, class_name="week__ways"),
        class_name="week",
    )


def _whom() -> rx.Component:
    state = CapaciteitState
    whom, errors = state.whom, state.field_errors
    return columns(
        card(
            form(
                text_area(
                    "postcodes",
                    "Postcodes waar u niet werkt",
                    hint="Vier cijfers, met een spatie ertussen. Geldt voor al uw regio's.",
                    default=whom.postcodes,
                    error=errors["postcodes"],
                    max_length=9_999,
                    input_mode="numeric",
                ),
                button_row(submit_button("Postcodes opslaan", look="secondary")),
                on_submit=state.save_postcodes,
                reset_on_submit=False,
            ),
            title="Waar u niet werkt",
        ),
        card(
            form(
                *matching_facts(whom.base_pc4, whom.languages, errors),
                button_row(submit_button("Gegevens opslaan", look="secondary")),
                on_submit=state.save_facts,
                reset_on_submit=False,
            ),
            title="Over uw organisatie",
        ),
    )
