"""The map of the Netherlands by region, as one SVG file that follows the color mode by itself.

    region_map_svg([MapRegion(name, is_code_red, areas)]) -> str     areas: 3-digit postcodes, "873"
    region_shapes_svg({id: areas}) -> str      only the outlines, for a page's own map to refer to
    middle(areas) -> (x, y)                    where a region's number stands
    VIEW_BOX                                   the space in which all of this lies

They are served as files of their own (cache them), so that pages stay light.
Source of the shapes: CBS postcode geometry 2020, CC BY 4.0, projected from RD New and simplified.
"""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from importlib import resources

Point = tuple[int, int]
Edge = tuple[Point, Point]

_STYLE = (
    "svg{stroke-linejoin:round}.edge{stroke:#fff;stroke-width:8}"
    "g{fill:#d5e3e2;stroke:#d5e3e2;stroke-width:3}.red{fill:#b3261e;stroke:#b3261e}"
    "@media(prefers-color-scheme:dark){.edge{stroke:#0f1b27}"
    "g{fill:#2b4655;stroke:#2b4655}.red{fill:#ff8a7d;stroke:#ff8a7d}}"
)
VIEW_BOX = "0 0 1000 1165"
_COMMAND = re.compile(r"([Mlz])([^Mlz]*)")
_NUMBER = re.compile(r"-?\d+")


@dataclass(frozen=True, slots=True)
class MapRegion:
    """A region on the map: its name, whether it is in code red, and its 3-digit postcode areas."""

    name: str
    is_code_red: bool
    areas: tuple[str, ...]


def region_map_svg(regions: Sequence[MapRegion]) -> str:
    """Draw every region by its outline; the region's name is its title."""
    view_box, _ = _shapes()
    width, height = view_box.split()[2:]
    drawn = "".join(_region(region, f"r{index}") for index, region in enumerate(regions))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{view_box}" '
        f'width="{width}" height="{height}"><style>{_STYLE}</style>{drawn}</svg>'
    )


def region_shapes_svg(areas_by_id: Mapping[str, tuple[str, ...]]) -> str:
    """Draw the outlines without any look; a page refers to one by `#r-<id>` and colors it."""
    paths = "".join(
        f'<path id="r-{escape(region_id)}" d="{outline(areas)}"/>'
        for region_id, areas in areas_by_id.items()
    )
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{VIEW_BOX}">{paths}</svg>'


@lru_cache(maxsize=64)
def middle(areas: tuple[str, ...]) -> Point:
    """Give the center of gravity of the largest piece of land of a region."""
    pieces = [_weigh([*_points(piece)]) for piece in outline(areas).split("z") if piece]
    _size, x, y = max(pieces, default=(0.0, 0.0, 0.0))
    return round(x), round(y)


def _points(path: str) -> Iterable[Point]:
    for start, _end in _edges(path + "z"):
        yield start


def _weigh(points: Sequence[Point]) -> tuple[float, float, float]:
    """Give the area of a ring and its center of gravity."""
    twice = x = y = 0.0
    for (x1, y1), (x2, y2) in zip(points, (*points[1:], *points[:1]), strict=True):
        cross = x1 * y2 - x2 * y1
        twice, x, y = twice + cross, x + (x1 + x2) * cross, y + (y1 + y2) * cross
    return (abs(twice), x / (3 * twice), y / (3 * twice)) if twice else (0.0, 0.0, 0.0)


def _region(region: MapRegion, name: str) -> str:
    """Draw the border, then the color over it, which closes the seams of simplified shapes."""
    look = ' class="red"' if region.is_code_red else ""
    return (
        f'<use href="#{name}" class="edge"/><g{look}><title>{escape(region.name)}</title>'
        f'<path id="{name}" d="{outline(region.areas)}"/></g>'
    )


@lru_cache(maxsize=64)
def outline(areas: tuple[str, ...]) -> str:
    """Give the outer border of areas together: an edge that two share falls out."""
    _, shapes = _shapes()
    edges: set[Edge] = set()
    for area in areas:
        for start, end in _edges(shapes.get(area, "")):
            if (end, start) in edges:
                edges.discard((end, start))
            elif (start, end) in edges:
                edges.discard((start, end))
            else:
                edges.add((start, end))
    return "".join(_ring(ring) for ring in _rings(edges))


@lru_cache(maxsize=1)
def _shapes() -> tuple[str, dict[str, str]]:
    text = resources.files(__package__).joinpath("nl_pc3.json").read_text(encoding="utf-8")
    loaded = json.loads(text)
    return loaded["viewBox"], loaded["areas"]


def _edges(path: str) -> Iterable[Edge]:
    """Walk a path of M, relative l and z."""
    at = start = (0, 0)
    for command, digits in _COMMAND.findall(path):
        numbers = [int(digit) for digit in _NUMBER.findall(digits)]
        if command == "M":
            at = start = (numbers[0], numbers[1])
            continue
        steps = zip(numbers[::2], numbers[1::2], strict=True) if command == "l" else ()
        for dx, dy in steps:
            to = (at[0] + dx, at[1] + dy)
            if to != at:
                yield at, to
            at = to
        if command == "z" and at != start:
            yield at, start
            at = start


def _rings(edges: set[Edge]) -> Iterable[list[Point]]:
    """Chain loose edges into rings; evenodd filling makes their direction indifferent."""
    neighbors: dict[Point, list[Point]] = {}
    for start, end in sorted(edges):
        neighbors.setdefault(start, []).append(end)
        neighbors.setdefault(end, []).append(start)
    for first in list(neighbors):
        while neighbors[first]:
            ring, at = [first], first
            while neighbors[at]:
                to = neighbors[at].pop()
                neighbors[to].remove(at)
                ring.append(to)
                at = to
            yield ring


def _ring(points: Sequence[Point]) -> str:
    (x, y), *rest = points
    moves = []
    for to_x, to_y in rest[:-1]:
        moves.append(f"{to_x - x} {to_y - y}")
        x, y = to_x, to_y
    return f"M{points[0][0]} {points[0][1]}l{' '.join(moves).replace(' -', '-')}z"
