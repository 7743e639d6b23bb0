"""What the State of every page has: its errors, and a beginning."""

from __future__ import annotations

import reflex as rx


class PageState(rx.State, mixin=True):
    """A sentence for each field that was filled in wrongly, until the person acts again."""

    field_errors: dict[str, str] = {}

    def _forget(self) -> None:
        """Let go of what was chosen on an earlier visit to the page.

        The guard calls this as the page opens, before anything that somebody does there; `load`
        only reads, so that whoever is quicker than the first load keeps the choice, and so does
        whoever loses the connection for a moment.
        """
        self.field_errors = {}
