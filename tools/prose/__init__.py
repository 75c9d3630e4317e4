"""Finds banned words and phrases in prose: pages, comments, docstrings, messages and names."""

from __future__ import annotations
