"""What a client agrees to, by version: a changed text gets a new version and the old one stays."""

from __future__ import annotations

from typing import Final

CONSENT_VERSION: Final = "2026-1"
CONSENT_TEXTS: Final[dict[str, tuple[str, ...]]] = {
    "2026-1": (
        "Uw gegevens komen op de wachtlijst voor kraamzorg van uw regio.",
        "Aanbieders van kraamzorg in uw regio zien uw geboortedatum en uitgerekende datum.",
        "Zij zien ook de 4 cijfers van uw postcode en uw zorgverzekeraar.",
        "Neemt een aanbieder u in zorg? Dan ziet alleen die aanbieder al uw gegevens.",
        "De coördinator van uw regio en uw zorgverzekeraar zien alleen wat zij nodig hebben.",
        "U kunt op elk moment van de wachtlijst af.",
        "Uw gegevens worden gewist als ze niet meer nodig zijn.",
    )
}
"""Dutch sentences, which are also the keys of their translations."""
