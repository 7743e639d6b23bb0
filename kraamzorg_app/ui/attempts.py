"""What the pages before a session share: the attempt behind the cookie, and how it is shown."""

from __future__ import annotations

from typing import Any

import reflex as rx
import segno
from reflex_base.event.context import EventContext

from kraamzorg_app.services import login_attempts
from kraamzorg_app.services.login_attempts import AttemptView, Stage
from kraamzorg_app.services.passwords import MIN_LENGTH
from kraamzorg_app.ui import bridge, messages
from kraamzorg_app.ui.account_routes import cookie_names
from kraamzorg_app.ui.components.buttons import submit_button
from kraamzorg_app.ui.components.fields import button_row, code_field, password_field, text_field
from kraamzorg_app.ui.components.native import document_link, native_form
from kraamzorg_app.ui.components.notices import notice
from kraamzorg_app.ui.components.panels import card, qr, secret
from kraamzorg_app.ui.visits import read_cookies


class AttemptState(rx.State, mixin=True):
    """What is shown of an attempt; the attempt itself stays on the server."""

    stage: str = ""
    email: str = ""
    display_name: str = ""
    form_error: str = ""
    notice: str = ""
    is_loaded: bool = False


def attempt_token() -> str:
    """Give the cookie of the attempt under way in this browser."""
    headers = EventContext.get().router_data.get("headers") or {}
    return read_cookies(headers.get("cookie", "")).get(cookie_names().attempt, "")


async def read_attempt(page: Any, *stages: Stage) -> AttemptView:
    """Show the attempt behind this browser's cookie, when it is at a stage of the page."""
    view = await bridge.run(page, login_attempts.read, attempt_token())
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


def name_field(state: Any) -> rx.Component:
    """Ask how somebody is called."""
    return text_field(
        "display_name",
        "Naam",
        hint="Zo spreken we u aan.",
        auto_complete="name",
        max_length=120,
        default=state.display_name,
        error=state.field_errors["display_name"],
    )


def new_password_field(state: Any, label: str = "Wachtwoord") -> rx.Component:
    """Ask a password to choose."""
    return password_field(
        label=label,
        new=True,
        hint=f"Minstens {MIN_LENGTH} tekens. Een zin met spaties mag ook.",
        max_length=256,
        error=state.field_errors["password"],
    )


def look_in_mail(*text: Any) -> rx.Component:
    """Say that a mail was sent, and what it is for."""
    return notice(
        rx.el.p(*text),
        rx.el.p("Geen e-mail gekregen? Kijk ook in de map met ongewenste e-mail."),
        tone="ok",
        title="Kijk in uw e-mail",
        role="status",
    )


def app_codes(view: AttemptView) -> tuple[str, str, str]:
    """Give the secret of a new authenticator app, its QR code as an image address, and its link."""
    if not view.secret:
        return "", "", ""
    image = segno.make(view.enrolment_uri).svg_data_uri(scale=5)
    return view.secret, image, view.enrolment_uri


def app_card(state: Any, intro: str, *, action: str) -> rx.Component:
    """Show how to set up an authenticator app, and ask its first code."""
    return card(
        rx.el.p(intro),
        rx.el.ol(
            rx.el.li("Open de app en kies om een account toe te voegen."),
            rx.el.li("Scan deze QR-code."),
            rx.el.li("Vul hieronder de code in die de app laat zien."),
        ),
        qr(state.qr_code, "QR-code voor uw authenticatie-app"),
        rx.el.p(
            "Staat de app op deze telefoon? ",
            document_link("Open de app met deze link", href=state.app_link),
            ".",
        ),
        rx.el.p("Kunt u niet scannen? Typ dan deze sleutel in de app:"),
        rx.el.p(secret(state.secret)),
        attempt_form(
            code_field(error=state.field_errors["code"]),
            button_row(submit_button("Bevestigen")),
            action=action,
        ),
        title="Authenticatie-app instellen",
    )
