"""The HTTP server: application, endpoints, security, limits, errors."""

from __future__ import annotations
