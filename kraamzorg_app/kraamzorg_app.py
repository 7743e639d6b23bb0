"""Composition root: puts settings, adapters, pages and routes together."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import reflex as rx
from reflex_base.utils.format import format_event_handler
from starlette.applications import Starlette
from starlette.types import ASGIApp

from kraamzorg_app import config
from kraamzorg_app.adapters.announcements import EVERYTHING
from kraamzorg_app.api import API_ROUTES
from kraamzorg_app.domain.errors import Unavailable
from kraamzorg_app.jobs import runner
from kraamzorg_app.services import (
    audit,
    bell,
    client_sessions,
    environment,
    process_log,
    sessions,
    tool_settings,
)
from kraamzorg_app.ui import error_pages, faults, policies, theme
from kraamzorg_app.ui.bell_count import BellCountState
from kraamzorg_app.ui.forwarded import ForwardedOrigin
from kraamzorg_app.ui.guard import Binding, Guard
from kraamzorg_app.ui.http_security import HttpRules, HttpSecurity
from kraamzorg_app.ui.idle import WARN_SECONDS, IdleEvents, IdleWatch
from kraamzorg_app.ui.inline_scripts import InlineScripts
from kraamzorg_app.ui.live import TABS
from kraamzorg_app.ui.page_access import PageAccess
from kraamzorg_app.ui.pages import HTTP_ROUTES, PAGES
from kraamzorg_app.ui.refusals import Refusals
from kraamzorg_app.ui.routes import guarded
from kraamzorg_app.ui.shell import Shell
from kraamzorg_app.ui.shell_state import ShellState
from kraamzorg_app.ui.sockets import protect_sockets
from kraamzorg_app.ui.visits import CookieNames, Reception

_settings = config.load()
process_log.begin(_settings.log_format)
faults.keep_events_out_of_the_log()

_environment = environment.from_settings(_settings)
environment.install(_environment)

_reception = Reception(
    CookieNames.for_https(is_https=_settings.is_https),
    resolve_user=sessions.resolve,
    resolve_client=client_sessions.resolve,
)
_refusals = Refusals(audit.record_refusal)
_pages = {page.key: page for page in PAGES}
_shell = Shell(
    PAGES,
    count_unread=bell.unread,
    contact=tool_settings.contact,
    is_demo=_settings.is_demo,
)
_guard = Guard(_reception, _pages, _shell, _refusals)
_http = Starlette(
    routes=[
        *API_ROUTES,
        *(
            guarded(route, _reception, _refusals)
            for route in HTTP_ROUTES
            if _settings.is_demo or not route.is_demo_only
        ),
    ],
    exception_handlers={Unavailable: error_pages.unavailable},
)


def _guard_pages(inner: ASGIApp) -> ASGIApp:
    return PageAccess(inner, _pages, _reception)


def _secure(inner: ASGIApp) -> ASGIApp:
    rules = HttpRules(
        allowed_origins=config.allowed_origins(),
        is_https=_settings.is_https,
        scripts=InlineScripts(Path(".web/build/client")),
        form_origins=config.form_origins(_settings.identity_providers),
    )
    return HttpSecurity(inner, rules)


def _know_origin(inner: ASGIApp) -> ASGIApp:
    return ForwardedOrigin(inner, _settings.trusted_proxies)


@asynccontextmanager
async def _jobs() -> AsyncIterator[None]:
    running = runner.start()
    yield
    running.shutdown(wait=False)


app = rx.App(
    html_lang="nl",
    stylesheets=theme.STYLESHEETS,
    head_components=[
        *theme.head(),
        rx.el.script(src="/address.js", defer=True),
        rx.el.script(src="/focus.js", defer=True),
        rx.el.script(src="/passkeys.js", defer=True),
    ],
    theme=None,
    api_transformer=[_guard_pages, _http, _secure, _know_origin],
    backend_exception_handler=faults.in_handler,
    frontend_exception_handler=faults.in_browser,
)
for _page in PAGES:
    app.add_page(_page.view, route=_page.route, title=_page.document_title, on_load=_page.on_load)
app.add_middleware(_guard, index=0)
protect_sockets(app)


def _client_seconds_left(cookie: str) -> int:
    # A client gets no warning, her draft is kept: whether it ended is enough, once a minute.
    actor = client_sessions.resolve(cookie, origin="", is_activity=False)
    return WARN_SECONDS + 60 if actor else 0


@asynccontextmanager
async def _tell_tabs() -> AsyncIterator[None]:
    events = IdleEvents(
        warn=format_event_handler(ShellState.warn),
        calm=format_event_handler(ShellState.calm),
        check=format_event_handler(Binding.check),
    )
    seconds_left = {
        _reception.names.user: sessions.seconds_left,
        _reception.names.client: _client_seconds_left,
    }
    idle = IdleWatch(TABS, seconds_left, events)
    async with (
        TABS.serve(
            app,
            _environment.announcements.listen,
            check=events.check,
            bell=format_event_handler(BellCountState.renew),
            everything=EVERYTHING,
        ),
        idle.serve(app),
    ):
        yield


app.register_lifespan_task(_tell_tabs)
if _settings.run_jobs:
    app.register_lifespan_task(_jobs)
policies.declared()
