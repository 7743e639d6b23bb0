"""Portioning out a proposal: nobody is left out, and one provider is told once."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from kraamzorg_app.domain.division_drafts import portions

MOST = 5


@given(st.lists(st.integers(0, 8), max_size=40))
def test_portions_keep_each_provider_together_and_lose_nobody(chosen: list[int]) -> None:
    providers = dict(enumerate(chosen))
    found = portions(providers, MOST)
    assert sorted(key for portion in found for key in portion) == list(providers)
    for provider in set(chosen):
        (its_own,) = [p for p in found if any(providers[key] == provider for key in p)]
        of_provider = [key for key in its_own if providers[key] == provider]
        assert of_provider == sorted(of_provider)
    assert all(len(p) <= MOST or len({providers[key] for key in p}) == 1 for p in found)
