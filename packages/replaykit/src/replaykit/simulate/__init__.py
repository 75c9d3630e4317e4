"""Replays simulated again: seeking, verification, frames."""

from __future__ import annotations
