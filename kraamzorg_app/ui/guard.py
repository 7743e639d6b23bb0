"""The one guard that every event passes: nothing runs that was not declared and is not allowed.

Whatever the browser sends (its token, the path, names of handlers, arguments) proves nothing; only
the cookie of the socket's handshake does, and it is looked up again for every event. The State of
a tab is bound to who that was, and wiped as soon as it is someone else.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextvars import ContextVar
from urllib.parse import quote, urlsplit

import reflex as rx
from reflex.event import Event, EventHandler
from reflex.istate.delta import _resolve_delta
from reflex.middleware.middleware import Middleware
from reflex.state import BaseState, OnLoadInternalState, StateUpdate
from reflex_base.event.context import EventContext
from reflex_base.registry import RegistrationContext
from reflex_base.utils.format import format_event_handler

from kraamzorg_app.domain.actors import Actor, ActorKind
from kraamzorg_app.domain.errors import Unavailable
from kraamzorg_app.domain.permissions import Permission, may
from kraamzorg_app.services import languages
from kraamzorg_app.ui import live, messages, policies
from kraamzorg_app.ui.live import TABS
from kraamzorg_app.ui.page import Page, PageAudience
from kraamzorg_app.ui.page_state import PageState
from kraamzorg_app.ui.policies import handler
from kraamzorg_app.ui.refusals import Refusals
from kraamzorg_app.ui.registration_state import RegistrationState
from kraamzorg_app.ui.shell import Shell
from kraamzorg_app.ui.shell_state import ShellState, only_message
from kraamzorg_app.ui.sockets import owns_socket
from kraamzorg_app.ui.visits import Reception, Visit, is_for_clients

LOGIN = "/inloggen"
START = "/start"
CLIENT_EXPIRED = "/mijn/verlopen"
_LONGEST_PATH = 500
_HYDRATING = frozenset({"hydrate", "hydrate_and_load"})
_NAVIGATING = "on_load_internal"
_OPENING = _HYDRATING | {_NAVIGATING}

_actor: ContextVar[Actor] = ContextVar("actor")
_event: ContextVar[Event] = ContextVar("event")


def current_actor() -> Actor:
    """Give who the running event is for; raises `LookupError` outside an event."""
    return _actor.get()


def current_language() -> str:
    """Give the language of the page that the running event comes from."""
    return languages.of_path(_route(EventContext.get()))


def hold(shell: ShellState) -> None:
    """Keep the running event until a second factor was given: nothing is typed twice."""
    event = _event.get()
    shell._waiting_event, shell._waiting_payload = event.name, json.dumps(event.payload)
    shell.asks_second_factor = True


def go_on(shell: ShellState) -> Event:
    """Give the event that waited; the guard looks at it anew."""
    shell.asks_second_factor = False
    return Event(name=shell._waiting_event, payload=json.loads(shell._waiting_payload))


class Binding(rx.State):
    """Whose State this is."""

    _bound_to: str | None = None

    @handler(Permission.PUBLIC, activity=False)
    def check(self) -> None:
        """Look again who this is; the guard does that before any handler."""


class Guard(Middleware):
    """Refuses every event that its handler's policy does not allow to this actor."""

    def __init__(
        self, reception: Reception, pages: Mapping[str, Page], shell: Shell, refusals: Refusals
    ) -> None:
        self._reception = reception
        self._pages = pages
        self._shell = shell
        self._refusals = refusals

    async def preprocess(self, app: rx.App, state: BaseState, event: Event) -> StateUpdate | None:
        """Let an event through (None), or answer it here without running its handler."""
        try:
            return await self._judge(app, state, event)
        except Unavailable as outage:
            # Whose State it is can't be known now.
            return StateUpdate(delta=only_message(messages.sentence(outage, current_language())))

    async def _judge(self, app: rx.App, state: BaseState, event: Event) -> StateUpdate | None:
        context = EventContext.get()
        if not owns_socket(app, context.token):
            return StateUpdate()
        handled = RegistrationContext.get().event_handlers[event.name]
        event_handler = handled.handler
        policy = policies.policy_of(event_handler)
        visit = await self._visit(context, is_activity=policy is not None and policy.is_activity)
        TABS.note(app, context, visit.session_ids, visit.membership_id)
        wiped = await self._bind(state, visit, context, event_handler)
        if policies.is_framework(event_handler):
            if _is_arrival(event, event_handler, context):
                await self._start_afresh(state, event_handler, context)
            return await self._open_page(state, event_handler, context, visit)
        if policy is None:
            self._refusals.note(visit.actor_for(Permission.PUBLIC), event.name, "undeclared")
            return StateUpdate()
        if (refusal := self._refusal(event, policy, visit, context)) is not None:
            return refusal
        if wiped:
            return StateUpdate(events=[_load_page()])
        _actor.set(visit.actor_for(policy.permission))
        _event.set(event)
        if policy.is_activity and context.parent_txid is None:
            await _forget_messages(state, handled.states[0])
        return None

    async def _visit(self, context: EventContext, *, is_activity: bool) -> Visit:
        headers = context.router_data.get("headers") or {}
        origin = str(context.router_data.get("ip", ""))
        cookie = headers.get("cookie", "")
        return await self._reception.receive(cookie, origin, is_activity=is_activity)

    async def _bind(
        self, state: BaseState, visit: Visit, context: EventContext, event_handler: EventHandler
    ) -> bool:
        """Bind the State to this visit; wipe it, and the page, when it was another's."""
        binding = await state.get_state(Binding)
        bound_to = binding._bound_to
        if bound_to == visit.binding:
            return False
        root = state._get_root_state()
        if bound_to is not None:
            await _wipe(root)
            if event_handler.fn.__name__ not in _HYDRATING:
                await context.emit_delta(await _resolve_delta(root.dict()))
                root._clean()  # type: ignore[no-untyped-call]
        binding._bound_to = visit.binding
        return bound_to is not None

    async def _open_page(
        self, state: BaseState, event_handler: EventHandler, context: EventContext, visit: Visit
    ) -> StateUpdate | None:
        """Fill the frame of a page, or send away who may not have the page."""
        if event_handler.fn.__name__ not in _OPENING:
            return None
        live.watch_nothing()
        page = self._pages.get(_route(context))
        if page is not None and not may_have_page(page, visit):
            return _go(way_to(page, _path(context)))
        await self._shell.fill(state, visit, page)
        return None

    async def _start_afresh(
        self, state: BaseState, event_handler: EventHandler, context: EventContext
    ) -> None:
        page = self._pages.get(_route(context))
        loaded = [load.state for load in page.loads if load.state] if page is not None else []
        opened = [part for each in loaded for part in (each, *each.get_substates())]
        for part in opened:
            own = await state.get_state(part)
            if isinstance(own, PageState | RegistrationState):
                own._forget()
        if event_handler.fn.__name__ in _HYDRATING:
            _let_go_of_others(state._get_root_state(), opened)

    def _refusal(
        self, event: Event, policy: policies.Policy, visit: Visit, context: EventContext
    ) -> StateUpdate | None:
        actor = visit.actor_for(policy.permission)
        if not may(actor, policy.permission):
            self._refusals.note(actor, event.name, "not_allowed")
            return _go(_way_out(visit, policy.permission, _path(context)))
        if not policy.accepts(event.payload):
            self._refusals.note(actor, event.name, "bad_arguments")
            return StateUpdate()
        return None


def _is_arrival(event: Event, event_handler: EventHandler, context: EventContext) -> bool:
    """Say whether a page opens: its document for the first time, or by a link within the tool.

    A document that connects again sends no hashes of what it holds.
    """
    if event_handler.fn.__name__ == _NAVIGATING:
        return context.parent_txid is None
    return bool(event.payload.get("hashes"))


def may_have_page(page: Page, visit: Visit) -> bool:
    """Say whether this browser may have the page at all."""
    match page.audience:
        case PageAudience.EVERYONE:
            return True
        case PageAudience.CLIENTS:
            return visit.client is not None
        case _:
            return visit.user is not None


def way_to(page: Page, path: str) -> str:
    """Say where someone goes who may not have this page yet."""
    if page.audience is PageAudience.CLIENTS:
        return CLIENT_EXPIRED
    return f"{LOGIN}?volgende={quote(path)}"


def _way_out(visit: Visit, permission: Permission, path: str) -> str | None:
    if is_for_clients(permission):
        return CLIENT_EXPIRED if visit.client is None else None
    if visit.user is None:
        return f"{LOGIN}?volgende={quote(path)}"
    return START if visit.user.kind is ActorKind.PERSON and path != START else None


def _go(path: str | None) -> StateUpdate:
    if path is None:
        return StateUpdate()
    payload = {"path": path, "external": False, "popup": False, "replace": True}
    return StateUpdate(events=[Event(name="_redirect", payload=payload)])


def _load_page() -> Event:
    return Event(name=format_event_handler(OnLoadInternalState.event_handlers["on_load_internal"]))


def _route(context: EventContext) -> str:
    """Give the route of the page that the browser says it is on."""
    route = context.router_data.get("pathname")
    return route.strip("/") if isinstance(route, str) else ""


def _path(context: EventContext) -> str:
    """Give the path of that page, without its query; only to come back to it later."""
    path = context.router_data.get("asPath")
    path = urlsplit(path).path if isinstance(path, str) and len(path) < _LONGEST_PATH else ""
    return path if path.startswith("/") and not path.startswith("//") else "/"


async def _forget_messages(state: BaseState, page: type[BaseState]) -> None:
    """Take away what was said before, now that the person does something else."""
    shell = await state.get_state(ShellState)
    if shell.message:
        shell.message = ""
    if issubclass(page, PageState):
        own = await state.get_state(page)
        if own.field_errors:
            own.field_errors = {}


def _let_go_of_others(state: BaseState, opened: list[type[BaseState]]) -> None:
    """Empty the States of pages that were left: a document that loads is sent all of them.

    What stood there may be somebody's no longer, and nothing has renewed it since.
    """
    for part in state.substates.values():
        is_needed = any(issubclass(each, type(part)) for each in opened)
        if _is_of_a_page(part) and not is_needed:
            part.reset()  # type: ignore[no-untyped-call]  # Reflex leaves it untyped
        else:
            _let_go_of_others(part, opened)


def _is_of_a_page(state: BaseState) -> bool:
    """Say whether a State is of one page; others belong to the frame around all of them."""
    return type(state).__module__.startswith("kraamzorg_app.ui.pages.")


async def _wipe(root: BaseState) -> None:
    for cls in RegistrationContext.get().base_states.values():
        if cls.__module__.startswith("kraamzorg_app."):
            await root.get_state(cls)
    root.reset()  # type: ignore[no-untyped-call]
