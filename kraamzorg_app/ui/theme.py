"""What every page loads to look the way it does, and the words for how a thing is meant."""

from typing import Any, Literal

import reflex as rx

Text = str | rx.Var[str]
"""A sentence known now, or one that comes from the State."""

Flag = bool | rx.Var[bool]
"""Yes or no, known now or from the State."""

Rows = Any
"""A Var of a list; a State's class shows it to the type checker as the list itself."""

Tone = Literal["neutral", "info", "ok", "warning", "error"]
"""How a notice or badge is meant; each tone has a color and an icon of its own."""

STYLESHEETS = [
    "/styles.css",
    "/css/tokens.css",
    "/css/base.css",
    "/css/forms.css",
    "/css/content.css",
    "/css/calendar.css",
    "/css/capacity.css",
    "/css/charts.css",
    "/css/division.css",
    "/css/print.css",
]
"""For `rx.App(stylesheets=…)`, in this order."""


def head() -> list[rx.Component]:
    """Icons and browser colors, for `rx.App(head_components=…)`."""
    return [
        rx.el.link(rel="icon", href="/favicon.svg", type="image/svg+xml"),
        rx.el.meta(name="theme-color", content="#ffffff", media="(prefers-color-scheme: light)"),
        rx.el.meta(name="theme-color", content="#0f1b27", media="(prefers-color-scheme: dark)"),
    ]
