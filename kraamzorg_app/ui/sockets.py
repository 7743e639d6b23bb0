"""Who is at the other end: answers go only to the socket that asked."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import reflex as rx
from reflex.state import StateUpdate
from reflex_base.event.context import EventContext


def owns_socket(app: rx.App, token: str) -> bool:
    """Say whether the tab's socket is still the one that the running event came in by.

    A token is no secret: after a lost connection somebody else's socket may have taken it over,
    and must not get the answers that are still under way.
    """
    try:
        sid = EventContext.get().router_data.get("sid")
    except LookupError:
        # Handed over by another process, for a socket that came here meanwhile: nobody's answer.
        return False
    return sid is not None and connected(app).get(token) == sid


def connected(app: rx.App) -> Mapping[str, str]:
    """Give the socket of each tab that is connected to this process, by the tab's token."""
    return app.event_namespace.token_to_sid if app.event_namespace else {}


def protect_sockets(app: rx.App) -> None:
    """Give updates only to the socket whose event they answer, and drop malformed events."""
    namespace: Any = app.event_namespace
    emit_update, on_event = namespace.emit_update, namespace.on_event

    async def emit_to_owner(update: StateUpdate, token: str) -> None:
        if owns_socket(app, token):
            await emit_update(update, token)

    async def accept_event(sid: str, data: Any) -> None:
        # Reflex would put the whole of a malformed or unexpected one into the log.
        if _is_event(data) and sid in namespace.sid_to_token:
            await on_event(sid, data)

    namespace.emit_update = emit_to_owner
    namespace.on_event = accept_event


def _is_event(data: Any) -> bool:
    return (
        isinstance(data, dict)
        and isinstance(data.get("name"), str)
        and all(isinstance(data.get(part, {}), dict) for part in ("payload", "router_data"))
    )
