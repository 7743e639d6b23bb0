"""What pages may not hold or offer, whatever is added to them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, get_args

from reflex_base.registry import RegistrationContext

from kraamzorg_app.ui import policies
from kraamzorg_app.ui.pages import PAGES

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
