"""What an installation says about itself and the sector: data that the functional admin edits."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import Final


class Setting(StrEnum):
    """One value; the shipped ones stand in `reference/settings.toml`."""

    MANAGER_NAME = "manager_name"
    """Who does the functional management ("functioneel beheer"); it may pass to another party."""
    MANAGER_ADDRESS = "manager_address"
    MANAGER_EMAIL = "manager_email"
    TECHNICAL_NAME = "technical_name"
    HELPDESK_NAME = "helpdesk_name"
    HELPDESK_ADDRESS = "helpdesk_address"
    HELPDESK_EMAIL = "helpdesk_email"
    OWN_CONTRIBUTION = "own_contribution"
    """Euros an hour, as "5,70"."""
    CONTRIBUTION_YEAR = "contribution_year"
    FAQ_LINK = "faq_link"
    NAMES_IN_CLIENT_LOG = "names_in_client_log"
    """Whether a client reads the names of people who saw her data, beside their organization."""
    ERASE_WEEKS_AFTER_DUE = "erase_weeks_after_due"
    """Who a client is, is erased so many weeks after her due date …"""
    ERASE_WEEKS_AFTER_CLOSING = "erase_weeks_after_closing"
    """… or after she left the list, whichever comes first."""
    ERASE_INVITATION_DAYS = "erase_invitation_days"
    """Whom an invitation was for that came to nothing."""
    LOG_YEARS = "log_years"
    """How long lines of the access log are kept; NEN 7513 asks five years at least."""


EMAILS: Final = frozenset({Setting.MANAGER_EMAIL, Setting.HELPDESK_EMAIL})
MAY_BE_EMPTY: Final = frozenset(
    {
        Setting.MANAGER_ADDRESS,
        Setting.MANAGER_EMAIL,
        Setting.HELPDESK_ADDRESS,
        Setting.HELPDESK_EMAIL,
    }
)
LONGEST: Final = 200
PLACEHOLDERS: Final = frozenset(
    {"manager", "helpdesk", "own_contribution", "contribution_year", "faq_link", "questions"}
)
"""What every text may name besides what its own event brings."""

TERMS: Final = {
    Setting.ERASE_WEEKS_AFTER_DUE: (4, 52),
    Setting.ERASE_WEEKS_AFTER_CLOSING: (1, 52),
    Setting.ERASE_INVITATION_DAYS: (1, 365),
    Setting.LOG_YEARS: (5, 20),
}
"""The shortest and the longest that each term of keeping can be."""
_AMOUNT: Final = re.compile(r"[0-9]{1,3},[0-9]{2}")
_YEAR: Final = re.compile(r"20[0-9]{2}")
_YES_OR_NO: Final = re.compile(r"ja|nee")
_LINK: Final = re.compile(r"https://[^\s<>\"'{}\\]+")


def problem_with(setting: Setting, value: str) -> str | None:
    """Give the code of what is wrong with a value, or None; addresses are judged elsewhere."""
    if not value:
        return None if setting in MAY_BE_EMPTY else "required"
    if len(value) > (LONGEST if setting is not Setting.FAQ_LINK else 500):
        return "too_long"
    if any(not sign.isprintable() for sign in value):
        return "odd_characters"
    form = {
        Setting.OWN_CONTRIBUTION: (_AMOUNT, "amount_form"),
        Setting.CONTRIBUTION_YEAR: (_YEAR, "year_form"),
        Setting.FAQ_LINK: (_LINK, "link_form"),
        Setting.NAMES_IN_CLIENT_LOG: (_YES_OR_NO, "yes_or_no_form"),
    }.get(setting)
    if form is not None and not form[0].fullmatch(value):
        return form[1]
    return "term_range" if setting in TERMS and not _is_term(setting, value) else None


def _is_term(setting: Setting, value: str) -> bool:
    shortest, longest = TERMS[setting]
    return value.isascii() and value.isdigit() and shortest <= int(value[:4]) <= longest


def amount(value: str, language: str) -> str:
    """Write an amount as its readers do: € 5,70 in Dutch, €5.70 in other languages."""
    return f"€ {value}" if language == "nl" else f"€{value.replace(',', '.')}"
