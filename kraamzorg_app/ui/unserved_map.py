"""The map of postcodes that nobody serves, as an image of its own."""

from __future__ import annotations

import asyncio

from starlette.requests import Request
from starlette.responses import Response

from kraamzorg_app.domain.actors import Actor
from kraamzorg_app.domain.permissions import Permission
from kraamzorg_app.services import dashboard, unserved
from kraamzorg_app.ui.components.dutch_map import MapRegion, region_map_svg
from kraamzorg_app.ui.routes import HttpRoute


async def serve_map(_request: Request, actor: Actor) -> Response:
    """Draw the regions with the areas over them in which there is such a postcode."""
    svg = await asyncio.to_thread(_draw, actor)
    return Response(svg, media_type="image/svg+xml", headers={"Cache-Control": "private, no-cache"})


def _draw(actor: Actor) -> str:
    regions = [
        MapRegion(shape.name, is_code_red=False, areas=shape.areas)
        for shape in dashboard.read_map(actor)
    ]
    marked = [
        MapRegion(f"Postcodes {area}", is_code_red=True, areas=(area,))
        for area in unserved.areas(actor)
    ]
    return region_map_svg([*regions, *marked])


ROUTES = (HttpRoute("/onbediend/kaart.svg", serve_map, Permission.UNSERVED_READ),)
