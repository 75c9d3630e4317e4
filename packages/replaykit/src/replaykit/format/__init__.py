"""The file format: from a replay as a value to its bytes and back."""

from __future__ import annotations
