"""What a page is: a route, a view and who may have its HTML."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

import reflex as rx
from reflex.event import EventHandler

from kraamzorg_app.domain.permissions import Permission

NAME: Final = "Wachtlijsttool Kraamzorg"


class PageAudience(StrEnum):
    """Who gets the HTML of a page; what stands in it is decided per event."""

    EVERYONE = "EVERYONE"
    USERS = "USERS"
    """People with an account who are logged in."""
    CLIENTS = "CLIENTS"
    """A client who came in by her link."""


@dataclass(frozen=True, slots=True)
class Page:
    """One page; a new one is for people who are logged in unless it says otherwise."""

    route: str
    title: str
    view: Callable[[], rx.Component]
    audience: PageAudience = PageAudience.USERS
    on_load: Any = None
    menu_label: str = ""
    """How the menu names the page; empty for a page that is not in it."""
    permission: Permission = Permission.ACCOUNT_OWN
    """Who sees it in the menu."""

    @property
    def document_title(self) -> str:
        """Name the page and then the tool, for tabs, history and who listens to a page."""
        return self.title if self.title == NAME else f"{self.title} - {NAME}"

    @property
    def loads(self) -> tuple[EventHandler, ...]:
        """Give the handlers that fill the page, without their arguments."""
        given: list[Any] = self.on_load if isinstance(self.on_load, list) else [self.on_load]
        return tuple(getattr(each, "handler", each) for each in given if each is not None)

    @property
    def key(self) -> str:
        """Name the route as Reflex does."""
        return self.route.strip("/") or "index"
