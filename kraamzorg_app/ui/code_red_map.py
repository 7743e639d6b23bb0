"""The map of regions in code red, as an image of its own, so that pages stay light."""

from __future__ import annotations

import asyncio

from starlette.requests import Request
from starlette.responses import Response

from kraamzorg_app.domain.actors import Actor
from kraamzorg_app.domain.permissions import Permission
from kraamzorg_app.services import dashboard
from kraamzorg_app.ui.components.dutch_map import MapRegion, region_map_svg
from kraamzorg_app.ui.routes import HttpRoute


async def serve_map(_request: Request, actor: Actor) -> Response:
    """Draw the map; it may be a few minutes old."""
    svg = await asyncio.to_thread(_draw, actor)
    return Response(
        svg, media_type="image/svg+xml", headers={"Cache-Control": "public, max-age=300"}
    )


def _draw(actor: Actor) -> str:
    shapes = dashboard.read_map(actor)
    return region_map_svg(
        [MapRegion(shape.name, shape.is_code_red, shape.areas) for shape in shapes]
    )


ROUTES = (HttpRoute("/kaart.svg", serve_map, Permission.PUBLIC),)
