"""Comparing players on the same worlds."""

from __future__ import annotations
