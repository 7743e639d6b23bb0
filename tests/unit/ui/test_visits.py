"""What a page shows is tied to who looks, and to what they may."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import uuid4

import pytest

from kraamzorg_app.domain.actors import Actor, ActorKind, Role
from kraamzorg_app.ui.visits import Visit


@pytest.mark.parametrize(
    "change",
    [
        {"session_id": uuid4()},
        {"membership_id": uuid4()},
        {"role": Role.TECHNICAL_ADMIN},
        {"may_view_personal_data": True},
        {"is_privacy_officer": True},
    ],
    ids=lambda change: next(iter(change)),
)
def test_another_right_is_another_binding(change: dict[str, Any]) -> None:
    now = Actor(ActorKind.PERSON, session_id=uuid4(), role=Role.FUNCTIONAL_ADMIN)
    assert Visit("", user=now).binding != Visit("", user=replace(now, **change)).binding
