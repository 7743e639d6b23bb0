"""What a prober sends: any event with anything in it, any address in any way."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from kraamzorg_app.api import API_ROUTES
from kraamzorg_app.ui import policies
from kraamzorg_app.ui.pages import HTTP_ROUTES, PAGES
from kraamzorg_app.ui.policies import Policy
from tests.ui.strangers import OPERATIONS, PRIVATE, TERRITORY
from tests.ui.walking import WRONG_TEXTS, form_fields, naming, right_kinds

IDS = (PRIVATE, TERRITORY, OPERATIONS, UUID(int=0))
EVENTS = {name: policy for name, policy in policies.declared().items() if "tests___" not in name}
_ROOT = "reflex___state____state"
UNKNOWN = (
    "bestaat_niet",
    f"{_ROOT}.setvar",
    f"{_ROOT}.reset",
    f"{_ROOT}.get_delta",
    *{f"{name.rpartition('.')[0]}.setvar" for name in EVENTS},
    *{f"{name.rpartition('.')[0]}._read" for name in EVENTS},
)
"""What a browser could name although nobody may call it, or although it is not there."""
_HUGE: tuple[Any, ...] = (
    "x" * 10_001,
    "é" * 50_000,
    ["x"] * 5_000,
    {str(number): number for number in range(2_000)},
    10**300,
)


@dataclass(frozen=True)
class Probe:
    """One event, from a page about some row, sent once or twice."""

    event: str
    payload: Any
    row: str
    times: int

    @property
    def policy(self) -> Policy | None:
        return EVENTS.get(self.event)


def _anything() -> SearchStrategy[Any]:
    plain = (
        st.none()
        | st.booleans()
        | st.integers(-(2**70), 2**70)
        | st.floats(allow_nan=False, allow_infinity=False)
        | st.text(max_size=40)
        | st.sampled_from(WRONG_TEXTS)
        | st.sampled_from([str(row_id) for row_id in IDS])
    )
    keys = st.sampled_from(form_fields()) | st.text(max_size=20)
    nested = st.recursive(
        plain,
        lambda inner: st.lists(inner, max_size=4) | st.dictionaries(keys, inner, max_size=4),
        max_leaves=8,
    )
    return nested | st.sampled_from(_HUGE)


_ANYTHING = _anything()
_ROWS = st.sampled_from([str(row_id) for row_id in IDS]) | st.sampled_from(
    ("bestaat-niet", "%00", "a/b", "..", "x" * 600)
)


@st.composite
def probes(draw: st.DrawFn) -> Probe:
    """Draw one event: with what its handler expects, with strangers' ids, or with anything."""
    times = draw(st.sampled_from((1, 1, 1, 2)))
    if draw(st.integers(0, 9)) == 0:
        payload = draw(st.dictionaries(st.text(max_size=10), _ANYTHING, max_size=2))
        return Probe(draw(st.sampled_from(UNKNOWN)), payload, "x", times)
    event = draw(st.sampled_from(sorted(EVENTS)))
    policy = EVENTS[event]
    payload = (
        right_kinds(policy) if draw(st.booleans()) else naming(policy, draw(st.sampled_from(IDS)))
    )
    for name in list(payload):
        if draw(st.integers(0, 2)) == 0:
            payload[name] = draw(_ANYTHING)
    if draw(st.integers(0, 9)) == 0:
        payload = {**payload, draw(st.sampled_from(("self", "more", "actor"))): draw(_ANYTHING)}
    return Probe(event, payload, draw(_ROWS), times)


@dataclass(frozen=True)
class Request:
    """One HTTP request."""

    method: str
    path: str
    body: Any
    headers: dict[str, str]


_PATHS = sorted(
    {page.route for page in PAGES}
    | {route.path for route in HTTP_ROUTES if not route.is_demo_only}
    | {getattr(route, "path", "/") for route in API_ROUTES}
)


@st.composite
def requests(draw: st.DrawFn) -> Request:
    """Draw a request for any address of ours, with anything where an id or a token stands."""
    filling = draw(
        st.sampled_from([str(row_id) for row_id in IDS])
        | st.sampled_from(("bestaat-niet", "%00", "..%2f..%2fetc%2fpasswd", "x" * 3_000))
    )
    path = re.sub(r"\[\w+\]|{\w+(:\w+)?}", lambda _: filling, draw(st.sampled_from(_PATHS)))
    query = draw(st.sampled_from(("", "?postcode=%00", f"?tab={'x' * 5_000}", "?id=1&id=2")))
    method = draw(st.sampled_from(("GET", "GET", "POST", "PUT", "DELETE", "OPTIONS", "HEAD")))
    fields = draw(
        st.dictionaries(
            st.sampled_from(form_fields()), st.sampled_from((*WRONG_TEXTS, "\0")), max_size=5
        )
    )
    length = draw(st.sampled_from(({}, {"Range": "bytes=0-1"}, {"X-Forwarded-For": "127.0.0.1"})))
    return Request(method, path + query, fields, length)
