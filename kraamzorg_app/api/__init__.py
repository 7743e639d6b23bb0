"""What machines ask: health now, suppliers later."""

from __future__ import annotations

from starlette.routing import BaseRoute, Route

from kraamzorg_app.api import health, security_contact

API_ROUTES: tuple[BaseRoute, ...] = (
    Route("/health", health.health),
    Route("/.well-known/security.txt", security_contact.security_txt),
)
