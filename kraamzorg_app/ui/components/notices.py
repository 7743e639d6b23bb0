"""What the tool tells: notices, badges, nothing found, still loading.

notice(*children, tone="info", title="")             stands in the page
message_area(text, tone)                             aria-live; tone: info, success, warning, error
badge(label, tone="neutral", icon_name="")           icon and word, never color alone
status_badge(status)                                 status: WAITING, ACCEPTED, … (a Var or str)
urgency_badge(urgency)                               a name of domain.urgency.Urgency
code_red_badge(is_open)                              "Code rood" or "Geen code rood"
empty_state(title, text="", action=None)
skeleton(rows=5, label="Bezig met laden")            keeps the height while loading
loaded(is_loaded, content, rows=5, label="Bezig met laden")
"""

from typing import Any

import reflex as rx

from kraamzorg_app.ui.components.icons import icon
from kraamzorg_app.ui.theme import Flag, Text, Tone

_ICONS: dict[Tone, str] = {
    "neutral": "info",
    "info": "info",
    "ok": "check",
    "warning": "clock",
    "error": "alert",
}
_ALERTS: dict[Tone, str] = {
    "neutral": "utrecht-alert--info",
    "info": "utrecht-alert--info",
    "ok": "utrecht-alert--ok",
    "warning": "utrecht-alert--warning",
    "error": "utrecht-alert--error",
}


def notice(*children: Any, tone: Tone = "info", title: Text = "", **props: Any) -> rx.Component:
    """Say something that stands apart from the text around it."""
    heading = [rx.el.strong(title)] if isinstance(title, rx.Var) or title else []
    return rx.el.div(
        rx.el.div(
            icon(_ICONS[tone]),
            rx.el.div(*heading, *children, class_name="notice__text"),
            class_name=f"notice notice--{tone}",
        ),
        class_name=f"utrecht-alert {_ALERTS[tone]}",
        **props,
    )


def message_area(text: Text, tone: Text) -> rx.Component:
    """Tell the outcome of what was just done; screen readers hear it without moving the focus."""
    return rx.el.div(
        rx.cond(
            text,
            rx.match(
                tone,
                ("success", notice(text, tone="ok")),
                ("warning", notice(text, tone="warning")),
                ("error", notice(text, tone="error")),
                notice(text, tone="info"),
            ),
        ),
        aria_live="polite",
        role="status",
        class_name="messages",
    )


def badge(label: Text, *, tone: Tone = "neutral", icon_name: str = "") -> rx.Component:
    """Show a state in one or two words."""
    return rx.el.span(
        icon(icon_name or _ICONS[tone]), rx.el.span(label), class_name=f"badge badge--{tone}"
    )


def status_badge(status: Text) -> rx.Component:
    """Show where an entry stands on the list."""
    return rx.match(
        status,
        ("WAITING", badge("Wachtend", tone="info", icon_name="clock")),
        ("ACCEPTED", badge("Ingeschreven", tone="ok")),
        ("AWAITING_AUTHORIZATION", badge("Wacht op akkoord", tone="neutral", icon_name="clock")),
        ("AWAITING_CONFIRMATION", badge("Wacht op bevestiging", tone="neutral", icon_name="mail")),
        ("CLOSED", badge("Van de lijst af", tone="neutral", icon_name="close")),
        ("SENT", badge("Uitnodiging verstuurd", tone="info", icon_name="mail")),
        ("COMPLETED", badge("Ingevuld", tone="ok")),
        ("EXPIRED", badge("Verlopen", tone="warning", icon_name="clock")),
        ("WITHDRAWN", badge("Ingetrokken", tone="neutral", icon_name="close")),
        badge(status),
    )


def urgency_badge(urgency: Text) -> rx.Component:
    """Show how near the due date is; calm shows nothing."""
    return rx.match(
        urgency,
        ("BORN", badge("Bevalling gemeld", tone="error", icon_name="heart")),
        ("OVERDUE", badge("Datum voorbij", tone="error", icon_name="alert")),
        ("CRITICAL", badge("Zeer dichtbij", tone="warning", icon_name="alert")),
        ("SOON", badge("Dichtbij", tone="warning", icon_name="alert")),
        ("NEARING", badge("Nadert", tone="warning", icon_name="clock")),
        rx.fragment(),
    )


def code_red_badge(is_open: Flag) -> rx.Component:
    """Show whether a region is in code red, "code rood"."""
    return rx.cond(
        is_open,
        badge("Code rood", tone="error", icon_name="stop"),
        badge("Geen code rood", tone="neutral", icon_name="check"),
    )


def empty_state(title: Text, text: Text = "", action: rx.Component | None = None) -> rx.Component:
    """Say that there is nothing, and what one can do about it."""
    return rx.el.div(
        icon("search"),
        rx.el.strong(title),
        rx.el.p(text) if isinstance(text, rx.Var) or text else rx.fragment(),
        action or rx.fragment(),
        class_name="empty",
    )


def skeleton(rows: int = 5, label: str = "Bezig met laden") -> rx.Component:
    """Hold the place of rows that are on their way (40 px each)."""
    return rx.el.div(
        rx.el.span(label, class_name="visually-hidden"),
        *[rx.el.span() for _ in range(rows)],
        role="status",
        class_name="skeleton",
    )


def loaded(
    is_loaded: Flag, content: rx.Component, rows: int = 5, label: str = "Bezig met laden"
) -> rx.Component:
    """Show the content once it is there, its outline until then."""
    return rx.cond(is_loaded, content, skeleton(rows, label))
