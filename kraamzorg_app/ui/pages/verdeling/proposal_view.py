"""What the lines of a proposal look like, with changing one of them and sending."""

from __future__ import annotations

from typing import Any, Final

import reflex as rx

from kraamzorg_app.ui.administration import text_list
from kraamzorg_app.ui.components.buttons import button, link, text_button
from kraamzorg_app.ui.components.fields import select_field
from kraamzorg_app.ui.components.icons import icon
from kraamzorg_app.ui.components.notices import badge, notice, urgency_badge
from kraamzorg_app.ui.components.panels import card, confirm, row, stack
from kraamzorg_app.ui.components.tables import Column, cell, data_table, pager
from kraamzorg_app.ui.pages.verdeling.proposal import VoorstelState

_CLIENTS: Final = "/clienten"
_NUMBER, _TICK, _PROVIDER, _WHY = "Wachtlijstnr. cliënt", "Aanbieden", "Aanbieder", "Waarom"


def proposal_lines(may_offer: Any, shows_name: Any) -> rx.Component:
    """Show who gets whom and who is left over, when there is a proposal."""
    state = VoorstelState
    left = state.left
    nobody_placed = rx.el.p("Voor niemand is ruimte gevonden.")
    lines = card(
        rx.cond(
            state.not_sent,
            notice(text_list(state.not_sent), tone="warning", title="Niet aangeboden"),
        ),
        rx.cond(
            state.over_hours,
            notice(
                text_list(state.over_hours),
                rx.el.p("Gerekend met 45 uur per cliënt."),
                title="Meer uren dan opgegeven",
            ),
        ),
        rx.cond(
            state.placed_count,
            stack(
                rx.cond(may_offer, _sending()),
                _arrangement(),
                rx.cond(
                    state.is_by_provider,
                    _groups(may_offer, shows_name),
                    _placed(may_offer, shows_name),
                ),
            ),
            nobody_placed,
        ),
        title=f"Geplaatst in het voorstel ({state.placed_count})",
    )
    left_over = card(
        rx.cond(
            left.rows,
            stack(
                _table(left.rows, shows_name, "Niet geplaatst"),
                pager(
                    left.range_text,
                    left.has_previous,
                    left.has_next,
                    on_previous=state.turn_left_page(-1),
                    on_next=state.turn_left_page(1),
                    label="Bladeren door wie niet is geplaatst",
                ),
            ),
            rx.el.p("Iedereen heeft een plaats in het voorstel."),
        ),
        title=f"Niet geplaatst ({left.total})",
    )
    return rx.cond(state.draft_id, stack(lines, left_over))


def _arrangement() -> rx.Component:
    """Choose between a line for each provider and a line for each client."""
    is_by_provider: Any = VoorstelState.is_by_provider

    def choice(label: str, *, by_provider: bool) -> rx.Component:
        return button(
            label,
            look="subtle",
            on_click=VoorstelState.arrange(by_provider),
            aria_pressed=rx.cond(is_by_provider == by_provider, "true", "false"),
        )

    return rx.el.div(
        choice("Per aanbieder", by_provider=True),
        choice("Per cliënt", by_provider=False),
        role="group",
        aria_label="Weergave van het voorstel",
        class_name="row",
    )


def _placed(may_offer: Any, shows_name: Any) -> rx.Component:
    state = VoorstelState
    placed = state.placed
    return stack(
        _table(placed.rows, shows_name, "Voorstel", may_offer=may_offer),
        pager(
            placed.range_text,
            placed.has_previous,
            placed.has_next,
            on_previous=state.turn_page(-1),
            on_next=state.turn_page(1),
            label="Bladeren door het voorstel",
        ),
    )


def _groups(may_offer: Any, shows_name: Any) -> rx.Component:
    """Show each provider with how many it gets; its lines on a press."""
    state = VoorstelState
    return rx.el.ul(
        rx.foreach(
            state.groups,
            lambda group: rx.el.li(
                _group(group, may_offer),
                rx.cond(state.open_group == group.id, _placed(may_offer, shows_name)),
            ),
        ),
        class_name="groups",
    )


def _group(group: Any, may_offer: Any) -> rx.Component:
    state = VoorstelState
    tick = _choice(
        rx.el.span("Alles aanvinken voor ", group.name, class_name="visually-hidden"),
        checked=(group.ticked == group.open) & (group.open > 0),
        on_change=lambda is_on: state.tick_group(group.id, is_on),
        disabled=group.open == 0,
    )
    return rx.el.div(
        rx.cond(may_offer, tick),
        rx.el.button(
            icon("arrow"),
            rx.el.span(group.name),
            type="button",
            on_click=state.toggle(group.id),
            aria_expanded=rx.cond(state.open_group == group.id, "true", "false"),
            class_name="group__name",
        ),
        rx.el.span(
            rx.cond(group.lines == 1, "1 cliënt", f"{group.lines} cliënten"),
            rx.cond(group.ticked, f", {group.ticked} aangevinkt", ""),
            class_name="muted",
        ),
        class_name="group",
    )


def _sending() -> rx.Component:
    state = VoorstelState
    everybody = _choice(
        rx.el.span(f"Alles aanvinken ({state.open_count})"),
        checked=(state.ticked == state.open_count) & (state.ticked > 0),
        on_change=state.tick_all,
        disabled=state.open_count == 0,
    )
    send = button(
        f"Aanbieden ({state.ticked})",
        look="primary",
        on_click=state.ask_to_send,
        disabled=state.ticked == 0,
    )
    return stack(
        row(everybody, send, between=True),
        confirm(
            state.asks_to_send,
            rx.cond(
                state.ticked == 1,
                "Wilt u 1 cliënt aanbieden?",
                f"Wilt u {state.ticked} cliënten aanbieden?",
            ),
            detail="De aanbieders krijgen meteen bericht en hebben de tijd om te antwoorden die "
            "in uw regio is afgesproken.",
            on_confirm=state.send,
            on_cancel=state.keep,
        ),
    )


def _choice(label: rx.Component, **props: Any) -> rx.Component:
    return rx.el.label(rx.el.input(type="checkbox", **props), label, class_name="choice")


def _table(rows: Any, shows_name: Any, caption: str, *, may_offer: Any = None) -> rx.Component:
    has_ticks = may_offer is not None
    columns = [
        *([Column("tick", _TICK, shown=may_offer)] if has_ticks else []),
        Column("number", _NUMBER),
        Column("pc4", "Postcode"),
        Column("due", "Uitgerekend"),
        Column("name", "Naam", shown=shows_name),
        Column("provider", _PROVIDER),
        Column("why", _WHY),
    ]
    table = data_table(
        columns,
        rows,
        lambda line: [
            *([cell(_TICK, _tick(line), shown=may_offer)] if has_ticks else []),
            rx.el.th(
                rx.cond(line.number, link(line.number, f"{_CLIENTS}/{line.id}"), "Onbekend"),
                scope="row",
                custom_attrs={"data-label": _NUMBER},
            ),
            cell("Postcode", line.pc4),
            cell("Uitgerekend", row(line.due, urgency_badge(line.urgency))),
            cell("Naam", line.name, shown=shows_name),
            cell(_PROVIDER, _provider(line)),
            cell(_WHY, line.why),
        ],
        caption=caption,
    )
    return rx.el.div(table, class_name="division-lines")


def _tick(line: Any) -> rx.Component:
    return rx.cond(
        line.is_open,
        _choice(
            rx.el.span("Aanbieden: ", line.number, class_name="visually-hidden"),
            checked=line.is_ticked,
            on_change=lambda is_on: VoorstelState.tick(line.id, is_on),
        ),
        rx.cond(
            line.state == "SENT",
            badge(line.state_text, tone="ok"),
            badge(line.state_text, tone="warning", icon_name="alert"),
        ),
    )


def _provider(line: Any) -> rx.Component:
    state = VoorstelState
    change = text_button(
        "Wijzigen",
        on_click=state.change(line.id),
        aria_label="Wijzigen: " + line.number.to(str),
        id="wijzig-" + line.id.to(str),
    )
    return rx.cond(
        state.moving.id == line.id,
        _moving(),
        stack(
            rx.cond(line.provider, rx.el.span(line.provider), rx.el.span("Niemand")),
            rx.cond(line.is_by_hand, badge("Met de hand")),
            rx.cond(line.is_open, change),
            tight=True,
        ),
    )


def _moving() -> rx.Component:
    state = VoorstelState
    moving: Any = state.moving
    return rx.el.div(
        select_field(
            "provider", "Andere aanbieder", moving.options, on_change=state.weigh, auto_focus=True
        ),
        rx.el.p(moving.costs, aria_live="polite", class_name="division-costs"),
        row(
            button("Toepassen", on_click=state.apply, disabled=moving.chosen == ""),
            button("Annuleren", look="subtle", on_click=state.keep),
        ),
        class_name="division-moving",
    )
