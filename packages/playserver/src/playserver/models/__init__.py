"""The pydantic models of HTTP requests and answers, one module per topic."""

from __future__ import annotations
