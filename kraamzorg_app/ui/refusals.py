"""Writing refused events and requests to the access log, without being flooded by them."""

from __future__ import annotations

import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import BoundedSemaphore

from kraamzorg_app.domain.actors import Actor
from kraamzorg_app.ui.faults import log_fault

logger = logging.getLogger(__name__)

RecordRefusal = Callable[[Actor, str, str], None]
_MOST_WAITING = 100


class Refusals:
    """Writes lines in the background; when too many wait, only the process log tells of it."""

    def __init__(self, record: RecordRefusal) -> None:
        self._record = record
        self._writer = ThreadPoolExecutor(max_workers=1, thread_name_prefix="refusals")
        self._room = BoundedSemaphore(_MOST_WAITING)

    def note(self, actor: Actor, what: str, code: str) -> None:
        """Take one refusal; returns at once. `what` names a handler or route of ours."""
        logger.warning("refused %s: %s", what, code)
        if self._room.acquire(blocking=False):
            self._writer.submit(self._write, actor, what, code)

    def _write(self, actor: Actor, what: str, code: str) -> None:
        try:
            self._record(actor, what, code)
        except Exception as fault:  # noqa: BLE001 - the next line can still be written
            log_fault(fault)
        finally:
            self._room.release()
