"""Builds the images of `containers/`, runs them and checks what they promise."""

from __future__ import annotations
