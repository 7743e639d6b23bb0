"""The address of a page that follows what it shows, so that a view can be shared."""

from __future__ import annotations

from typing import Any

import reflex as rx


def followed_address(address: Any, step: Any, path: str) -> rx.Component:
    """Tell the browser which address belongs to what is shown (assets/address.js).

    Not before the page has read the address itself: until then the State is that of the former
    visit, and would put its own address in the place of a shared link.
    """
    return rx.el.div(
        hidden=True,
        custom_attrs={
            "data-address": rx.cond(rx.State.is_hydrated, address, ""),
            "data-address-step": step,
            "data-address-of": path,
        },
    )
