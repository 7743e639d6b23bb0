"""What the frame around a page shows; `ui.shell`, `ui.bridge` and `ui.idle` fill it."""

from typing import TypedDict

import reflex as rx
from reflex_base.constants.state import FIELD_MARKER

from kraamzorg_app.domain.permissions import Permission
from kraamzorg_app.services import languages
from kraamzorg_app.ui import messages
from kraamzorg_app.ui.policies import handler


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
    helpdesk_email: str = ""
    manager_name: str = ""
    """Who offers the tool ("functioneel beheer")."""
    last_fault: str = ""
    """The fault that this person saw last, for a question to the helpdesk."""
    asks_second_factor: bool = False
    """Whether something waits until a second factor is given again."""
    _waiting_event: str = ""
    _waiting_payload: str = "{}"
    help_section: str = ""
    """What the manual says about this page, by the id of its section."""
    keeps_message: bool = False
    """Whether the message goes along to the next page."""

    @handler(Permission.PUBLIC, activity=False)
    def warn(self) -> None:
        """Say that the session ends in two minutes."""
        self.idle_warning = True

    @handler(Permission.PUBLIC, activity=False)
    def calm(self) -> None:
        """Take the warning away, since the person went on in another tab."""
        self.idle_warning = False

    @handler(Permission.ACCOUNT_OWN)
    def stay(self) -> None:
        """Go on ("Doorgaan"): that this was asked keeps the session alive."""
        self.idle_warning = False

    @handler(Permission.PUBLIC, activity=False)
    def report(self, fault_id: str) -> None:
        """Say that something unexpected went wrong."""
        self.last_fault = fault_id[:8]
        language = languages.of_path(self.router.url.path)
        self.message = messages.fault_sentence(self.last_fault, language)
        self.message_tone = "error"


def only_message(sentence: str) -> dict[str, dict[str, str]]:
    """Give an update that shows a sentence and touches no State: that can't be had now."""
    shown = {"message": sentence, "message_tone": "error"}
    marked = {f"{name}{FIELD_MARKER}": text for name, text in shown.items()}
    return {ShellState.get_full_name(): marked}
