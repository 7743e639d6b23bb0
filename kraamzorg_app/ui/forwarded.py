"""Where a request came from, when it came through a reverse proxy that we trust.

Limits, sessions and the access log count by the address of the connection. Behind a proxy that is
the proxy's; the real one stands in a header that anybody can send, so only a proxy is believed.
"""

from __future__ import annotations

from collections.abc import Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

_HEADER = "x-forwarded-for"


class ForwardedOrigin:
    """Puts the origin in place of the proxy's address, for HTTP and for sockets."""

    def __init__(self, app: ASGIApp, trusted: Sequence[IPv4Network | IPv6Network]) -> None:
        self._app = app
        self._trusted = trusted

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request or socket."""
        client = scope.get("client")
        if client and self._trusted:
            peer, port = client
            # A proxy may add a line of its own in place of adding to the last one.
            forwarded = ",".join(Headers(scope=scope).getlist(_HEADER))
            origin = origin_of(peer, forwarded, self._trusted)
            scope = {**scope, "client": (origin, port if origin == peer else 0)}
        await self._app(scope, receive, send)


def origin_of(peer: str, forwarded: str, trusted: Sequence[IPv4Network | IPv6Network]) -> str:
    """Give the last address that is no trusted proxy's.

    Each proxy writes at the end whom it speaks with, so each address is believed only when the one
    after it is trusted. What is no address ends it: before it anybody may have written anything.
    """
    origin = peer
    for text in reversed(forwarded.split(",")):
        before, after = _address(text), _address(origin)
        if before is None or after is None or not any(after in network for network in trusted):
            break
        origin = str(before)
    return origin


def _address(text: str) -> IPv4Address | IPv6Address | None:
    try:
        address = ip_address(text.strip())
    except ValueError:
        return None
    if isinstance(address, IPv4Address):
        return address
    # A zone can be any text, and a socket for both kinds writes 192.0.2.1 as ::ffff:192.0.2.1.
    return None if address.scope_id else address.ipv4_mapped or address
