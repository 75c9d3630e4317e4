"""Learning curves and the HTML report of runs."""

from __future__ import annotations
