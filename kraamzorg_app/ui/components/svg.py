"""Charts as SVG text: pure functions from figures to markup, every text escaped.

    bars([Bar(label, values)], label)               one bar a row; several values are stacked
    lines(x_labels, series, label)                  up to three lines over the same weeks

`label` says what it shows, for who does not see it; the table beside it has the figures.
Widths are percentages and heights pixels, so text keeps its size from a phone to a desk.
Colors come from the classes in css/charts.css.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from kraamzorg_app.ui import formatting

_ROW = 46
_BAR_TOP = 24
_BAR_HEIGHT = 14
_PLOT_TOP = 12
_PLOT_HEIGHT = 180
_AXIS_HEIGHT = 28
_MOST_X_LABELS = 5
_MOST_TICKS = 4


@dataclass(frozen=True, slots=True)
class Bar:
    """One row of a bar chart; the values are stacked in the order of the legend."""

    label: str
    values: tuple[float, ...]


def bars(rows: Sequence[Bar], label: str) -> str:
    """Draw horizontal bars with their label and total above them."""
    most = max((sum(row.values) for row in rows), default=0) or 1
    drawn = "".join(_bar(row, index * _ROW, most) for index, row in enumerate(rows))
    return _picture(drawn, len(rows) * _ROW, label)


def _bar(row: Bar, top: int, most: float) -> str:
    total_text = formatting.number(sum(row.values))
    parts = [
        f'<text y="{top + 16}">{escape(row.label)}</text>',
        f'<text class="value" x="100%" y="{top + 16}" text-anchor="end">{total_text}</text>',
        _rectangle("track", 0, 100, top),
    ]
    start = 0.0
    for index, value in enumerate(row.values, start=1):
        width = 100 * value / most
        if width > 0:
            parts.append(_rectangle(f"series-{index}", start, width, top))
        start += width
    return "".join(parts)


def _rectangle(look: str, start: float, width: float, top: int) -> str:
    return (
        f'<rect class="{look}" x="{start:.2f}%" width="{width:.2f}%" '
        f'y="{top + _BAR_TOP}" height="{_BAR_HEIGHT}"/>'
    )


def lines(x_labels: Sequence[str], series: Sequence[Sequence[float]], label: str) -> str:
    """Draw lines over equal steps, with the value axis at the left."""
    ticks = _ticks(max((value for line in series for value in line), default=0))
    most = ticks[-1]
    grid = "".join(_grid_line(tick, most) for tick in ticks)
    steps = max(len(x_labels) - 1, 1)
    paths = "".join(
        f'<path class="line-{index}" d="{_path(line, most)}"/>'
        for index, line in enumerate(series, start=1)
    )
    plot = (
        f'<svg y="{_PLOT_TOP}" width="100%" height="{_PLOT_HEIGHT}" overflow="visible" '
        f'viewBox="0 0 {steps} {most:g}" preserveAspectRatio="none">{paths}</svg>'
    )
    height = _PLOT_TOP + _PLOT_HEIGHT + _AXIS_HEIGHT
    return _picture(grid + plot + _x_axis(x_labels), height, label, look="plot")


def _ticks(most: float) -> list[float]:
    """Choose round values (1, 2 or 5 times a power of ten) up to just above the largest."""
    step = 1.0
    factors = (2.0, 2.5, 2.0)
    turn = 0
    while most > step * _MOST_TICKS:
        step *= factors[turn % 3]
        turn += 1
    count = max(1, -int(-most // step))
    return [step * index for index in range(count + 1)]


def _grid_line(tick: float, most: float) -> str:
    y = _PLOT_TOP + _PLOT_HEIGHT * (1 - tick / most)
    return (
        f'<line class="grid" x1="0" x2="100%" y1="{y:.1f}" y2="{y:.1f}"/>'
        f'<text class="axis" x="-8" y="{y + 4:.1f}" text-anchor="end">'
        f"{formatting.number(tick)}</text>"
    )


def _path(line: Sequence[float], most: float) -> str:
    return "M" + "L".join(f"{index} {most - value:g}" for index, value in enumerate(line))


def _x_axis(labels: Sequence[str]) -> str:
    last = len(labels) - 1
    stride = max(1, -(-last // (_MOST_X_LABELS - 1)))
    y = _PLOT_TOP + _PLOT_HEIGHT + 20
    return "".join(
        f'<text class="axis" x="{100 * index / max(last, 1):.2f}%" y="{y}" '
        f'text-anchor="{_anchor(index, last)}">{escape(labels[index])}</text>'
        for index in range(0, last + 1, stride)
    )


def _anchor(index: int, last: int) -> str:
    if index == 0:
        return "start"
    return "end" if index == last else "middle"


def _picture(content: str, height: int, label: str, look: str = "") -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-label="{escape(label)}" '
        f'class="{look}" width="100%" height="{height}">{content}</svg>'
    )
