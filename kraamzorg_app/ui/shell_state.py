"""What the frame around a page shows; the bridge fills it."""

from typing import TypedDict

import reflex as rx


class MenuItem(TypedDict):
    """One entry of the menu."""

    label: str
    href: str


class ShellState(rx.State):
    """The menu, bell, message and idle warning of whoever is logged in."""

    menu: list[MenuItem] = []
    unread: int = 0
    message: str = ""
    message_tone: str = "info"
    idle_warning: bool = False
    display_name: str = ""
    working_role: str = ""
    is_demo: bool = False
    keeps_message: bool = False
    """Whether the message goes along to the next page."""
