"""Policies: networks, masks, players."""

from __future__ import annotations
