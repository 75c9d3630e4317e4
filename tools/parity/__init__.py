"""Runs envcore and envref side by side and compares every bit: `nox -s parity`."""

from __future__ import annotations
