"""Recipes for changes of the world, tried on a copy of the repository."""
