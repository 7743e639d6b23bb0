"""Charts as SVG text: pure functions from figures to markup, every text escaped.

    bars([Bar(label, values)], label)               one bar a row; several values are stacked
    stacks(x_labels, [[Stack(values)]], label)      columns over weeks, some side by side
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
_GAP = 0.3
_UNKNOWN_HEIGHT = 10


@dataclass(frozen=True, slots=True)
class Bar:
    """One row of a bar chart; the values are stacked in the order of the legend."""

    label: str
    values: tuple[float, ...]
    text: str = ""
    """What stands at its end instead of the total."""


@dataclass(frozen=True, slots=True)
class Stack:
    """One column over a week; the values are stacked from below."""

    values: tuple[float, ...]
    first_series: int = 1
    """Where in the legend its values begin."""
    mark: float | None = None
    """A height to hold the column against, drawn as a line."""
    is_hidden: bool = False
    """A number that is not shown: a dashed outline stands in its place."""
    text: str = ""
    """What a pointer reads over it."""


def bars(rows: Sequence[Bar], label: str) -> str:
    """Draw horizontal bars with their label and total above them."""
    most = max((sum(row.values) for row in rows), default=0) or 1
    drawn = "".join(_bar(row, index * _ROW, most) for index, row in enumerate(rows))
    return _picture(drawn, len(rows) * _ROW, label)


def _bar(row: Bar, top: int, most: float) -> str:
    total_text = escape(row.text) or formatting.number(sum(row.values))
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


def stacks(x_labels: Sequence[str], groups: Sequence[Sequence[Stack]], label: str) -> str:
    """Draw columns, a group over each label, with the value axis at the left."""
    drawn = [stack for group in groups for stack in group]
    highest = (max(sum(stack.values), stack.mark or 0) for stack in drawn)
    ticks = _ticks(max(highest, default=0))
    grid = "".join(_grid_line(tick, ticks[-1]) for tick in ticks)
    room = 100 / max(len(groups), 1)
    columns = "".join(
        _stack(stack, (place + _GAP / 2) * room + index * width, width, ticks[-1])
        for place, group in enumerate(groups)
        for width in (room * (1 - _GAP) / max(len(group), 1),)
        for index, stack in enumerate(group)
    )
    height = _PLOT_TOP + _PLOT_HEIGHT + _AXIS_HEIGHT
    axis = _x_axis(x_labels, is_between=True)
    return _picture(grid + columns + axis, height, label, look="plot")


def _stack(stack: Stack, x: float, width: float, most: float) -> str:
    title = f"<title>{escape(stack.text)}</title>" if stack.text else ""
    if stack.is_hidden:
        return f"<g>{title}{_column('unknown', x, width, 0, _UNKNOWN_HEIGHT)}</g>"
    parts, height = [], 0.0
    for index, value in enumerate(stack.values, start=stack.first_series):
        tall = _PLOT_HEIGHT * value / most
        if value:
            parts.append(_column(f"series-{index}", x, width, height, tall))
        height += tall
    if stack.mark is not None:
        y = _PLOT_TOP + _PLOT_HEIGHT * (1 - stack.mark / most)
        parts.append(
            f'<line class="mark" x1="{x:.2f}%" x2="{x + width:.2f}%" y1="{y:.1f}" y2="{y:.1f}"/>'
        )
    return f"<g>{title}{''.join(parts)}</g>"


def _column(look: str, x: float, width: float, bottom: float, height: float) -> str:
    y = _PLOT_TOP + _PLOT_HEIGHT - bottom - height
    place = f'x="{x:.2f}%" width="{width:.2f}%" y="{y:.1f}" height="{height:.1f}"'
    return f'<rect class="{look}" {place}/>'


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


def _x_axis(labels: Sequence[str], *, is_between: bool = False) -> str:
    """Name the steps: at their points, or between the bounds of the room that each has."""
    last = len(labels) - 1
    stride = max(1, -(-last // (_MOST_X_LABELS - 1)))
    y = _PLOT_TOP + _PLOT_HEIGHT + 20
    drawn = []
    for index in range(0, last + 1, stride):
        share = (index + 0.5) / (last + 1) if is_between else index / max(last, 1)
        anchor = "middle" if is_between else _anchor(index, last)
        drawn.append(
            f'<text class="axis" x="{100 * share:.2f}%" y="{y}" '
            f'text-anchor="{anchor}">{escape(labels[index])}</text>'
        )
    return "".join(drawn)


def _anchor(index: int, last: int) -> str:
    if index == 0:
        return "start"
    return "end" if index == last else "middle"


def _picture(content: str, height: int, label: str, look: str = "") -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-label="{escape(label)}" '
        f'class="{look}" width="100%" height="{height}">{content}</svg>'
    )
