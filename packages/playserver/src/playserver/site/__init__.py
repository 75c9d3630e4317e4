"""Static sites, which need no server."""

from __future__ import annotations
