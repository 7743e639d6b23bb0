"""The one way into a verb: permission, transaction, refusals logged."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar

from kraamzorg_app.domain.actors import Actor
from kraamzorg_app.domain.errors import (
    DomainError,
    NotAllowed,
    NotFound,
    ReauthenticationNeeded,
)
from kraamzorg_app.domain.permissions import Permission, is_fresh, may
from kraamzorg_app.services import audit, environment
from kraamzorg_app.services.unit_of_work import UnitOfWork, begin

P = ParamSpec("P")
R = TypeVar("R")

USE_CASES: dict[str, Permission] = {}
"""Every verb by its name, for the permission matrix and its test."""
FRESH: set[str] = set()
"""The verbs that also ask for a second factor given lately."""


def use_case(
    permission: Permission, *, fresh: bool = False
) -> Callable[[Callable[Concatenate[UnitOfWork, P], R]], Callable[Concatenate[Actor, P], R]]:
    """Turn `verb(work, …)` into `verb(actor, …)`: checked, in one transaction, refusals logged.

    Raises `NotAllowed` when the actor may not do this at all, `ReauthenticationNeeded` when it is
    `fresh` and the last second factor too long ago, and whatever the verb raises; then nothing of
    it stays, unless it was raised with `keeping()`.
    """

    def decorate(
        verb: Callable[Concatenate[UnitOfWork, P], R],
    ) -> Callable[Concatenate[Actor, P], R]:
        name = f"{verb.__module__.removeprefix('kraamzorg_app.services.')}.{verb.__name__}"
        USE_CASES[name] = permission
        if fresh:
            FRESH.add(name)

        @wraps(verb)
        def run(actor: Actor, /, *args: P.args, **kwargs: P.kwargs) -> R:
            if not may(actor, permission):
                audit.record_refusal(actor, name, NotAllowed.code)
                raise NotAllowed
            if fresh and not is_fresh(actor, environment.current().clock.now()):
                audit.record_refusal(actor, name, ReauthenticationNeeded.code)
                raise ReauthenticationNeeded
            try:
                with begin(actor) as work:
                    try:
                        return verb(work, *args, **kwargs)
                    except DomainError as refusal:
                        if not refusal.keeps_changes:
                            raise
                        kept = refusal
            except (NotAllowed, NotFound) as refused:
                audit.record_refusal(actor, name, refused.code)
                raise
            raise kept

        return run

    return decorate
