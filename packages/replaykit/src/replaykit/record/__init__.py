"""Recording: from environments, policies and lists of actions, and from other replays."""

from __future__ import annotations
