"""What several sessions of the noxfile do: install requirements and run test suites."""

from __future__ import annotations
