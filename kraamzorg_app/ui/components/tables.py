"""Tables that become cards on a phone, with sorting, paging and a row that opens by keyboard.

    data_table(columns, rows, draw_row, caption)     columns: Sequence[Column]; rows: a list Var
    Column(key, label, number=False, sortable=False)
    cell(label, *children, number=False), row_header(label, text, href="")
    email_cell(label, address)                       breaks before the "@"
    Sorting(key, descending, on_sort): Vars and a handler that takes the column's key
    pager(range_text, has_previous, has_next, on_previous=, on_next=)
    twin_table(columns, rows)                         plain rows of text, for charts

`draw_row(row)` gives the cells; each repeats its column's label for the phone.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

import reflex as rx

from kraamzorg_app.ui.components.buttons import button
from kraamzorg_app.ui.components.icons import icon
from kraamzorg_app.ui.theme import Flag, Rows, Text

MANY_COLUMNS: Final = 7
"""From here on a table may be wider than its frame (assets/css/content.css)."""


@dataclass(frozen=True)
class Column:
    """One column: its key for sorting, its label, and whether it holds numbers."""

    key: str
    label: str
    number: bool = False
    sortable: bool = False
    shown: Any = True
    """A Var[bool] when only some people see the column; give its cells the same."""


@dataclass(frozen=True)
class Sorting:
    """How a table is sorted now, and the handler that takes the key of the column pressed."""

    key: Text
    descending: Flag
    on_sort: Callable[[str], Any]


def _header(column: Column, sorting: Sorting | None) -> rx.Component:
    look = "number" if column.number else ""
    if sorting is None or not column.sortable:
        header = rx.el.th(column.label, scope="col", class_name=look)
    else:
        direction = rx.cond(sorting.descending, "descending", "ascending")
        header = rx.el.th(
            rx.el.button(
                column.label,
                icon("arrow"),
                type="button",
                on_click=sorting.on_sort(column.key),
                class_name="sort",
            ),
            scope="col",
            aria_sort=rx.cond(sorting.key == column.key, direction, "none"),
            class_name=look,
        )
    return header if column.shown is True else rx.cond(column.shown, header, rx.fragment())


def cell(label: str, *children: Any, number: bool = False, shown: Any = True) -> rx.Component:
    """One cell; the label stands before it on a phone."""
    return _cell(label, children, "number" if number else "", shown)


def email_cell(label: str, address: Text, *, shown: Any = True) -> rx.Component:
    """One cell with an e-mail address; where it doesn't fit, the "@" begins the next line."""
    whole = rx.Var.create(address).to(str)
    parts = whole.split("@")
    broken = rx.el.span(parts[0], rx.el.wbr(), "@", parts[1])
    content = rx.cond(whole.contains("@"), broken, whole)
    return _cell(label, (content,), "email", shown)


def _cell(label: str, children: Sequence[Any], look: str, shown: Any) -> rx.Component:
    # On a phone what stands in a cell stands beside its label, so it must be one thing.
    whole = children if len(children) == 1 else [rx.el.div(*children)]
    content = rx.el.td(*whole, custom_attrs={"data-label": label}, class_name=look)
    return content if shown is True else rx.cond(shown, content, rx.fragment())


def row_header(label: str, text: Text, href: Text = "") -> rx.Component:
    """Name the row, in any column; with an address the whole row opens it, also by keyboard.

    An address that is empty for some rows makes no link of those.

    Take what tells rows apart (a client number): a screen reader lists the links by it.
    """
    has_link = isinstance(href, rx.Var) or bool(href)
    way = rx.el.a(text, href=href, class_name="row-link") if has_link else text
    content = rx.cond(href, way, text) if isinstance(href, rx.Var) else way
    return rx.el.th(content, scope="row", custom_attrs={"data-label": label})


def data_table(
    columns: Sequence[Column],
    rows: Rows,
    draw_row: Callable[[Any], Sequence[rx.Component]],
    *,
    caption: Text,
    sorting: Sorting | None = None,
    id: str = "",
) -> rx.Component:
    """Show rows dense on a desk and as cards on a phone; the caption is for screen readers."""
    identity = {"id": id} if id else {}
    return rx.el.div(
        rx.el.table(
            rx.el.caption(caption, class_name="visually-hidden"),
            rx.el.thead(rx.el.tr(*[_header(column, sorting) for column in columns])),
            rx.el.tbody(rx.foreach(rows, lambda row: rx.el.tr(*draw_row(row)))),
            class_name="table table--cards",
            **identity,
        ),
        class_name="table-frame table-frame--cards",
        **(_moved_by_keyboard(caption) if len(columns) >= MANY_COLUMNS else {}),
    )


def _moved_by_keyboard(caption: Text) -> dict[str, Any]:
    """Let the arrow keys move a table that may be wider than its frame on a small desk."""
    return {"tab_index": 0, "role": "group", "aria_label": caption}


def twin_table(columns: Sequence[str], rows: Rows, caption: Text) -> rx.Component:
    """Give the figures of a chart as text: the first cell of a row names it."""
    return rx.el.div(
        rx.el.table(
            rx.el.caption(caption, class_name="visually-hidden"),
            rx.el.thead(
                rx.el.tr(
                    *[
                        rx.el.th(label, scope="col", class_name="number" if index else "")
                        for index, label in enumerate(columns)
                    ]
                )
            ),
            rx.el.tbody(
                rx.foreach(
                    rows,
                    lambda row: rx.el.tr(
                        rx.el.th(row[0], scope="row"),
                        *[rx.el.td(row[i], class_name="number") for i in range(1, len(columns))],
                    ),
                )
            ),
            class_name="table",
        ),
        class_name="table-frame",
    )


def pager(
    range_text: Text,
    has_previous: Flag,
    has_next: Flag,
    *,
    on_previous: Any,
    on_next: Any,
    label: str = "Bladeren",
) -> rx.Component:
    """Page through a list; `range_text` is "1-25 van 312" (`formatting.page_range`).

    A list of one page has no buttons.
    """
    before, after = (rx.Var.create(flag).to(bool) for flag in (has_previous, has_next))
    return rx.el.nav(
        rx.el.span(range_text, aria_live="polite"),
        rx.cond(
            before | after,
            rx.el.div(
                button("Vorige", on_click=on_previous, disabled=~before),
                button("Volgende", on_click=on_next, disabled=~after),
                class_name="pager__buttons",
            ),
        ),
        aria_label=label,
        class_name="pager",
    )
