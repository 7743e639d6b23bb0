"""What somebody did on a page stays, however slow its first load is."""

from __future__ import annotations

import ast
import inspect
import textwrap
from collections.abc import Callable
from typing import Any

from kraamzorg_app.ui.page_state import PageState
from kraamzorg_app.ui.pages import PAGES


def test_loading_a_page_never_takes_back_what_somebody_did_there() -> None:
    """Whoever is quicker than the first load would lose it: `PageState._forget` is the place."""
    taken_back = {}
    loads = {load.fn: load for page in PAGES for load in page.loads}
    for load in loads.values():
        if not issubclass(load.state, PageState):
            continue
        acting = [
            _assigned(handler.fn)
            for name, handler in load.state.event_handlers.items()
            if name != "setvar" and handler.state is load.state and handler.fn not in loads
        ]
        if lost := _assigned(load.fn) & set().union(*acting):
            taken_back[load.state.__name__] = lost
    assert taken_back == {}


def _assigned(function: Callable[..., Any]) -> set[str]:
    """Name what a method itself writes on its State."""
    return {
        node.attr
        for node in ast.walk(ast.parse(textwrap.dedent(inspect.getsource(function))))
        if isinstance(node, ast.Attribute)
        and isinstance(node.ctx, ast.Store)
        and isinstance(node.value, ast.Name)
        and node.value.id == "self"
    }
