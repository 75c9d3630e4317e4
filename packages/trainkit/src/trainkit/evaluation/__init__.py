"""Comparing players on the same worlds."""
