"""Composition root: puts settings, adapters, pages and routes together."""

from __future__ import annotations

import reflex as rx

from kraamzorg_app.ui import theme
from kraamzorg_app.ui.pages import PAGES

app = rx.App(
    html_lang="nl",
    stylesheets=theme.STYLESHEETS,
    head_components=theme.head(),
    theme=None,
)

for page in PAGES:
    app.add_page(page.view, route=page.route, title=page.title, on_load=page.on_load)
