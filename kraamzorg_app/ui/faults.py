"""Unexpected faults: the person reads an id, the log has the same id, neither has personal data."""

from __future__ import annotations

import asyncio
import logging
import secrets
import traceback
from typing import Any, Final

from redis.exceptions import RedisError
from reflex.event import EventSpec
from reflex_base.event.context import EventContext

from kraamzorg_app.services.languages import gettext_for, later, of_path
from kraamzorg_app.ui.shell_state import ShellState, only_message

logger = logging.getLogger(__name__)
_FRAMES = 8
_UNREACHABLE: Final = later(
    "De tool hapert even. Wacht een minuut en kijk dan of uw laatste wijziging is opgeslagen."
)
_EVENT_LOGGER = "reflex_base.event.processor.event_processor"


def keep_events_out_of_the_log() -> None:
    """Make Reflex log no event: an unknown one would stand there with its cookie and its values."""
    logging.getLogger(_EVENT_LOGGER).addFilter(_without_event)


def _without_event(record: logging.LogRecord) -> bool:
    kind = record.exc_info[0] if record.exc_info else None
    record.msg = f"event not processed: {kind.__name__ if kind else 'unknown'}"
    record.args, record.exc_info, record.exc_text = (), None, None
    return True


def log_fault(fault: BaseException) -> str:
    """Log a fault without its message, which may hold personal data; gives its id."""
    fault_id = secrets.token_hex(4)
    frames = traceback.extract_tb(fault.__traceback__)[-_FRAMES:]
    where = " < ".join(f"{frame.name}:{frame.lineno}" for frame in reversed(frames))
    logger.error("fault %s: %s in %s", fault_id, type(fault).__name__, where)
    return fault_id


def in_handler(exception: Exception) -> EventSpec | None:
    """Log what went wrong in a handler of a page, and say so on the page."""
    if isinstance(exception, RedisError):
        # The State of the page is out of reach: an event that says so would fail as this one did.
        logger.error("state unavailable: %s", type(exception).__name__)
        _say_without_state(_UNREACHABLE)
        return None
    return ShellState.report(log_fault(exception))


def _say_without_state(sentence: str) -> None:
    context = EventContext.get()
    route = context.router_data.get("pathname")
    language = of_path(route if isinstance(route, str) else "")
    said = asyncio.ensure_future(context.emit_delta(only_message(gettext_for(language)(sentence))))
    _under_way.add(said)
    said.add_done_callback(_under_way.discard)


def in_browser(exception: Exception) -> None:
    """Log that something went wrong in a browser; what it says of it may hold personal data."""
    log_fault(exception)


_under_way: set[asyncio.Future[Any]] = set()
