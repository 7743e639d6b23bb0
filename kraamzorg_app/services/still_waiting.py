"""Asking "Staat u nog terecht op de lijst?" every four weeks: silence never removes anybody."""

from __future__ import annotations

from datetime import timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import func
from sqlmodel import col, select

from kraamzorg_app.domain.actors import Actor
from kraamzorg_app.domain.entries import TimelineKind
from kraamzorg_app.domain.notifications import Notification
from kraamzorg_app.domain.permissions import Permission
from kraamzorg_app.models.waiting_list import Client, WaitingListEntry
from kraamzorg_app.queries import still_waiting
from kraamzorg_app.services import (
    audit,
    client_sessions,
    one_by_one,
    outbox,
    timeline,
    transitions,
)
from kraamzorg_app.services.audit import LogEvent, Purpose
from kraamzorg_app.services.unit_of_work import UnitOfWork
from kraamzorg_app.services.use_case import use_case

EVERY: Final = timedelta(weeks=4)


def ask_due(actor: Actor) -> int:
    """Ask everybody who was not asked for four weeks; gives how many that were."""
    return one_by_one.do(actor, find, ask)


@use_case(Permission.JOB_ASK_STILL_WAITING)
def find(work: UnitOfWork) -> list[UUID]:
    """List some who are to be asked."""
    due = still_waiting.due(work.now - EVERY, work.today, one_by_one.AT_ONCE)
    return list(work.session.execute(due).scalars())


@use_case(Permission.JOB_ASK_STILL_WAITING)
def ask(work: UnitOfWork, entry_id: UUID) -> bool:
    """Mail her the question, unless another runner did or all has changed; says whether it did."""
    is_due = still_waiting.is_due(work.now - EVERY, work.today)
    since = {"unanswered_since": func.coalesce(col(WaitingListEntry.unanswered_since), work.now)}
    if not transitions.mark(work, entry_id, is_due, asked_at=work.now, **since):
        return False
    entry = work.session.get_one(WaitingListEntry, entry_id)
    timeline.add(work, entry_id, TimelineKind.WAITING_ASKED)
    client = work.session.get_one(Client, entry.client_id)
    audit.record(work, LogEvent.STILL_WAITING_ASKED, "U", subjects=[client.log_id])
    outbox.notify(work, Notification.STILL_WAITING, entry=entry)
    transitions.announce(work, entry)
    return True


@use_case(Permission.OWN_ANSWER)
def is_asked(work: UnitOfWork) -> bool:
    """Say whether she has the question to answer; needs her link only and shows no more."""
    asked = select(WaitingListEntry.id).where(still_waiting.open_question(work.actor.entry_id))
    return work.session.exec(asked).first() is not None


@use_case(Permission.OWN_ANSWER)
def confirm(work: UnitOfWork) -> None:
    """Note that she still waits ("Ja"); a second answer changes nothing."""
    has_question = still_waiting.open_question(work.actor.entry_id)
    if not transitions.mark(work, work.actor.entry_id, has_question, unanswered_since=None):
        return
    entry = work.session.get_one(WaitingListEntry, work.actor.entry_id)
    timeline.add(work, entry.id, TimelineKind.WAITING_CONFIRMED)
    subjects = [client_sessions.log_id(work)]
    audit.record(
        work, LogEvent.STILL_WAITING_CONFIRMED, "U", subjects=subjects, purpose=Purpose.OWN_DATA
    )
    transitions.announce(work, entry)
