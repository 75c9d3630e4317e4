"""The command `trainkit`."""

from __future__ import annotations
