"""Training many configurations."""

from __future__ import annotations
