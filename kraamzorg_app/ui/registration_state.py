"""What the State of every page with the registration form has, whoever fills it in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import reflex as rx
from babel import Locale

from kraamzorg_app.domain.calendar import (
    DueDateCheck,
    amsterdam_day,
    check_due_date,
    format_date,
    parse_date,
)
from kraamzorg_app.domain.identifiers import display_postcode
from kraamzorg_app.domain.registration_form import (
    SPOKEN_LANGUAGES,
    STEP_FIELDS,
    FormError,
    FormField,
    Step,
    first_step_with_error,
)
from kraamzorg_app.services import environment
from kraamzorg_app.services.contact_details import display_phone
from kraamzorg_app.services.languages import gettext_for, later
from kraamzorg_app.ui.components.registration_form import LABELS, SUMMARY_ID

ASKED: Final = tuple(field for field in FormField if field is not FormField.CONSENT)
NO_ANSWERS: Final = {str(field): "" for field in ASKED}
_CHOOSE: Final = later("Maak een keuze")
_OTHER: Final = later("Een andere taal")
_NO_WISH: Final = later("Geen voorkeur")


class RegistrationState(rx.State, mixin=True):
    """Answers and errors; `step` counts from 0, and 4 is the check page."""

    field_errors: dict[str, str] = {}
    error_list: list[list[str]] = []
    answers: dict[str, str] = NO_ANSWERS
    shown: dict[str, str] = NO_ANSWERS
    labels: list[list[str]] = []
    wishes: list[list[str]] = []
    """The providers that she can wish for, once her postcode is known."""
    spoken_languages: list[list[str]] = []
    is_far: bool = False
    """The due date is more than 40 weeks ahead: possible, but unusual."""
    step: int = 0
    language: str = "nl"

    def _forget(self) -> None:
        """Let go of what the page showed, as `PageState` does; her own form stays as it is."""

    def _fill(self, answers: Mapping[str, str], labels: Mapping[str, str]) -> None:
        """Take over what is kept, as people write it."""
        _ = gettext_for(self.language)
        self.labels = [["", _(_CHOOSE)], *[[key, name] for key, name in labels.items()]]
        self.spoken_languages = [["", _(_CHOOSE)], *spoken_languages(self.language)]
        if len(labels) == 1:
            answers = {FormField.INSURER_LABEL: next(iter(labels))} | dict(answers)
        self._take(answers)

    def _offer_wishes(self, providers: Mapping[str, str]) -> None:
        """Let her choose among the providers that serve her; among none there is no question."""
        _ = gettext_for(self.language)
        found = [[key, name] for key, name in providers.items()]
        self.wishes = [["", _(_NO_WISH)], *found] if found else []

    def _take(self, answers: Mapping[str, Any]) -> None:
        """Lay typed answers over those on the page."""
        fresh = {
            str(field): as_written(field, text)
            for field in ASKED
            if isinstance(text := answers.get(field), str)
        }
        self.answers = self.answers | fresh
        names = dict(self.labels) | dict(self.spoken_languages) | dict(self.wishes)
        choices = (FormField.INSURER_LABEL, FormField.SPOKEN_LANGUAGE, FormField.PREFERRED)
        self.shown = self.answers | {
            str(field): names.get(self.answers[field], "")
            for field in choices
            if self.answers[field]
        }
        self.is_far = is_far_ahead(self.answers[FormField.DUE_DATE])

    def _name_errors(self) -> Any:
        """Put what is wrong above the form, and go there."""
        _ = gettext_for(self.language)
        self.error_list = [
            [field, f"{_(LABELS[FormField(field)])}: {text}" if field in LABELS else text]
            for field, text in self.field_errors.items()
        ]
        return rx.set_focus(SUMMARY_ID) if self.error_list else None

    def _clear_errors(self) -> None:
        self.field_errors, self.error_list = {}, []

    def _go_to_first_error(self) -> None:
        """Show the step on which something is wrong."""
        wrong = first_step_with_error(dict.fromkeys(self.field_errors, FormError.REQUIRED))
        if wrong is not None:
            self.step = wrong - 1


def is_far_ahead(due_date: str) -> bool:
    """Say whether a due date is more than 40 weeks from today."""
    day, today = parse_date(due_date), amsterdam_day(environment.current().clock.now())
    return day is not None and check_due_date(day, today) is DueDateCheck.FAR


def spoken_languages(language: str) -> list[list[str]]:
    """List the languages to choose from, named in the language of the page."""
    names = Locale.parse(language).languages
    _ = gettext_for(language)
    return [
        [code, _(_OTHER) if code == "other" else names[code][:1].upper() + names[code][1:]]
        for code in SPOKEN_LANGUAGES
    ]


def as_written(field: str, text: str) -> str:
    """Show a stored answer as people write it; what was typed wrongly stays as it is."""
    if field in {FormField.BIRTH_DATE, FormField.DUE_DATE}:
        day = parse_date(text)
        return format_date(day) if day else text
    if field == FormField.POSTCODE and len(text) == len("1234AB"):
        return display_postcode(text)
    if field == FormField.PHONE and text.startswith("+"):
        return display_phone(text)
    return text


def typed_in(form: Mapping[str, Any], step: int) -> dict[str, str]:
    """Take the answers of one step out of what a form sent."""
    fields = STEP_FIELDS[Step(step + 1)]
    return {str(field): text for field in fields if isinstance(text := form.get(field), str)}
