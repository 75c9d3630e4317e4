"""Plays the recorded episodes on builds of the core for every platform: `nox -s platforms`."""

from __future__ import annotations
