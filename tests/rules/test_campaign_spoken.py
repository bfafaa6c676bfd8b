"""What a campaign says to those in whose language it says nothing, whatever the order in which that was kept."""

from __future__ import annotations

import pytest

from rules.campaign import spoken


@pytest.mark.parametrize("written", [("ru", "en", "de"), ("de", "en", "ru")])
def test_the_programmes_language_stands_in_and_else_the_first_by_its_code(written: tuple[str, ...]) -> None:
    said = dict.fromkeys(written, "Hello")

    assert spoken(said, "ru", "en") == "ru"
    assert spoken(said, "fr", "en") == "en"
    assert spoken(said, "fr", "es") == "de"
    assert spoken({}, "ru", "en") == ""
