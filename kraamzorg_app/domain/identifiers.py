"""The numbers and codes of Dutch care: how they are checked, stored and shown."""

import re
from typing import Final

BSN_LENGTH: Final = 9
BSN_WEIGHTS: Final = (9, 8, 7, 6, 5, 4, 3, 2, -1)
TEST_BSN_PREFIXES: Final = ("99999", "0000")
AGB_LENGTH: Final = 8
MATERNITY_AGB_PREFIX: Final = "33"
UZOVI_LENGTH: Final = 4
MIN_CLIENT_NUMBER_LENGTH: Final = 3
MAX_CLIENT_NUMBER_LENGTH: Final = 20

_DIGIT_GROUPING = re.compile(r"[\s.\-]")
_POSTCODE = re.compile(r"([1-9][0-9]{3})\s*([A-Z]{2})")
_UNUSED_LETTERS = frozenset({"SA", "SD", "SS"})
_CLIENT_NUMBER = re.compile(r"[A-Z0-9]+")


def _digits(text: str) -> str:
    """Drop the spaces, dots and dashes that people type between digits; "" when more is left."""
    bare = _DIGIT_GROUPING.sub("", text)
    return bare if bare.isascii() and bare.isdigit() else ""


def normalize_bsn(text: str) -> str | None:
    """Give the nine digits of a BSN ("burgerservicenummer"), or None when it can't be one.

    Eight digits get a leading zero. The check is the 11-proef: the weighted sum
    9 8 7 6 5 4 3 2 -1 is above zero and divisible by 11 (Logisch ontwerp BSN, RvIG).
    """
    digits = _digits(text)
    if len(digits) == BSN_LENGTH - 1:
        digits = "0" + digits
    if len(digits) != BSN_LENGTH:
        return None
    total = sum(weight * int(digit) for weight, digit in zip(BSN_WEIGHTS, digits, strict=True))
    return digits if total > 0 and total % 11 == 0 else None


def is_test_bsn(bsn: str) -> bool:
    """Tell whether a normalized BSN lies in a range that is never given to a person (RvIG)."""
    return bsn.startswith(TEST_BSN_PREFIXES)


def normalize_agb(text: str) -> str | None:
    """Give the eight digits of an AGB code (Vektis; it has no check digit), or None."""
    digits = _digits(text)
    return digits if len(digits) == AGB_LENGTH else None


def is_maternity_agb(agb_code: str) -> bool:
    """Tell whether the code is of a "kraamcentrum" (33…); a reason to warn, not to refuse."""
    return agb_code.startswith(MATERNITY_AGB_PREFIX)


def normalize_uzovi(text: str) -> str | None:
    """Give the four digits of an insurer's UZOVI code (Vektis; leading zeros matter), or None."""
    digits = _digits(text)
    return digits if len(digits) == UZOVI_LENGTH else None


def normalize_postcode(text: str) -> str | None:
    """Give a full postcode as it is stored, "1234AB", or None when it can't be one.

    The four digits don't start with 0 and the letters SA, SD and SS are not in use (PostNL).
    """
    match = _POSTCODE.fullmatch(text.strip().upper())
    if match is None or match[2] in _UNUSED_LETTERS:
        return None
    return match[1] + match[2]


def display_postcode(postcode: str) -> str:
    """Show a stored postcode as people write it: "1234 AB"."""
    return f"{postcode[:4]} {postcode[4:]}"


def pc4_of(postcode: str) -> str:
    """Give the four digits of a stored postcode, which are all that most people may see."""
    return postcode[:4]


def normalize_client_number(text: str) -> str | None:
    """Give an insured person's number ("uniek registratienummer verzekerde") in capitals, or None.

    Free alphanumeric, such as TS1111RR (manual for insurers); 3 to 20 characters. Spaces drop out.
    """
    number = re.sub(r"\s", "", text).upper()
    if not MIN_CLIENT_NUMBER_LENGTH <= len(number) <= MAX_CLIENT_NUMBER_LENGTH:
        return None
    return number if _CLIENT_NUMBER.fullmatch(number) else None
