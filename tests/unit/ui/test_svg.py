import re
from xml.etree import ElementTree as ET

import pytest

from kraamzorg_app.ui.components import svg
from kraamzorg_app.ui.components.svg import Bar, Stack

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


def test_a_bar_can_say_something_else_than_its_length():
    assert ">&lt; 5<" in svg.bars([Bar("A", (0,), "< 5")], "Per regio")


def test_columns_stand_on_one_another_and_beside_each_other():
    two = [Stack((2, 2)), Stack((4,), first_series=3)]
    picture = svg.stacks(["wk 1"], [two], "Per week")
    columns = re.findall(r'"(series-\d)" x="([\d.]+)%" .*? y="([\d.]+)" height="([\d.]+)"', picture)
    assert columns == [
        ("series-1", "15.00", "102.0", "90.0"),
        ("series-2", "15.00", "12.0", "90.0"),
        ("series-3", "50.00", "12.0", "180.0"),
    ]


def test_a_hidden_number_has_an_outline_that_tells_no_height():
    shown = Stack((8,))
    drawn = {svg.stacks(["a", "b"], [[shown], [Stack((n,), is_hidden=True)]], "") for n in (1, 4)}
    assert len(drawn) == 1
    assert 'class="unknown"' in drawn.pop()


def test_a_mark_above_every_column_still_fits():
    picture = svg.stacks(["wk 1"], [[Stack((2,), mark=30, text="<30>")]], "Per week")
    assert ">30<" in picture
    assert "&lt;30&gt;" in picture


@pytest.mark.parametrize(
    "drawn", [svg.bars([], "Leeg"), svg.lines([], [], "Leeg"), svg.stacks([], [], "Leeg")]
)
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
