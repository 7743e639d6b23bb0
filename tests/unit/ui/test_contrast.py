"""Every pair of colors that is used meets WCAG 2.2 AA, light and dark."""

import re
from pathlib import Path

import pytest

TOKENS = Path(__file__).parents[3] / "assets" / "css" / "tokens.css"
TEXT = 4.5
SHAPE = 3.0

PAIRS = [
    ("ink", "paper", TEXT),
    ("ink", "sand", TEXT),
    ("ink", "info-bg", TEXT),
    ("ink", "amber-bg", TEXT),
    ("ink", "red-bg", TEXT),
    ("ink", "green-bg", TEXT),
    ("ink", "row-hover", TEXT),
    ("muted", "paper", TEXT),
    ("muted", "sand", TEXT),
    ("muted", "row-hover", TEXT),
    ("primary", "paper", TEXT),
    ("primary", "sand", TEXT),
    ("primary", "info-bg", TEXT),
    ("primary", "row-hover", TEXT),
    ("primary-strong", "paper", TEXT),
    ("on-primary", "primary", TEXT),
    ("on-primary", "primary-strong", TEXT),
    ("on-red", "red", TEXT),
    ("red", "paper", TEXT),
    ("red", "sand", TEXT),
    ("red", "red-bg", TEXT),
    ("amber", "paper", TEXT),
    ("amber", "amber-bg", TEXT),
    ("green", "paper", TEXT),
    ("green", "green-bg", TEXT),
    ("control", "paper", SHAPE),
    ("control", "sand", SHAPE),
    ("chart-1", "paper", SHAPE),
    ("chart-2", "paper", SHAPE),
    ("chart-3", "paper", SHAPE),
    ("map-red", "map-calm", SHAPE),
]


def colors(mode: str) -> dict[str, str]:
    light, dark = TOKENS.read_text().split("@media (prefers-color-scheme: dark)")
    found = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", light))
    if mode == "dark":
        found |= dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", dark))
    return found


def luminance(color: str) -> float:
    channels = [int(color[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_contrast_is_computed_as_wcag_defines_it():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)


@pytest.mark.parametrize("mode", ["light", "dark"])
@pytest.mark.parametrize(("front", "back", "least"), PAIRS)
def test_pair_has_enough_contrast(mode: str, front: str, back: str, least: float):
    known = colors(mode)
    assert contrast(known[front], known[back]) >= least


def test_every_color_has_a_dark_counterpart():
    light_only = {name for name, value in colors("light").items() if colors("dark")[name] == value}
    assert light_only == set()
