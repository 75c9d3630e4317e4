"""Configurations: schema, loading, seed sets and templates."""

from __future__ import annotations
