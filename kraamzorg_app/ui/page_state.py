"""What the State of every page has."""

from __future__ import annotations

import reflex as rx


class PageState(rx.State, mixin=True):
    """A sentence for each field that was filled in wrongly, until the person acts again."""

    field_errors: dict[str, str] = {}
