"""What matching needs to know of a provider: from where it works, and its languages."""

from __future__ import annotations

import re
from typing import Any, Final

from kraamzorg_app.domain.matching import DUTCH
from kraamzorg_app.domain.registration_form import SPOKEN_LANGUAGES
from kraamzorg_app.services.dutch_postcodes import place_by_pc4

_PC4: Final = re.compile(r"[1-9][0-9]{3}", re.ASCII)
LANGUAGES: Final = tuple(code for code in SPOKEN_LANGUAGES if code not in (DUTCH, "other"))
"""What a provider may speak besides Dutch, which all of them do."""


def typed(base_pc4: object, languages: object, errors: dict[str, str]) -> dict[str, Any]:
    """Check what was typed; puts codes at "base_pc4" and "languages" of `errors`."""
    pc4 = base_pc4.strip() if isinstance(base_pc4, str) else ""
    if pc4 and (not _PC4.fullmatch(pc4) or int(pc4) not in place_by_pc4()):
        errors["base_pc4"] = "pc4_unknown"
    is_list = isinstance(languages, list) and all(isinstance(each, str) for each in languages)
    spoken = set(languages) if isinstance(languages, list) and is_list else {""}
    if not spoken <= set(LANGUAGES):
        errors["languages"] = "unknown_choice"
    return {"base_pc4": pc4 or None, "languages": [DUTCH, *sorted(spoken)]}
