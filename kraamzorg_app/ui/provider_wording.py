"""Providers in words: their kinds, how to reach them, and whether they have a contract."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from kraamzorg_app.domain.actors import ProviderKind
from kraamzorg_app.services.languages import SOURCE_LANGUAGE, gettext_for, later
from kraamzorg_app.services.region_check import ProviderContact

KINDS: Final = {
    ProviderKind.ORGANIZATION: "Kraamzorgorganisatie",
    ProviderKind.SELF_EMPLOYED: "Zelfstandige (zzp)",
    ProviderKind.PLATFORM: "Platform",
}
ACCOUNT_KINDS: Final = {
    ProviderKind.ORGANIZATION: "kraamzorgorganisatie",
    ProviderKind.SELF_EMPLOYED: "zelfstandig, niet via een platform",
    ProviderKind.PLATFORM: "platform",
}
"""What the account of somebody who works there says (role division: "Gebruikers")."""
KIND_CHOICES: Final = tuple((kind.value, text) for kind, text in KINDS.items())
_CONTRACTS: Final = {
    True: later("Heeft een contract in deze regio"),
    False: later("Heeft geen contract in deze regio"),
}


def contract_text(has_contract: bool | None, language: str = SOURCE_LANGUAGE) -> str:
    """Say whether a provider has a contract in the region; nothing where that is not told."""
    return "" if has_contract is None else gettext_for(language)(_CONTRACTS[has_contract])


def contact_rows(
    providers: Iterable[ProviderContact], language: str = SOURCE_LANGUAGE
) -> list[list[str]]:
    """Word providers for `components.panels.contacts`."""
    return [
        [each.name, each.phone, each.email, contract_text(each.is_contracted, language)]
        for each in providers
    ]
