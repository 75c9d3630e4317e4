"""What has to be true of the packages before they are released: `python -m tools.release`."""

from __future__ import annotations
