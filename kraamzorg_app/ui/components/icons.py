"""A dozen line icons (24 x 24), decorative by default: the word beside them carries the meaning.

icon(name, label="")   label only when no text stands beside it
"""

import reflex as rx

ICONS = {
    "alert": "M12 8v5M12 16.5v.5M12 3 2.5 20h19z",
    "arrow": "M12 20V5M6 11l6-6 6 6",
    "bell": "M6 17V11a6 6 0 0 1 12 0v6l1.5 2h-15zM10 21.5h4",
    "calendar": "M4 6h16v14H4zM4 10.5h16M8.5 3v4M15.5 3v4",
    "check": "M4.5 12.5l5 5 10-11",
    "clock": "M12 7v5.5l3.5 2M12 3a9 9 0 1 0 .01 0z",
    "close": "M6 6l12 12M18 6L6 18",
    "download": "M12 4v11M7 11l5 5 5-5M4.5 20h15",
    "heart": "M12 20C5 14.5 3 11.5 3 8.5a4.5 4.5 0 0 1 9-1 4.5 4.5 0 0 1 9 1c0 3-2 6-9 11.5z",
    "info": "M12 11v6M12 7.5v.5M12 3a9 9 0 1 0 .01 0z",
    "key": "M8 8.5a5 5 0 1 0 .01 0zM12 12.5l8.5-8.5M17 7.5l3 3",
    "list": "M8.5 6.5H20M8.5 12H20M8.5 17.5H20M4 6.5h.5M4 12h.5M4 17.5h.5",
    "mail": "M3 5.5h18v13H3zM3 7l9 6.5L21 7",
    "menu": "M4 6.5h16M4 12h16M4 17.5h16",
    "plus": "M12 5v14M5 12h14",
    "print": "M7 9V4h10v5M7 17H4V9h16v8h-3M7 14h10v6H7z",
    "search": "M10.5 4a6.5 6.5 0 1 0 .01 0zM15.5 15.5L20 20",
    "stop": "M8.5 3h7L21 8.5v7L15.5 21h-7L3 15.5v-7zM12 7.5V13M12 16v.5",
    "user": "M12 4a4 4 0 1 0 .01 0zM4 20.5c.5-5 3.5-7 8-7s7.5 2 8 7",
    "users": "M9 5a3.5 3.5 0 1 0 .01 0zM2.5 19.5c.5-4 3-6 6.5-6s6 2 6.5 6"
    "M16 5.5a3.2 3.2 0 0 1 0 6.2M17.5 14c2.5.6 3.7 2.5 4 5.5",
}


def icon(name: str, label: str = "") -> rx.Component:
    """Draw the icon in the color of the text; hidden from screen readers unless it has a label."""
    meaning = {"role": "img", "aria_label": label} if label else {"aria_hidden": "true"}
    return rx.el.svg(
        rx.el.path(d=ICONS[name]),
        view_box="0 0 24 24",
        class_name="icon",
        **meaning,
    )
