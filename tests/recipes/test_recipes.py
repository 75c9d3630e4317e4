"""The recipes of docs/maintaining.md: each names every file, and the changed world works."""

from __future__ import annotations

from pathlib import Path

import pytest

from tools.recipes.__main__ import ROOT, try_recipes
from tools.recipes.recipe import Edit, Recipe, RecipeError, read_recipes

RECIPES = read_recipes()


@pytest.mark.parametrize("recipe", RECIPES, ids=lambda recipe: recipe.name)
def test_a_recipe_takes_few_files(recipe: Recipe) -> None:
    assert len(recipe.files) <= recipe.files_max
    for edit in recipe.edits:
        assert (ROOT / edit.file).read_text(encoding="utf-8").count(edit.before) == 1, edit


def test_a_missing_anchor_is_named(tmp_path: Path) -> None:
    (tmp_path / "rules.txt").write_text("one two two\n", encoding="utf-8")
    Edit("rules.txt", "one", "1").apply(tmp_path)
    with pytest.raises(RecipeError, match=r"rules.txt has 2 times 'two', expected once"):
        Edit("rules.txt", "two", "2").apply(tmp_path)
    with pytest.raises(RecipeError, match="0 times 'three'"):
        Edit("rules.txt", "three", "3").apply(tmp_path)


@pytest.mark.slow
def test_the_recipes_make_a_world_that_works(tmp_path: Path) -> None:
    try_recipes(tmp_path)
