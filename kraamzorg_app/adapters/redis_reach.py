"""Whether Redis answers."""

from __future__ import annotations

from typing import Final

from redis import Redis
from redis.exceptions import RedisError

_TIMEOUT_SECONDS: Final = 2


def reach(url: str | None) -> str:
    """Say "ok", "unreachable", or "none" where none is used."""
    if url is None:
        return "none"
    connection = Redis.from_url(
        url, socket_timeout=_TIMEOUT_SECONDS, socket_connect_timeout=_TIMEOUT_SECONDS
    )
    try:
        connection.ping()
    except RedisError:
        return "unreachable"
    finally:
        connection.close()
    return "ok"
