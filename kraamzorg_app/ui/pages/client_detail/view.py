"""What the page of one client looks like."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import reflex as rx

from kraamzorg_app.domain.permissions import Permission
from kraamzorg_app.ui.components.buttons import Look, button, link_button, submit_button
from kraamzorg_app.ui.components.fields import (
    button_row,
    date_field,
    email_field,
    form,
    number_field,
    phone_field,
    postcode_field,
    required_note,
    select_field,
    text_area,
    text_field,
)
from kraamzorg_app.ui.components.notices import (
    empty_state,
    loaded,
    notice,
    status_badge,
    urgency_badge,
)
from kraamzorg_app.ui.components.panels import (
    card,
    confirm,
    fact,
    fact_if,
    facts_of,
    heading,
    row,
    stack,
    timeline,
)
from kraamzorg_app.ui.layout import page
from kraamzorg_app.ui.pages.client_detail.care_view import care_buttons, care_panels
from kraamzorg_app.ui.pages.client_detail.offer_view import (
    offer_buttons,
    offer_notice,
    offer_panels,
)
from kraamzorg_app.ui.pages.client_detail.state import ClientDetailState
from kraamzorg_app.ui.pages.client_detail.wording import (
    BSN_REASONS,
    CLOSE_REASONS,
    GIVE_BACK_REASONS,
)

_LISTS = "/clienten"
_NOTE_LABEL = "Toelichting"
_NOTE_HINT = "Alleen de wachtlijstcoördinator leest dit. Zet hier geen BSN in."


def view() -> rx.Component:
    """Show one client."""
    return page(
        rx.cond(ClientDetailState.is_missing, _missing(), _client()),
        path=_LISTS,
    )


def _missing() -> rx.Component:
    return stack(
        heading("Niet gevonden"),
        empty_state(
            "Deze cliënt is niet gevonden",
            "Misschien heeft een aanbieder haar net in zorg genomen, is zij van de wachtlijst af, "
            "of klopt het adres van deze pagina niet.",
            link_button("Naar de wachtlijsten", _LISTS),
        ),
    )


def _client() -> rx.Component:
    facts = ClientDetailState.facts
    title = rx.cond(facts.number, f"Cliënt {facts.number}", "Cliënt")
    return stack(
        rx.el.nav(rx.el.a("Cliënten op wachtlijsten", href=_LISTS), aria_label="Kruimelpad"),
        heading(title),
        loaded(
            ClientDetailState.is_loaded,
            stack(
                row(status_badge(facts.status), urgency_badge(facts.urgency)),
                rx.cond(ClientDetailState.is_unreachable, _unreachable()),
                offer_notice(),
                rx.cond(ClientDetailState.hindrance, notice(ClientDetailState.hindrance)),
                _actions(),
                _panels(),
                offer_panels(),
                care_panels(),
                card(_facts(), title="Gegevens"),
                card(timeline(ClientDetailState.lines), title="Tijdlijn"),
            ),
            rows=8,
        ),
    )


def _unreachable() -> rx.Component:
    return notice(
        "Een e-mail aan deze cliënt is teruggekomen. Bel haar en verbeter het e-mailadres.",
        tone="warning",
        title="E-mail komt niet aan",
    )


def _may(permission: Permission) -> Any:
    actions: Any = ClientDetailState.actions
    return actions.contains(permission.value)


def _action(permission: Permission, panel: str, label: str, look: Look = "secondary") -> Any:
    return rx.cond(
        _may(permission),
        button(
            label,
            look=look,
            on_click=ClientDetailState.open_panel(panel),
            aria_expanded=rx.cond(ClientDetailState.panel == panel, "true", "false"),
        ),
    )


def _actions() -> rx.Component:
    return row(
        _action(Permission.ENTRY_ACCEPT, "accept", "In zorg nemen", "primary"),
        offer_buttons(),
        _action(Permission.ENTRY_AUTHORIZE, "authorize", "Toelaten tot de wachtlijst", "primary"),
        _action(Permission.ENTRY_AUTHORIZE, "send_back", "Niet toelaten"),
        _action(Permission.ENTRY_CORRECT, "correct", "Gegevens corrigeren"),
        care_buttons(),
        _action(Permission.ENTRY_GIVE_BACK, "give_back", "Teruggeven aan de wachtlijst"),
        _action(Permission.ENTRY_CLOSE, "close", "Van de wachtlijst halen"),
    )


def _panels() -> rx.Component:
    is_open = ClientDetailState.panel
    cancel = ClientDetailState.open_panel("")
    return rx.fragment(
        confirm(
            is_open == "accept",
            "Wilt u deze cliënt in zorg nemen?",
            detail="Zij staat daarna niet meer op de wachtlijst en krijgt bericht dat u haar "
            "kraamzorg verzorgt. U ziet dan haar volledige gegevens.",
            on_confirm=ClientDetailState.accept,
            on_cancel=cancel,
        ),
        confirm(
            is_open == "authorize",
            "Wilt u deze cliënt toelaten tot de wachtlijst?",
            on_confirm=ClientDetailState.authorize,
            on_cancel=cancel,
        ),
        _reason_panel(
            "give_back",
            "Teruggeven aan de wachtlijst",
            "Zij komt weer op de wachtlijst. U ziet haar volledige gegevens dan niet meer.",
            GIVE_BACK_REASONS,
            ClientDetailState.give_back,
        ),
        _reason_panel(
            "close",
            "Van de wachtlijst halen",
            "Zij krijgt hier bericht van, behalve als de zwangerschap is geëindigd. "
            "Anderen lezen de reden niet.",
            CLOSE_REASONS,
            ClientDetailState.close,
        ),
        _reason_panel(
            "send_back",
            "Niet toelaten",
            "Zij komt niet op de wachtlijst en krijgt daar bericht van. Wie haar uitnodigde, leest "
            "uw toelichting, behalve als de zwangerschap is geëindigd.",
            CLOSE_REASONS,
            ClientDetailState.send_back,
            note_hint="Wie haar uitnodigde, leest dit. Zet hier geen persoonsgegevens in.",
        ),
        _correction(),
    )


def _reasons(reasons: Mapping[Any, str]) -> list[tuple[str, str]]:
    return [("", "Maak een keuze"), *((str(code), text) for code, text in reasons.items())]


def _reason_panel(  # noqa: PLR0913 - the parts of a question
    name: str,
    title: str,
    text: str,
    reasons: Mapping[Any, str],
    on_submit: Any,
    *,
    note_hint: str = _NOTE_HINT,
) -> rx.Component:
    errors = ClientDetailState.field_errors
    contents = card(
        rx.el.p(text),
        form(
            select_field(
                "reason",
                "Reden",
                _reasons(reasons),
                required=True,
                error=errors["reason"],
                id=f"{name}-reason",
            ),
            text_area(
                "note",
                _NOTE_LABEL,
                hint=note_hint,
                error=errors["note"],
                max_length=1000,
                id=f"{name}-note",
            ),
            _buttons("Bevestigen"),
            on_submit=on_submit,
        ),
        title=title,
        sand=True,
    )
    return rx.cond(ClientDetailState.panel == name, contents)


def _buttons(label: str) -> rx.Component:
    return button_row(
        submit_button(label),
        button("Annuleren", look="subtle", on_click=ClientDetailState.open_panel("")),
    )


def _correction() -> rx.Component:
    errors, start = ClientDetailState.field_errors, ClientDetailState.form
    contents = card(
        required_note(),
        form(
            date_field(
                "due_date",
                "Uitgerekende datum",
                default=start.due_date,
                error=errors["due_date"],
                required=True,
            ),
            postcode_field(
                "postcode",
                default=start.postcode,
                error=errors["postcode"],
                required=True,
                auto_complete="off",
            ),
            number_field(
                "house_number",
                "Huisnummer",
                default=start.house_number,
                error=errors["house_number"],
                required=True,
            ),
            text_field(
                "addition",
                "Toevoeging",
                default=start.addition,
                error=errors["addition"],
                size="short",
            ),
            text_field(
                "street", "Straat", default=start.street, error=errors["street"], required=True
            ),
            text_field(
                "city", "Woonplaats", default=start.city, error=errors["city"], required=True
            ),
            phone_field(
                "phone",
                default=start.phone,
                error=errors["phone"],
                required=True,
                auto_complete="off",
            ),
            email_field(
                "email",
                default=start.email,
                error=errors["email"],
                hint="Een nieuw adres telt zodra de cliënt de link opent die wij daarheen mailen.",
                auto_complete="off",
            ),
            _buttons("Opslaan"),
            on_submit=ClientDetailState.correct,
        ),
        title="Gegevens corrigeren",
        sand=True,
    )
    return rx.cond(ClientDetailState.panel == "correct", contents)


def _facts() -> rx.Component:
    facts = ClientDetailState.facts
    return facts_of(
        fact("Wachtlijst", facts.waiting_list),
        fact("Wachtlijstnr. cliënt", facts.number),
        fact("Postcode", facts.pc4),
        fact("Uitgerekend", facts.due),
        fact("Op de wachtlijst sinds", facts.placed),
        fact_if(facts.unanswered, "Geen antwoord op onze vraag sinds", facts.unanswered),
        fact_if(facts.provider, "Kraamzorgaanbieder", facts.provider),
        fact_if(facts.contract, "Contract", facts.contract),
        fact_if(facts.insurer, "Verzekeraar", facts.insurer),
        fact_if(facts.name, "Naam", facts.name),
        fact_if(facts.birth_date, "Geboortedatum", facts.birth_date),
        fact_if(facts.partner_name, "Naam partner", facts.partner_name),
        fact_if(facts.address, "Adres", facts.address),
        fact_if(facts.phone, "Telefoonnummer", rx.el.a(facts.phone, href=f"tel:{facts.phone}")),
        fact_if(facts.email, "E-mailadres", rx.el.a(facts.email, href=f"mailto:{facts.email}")),
        fact_if(facts.spoken_language, "Spreektaal", facts.spoken_language),
        fact_if(facts.preference, "Voorkeur voor aanbieder", facts.preference),
        fact_if(ClientDetailState.intake, "Intake", ClientDetailState.intake),
        fact_if(ClientDetailState.may_reveal_bsn, "BSN", _bsn()),
    )


def _bsn() -> rx.Component:
    ask = form(
        select_field(
            "reason",
            "Waarvoor heeft u het BSN nodig?",
            _reasons(BSN_REASONS),
            hint="Het bekijken van een BSN wordt vastgelegd.",
            required=True,
            error=ClientDetailState.field_errors["reason"],
            id="bsn-reason",
        ),
        _buttons("Bevestigen"),
        on_submit=ClientDetailState.reveal_bsn,
    )
    hidden = rx.cond(
        ClientDetailState.panel == "bsn",
        ask,
        row(
            rx.el.span("•" * 9, aria_label="verborgen", role="img"),
            button("Tonen", aria_label="BSN tonen", on_click=ClientDetailState.open_panel("bsn")),
        ),
    )
    shown = row(
        rx.el.strong(ClientDetailState.bsn, on_unmount=ClientDetailState.hide_bsn),
        button("Verbergen", aria_label="BSN verbergen", on_click=ClientDetailState.hide_bsn),
    )
    return rx.cond(ClientDetailState.bsn, shown, hidden)
