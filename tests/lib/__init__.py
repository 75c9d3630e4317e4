"""What the tests across packages share."""

from __future__ import annotations
