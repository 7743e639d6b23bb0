"""How the pages of texts look."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import reflex as rx

from kraamzorg_app.ui.components.buttons import button, link, link_button, submit_button
from kraamzorg_app.ui.components.fields import button_row, form, text_area, text_field
from kraamzorg_app.ui.components.notices import badge, empty_state, loaded
from kraamzorg_app.ui.components.panels import card, disclosure, heading, row, stack
from kraamzorg_app.ui.components.tables import Column, cell, data_table, row_header
from kraamzorg_app.ui.layout import page
from kraamzorg_app.ui.pages.sjablonen.state import (
    PATH,
    SjablonenState,
    SjabloonState,
    TextRow,
    VersionRow,
)

_COLUMNS = (
    Column("name", "Melding"),
    Column("reader", "Voor"),
    Column("language", "Taal"),
    Column("subject", "Onderwerp"),
    Column("kind", "Tekst"),
    Column("saved", "Gewijzigd"),
)
_LONGEST = 9000


def list_view() -> rx.Component:
    """Show every text."""
    return page(
        rx.el.nav(link("Beheer", "/beheer"), aria_label="Kruimelpad"),
        heading("Teksten", "De mails die de tool stuurt, per melding, lezer en taal."),
        loaded(
            SjablonenState.is_loaded,
            data_table(_COLUMNS, SjablonenState.rows, _cells, caption="Teksten"),
            rows=12,
        ),
        path="/beheer",
    )


def _cells(text: TextRow) -> Sequence[rx.Component]:
    return (
        row_header("Melding", text.name, text.href),
        cell("Voor", text.reader),
        cell("Taal", rx.el.span(text.language, class_name="nowrap")),
        cell("Onderwerp", text.subject),
        cell(
            "Tekst",
            rx.cond(text.is_own, badge("Eigen tekst", tone="info"), badge("Standaardtekst")),
        ),
        cell("Gewijzigd", text.saved),
    )


def text_view() -> rx.Component:
    """Show one text to write on."""
    return page(
        rx.el.nav(link("Teksten", PATH), aria_label="Kruimelpad"),
        rx.cond(
            SjabloonState.is_missing,
            stack(
                heading("Niet gevonden"),
                empty_state("Deze tekst bestaat niet", action=link_button("Naar de teksten", PATH)),
            ),
            stack(
                heading(rx.cond(SjabloonState.title, SjabloonState.title, "Tekst")),
                loaded(
                    SjabloonState.is_loaded,
                    rx.cond(SjabloonState.is_previewing, _preview(), _editor()),
                    rows=12,
                ),
            ),
        ),
        path="/beheer",
    )


def _editor() -> rx.Component:
    errors, parts = SjabloonState.field_errors, SjabloonState.parts
    return stack(
        form(
            text_field(
                "subject",
                "Onderwerp",
                default=parts.subject,
                error=errors["subject"],
                required=True,
                hint="Zet hier niets in dat anderen niet mogen zien.",
                max_length=150,
            ),
            text_area(
                "text",
                "Tekst zonder opmaak",
                default=parts.text,
                error=errors["text"],
                required=True,
                rows="12",
                max_length=_LONGEST,
            ),
            text_area(
                "html",
                "Tekst met opmaak (HTML)",
                default=parts.html,
                error=errors["html"],
                required=True,
                hint="Alinea's, koppen, lijsten, vet, cursief en links. Andere opmaak valt weg.",
                rows="12",
                max_length=_LONGEST,
            ),
            button_row(submit_button("Voorbeeld bekijken")),
            on_submit=SjabloonState.look,
        ),
        card(
            rx.el.p("Deze invulvelden kunnen in deze tekst staan."),
            rx.el.dl(
                rx.foreach(
                    SjabloonState.placeholders,
                    lambda pair: rx.el.div(rx.el.dt(rx.el.code(pair[0])), rx.el.dd(pair[1])),
                ),
                class_name="facts",
            ),
            title="Invulvelden",
            sand=True,
        ),
        card(
            rx.el.p(rx.el.strong(SjabloonState.shipped.subject)),
            rx.el.pre(SjabloonState.shipped.text, class_name="mail-text"),
            disclosure(
                "Met opmaak (HTML)", rx.el.pre(SjabloonState.shipped.html, class_name="mail-text")
            ),
            button("Standaardtekst terugzetten", on_click=SjabloonState.restore(0)),
            title="Standaardtekst",
        ),
        card(
            rx.cond(
                SjabloonState.versions,
                rx.el.ul(rx.foreach(SjabloonState.versions, _version), class_name="messages-list"),
                rx.el.p("Deze tekst is nog nooit gewijzigd.", class_name="muted"),
            ),
            title="Geschiedenis",
        ),
    )


def _version(version: VersionRow) -> rx.Component:
    return rx.el.li(
        row(
            rx.el.span(version.label),
            rx.cond(
                version.is_current,
                badge("Geldt nu", tone="ok"),
                button(
                    "Terugzetten",
                    look="subtle",
                    aria_label=f"Versie {version.number} terugzetten",
                    on_click=SjabloonState.restore(version.number),
                ),
            ),
            between=True,
        ),
        rx.el.span(version.moment, class_name="muted"),
    )


def _preview() -> rx.Component:
    shown: Any = SjabloonState.preview
    return stack(
        card(
            rx.el.p("Zo ziet de mail eruit met voorbeeldgegevens. Er is nog niets opgeslagen."),
            button_row(
                button("Opslaan", look="primary", on_click=SjabloonState.save),
                button("Proefmail naar mijzelf", icon_name="mail", on_click=SjabloonState.try_out),
                button("Verder bewerken", look="subtle", on_click=SjabloonState.go_on),
            ),
            title="Voorbeeld",
            sand=True,
        ),
        card(
            rx.el.p(rx.el.strong(shown.subject)),
            rx.el.iframe(
                src_doc=shown.html,
                sandbox="",
                title="Voorbeeld van de mail met opmaak",
                class_name="mail-preview",
            ),
            title="Met opmaak",
        ),
        card(rx.el.pre(shown.text, class_name="mail-text"), title="Zonder opmaak"),
    )
