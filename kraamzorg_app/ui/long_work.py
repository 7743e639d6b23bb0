"""Work that goes on after its event: in a thread, in the rights of who asked for it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Concatenate, ParamSpec

from kraamzorg_app.domain.actors import Actor
from kraamzorg_app.ui import guard
from kraamzorg_app.ui.faults import log_fault

P = ParamSpec("P")
_under_way: set[asyncio.Task[None]] = set()


def go_on(verb: Callable[Concatenate[Actor, P], None], *args: P.args, **kwargs: P.kwargs) -> None:
    """Start a verb that announces by itself how far it is; the page may be left."""
    actor = guard.current_actor()

    async def run() -> None:
        try:
            await asyncio.to_thread(verb, actor, *args, **kwargs)
        except Exception as fault:  # noqa: BLE001 - nobody waits for it: the log has it
            log_fault(fault)

    task = asyncio.create_task(run())
    _under_way.add(task)
    task.add_done_callback(_under_way.discard)
