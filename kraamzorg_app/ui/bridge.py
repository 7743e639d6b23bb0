"""From a page's handler to a verb and back: in a thread, with what went wrong as a sentence."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any, Concatenate, Final, ParamSpec, TypeVar

import reflex as rx
from reflex.istate.proxy import StateProxy

from kraamzorg_app.domain.actors import Actor
from kraamzorg_app.domain.errors import DomainError, FieldErrors, ReauthenticationNeeded
from kraamzorg_app.services.languages import gettext_for
from kraamzorg_app.ui import guard, messages
from kraamzorg_app.ui.faults import log_fault
from kraamzorg_app.ui.page_state import PageState
from kraamzorg_app.ui.shell_state import ShellState

__all__ = ["FAILED", "Failed", "PageState", "run", "show"]

P = ParamSpec("P")
R = TypeVar("R")


class Failed:
    """What `run` gives when the verb refused: the sentence is on the page already."""

    def __bool__(self) -> bool:
        return False


FAILED: Final = Failed()


async def run(
    page: Any, verb: Callable[Concatenate[Actor, P], R], *args: P.args, **kwargs: P.kwargs
) -> R | Failed:
    """Run a verb for whoever the event is for; gives its result, or `FAILED` with a sentence shown.

    The sentence is in the language of the page.
    Not for background handlers: the guard looked when they began. They yield an event instead.
    """
    if isinstance(page, StateProxy):
        raise TypeError("a background handler yields an event that the guard sees")
    language = guard.current_language()
    try:
        return await asyncio.to_thread(verb, guard.current_actor(), *args, **kwargs)
    except FieldErrors as refusal:
        page.field_errors = messages.field_sentences(refusal, language)
        await show(page, gettext_for(language)(messages.CHECK_THE_FORM), "error")
    except DomainError as refusal:
        await show(page, messages.sentence(refusal, language), "error")
    except ReauthenticationNeeded:
        guard.hold(await page.get_state(ShellState))
    except Exception as fault:  # noqa: BLE001 - the person reads an id, the log has the rest
        fault_id = log_fault(fault)
        (await page.get_state(ShellState)).last_fault = fault_id
        await show(page, messages.fault_sentence(fault_id, language), "error")
    return FAILED


async def show(
    page: rx.State, sentence: str, tone: str = "info", *, on_next_page: bool = False
) -> None:
    """Put a sentence in the message area of the frame; tones: info, success, warning, error.

    It stays until the person does something else; `on_next_page` when the handler redirects.
    """
    shell = await page.get_state(ShellState)
    shell.message = sentence
    shell.message_tone = tone
    shell.keeps_message = on_next_page
