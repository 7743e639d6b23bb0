"""The map of regions, as files of their own, so that pages stay light: public facts."""

from __future__ import annotations

import asyncio

from starlette.requests import Request
from starlette.responses import Response

from kraamzorg_app.domain.actors import Actor
from kraamzorg_app.domain.permissions import Permission
from kraamzorg_app.services import dashboard
from kraamzorg_app.ui.components.dutch_map import MapRegion, region_map_svg, region_shapes_svg
from kraamzorg_app.ui.routes import HttpRoute


async def serve_map(_request: Request, actor: Actor) -> Response:
    """Draw the map of regions in code red."""
    return _file(await asyncio.to_thread(_draw, actor))


async def serve_shapes(_request: Request, actor: Actor) -> Response:
    """Draw the outlines only, to which a page's own map refers."""
    return _file(await asyncio.to_thread(_draw_shapes, actor))


def _file(svg: str) -> Response:
    """Answer with a drawing that may be a few minutes old."""
    headers = {"Cache-Control": "public, max-age=300"}
    return Response(svg, media_type="image/svg+xml", headers=headers)


def _draw(actor: Actor) -> str:
    shapes = dashboard.read_map(actor)
    return region_map_svg(
        [MapRegion(shape.name, shape.is_code_red, shape.areas) for shape in shapes]
    )


def _draw_shapes(actor: Actor) -> str:
    return region_shapes_svg({str(shape.id): shape.areas for shape in dashboard.read_map(actor)})


ROUTES = (
    HttpRoute("/kaart.svg", serve_map, Permission.PUBLIC),
    HttpRoute("/kaart-vormen.svg", serve_shapes, Permission.PUBLIC),
)
