"""Registering ("Cliënt registreren"): check the region, invite the client, follow invitations."""

from __future__ import annotations

from typing import Any

import reflex as rx

from kraamzorg_app.domain.permissions import Permission
from kraamzorg_app.ui.components.buttons import button, link_button, submit_button, text_button
from kraamzorg_app.ui.components.fields import (
    button_row,
    date_field,
    email_field,
    form,
    postcode_field,
    required_note,
    select_field,
    text_field,
)
from kraamzorg_app.ui.components.notices import empty_state, loaded, notice, status_badge
from kraamzorg_app.ui.components.panels import (
    card,
    confirm,
    contacts,
    fact,
    facts_of,
    heading,
    steps,
)
from kraamzorg_app.ui.components.tables import (
    Column,
    cell,
    data_table,
    email_cell,
    pager,
    row_header,
)
from kraamzorg_app.ui.layout import page
from kraamzorg_app.ui.page import Page
from kraamzorg_app.ui.pages.clienten_registreren.state import TOGETHER_PATH, RegistrerenState, Row

PATH = "/clienten/registreren"
_COLUMNS = (
    Column("number", "Wachtlijstnr. cliënt"),
    Column("region", "Wachtlijst"),
    Column("due", "Uitgerekend"),
    Column("email", "E-mailadres"),
    Column("sent", "Verstuurd"),
    Column("works_until", "Werkt tot en met"),
    Column("status", "Status"),
    Column("actions", "Wat kunt u doen?"),
)


_vars: Any = RegistrerenState


def view() -> rx.Component:
    """Show the wizard, and under it what was sent."""
    return page(
        heading(
            "Cliënt registreren",
            "Registreer een nieuwe cliënt in uw wachtlijst zodat deze kan worden ingeschreven door"
            " een kraamzorgaanbieder.",
        ),
        steps(
            ("Postcode en datum", "Cliënt uitnodigen"),
            rx.cond(RegistrerenState.step == "check", 0, 1),
        ),
        rx.match(
            RegistrerenState.step,
            ("invite", _invite()),
            ("sent", _sent()),
            # Not before the page is live: what is sent earlier would land in the address.
            loaded(RegistrerenState.is_loaded, _check()),
        ),
        _invitations(),
        path=PATH,
    )


def _check() -> rx.Component:
    return card(
        form(
            required_note(),
            postcode_field(
                "postcode",
                "Postcode",
                required=True,
                hint="1234 of 1234 AB",
                error=RegistrerenState.field_errors["postcode"],
                default=RegistrerenState.postcode,
                auto_complete="off",
            ),
            date_field(
                "due_date",
                "Uitgerekende datum",
                required=True,
                error=RegistrerenState.field_errors["due_date"],
                default=RegistrerenState.due_date,
            ),
            button_row(submit_button("Controleren")),
            on_submit=RegistrerenState.check,
        ),
        rx.cond(RegistrerenState.closed_region, _closed()),
        title="Registratieformulier nieuwe cliënt",
    )


def _closed() -> rx.Component:
    return notice(
        rx.el.p(
            "De cliënt kan zich inschrijven bij een kraamzorgaanbieder in haar regio. Deze"
            " aanbieders zijn goedgekeurd:"
        ),
        contacts(RegistrerenState.closed_providers),
        tone="warning",
        title=rx.Var.create(
            f"{RegistrerenState.closed_region} heeft geen open wachtlijst voor deze datum"
        ),
        role="status",
    )


def _invite() -> rx.Component:
    return card(
        facts_of(
            fact("Wachtlijst", RegistrerenState.region),
            fact("Postcode", RegistrerenState.postcode),
            fact("Uitgerekende datum", RegistrerenState.due_date),
        ),
        rx.cond(
            RegistrerenState.is_far,
            notice(
                "Deze datum is meer dan 40 weken vooruit. Klopt hij?",
                tone="warning",
            ),
        ),
        rx.el.p("Gebruik dit formulier om een cliënt uit te nodigen."),
        form(
            required_note(),
            rx.cond(
                RegistrerenState.is_insurer,
                text_field(
                    "client_number",
                    "ClientNummer",
                    required=True,
                    hint="Het unieke registratienummer van uw verzekerde",
                    error=RegistrerenState.field_errors["client_number"],
                    max_length=30,
                ),
                rx.el.p("ClientNummer: krijgt zij vanzelf bij het versturen."),
            ),
            email_field(
                "email",
                "Emailadres",
                required=True,
                error=RegistrerenState.field_errors["email"],
                auto_complete="off",
            ),
            select_field("language", "Taal van de uitnodiging", _vars.language_choices),
            button_row(
                submit_button("Versturen"),
                button("Sluiten", on_click=RegistrerenState.close),
            ),
            on_submit=RegistrerenState.send,
        ),
        rx.cond(
            RegistrerenState.may_fill_in_together,
            rx.el.p(
                "Hebt u de cliënt aan de telefoon, of heeft zij geen e-mail? ",
                text_button(
                    "Samen met de cliënt invullen", on_click=RegistrerenState.begin_together
                ),
            ),
        ),
        title="Cliënt uitnodigen",
    )


def _sent() -> rx.Component:
    return card(
        notice(
            rx.el.p(
                "De cliënt krijgt een e-mail met een persoonlijke link. Zij staat op de wachtlijst"
                " als zij haar gegevens heeft ingevuld en akkoord is."
            ),
            tone="ok",
            title="De uitnodiging is verstuurd",
        ),
        facts_of(
            fact("Wachtlijst", RegistrerenState.region),
            fact("ClientNummer", RegistrerenState.client_number),
        ),
        button_row(
            button("Nog een cliënt registreren", look="primary", on_click=RegistrerenState.close)
        ),
        id="verstuurd",
        tab_index=-1,
    )


def _invitations() -> rx.Component:
    return card(
        loaded(
            RegistrerenState.is_loaded,
            rx.cond(
                RegistrerenState.total > 0,
                rx.fragment(
                    _asked(),
                    data_table(
                        _COLUMNS, RegistrerenState.rows, _draw, caption="Verstuurde uitnodigingen"
                    ),
                    pager(
                        RegistrerenState.range_text,
                        RegistrerenState.page_number > 1,
                        RegistrerenState.has_next,
                        on_previous=RegistrerenState.turn_page(-1),
                        on_next=RegistrerenState.turn_page(1),
                        label="Bladeren door uitnodigingen",
                    ),
                ),
                empty_state("Nog geen uitnodigingen", "Wat u verstuurt, ziet u hier terug."),
            ),
        ),
        title="Uitnodigingen",
    )


def _asked() -> rx.Component:
    return rx.match(
        RegistrerenState.asked_what,
        (
            "resend",
            confirm(
                RegistrerenState.asked != "",
                "Deze uitnodiging opnieuw versturen?",
                detail="De cliënt krijgt een nieuwe e-mail met een nieuwe link. De vorige link"
                " blijft ook werken.",
                on_confirm=RegistrerenState.resend,
                on_cancel=RegistrerenState.ask("", ""),
            ),
        ),
        (
            "withdraw",
            confirm(
                RegistrerenState.asked != "",
                "Deze uitnodiging intrekken?",
                detail="De link werkt dan niet meer en wat de cliënt al invulde, wordt gewist.",
                danger=True,
                on_confirm=RegistrerenState.withdraw,
                on_cancel=RegistrerenState.ask("", ""),
            ),
        ),
        rx.fragment(),
    )


def _draw(row: Row) -> list[rx.Component]:
    return [
        row_header("Wachtlijstnr. cliënt", row.number),
        cell("Wachtlijst", row.region),
        cell("Uitgerekend", rx.el.span(row.due, class_name="nowrap")),
        email_cell("E-mailadres", rx.cond(row.email, row.email, "\u2013")),
        cell("Verstuurd", rx.el.span(row.sent, class_name="nowrap")),
        cell("Werkt tot en met", rx.el.span(row.works_until, class_name="nowrap")),
        cell(
            "Status",
            status_badge(row.status),
            rx.cond(row.note, rx.el.div(row.note, class_name="muted")),
        ),
        cell(
            "Wat kunt u doen?",
            rx.cond(row.may_go_on | row.may_resend | row.may_withdraw, _row_actions(row)),
        ),
    ]


def _row_actions(row: Row) -> rx.Component:
    return rx.el.div(
        rx.cond(
            row.may_go_on,
            link_button("Verder invullen", f"{TOGETHER_PATH}/{row.id}", look="subtle"),
        ),
        rx.cond(
            row.may_resend,
            text_button(
                "Opnieuw versturen",
                on_click=RegistrerenState.ask(row.id, "resend"),
                aria_label=rx.Var.create(f"Opnieuw versturen: {row.number}"),
            ),
        ),
        rx.cond(
            row.may_withdraw,
            text_button(
                "Intrekken",
                on_click=RegistrerenState.ask(row.id, "withdraw"),
                aria_label=rx.Var.create(f"Intrekken: {row.number}"),
            ),
        ),
        class_name="row",
    )


PAGE = Page(
    PATH,
    "Cliënt registreren",
    view,
    on_load=RegistrerenState.load,
    menu_label="Cliënt registreren",
    permission=Permission.CLIENT_INVITE,
)
