"""Buttons and links. One primary button a view.

button(label, on_click=…, look="secondary", icon_name="", busy=False, disabled=False, **props)
submit_button(label, icon_name="", busy=False, **props)         primary, type=submit
link_button(label, href, look="secondary", icon_name="")        an internal link that looks so
download_button(label, href, icon_name="download")              a real download
icon_button(icon_name, label, on_click=…)                       label is read aloud
text_button(label, on_click=…)                                  looks like a link
print_button()                                                  the browser's print window
link(label, href)                                               a plain internal link
"""

from typing import Any, Literal

import reflex as rx
from reflex.vars.function import FunctionStringVar

from kraamzorg_app.ui.components.icons import icon
from kraamzorg_app.ui.components.native import document_link
from kraamzorg_app.ui.theme import Text

Look = Literal["primary", "secondary", "danger", "subtle"]

_PRINT: Any = FunctionStringVar.create("(() => window.print())")
_CLASSES: dict[Look, str] = {
    "primary": "utrecht-button utrecht-button--primary-action",
    "secondary": "utrecht-button utrecht-button--secondary-action",
    "danger": "utrecht-button utrecht-button--secondary-action utrecht-button--danger",
    "subtle": "utrecht-button utrecht-button--subtle",
}


def _face(label: Text, icon_name: str) -> list[Any]:
    return [icon(icon_name), rx.el.span(label)] if icon_name else [label]


def button(
    label: Text, *, look: Look = "secondary", icon_name: str = "", busy: Any = None, **props: Any
) -> rx.Component:
    """Do something; `busy` (a Var) says it is under way and keeps a second press from counting."""
    if busy is not None:
        props |= {"aria_busy": rx.cond(busy, "true", "false"), "disabled": busy}
    return rx.el.button(
        *_face(label, icon_name),
        type=props.pop("type", "button"),
        class_name=_CLASSES[look],
        **props,
    )


def submit_button(label: Text, *, look: Look = "primary", **props: Any) -> rx.Component:
    """Send the form it stands in."""
    return button(label, look=look, type="submit", **props)


def link_button(
    label: Text, href: Text, *, look: Look = "secondary", icon_name: str = "", **props: Any
) -> rx.Component:
    """Go to a page of ours; it is a link, so it opens in a new tab when asked."""
    return rx.el.a(*_face(label, icon_name), href=href, class_name=_CLASSES[look], **props)


def download_button(label: Text, href: Text, *, icon_name: str = "download") -> rx.Component:
    """Fetch a file from an HTTP route."""
    return document_link(*_face(label, icon_name), href=href, class_name=_CLASSES["secondary"])


def icon_button(icon_name: str, label: str, **props: Any) -> rx.Component:
    """Do something, with an icon only; the label is read aloud and shown as a tip."""
    return rx.el.button(
        icon(icon_name),
        type="button",
        aria_label=label,
        title=label,
        class_name=f"{_CLASSES['subtle']} button--icon",
        **props,
    )


def print_button(label: Text = "Afdrukken") -> rx.Component:
    """Print this page; the call is part of the built script, so it needs no `unsafe-eval`."""
    return button(label, icon_name="print", on_click=_PRINT)


def text_button(label: Text, **props: Any) -> rx.Component:
    """Do something small in a sentence or a row."""
    return rx.el.button(label, type="button", class_name="button--link", **props)


def link(label: Text, href: Text, **props: Any) -> rx.Component:
    """Go to a page of ours."""
    return rx.el.a(label, href=href, **props)
