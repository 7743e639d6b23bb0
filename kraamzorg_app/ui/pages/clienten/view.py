"""What the page of the lists looks like: the four blocks of the manual."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import reflex as rx

from kraamzorg_app.domain.listing import SortKey
from kraamzorg_app.ui.components.address import followed_address
from kraamzorg_app.ui.components.buttons import button, download_button, link, link_button
from kraamzorg_app.ui.components.fields import (
    date_field,
    filter_field,
    filter_group,
    filters,
    select_field,
)
from kraamzorg_app.ui.components.notices import badge, empty_state, loaded, notice, urgency_badge
from kraamzorg_app.ui.components.panels import card, heading
from kraamzorg_app.ui.components.tables import (
    Column,
    Sorting,
    cell,
    data_table,
    email_cell,
    pager,
    row_header,
)
from kraamzorg_app.ui.intake_wording import CHOICES
from kraamzorg_app.ui.layout import page
from kraamzorg_app.ui.pages.clienten.address import PATH, Part, Table
from kraamzorg_app.ui.pages.clienten.state import ClientenState

_REGISTER_PATH = "/clienten/registreren"
_UPDATES_PATH = "/weekupdates"
_EXPORT_PATH = "/downloads/clienten"
_EXPORTS = (("Exporteren (CSV)", "csv"), ("Exporteren (Excel)", "xlsx"))


def view() -> rx.Component:
    """Show the lists."""
    return page(
        heading(
            "Cliënten op wachtlijsten",
            ClientenState.intro,
            actions=[_updates(), _export(), _register()],
        ),
        _filter(),
        _waiting(),
        _enrolled(),
        followed_address(ClientenState.page_address, ClientenState.page_address_step, PATH),
        path=PATH,
    )


def _export() -> rx.Component:
    address: Any = ClientenState.page_address
    ways = [
        download_button(label, href=address.replace(PATH, f"{_EXPORT_PATH}.{kind}"))
        for label, kind in _EXPORTS
    ]
    return rx.cond(ClientenState.may_export, rx.fragment(*ways))


def _updates() -> rx.Component:
    return rx.cond(
        ClientenState.has_updates,
        link_button("Wekelijkse updates", _UPDATES_PATH, look="subtle"),
    )


def _register() -> rx.Component:
    return rx.cond(
        ClientenState.may_invite,
        link_button("Cliënt registreren", _REGISTER_PATH, look="primary", icon_name="plus"),
    )


def _filter() -> rx.Component:
    return card(
        rx.el.p("Gebruik onderstaande velden om de gegevens op deze pagina te filteren."),
        filters(
            _filter_group("Filter wachtende cliënten", Table.WAITING, ClientenState.waiting),
            _filter_group("Filter ingeschreven cliënten", Table.ENROLLED, ClientenState.enrolled),
        ),
        title="Pagina filter",
        sand=True,
    )


def _filter_group(legend: str, table: Table, shown: Any) -> rx.Component:
    def of(part: Part) -> dict[str, Any]:
        return {
            "id": f"{table}-{part}",
            "on_change": ClientenState.filter_by(table.value, part.value),
        }

    leaving = ClientenState.check_filter(table.value)
    dates: dict[str, Any] = {"hint": "", "placeholder": "dd-mm-jjjj", "on_blur": leaving}
    return filter_group(
        legend,
        filter_field(
            "Postcode bevat",
            error=shown.pc4_error,
            input_mode="numeric",
            max_length=4,
            **of(Part.PC4),
        ),
        date_field(
            f"{table}-van",
            "Uitgerekend tussen",
            error=shown.from_error,
            **of(Part.DUE_FROM),
            **dates,
        ),
        date_field(f"{table}-tot", "en", error=shown.to_error, **of(Part.DUE_TO), **dates),
        *([_urgency(of(Part.MARK))] if table is Table.WAITING else []),
        _intake(table, of(Part.INTAKE)),
    )


def _intake(table: Table, props: dict[str, Any]) -> rx.Component:
    """Ask how far the intake is; for those who do intakes somewhere."""
    firsts: Any = ClientenState.first_intakes
    field = select_field(
        props["id"], "Intake", CHOICES, default=firsts[list(Table).index(table)], **props
    )
    return rx.cond(ClientenState.may_filter_intake, field)


def _urgency(props: dict[str, Any]) -> rx.Component:
    """Ask how urgent; there once it is known what this person can choose from."""
    field = select_field(
        props["id"],
        "Urgentie",
        ClientenState.marks,
        default=ClientenState.first_mark,
        error=ClientenState.waiting.mark_error,
        **props,
    )
    return rx.cond(ClientenState.marks, field)


def _waiting() -> rx.Component:
    return _list(
        Table.WAITING,
        ClientenState.waiting,
        rx.fragment(
            "U vindt hier alle cliënten die op dit moment op de wachtlijsten staan.",
            rx.cond(
                ClientenState.may_invite,
                rx.fragment(
                    " Via het kopje ",
                    link("cliënt registreren", _REGISTER_PATH),
                    " kunt u cliënten toevoegen aan open wachtlijsten.",
                ),
            ),
        ),
        "Er staan nu geen cliënten op deze wachtlijsten.",
        [],
    )


def _enrolled() -> rx.Component:
    return _list(
        Table.ENROLLED,
        ClientenState.enrolled,
        "U vindt hier alle cliënten die reeds door een kraamzorgaanbieder zijn ingeschreven. "
        "U kunt zoeken op basis van een periode waarin de cliënt uitgerekend is.",
        "Er zijn nog geen ingeschreven cliënten.",
        [Column("provider", "Kraamzorgaanbieder")],
    )


def _list(
    table: Table, shown: Any, intro: Any, empty: str, before: Sequence[Column]
) -> rx.Component:
    contents = rx.cond(
        shown.rows,
        rx.fragment(
            data_table(
                [*before, *_columns(table)],
                shown.rows,
                lambda row: [
                    *(cell(column.label, getattr(row, column.key)) for column in before),
                    *_cells(table, row),
                ],
                caption=shown.title,
                sorting=Sorting(
                    shown.sort,
                    shown.is_descending,
                    lambda key: ClientenState.sort_by(table.value, key),
                ),
                id=f"{table}-tabel",
            ),
            pager(
                shown.range_text,
                shown.has_previous,
                shown.has_next,
                on_previous=ClientenState.turn_page(table.value, -1),
                on_next=ClientenState.turn_page(table.value, 1),
                label=f"Bladeren door {table} cliënten",
            ),
        ),
        rx.cond(shown.is_filtered, _nothing_found(table), empty_state(empty)),
    )
    return card(
        rx.el.p(intro),
        rx.cond(
            shown.is_failed,
            notice("Deze lijst kon niet worden gelezen. Laad de pagina opnieuw.", tone="error"),
        ),
        loaded(shown.is_loaded, contents),
        title=shown.title,
        id=table.value,
    )


def _nothing_found(table: Table) -> rx.Component:
    return empty_state(
        "Geen cliënten gevonden",
        "Geen cliënt past bij dit filter.",
        button("Filter wissen", on_click=ClientenState.clear(table.value)),
    )


def _columns(table: Table) -> list[Column]:
    urgency = Column(SortKey.URGENCY, "Urgentie", sortable=True, shown=ClientenState.shows_urgency)
    return [
        Column("waiting_list", "Wachtlijst"),
        Column(SortKey.CLIENT_NUMBER, "Wachtlijstnr. cliënt", sortable=True),
        Column(SortKey.PC4, "Postcode", sortable=True),
        Column(SortKey.DUE_DATE, "Uitgerekend", sortable=True),
        *([urgency] if table is Table.WAITING else []),
        Column("name", "Naam", shown=ClientenState.shows_contact),
        Column("email", "E-mailadres", shown=ClientenState.shows_contact),
        Column("phone", "Telefoonnummer", shown=ClientenState.shows_contact),
        Column("birth_date", "Geboortedatum", shown=ClientenState.shows_birth_date),
        Column("insurer", "Verzekeraar", shown=ClientenState.shows_birth_date),
    ]


def _cells(table: Table, row: Any) -> list[rx.Component]:
    contact, birth = ClientenState.shows_contact, ClientenState.shows_birth_date
    own_column = ClientenState.shows_urgency
    urgency = urgency_badge(row.urgency)
    escalated = rx.cond(row.is_escalated, badge("Geëscaleerd", tone="warning", icon_name="alert"))
    both = rx.cond(
        (row.urgency != "CALM") | row.is_escalated,
        rx.el.span(urgency, escalated, class_name="badges"),
    )
    return [
        cell("Wachtlijst", row.waiting_list),
        row_header("Wachtlijstnr. cliënt", row.number, href=f"{PATH}/{row.id}"),
        cell("Postcode", row.pc4),
        cell("Uitgerekend", rx.el.span(row.due, " ", rx.cond(own_column, rx.fragment(), urgency))),
        *([cell("Urgentie", both, shown=own_column)] if table is Table.WAITING else []),
        cell("Naam", row.name, shown=contact),
        email_cell("E-mailadres", row.email, shown=contact),
        cell("Telefoonnummer", row.phone, shown=contact),
        cell("Geboortedatum", row.birth_date, shown=birth),
        cell("Verzekeraar", row.insurer, shown=birth),
    ]
