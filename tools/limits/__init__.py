"""Limits on the length of functions and files, in Python, C++ and TypeScript."""

from __future__ import annotations
