"""HTTP routes of log-in, registration and log-out: plain forms that end in a cookie and a 303."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Final

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from kraamzorg_app.domain.actors import Actor
from kraamzorg_app.domain.errors import NotFound
from kraamzorg_app.domain.permissions import Permission
from kraamzorg_app.services import (
    accounts,
    environment,
    identities,
    identity_returns,
    invited_elsewhere,
    log_in,
    login_attempts,
    second_factor_reset,
    sessions,
)
from kraamzorg_app.services.login_attempts import Step
from kraamzorg_app.ui.devices import device_of
from kraamzorg_app.ui.error_pages import error_page
from kraamzorg_app.ui.routes import Endpoint, HttpRoute
from kraamzorg_app.ui.visits import CookieNames

_ATTEMPT_SECONDS: Final = 3600
_LONGEST_FIELD: Final = 1000
_LONGEST_ANSWER: Final = 4000


def cookie_names() -> CookieNames:
    """Give the names of the cookies of this installation."""
    return CookieNames.for_https(is_https=environment.current().settings.is_https)


def follow(step: Step) -> Response:
    """Answer with where a step leads, and with the cookies that it sets or clears."""
    names, response = cookie_names(), RedirectResponse(step.path, status_code=303)
    if step.session is not None:
        _set_cookie(response, names.user, step.session)
    if step.attempt is not None:
        _set_cookie(response, names.attempt, step.attempt, max_age=_ATTEMPT_SECONDS)
    else:
        _clear_cookie(response, names.attempt)
    return response


def empty_browser(response: Response) -> None:
    """Let a browser forget what it kept of our pages, as a session ends; cookies go by name.

    "cache" also drops the page that the back button would show as it was.
    """
    response.headers["Clear-Site-Data"] = '"cache", "storage"'


async def _log_in(request: Request, actor: Actor) -> Response:
    fields = await _fields(request, "email", "password", "volgende")
    return await _run(log_in.give_password, _visitor(actor), *fields)


async def _give_code(request: Request, actor: Actor) -> Response:
    (passkey,) = await _fields(request, "passkey", longest=_LONGEST_ANSWER)
    return await _with_code(log_in.give_code, request, actor, passkey=passkey)


async def _confirm_app(request: Request, actor: Actor) -> Response:
    return await _with_code(accounts.confirm_app, request, actor)


async def _start_over(request: Request, actor: Actor) -> Response:
    await asyncio.to_thread(login_attempts.abandon, _visitor(actor), _attempt(request))
    return follow(Step("/inloggen"))


async def _register(request: Request, actor: Actor) -> Response:
    fields = await _fields(request, "email", "display_name", "password")
    return await _run(accounts.register, _visitor(actor), *fields)


async def _accept_invitation(request: Request, actor: Actor) -> Response:
    fields = await _fields(request, "display_name", "password")
    return await _run(accounts.accept_invitation, _visitor(actor), _attempt(request), *fields)


async def _keep_recovery_codes(request: Request, actor: Actor) -> Response:
    return await _run(accounts.kept_recovery_codes, _visitor(actor), _attempt(request))


async def _forget_password(request: Request, actor: Actor) -> Response:
    return await _run(accounts.forget_password, _visitor(actor), *await _fields(request, "email"))


async def _choose_password(request: Request, actor: Actor) -> Response:
    fields = await _fields(request, "password")
    return await _run(accounts.choose_password, _visitor(actor), _attempt(request), *fields)


async def _give_password_for_new_app(request: Request, actor: Actor) -> Response:
    fields = await _fields(request, "password")
    return await _run(
        second_factor_reset.give_password, _visitor(actor), _attempt(request), *fields
    )


async def _confirm_new_app(request: Request, actor: Actor) -> Response:
    return await _with_code(second_factor_reset.confirm_app, request, actor)


async def _log_in_elsewhere(request: Request, actor: Actor) -> Response:
    (wanted,) = await _fields(request, "volgende")
    return await _to_provider(identities.begin, _visitor(actor), request, wanted)


async def _link_elsewhere(request: Request, actor: Actor) -> Response:
    fields = await _fields(request, "password", "code")
    return await _to_provider(identities.begin_linking, actor, request, *fields)


async def _accept_elsewhere(request: Request, actor: Actor) -> Response:
    """Make an account by an invitation with a provider in the place of a password."""
    key, (name,) = request.path_params["key"], await _fields(request, "display_name")
    verb, visitor = invited_elsewhere.begin, _visitor(actor)
    try:
        return await _run(verb, visitor, _attempt(request), key, name)
    except NotFound:
        return error_page(404)


async def _to_provider(
    verb: Callable[..., Step], actor: Actor, request: Request, *fields: str
) -> Response:
    try:
        return await _run(verb, actor, request.path_params["key"], *fields)
    except NotFound:
        return error_page(404)


async def _from_elsewhere(request: Request, actor: Actor) -> Response:
    """Take the browser back from a provider; what it brings is in the address, and not logged."""
    answer = {name: value[:_LONGEST_ANSWER] for name, value in request.query_params.items()}
    step = await asyncio.to_thread(
        identity_returns.come_back,
        actor,
        _attempt(request),
        request.path_params["key"],
        answer,
        device=device_of(request.headers.get("user-agent", "")),
        former_session=request.cookies.get(cookie_names().user, ""),
    )
    return follow(step)


async def _log_out(_request: Request, actor: Actor) -> Response:
    elsewhere = await asyncio.to_thread(identities.where_to_log_out, actor)
    response = await _end(sessions.log_out, actor)
    if elsewhere:
        response.headers["location"] = elsewhere
    return response


async def _log_out_everywhere(_request: Request, actor: Actor) -> Response:
    return await _end(sessions.log_out_everywhere, actor)


async def _end(verb: Callable[[Actor], None], actor: Actor) -> Response:
    await asyncio.to_thread(verb, actor)
    response = await _run(login_attempts.say_logged_out, _visitor(actor))
    _clear_cookie(response, cookie_names().user)
    empty_browser(response)
    return response


async def _with_code(
    verb: Callable[..., Step], request: Request, actor: Actor, **more: str
) -> Response:
    (code,) = await _fields(request, "code")
    step = await asyncio.to_thread(
        verb,
        _visitor(actor),
        _attempt(request),
        code,
        device=device_of(request.headers.get("user-agent", "")),
        former_session=request.cookies.get(cookie_names().user, ""),
        **more,
    )
    return follow(step)


async def _run(verb: Callable[..., Step], *args: object) -> Response:
    return follow(await asyncio.to_thread(verb, *args))


async def _fields(request: Request, *names: str, longest: int = _LONGEST_FIELD) -> list[str]:
    """Read fields of a form; a file, or what is no text, counts as empty."""
    form = await request.form(max_files=0, max_fields=20)
    values = [form.get(name) for name in names]
    return [value.replace("\0", "")[:longest] if isinstance(value, str) else "" for value in values]


def _attempt(request: Request) -> str:
    return request.cookies.get(cookie_names().attempt, "")


def _visitor(actor: Actor) -> Actor:
    """Forget who was logged in: these forms are for whoever gives the right answers."""
    return Actor.visitor(actor.origin)


def _set_cookie(response: Response, name: str, value: str, max_age: int | None = None) -> None:
    response.set_cookie(
        name,
        value,
        max_age=max_age,
        path="/",
        secure=environment.current().settings.is_https,
        httponly=True,
        samesite="lax",
    )


def _clear_cookie(response: Response, name: str) -> None:
    response.delete_cookie(
        name,
        path="/",
        secure=environment.current().settings.is_https,
        httponly=True,
        samesite="lax",
    )


def _post(path: str, endpoint: Endpoint, *, own: bool = False) -> HttpRoute:
    permission = Permission.ACCOUNT_OWN if own else Permission.PUBLIC
    return HttpRoute(f"/sessie/{path}", endpoint, permission, methods=("POST",))


ROUTES: Final = (
    _post("inloggen", _log_in),
    _post("code", _give_code),
    _post("opnieuw", _start_over),
    _post("registreren", _register),
    _post("uitnodiging", _accept_invitation),
    _post("app", _confirm_app),
    _post("herstelcodes", _keep_recovery_codes),
    _post("wachtwoord-vergeten", _forget_password),
    _post("nieuw-wachtwoord", _choose_password),
    _post("tweede-factor", _give_password_for_new_app),
    _post("nieuwe-app", _confirm_new_app),
    _post("oidc/{key}", _log_in_elsewhere),
    _post("oidc/{key}/uitnodiging", _accept_elsewhere),
    _post("oidc/{key}/koppelen", _link_elsewhere, own=True),
    HttpRoute("/sessie/oidc/{key}/terug", _from_elsewhere, Permission.PUBLIC),
    _post("uitloggen", _log_out, own=True),
    _post("overal-uitloggen", _log_out_everywhere, own=True),
)
