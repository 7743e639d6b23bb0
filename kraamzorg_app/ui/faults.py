"""Unexpected faults: the person reads an id, the log has the same id, neither has personal data."""

from __future__ import annotations

import logging
import secrets
import traceback

from reflex.event import EventSpec

from kraamzorg_app.ui.shell_state import ShellState

logger = logging.getLogger(__name__)
_FRAMES = 8
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


def in_handler(exception: Exception) -> EventSpec:
    """Log what went wrong in a handler of a page, and say so on the page."""
    return ShellState.report(log_fault(exception))


def in_browser(exception: Exception) -> None:
    """Log that something went wrong in a browser; what it says of it may hold personal data."""
    log_fault(exception)
