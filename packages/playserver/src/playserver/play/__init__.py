"""Play sessions."""

from __future__ import annotations
