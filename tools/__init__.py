"""Tools of this repository, run from its root as `python -m tools.NAME`; README.md lists them."""

from __future__ import annotations
