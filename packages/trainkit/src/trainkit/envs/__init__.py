"""Worlds for training: vector environment, reward scaling, memory features, episodes."""

from __future__ import annotations
