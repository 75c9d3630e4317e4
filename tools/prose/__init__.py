"""Finds banned words and phrases in prose: pages, comments, docstrings, messages and names."""
