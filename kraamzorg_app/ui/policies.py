"""What a handler of a page declares: who may call it, and with what kind of arguments."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

import reflex as rx
from pydantic import TypeAdapter, ValidationError
from reflex.event import EventHandler
from reflex_base.registry import RegistrationContext

from kraamzorg_app.domain.permissions import Permission

_MARK = "_kraamzorg_policy"
_CHECKS: Mapping[Any, TypeAdapter[Any]] = {
    kind: TypeAdapter(kind) for kind in (str, int, float, bool, dict[str, Any], list[str])
}
_LONGEST_TEXT: Final = 10_000
_LARGEST_NUMBER: Final = 1_000_000_000
_DEEPEST: Final = 4

FRAMEWORK_HANDLERS = frozenset(
    {
        "State.hydrate",
        "State.set_is_hydrated",
        "State.hydrate_and_load",
        "OnLoadInternalState.on_load_internal",
        "OnLoadInternalState.set_is_hydrated",
        "UpdateVarsInternalState.update_vars_internal",
        "FrontendEventExceptionState.handle_frontend_exception",
    }
)
"""Reflex's own seven: they show or load what the other handlers are guarded for."""


class UndeclaredHandler(Exception):
    """A handler that anybody could call from the browser declares no policy."""


@dataclass(frozen=True, slots=True)
class Policy:
    """Who may call a handler, and whether calling it counts as activity of that person."""

    permission: Permission
    is_activity: bool
    arguments: Mapping[str, Any]
    required: frozenset[str]

    def accepts(self, payload: Mapping[str, Any]) -> bool:
        """Say whether the arguments have the declared names and types; Reflex does not check."""
        if not self.required <= payload.keys() <= self.arguments.keys():
            return False
        return all(
            _is_of(self.arguments[name], value) and _is_sane(value)
            for name, value in payload.items()
        )


def handler(
    permission: Permission, *, activity: bool = True, background: bool = False, **options: Any
) -> Callable[[Callable[..., Any]], Any]:
    """Declare a State handler with its policy; `options` are those of `rx.event`.

    Arguments are `str`, `int`, `float`, `bool`, `dict[str, Any]` (a form), `list[str]` or a
    `StrEnum`, and the guard refuses others; what they say is for the service to judge.
    """

    def decorate(function: Callable[..., Any]) -> Any:
        setattr(function, _MARK, _policy(function, permission, is_activity=activity))
        return rx.event(function, background=background or None, **options)

    return decorate


def _policy(function: Callable[..., Any], permission: Permission, *, is_activity: bool) -> Policy:
    parameters = list(inspect.signature(function, eval_str=True).parameters.values())[1:]
    for parameter in parameters:
        if parameter.annotation not in _CHECKS and not _is_choice(parameter.annotation):
            raise TypeError(f"{function.__qualname__}: {parameter.name} is of no allowed type")
    return Policy(
        permission,
        is_activity,
        arguments={p.name: p.annotation for p in parameters},
        required=frozenset(p.name for p in parameters if p.default is p.empty),
    )


def _is_choice(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, StrEnum)


def _is_of(kind: Any, value: Any) -> bool:
    """Say whether a value is of the declared type; of an enum it is one of its values."""
    if _is_choice(kind):
        return isinstance(value, str) and value in set(kind)
    try:
        _CHECKS[kind].validate_python(value, strict=True)
    except ValidationError:
        return False
    return True


def _is_sane(value: Any, depth: int = 0) -> bool:
    """Say whether a value could come from a page of ours: what a database can hold, and not huge.

    PostgreSQL refuses NUL and half a surrogate pair in a text.
    """
    match value:
        case str():
            return len(value) <= _LONGEST_TEXT and "\0" not in value and _is_unicode(value)
        case bool() | None:
            return True
        case int() | float():
            return abs(value) <= _LARGEST_NUMBER
        case dict():
            parts = [*value.keys(), *value.values()]
        case list():
            parts = value
        case _:
            return False
    return depth < _DEEPEST and all(_is_sane(part, depth + 1) for part in parts)


def _is_unicode(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def policy_of(event_handler: EventHandler) -> Policy | None:
    """Give what a handler declared; none means that nobody may call it."""
    return getattr(event_handler.fn, _MARK, None)


def is_framework(event_handler: EventHandler) -> bool:
    """Say whether this is one of Reflex's own handlers that the guard lets through."""
    function = event_handler.fn
    return function.__module__ == "reflex.state" and function.__qualname__ in FRAMEWORK_HANDLERS


def is_setvar(event_handler: EventHandler) -> bool:
    """Say whether this is the handler that sets any variable: never allowed."""
    return type(event_handler).__name__ == "EventHandlerSetVar"


def declared() -> dict[str, Policy]:
    """Give every handler of ours with its policy; raises `UndeclaredHandler` when one has none."""
    policies = {}
    for name, registered in RegistrationContext.get().event_handlers.items():
        if is_framework(registered.handler) or is_setvar(registered.handler):
            continue
        policy = policy_of(registered.handler)
        if policy is None:
            raise UndeclaredHandler(f"{name} declares no policy: use @handler(Permission.…)")
        policies[name] = policy
    return policies
