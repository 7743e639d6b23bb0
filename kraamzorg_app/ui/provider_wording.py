"""Kinds of providers in words."""

from __future__ import annotations

from typing import Final

from kraamzorg_app.domain.actors import ProviderKind

KINDS: Final = {
    ProviderKind.ORGANIZATION: "Kraamzorgorganisatie",
    ProviderKind.SELF_EMPLOYED: "Zelfstandige (zzp)",
    ProviderKind.PLATFORM: "Platform",
}
KIND_CHOICES: Final = tuple((kind.value, text) for kind, text in KINDS.items())
