"""Insurers, the labels under which they insure, and the UZOVI code of each with its days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final
from uuid import UUID, uuid4

from sqlmodel import select

from kraamzorg_app import database
from kraamzorg_app.domain.errors import Conflict, FieldErrors
from kraamzorg_app.domain.identifiers import normalize_uzovi
from kraamzorg_app.domain.insurer_labels import CodeDays, is_free
from kraamzorg_app.domain.permissions import Permission
from kraamzorg_app.models.organizations import Insurer, InsurerLabel
from kraamzorg_app.queries import administration
from kraamzorg_app.services.administration import changes
from kraamzorg_app.services.administration.forms import Form
from kraamzorg_app.services.audit import LogEvent
from kraamzorg_app.services.unit_of_work import UnitOfWork
from kraamzorg_app.services.use_case import use_case

MAX_NAME_LENGTH: Final = 120


@dataclass(frozen=True, slots=True)
class LabelRow:
    """One label with its code."""

    id: str
    name: str
    uzovi_code: str
    valid_from: date | None
    valid_to: date | None
    is_current: bool


@dataclass(frozen=True, slots=True)
class InsurerRow:
    """One insurer with its labels and the regions in which it is preferred."""

    id: str
    name: str
    group: str
    email: str
    labels: tuple[LabelRow, ...]
    preferred_in: tuple[str, ...]


@use_case(Permission.INSURER_MANAGE)
def list_insurers(work: UnitOfWork) -> tuple[InsurerRow, ...]:
    """List every insurer by group and name."""
    labels: dict[UUID, list[LabelRow]] = {}
    for label in work.session.execute(administration.labels()).scalars():
        labels.setdefault(label.insurer_id, []).append(_label_row(work, label))
    regions = {
        region.id: region.name
        for region in work.session.execute(administration.all_regions()).scalars()
    }
    preferred: dict[UUID, list[str]] = {}
    for region_id, insurer_id, _ in work.session.execute(administration.preferred()):
        preferred.setdefault(insurer_id, []).append(regions[region_id])
    found = work.session.execute(administration.insurers()).scalars().all()
    return tuple(
        InsurerRow(
            id=str(insurer.id),
            name=insurer.name,
            group=insurer.group_name,
            email=insurer.email or "",
            labels=tuple(labels.get(insurer.id, ())),
            preferred_in=tuple(sorted(preferred.get(insurer.id, ()))),
        )
        for insurer in sorted(found, key=lambda each: (each.group_name or each.name, each.name))
    )


@use_case(Permission.INSURER_MANAGE)
def create(work: UnitOfWork, form: dict[str, Any]) -> str:
    """Add an insurer and give its id; fields "name", "group" and "email"."""
    return str(add(work, _typed_insurer(work, form)).id)


@use_case(Permission.INSURER_MANAGE)
def save(work: UnitOfWork, insurer_id: object, form: dict[str, Any]) -> None:
    """Change an insurer; fields as in `create`. Raises `FieldErrors`."""
    insurer = changes.found(work, Insurer, insurer_id)
    change(work, insurer, _typed_insurer(work, form, insurer.id))


@use_case(Permission.INSURER_MANAGE)
def add_label(work: UnitOfWork, insurer_id: object, form: dict[str, Any]) -> None:
    """Add a label; fields "name", "uzovi_code" and "valid_from"."""
    lock_codes(work)
    insurer, typed = changes.found(work, Insurer, insurer_id), Form(form)
    since = typed.day("valid_from")
    facts = {
        "name": typed.name("name", MAX_NAME_LENGTH),
        "uzovi_code": _typed_code(work, typed, since),
        "valid_from": since,
    }
    typed.check()
    write_label(work, insurer.id, facts)


@use_case(Permission.INSURER_MANAGE)
def change_code(work: UnitOfWork, label_id: object, form: dict[str, Any]) -> None:
    """Give a label another UZOVI code from a day on; fields "uzovi_code" and "valid_from".

    The label of before ends the day before that, and keeps its code for who was insured then.
    """
    lock_codes(work)
    label, typed = _current_label(work, label_id), Form(form)
    since = typed.day("valid_from")
    code = _typed_code(work, typed, since)
    if not typed.errors and label.valid_from is not None and since <= label.valid_from:
        typed.errors["valid_from"] = "ends_before_start"
    typed.check()
    _end(work, label, since - timedelta(days=1))
    facts = {"name": label.name, "uzovi_code": code, "valid_from": since}
    write_label(work, label.insurer_id, facts)


@use_case(Permission.INSURER_MANAGE)
def end_label(work: UnitOfWork, label_id: object, form: dict[str, Any]) -> None:
    """End a label: from the day after "valid_to" nobody can choose it any more."""
    label, typed = _current_label(work, label_id), Form(form)
    last = typed.day("valid_to")
    if not typed.errors and label.valid_from is not None and last < label.valid_from:
        typed.errors["valid_to"] = "ends_before_start"
    typed.check()
    _end(work, label, last)


def lock_codes(work: UnitOfWork) -> None:
    """Let changes of labels wait for one another, so that no code is of two on one day."""
    database.take_turn(work.session, "insurer labels")


def days_of(label: InsurerLabel) -> CodeDays:
    """Give the days on which a label has its code."""
    return CodeDays(label.valid_from, label.valid_to)


def add(work: UnitOfWork, facts: dict[str, Any]) -> Insurer:
    """Add an insurer with checked facts."""
    insurer = Insurer(id=uuid4(), **facts)
    work.session.add(insurer)
    work.session.flush()
    changes.record(work, LogEvent.INSURER_CHANGED, {"insurer": insurer.id}, after=facts)
    return insurer


def change(work: UnitOfWork, insurer: Insurer, facts: dict[str, Any]) -> None:
    """Give an insurer checked facts."""
    before = {name: getattr(insurer, name) for name in facts}
    for name, value in facts.items():
        setattr(insurer, name, value)
    changes.record(
        work, LogEvent.INSURER_CHANGED, {"insurer": insurer.id}, before=before, after=facts
    )


def write_label(
    work: UnitOfWork, insurer_id: UUID, facts: dict[str, Any], label: InsurerLabel | None = None
) -> None:
    """Add a label, or give an existing one checked facts."""
    if label is None:
        row = InsurerLabel(id=uuid4(), insurer_id=insurer_id, **facts)
        work.session.add(row)
        before = None
    else:
        row, before = label, {name: getattr(label, name) for name in facts}
        for name, value in facts.items():
            setattr(row, name, value)
    changes.record(
        work,
        LogEvent.INSURER_CHANGED,
        {"insurer": insurer_id, "label": row.id},
        before=before,
        after=facts,
    )


def _typed_code(work: UnitOfWork, typed: Form, since: date) -> str:
    """Take a UZOVI code that no other label has from that day on."""
    text = typed.text("uzovi_code", 10)
    code = normalize_uzovi(text) or ""
    if text and not code:
        typed.errors["uzovi_code"] = "uzovi_form"
    labels = work.session.exec(select(InsurerLabel).where(InsurerLabel.uzovi_code == code))
    if not typed.errors and not is_free(CodeDays(since), map(days_of, labels)):
        typed.errors["uzovi_code"] = "uzovi_taken"
    return code


def _end(work: UnitOfWork, label: InsurerLabel, last: date) -> None:
    write_label(work, label.insurer_id, {"valid_to": last}, label)


def _current_label(work: UnitOfWork, label_id: object) -> InsurerLabel:
    label = changes.found(work, InsurerLabel, label_id)
    if label.valid_to is not None:
        raise Conflict("changed_meanwhile")
    return label


def _typed_insurer(work: UnitOfWork, form: object, own_id: UUID | None = None) -> dict[str, Any]:
    typed = Form(form)
    facts = {
        "name": typed.name("name", MAX_NAME_LENGTH),
        "group_name": typed.name("group", MAX_NAME_LENGTH, required=False),
        "email": typed.email(work, "email", required=False) or None,
    }
    typed.check()
    for insurer in work.session.execute(administration.insurers()).scalars():
        if insurer.id != own_id and insurer.name.casefold() == str(facts["name"]).casefold():
            raise FieldErrors({"name": "name_taken"})
    return facts


def _label_row(work: UnitOfWork, label: InsurerLabel) -> LabelRow:
    starts = label.valid_from is None or label.valid_from <= work.today
    lasts = label.valid_to is None or label.valid_to >= work.today
    return LabelRow(
        id=str(label.id),
        name=label.name,
        uzovi_code=label.uzovi_code,
        valid_from=label.valid_from,
        valid_to=label.valid_to,
        is_current=starts and lasts,
    )
