"""Walking the handlers of the tool: which ones there are, where they are called, and with what."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Any
from uuid import UUID

from kraamzorg_app.domain.permissions import may
from kraamzorg_app.domain.registration_form import FormField
from kraamzorg_app.ui import policies
from kraamzorg_app.ui.pages import PAGES
from kraamzorg_app.ui.policies import Policy
from tests.personas import Cast
from tests.server import ROOT
from tests.ui.everybody import actor
from tests.ui.sockets import Tab
from tests.ui.strangers import TICKET_NUMBER

_RIGHT: dict[Any, Any] = {str: "x", int: 1, float: 1.0, bool: True, dict[str, Any]: {}}
_MARKER = "tests___ui___specimen____specimen.typed"
_FIELD = re.compile(r"[a-z]+(?:_[a-z]+)*")
WRONG_TEXTS = (
    "",
    "bestaat-niet",
    "00000000-0000-0000-0000-000000000000",
    "-1",
    "99999999999999999999",
    "31-02-2026",
    "' OR 1=1 --",
    "../../etc/passwd",
    "<script>alert(1)</script>",
    "x" * 9_999,
)
WRONG_NUMBERS = (-1, 0, 999_999_999, -999_999_999)
WRONG_VALUES = (None, 1, True, ["x"], {"a": {"b": "c"}})
"""What a field of a form may hold when no browser made it."""


def right_kinds(policy: Policy) -> dict[str, Any]:
    """Give arguments of the declared types."""
    return {name: _right(kind) for name, kind in policy.arguments.items()}


def _right(kind: Any) -> Any:
    return _RIGHT[kind] if kind in _RIGHT else [] if kind == list[str] else next(iter(kind))


def naming(policy: Policy, row_id: UUID) -> dict[str, Any]:
    """Give arguments that name a row wherever a text, number or form can."""
    fields = dict.fromkeys(form_fields(), str(row_id)) | {str(row_id): "on"}
    values = {
        str: str(row_id),
        int: TICKET_NUMBER,
        dict[str, Any]: fields,
        list[str]: [str(row_id)],
    }
    return {name: values.get(kind, _right(kind)) for name, kind in policy.arguments.items()}


def wrong_values(policy: Policy) -> Iterator[dict[str, Any]]:
    """Give arguments of the declared types that mean nothing."""
    yield right_kinds(policy)
    kinds = set(policy.arguments.values())
    if kinds & {str, dict[str, Any]}:
        for text in WRONG_TEXTS:
            # All fields together stay within what one message to the socket may hold.
            form = dict.fromkeys(form_fields(), text[:500])
            yield _filled(policy, {str: text, dict[str, Any]: form})
    if dict[str, Any] in kinds:
        for value in WRONG_VALUES:
            yield _filled(policy, {dict[str, Any]: dict.fromkeys(form_fields(), value)})
    if int in kinds:
        for number in WRONG_NUMBERS:
            yield _filled(policy, {int: number})


def _filled(policy: Policy, values: dict[Any, Any]) -> dict[str, Any]:
    return {name: values.get(kind, _right(kind)) for name, kind in policy.arguments.items()}


@cache
def form_fields() -> tuple[str, ...]:
    """Give every name that a form of ours could have: all plain words in the code of the pages."""
    words = {str(field) for field in FormField}
    folders = ("ui/pages", "services/administration")
    for folder in folders:
        for file in (ROOT / "kraamzorg_app" / folder).rglob("*.py"):
            words |= {
                node.value
                for node in ast.walk(ast.parse(file.read_text()))
                if isinstance(node, ast.Constant) and isinstance(node.value, str)
            }
    return tuple(sorted(word for word in words if len(word) < 30 and _FIELD.fullmatch(word)))


def allowed(cast: Cast, name: str) -> dict[str, Policy]:
    """Give the handlers that somebody may call, in the order in which they stand in the code."""
    who = actor(cast, name)
    declared = policies.declared().items()
    return {event: policy for event, policy in declared if may(who, policy.permission)}


def after_choosing(handlers: Mapping[str, Policy]) -> Iterator[str]:
    """Give what acts on something chosen before, each after everything that chooses on its page."""
    for event, policy in handlers.items():
        if policy.arguments:
            continue
        state = event.rpartition(".")[0]
        for other, chooses in handlers.items():
            if other.rpartition(".")[0] == state and str in chooses.arguments.values():
                yield other
        yield event


@cache
def routes() -> dict[str, str]:
    """Give the route of the page that each State belongs to."""
    found = {}
    for page in PAGES:
        for load in page.loads:
            for state in (load.state, *load.state.get_substates()):
                found[state.get_full_name()] = page.route
    return found


async def call(tab: Tab, event: str, payload: dict[str, Any], row: object) -> None:
    """Send an event from its page, with a row's id in the address; waits for nothing."""
    route = routes().get(event.rpartition(".")[0], "/")
    path = re.sub(r"\[\w+\]", str(row), route)
    query = dict.fromkeys(re.findall(r"\[(\w+)\]", route), str(row))
    router_data = {"pathname": route, "asPath": path, "query": query}
    await tab.emit_only({"name": event, "payload": payload, "router_data": router_data})


async def call_all(tab: Tab, calls: Iterable[tuple[str, dict[str, Any], object]]) -> None:
    """Send events after each other, each about a row, and wait until all were dealt with."""
    for event, payload, row in calls:
        await call(tab, event, payload, row)
    await tab.until_after(_MARKER, 1)
