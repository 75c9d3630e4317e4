"""Run folders: reads their files, follows them and keeps an index of them."""

from __future__ import annotations
