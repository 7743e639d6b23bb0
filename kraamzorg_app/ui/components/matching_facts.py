"""What a provider tells about itself for matching: where it sets out from, and its languages."""

from __future__ import annotations

from typing import Any, Final

import reflex as rx

from kraamzorg_app.services.languages import dutch_name
from kraamzorg_app.services.provider_facts import LANGUAGES
from kraamzorg_app.ui.components.fields import checkbox_field, postcode_field
from kraamzorg_app.ui.theme import Text

LANGUAGE_FIELD: Final = "language:"
_CHOICES: Final = sorted((dutch_name(code), code) for code in LANGUAGES)


def matching_facts(
    base_pc4: Text, languages: Any, errors: Any, *, whose: str = "u"
) -> tuple[rx.Component, ...]:
    """Ask four digits and tick boxes; `languages` is a Var with the codes that are ticked."""
    return (
        postcode_field(
            "base_pc4",
            f"Vanuit welke postcode werkt {whose}?",
            hint="Vier cijfers. Cliënten dichtbij gaan voor.",
            default=base_pc4,
            error=errors["base_pc4"],
            input_mode="numeric",
            auto_complete="off",
            max_length=4,
        ),
        rx.el.fieldset(
            rx.el.legend("Talen naast Nederlands", class_name="field__label"),
            *[
                checkbox_field(
                    f"{LANGUAGE_FIELD}{code}",
                    name,
                    id=f"language-{code}",
                    default=languages.contains(code),
                )
                for name, code in _CHOICES
            ],
            class_name="choices",
        ),
    )
