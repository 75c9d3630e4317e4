"""The studies of docs/results: declared in studies/, trained, evaluated and published from one."""

from __future__ import annotations
