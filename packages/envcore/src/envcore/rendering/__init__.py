"""Pictures and dashboards of a world, without a display; nothing here knows a rule."""

from __future__ import annotations
