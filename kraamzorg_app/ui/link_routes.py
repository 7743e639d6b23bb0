"""HTTP routes of personal links and letters: a token or code becomes a cookie, by POST only."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Final

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from kraamzorg_app.domain.actors import Actor
from kraamzorg_app.domain.errors import FieldErrors, NotFound, TooManyTries
from kraamzorg_app.domain.permissions import Permission
from kraamzorg_app.services import (
    account_links,
    client_entrance,
    client_sessions,
    environment,
    languages,
    lost_links,
    unsubscribing,
)
from kraamzorg_app.services.client_entrance import Entrance, LinkOutcome
from kraamzorg_app.ui import account_routes, link_pages, messages
from kraamzorg_app.ui.link_pages import NEW_ADDRESS
from kraamzorg_app.ui.routes import HttpRoute
from kraamzorg_app.ui.visits import CookieNames

_DEVICE_SECONDS: Final = 365 * 24 * 3600
_LONGEST_FIELD: Final = 300


def own_page(language: str) -> str:
    """Give the address of the client's page in a language."""
    return "/mijn" if language == languages.SOURCE_LANGUAGE else f"/{language}/mijn"


async def _door(_request: Request, _actor: Actor) -> Response:
    return link_pages.door()


async def _follow(request: Request, actor: Actor) -> Response:
    token: str = request.path_params["token"]
    visitor = Actor.visitor(actor.origin)
    entrance = await asyncio.to_thread(
        client_entrance.follow_link, visitor, token, _device(request)
    )
    if entrance.outcome is not LinkOutcome.UNKNOWN:
        return _enter(entrance)
    try:
        step = await asyncio.to_thread(account_links.open, token, actor.origin)
    except NotFound:
        return link_pages.ended(LinkOutcome.UNKNOWN)
    return account_routes.follow(step)


async def _lost(_request: Request, _actor: Actor) -> Response:
    return link_pages.lost()


async def _send_again(request: Request, actor: Actor) -> Response:
    fields = await _fields(request)
    visitor, email = Actor.visitor(actor.origin), fields.get("email", "").strip()
    try:
        await asyncio.to_thread(lost_links.send_again, visitor, email)
    except FieldErrors as refusal:
        return link_pages.lost(_said(refusal), email)
    return link_pages.sent_again()


async def _letter(_request: Request, _actor: Actor) -> Response:
    return link_pages.letter()


async def _enter_with_letter(request: Request, actor: Actor) -> Response:
    fields = await _fields(request)
    code, birth_date = fields.get("code", ""), fields.get("birth_date", "")
    try:
        entrance = await asyncio.to_thread(
            client_entrance.enter_with_letter,
            Actor.visitor(actor.origin),
            code,
            birth_date,
            _device(request),
        )
    except FieldErrors as refusal:
        return link_pages.letter(_said(refusal), code, birth_date)
    except TooManyTries as refusal:
        return link_pages.letter(_said(FieldErrors({"code": refusal.code})), code, birth_date)
    return _enter(entrance)


async def _ask_to_turn_off(_request: Request, _actor: Actor) -> Response:
    return link_pages.unsubscribe()


async def _turn_off(request: Request, actor: Actor) -> Response:
    token: str = request.path_params["token"]
    try:
        await asyncio.to_thread(unsubscribing.turn_off, Actor.visitor(actor.origin), token)
    except NotFound:
        return link_pages.ended(LinkOutcome.UNKNOWN)
    return link_pages.unsubscribed()


async def _leave(_request: Request, actor: Actor) -> Response:
    await asyncio.to_thread(client_sessions.leave, actor)
    response = RedirectResponse("/", status_code=303)
    response.delete_cookie(_names().client, path="/", secure=_is_https(), httponly=True)
    account_routes.empty_browser(response)
    return response


def _said(refusal: FieldErrors) -> link_pages.Errors:
    """Say what is wrong in the two languages of these pages."""
    english = messages.field_sentences(refusal, "en")
    dutch = messages.field_sentences(refusal)
    return {field: (sentence, english[field]) for field, sentence in dutch.items()}


def _enter(entrance: Entrance) -> Response:
    if entrance.cookies is None:
        return link_pages.ended(entrance.outcome)
    said = f"?{NEW_ADDRESS}" if entrance.has_new_email else ""
    response = RedirectResponse(f"{own_page(entrance.language)}{said}", status_code=303)
    _set_cookie(response, _names().client, entrance.cookies.session)
    _set_cookie(response, _device_name(), entrance.cookies.device, max_age=_DEVICE_SECONDS)
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


def _set_cookie(response: Response, name: str, value: str, max_age: int | None = None) -> None:
    response.set_cookie(
        name,
        value,
        max_age=max_age,
        path="/",
        secure=_is_https(),
        httponly=True,
        samesite="lax",
    )


def _device(request: Request) -> str | None:
    return request.cookies.get(_device_name())


def _device_name() -> str:
    return f"{_names().client}-device"


def _names() -> CookieNames:
    return CookieNames.for_https(is_https=_is_https())


def _is_https() -> bool:
    return environment.current().settings.is_https


async def _fields(request: Request) -> Mapping[str, str]:
    """Read a form; a file, or what is no text, counts as empty."""
    form = await request.form(max_files=0, max_fields=10)
    return {
        name: value.replace("\0", "")[:_LONGEST_FIELD]
        for name, value in form.items()
        if isinstance(value, str)
    }


ROUTES: Final = (
    HttpRoute("/l/{token}", _door, Permission.PUBLIC),
    HttpRoute("/l/{token}", _follow, Permission.PUBLIC, methods=("POST",)),
    HttpRoute(f"{unsubscribing.PATH}/{{token}}", _ask_to_turn_off, Permission.PUBLIC),
    HttpRoute(f"{unsubscribing.PATH}/{{token}}", _turn_off, Permission.PUBLIC, methods=("POST",)),
    HttpRoute("/link-opnieuw", _lost, Permission.PUBLIC),
    HttpRoute("/link-opnieuw", _send_again, Permission.PUBLIC, methods=("POST",)),
    HttpRoute("/brief", _letter, Permission.PUBLIC),
    HttpRoute("/brief", _enter_with_letter, Permission.PUBLIC, methods=("POST",)),
    HttpRoute("/mijn/afsluiten", _leave, Permission.CLIENT_SESSION, methods=("POST",)),
)
