"""Recipes for changes of the world, tried on a copy of the repository."""

from __future__ import annotations
