"""Charts with their figures as a table beside them.

chart(title, svg, columns, rows, series=())     svg: text of components.svg, a Var or str
    note="", export=""                          export: address of its files, without ".csv"
region_map(source, summary, regions)            source: address of the map image; regions: name, ja
region_links(regions, label)                    the same map with a way to each region; a record has
                                                id, name, text, number, href, look, current, x and y
"""

from collections.abc import Sequence
from typing import Any

import reflex as rx

from kraamzorg_app.ui.components.dutch_map import VIEW_BOX
from kraamzorg_app.ui.components.native import document_link
from kraamzorg_app.ui.components.tables import twin_table
from kraamzorg_app.ui.theme import Rows, Text

_MAP_WIDTH, _MAP_HEIGHT = "1000", "1165"
_SHAPES = "/kaart-vormen.svg"


def chart(
    title: Text,
    svg: Text,
    columns: Sequence[str],
    rows: Rows,
    *,
    series: Sequence[str] = (),
    mark: str = "",
    unknown: str = "",
    note: Text = "",
    export: tuple[str, Text] | None = None,
) -> rx.Component:
    """Show a chart; `series` names its colors, the table tells the same to everybody.

    `mark` names the line across a column, `unknown` the outline where a number is not shown.
    `export` is the address of its files without their ending, and the query behind it.
    """
    return rx.el.figure(
        rx.el.figcaption(rx.el.h2(title)),
        rx.el.p(note, class_name="muted") if isinstance(note, rx.Var) or note else rx.fragment(),
        _legend(series, mark, unknown),
        rx.html(svg),
        rx.el.details(
            rx.el.summary("Toon als tabel"), twin_table(columns, rows, title), class_name="no-print"
        ),
        _files(title, *export) if export else rx.fragment(),
        class_name="chart",
    )


def _files(title: Text, address: str, query: Text) -> rx.Component:
    """Give the ways to the same figures as a file; what they are of is read aloud."""
    ways = (("Exporteren (CSV)", "csv"), ("Exporteren (Excel)", "xlsx"))
    return rx.el.p(
        *[
            document_link(
                label,
                rx.el.span(f" van {title}", class_name="visually-hidden"),
                href=f"{address}.{ending}{query}",
            )
            for label, ending in ways
        ],
        class_name="chart__files no-print",
    )


def _legend(series: Sequence[str], mark: str, unknown: str) -> rx.Component:
    if not series:
        return rx.fragment()
    return rx.el.ul(
        *[rx.el.li(name, class_name=f"is-{index}") for index, name in enumerate(series, start=1)],
        *([rx.el.li(mark, class_name="is-mark")] if mark else []),
        *([rx.el.li(unknown, class_name="is-unknown")] if unknown else []),
        class_name="chart__legend",
    )


def region_links(regions: Rows, label: str) -> rx.Component:
    """Show the regions with a number on each; by pointer and by keyboard one goes to a region.

    `look` is is-red, is-calm or is-other; a region without `href` is not this person's.
    """
    return rx.el.figure(
        rx.el.ul(
            rx.el.li("Code rood", class_name="is-red"),
            rx.el.li("Geen code rood"),
            class_name="chart__legend map__legend",
        ),
        rx.el.svg(
            rx.foreach(regions, _region_link),
            view_box=VIEW_BOX,
            role="group",
            aria_label=label,
            class_name="map-links",
        ),
        rx.el.figcaption("Bron: CBS, CC BY 4.0", class_name="source"),
        class_name="chart map",
    )


def _region_link(region: Any) -> rx.Component:
    shape = f"{_SHAPES}#r-{region.id}"
    # The border first, then the color over it, which closes the seams of simplified shapes.
    drawn = [
        rx.el.svg.use(href=shape, class_name="edge"),
        rx.el.svg.use(href=shape),
        rx.el.svg.text(region.number, x=region.x, y=region.y, custom_attrs={"aria-hidden": "true"}),
    ]
    way = rx.el.a(
        rx.el.svg.title(region.text),
        *drawn,
        href=region.href,
        aria_label=region.text,
        aria_current=region.current,
        class_name=region.look,
    )
    return rx.cond(region.href, way, rx.el.svg.g(*drawn, class_name=region.look))


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
