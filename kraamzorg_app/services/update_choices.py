"""On which day and in which form a reader gets the weekly update."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from kraamzorg_app.domain.errors import NotFound
from kraamzorg_app.domain.permissions import Permission
from kraamzorg_app.domain.weekly_update import UpdateForm, Weekday
from kraamzorg_app.models.messages import UpdateChoice
from kraamzorg_app.services import audit
from kraamzorg_app.services.administration.forms import Form
from kraamzorg_app.services.audit import LogEvent, Purpose
from kraamzorg_app.services.unit_of_work import UnitOfWork
from kraamzorg_app.services.use_case import use_case


@dataclass(frozen=True, slots=True)
class Chosen:
    """What a membership chose; without a choice Monday, and both forms."""

    day: Weekday = Weekday.MONDAY
    form: UpdateForm = UpdateForm.BOTH


@use_case(Permission.KEPT_EXPORT_READ)
def read_own(work: UnitOfWork) -> Chosen:
    """Read what the membership that one works under chose."""
    row = work.session.get(UpdateChoice, work.actor.membership_id)
    return Chosen(row.day, row.form) if row else Chosen()


@use_case(Permission.KEPT_EXPORT_READ)
def save_own(work: UnitOfWork, typed: Mapping[str, Any]) -> None:
    """Choose `day` and `form`; raises `FieldErrors`."""
    form = Form(typed)
    day, kind = form.choice("day", Weekday), form.choice("form", UpdateForm)
    for name in ("day", "form"):
        if not form.text(name, 60):
            form.errors[name] = "required"
    form.check()
    if work.actor.membership_id is None:
        raise NotFound
    work.session.merge(UpdateChoice(membership_id=work.actor.membership_id, day=day, form=kind))
    audit.record(
        work,
        LogEvent.ACCOUNT_CHANGED,
        "U",
        purpose=Purpose.ADMINISTRATION,
        details={"weekly_update": {"day": day, "form": kind}},
    )
