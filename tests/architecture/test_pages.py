"""What pages may not hold or offer, whatever is added to them."""

from __future__ import annotations

import ast
import inspect
import textwrap
from collections.abc import Callable, Iterator
from typing import Any, get_args

from reflex_base.registry import RegistrationContext

from kraamzorg_app.domain.actors import Role
from kraamzorg_app.ui import policies
from kraamzorg_app.ui.page_state import PageState
from kraamzorg_app.ui.pages import PAGES
from kraamzorg_app.ui.pages.help import TOPICS

_NOT_FOR_BROWSERS = ("kraamzorg_app.services", "kraamzorg_app.models", "kraamzorg_app.queries")


def test_no_handler_sets_a_variable_by_its_name() -> None:
    assert PAGES
    names = [event.rpartition(".")[2] for event in policies.declared()]
    assert [name for name in names if name.startswith("set_")] == []


def test_no_variable_that_a_browser_gets_holds_a_record_of_a_service() -> None:
    held = [
        f"{state.__name__}.{name}"
        for state in RegistrationContext.get().base_states.values()
        if state.__module__.startswith("kraamzorg_app.")
        for name, variable in state.vars.items()
        for kind in _kinds_in(variable._var_type)
        if getattr(kind, "__module__", "").startswith(_NOT_FOR_BROWSERS)
    ]
    assert held == []


def _kinds_in(kind: Any) -> Iterator[Any]:
    yield kind
    for part in get_args(kind):
        yield from _kinds_in(part)
    for part in getattr(kind, "__annotations__", {}).values():
        if not isinstance(part, str):
            yield from _kinds_in(part)


def test_there_is_help_for_every_role() -> None:
    assert TOPICS.keys() == set(Role)
    assert all(TOPICS.values())


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
