"""How "/profiel" looks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import reflex as rx

from kraamzorg_app.domain.actors import Role
from kraamzorg_app.domain.notifications import Notification, Way, choices_of
from kraamzorg_app.ui.components.buttons import button, submit_button
from kraamzorg_app.ui.components.fields import (
    button_row,
    form,
    radio_field,
    select_field,
    text_field,
)
from kraamzorg_app.ui.components.native import native_form
from kraamzorg_app.ui.components.notices import loaded, notice
from kraamzorg_app.ui.components.panels import card, columns, heading
from kraamzorg_app.ui.components.tables import Column, cell, data_table, row_header
from kraamzorg_app.ui.layout import page
from kraamzorg_app.ui.pages.profiel.state import ProfileState
from kraamzorg_app.ui.pages.profiel.ways_in import ways_in
from kraamzorg_app.ui.tool_sentences import NOTIFICATIONS

_WAYS = {
    Way.AT_ONCE: "Direct per e-mail",
    Way.DIGEST: "In het dagoverzicht",
    Way.BELL: "Alleen in de tool",
}

_COLUMNS = (
    Column("device", "Apparaat"),
    Column("since", "Ingelogd sinds"),
    Column("last_seen", "Laatst gebruikt"),
    Column("actions", "Uitloggen"),
)


def view() -> rx.Component:
    """Show the account, in the words of the manual."""
    return page(
        heading(
            "Hallo " + ProfileState.display_name,
            "U bent op uw profiel pagina. U kunt hier uw weergave naam aanpassen of aanpassen "
            "onder welke rol/functie u wilt werken.",
        ),
        loaded(
            ProfileState.is_loaded,
            rx.fragment(
                rx.foreach(ProfileState.pending, _pending),
                _names_and_roles(),
                _notifications(),
                _devices(),
                ways_in(),
            ),
        ),
        path="/profiel",
    )


def _pending(row: Any) -> rx.Component:
    return notice(
        rx.el.p("U bent gevraagd om te werken als ", rx.el.strong(row["label"]), "."),
        rx.el.div(
            button("Accepteren", look="primary", on_click=ProfileState.accept(row["id"])),
            button("Weigeren", look="subtle", on_click=ProfileState.decline(row["id"])),
            class_name="row",
        ),
        title="Koppeling",
    )


def _names_and_roles() -> rx.Component:
    return card(
        form(
            text_field(
                "display_name",
                "Wijzig hieronder hoe u aangesproken wilt worden",
                auto_complete="name",
                max_length=120,
                default=ProfileState.display_name,
                error=ProfileState.field_errors["display_name"],
            ),
            rx.cond(
                ProfileState.roles,
                radio_field(
                    "membership",
                    "Wijzig hieronder onder welke rol/functie u wenst te werken",
                    ProfileState.roles,
                    default=ProfileState.working,
                ),
                rx.cond(ProfileState.pending, rx.fragment(), _no_organization()),
            ),
            button_row(submit_button("Opslaan")),
            on_submit=ProfileState.save,
        ),
    )


def _no_organization() -> rx.Component:
    return rx.el.p(
        "U hoort nog niet bij een organisatie. Vraag een collega om u te koppelen met ",
        rx.el.strong(ProfileState.email),
        ".",
    )


def _notifications() -> rx.Component:
    """Ask of each kind how this person hears of it, for the role that he works under."""
    kinds = dict.fromkeys(kind for role in Role for kind in choices_of(role))
    return rx.cond(
        ProfileState.choices,
        card(
            rx.el.p(
                "Kies waarover u direct een e-mail wilt, en wat in het dagoverzicht van 7 uur mag "
                "of alleen in de tool. In de tool vindt u alles onder de bel. Dit geldt voor de "
                "rol waaronder u nu werkt."
            ),
            form(
                columns(*[_kind(kind) for kind in kinds]),
                button_row(submit_button("Keuzes opslaan", look="secondary")),
                on_submit=ProfileState.choose,
                class_name="stack",
            ),
            title="Berichten",
            id="berichten",
        ),
    )


def _kind(kind: Notification) -> rx.Component:
    has_digest = kind not in {Notification.DAILY_DIGEST, Notification.WEEKLY_DIGEST}
    words = _WAYS if has_digest else {way: _WAYS[way] for way in _WAYS if way is not Way.DIGEST}
    chosen: Any = ProfileState.choices
    field = select_field(
        kind.value,
        NOTIFICATIONS[kind],
        [(way.value, text) for way, text in words.items()],
        default=chosen[kind.value],
        error=ProfileState.field_errors[kind.value],
    )
    return rx.cond(chosen.contains(kind.value), field)


def _devices() -> rx.Component:
    return card(
        rx.el.p("Hier bent u nu ingelogd. Herkent u een apparaat niet? Log daar dan uit."),
        data_table(_COLUMNS, ProfileState.devices, _device, caption="Apparaten"),
        native_form(
            submit_button("Overal uitloggen", look="secondary"),
            action="/sessie/overal-uitloggen",
        ),
        title="Apparaten",
    )


def _device(row: Any) -> Sequence[rx.Component]:
    return (
        row_header("Apparaat", row["device"]),
        cell("Ingelogd sinds", row["since"]),
        cell("Laatst gebruikt", row["last_seen"]),
        cell(
            "Uitloggen",
            rx.cond(
                row["is_current"],
                rx.el.span("Dit apparaat"),
                button(
                    "Uitloggen",
                    aria_label="Uitloggen op " + row["device"].to(str),
                    on_click=ProfileState.end_session(row["id"]),
                ),
            ),
        ),
    )
