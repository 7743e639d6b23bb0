"""Charts with their figures as a table beside them.

chart(title, svg, columns, rows, series=())     svg: text of components.svg, a Var or str
region_map(source, summary, regions)            source: address of the map image; regions: name, ja
"""

from collections.abc import Sequence

import reflex as rx

from kraamzorg_app.ui.components.tables import twin_table
from kraamzorg_app.ui.theme import Rows, Text

_MAP_WIDTH, _MAP_HEIGHT = "1000", "1165"


def chart(
    title: Text,
    svg: Text,
    columns: Sequence[str],
    rows: Rows,
    *,
    series: Sequence[str] = (),
) -> rx.Component:
    """Show a chart; `series` names its colors, the table tells the same to everybody."""
    return rx.el.figure(
        rx.el.figcaption(rx.el.h2(title)),
        _legend(series),
        rx.html(svg),
        rx.el.details(
            rx.el.summary("Toon als tabel"), twin_table(columns, rows, title), class_name="no-print"
        ),
        class_name="chart",
    )


def _legend(series: Sequence[str]) -> rx.Component:
    if not series:
        return rx.fragment()
    return rx.el.ul(
        *[
            rx.el.li(name, style={"--swatch": f"var(--chart-{index})"})
            for index, name in enumerate(series, start=1)
        ],
        class_name="chart__legend",
    )


def region_map(source: Text, summary: Text, regions: Rows) -> rx.Component:
    """Show which regions are in code red, on the map and as a table of all regions."""
    return rx.el.figure(
        rx.el.p(summary),
        rx.el.ul(
            rx.el.li("Code rood", class_name="is-red"),
            rx.el.li("Geen code rood"),
            class_name="chart__legend map__legend",
        ),
        rx.el.img(
            src=source,
            alt=summary,
            width=_MAP_WIDTH,
            height=_MAP_HEIGHT,
            custom_attrs={"loading": "lazy", "decoding": "async"},
        ),
        rx.el.details(
            rx.el.summary("Toon als tabel"),
            twin_table(("Regio", "Code rood"), regions, summary),
            class_name="no-print",
        ),
        rx.el.figcaption("Bron: CBS, CC BY 4.0", class_name="source"),
        class_name="chart map",
    )
