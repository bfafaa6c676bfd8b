"""Every recipe of the guide is good in a shop's programme file."""

from __future__ import annotations

import re

import pytest

from rules.program_check import check
from tests.rules.programs import FOLDER

GUIDE = FOLDER.parent / "docs" / "guides" / "recipes.md"
RECIPES = re.findall(r"```toml\n(.*?)```", GUIDE.read_text(encoding="utf-8"), re.S)


def test_the_guide_has_recipes() -> None:
    assert len(RECIPES) >= 10


@pytest.mark.parametrize("recipe", RECIPES, ids=lambda recipe: re.findall(r'name = "(.*?)"', recipe)[0])
def test_a_recipe_at_the_end_of_a_file_is_good(recipe: str) -> None:
    shop = (FOLDER / "bonus-points.toml").read_text(encoding="utf-8")

    assert [mistake.message for mistake in check(f"{shop}\n{recipe}")] == []
