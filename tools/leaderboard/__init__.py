"""The leaderboard: a table made from the bundles in docs/results, which it verifies."""

from __future__ import annotations
