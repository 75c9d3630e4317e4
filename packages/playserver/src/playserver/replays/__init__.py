"""Replays: the stores, the hall of fame, frames and their stream."""

from __future__ import annotations
