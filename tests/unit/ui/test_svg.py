import re
from xml.etree import ElementTree as ET

import pytest

from kraamzorg_app.ui.components import svg
from kraamzorg_app.ui.components.svg import Bar

NS = "{http://www.w3.org/2000/svg}"


def rectangles(picture: str, look: str) -> list[float]:
    return [
        float(rect.attrib["width"].rstrip("%"))
        for rect in ET.fromstring(picture).iter(f"{NS}rect")  # noqa: S314 - our own text
        if rect.attrib["class"] == look
    ]


def test_longest_bar_fills_the_width_and_the_others_follow():
    picture = svg.bars([Bar("A", (50,)), Bar("B", (200,)), Bar("C", (0,))], "Per regio")
    assert rectangles(picture, "series-1") == [25, 100]


def test_stacked_values_lie_end_to_end():
    picture = svg.bars([Bar("A", (10, 30))], "Per regio")
    starts = re.findall(r'class="series-\d" x="([\d.]+)%"', picture)
    assert starts == ["0.00", "25.00"]


def test_bars_show_their_total_in_dutch():
    assert ">1.250<" in svg.bars([Bar("A", (1000, 250))], "Per regio")


def test_text_from_outside_is_escaped():
    picture = svg.bars([Bar("<script>&", (1,))], '"><script>')
    assert "<script>" not in picture
    ET.fromstring(picture)  # noqa: S314 - our own text


@pytest.mark.parametrize("drawn", [svg.bars([], "Leeg"), svg.lines([], [], "Leeg")])
def test_chart_without_figures_is_still_a_picture(drawn: str):
    assert ET.fromstring(drawn).attrib["aria-label"] == "Leeg"  # noqa: S314 - our own text


def test_one_point_is_drawn():
    ET.fromstring(svg.lines(["wk 1"], [[3]], "Per week"))  # noqa: S314 - our own text


@pytest.mark.parametrize(
    ("most", "last"), [(0, 1), (3, 3), (7, 8), (15, 15), (99, 100), (1234, 1500), (40_000, 40_000)]
)
def test_value_axis_ends_on_a_round_number(most: int, last: int):
    picture = svg.lines(["a", "b"], [[0, most]], "Per week")
    assert f'viewBox="0 0 1 {last:g}"' in picture


def test_higher_value_stands_higher():
    assert 'd="M0 4L1 0"' in svg.lines(["a", "b"], [[0, 4]], "Per week")


def test_many_weeks_get_few_labels():
    picture = svg.lines([f"wk {n}" for n in range(52)], [list(range(52))], "Per week")
    assert len(re.findall(r">wk \d+<", picture)) <= 5
