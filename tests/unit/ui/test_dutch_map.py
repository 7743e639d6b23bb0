from xml.etree import ElementTree as ET

from kraamzorg_app.ui.components import dutch_map
from kraamzorg_app.ui.components.dutch_map import (
    MapRegion,
    middle,
    outline,
    region_map_svg,
    region_shapes_svg,
)

NS = "{http://www.w3.org/2000/svg}"


def edges(path: str) -> set[frozenset[tuple[int, int]]]:
    return {frozenset(edge) for edge in dutch_map._edges(path)}


def test_outline_of_one_area_is_its_own_border():
    _, shapes = dutch_map._shapes()
    assert edges(outline(("107",))) == edges(shapes["107"])


def test_border_between_two_areas_of_a_region_falls_out():
    together, apart = outline(("105", "106")), outline(("105",)) + outline(("106",))
    shared = edges(outline(("105",))) & edges(outline(("106",)))
    assert shared
    assert edges(together) == edges(apart) - shared


def test_unknown_area_draws_nothing():
    assert outline(("000",)) == ""


def test_code_red_regions_are_marked_and_all_are_named():
    picture = region_map_svg(
        [
            MapRegion("KSV A & B", is_code_red=True, areas=("101", "102")),
            MapRegion("KSV C", is_code_red=False, areas=("103",)),
        ]
    )
    groups = list(ET.fromstring(picture).iter(f"{NS}g"))  # noqa: S314 - our own text
    assert [group.get("class") for group in groups] == ["red", None]
    assert [group.findtext(f"{NS}title") for group in groups] == ["KSV A & B", "KSV C"]


def test_map_follows_the_dark_mode():
    assert "prefers-color-scheme:dark" in region_map_svg([])


def test_shapes_of_a_page_are_named_by_their_region_and_have_no_look():
    drawn = ET.fromstring(region_shapes_svg({"a": ("101",), "b": ("102", "103")}))  # noqa: S314 - our own text
    assert [path.get("id") for path in drawn] == ["r-a", "r-b"]
    assert drawn.get("viewBox") == dutch_map.VIEW_BOX == dutch_map._shapes()[0]
    assert all(set(path.keys()) == {"id", "d"} for path in drawn)


def test_number_of_a_region_stands_within_its_borders():
    x, y = middle(("105", "106", "107"))
    points = list(dutch_map._points(outline(("105", "106", "107"))))
    assert min(px for px, _ in points) < x < max(px for px, _ in points)
    assert min(py for _, py in points) < y < max(py for _, py in points)


def test_middle_of_nothing_is_somewhere():
    assert middle(()) == (0, 0)
