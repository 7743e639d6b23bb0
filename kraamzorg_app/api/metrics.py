"""Figures for Prometheus: of the process, the mail and the jobs; nothing of anybody's.

With METRICS_TOKEN set, only for who shows it; else only for a program on this machine that did not
come through a proxy.
"""

from __future__ import annotations

import asyncio
import hmac
from collections.abc import Iterable
from datetime import datetime
from typing import Final

from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    PlatformCollector,
    ProcessCollector,
    generate_latest,
)
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from kraamzorg_app.services import environment, health
from kraamzorg_app.services.health import Figures

_LOOPBACK: Final = frozenset({"127.0.0.1", "::1"})
_OF_A_PROXY: Final = ("forwarded", "x-forwarded-for", "x-forwarded-proto", "x-real-ip")
_PREFIX: Final = "kraamzorg_"


async def metrics(request: Request) -> Response:
    """Give the figures of this moment; for others this page does not exist."""
    if not _may_read(request):
        return PlainTextResponse("Not found\n", status_code=404)
    text = await asyncio.to_thread(_exposition)
    return Response(text, media_type=CONTENT_TYPE_LATEST)


def _may_read(request: Request) -> bool:
    token = environment.current().settings.metrics_token
    if token is not None:
        shown = request.headers.get("authorization", "").removeprefix("Bearer ")
        return hmac.compare_digest(shown.encode(), token.encode())
    is_forwarded = any(name in request.headers for name in _OF_A_PROXY)
    return not is_forwarded and request.client is not None and request.client.host in _LOOPBACK


def _exposition() -> bytes:
    registry = CollectorRegistry()
    ProcessCollector(registry=registry)
    PlatformCollector(registry=registry)
    registry.register(_OfTheTool(health.figures()))
    return generate_latest(registry)


class _OfTheTool(Collector):
    """Turns the figures of one moment into what Prometheus reads."""

    def __init__(self, figures: Figures) -> None:
        self._figures = figures

    def collect(self) -> Iterable[GaugeMetricFamily]:
        """Give one family after another."""
        figures = self._figures
        mails = _gauge("outbox_mails", "Mails in the outbox by state.", "state")
        for state, number in figures.mails.items():
            mails.add_metric([state.lower()], number)
        yield mails
        waited = _seconds(figures.oldest_waiting, figures.now)
        yield _gauge("outbox_oldest_seconds", "Age of the oldest mail that waits.", value=waited)
        bounced = figures.bounced_addresses
        yield _gauge("bounced_addresses", "Addresses at which mail does not arrive.", value=bounced)
        failures = _gauge("job_failures", "Failures in a row, by job.", "job")
        late = _gauge("job_late", "1 when a job is late.", "job")
        since = _gauge("job_finished_seconds", "Time since a job last went well.", "job")
        for job in figures.jobs:
            failures.add_metric([job.job], job.failures)
            late.add_metric([job.job], int(job.is_late))
            if job.finished_at is not None:
                since.add_metric([job.job], _seconds(job.finished_at, figures.now))
        yield from (failures, late, since)


def _gauge(
    name: str, meaning: str, label: str = "", value: float | None = None
) -> GaugeMetricFamily:
    return GaugeMetricFamily(
        f"{_PREFIX}{name}", meaning, value=value, labels=[label] if label else None
    )


def _seconds(since: datetime | None, now: datetime) -> float:
    return (now - since).total_seconds() if since is not None else 0
