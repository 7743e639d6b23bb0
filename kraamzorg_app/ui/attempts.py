"""What the pages before a session share: the attempt behind the cookie, and how it is shown."""

from __future__ import annotations

from typing import Any

import reflex as rx
from reflex_base.event.context import EventContext

from kraamzorg_app.services import login_attempts
from kraamzorg_app.services.login_attempts import AttemptView, Stage
from kraamzorg_app.ui import bridge, messages
from kraamzorg_app.ui.account_routes import cookie_names
from kraamzorg_app.ui.components.native import native_form
from kraamzorg_app.ui.components.notices import notice
from kraamzorg_app.ui.visits import read_cookies


class AttemptState(rx.State, mixin=True):
    """What is shown of an attempt; the attempt itself stays on the server."""

    stage: str = ""
    email: str = ""
    display_name: str = ""
    form_error: str = ""
    notice: str = ""
    is_loaded: bool = False


async def read_attempt(page: Any, *stages: Stage) -> AttemptView:
    """Show the attempt behind this browser's cookie, when it is at a stage of the page."""
    headers = EventContext.get().router_data.get("headers") or {}
    token = read_cookies(headers.get("cookie", "")).get(cookie_names().attempt, "")
    view = await bridge.run(page, login_attempts.read, token)
    if not isinstance(view, AttemptView) or view.stage not in stages:
        view = AttemptView(stages[0])
    sentences = {name: messages.field_sentence(code) for name, code in view.errors.items()}
    page.stage, page.email, page.display_name = view.stage, view.email, view.display_name
    page.form_error = sentences.pop("form", "")
    page.field_errors = sentences
    page.notice = messages.field_sentence(view.notice) if view.notice else ""
    page.is_loaded = True
    return view


def attempt_notices(state: type[Any]) -> rx.Component:
    """Show what there is to know before the form is filled in again."""
    return rx.fragment(
        rx.cond(state.notice, notice(state.notice, tone="ok", role="status")),
        rx.cond(state.form_error, notice(state.form_error, tone="error", role="alert")),
    )


def attempt_form(*children: Any, action: str) -> rx.Component:
    """Post fields to a route; whatever comes of it, the next page shows it."""
    return native_form(*children, action=action, class_name="form")
