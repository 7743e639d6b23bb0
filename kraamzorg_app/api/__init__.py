"""What machines ask: health and figures now, suppliers later."""

from __future__ import annotations

from starlette.routing import BaseRoute, Route

from kraamzorg_app.api import health, metrics, security_contact

API_ROUTES: tuple[BaseRoute, ...] = (
    Route("/healthz", health.alive),
    Route("/readyz", health.ready),
    Route("/metrics", metrics.metrics),
    Route("/.well-known/security.txt", security_contact.security_txt),
)
